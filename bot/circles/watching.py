"""Looks at the rooms of circles, when something is told of one and once a day; tells stewards what is different."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from bot.beats import Beat, Beats, Planners
from bot.circles import drift_texts, texts
from bot.circles.drift import Drift, Expected, Kind, Told, Watched, compare, next_look, told_again
from bot.circles.drift_store import DriftStore
from bot.circles.finding import seen_by, whole
from bot.circles.model import LET_IN, LONGEST_NAME, CircleSeen, State, Sweep
from bot.circles.model import Kind as CircleKind
from bot.circles.notices import Notices
from bot.circles.seating import ACTS_EXPIRE
from bot.circles.store import CircleStore
from bot.circles.surveying import Surveying
from bot.community.access import Access
from bot.community.departing import Departing
from bot.community.desk import Desk
from bot.community.duties import Service
from bot.community.model import Account, Room
from bot.community.names import clean_name
from bot.community.store import CommunityStore, MemberStore, Record, Who
from bot.deliveries import Inspect, Owe, Priority, RenameRoom
from bot.facts import Listens, RoomLost, RoomOpened, Tell
from bot.keys import AccountId, MemberId, RoomId
from bot.ports import Ids
from bot.rooms import Presence, RightsChanged, RoomInspected, RoomState, RoomTouched, SeatsStirred

LOOK = "community.rooms"
DAY = timedelta(days=1)
LIVES = frozenset({State.OPEN, State.DORMANT})
"""Circles whose rooms are as they should be, or are not."""


class Lanes(Protocol):
    """What is still owed to rooms."""

    async def refuse_room(self, room: RoomId, *, real: datetime, why: str) -> int: ...


@dataclass(frozen=True, slots=True)
class Watching(Service):
    """Owes looks at rooms and hears what they found. It takes nobody out and lets nobody in by itself."""

    now: datetime
    real: datetime
    store: CircleStore
    drifts: DriftStore
    places: CommunityStore
    people: MemberStore
    door: Access
    desk: Desk
    beats: Beats
    owe: Owe
    lanes: Lanes
    tell: Tell
    ids: Ids
    notices: Notices
    surveying: Surveying

    @staticmethod
    def planners() -> Planners:
        """Return the planner of the daily look."""
        return {LOOK: Watching.look}

    @staticmethod
    def listens() -> Listens:
        """Return what makes it look, and what it hears of that."""
        return (
            (RoomOpened, Watching.opened),
            (RoomTouched, Watching.touched),
            (RoomLost, Watching.lost),
            (RoomInspected, Watching.inspected),
            (RightsChanged, Watching.rights),
        )

    async def export(self, who: Who) -> Record:
        """Return what stewards were told about the person."""
        return await self.drifts.export(who)

    async def forget(self, who: Who) -> None:
        """Remove what stewards were told about the person."""
        await self.drifts.forget(who)

    # When to look

    async def opened(self, facts: Sequence[RoomOpened]) -> None:
        """Plan the first daily look of a community that has a circle's room."""
        for community in dict.fromkeys(f.community for f in facts if f.circle is not None):
            self.beats.at(LOOK, community, community, next_look(community, self.now), grace=DAY)

    async def look(self, beats: Sequence[Beat]) -> None:
        """Owe a look at every room and at how full spaces are; with no room, none comes until one is opened."""
        found = await self.drifts.watched([b.community for b in beats])
        busy = await self.drifts.looking([w.room for those in found.values() for w in those])
        await self.surveying.count([c for c, those in found.items() if those])
        for beat in beats:
            those = found[beat.community]
            self._owe([w for w in those if w.room not in busy])
            if those:
                self.beats.at(LOOK, beat.community, beat.subject, next_look(beat.community, self.now), grace=DAY)

    async def touched(self, facts: Sequence[RoomTouched]) -> None:
        """Owe a look at a room of which something was told that Hearth did not do itself."""
        rooms = {f.room: f for f in facts if not await self._expected(f)}
        found = await self.drifts.watched([f.community for f in rooms.values()])
        busy = await self.drifts.looking(rooms)
        self._owe([w for those in found.values() for w in those if w.room in rooms and w.room not in busy])

    async def rights(self, facts: Sequence[RightsChanged]) -> None:
        """Owe a look at every room of a space in which Hearth may do more or less than before."""
        found = await self.drifts.watched([f.community for f in facts])
        those = [w for each in found.values() for w in each]
        rooms = await self.places.rooms([w.room for w in those])
        busy, spaces = await self.drifts.looking([w.room for w in those]), {f.space for f in facts}
        self._owe([w for w in those if rooms[w.room].space in spaces and w.room not in busy])

    async def _expected(self, fact: RoomTouched) -> bool:
        """Return whether somebody came in who has a seat, or went out who has none."""
        if fact.account is None:
            return False
        circle = await self.store.named(fact.community, fact.circle, Sweep())
        inside = circle is not None and any(s.account == fact.account and s.role in LET_IN for s in circle.seats)
        return inside is fact.entered

    def _owe(self, rooms: Sequence[Watched], *, keep: bool = False) -> None:
        for room in rooms:
            act = Inspect(room.name, room.accounts, keep)
            expires = self.now + DAY
            self.owe.act(room.room, act, reason=room.circle, expires_at=expires, priority=Priority.UPKEEP)

    async def look_now(self, circle: CircleSeen, *, keep: bool) -> None:
        """Owe a look at a circle's rooms now; `keep`: what they are called is right."""
        found = await self.drifts.watched([circle.community])
        self._owe([w for w in found[circle.community] if w.circle == circle.id], keep=keep)

    # What was found

    async def lost(self, facts: Sequence[RoomLost]) -> None:
        """Tell the stewards of a room that somebody archived or deleted."""
        for fact in facts:
            circle = await self.store.named(fact.community, fact.circle, Sweep()) if fact.circle else None
            if circle is None or circle.state not in LIVES or not fact.by_hand:
                continue
            kind = Kind.UNSEEN if fact.missing else Kind.GONE
            noted = await self.drifts.noted(fact.community, fact.room)
            if not any(n.kind is kind for n in noted):
                await self.drifts.drop(noted)
                told = Told(self.ids.new(), fact.community, fact.room, circle.id, kind, None, self.now)
                await self.drifts.put([told])
                seen = RoomState(Presence.UNSEEN, missing=fact.missing, remedy=fact.remedy)
                await self._say(circle, fact.room, kind, seen, ())

    async def inspected(self, facts: Sequence[RoomInspected]) -> None:
        """Compare each room with what it should be, and tell what is new."""
        for fact in (f for f in facts if f.adopts is None):
            circle = await self.store.named(fact.community, fact.circle, Sweep()) if fact.circle else None
            room = await self.places.room(fact.room)
            if circle is None or circle.state not in LIVES or room is None or room.state != "open":
                continue
            await self._depart(fact, room)
            state = fact.state
            called = state.called if fact.keep else ""
            taken = bool(called) and await self._taken(circle, called)
            if called:
                state = replace(state, called="")
            if called and not taken:
                await self._keep(circle, room, called)
            await self._news(circle, room, state, compare(await self._should(circle, room, fact), state))
            if taken:
                await self._refuse(circle, room, called)

    async def _taken(self, circle: CircleSeen, called: str) -> bool:
        """Return whether all stewards of a circle know of another one of that name.

        What only some of them may know of is told to none: as when a circle is made, its name holds twice then.
        """
        name = clean_name(called[:LONGEST_NAME])
        found = [await self.store.named(circle.community, name, s) for s in circle.stewards()]
        return bool(found) and all(other is not None and other.id != circle.id for other in found)

    async def _refuse(self, circle: CircleSeen, room: Room, called: str) -> None:
        """Tell the stewards that the name is taken, which leaves the difference to be answered."""
        told = Told(self.ids.new(), circle.community, room.id, circle.id, Kind.RENAMED, None, self.now)
        await self.drifts.put([told])
        cards = [(s, drift_texts.taken(await seen_by(self.store, circle, s), called)) for s in circle.stewards()]
        await self.desk.hear_few(circle.community, f"desk.drift:taken:{room.id}", cards)

    async def _keep(self, circle: CircleSeen, room: Room, called: str) -> None:
        """Call a circle what its room is called now, on every side."""
        await self.drifts.rename(circle.community, circle.id, clean_name(called[:LONGEST_NAME]))
        seen = await whole(self.store, circle.community, circle.id)
        for other in (await self.places.circle_rooms([circle.id]))[circle.id]:
            if other.id != room.id and other.state == "open":
                self.owe.act(other.id, RenameRoom(seen.name), reason=circle.id, expires_at=self.now + ACTS_EXPIRE)
        await self.notices.mirror(circle.id, drift_texts.called(seen))

    async def _depart(self, fact: RoomInspected, room: Room) -> None:
        """Note who is not in the space any more: no event of it came, or it came while Hearth was away."""
        for person in sorted(fact.state.departed):
            account = await self.people.account_at(room.space, person)
            if account is not None:
                await Departing(self.now, self.people, self.tell).depart(account, fact.community)

    async def _should(self, circle: CircleSeen, room: Room, fact: RoomInspected) -> Expected:
        inside = [s for s in circle.seats if s.role in LET_IN]
        seats = await self.people.accounts([s.account for s in inside])
        theirs = await self.people.accounts_of(dict.fromkeys(s.member for s in inside))
        every = [a for each in theirs.values() for a in each]
        return Expected(
            hidden=circle.kind is not CircleKind.OPEN,
            seats=_here(seats.values(), room),
            allowed=_here(every, room),
            still=not await self.drifts.stirred(circle.id, room.id, fact.since),
        )

    async def _news(self, circle: CircleSeen, room: Room, seen: RoomState, found: Sequence[Drift]) -> None:
        """Tell what was not told before, forget what is so no more."""
        known = {(n.kind, n.account): n for n in await self.drifts.noted(circle.community, room.id)}
        new: list[Told] = []
        still: set[str] = set()
        for drift in found:
            account = await self._account(room, drift, seen) if drift.person else None
            before = known.get((drift.kind, account))
            if before is not None and not told_again(before, self.now):
                still.add(before.id)
                continue
            ident = before.id if before is not None else self.ids.new()
            still.add(ident)
            new.append(Told(ident, circle.community, room.id, circle.id, drift.kind, account, self.now))
        over = [n for n in known.values() if n.id not in still]
        await self.drifts.drop(over)
        await self.drifts.put(new)
        if any(n.kind is Kind.ABSENT for n in (*new, *over)):
            self.tell(SeatsStirred(circle.community, circle.id, self.now))
        for kind in dict.fromkeys(n.kind for n in new):
            accounts = [n.account for n in (*known.values(), *new) if n.kind is kind and n.id in still and n.account]
            await self._lose(circle, room, kind)
            await self._say(circle, room.id, kind, seen, await self._members(accounts))

    async def _lose(self, circle: CircleSeen, room: Room, kind: Kind) -> None:
        """Hold a room for lost that is gone; one out of which Hearth was taken, when something is refused there."""
        if kind is Kind.GONE:
            await self.places.put_room(replace(room, state="lost"))
            await self.lanes.refuse_room(room.id, real=self.real, why=f"barred:{kind.value}")
            self.tell(RoomLost(circle.community, room.id, circle.id, self.now))

    async def _account(self, room: Room, drift: Drift, seen: RoomState) -> AccountId | None:
        """Return the account of somebody in a room; one that was never seen is noted, as anybody's who comes in."""
        account = await self.people.account_at(room.space, drift.person)
        if account is None and (space := await self.places.space_by_id(room.space)) is not None:
            account = await self.door.account(space, drift.person, seen.names.get(drift.person, ""))
        if account is None:
            return None
        return (await self._member(room, account)).id

    async def _member(self, room: Room, account: Account) -> Account:
        space = await self.places.space_by_id(room.space)
        community = await self.places.community(space.community) if space is not None and space.community else None
        if account.member is None and community is not None:
            account, _member = await self.door.member(community, account)
        return account

    async def _members(self, accounts: Sequence[AccountId]) -> tuple[MemberId, ...]:
        found = await self.people.accounts(accounts)
        members = [found[a].member for a in accounts if a in found]
        return tuple(dict.fromkeys(m for m in members if m is not None))

    async def _say(
        self, circle: CircleSeen, room: RoomId, kind: Kind, seen: RoomState, those: Sequence[MemberId]
    ) -> None:
        """Tell the stewards of a circle; whom it is about only when nobody else is left to tell."""
        stewards = [s for s in circle.stewards() if s not in those] or list(circle.stewards())
        cards = [(s, drift_texts.about(await seen_by(self.store, circle, s), kind, seen, those)) for s in stewards]
        if cards:
            await self.desk.hear_few(circle.community, f"desk.drift:{kind.value}:{room}", cards)
            await self._mirror(circle, room, kind)
        else:
            await self.desk.hear(circle.community, f"desk.orphan:{circle.id}", texts.orphan())

    async def _mirror(self, circle: CircleSeen, room: RoomId, kind: Kind) -> None:
        """Tell the other side that a room is gone."""
        found = await self.places.room(room)
        space = await self.places.space_by_id(found.space) if found is not None else None
        if kind in {Kind.GONE, Kind.UNSEEN} and space is not None:
            await self.notices.tell(circle.id, drift_texts.other_side(space.name), but=space.id)


def _here(accounts: Iterable[Account], room: Room) -> frozenset[str]:
    """Return the platform's ids of accounts in a room's space that are there."""
    return frozenset(a.external for a in accounts if a.space == room.space and a.left_at is None)
