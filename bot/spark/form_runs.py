"""What becomes of a form on one date: which steps are done, how far its lists are, who has which role."""

import base64
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.keys import AccountId, CommunityId, DeliveryId, MemberId, OccurrenceId, RitualId
from bot.spark.form_model import Act, Collection, Form, Part, Step

GRACE_AHEAD = timedelta(hours=12)
"""So late something may be said that is to be said before a date."""
GRACE_DURING = timedelta(minutes=20)
"""So late while it takes place; later the others are elsewhere by now."""
GRACE_LISTS = timedelta(days=1)
"""So late a list is still closed and told: what people gave is not lost."""


class Phase(StrEnum):
    """How far a list is."""

    OPEN = "open"
    VOTING = "voting"
    CLOSED = "closed"
    TOLD = "told"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A list on a date: its cards in every space, and those of what came of it, which are edited in place."""

    phase: Phase
    say: str = ""
    cards: tuple[DeliveryId, ...] = ()
    results: tuple[DeliveryId, ...] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """A form on a date. `form`: the name of a shipped form, or the id of a version of the community's own.

    `starts` is what the steps are counted from (aware UTC); `began`: the date was opened.
    """

    occurrence: OccurrenceId
    community: CommunityId
    ritual: RitualId
    form: str
    starts: datetime
    minutes: int
    began: datetime | None = None
    done: frozenset[int] = frozenset()
    sheets: Mapping[str, Sheet] = field(default_factory=dict)

    def with_sheet(self, key: str, sheet: Sheet) -> "Run":
        """Return the run with one of its lists as it is now."""
        return replace(self, sheets={**self.sheets, key: sheet})

    def finished(self, steps: Iterable[int]) -> "Run":
        """Return the run with these steps behind it."""
        return replace(self, done=self.done | frozenset(steps))

    @property
    def ends(self) -> datetime:
        """Return when the date is over, aware UTC."""
        return self.starts + timedelta(minutes=self.minutes)


@dataclass(frozen=True, slots=True)
class Entry:
    """A line on a list, with the shown name of whoever wrote it. `place`: which column, from 0."""

    id: str
    occurrence: OccurrenceId
    list: str
    place: int
    member: MemberId
    account: AccountId
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Dot:
    """A dot of somebody's on a line (its id) or an option (its number)."""

    list: str
    choice: str
    member: MemberId
    account: AccountId


class State(StrEnum):
    """What somebody has to do with a role."""

    ASKED = "asked"  # it was drawn: they have it unless they say that they cannot
    HOLDS = "holds"  # they said that they do it
    PASSED = "passed"  # they cannot


@dataclass(frozen=True, slots=True)
class Held:
    """What one member has to do with a role of a date, with the name shown."""

    role: str
    member: MemberId
    account: AccountId
    name: str
    state: State


def list_id(date: OccurrenceId, key: str) -> str:
    """Return what buttons call a list of a date: an id, which no form shows to anybody."""
    digest = hashlib.sha256(f"{date}:{key}".encode()).digest()
    return base64.b32encode(digest[:10]).decode().lower()


def holders(parts: Iterable[Held], role: str) -> tuple[Held, ...]:
    """Return who has a role."""
    return tuple(p for p in parts if p.role == role and p.state is not State.PASSED)


def planned(form: Form, run: Run, now: datetime) -> list[tuple[int, datetime]]:
    """Return (place, when) of the steps that beats must do, earliest first; those of the date itself once it has begun.

    A list that should be open already opens now, where the date is still ahead.
    """
    found: list[tuple[int, datetime]] = []
    for place, step in enumerate(form.steps):
        due = step.due(run.starts, run.minutes)
        if place in run.done or (run.began is None and step.part is not Part.BEFORE):
            continue
        if due < now and run.began is None and opens(form, step):
            due = now
        if due >= now:
            found.append((place, due))
    return sorted(found, key=lambda each: each[1])


def opens(form: Form, step: Step) -> bool:
    """Return whether people write something from a step on that is before its date."""
    return step.part is Part.BEFORE and step.act is Act.COLLECT and form.list(step.list) is not None


def grace(step: Step) -> timedelta:
    """Return how late a step still makes sense."""
    if step.act in {Act.CLOSE, Act.RESULT}:
        return GRACE_LISTS
    return GRACE_AHEAD if step.part is Part.BEFORE else GRACE_DURING


def due_now(form: Form, run: Run, now: datetime) -> tuple[list[int], list[int]]:
    """Return the places of steps to be done now, in order, and of those that are too late and left out."""
    timely: list[int] = []
    late: list[int] = []
    for place, step in enumerate(form.steps):
        due = step.due(run.starts, run.minutes)
        if place in run.done or due > now or (run.began is None and step.part is not Part.BEFORE):
            continue
        ahead = run.began is None and now < run.starts and opens(form, step)
        (timely if ahead or now <= due + grace(step) else late).append(place)
    return timely, late


def counted_dots(dots: Iterable[Dot], most: int) -> dict[str, int]:
    """Return how many dots lie on each choice: of each member as many as they have, one a choice, the last ones.

    Whoever gave dots at two accounts before these were one person's has no more than anybody else.
    """
    given: dict[MemberId, dict[str, None]] = {}
    for dot in dots:
        mine = given.setdefault(dot.member, {})
        mine.pop(dot.choice, None)
        mine[dot.choice] = None
    totals: dict[str, int] = {}
    for mine in given.values():
        for choice in list(mine)[-most:]:
            totals[choice] = totals.get(choice, 0) + 1
    return totals


def ranked(entries: Sequence[Entry], totals: Mapping[str, int]) -> list[Entry]:
    """Return lines by their dots, most first, and among equals as they were written."""
    return sorted(entries, key=lambda e: -totals.get(e.id, 0))


def in_turn(form: Form, each: Collection, run: Run, entries: Sequence[Entry], dots: Iterable[Dot]) -> list[Entry]:
    """Return the lines of a list that have their turn, in order."""
    del form
    mine = [e for e in entries if e.list == each.key]
    totals = counted_dots([d for d in dots if d.list == each.key], each.votes or 1)
    return (ranked(mine, totals) if each.votes else mine)[: each.turns(run.minutes)]


def minds(dots: Iterable[Dot], before: str, after: str) -> int:
    """Return how many members chose differently in two votes."""
    said: dict[str, dict[MemberId, str]] = {before: {}, after: {}}
    for dot in dots:
        if dot.list in said:
            said[dot.list][dot.member] = dot.choice
    return sum(said[before][m] != c for m, c in said[after].items() if m in said[before])
