"""The decks that come with Hearth: one file a deck, each question in three languages.

They are data of the package and not rows: a community keeps only what it asked, by a question's key.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from bot.i18n import later
from bot.keys import PromptId
from bot.voices.data import read
from bot.voices.seasons import ALWAYS, Window
from bot.voices.wording import folded

PRACTICE = "practice"
SEASON = "season"
LANGUAGES = ("en", "es", "da")
PURPOSES: Final[Mapping[str, str]] = {
    PRACTICE: later("what you do, and how"),
    "stuck": later("what will not move"),
    "craft": later("tools, tricks and standards"),
    "outside": later("what lies beyond your walls"),
    "people": later("whom you learn from and work with"),
    SEASON: later("what has its time of year"),
}
"""The decks in the order in which they are shown, and what each is for."""
ALL = "all"
"""What stands for every deck together; no deck is called so."""


@dataclass(frozen=True, slots=True)
class Shipped:
    """A question that comes with Hearth. `key` stays for ever; `texts` by language; `window`: when it is asked."""

    key: PromptId
    deck: str
    texts: Mapping[str, str]
    window: Window


@cache
def shipped() -> Mapping[str, tuple[Shipped, ...]]:
    """Return the questions of each deck, in the order of the files."""
    return {deck: tuple(_shipped(deck, k, e) for k, e in read(f"shipped/{deck}.yaml").items()) for deck in PURPOSES}


def _shipped(deck: str, key: str, entry: Mapping[str, Any]) -> Shipped:
    window = ALWAYS
    if "months" in entry or "season" in entry:
        window = Window(frozenset(entry.get("months", ())), entry.get("season", ""))
    return Shipped(PromptId(key), deck, {tag: entry[tag] for tag in LANGUAGES}, window)


@cache
def by_key() -> Mapping[PromptId, Shipped]:
    """Return every question that comes with Hearth, by its key."""
    return {s.key: s for deck in shipped().values() for s in deck}


@cache
def keys_by_text() -> Mapping[str, PromptId]:
    """Return the key of each question by its words in any language, folded."""
    return {folded(text): s.key for s in by_key().values() for text in s.texts.values()}


def spoken(chosen: str, language: str) -> str:
    """Return the language of a community's questions: what it `chosen`, else its own if the decks have it."""
    own = language.partition("-")[0].casefold()
    return next((tag for tag in (chosen, own) if tag in LANGUAGES), LANGUAGES[0])
