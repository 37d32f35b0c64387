"""A month of the rhythm as a picture: beats, clashes, holidays and gaps, and the same in words. Pure."""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise, takewhile
from typing import Final
from zoneinfo import ZoneInfo

from bot.cards import Picture
from bot.drawings import Line, Month, Sign
from bot.i18n import _, counted
from bot.keys import RitualId
from bot.rhythm.calendar_words import month_name, weekday_name
from bot.rhythm.model import Ritual
from bot.rhythm.senses import Coming, overlapping

MOST_LINES: Final = 10
"""Rituals with a line of their own: with those for clashes, holidays and gaps as high as the picture is wide."""
MOST_DATES: Final = 40
"""Dates of one ritual in a month: one a day, and those that were added."""
LONG_EMPTY: Final = 14
"""Days with nothing that are told: what comes every other week leaves thirteen."""


@dataclass(frozen=True, slots=True)
class Beats:
    """What one ritual does in a month: its dates, in order."""

    ritual: Ritual
    dates: tuple[Coming, ...]


def month_of(rituals: Sequence[Ritual], first: date, zone: str, holidays: Mapping[date, str]) -> Picture:
    """Return a month's picture.

    Args:
        rituals: those that go on.
        first: the first day of the month.
        zone: IANA, in which days and hours are told.
        holidays: by day, those of the month or more.
    """
    place = ZoneInfo(zone)
    beats = [b for r in rituals if (b := _beats(r, first, place)).dates]
    beats.sort(key=lambda b: (b.dates[0].starts, b.ritual.name))
    dates = [d for b in beats for d in b.dates]
    clashing = overlapping(dates)
    clash = sorted({_day(at, place) for _ritual, at in clashing})
    length = monthrange(first.year, first.month)[1]
    lines = [_line(b, clashing, place) for b in beats[:MOST_LINES]]
    lines += _rest(beats[MOST_LINES:], place)
    if clash:
        lines.append(Line(_("At the same hour: {days}").format(days=_days(clash)), Sign.CLASH, tuple(clash)))
    lines += _off({d.day: name for d, name in holidays.items() if (d.year, d.month) == (first.year, first.month)})
    lines += _empty({_day(d.starts, place) for d in dates}, length)
    title = _title(first, len(dates), len(clash))
    drawing = Month(title, first.weekday(), length, _initials(), tuple(lines))
    return Picture(_words(title, lines), drawing)


def after(first: date) -> date:
    """Return the first day of the next month."""
    return (first + timedelta(days=31)).replace(day=1)


def _beats(ritual: Ritual, first: date, place: ZoneInfo) -> Beats:
    begins = datetime(first.year, first.month, 1, tzinfo=place)
    following = after(first)
    ends = datetime(following.year, following.month, 1, tzinfo=place)
    found = takewhile(lambda s: s.at < ends, ritual.dates(begins - timedelta(microseconds=1), MOST_DATES))
    dates = tuple(Coming(ritual.id, s.at, s.at + timedelta(minutes=s.minutes or ritual.minutes)) for s in found)
    return Beats(ritual, dates)


def _line(beats: Beats, clashing: frozenset[tuple[RitualId, datetime]], place: ZoneInfo) -> Line:
    """Return a ritual's line; its hour is told when it is always the same."""
    hours = {f"{d.starts.astimezone(place):%H:%M}" for d in beats.dates}
    name = beats.ritual.name
    label = _("{name} · {time}").format(name=name, time=hours.pop()) if len(hours) == 1 else name
    days = tuple(dict.fromkeys(_day(d.starts, place) for d in beats.dates))
    marked = tuple(dict.fromkeys(_day(d.starts, place) for d in beats.dates if (d.ritual, d.starts) in clashing))
    return Line(label, Sign.BEAT, days, marked)


def _rest(beats: Sequence[Beats], place: ZoneInfo) -> list[Line]:
    if not beats:
        return []
    days = sorted({_day(d.starts, place) for b in beats for d in b.dates})
    label = counted("And {count} more ritual", "And {count} more rituals", len(beats))
    return [Line(label, Sign.BEAT, tuple(days))]


def _off(named: Mapping[int, str]) -> list[Line]:
    if not named:
        return []
    each = " · ".join(f"{day} {name}" for day, name in sorted(named.items()))
    return [Line(_("Holidays: {days}").format(days=each), Sign.HOLIDAY, tuple(sorted(named)))]


def _empty(days: set[int], length: int) -> list[Line]:
    """Return the long stretches with nothing, as one line; a month without a date at all needs none."""
    edges = [0, *sorted(days), length + 1]
    found = tuple(
        (last + 1, following - 1) for last, following in pairwise(edges) if following - last - 1 >= LONG_EMPTY
    )
    if not found or not days:
        return []
    each = ", ".join(_("{first} to {last}").format(first=a, last=b) for a, b in found)
    return [Line(_("Nothing: {days}").format(days=each), Sign.GAP, stretches=found)]


def _title(first: date, dates: int, clashes: int) -> str:
    month = _("{month} {year}").format(month=month_name(first.month), year=first.year)
    if not dates:
        return _("{month}: nothing is planned").format(month=month)
    found = [counted("{count} date", "{count} dates", dates)]
    if clashes:
        found.append(counted("{count} clash", "{count} clashes", clashes))
    return _("{month}: {found}").format(month=month, found=", ".join(found))


def _words(title: str, lines: Sequence[Line]) -> str:
    """Return the same in words: lines that do not name their days get them."""
    said = [f"{x.label}: {_days(x.days)}" if x.sign is Sign.BEAT else x.label for x in lines]
    return "".join(f"{sentence}. " for sentence in (title, *said)).strip()


def _days(days: Sequence[int]) -> str:
    return ", ".join(map(str, days))


def _initials() -> tuple[str, str, str, str, str, str, str]:
    a, b, c, d, e, f, g = (weekday_name(n)[0].upper() for n in range(7))
    return a, b, c, d, e, f, g


def _day(at: datetime, place: ZoneInfo) -> int:
    return at.astimezone(place).day
