"""Reading a rhythm as somebody types it: "every other Tuesday 10:00"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from typing import Final

from bot.errors import Invalid, shortened
from bot.i18n import _, language
from bot.rhythm.reading.anchoring import recurrence_of
from bot.rhythm.reading.clauses import read_clause
from bot.rhythm.reading.facts import Facts
from bot.rhythm.reading.scanning import scan
from bot.rhythm.reading.single_dates import single_of
from bot.rhythm.reading.spellings import words_of
from bot.rhythm.reading.tokens import A_TIME, Month, Token, Tokens, Unclear, Unknown, Weekdays
from bot.rhythm.reading.written_rules import split_written
from bot.rhythm.when import Recurrence
from bot.rhythm.zones import zone_named

LONGEST: Final = 200
"""Characters of a rhythm; more is not one."""


@dataclass(frozen=True, slots=True)
class Context:
    """Where and when something was typed."""

    zone: str
    now: datetime


def read_when(text: str, *, zone: str, now: datetime, field: str = "when") -> Recurrence:
    """Return what somebody means by a rhythm or a date, beginning with the first time after `now`.

    Args:
        text: what was typed; may be hostile.
        zone: the zone that is meant when none was typed.
        now: aware.
        field: the form field it was typed in.

    Raises:
        Invalid: it cannot be read or is over; its sentence names the word and suggests another.
        ValueError: `now` is naive.
    """
    if now.utcoffset() is None:
        msg = "`now` must know its zone"
        raise ValueError(msg)
    context = Context(zone_named(zone, field=field), now)
    try:
        return _read(text, context)
    except Unclear as unclear:
        raise Invalid(_sentence(text, unclear, context), field=field) from None
    except Invalid as invalid:
        raise Invalid(invalid.sentence, field=field) from None


def read_date(text: str, *, day: date, zone: str, now: datetime, field: str) -> datetime:
    """Return the one date and time somebody means, aware UTC, later than `now`.

    Args:
        text: what was typed; may be hostile.
        day: the local day that is meant when only a time was typed.
        zone: the zone that is meant when none was typed.
        now: aware.
        field: the form field it was typed in.

    Raises:
        Invalid: it cannot be read, is a rhythm or is over.
    """
    try:
        written, words = _words(text)
        return single_of(_facts(scan(words)), written, day=day, zone=zone, now=now)
    except Unclear as unclear:
        sentence = _("“{text}” — {reason} Try: {suggestion}. Nothing was changed.").format(
            text=shortened(text), reason=unclear.reason, suggestion=_("Thursday 14:00")
        )
        raise Invalid(sentence, field=field) from None
    except Invalid as invalid:
        raise Invalid(invalid.sentence, field=field) from None


def _words(text: str) -> tuple[str, str]:
    """Return the written rule in a text and the words around it.

    Raises:
        Unclear: it is too long.
    """
    if len(text) > LONGEST:
        raise Unclear(_("That is longer than {most} characters.").format(most=LONGEST))
    return split_written(text)


def _read(text: str, context: Context) -> Recurrence:
    """Read it.

    Raises:
        Unclear: it cannot be read.
        Invalid: it names a zone that is none.
    """
    written, words = _words(text)
    tokens = scan(words)
    if not tokens and not written:
        raise Unclear(_("When does it happen?"))
    facts = _facts(tokens)
    return recurrence_of(facts, written, zone=context.zone, now=context.now)


def _facts(tokens: Tokens) -> Facts:
    """Return all that the tokens say."""
    facts = Facts()
    while tokens:
        clause = read_clause(tokens)
        if clause is None:
            raise _puzzled(next((token for token in tokens if isinstance(token, Unknown)), tokens[0]))
        facts, tokens = facts + clause[0], tokens[clause[1] :]
    return facts


def _puzzled(token: Token) -> Unclear:
    """Return what to say of a word that is unknown, or known and out of place."""
    word = shortened(token.text)
    if not isinstance(token, Unknown):
        return Unclear(_("I did not understand “{word}” there.").format(word=word))
    sentence = _("I did not recognise “{word}”.").format(word=word)
    return Unclear(sentence, old=token.text, new=_nearest(token.text))


def _nearest(word: str) -> str:
    """Return the known word that looks most like it, as it is written; empty when none does."""
    known = words_of(language())
    [*close] = get_close_matches(word.casefold(), known, n=1, cutoff=0.7)
    if not close:
        return ""
    named = isinstance(known[close[0]], Weekdays | Month) and len(close[0]) > 3
    return close[0].capitalize() if named and "week" not in close[0] else close[0]


def _sentence(text: str, unclear: Unclear, context: Context) -> str:
    """Return the one sentence to say, with a suggestion that can be read."""
    readable = (words for words in _suggestions(text, unclear) if _can_be_read(words, context))
    return _("“{text}” — {reason} Try: {suggestion}. Nothing was changed.").format(
        text=shortened(text),
        reason=unclear.reason,
        suggestion=next(readable, _("every other Tuesday 10:00")),
    )


def _suggestions(text: str, unclear: Unclear) -> Iterator[str]:
    """Yield what might have been meant, the likeliest first."""
    line = " ".join(text.split())
    if unclear.new:
        mended = re.sub(re.escape(unclear.old), lambda _match: unclear.new, line, count=1, flags=re.IGNORECASE)
        yield from (mended, mended + A_TIME)
    if unclear.suggestion:
        yield from (unclear.suggestion, unclear.suggestion + A_TIME)
    yield from (line + more for more in unclear.more)


def _can_be_read(words: str, context: Context) -> bool:
    """Tell whether a suggestion would be accepted, and is short enough to be shown."""
    if shortened(words) != words:
        return False
    try:
        _read(words, context)
    except (Unclear, Invalid):
        return False
    return True
