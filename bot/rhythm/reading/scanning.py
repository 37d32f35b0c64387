"""From typed text to tokens: words, numbers, clock times, numeric dates and places."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time
from typing import Final

from bot.i18n import _, language
from bot.rhythm.reading.spellings import WORKING_DAYS, words_of
from bot.rhythm.reading.tokens import (
    Clock,
    Day,
    Mark,
    Number,
    Ordinal,
    Place,
    Role,
    Slashed,
    Token,
    Tokens,
    Unclear,
    Unit,
    Unknown,
    Weekdays,
)
from bot.rhythm.rules import Frequency
from bot.rhythm.zones import known_zone, sounds_like_zone, zone_named

NOON: Final = 12
LAST_HOUR: Final = 23
MIDNIGHT_HOUR: Final = 24
LONGEST_PLACE: Final = 4
"""Words in a city's name: "Dumont d'Urville" has two, "Port of Spain" three."""
YEARS: Final = range(1970, 2200)
"""A number in it may be a year; beyond it a date is a slip."""
WORD: Final = re.compile(r"[^\s,;()“”\"\[\]]+")
TIMED: Final = re.compile(r"([0-9]{1,2})(?:[:.h]([0-9]{2}))?(?::([0-9]{2}))?\s*(h|am|pm|a\.m\.?|p\.m\.?)?")
STAMP: Final = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})t([0-9].*)")
SLASHED: Final = re.compile(r"[0-9]{1,4}/[0-9]{1,2}(/[0-9]{1,4})?|[0-9]{1,2}\.[0-9]{1,2}\.([0-9]{4})?")
REGION: Final = re.compile(r"[a-z_]+(?:/[a-z_+-]+)+[0-9]*|(?:utc|gmt)[+-][0-9:]+", re.IGNORECASE | re.ASCII)
RANGE: Final = re.compile(r"([^\W_]\S*?)([-–—/&+])([^\W_]\S*)")


def scan(text: str) -> Tokens:
    """Return the tokens of a text, in order; a word nobody knows is `Unknown`.

    Raises:
        Unclear: there is no such hour or day.
        Invalid: a zone is named with a region and there is no such zone.
    """
    words = WORD.findall(text)
    found: list[Token] = []
    while words:
        taken, tokens = _place(words) or (1, tuple(_word(words[0])))
        found.extend(tokens)
        words = words[taken:]
    telling = (token for token in found if not (isinstance(token, Mark) and token.role is Role.FILLER))
    return _joined(tuple(telling))


def _joined(tokens: Tokens) -> Tokens:
    """Return the tokens with "working day" as the group of days it is."""
    match tokens:
        case (Mark(Role.WORKING, text=text), Unit(Frequency.DAILY, 1), *rest):
            return (Weekdays(WORKING_DAYS, each=True, text=text), *_joined(tuple(rest)))
        case (first, *rest):
            return (first, *_joined(tuple(rest)))
        case _:
            return ()


def _place(words: list[str]) -> tuple[int, Tokens] | None:
    """Return how many words name a zone, and its token; known words do not begin a place."""
    if not words[0][0].isalpha() or words[0].casefold() in words_of(language()):
        return None
    for taken in range(min(LONGEST_PLACE, len(words)), 0, -1):
        name = " ".join(words[:taken]).rstrip(".!?:")
        zone = known_zone(name)
        if zone is not None:
            return taken, (Place(zone, text=name),)
    return None


def _word(word: str) -> Iterator[Token]:
    """Yield the tokens of one word: one, unless it is a range or a date with a time."""
    key = word.casefold()
    if (stamp := STAMP.fullmatch(key)) is not None:
        yield from (*_word(stamp[1]), *_word(stamp[2].removesuffix("z")))
        return
    meaning = _known(word) or _known(word.rstrip(".!?:'’"))
    if meaning is not None:
        yield meaning
        return
    if (times := re.fullmatch(r"([0-9]{1,4})x", key)) is not None:
        yield from (Number(int(times[1]), digits=len(times[1]), text=word), Mark(Role.TIMES, text=word))
        return
    if (pair := RANGE.fullmatch(word)) is not None and not _region(word):
        between = (Mark(Role.TO, text=pair[2]),) if pair[2] in "-–—" else ()
        yield from (*_word(pair[1]), *between, *_word(pair[3]))
        return
    if _region(word) or sounds_like_zone(word):
        zone_named(word.rstrip(".!?:"))
    yield Unknown(text=word)


def _region(word: str) -> bool:
    """Tell whether a word looks like a zone, "Europe/Copenhagn" or "UTC+2", and not like a list."""
    if REGION.fullmatch(word) is None:
        return False
    return "/" not in word or all(_known(part) is None for part in word.split("/"))


def _known(word: str) -> Token | None:
    """Return what a word means on its own, None when it means nothing."""
    key = word.casefold()
    meaning = words_of(language()).get(key) or _figures(key)
    return replace(meaning, text=word) if meaning is not None else None


def _figures(key: str) -> Token | None:
    """Return what a word of digits means."""
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", key):
        return Day(calendar_day(*(int(part) for part in key.split("-")), shown=key))
    if re.fullmatch(r"[0-9]{1,4}", key):
        return Number(int(key), digits=len(key))
    if (nth := re.fullmatch(r"([0-9]{1,2})(st|nd|rd|th)", key)) is not None:
        return Ordinal(int(nth[1]))
    if (timed := TIMED.fullmatch(key)) is not None:
        return clock(int(timed[1]), int(timed[2] or 0), int(timed[3] or 0), half=timed[4] or "", shown=key)
    if SLASHED.fullmatch(key):
        return Slashed(tuple(int(part) for part in re.findall("[0-9]+", key)))
    return None


def clock(hour: int, minute: int = 0, second: int = 0, *, half: str = "", shown: str) -> Clock:
    """Return a time of day; `half` is "am" or "pm" in some spelling, or anything else for 24 hours.

    17 pm is taken for 17:00, which is what it must mean.

    Raises:
        Unclear: there is no such time.
    """
    if hour == MIDNIGHT_HOUR and not minute:
        raise Unclear(_("There is no 24:00; midnight is 00:00 of the next day."), old=shown, new="00:00")
    if (half.startswith("a") and hour > NOON) or (half.startswith("p") and hour == 0):
        raise Unclear(_("There is no {time}.").format(time=shown))
    if half.startswith("a") or (half.startswith("p") and hour <= NOON):
        hour = hour % NOON + (NOON if half.startswith("p") else 0)
    if hour > LAST_HOUR or minute > 59 or second > 59:
        raise Unclear(_("There is no {time}.").format(time=shown))
    return Clock(time(hour, minute, second), text=shown)


def calendar_day(year: int, month: int, day: int, *, shown: str) -> date:
    """Return a date.

    Raises:
        Unclear: the calendar has no such day.
    """
    try:
        found = date(year, month, day)
    except ValueError:
        raise Unclear(_("There is no {date}.").format(date=shown)) from None
    if year not in YEARS:
        raise Unclear(_("The year {year} is too far away.").format(year=year))
    return found
