"""Who is asking: finds, and on first sight notes, the space, the room, the account and the member."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.commands import Request
from bot.community.model import Account, Community, Member, Room, Space, Standing
from bot.community.store import CommunityStore, MemberStore
from bot.errors import Invalid, shortened
from bot.facts import Joined, MemberMoved, Tell
from bot.i18n import _
from bot.keys import AccountId, MemberId, RoomId, SpaceId
from bot.ports import Ids
from bot.rooms import SpaceBack

USED_EVERY = timedelta(hours=1)
"""How exactly it is known when an account called last: a row written at each call would cost more than it tells."""


@dataclass(frozen=True, slots=True)
class Access:
    """The one place that turns a platform's ids into ours."""

    now: datetime
    places: CommunityStore
    people: MemberStore
    tell: Tell
    ids: Ids

    async def standing(self, request: Request) -> Standing:
        """Return who asks and what they may do; somebody new in a community's space becomes a member."""
        space = await self.space(request.platform, request.space, request.space_name)
        room = await self._room(space, request.room, request.room_name, private=request.room_private)
        community = await self.places.community(space.community) if space.community else None
        account = await self._used(await self.account(space, request.person.external, request.person.name))
        standing = Standing(space, account, room, request.person.installer, community)
        if community is None:
            return standing
        account, member = await self.member(community, account, zone=request.person.zone)
        stewards = await self.people.stewards(community.id)
        return replace(standing, account=account, member=member, steward=member.id in stewards)

    async def _used(self, account: Account) -> Account:
        """Note that an account calls, to the hour: its member is told there what they must hear."""
        if account.used_at is not None and self.now - account.used_at < USED_EVERY:
            return account
        account = replace(account, used_at=self.now)
        await self.people.put_account(account)
        return account

    async def known(self, request: Request) -> Standing | None:
        """Return who asks as far as they are known, noting nothing; None when they never asked before."""
        space = await self.places.space(request.platform, request.space)
        account = await self.people.account_at(space.id, request.person.external) if space else None
        if space is None or account is None:
            return None
        community = await self.places.community(space.community) if space.community else None
        member = await self.people.member(account.member) if account.member else None
        stewards = await self.people.stewards(community.id) if community else ()
        steward = member is not None and member.id in stewards
        return Standing(space, account, None, request.person.installer, community, member, steward)

    async def space(self, platform: str, external: str, name: str) -> Space:
        """Return a space, noting one that was never seen, a name that changed, and one that is there again."""
        space = await self.places.space(platform, external)
        if space is None:
            space = Space(SpaceId(self.ids.new()), platform, external, name or external, None, None)
            await self.places.put_space(space)
        elif (name and space.name != name) or space.gone_at is not None:
            back = space.gone_at is not None
            space = replace(space, name=name or space.name, gone_at=None)
            await self.places.put_space(space)
            if back and space.community is not None:
                self.tell(SpaceBack(space.community, space.id, self.now))
        return space

    async def room_at(self, space: Space, external: str, name: str, *, private: bool) -> Room:
        """Return a room, noting one that was never seen."""
        room = await self.places.room_at(space.id, external)
        if room is None:
            # A private room's name is not kept: no list or link of ours could show it by mistake.
            room = Room(RoomId(self.ids.new()), space.id, external, "" if private else name, private, None)
            await self.places.put_room(room)
        return room

    async def _room(self, space: Space, external: str | None, name: str, *, private: bool) -> RoomId | None:
        if external is None:
            return None
        return (await self.room_at(space, external, name, private=private)).id

    async def account(self, space: Space, external: str, name: str) -> Account:
        """Return an account, noting one that was never seen, a new name, and one that came back."""
        account = await self.people.account_at(space.id, external)
        if account is None:
            account = Account(AccountId(self.ids.new()), space.id, external, name or external, None)
            await self.people.put_account(account)
        elif (name and account.name != name) or account.left_at is not None:
            account = replace(account, name=name or account.name, left_at=None)
            await self.people.put_account(account)
        return account

    async def member(
        self, community: Community, account: Account, *, zone: str | None = None
    ) -> tuple[Account, Member]:
        """Return the account's member; an account that has none yet joins the community."""
        member = await self.people.member(account.member) if account.member else None
        if member is None:
            return await self._join(community, account, zone)
        if member.left_at is not None:
            member = replace(member, left_at=None)
            await self.people.put_member(member)
            self.tell(Joined(community.id, member.id, account.id, self.now))
        if member.zone is None and zone is not None:
            # They were here before we knew where they live.
            member = replace(member, zone=zone)
            await self.people.put_member(member)
            self.tell(MemberMoved(community.id, member.id, self.now))
        return account, member

    async def _join(self, community: Community, account: Account, zone: str | None) -> tuple[Account, Member]:
        member = Member(MemberId(self.ids.new()), community.id, self.now, zone=zone)
        await self.people.put_member(member)
        account = replace(account, member=member.id)
        await self.people.put_account(account)
        self.tell(Joined(community.id, member.id, account.id, self.now))
        return account, member

    async def named_people(
        self, standing: Standing, externals: Iterable[str], vouched: Mapping[str, str], *, field: str
    ) -> tuple[MemberId, ...]:
        """Return the members behind the platform's ids, in order.

        Raises:
            Invalid: somebody is not known here, or has left.
        """
        members: list[MemberId] = []
        for external in externals:
            account = await self.people.account_at(standing.space.id, external)
            if account is None and external in vouched:
                account = await self.account(standing.space, external, vouched[external])
            if account is None or account.left_at is not None or standing.community is None:
                sentence = _(
                    "I do not know “{name}” here. Nothing was changed. Write @ and pick somebody of this space."
                )
                raise Invalid(sentence.format(name=shortened(vouched.get(external, external))), field=field)
            members.append((await self.member(standing.community, account))[1].id)
        return tuple(members)

    async def named_room(
        self, standing: Standing, external: str, vouched: Mapping[str, tuple[str, bool]], *, field: str
    ) -> RoomId:
        """Return the room behind the platform's id.

        Raises:
            Invalid: there is no such room that the asker may name.
        """
        room = await self.places.room_at(standing.space.id, external)
        if room is None and external in vouched:
            name, private = vouched[external]
            room = await self.room_at(standing.space, external, name, private=private)
        if room is None or room.state != "open" or (room.private and external not in vouched):
            sentence = _("I do not know that room here. Nothing was changed. Write # and pick one of this space.")
            raise Invalid(sentence, field=field)
        return room.id
