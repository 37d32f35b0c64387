"""What each date of a ritual whose slot alternates is: known for dates that were, foreseen for those to come."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeAlias

from bot.community.store import Record, Who
from bot.keys import CommunityId, MemberId, RitualId
from bot.voices.alternating import Case, Kind, Taken, bringers, could_bring, in_the_end, turns_of
from bot.voices.model import Date, GuestState, Slot
from bot.voices.store import Dates, GuestStore

Key: TypeAlias = tuple[RitualId, datetime]
SAID_YES = frozenset({GuestState.CONFIRMED, GuestState.HOSTED})


class TurnStore(Protocol):
    """Dates that took place, and the cases that members offer."""

    async def taken(self, dates: Iterable[Key]) -> Mapping[Key, Taken]: ...
    async def last(self, rituals: Iterable[RitualId]) -> Mapping[RitualId, Mapping[Kind, datetime]]:
        """Return when each kind had its turn last."""

    async def take(self, taken: Sequence[Taken]) -> None:
        """Write what dates were, and which cases were brought to them."""

    async def held(self, community: CommunityId, count: int) -> Sequence[Kind]:
        """Return what the last dates of a community were, the latest first."""

    async def cases(self, rituals: Iterable[RitualId]) -> Mapping[RitualId, tuple[Case, ...]]:
        """Return the cases of members who are here, open and brought."""

    async def offer(self, case: Case) -> None:
        """Keep a case; an open one of the same member and ritual goes."""

    async def take_back(self, community: CommunityId, case: str, member: MemberId) -> RitualId | None:
        """Remove a member's open case; return its ritual, None where there is none."""

    async def export(self, who: Who) -> Record: ...
    async def forget(self, who: Who) -> None: ...


@dataclass(frozen=True, slots=True)
class Seen:
    """What a date is, whose turn it was to be, and who brings the case."""

    turn: Kind
    kind: Kind
    case: Case | None = None


@dataclass(frozen=True, slots=True)
class SlotTurns:
    """Foresees turns, in a fixed number of queries."""

    now: datetime
    store: GuestStore
    turns: TurnStore
    dates: Dates

    async def seen(self, dates: Iterable[Key]) -> Mapping[Key, Seen]:
        """Return what these dates are; of rituals whose slot does not alternate nothing.

        Of dates to come, all up to the last one asked for must be among them, the next one first.
        """
        alternating = await self.dates.alternating({ritual for ritual, _starts in dates})
        wanted = sorted((k for k in set(dates) if k[0] in alternating), key=lambda k: k[1])
        if not wanted:
            return {}
        taken, last = await self.turns.taken(wanted), await self.turns.last(alternating)
        slots, cases = await self.store.slots_at(wanted), await self.turns.cases(alternating)
        found: dict[Key, Seen] = {}
        for ritual in alternating:
            mine = [k for k in wanted if k[0] == ritual]
            found |= {k: _taken(taken[k], cases[ritual]) for k in mine if k in taken}
            coming = [k for k in mine if k not in taken]
            found |= self._foreseen(coming, last.get(ritual, {}), slots, bringers(cases[ritual], ritual))
        return found

    def _foreseen(
        self, coming: Sequence[Key], last: Mapping[Kind, datetime], slots: Mapping[Key, Slot], cases: Sequence[Case]
    ) -> Mapping[Key, Seen]:
        turns = turns_of(last, [(k[1], k in slots) for k in coming])
        waiting = list(cases)
        found: dict[Key, Seen] = {}
        for key, turn in zip(coming, turns, strict=True):
            said_yes = key in slots and slots[key].state in SAID_YES
            kind = in_the_end(turn, key[1], self.now, confirmed=said_yes, case=bool(waiting))
            found[key] = Seen(turn, kind, waiting.pop(0) if kind is Kind.CASE and waiting else None)
        return found

    async def could_bring(self, rituals: Iterable[RitualId]) -> Mapping[RitualId, tuple[Case, ...]]:
        """Return the last case of each who brought one, whoever could be asked first to bring another one."""
        return {r: could_bring(cases, r) for r, cases in (await self.turns.cases(dict.fromkeys(rituals))).items()}

    async def for_guests(self, dates: Sequence[Date]) -> list[Date]:
        """Return those dates at which it is the turn of somebody from outside."""
        seen = await self.seen([(d.ritual, d.starts) for d in dates])
        keys = ((d, (d.ritual, d.starts)) for d in dates)
        return [d for d, key in keys if key not in seen or seen[key].kind is Kind.GUEST]


def _taken(taken: Taken, cases: Iterable[Case]) -> Seen:
    return Seen(taken.turn, taken.held, next((c for c in cases if c.id == taken.case), None))
