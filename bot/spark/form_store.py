"""What must be kept about forms, and what they need of rhythm."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.community.store import Record, Who
from bot.keys import AccountId, CommunityId, DeliveryId, MemberId, OccurrenceId, RitualId, RoomId
from bot.spark.form_runs import Dot, Entry, Held, Run


@dataclass(frozen=True, slots=True)
class Written:
    """A form that a community wrote, in one of its versions."""

    id: str
    community: CommunityId
    name: str  # folded
    source: str
    account: AccountId | None
    at: datetime


class FormStore(Protocol):
    """The forms a community wrote. An id names a version and stays; a name means the current one."""

    async def written(self, community: CommunityId) -> tuple[Written, ...]:
        """Return the current forms of a community, by name."""

    async def named(self, wanted: Iterable[tuple[CommunityId, str]]) -> Mapping[tuple[CommunityId, str], Written]:
        """Return the current forms of these (community, folded name)s, in one query."""

    async def versions(self, ids: Iterable[str]) -> Mapping[str, Written]:
        """Return versions by id."""

    async def write(self, form: Written) -> None:
        """Keep a form in the place of the one of its name."""

    async def remove(self, form: Written) -> None:
        """Let a form be current no longer; dates that have it keep it."""

    async def export(self, who: Who) -> Record: ...
    async def forget(self, who: Who) -> None: ...


class RunStore(Protocol):
    """What becomes of forms on dates, and what people gave: lines, dots, roles. Kept with accounts."""

    async def runs(self, dates: Iterable[OccurrenceId]) -> Mapping[OccurrenceId, Run]: ...
    async def put(self, runs: Sequence[Run]) -> None: ...
    async def drop_runs(self, dates: Sequence[OccurrenceId]) -> None:
        """Let dates have no form; what people gave stays kept with them."""

    async def of_form(self, community: CommunityId, forms: Sequence[str]) -> tuple[Run, ...]:
        """Return the runs with these forms (by name or id) that have not begun."""

    async def entries(self, dates: Iterable[OccurrenceId]) -> Mapping[OccurrenceId, tuple[Entry, ...]]:
        """Return what stands on the lists of dates, oldest first."""

    async def entry(self, entry: str) -> Entry | None: ...
    async def add(self, run: Run, entry: Entry, at: datetime) -> None: ...
    async def reword(self, entry: str, text: str) -> None: ...
    async def drop(self, entry: str) -> None:
        """Remove a line, with its dots."""

    async def let_wait(self, entries: Sequence[str]) -> None:
        """Mark lines that had no turn."""

    async def waiting(self, rituals: Iterable[RitualId]) -> Mapping[RitualId, tuple[Entry, ...]]:
        """Return the lines that wait for a ritual's next date, oldest first."""

    async def carry(self, entries: Mapping[str, OccurrenceId]) -> None:
        """Put lines that wait on the list of another date, without their dots."""

    async def dots(self, dates: Iterable[OccurrenceId]) -> Mapping[OccurrenceId, tuple[Dot, ...]]:
        """Return the dots on dates, oldest first."""

    async def dot(self, run: Run, dot: Dot, at: datetime) -> None: ...
    async def undot(self, run: Run, key: str, choices: Sequence[str], theirs: Sequence[AccountId]) -> None:
        """Take a member's dots back from these choices of a list."""

    async def parts(self, dates: Iterable[OccurrenceId]) -> Mapping[OccurrenceId, tuple[Held, ...]]:
        """Return who has, or cannot have, which role on dates, in the order in which it was said."""

    async def last(self, rituals: Iterable[RitualId]) -> Mapping[tuple[RitualId, str, MemberId], datetime]:
        """Return when the last date of a ritual began, or begins, on which a member has a role."""

    async def draw(self, drawn: Sequence[tuple[Run, Held]], at: datetime) -> None:
        """Write roles of members who had nothing to do with them so far."""

    async def take(self, run: Run, held: Held, theirs: Sequence[AccountId], at: datetime) -> None:
        """Write what a member has to do with a role of a date, in the place of what they had."""

    async def release(self, dates: Sequence[OccurrenceId]) -> None:
        """Let those be asked again who could not: the dates have moved. Whoever said yes is asked again."""

    async def touched(self, accounts: Sequence[AccountId], after: datetime) -> tuple[OccurrenceId, ...]:
        """Return the dates since an instant on whose cards these accounts stand."""

    async def export(self, who: Who) -> Record: ...
    async def forget(self, who: Who) -> None: ...


@dataclass(frozen=True, slots=True)
class Somebody:
    """Somebody who may have a role, with the name shown."""

    member: MemberId
    account: AccountId
    name: str


@dataclass(frozen=True, slots=True)
class FormDate:
    """A date of a ritual, as forms need it. `rooms`: where it is posted, with what opened it there, if it did.

    `shown`: it was announced already.
    """

    id: OccurrenceId
    community: CommunityId
    ritual: RitualId
    name: str
    starts: datetime
    minutes: int
    ahead: bool
    rooms: tuple[tuple[RoomId, DeliveryId | None], ...]
    shown: bool = False


@dataclass(frozen=True, slots=True)
class People:
    """Who may be given a role on a date: the rota, whoever said that they come; `host` has the whole date.

    `never`: who said that they do not come.
    """

    rota: tuple[Somebody, ...] = ()
    comers: tuple[Somebody, ...] = ()
    host: MemberId | None = None
    never: frozenset[MemberId] = frozenset()


class FormDates(Protocol):
    """What forms need of rhythm; main hands them that sibling. Each answers in a fixed number of queries."""

    async def of(self, dates: Iterable[OccurrenceId]) -> Mapping[OccurrenceId, FormDate]: ...
    async def people(self, dates: Iterable[OccurrenceId]) -> Mapping[OccurrenceId, People]: ...
    async def again(self, dates: Sequence[OccurrenceId]) -> None:
        """Let the announcements of dates say what they say now."""

    async def using(self, community: CommunityId, form: str) -> Sequence[str]:
        """Return the names of the rituals whose dates have a form."""
