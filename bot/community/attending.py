"""The one planner of nudges: decides over everything that wants a member's attention.

What a unit of work wants is collected, and decided once at its end, for all people together: they are held in
one order, so that two workers never spend one place of a budget twice and never wait for each other in a ring.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.acts import MembersLinked, MembersUnlinked
from bot.beats import Beat, Beats, Planners
from bot.cards import Block
from bot.community import nudging
from bot.community.attention import Digest, Wish
from bot.community.budget import REMEMBERED
from bot.community.choosing import Person
from bot.community.duties import Service
from bot.community.model import Member
from bot.community.store import CommunityStore, MemberStore, Record, Who
from bot.community.wishes import WishStore
from bot.deliveries import Owe, Priority
from bot.facts import Joined, Left, Listens, MemberMoved
from bot.i18n import speaking
from bot.keys import CommunityId, DeliveryId, MemberId

ATTENTION = "member.attention"
GRACE = timedelta(days=30)
"""Whether it is too late, each wish says itself; an absence makes none of these moments pointless."""
SHOWN = timedelta(days=28)
"""How long a member can read what came too late; the store keeps it so long, and longer for who is away."""
WELCOME_BACK = timedelta(days=1)
SETTLED = timedelta(minutes=1)
"""After its last moment a message is settled, sent or not, and whether it was is looked up."""

AGAIN = timedelta(minutes=10)


@dataclass(slots=True)
class Open:
    """What this unit of work wants to be decided at its end."""

    wishes: list[Wish] = field(default_factory=list)
    digests: dict[MemberId, Digest] = field(default_factory=dict)
    looked: set[MemberId] = field(default_factory=set)
    moved: set[MemberId] = field(default_factory=set)
    gone: set[MemberId] = field(default_factory=set)
    dropped: dict[CommunityId, set[str]] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """Return whether there is nothing to decide."""
        return not any((self.wishes, self.digests, self.looked, self.moved, self.gone, self.dropped))


@dataclass(frozen=True, slots=True)
class Attending(Service):
    """The `Attention` and the `Digests` of one unit of work."""

    now: datetime
    store: WishStore
    places: CommunityStore
    people: MemberStore
    beats: Beats
    owe: Owe
    open: Open = field(default_factory=Open)

    @staticmethod
    def planners() -> Planners:
        """Return the planner of the moments at which something that waits may come."""
        return {ATTENTION: Attending.again}

    @staticmethod
    def listens() -> Listens:
        """Return what changes whether a member may be written to."""
        return (
            (Joined, Attending.joined),
            (Left, Attending.left),
            (MemberMoved, Attending.moved),
            (MembersLinked, Attending.linked),
            (MembersUnlinked, Attending.unlinked),
        )

    async def export(self, who: Who) -> Record:
        """Return what the person was sent, and what waits for them."""
        return await self.store.export(who)

    async def forget(self, who: Who) -> None:
        """Remove both."""
        await self.store.forget(who)

    # What is wanted

    async def want(self, wishes: Sequence[Wish]) -> None:
        """Decide at the end of this unit of work when each comes."""
        self.open.wishes.extend(wishes)

    async def withdraw(self, community: CommunityId, subjects: Sequence[str]) -> None:
        """Take back what is wished about these subjects, by this unit of work or an earlier one."""
        here = {(community, subject) for subject in subjects}
        self.open.wishes[:] = [w for w in self.open.wishes if (w.community, w.subject) not in here]
        self.open.dropped.setdefault(community, set()).update(subjects)

    async def unheard(self, subjects: Sequence[str]) -> frozenset[tuple[MemberId, str]]:
        """Return who has not heard of which subject, as earlier units of work left it."""
        return await self.store.unheard(subjects)

    def digest(self, digest: Digest) -> None:
        """Decide at the end of this unit of work whether a member's weekly message comes."""
        self.open.digests[digest.member] = digest

    def look(self, member: MemberId) -> None:
        """Look again at the end of this unit of work at what waits."""
        self.open.looked.add(member)

    async def again(self, beats: Sequence[Beat]) -> None:
        """Look again at what waits: quiet hours or a snooze are over, a week began, a message expired."""
        self.open.looked.update(MemberId(b.subject) for b in beats)

    async def unsaid(self, member: MemberId) -> tuple[Block, ...]:
        """Return what the member was not sent, as they may read it."""
        kept = await self.store.unsaid(member, self.now - SHOWN)
        return nudging.unsaid(kept, self.now)

    # What changes

    async def joined(self, facts: Sequence[Joined]) -> None:
        """Tell those who come back that what they had set still holds (mission.md 3.6)."""
        for member in (await self.people.members([f.member for f in facts])).values():
            home = await self.places.community(member.community)
            if home is not None and nudging.opted_out(member, self.now):
                with speaking(member.language or home.language):
                    card = nudging.welcome_back(member, home, self.now)
                self.owe.direct(member.id, card, reason=member.id, expires_at=self.now + WELCOME_BACK)

    async def left(self, facts: Sequence[Left]) -> None:
        """Let nothing wait for those who left."""
        self.open.gone.update(f.member for f in facts)
        for fact in facts:
            await self.beats.withdraw(fact.community, [fact.member], ATTENTION)

    async def moved(self, facts: Sequence[MemberMoved]) -> None:
        """Decide anew about what is not sent yet: the member's zone, hours or budget are others now."""
        self.open.moved.update(f.member for f in facts)

    async def linked(self, facts: Sequence[MembersLinked]) -> None:
        """Decide anew for the one who stays, with the stricter settings."""
        self.open.moved.update(m for f in facts for m in (f.kept, f.absorbed))

    async def unlinked(self, facts: Sequence[MembersUnlinked]) -> None:
        """Let what the one person got this week count for both of the two."""
        for fact in facts:
            await self.store.copy(fact.kept, fact.restored, self.now - REMEMBERED)
            self.open.moved.update((fact.kept, fact.restored))

    # The end of the unit of work

    async def flush(self) -> None:
        """Decide about everybody of whom something was said, and owe what may come now."""
        if self.open.empty:
            return
        told = self.open
        members = {w.member for w in told.wishes} | set(told.digests) | told.looked | told.moved | told.gone
        for community, subjects in told.dropped.items():
            members.update(await self.store.people_of(community, subjects))
        held = await self.store.hold(members)
        await self._drop()
        await self.store.add([w for w in told.wishes if w.member in held and held[w.member].here], self.now)
        if told.moved:
            await self._take_back([held[m].id for m in told.moved if m in held])
        persons = await self._persons(held)
        await self._decide(persons)
        await self._ask_again([p for p in persons if p.member.id in told.looked])

    async def _drop(self) -> None:
        for community, subjects in self.open.dropped.items():
            await self.owe.withdraw(community, await self.store.drop(community, subjects))
        if self.open.gone:
            communities = {m.community for m in (await self.people.members(self.open.gone)).values()}
            reasons = await self.store.drop_of(self.open.gone)
            for community in communities:
                await self.owe.withdraw(community, [*reasons, *map(nudging.weekly_reason, self.open.gone)])

    async def _take_back(self, people: Sequence[MemberId]) -> None:
        reasons = [*await self.store.unsent(people), *map(nudging.weekly_reason, people)]
        for community in {m.community for m in (await self.people.members(people)).values()}:
            await self.owe.withdraw(community, reasons)

    async def _persons(self, held: Mapping[MemberId, Member]) -> Sequence[Person]:
        """Return everybody held who is here, with all that deciding needs."""
        here = {m.id: m for m in held.values() if m.here}
        if not here:
            return ()
        homes = await self.places.communities(dict.fromkeys(m.community for m in here.values()))
        here = {i: m for i, m in here.items() if not homes[m.community].resting(self.now)}
        ledgers = await self.store.ledgers(here, self.now - REMEMBERED)
        waiting = await self.store.waiting(here, self.now)
        digests = {held[m].id: d for m, d in self.open.digests.items() if m in held}
        missed = await self.store.missed(digests, self.now - timedelta(days=7), self.now) if digests else {}
        due = await self.store.weekly_due(here, self.now)
        return [
            Person(
                member=m,
                home=homes[m.community],
                now=self.now,
                ledger=ledgers[i],
                waiting=list(waiting[i]),
                digest=digests.get(i),
                missed=missed.get(i, 0),
                weekly_due=i in due,
            )
            for i, m in here.items()
        ]

    async def _decide(self, persons: Sequence[Person]) -> None:
        """Owe what may come now, note it in the same transaction, and plan when to look at the rest."""
        carried: dict[str, DeliveryId] = {}
        pointless: list[str] = []
        for person in persons:
            pointless += person.doubles()
            for message in person.messages():
                delivery = self.owe.direct(
                    person.member.id,
                    message.card,
                    reason=message.reason,
                    expires_at=message.expires_at,
                    priority=Priority.NUDGE,
                )
                carried |= dict.fromkeys(message.wishes, delivery)
                person.sent(message, delivery)
                if message.wishes:
                    self._look_at(person, message.expires_at + SETTLED)
            for moment in person.moments():
                self._look_at(person, moment)
        if pointless:
            await self.store.remove(pointless)
        if carried:
            await self.store.carried(carried)
        if notes := [n for p in persons for n in p.noted]:
            await self.store.note(notes)

    async def _ask_again(self, looked: Sequence[Person]) -> None:
        """Look once more soon where a message has expired and is not settled: its lane was not reached until now."""
        if not looked:
            return
        unsettled = await self.store.unsettled([p.member.id for p in looked], self.now)
        for person in looked:
            if person.member.id in unsettled:
                self._look_at(person, self.now + AGAIN)

    def _look_at(self, person: Person, moment: datetime) -> None:
        self.beats.at(ATTENTION, person.member.community, person.member.id, moment, grace=GRACE)
