"""Who speaks at which date, and what becomes of a chair with its date."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.community.duties import Service
from bot.facts import Listens, OccurrenceDropped, OccurrenceMoved, OccurrenceOpened
from bot.keys import RitualId
from bot.voices.model import GuestState, Slot
from bot.voices.store import GuestStore


@dataclass(frozen=True, slots=True)
class SpokenBy:
    """Who speaks, as rhythm shows it."""

    name: str
    topic: str
    organisation: str


@dataclass(frozen=True, slots=True)
class Hosting(Service):
    """What rhythm asks of guests and tells them."""

    store: GuestStore

    @staticmethod
    def listens() -> Listens:
        """Return what happens to a chair with its date."""
        return (
            (OccurrenceOpened, Hosting.opened),
            (OccurrenceDropped, Hosting.dropped),
            (OccurrenceMoved, Hosting.moved),
        )

    async def confirmed(self, dates: Sequence[tuple[RitualId, datetime]]) -> dict[tuple[RitualId, datetime], SpokenBy]:
        """Return who has said yes to which date."""
        slots = await self.store.slots_at(dates)
        said = {k: s for k, s in slots.items() if s.state in {GuestState.CONFIRMED, GuestState.HOSTED}}
        guests = await self.store.get([s.guest for s in said.values()])
        shown = {k: guests[s.guest] for k, s in said.items()}
        return {k: SpokenBy(g.name, g.topic, g.organisation) for k, g in shown.items()}

    async def opened(self, facts: Sequence[OccurrenceOpened]) -> None:
        """Count confirmed guests as heard."""
        slots = await self.store.slots_at([(f.ritual, f.starts) for f in facts])
        taken = [s for s in slots.values() if s.state is GuestState.CONFIRMED]
        if taken:
            await self.store.host(taken)

    async def dropped(self, facts: Sequence[OccurrenceDropped]) -> None:
        """Free the chairs of dates that do not take place; the guests keep their place in the pipeline."""
        for slot in (await self.store.slots_at([(f.ritual, f.starts) for f in facts])).values():
            await vacate(self.store, slot)

    async def moved(self, facts: Sequence[OccurrenceMoved]) -> None:
        """Take the chairs along to where their dates are now."""
        slots = await self.store.slots_at([(f.ritual, f.before) for f in facts])
        # All leave before any arrives: one may go where another was.
        for slot in slots.values():
            await self.store.drop_slot(slot.id)
        held = await self.store.slots_at([(f.ritual, f.starts) for f in facts])
        for fact in facts:
            mine = slots.get((fact.ritual, fact.before))
            if mine is not None and (fact.ritual, fact.starts) in held:
                await vacate(self.store, mine)
            elif mine is not None:
                await self.store.put_slot(replace(mine, starts=fact.starts))


async def vacate(store: GuestStore, slot: Slot) -> None:
    """Make a chair empty; its guest is a wish again."""
    await store.drop_slot(slot.id)
    guest = (await store.get([slot.guest]))[slot.guest]
    await store.put(replace(guest, state=GuestState.WISHED))
