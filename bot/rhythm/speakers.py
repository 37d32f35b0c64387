"""Announcements that are out already, written anew when somebody from outside comes or does not come after all."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.acts import ChairChanged
from bot.community.duties import Service
from bot.facts import Listens
from bot.rhythm.showing import Showing
from bot.rhythm.store import RitualStore


@dataclass(frozen=True, slots=True)
class Speakers(Service):
    """Keeps what is announced true to who speaks."""

    store: RitualStore
    showing: Showing

    @staticmethod
    def listens() -> Listens:
        """Return what changes who speaks."""
        return ((ChairChanged, Speakers.changed),)

    async def changed(self, facts: Sequence[ChairChanged]) -> None:
        """Write the announcements of these dates anew, where they are out."""
        changed = {(f.ritual, f.starts) for f in facts}
        planned = await self.store.planned(dict.fromkeys(ritual for ritual, _starts in changed))
        out = [o.id for o in planned if o.announced and (o.ritual, o.starts) in changed]
        if out:
            await self.showing.again(out, opened=False)
