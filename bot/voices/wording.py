"""What a question and its origin may look like."""

import hashlib
import re
from typing import Final

from bot.errors import Invalid, shortened
from bot.i18n import _

LONGEST_PROMPT = 280
LONGEST_SOURCE = 120
LONGEST_DECK = 32
DATED: Final = re.compile(r"[12]\d{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?", re.ASCII)
"""A year, a month or a day, as a source gives it."""


RESERVED: Final = frozenset({"all", "none"})
"""What a ritual says instead of a deck."""


def folded(text: str) -> str:
    """Return what makes two questions the same: their words, whatever the case and marks, as a digest."""
    words = "".join(c if c.isalnum() else " " for c in text.casefold()).split()
    return hashlib.sha256(" ".join(words).encode()).hexdigest()


def check_words(text: str, field: str) -> None:
    """Refuse a question without words.

    Raises:
        Invalid: at the field.
    """
    if not any(c.isalpha() for c in text):
        raise Invalid(_("A question needs words. Nothing was changed."), field=field)


def check_date(dated: str) -> None:
    """Refuse what is neither empty nor a year, month or day.

    Raises:
        Invalid: at the field `date`.
    """
    if dated and not DATED.fullmatch(dated):
        sentence = _("“{text}” is not a date. Write it like 2026-11 or 2026-11-05. Nothing was changed.")
        raise Invalid(sentence.format(text=shortened(dated)), field="date")


def check_deck(deck: str) -> None:
    """Refuse a name, in lower case, that no deck can have.

    Raises:
        Invalid: at the field `deck`.
    """
    if deck in RESERVED:
        sentence = _("No deck can be called “{deck}”. Nothing was changed. See what there is: prompt list")
        raise Invalid(sentence.format(deck=deck), field="deck")
