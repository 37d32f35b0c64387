"""Reading the pieces of a typed rhythm out of its tokens, whatever their order."""

from collections.abc import Callable
from datetime import time
from typing import Final

from bot.i18n import _
from bot.rhythm.reading.date_clauses import read_day, read_stretch
from bot.rhythm.reading.facts import Facts, Pace, Span
from bot.rhythm.reading.pace_clauses import Found, read_nth, read_pace, read_parity, read_weekdays
from bot.rhythm.reading.scanning import clock
from bot.rhythm.reading.tokens import Clock, Mark, Month, Number, Ordinal, Place, Role, Tokens, Unclear, Unit


def read_clause(tokens: Tokens) -> Found:
    """Return what the first tokens say and how many they are, None when they say nothing we know.

    Raises:
        Unclear: they say something impossible or ambiguous.
    """
    found = (reader(tokens) for reader in READERS)
    return next((clause for clause in found if clause is not None), None)


def _times(tokens: Tokens) -> Found:
    """Read "for 8 times", "8 times", "for 10 weeks"."""
    match tokens:
        case (Number(), Mark(Role.TIMES), Unit(), *_):
            raise Unclear(_("On which days?"))
        case (Number(count), Mark(Role.TIMES), *_):
            return Facts(times=(count,)), 2
        case (Number(count), Unit(frequency, n), *_):
            return Facts(spans=(Span(frequency, count * n),)), 2
        case (Mark(Role.FOR), Unit(frequency, n), *_):
            return Facts(spans=(Span(frequency, n),)), 2
        case (Mark(Role.FOR), *rest) if (found := _times(tuple(rest))) is not None:
            return found[0], found[1] + 1
        case _:
            return None


def _end(tokens: Tokens) -> Found:
    """Read "until June", "to 15 June 2027".

    Raises:
        Unclear: it is the end of the hour.
    """
    match tokens:
        case (Mark(Role.UNTIL | Role.TO), *rest) if (said := read_stretch(tuple(rest))) is not None:
            return Facts(ends=(said[0],)), said[1] + 1
        case (Mark(Role.UNTIL | Role.TO), Clock() | Number(), *_):
            raise Unclear(_("Say only when it starts."))
        case _:
            return None


def _start(tokens: Tokens) -> Found:
    """Read "starting 1 February", "from next week"; "from September to June" is a season."""
    match tokens:
        case (Mark(Role.FROM) as start, Mark(Role.IN), *rest) if (found := _start((start, *rest))) is not None:
            return found[0], found[1] + 1
        case (Mark(Role.FROM), Mark(Role.FROM | Role.AT) | Clock(), *_):
            return Facts(), 1
        case (Mark(Role.FROM), Number(), Mark(Role.TO), Number(), *_):
            return Facts(), 1
        case (Mark(Role.FROM), Month(), Mark(Role.TO), *_) if (season := _season(tokens[1:])) is not None:
            return season[0], season[1] + 1
        case (Mark(Role.FROM), *rest) if (said := read_stretch(tuple(rest))) is not None:
            return Facts(starts=(said[0],)), said[1] + 1
        case _:
            return None


def _season(tokens: Tokens) -> Found:
    """Read "September to June" or one month of a list; not a day of a month."""
    match tokens:
        case (Month(), Mark(Role.TO), Month(), Number(digits=1 | 2 | 4) | Ordinal(), *_):
            return None
        case (Month(first), Mark(Role.TO), Month(last), *_):
            months = tuple((first - 1 + step) % 12 + 1 for step in range((last - first) % 12 + 1))
            return Facts(months=months), 3
        case (Month(number), *_):
            return Facts(months=(number,)), 1
        case _:
            return None


def _except(tokens: Tokens) -> Found:
    """Read "except 24 December, 31 December" and "except July and August"."""
    match tokens:
        case (Mark(Role.EXCEPT), *rest) if (found := _exceptions(tuple(rest))) is not None:
            return found[0], found[1] + 1
        case _:
            return None


def _exceptions(tokens: Tokens) -> Found:
    """Read a list of days and months that are left out."""
    day, season = read_day(tokens), _season(tokens)
    if day is not None:
        one, taken = Facts(skips=(day[0],)), day[1]
    elif season is not None:
        one, taken = Facts(not_months=season[0].months), season[1]
    else:
        return None
    more = _exceptions(tokens[taken:])
    return (one + more[0], taken + more[1]) if more is not None else (one, taken)


def _clock(tokens: Tokens) -> Found:
    """Read "10:00", "9 am", "at 9", "0930", "12 noon"."""
    match tokens:
        case (Number(12), Clock(at), *_) if at in {time(0), time(12)}:
            return Facts(clocks=(at,)), 2
        case (Number(hour, digits=1 | 2, text=text), Mark(Role.MORNING | Role.AFTERNOON as half), *_):
            return Facts(clocks=(clock(hour, half=half, shown=f"{text} {half}").at,)), 2
        case (Clock(at, text=text), Mark(Role.MORNING | Role.AFTERNOON as half), *_):
            shown = f"{text} {half}"
            return Facts(clocks=(clock(at.hour, at.minute, half=half, shown=shown).at,)), 2
        case (Clock(at), *_):
            return Facts(clocks=(at,)), 1
        case (Number(hour, digits=1 | 2, text=text), *_):
            return Facts(clocks=(clock(hour, shown=text).at,)), 1
        case (Number(figures, digits=3 | 4, text=text), *_):
            return Facts(clocks=(clock(figures // 100, figures % 100, shown=text).at,)), 1
        case _:
            return None


def _at(tokens: Tokens) -> Found:
    """Read "at 9" and "at nine", whatever follows: "at 9 in June" is no date."""
    match tokens:
        case (Mark(Role.AT), Number(hour, digits=0, text=text), *rest):
            found = _clock((Number(hour, digits=1, text=text), *rest))
        case (Mark(Role.AT), *rest):
            found = _clock(tuple(rest))
        case _:
            return None
    return (found[0], found[1] + 1) if found is not None else None


def _date(tokens: Tokens) -> Found:
    """Read one day."""
    said = read_day(tokens)
    return (Facts(dates=(said[0],)), said[1]) if said is not None else None


def _small(tokens: Tokens) -> Found:
    """Read what is left: "every", "once", "at", "of the month", a zone."""
    match tokens:
        case (Mark(Role.EVERY), *_):
            return Facts(repeats=(True,)), 1
        case (Mark(Role.ONCE), *_):
            return Facts(once=(True,)), 1
        case (Mark(Role.AT | Role.IN), *_):
            return Facts(), 1
        case (Mark(Role.MORNING | Role.AFTERNOON as half), *_):
            return Facts(halves=(half,)), 1
        case (Place(zone), Mark(Role.TIMES), *_):
            return Facts(zones=(zone,)), 2
        case (Place(zone), *_):
            return Facts(zones=(zone,)), 1
        case (Unit(frequency, n), *_):
            return Facts(repeats=(True,), paces=(Pace(frequency, n),)), 1
        case _:
            return None


READERS: Final[tuple[Callable[[Tokens], Found], ...]] = (
    _at,
    read_parity,
    read_pace,
    _times,
    _end,
    _start,
    _except,
    _date,
    read_nth,
    read_weekdays,
    _clock,
    _season,
    _small,
)
"""In this order: what needs more words goes before what is content with fewer."""
