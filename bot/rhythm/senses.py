"""Whether a rhythm is well: what was quiet or full, and what is too much. Pure; each finding has its numbers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import combinations, pairwise
from statistics import median
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo

from bot.keys import RitualId, SpaceId

QUIET_RUNS: Final = 3
"""One quiet run is a holiday, two may be chance; at three a ritual asks for something else (mission 7.7)."""
HARDLY: Final = 1
"""So few members are hardly anybody: whoever came was alone."""
QUIET_SHARE: Final = 4
"""A run is quiet as well when no more than a quarter of the usual members took part."""
USUAL_RUNS: Final = 8
"""As many earlier runs say what is usual: two months of a weekly ritual, so that an old season is forgotten."""
LAST_RUNS: Final = QUIET_RUNS + USUAL_RUNS
"""As many runs are looked at."""
KNOWN_RUNS: Final = 3
"""Of fewer earlier runs nobody can tell what is usual."""
BURST_FACTOR: Final = 2
BURST_MORE: Final = 4
"""A burst is twice the usual, and four members more: two where one was usual is no crowd."""
LOUD: Final = 10
"""Two messages a working day. Above that a bot is muted first, and then nobody hears it at all."""
MOST_A_WEEK: Final = 4
"""Rituals in one week: with five there is one every working day, and nobody can come to all of them."""
GAP: Final = timedelta(days=21)
"""Three weeks with nothing: two skipped dates of a weekly ritual are a holiday, three are a habit lost."""
GAP_FACTOR: Final = 1.5
"""Where dates lie far apart anyway, a gap is half as long again as what is usual there: a monthly one is no gap."""
AHEAD: Final = timedelta(weeks=12)
"""How far ahead clashes, full weeks and gaps are looked for: what lies further away will change before."""


@dataclass(frozen=True, slots=True)
class Run:
    """One date that took place and is over: the distinct members who came, answered or said what it was worth.

    Who came is what its recap says; without one it is whoever said that they would.
    """

    starts: datetime
    people: int


@dataclass(frozen=True, slots=True)
class Coming:
    """One date to come, aware UTC."""

    ritual: RitualId
    starts: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class Load:
    """What was sent in a space: posts in rooms that all its members see, direct messages to all of them together."""

    space: SpaceId
    posts: int
    directs: int
    members: int


@dataclass(frozen=True, slots=True)
class Quiet:
    """Three quiet runs; `usual` is 0 where nothing earlier says what was usual."""

    ritual: RitualId
    people: tuple[int, ...]
    usual: int


@dataclass(frozen=True, slots=True)
class Burst:
    """A run with far more members than usual."""

    ritual: RitualId
    people: int
    usual: int


@dataclass(frozen=True, slots=True)
class Overload:
    """Messages a member gets in a week, in the loudest space: `posts` in rooms and `directs`, rounded."""

    space: SpaceId
    a_week: int
    posts: int
    directs: int


@dataclass(frozen=True, slots=True)
class Crowded:
    """The fullest week: its Monday, and how many rituals happen in it."""

    monday: date
    rituals: int


@dataclass(frozen=True, slots=True)
class Clash:
    """Two rituals at the same hour: first at `at`, `times` times in the weeks ahead."""

    one: RitualId
    other: RitualId
    at: datetime
    times: int


@dataclass(frozen=True, slots=True)
class Gap:
    """The longest stretch with nothing, aware UTC, in whole days."""

    begins: datetime
    ends: datetime

    @property
    def days(self) -> int:
        """Return its length."""
        return (self.ends - self.begins).days


Finding: TypeAlias = Overload | Quiet | Clash | Crowded | Gap | Burst
"""In the order in which they are told: what drives members away first."""


def findings(
    runs: Mapping[RitualId, Sequence[Run]],
    coming: Sequence[Coming],
    loads: Iterable[Load],
    *,
    now: datetime,
    zone: str,
    weeks: float,
) -> tuple[Finding, ...]:
    """Return what there is to say about a rhythm, the most pressing first.

    Args:
        runs: of each active ritual, earliest first.
        coming: the dates of active rituals between `now` and `now + AHEAD`, in any order.
        loads: what was sent in each space in the last `weeks` weeks.
        now: aware.
        zone: IANA, in which weeks are counted.
        weeks: at least one.
    """
    dates = sorted(coming, key=lambda c: (c.starts, c.ritual))
    found: list[Finding | None] = [overload(loads, weeks)]
    found += [quiet(ritual, each) for ritual, each in runs.items()]
    found += clashes(dates)
    found += [crowded(dates, zone), gap(dates, now) if runs else None]
    found += [burst(ritual, each) for ritual, each in runs.items()]
    return tuple(f for f in found if f is not None)


def usual(earlier: Sequence[Run]) -> int:
    """Return how many members usually take part, 0 where nobody can tell."""
    if len(earlier) < KNOWN_RUNS:
        return 0
    return int(median(r.people for r in earlier[-USUAL_RUNS:]))


def quiet(ritual: RitualId, runs: Sequence[Run]) -> Quiet | None:
    """Return that the last three runs had hardly anybody."""
    last, earlier = runs[-QUIET_RUNS:], runs[:-QUIET_RUNS]
    before = usual(earlier)
    few = max(HARDLY, before // QUIET_SHARE)
    if len(last) < QUIET_RUNS or any(r.people > few for r in last):
        return None
    return Quiet(ritual, tuple(r.people for r in last), before)


def burst(ritual: RitualId, runs: Sequence[Run]) -> Burst | None:
    """Return that the last run had far more members than the ones before."""
    if len(runs) <= KNOWN_RUNS:
        return None
    people, before = runs[-1].people, usual(runs[:-1])
    if people < max(before * BURST_FACTOR, before + BURST_MORE):
        return None
    return Burst(ritual, people, before)


def overload(loads: Iterable[Load], weeks: float) -> Overload | None:
    """Return the space in which members get most, if that is more than two messages a working day."""
    told = [_told(load, weeks) for load in loads if load.members]
    loudest = max(told, key=lambda o: (o.a_week, o.space), default=None)
    return loudest if loudest is not None and loudest.a_week > LOUD else None


def _told(load: Load, weeks: float) -> Overload:
    posts, directs = load.posts / weeks, load.directs / weeks / load.members
    return Overload(load.space, round(posts + directs), round(posts), round(directs))


def clashes(dates: Sequence[Coming]) -> list[Clash]:
    """Return each pair of rituals that overlap, once, by their first clash. `dates`: earliest first."""
    found: dict[tuple[RitualId, RitualId], list[datetime]] = {}
    running: list[Coming] = []
    for each in dates:
        running = [r for r in running if r.ends > each.starts]
        for other in running:
            if other.ritual != each.ritual:
                pair = (min(other.ritual, each.ritual), max(other.ritual, each.ritual))
                found.setdefault(pair, []).append(each.starts)
        running.append(each)
    return [Clash(one, other, at[0], len(at)) for (one, other), at in found.items()]


def crowded(dates: Iterable[Coming], zone: str) -> Crowded | None:
    """Return the fullest of the weeks ahead if it is too full, the first of equals."""
    weeks: dict[date, set[RitualId]] = {}
    for each in dates:
        day = each.starts.astimezone(ZoneInfo(zone)).date()
        weeks.setdefault(day - timedelta(days=day.weekday()), set()).add(each.ritual)
    monday = min(weeks, key=lambda m: (-len(weeks[m]), m), default=None)
    if monday is None or len(weeks[monday]) <= MOST_A_WEEK:
        return None
    return Crowded(monday, len(weeks[monday]))


def gap(dates: Sequence[Coming], now: datetime) -> Gap | None:
    """Return the longest stretch ahead with nothing if it is long for this community, the first of equals."""
    starts = [d.starts for d in dates]
    between = [(later - earlier).total_seconds() for earlier, later in pairwise(starts)]
    least = max(GAP, timedelta(seconds=GAP_FACTOR * median(between))) if between else GAP
    edges = [now, *starts] if starts else [now, now + AHEAD]
    begins, ends = max(pairwise(edges), key=lambda e: (e[1] - e[0], -e[0].timestamp()))
    return Gap(begins, ends) if ends - begins >= least else None


def overlapping(dates: Sequence[Coming]) -> frozenset[tuple[RitualId, datetime]]:
    """Return the dates, as (ritual, start), that another ritual's date overlaps. `dates` in any order."""
    found = set()
    for one, other in combinations(sorted(dates, key=lambda d: d.starts), 2):
        if one.ritual != other.ritual and one.ends > other.starts:
            found |= {(one.ritual, one.starts), (other.ritual, other.starts)}
    return frozenset(found)
