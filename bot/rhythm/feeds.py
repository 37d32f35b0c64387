"""What a calendar holds: the dates of a window, as entries that any calendar understands. Pure.

Each date is an entry of its own, with the id it has in Hearth, and there are no recurrence rules: what a holiday
moves, what a steward skips or moves and what a ritual was before it changed are then as right as in Hearth itself, and
no two programs have to agree about hours that a change of clocks leaves out.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from itertools import islice, takewhile
from typing import Final

from bot.community.model import Community
from bot.i18n import _, speaking
from bot.keys import OccurrenceId, RitualId
from bot.rhythm.coming import Coming
from bot.rhythm.model import Occurrence, OccurrenceState, Ritual, RitualState, occurrence
from bot.rhythm.recurrence import Recurrence, upcoming

PAST: Final = timedelta(days=31)
AHEAD: Final = timedelta(days=366)
MOST_ENTRIES: Final = 12_000
"""About four megabytes; a calendar with more dates than that ends sooner."""
MOST_OF_A_RITUAL: Final = 400
"""Every day of the window, and some."""
REMEMBERED: Final = timedelta(days=92)
"""A ritual is somebody's own for as long after they last said they come."""


class Status(StrEnum):
    """How sure a date is (RFC 5545 §3.8.1.11)."""

    CONFIRMED = "CONFIRMED"
    TENTATIVE = "TENTATIVE"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True)
class Window:
    """From when to when a calendar holds dates, aware UTC; it moves on once a day, so that nothing changes between.

    What begins up to `today` is told from what was kept, what comes later from the rituals themselves.
    """

    begins: datetime
    today: datetime
    ends: datetime

    @staticmethod
    def at(now: datetime) -> "Window":
        """Return the window of a day."""
        today = datetime.combine(now.astimezone(UTC).date(), time.min, UTC)
        return Window(today - PAST, today, today + AHEAD)


@dataclass(frozen=True, slots=True)
class Mark:
    """How often a ritual and its dates have changed, and when last (community time)."""

    sequence: int
    changed: datetime


@dataclass(frozen=True, slots=True)
class Own:
    """What a member's own calendar goes by: what they said to dates, and to which rituals they come at all.

    `said`: what they last said of each date.
    """

    said: Mapping[OccurrenceId, Coming]
    rituals: frozenset[RitualId]
    language: str


@dataclass(frozen=True, slots=True)
class Source:
    """Everything a calendar is made of; two that are equal give the same calendar. `own` is None for the community's.

    `dates` are those of the window that were kept.
    """

    community: Community
    rituals: Mapping[RitualId, Ritual]
    marks: Mapping[RitualId, Mark]
    dates: tuple[Occurrence, ...]
    window: Window
    own: Own | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One date in a calendar. `id` never changes, whatever else does. `busy`: the reader's time is taken."""

    id: OccurrenceId
    name: str
    about: str
    starts: datetime
    ends: datetime
    zone: str
    status: Status
    busy: bool
    sequence: int
    changed: datetime


def entries(source: Source) -> tuple[Entry, ...]:
    """Return the entries of a calendar, earliest first, in its reader's language."""
    dates = {d.id: d for r in source.rituals.values() for d in _called_off(r, source)}
    dates |= {d.id: d for d in source.dates if d.state is OccurrenceState.DROPPED}
    dates |= {d.id: d for r in source.rituals.values() for d in _coming(r, r.when, source)}
    dates |= {d.id: d for d in source.dates if d.state is not OccurrenceState.DROPPED}
    ordered = sorted(dates.values(), key=lambda d: (d.starts, d.id))
    with speaking(source.own.language if source.own else source.community.language):
        return tuple(islice((e for d in ordered if (e := _entry(d, source)) is not None), MOST_ENTRIES))


def _coming(ritual: Ritual, when: Recurrence, source: Source) -> Iterator[Occurrence]:
    """Yield the dates to come: none before the ritual became what it is, or while the community rests."""
    if ritual.state is RitualState.ACTIVE:
        since = max(source.window.today, source.marks[ritual.id].changed, ritual.rests or source.window.today)
        found = takewhile(lambda start: start.at < source.window.ends, upcoming(when, since))
        yield from (occurrence(ritual, start) for start in islice(found, MOST_OF_A_RITUAL))


def _called_off(ritual: Ritual, source: Source) -> Iterator[Occurrence]:
    """Yield the dates there would be had no steward taken any out."""
    whole = _whole(ritual.when)
    if whole != ritual.when:
        yield from (replace(d, state=OccurrenceState.DROPPED) for d in _coming(ritual, whole, source))


def _whole(when: Recurrence) -> Recurrence:
    return replace(when, skipped=frozenset(), earlier=_whole(when.earlier) if when.earlier else None)


def _entry(date: Occurrence, source: Source) -> Entry | None:
    """Return a date's entry; None where it stands in no calendar of theirs."""
    ritual, mark, own = source.rituals[date.ritual], source.marks[date.ritual], source.own
    said = own.said.get(date.id) if own else None
    if own is not None and (said is Coming.NO or (said is None and ritual.id not in own.rituals)):
        return None
    status = Status.CONFIRMED if own is None or said is Coming.GOING else Status.TENTATIVE
    if date.state is OccurrenceState.DROPPED:
        status = Status.CANCELLED
    answer = _answer(said) if own is not None and status is not Status.CANCELLED else ""
    return Entry(
        id=date.id,
        name=ritual.name,
        about="\n\n".join(part for part in (ritual.value, answer) if part),
        starts=date.starts,
        ends=date.ends,
        zone=ritual.when.zone,
        status=status,
        busy=own is not None and status is Status.CONFIRMED,
        sequence=mark.sequence,
        changed=mark.changed,
    )


def _answer(said: Coming | None) -> str:
    """Return what the reader said of a date, in one sentence."""
    match said:
        case Coming.GOING:
            return _("You said you come.")
        case Coming.MAYBE:
            return _("You said maybe.")
        case Coming.WAITING:
            return _("You wait for a seat.")
        case _:
            return _("You have not said yet whether you come.")
