"""Giving people seats in a circle, and letting them into its rooms."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.circles import texts
from bot.circles.finding import seen_by, whole
from bot.circles.model import INSIDE, LET_IN, CircleSeen, Kind, Role, Seat, State
from bot.circles.notices import Notices, sides
from bot.circles.places import free
from bot.circles.store import CircleStore
from bot.circles.unread import Unread
from bot.community.model import Account, Room
from bot.community.store import CommunityStore, MemberStore
from bot.deliveries import Invite, OpenRoom, Owe, Remove
from bot.errors import Conflict, Invalid
from bot.facts import CircleLeft, Tell
from bot.i18n import _
from bot.keys import AccountId, MemberId, RitualId, RoomId, SpaceId
from bot.ports import Ids

ACTS_EXPIRE = timedelta(days=7)
ASKS_EXPIRE = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Seating:
    """What making a circle and joining one share."""

    now: datetime
    store: CircleStore
    places: CommunityStore
    people: MemberStore
    owe: Owe
    ids: Ids
    tell: Tell
    notices: Notices
    platforms: Mapping[str, Unread]

    async def unread(self, space: SpaceId) -> Unread:
        """Return what a space's platform keeps Hearth from reading."""
        place = await self.places.space_by_id(space)
        return self.platforms.get(place.platform, Unread.PROMISED) if place is not None else Unread.PROMISED

    async def account(self, member: MemberId, space: SpaceId) -> Account:
        """Return a member's account in a space, else any they have not left."""
        accounts = [a for a in (await self.people.accounts_of([member]))[member] if a.left_at is None]
        if not accounts:
            raise Invalid(_("That person is not here any more. Nothing was changed."))
        return next((a for a in accounts if a.space == space), accounts[0])

    async def open(self, circle: CircleSeen, space: SpaceId) -> None:
        """Owe a room in a space, its stewards let in, and the first message; the room keeps no name here."""
        place = await self.places.space_by_id(space)
        if place is None or place.gone_at is not None:
            # It gets its room with the next one who comes in from there, once Hearth is let in again.
            return
        private = circle.kind is not Kind.OPEN
        name = _("a circle") if circle.kind is Kind.PRIVATE else str(circle.name)
        room = Room(RoomId(self.ids.new()), space, None, name, private, circle.id, state="opening")
        await self.places.put_room(room)
        await self.store.move(circle.community, circle.id, State.OPENING, self.now)
        expires = self.now + ACTS_EXPIRE
        self.owe.act(room.id, OpenRoom(circle.name, circle.purpose, private), reason=circle.id, expires_at=expires)
        inside = await self.people.accounts([s.account for s in circle.seats if s.role in LET_IN])
        here = tuple(a.id for a in inside.values() if a.space == space)
        self.owe.act(room.id, Invite(here), reason=circle.id, expires_at=expires)
        self.owe.post(
            room.id, texts.first_message(circle, await self.unread(space)), reason=circle.id, expires_at=expires
        )

    async def enter(self, circle: CircleSeen, member: MemberId, *, space: SpaceId | None = None) -> None:
        """Give a member a seat inside, up to the cap, and let them into the room of their space."""
        if circle.state is State.CLOSING:
            raise Conflict(_("It is being closed. Nothing was changed."))
        if not free(circle.seats, circle.cap, self.now, to=member):
            raise Conflict(_("The circle is full. Nothing was changed."))
        await self.give(circle, member, Role.MEMBER, space=space)
        await self.notices.mirror(circle.id, texts.came_in(member))

    async def give(
        self,
        circle: CircleSeen,
        member: MemberId,
        role: Role,
        *,
        space: SpaceId | None = None,
        until: datetime | None = None,
        ritual: RitualId | None = None,
    ) -> None:
        """Give a member a seat, full or not, and let them into the room of their space."""
        account = await self.account(member, space or SpaceId(""))
        theirs = [s.account for s in circle.seats if s.member == member and s.account != account.id]
        if theirs:
            await self.store.drop_seats(circle.community, circle.id, theirs)
        seat = Seat(account.id, member, role, self.now, until, ritual)
        await self.store.put_seat(circle.community, circle.id, seat)
        await self._let_in(circle, account)

    async def _let_in(self, circle: CircleSeen, account: Account) -> None:
        """Let an account into the room of its space; where there is none yet, one is opened."""
        rooms = (await self.places.circle_rooms([circle.id]))[circle.id]
        room = next((r for r in rooms if r.space == account.space and r.state in {"open", "opening"}), None)
        if room is None:
            await self.open(await whole(self.store, circle.community, circle.id), account.space)
            return
        self.owe.act(room.id, Invite((account.id,)), reason=circle.id, expires_at=self.now + ACTS_EXPIRE)

    async def everywhere(self, circle: CircleSeen) -> None:
        """Let everybody into the room of their space; where they have none that can be used, one is opened."""
        seats = [s.account for s in circle.seats if s.role in LET_IN]
        accounts = [a for a in (await self.people.accounts(seats)).values() if a.left_at is None]
        used = {r.space: r for r in sides((await self.places.circle_rooms([circle.id]))[circle.id])}
        for space in dict.fromkeys(a.space for a in accounts):
            here = tuple(a.id for a in accounts if a.space == space)
            if space in used:
                self.owe.act(used[space].id, Invite(here), reason=circle.id, expires_at=self.now + ACTS_EXPIRE)
            else:
                await self.open(circle, space)

    async def beside(self, circle: CircleSeen, member: MemberId, account: AccountId) -> None:
        """Let somebody who is in it into the room of another of their spaces: one membership, a seat on each side."""
        mine = next(s for s in circle.seats if s.member == member and s.role in INSIDE)
        found = (await self.people.accounts([account]))[account]
        seat = replace(mine, account=account, since=self.now)
        await self.store.put_seat(circle.community, circle.id, seat)
        await self._let_in(circle, found)

    async def put_out(self, circle: CircleSeen, gone: Sequence[Seat]) -> None:
        """Take some seats of one person away, and their access with them."""
        await self.aside(circle, gone)
        if any(s.role in INSIDE for s in gone):
            self.tell(CircleLeft(circle.community, circle.id, gone[0].member, self.now))

    async def aside(self, circle: CircleSeen, gone: Sequence[Seat]) -> None:
        """Take seats away whose member has another one, and the access that came with them."""
        if gone:
            accounts = await self.people.accounts([s.account for s in gone])
            await self.store.drop_seats(circle.community, circle.id, [s.account for s in gone])
            self.shut_out(circle, gone, accounts, (await self.places.circle_rooms([circle.id]))[circle.id])

    def shut_out(
        self,
        circle: CircleSeen,
        gone: Sequence[Seat],
        accounts: Mapping[AccountId, Account],
        rooms: Sequence[Room],
    ) -> None:
        """Take the access of those to these rooms who had a seat."""
        out = {s.account for s in gone if s.role in LET_IN}
        for room in rooms:
            for account in (a for a in accounts.values() if a.space == room.space and a.id in out):
                act = Remove(account.id, account.external)
                self.owe.act(room.id, act, reason=circle.id, expires_at=self.now + ACTS_EXPIRE)

    async def welcome(self, circle: CircleSeen, member: MemberId) -> None:
        """Tell somebody who asked that they are in."""
        seen = await seen_by(self.store, circle, member)
        welcome = texts.said(_("Welcome"), _("You are in {circle}. Its room stands in your list."), seen)
        self.owe.direct(member, welcome, reason=circle.id, expires_at=self.now + ASKS_EXPIRE)
