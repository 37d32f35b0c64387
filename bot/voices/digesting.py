"""Outside in: once a month what came from outside is told in the home rooms, if anything did."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from bot.beats import Beat, Beats, Planners
from bot.cards import Card
from bot.community.duties import Service
from bot.community.model import Community
from bot.community.store import CommunityStore
from bot.deliveries import Owe
from bot.facts import Listens, OccurrenceOpened
from bot.i18n import speaking
from bot.ports import Ids
from bot.times import CommunityResumed
from bot.voices import brought_texts as texts
from bot.voices.brought import Brought, BroughtStore, Digest, Heard, first_weekday, month_before

OUTSIDE: Final = "guest.outside"
"""One beat a community and month in which something came from outside."""
GRACE: Final = timedelta(days=3)
LIVES: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Digesting(Service):
    """Tells the month's digest. It is planned when something comes that belongs into it."""

    now: datetime
    store: BroughtStore
    places: CommunityStore
    beats: Beats
    owe: Owe
    ids: Ids

    @staticmethod
    def planners() -> Planners:
        """Return the planner of the digest."""
        return {OUTSIDE: Digesting.tell}

    @staticmethod
    def listens() -> Listens:
        """Return what comes from outside by itself, and what brings back a moment that a rest withdrew."""
        return ((OccurrenceOpened, Digesting.opened), (CommunityResumed, Digesting.resumed))

    def plan(self, home: Community) -> None:
        """Plan the next digest of a community."""
        self.beats.at(OUTSIDE, home.id, home.id, first_weekday(self.now, home.zone), grace=GRACE)

    async def opened(self, facts: Sequence[OccurrenceOpened]) -> None:
        """Plan digests for communities to which a guest comes."""
        came = await self.store.chairs([(f.ritual, f.starts) for f in facts])
        if came:
            for home in (await self.places.communities(came)).values():
                self.plan(home)

    async def resumed(self, facts: Sequence[CommunityResumed]) -> None:
        """Plan digests for communities that have something untold."""
        untold = await self.store.untold(dict.fromkeys(f.community for f in facts))
        for home in (await self.places.communities(untold)).values():
            self.plan(home)

    async def tell(self, beats: Sequence[Beat]) -> None:
        """Post the digests of these communities; what comes too late waits for the next one."""
        homes = await self.places.communities(dict.fromkeys(b.community for b in beats))
        spaces = await self.places.spaces(homes)
        untold = await self.store.untold(homes)
        for beat in (b for b in beats if b.late(self.now) and b.community in untold):
            self.plan(homes[beat.community])
        timely = [b for b in beats if not b.late(self.now)]
        since = {b.community: month_before(b.due_at, homes[b.community].zone) for b in timely}
        outside = await self.store.outside(since, min(since.values())) if since else ()
        told_now: dict[Digest, Sequence[Brought]] = {}
        for beat in timely:
            digest = Digest(self.ids.new(), beat.community, since[beat.community], beat.due_at)
            told, heard = untold.get(beat.community, ()), _within(digest, outside)
            if not told and not heard:
                continue
            card = _card(homes[beat.community], told, heard)
            rooms = [s.home for s in spaces[beat.community] if s.home is not None and s.gone_at is None]
            expires = beat.due_at + LIVES
            posts = tuple(self.owe.post(r, card, reason=digest.id, expires_at=expires) for r in rooms)
            told_now[replace(digest, posts=posts)] = told
        await self.store.put_digests(told_now)

    async def again(self, idents: Sequence[str]) -> None:
        """Write digests anew in place: something in them was changed or taken back."""
        if not idents:
            return
        found = await self.store.digests(idents)
        told = await self.store.told_in(found)
        homes = await self.places.communities(dict.fromkeys(d.community for d in found.values()))
        outside = await self.store.outside(homes, min(d.since for d in found.values())) if found else ()
        for digest in found.values():
            card = _card(homes[digest.community], told.get(digest.id, ()), _within(digest, outside))
            for post in digest.posts:
                self.owe.edit(post, card, reason=digest.id, expires_at=self.now + LIVES)


def _within(digest: Digest, outside: Sequence[Heard]) -> list[Heard]:
    return [h for h in outside if h.community == digest.community and digest.since <= h.at < digest.until]


def _card(home: Community, told: Sequence[Brought], heard: Sequence[Heard]) -> Card:
    with speaking(home.language):
        return texts.digest(told, heard)
