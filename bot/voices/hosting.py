"""Who speaks at which date, and what becomes of a chair with its date."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from bot.acts import ChairChanged
from bot.community.duties import Service
from bot.facts import Listens, Noted, OccurrenceDropped, OccurrenceMoved, OccurrenceOpened, Tell
from bot.keys import RitualId
from bot.voices import pipeline
from bot.voices.alternating import Kind, Taken
from bot.voices.model import Guest, GuestState, Slot
from bot.voices.pipeline import Step
from bot.voices.promising import Promises
from bot.voices.slot_turns import SlotTurns, TurnStore
from bot.voices.store import Dates, GuestStore
from bot.voices.turns import cycle as cycle_of_guests

CHANGES: Final = frozenset({"ritual.edit", "ritual.retire"})
"""After which a ritual may have no chair any more."""


@dataclass(frozen=True, slots=True)
class SpokenBy:
    """Who speaks, as rhythm shows it."""

    name: str
    topic: str
    organisation: str
    turn: str = Kind.GUEST
    instead: bool = False


@dataclass(frozen=True, slots=True)
class Hosting(Service):
    """What rhythm asks of guests and tells them."""

    now: datetime
    store: GuestStore
    turns: TurnStore
    slot_turns: SlotTurns
    dates: Dates
    promises: Promises
    tell: Tell

    @staticmethod
    def listens() -> Listens:
        """Return what happens to a chair with its date."""
        return (
            (OccurrenceOpened, Hosting.opened),
            (OccurrenceDropped, Hosting.dropped),
            (OccurrenceMoved, Hosting.moved),
            (Noted, Hosting.noted),
        )

    async def confirmed(self, dates: Sequence[tuple[RitualId, datetime]]) -> dict[tuple[RitualId, datetime], SpokenBy]:
        """Return who has said yes to which date."""
        slots = await self.store.slots_at(dates)
        said = {k: s for k, s in slots.items() if s.state in {GuestState.CONFIRMED, GuestState.HOSTED}}
        guests = await self.store.get([s.guest for s in said.values()])
        shown = {k: guests[s.guest] for k, s in said.items()}
        return {k: SpokenBy(g.name, g.topic, g.organisation) for k, g in shown.items()}

    async def parts(self, dates: Sequence[tuple[RitualId, datetime]]) -> dict[tuple[RitualId, datetime], SpokenBy]:
        """Return who has said yes to which date; where the slot alternates also what else dates are."""
        found = await self.confirmed(dates)
        for key, seen in (await self.slot_turns.seen(dates)).items():
            if seen.kind is not Kind.GUEST:
                name, topic = (seen.case.name, seen.case.topic) if seen.case else ("", "")
                found[key] = SpokenBy(name, topic, "", seen.kind, instead=seen.turn is Kind.GUEST)
        return found

    async def opened(self, facts: Sequence[OccurrenceOpened]) -> None:
        """Count confirmed guests as heard; who was only asked is a wish again. Note what dates were."""
        seen = await self.slot_turns.seen([(f.ritual, f.starts) for f in facts])
        each = [(f, seen[f.ritual, f.starts]) for f in facts if (f.ritual, f.starts) in seen]
        await self.turns.take(
            [Taken(f.community, f.ritual, f.starts, s.turn, s.kind, s.case.id if s.case else None) for f, s in each]
        )
        begun = {(f.ritual, f.starts): f.starts for f in facts}
        slots = await self.store.slots_at(list(begun))
        if not slots:
            return
        taken = {k: s for k, s in slots.items() if s.state is GuestState.CONFIRMED}
        await self.store.host(list(taken.values()))
        pools = await self.store.pools(dict.fromkeys(s.community for s in slots.values()))
        guests = {g.id: g for pool in pools.values() for g in pool}
        cycles = {c: cycle_of_guests(pool, self.now) for c, pool in pools.items()}
        heard = [
            pipeline.hosted(guests[s.guest], starts, cycles[s.community])
            for (_ritual, starts), s in taken.items()
            if pipeline.may(guests[s.guest].state, Step.HOST)
        ]
        await self.store.put_all(heard)
        await vacate(self.store, [s for s in slots.values() if s.state is GuestState.ASKED], self.now)

    async def dropped(self, facts: Sequence[OccurrenceDropped]) -> None:
        """Free the chairs of dates that do not take place; the guests keep their place in the pipeline."""
        slots = list((await self.store.slots_at([(f.ritual, f.starts) for f in facts])).values())
        await vacate(self.store, slots, self.now)
        await self.promises.changed([(s, None) for s in slots])

    async def moved(self, facts: Sequence[OccurrenceMoved]) -> None:
        """Take the chairs along to where their dates are now."""
        slots = await self.store.slots_at([(f.ritual, f.before) for f in facts])
        # All leave before any arrives: one may go where another was.
        await self.store.drop_slots([s.id for s in slots.values()])
        held = await self.store.slots_at([(f.ritual, f.starts) for f in facts])
        changed: list[tuple[Slot, datetime | None]] = []
        for fact in facts:
            mine = slots.get((fact.ritual, fact.before))
            if mine is None:
                continue
            lost = (fact.ritual, fact.starts) in held
            changed.append((mine, None if lost else fact.starts))
            if lost:
                await vacate(self.store, [mine], self.now)
            else:
                await self.store.put_slot(replace(mine, starts=fact.starts))
        await self.promises.changed(changed)

    async def noted(self, facts: Sequence[Noted]) -> None:
        """Free the chairs of rituals that have none any more."""
        about = {RitualId(f.about): f.community for f in facts if f.verb in CHANGES}
        gone = await self.dates.chairless(about) if about else frozenset()
        homes = dict.fromkeys(about[r] for r in gone)
        slots = [s for home in homes for s in await self.store.slots(home, self.now) if s.ritual in gone]
        await vacate(self.store, slots, self.now)
        for slot in slots:
            self.tell(ChairChanged(slot.community, slot.ritual, slot.starts, self.now))
        await self.promises.changed([(s, None) for s in slots])


async def vacate(store: GuestStore, slots: Sequence[Slot], now: datetime) -> None:
    """Make chairs empty; their guests are wishes again."""
    if not slots:
        return
    await store.drop_slots([s.id for s in slots])
    guests = (await store.get([s.guest for s in slots])).values()
    await store.put_all([pipeline.freed(g, now) for g in guests if pipeline.may(g.state, Step.FREE)])


async def leave(store: GuestStore, guest: Guest, now: datetime, tell: Tell) -> None:
    """Free the chairs that a guest has at coming dates; the guest is the caller's to write."""
    slots = [s for s in await store.slots(guest.community, now) if s.guest == guest.id]
    await store.drop_slots([s.id for s in slots])
    for slot in slots:
        tell(ChairChanged(slot.community, slot.ritual, slot.starts, now))
