"""What becomes of feeds that were read: questions to look at, and their stewards hear what they must know."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from bot.beats import Beat, Beats, Planners
from bot.cards import Card
from bot.community.desk import Desk
from bot.community.duties import Service
from bot.community.model import Community
from bot.community.store import CommunityStore, MemberStore
from bot.deliveries import Owe
from bot.facts import Listens, Noted, Tell
from bot.i18n import _, speaking
from bot.pages import Entry, PageRead, Pulled, Trouble, Unread
from bot.ports import Ids
from bot.times import CommunityResumed
from bot.voices import source_texts as texts
from bot.voices.candidates import Suggestion
from bot.voices.offering import Offering
from bot.voices.sources import (
    FRESH,
    GIVES_UP,
    LONGEST_ROUND,
    Source,
    SourceId,
    SourceStore,
    Standing,
    Wanting,
    fresh,
    newest,
    next_reading,
    offered,
    share,
    told,
)
from bot.voices.wording import LONGEST_SOURCE

READ: Final = "prompt.feed"
READ_GRACE: Final = timedelta(days=7)
"""A day without feeds is nothing to tell anybody of."""
DECK: Final = "outside"
ANSWERED_FOR: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Scouting(Service):
    """Asks for readings, and hears what came of them."""

    now: datetime
    real: datetime
    sources: SourceStore
    wanting: Wanting
    places: CommunityStore
    people: MemberStore
    beats: Beats
    desk: Desk
    owe: Owe
    tell: Tell
    ids: Ids
    offering: Offering

    @staticmethod
    def planners() -> Planners:
        """Return the planner of the daily reading."""
        return {READ: Scouting.plan}

    @staticmethod
    def listens() -> Listens:
        """Return what was read, and when reading begins again."""
        return ((PageRead, Scouting.read), (CommunityResumed, Scouting.resumed))

    async def plan(self, beats: Sequence[Beat]) -> None:
        """Ask for a reading of each feed that is followed, and plan the next."""
        found = await self.sources.get([SourceId(b.subject) for b in beats])
        on = [s for s in found if s.state is Standing.ON]
        await self.wanting.want([s.id for s in on], self.real)
        for source in on:
            self._next(source)

    async def resumed(self, facts: Sequence[CommunityResumed]) -> None:
        """Plan the readings that a rest withdrew."""
        for source in await self.sources.followed([f.community for f in facts]):
            self._next(source)

    def _next(self, source: Source) -> None:
        self.beats.at(READ, source.community, source.id, next_reading(source, self.now), grace=READ_GRACE)

    async def read(self, facts: Sequence[PageRead]) -> None:
        """Take what was read, feed by feed."""
        for fact in facts:
            source = next(iter(await self.sources.get([SourceId(fact.page)])), None)
            home = await self.places.community(fact.community)
            if source is None or home is None:
                continue
            with speaking(home.language):
                if isinstance(fact.reading, Unread):
                    await self._failed(source, fact.reading)
                elif fact.reading.listing and source.state is Standing.NEW:
                    await self._listed(source, fact.reading)
                elif fact.reading.listing:
                    await self._failed(source, Unread(Trouble.KIND))
                else:
                    await self._took(source, fact.reading, home)

    async def _took(self, source: Source, pulled: Pulled, home: Community) -> None:
        """Note what a feed said, and offer what is new in it."""
        other = await self.sources.at(home.id, pulled.moved) if pulled.moved else None
        if other is not None and other.id != source.id and source.state is Standing.NEW and other.follows:
            await self.sources.drop(source)
            await self._answer(source, texts.double(other.name))
            return
        begins, returns = source.state is Standing.NEW, source.failures >= GIVES_UP
        source = replace(
            source,
            state=Standing.ON,
            url=pulled.moved if pulled.moved and other is None else source.url,
            title=pulled.title or source.title,
            etag=pulled.etag,
            modified=pulled.modified,
            failures=0,
            trouble="",
            status=0,
            read_at=self.now,
            newest=newest(pulled.entries, self.now) or source.newest,
        )
        await self.sources.put(source)
        await self._offer(source, pulled.entries, home)
        if begins or returns:
            await self.beats.withdraw(home.id, [source.id])
            self._next(source)
        if begins:
            self.tell(Noted(home.id, "prompt.feed", source.added_by, None, None, self.now))
            lately = fresh(pulled.entries, (), self.now)[: texts.LATELY]
            await self._answer(source, texts.followed(source, [(e.title, self._day(e)) for e in lately]))

    async def _offer(self, source: Source, entries: Sequence[Entry], home: Community) -> None:
        """Offer the newest entries, as many as the feed may give now."""
        await self.sources.expire(home.id, self.now - FRESH)
        known = await self.sources.known(home.id, [_key(source, e) for e in entries])
        found = fresh(entries, {e.key for e in entries if _key(source, e) in known}, self.now)
        given = await self.sources.given(home.id, self.now - LONGEST_ROUND)
        most = share(source, await self.sources.followed([home.id]), given, self.now)
        await self.offering.offer([self._question(source, e, place) for place, e in enumerate(found[:most])])

    def _question(self, source: Source, entry: Entry, place: int) -> Suggestion:
        """Return the question of an entry; those of one reading are looked at in their `place`, the newest first."""
        return Suggestion(
            self.ids.new(),
            source.community,
            DECK,
            _("“{title}”: what does it mean for our work?").format(title=entry.title),
            self.now + timedelta(microseconds=place),
            source.name[:LONGEST_SOURCE],
            told(entry, self.now).date().isoformat(),
            entry.link,
            feed=source.id,
            key=_key(source, entry),
        )

    def _day(self, entry: Entry) -> str:
        return told(entry, self.now).date().isoformat() if entry.published is not None else ""

    async def _listed(self, source: Source, pulled: Pulled) -> None:
        """Let whoever gave a list choose from it; the list itself is not followed."""
        await self.sources.drop(source)
        taken = {s.url for s in await self.sources.all(source.community)}
        found = [
            replace(source, id=SourceId(self.ids.new()), url=o.url, title=o.title, state=Standing.OFFERED)
            for o in offered(pulled.outlines, taken)
        ]
        shown = await self.sources.offer(source.community, found)
        total = len([o for o in pulled.outlines if o.url not in taken])
        await self._answer(source, texts.listed(pulled.title, shown, total))

    async def _failed(self, source: Source, unread: Unread) -> None:
        """Note why nothing was read; stewards hear when it ends, or goes on."""
        if source.state is Standing.NEW:
            await self.sources.drop(source)
            await self._answer(source, texts.refused(source.url, unread))
            return
        failed = replace(source, failures=source.failures + 1, trouble=unread.why.value, status=unread.status)
        if unread.why is Trouble.GONE:
            failed = replace(failed, state=Standing.ENDED)
            await self.beats.withdraw(source.community, [source.id])
            await self.desk.hear(source.community, f"desk.feed:{source.id}", texts.ended(source))
        elif failed.failures == GIVES_UP:
            await self.beats.withdraw(source.community, [source.id])
            self._next(failed)
            await self.desk.hear(source.community, f"desk.feed:{source.id}", texts.failing(source, unread))
        await self.sources.put(failed)

    async def _answer(self, source: Source, card: Card) -> None:
        """Write to whoever gave the address, as long as they are there."""
        account = (await self.people.accounts([source.added_by])).get(source.added_by) if source.added_by else None
        if account is not None and account.member is not None and account.left_at is None:
            until = self.now + ANSWERED_FOR
            self.owe.direct(account.member, card, reason=source.id, expires_at=until, at=account.id)


def _key(source: Source, entry: Entry) -> str:
    """Return what an entry is called among all of a community's: two feeds may call theirs the same."""
    return f"{source.id}:{entry.key}"
