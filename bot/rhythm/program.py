"""What belongs to one date beside its time: who hosts it, its agenda, and what was noted when it was over."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bot.cards import Block
from bot.community.store import Record, Who
from bot.keys import AccountId, DeliveryId, MemberId, OccurrenceId, RitualId
from bot.rhythm.model import Occurrence, Ritual
from bot.rhythm.rota import Turn


class Part(StrEnum):
    """What somebody has to do with hosting a date."""

    ASKED = "asked"  # it is their turn: they host unless they say that they cannot
    HOSTS = "hosts"  # they said that they can
    WANTED = "wanted"  # the host asked them to take over
    PASSED = "passed"  # they cannot


HOSTING = frozenset({Part.ASKED, Part.HOSTS})


@dataclass(frozen=True, slots=True)
class Hosting:
    """The part of one member in hosting one date, with the name shown."""

    occurrence: OccurrenceId
    member: MemberId
    account: AccountId
    name: str
    part: Part


def host_of(parts: Iterable[Hosting]) -> Hosting | None:
    """Return who hosts a date, None while nobody does."""
    return next((p for p in parts if p.part in HOSTING), None)


@dataclass(frozen=True, slots=True)
class Item:
    """One thing on an agenda, with the shown name of whoever put it there."""

    id: str
    member: MemberId
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Program:
    """What cards of a date show beside its time. `hosted`: the ritual has hosts; `host` is the shown name."""

    hosted: bool = False
    host: str | None = None
    agenda: tuple[Item, ...] = ()
    more: tuple[Block, ...] = ()  # what a form of the date shows


PLAIN = Program()


@dataclass(frozen=True, slots=True)
class There:
    """Somebody who was there, with the name shown."""

    member: MemberId
    account: AccountId
    name: str


@dataclass(frozen=True, slots=True)
class Recap:
    """What was noted of a date that is over: who was there, what was decided, links; never who was not there."""

    occurrence: OccurrenceId
    author: AccountId | None
    decided: str
    links: str
    posts: tuple[DeliveryId, ...] = ()


class Programs(Protocol):
    """What cards show."""

    async def programs(self, dates: Sequence[OccurrenceId]) -> Mapping[OccurrenceId, Program]:
        """Return the program of each date, in a fixed number of queries."""

    async def agendas(self, dates: Sequence[OccurrenceId]) -> Mapping[OccurrenceId, tuple[Item, ...]]:
        """Return what stands on the agenda of each date, oldest first, in one query."""


class HostStore(Programs, Protocol):
    """Rotas, and who hosts which date. Kept with accounts; of a member the last one counts."""

    async def rotas(self, rituals: Iterable[RitualId]) -> Mapping[RitualId, tuple[Turn, ...]]:
        """Return the hosts of rituals, each member once, with when they host last."""

    async def join(self, ritual: Ritual, account: AccountId, theirs: Sequence[AccountId], at: datetime) -> None:
        """Put a member on a ritual's rota, once, at whichever of `theirs` accounts."""

    async def leave(self, ritual: Ritual, theirs: Sequence[AccountId]) -> None:
        """Take a member off a ritual's rota."""

    async def rotas_of(self, accounts: Sequence[AccountId]) -> tuple[RitualId, ...]:
        """Return the rituals on whose rotas these accounts stand."""

    async def hostings(self, dates: Iterable[OccurrenceId]) -> Mapping[OccurrenceId, tuple[Hosting, ...]]:
        """Return everybody's part in hosting dates, in the order in which they got it."""

    async def hosted_by(self, accounts: Sequence[AccountId], after: datetime) -> tuple[OccurrenceId, ...]:
        """Return the dates that begin after then and that these accounts host."""

    async def put(self, given: Sequence[tuple[Occurrence, AccountId, Sequence[AccountId], Part]], at: datetime) -> None:
        """Write parts as (date, account, the member's accounts, part): one a member and date, the last one counts."""

    async def drop_passes(self, dates: Sequence[OccurrenceId]) -> None:
        """Let those who could not be asked once more: the dates have moved. Whoever said yes is asked again."""

    async def touched(self, accounts: Sequence[AccountId]) -> tuple[OccurrenceId, ...]:
        """Return the dates on whose cards these accounts stand as host or with an item of the agenda."""

    async def export(self, who: Who) -> Record: ...
    async def forget(self, who: Who) -> None: ...


class AgendaStore(Protocol):
    """What stands on agendas."""

    async def agendas(self, dates: Sequence[OccurrenceId]) -> Mapping[OccurrenceId, tuple[Item, ...]]:
        """Return what stands on the agenda of each date, oldest first."""

    async def add(self, date: Occurrence, account: AccountId, text: str, at: datetime) -> str:
        """Write an item; return its id."""

    async def drop(self, item: str) -> None:
        """Remove an item."""

    async def date_of(self, item: str) -> OccurrenceId | None:
        """Return on which date's agenda an item stands."""


class RecapStore(Protocol):
    """Recaps, and who was there."""

    async def recaps(self, dates: Iterable[OccurrenceId]) -> Mapping[OccurrenceId, Recap]: ...
    async def put(self, date: Occurrence, recap: Recap, at: datetime) -> None: ...
    async def came(self, date: Occurrence, accounts: Sequence[AccountId]) -> None:
        """Write who was there, in the place of what was written before."""

    async def attended(self, dates: Iterable[OccurrenceId]) -> Mapping[OccurrenceId, tuple[There, ...]]:
        """Return who was at each date: as its recap says, or without one whoever said that they come."""

    async def known_as(self, ritual: Ritual, names: Sequence[str]) -> Mapping[str, tuple[There, ...]]:
        """Return the members of the ritual's community who go by a name, whatever its case, by that name folded."""

    async def last(self, ritual: RitualId, before: datetime) -> OccurrenceId | None:
        """Return the last date of a ritual that was opened and began before then."""

    async def told_of(self, accounts: Sequence[AccountId]) -> tuple[OccurrenceId, ...]:
        """Return the dates whose recaps show these accounts, as there or as author."""

    async def export(self, who: Who) -> Record: ...
    async def forget(self, who: Who) -> None: ...
