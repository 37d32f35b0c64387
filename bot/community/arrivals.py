"""What the platforms tell: people coming, going and doing things; rooms and spaces that are gone or back."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.acts import Acted
from bot.commands import Event, EventKind
from bot.community.access import Access
from bot.community.departing import Departing
from bot.community.evicting import Evicting
from bot.community.model import Room, Space
from bot.community.store import ActivityStore, CommunityStore, MemberStore
from bot.facts import MemberMoved, RoomLost, Tell
from bot.keys import AccountId, RoomId, SpaceId
from bot.rooms import RightsChanged, RoomTouched

ACTS = frozenset({EventKind.WROTE, EventKind.REPLIED, EventKind.REACTED})
"""What people do in rooms: counted in those that the community chose, dropped elsewhere."""


class Lanes(Protocol):
    """What is still owed to spaces."""

    async def owe_again(self, room: RoomId, *, now: datetime) -> int: ...
    async def owe_lane_again(self, lane: SpaceId, *, now: datetime) -> int: ...


@dataclass(frozen=True, slots=True)
class Arrivals:
    """Works off one event. Doing so twice changes nothing."""

    now: datetime
    real: datetime
    door: Access
    places: CommunityStore
    people: MemberStore
    activity: ActivityStore
    lanes: Lanes
    tell: Tell
    evicting: Evicting

    async def wanted(self, event: Event) -> bool:
        """Return whether an event may be kept at all: what people do elsewhere than in chosen rooms is not."""
        if event.kind not in ACTS:
            return True
        return event.room is not None and await self.activity.counts(event.platform, event.space, event.room)

    async def work(self, event: Event) -> None:
        """Make what happened true here."""
        space = await self._space(event)
        if space is None:
            return
        match event.kind:
            case EventKind.ARRIVED:
                await self._arrived(space, event)
            case EventKind.ENTERED | EventKind.EXITED:
                await self._moved(space, event)
            case EventKind.DEPARTED:
                await self._departed(space, event)
            case EventKind.ROOM_GONE | EventKind.ROOM_BACK | EventKind.ROOM_RENAMED | EventKind.ROOM_TOUCHED:
                await self._room_changed(space, event)
            case EventKind.CHANGED:
                await self._changed(space, event)
            case EventKind.WROTE | EventKind.REPLIED | EventKind.REACTED:
                await self._acted(space, event)
            case EventKind.SPACE_GONE | EventKind.SPACE_BACK | EventKind.RIGHTS_BACK | EventKind.RIGHTS_TOUCHED:
                await self._space_changed(space, event)

    async def _space(self, event: Event) -> Space | None:
        """Return the space of an event; one that was gone is there again, unless the event is older than that."""
        space = await self.places.space(event.platform, event.space)
        if event.kind is EventKind.SPACE_GONE or (
            space is not None and space.gone_at is not None and event.at <= space.gone_at
        ):
            return space
        return await self.door.space(event.platform, event.space, "")

    async def _changed(self, space: Space, event: Event) -> None:
        """Take over a new name, and a new zone where the person has chosen none."""
        account = await self.people.account_at(space.id, event.person or "")
        if account is None:
            return
        if event.name and event.name != account.name:
            await self.people.put_account(replace(account, name=event.name))
        member = await self.people.member(account.member) if account.member else None
        if member is None or event.zone is None or member.zone_chosen or member.zone == event.zone:
            return
        await self.people.put_member(replace(member, zone=event.zone))
        self.tell(MemberMoved(member.community, member.id, self.now))

    async def _acted(self, space: Space, event: Event) -> None:
        """Count that somebody did something in a chosen room."""
        room = await self._room(space, event)
        community = await self.places.community(space.community) if space.community else None
        if room is None or community is None or event.person is None or not await self.wanted(event):
            return
        account = await self.people.account_at(space.id, event.person)
        if account is None or account.left_at is not None:
            account = await self.door.account(space, event.person, event.name)
            if account.member is not None:
                await self.door.member(community, account)
        day = event.at.astimezone(ZoneInfo(community.zone)).date()
        await self.activity.add(community.id, account.id, room.id, event.kind.value, day)
        self.tell(Acted(community.id, account.id, room.id, event.kind.value, event.at))

    async def _arrived(self, space: Space, event: Event) -> None:
        if event.person is None:
            return
        account = await self.door.account(space, event.person, event.name)
        community = await self.places.community(space.community) if space.community else None
        if community is not None:
            await self.door.member(community, account, zone=event.zone)

    async def _departed(self, space: Space, event: Event) -> None:
        account = await self.people.account_at(space.id, event.person or "")
        if account is not None:
            await Departing(self.now, self.people, self.tell).depart(account, space.community)

    async def _room(self, space: Space, event: Event) -> Room | None:
        return await self.places.room_at(space.id, event.room) if event.room else None

    async def _room_changed(self, space: Space, event: Event) -> None:
        if event.kind is EventKind.ROOM_GONE:
            await self._room_gone(space, event)
        elif event.kind is EventKind.ROOM_BACK:
            await self._room_back(space, event)
        elif event.kind is EventKind.ROOM_RENAMED:
            await self._room_renamed(space, event)
        await self._touched(space, event)

    async def _touched(self, space: Space, event: Event, account: AccountId | None = None) -> None:
        """Tell that something about a circle's room changed; what it was is looked at, not taken from the event."""
        room = await self._room(space, event)
        if room is None or room.circle is None or room.state != "open" or space.community is None:
            return
        entered = event.kind is EventKind.ENTERED if account is not None else None
        self.tell(RoomTouched(space.community, room.id, room.circle, self.now, account, entered))

    async def _moved(self, space: Space, event: Event) -> None:
        """Hear that somebody came into a room or left it. Leaving one room says nothing about the community."""
        if event.kind is EventKind.ENTERED:
            await self._arrived(space, event)
        account = await self.people.account_at(space.id, event.person or "")
        if account is not None:
            await self._touched(space, event, account.id)

    async def _room_gone(self, space: Space, event: Event) -> None:
        room = await self._room(space, event)
        if room is None or room.state in {"lost", "closed"}:
            return
        await self.places.put_room(replace(room, state="lost"))
        if space.community is not None:
            self.tell(RoomLost(space.community, room.id, room.circle, self.now, by_hand=True))

    async def _room_back(self, space: Space, event: Event) -> None:
        """Use a room again into which Hearth was let, and send what could not be sent and is still of use."""
        room = await self._room(space, event)
        if room is None or room.state == "closed":
            return
        if room.state == "lost":
            await self.places.put_room(replace(room, state="open"))
        await self.lanes.owe_again(room.id, now=self.now)

    async def _space_changed(self, space: Space, event: Event) -> None:
        """Note what became of Hearth in a space; that it is back was noted when the space was looked up."""
        if event.kind is EventKind.SPACE_GONE:
            await self.evicting.evict(space)
        elif event.kind in {EventKind.RIGHTS_BACK, EventKind.RIGHTS_TOUCHED}:
            await self._rights(space, back=event.kind is EventKind.RIGHTS_BACK)

    async def _rights(self, space: Space, *, back: bool) -> None:
        """Send what could not be sent and is still of use, where Hearth may do more; have its rooms looked at."""
        if space.community is not None:
            if back:
                await self.lanes.owe_lane_again(space.id, now=self.now)
            self.tell(RightsChanged(space.community, space.id, self.now))

    async def _room_renamed(self, space: Space, event: Event) -> None:
        room = await self._room(space, event)
        # A circle's name is not kept with its room, so that no list of rooms can show it.
        if room is not None and event.name and room.circle is None and not room.private:
            await self.places.put_room(replace(room, name=event.name))
