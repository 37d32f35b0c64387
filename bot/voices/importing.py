"""Speakers of files become guests: each person once, what was empty filled, and where it comes from kept."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.community.duties import Service
from bot.community.store import Record, Who
from bot.keys import CommunityId, GuestId
from bot.voices.merging import FIELDS, Known, Origin, Taken, merged
from bot.voices.model import Guest
from bot.voices.service import Guests
from bot.voices.speakers import Speaker
from bot.voices.store import Dated, GuestStore, OriginStore


@dataclass(frozen=True, slots=True)
class Importing(Service):
    """Takes speakers in."""

    now: datetime
    store: GuestStore
    origins: OriginStore
    guests: Guests

    async def export(self, who: Who) -> Record:
        """Return where what is known comes from, of the guests the person suggested or looks after."""
        return await self.origins.export(who)

    async def take_in(self, community: CommunityId, speakers: Sequence[Speaker], file: str = "") -> tuple[Taken, ...]:
        """Take speakers of a file into the wishes; return what came of each, in their order."""
        found = {g.id: g for g in await self.store.all(community)}
        files = await self.origins.of(community)
        known = [_known(g, files.get(g.id, ())) for g in found.values()]
        base = await self.guests.round_of(community)
        fresh = {g.id: g for g in (self.guests.newcomer(community, s, None, base) for s in speakers)}
        taken = merged(known, speakers, file, fresh)
        ends = _ends(taken)
        new = [_filled(fresh[i], k) for i, k in ends.items() if i in fresh]
        await self.store.add(new)
        await self.store.put_all([_filled(g, ends[i]) for i, g in found.items() if i in ends and _more(g, ends[i])])
        # Somebody may have suggested one of them this very moment: then the file is not where they come from.
        there = {*found, *await self.store.get([g.id for g in new])}
        before = {k.id: len(k.origins) for k in known}
        origins = [(i, o) for i, k in ends.items() if i in there for o in k.origins[before.get(i, 0) :]]
        await self.origins.add(community, origins, self.now)
        return taken


def _ends(taken: Sequence[Taken]) -> dict[GuestId, Known]:
    """Return everybody who came, with all that is known at the end: a later row may have filled an earlier one."""
    ends: dict[GuestId, Known] = {}
    for one in (t.whom for t in taken if t.whom is not None):
        if one.id not in ends or len(one.origins) > len(ends[one.id].origins):
            ends[one.id] = one
    return ends


def _known(guest: Guest, files: Sequence[Dated]) -> Known:
    """Return a guest as far as others can be recognised as them; before files were kept, one was named with them."""
    fields = {name: str(getattr(guest, name)) for name in FIELDS}
    origins = tuple(d.origin for d in files)
    if not origins and guest.source:
        origins = (Origin(guest.source, guest.source_key, "", guest.name, guest.organisation, guest.link),)
    return Known(guest.id, guest.name, fields, origins)


def _more(guest: Guest, known: Known) -> bool:
    return any(getattr(guest, name) != known.fields[name] for name in FIELDS)


def _filled(guest: Guest, known: Known) -> Guest:
    """Return a guest with what is known now."""
    said = known.fields
    return replace(
        guest, topic=said["topic"], organisation=said["organisation"], biography=said["biography"], link=said["link"]
    )
