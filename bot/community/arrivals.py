"""People coming into a space and leaving it, as the platforms tell."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.commands import Event, EventKind
from bot.community.access import Access
from bot.community.model import Room, Space
from bot.community.store import CommunityStore, MemberStore
from bot.facts import Left, RoomLost, Tell


@dataclass(frozen=True, slots=True)
class Arrivals:
    """Works off one event. Doing so twice changes nothing."""

    now: datetime
    door: Access
    places: CommunityStore
    people: MemberStore
    tell: Tell

    async def work(self, event: Event) -> None:
        """Make what happened true here."""
        space = await self.door.space(event.platform, event.space, "")
        match event.kind:
            case EventKind.ARRIVED | EventKind.ENTERED:
                await self._arrived(space, event)
            case EventKind.DEPARTED:
                await self._departed(space, event)
            case EventKind.ROOM_GONE:
                await self._room_gone(space, event)
            case EventKind.ROOM_RENAMED:
                await self._room_renamed(space, event)
            case EventKind.CHANGED | EventKind.WROTE | EventKind.REPLIED | EventKind.REACTED:
                return
            case EventKind.SPACE_GONE | EventKind.SPACE_BACK:
                return
            case EventKind.EXITED:
                # Leaving one room says nothing about the community; circles hear of it with the full circles issue.
                return

    async def _arrived(self, space: Space, event: Event) -> None:
        if event.person is None:
            return
        account = await self.door.account(space, event.person, event.name)
        community = await self.places.community(space.community) if space.community else None
        if community is not None:
            await self.door.member(community, account, zone=event.zone)

    async def _departed(self, space: Space, event: Event) -> None:
        account = await self.people.account_at(space.id, event.person or "")
        if account is None or account.left_at is not None:
            return
        await self.people.put_account(replace(account, left_at=self.now))
        if account.member is None or space.community is None:
            return
        others = (await self.people.accounts_of([account.member]))[account.member]
        if any(a.left_at is None for a in others if a.id != account.id):
            return
        member = await self.people.member(account.member)
        if member is not None:
            await self.people.put_member(replace(member, left_at=self.now))
            self.tell(Left(space.community, member.id, self.now))

    async def _room(self, space: Space, event: Event) -> Room | None:
        return await self.places.room_at(space.id, event.room) if event.room else None

    async def _room_gone(self, space: Space, event: Event) -> None:
        room = await self._room(space, event)
        if room is None or room.state in {"lost", "closed"}:
            return
        await self.places.put_room(replace(room, state="lost"))
        if space.community is not None:
            self.tell(RoomLost(space.community, room.id, room.circle, self.now))

    async def _room_renamed(self, space: Space, event: Event) -> None:
        room = await self._room(space, event)
        # A circle's name is not kept with its room, so that no list of rooms can show it.
        if room is not None and event.name and room.circle is None and not room.private:
            await self.places.put_room(replace(room, name=event.name))
