"""Which community and space a call is about."""

from dataclasses import dataclass

from bot.commands import Call
from bot.community.duties import Service
from bot.community.model import Community, Space
from bot.community.store import CommunityStore
from bot.keys import RoomId


@dataclass(frozen=True, slots=True)
class Finding(Service):
    """What every service about the community as a whole begins with."""

    places: CommunityStore

    async def _community(self, call: Call) -> Community:
        community = await self.places.community(call.community)
        if community is None:
            msg = f"no community {call.community}"
            raise RuntimeError(msg)
        return community

    async def _space(self, call: Call) -> Space:
        space = await self.places.space_by_id(call.space)
        if space is None:
            msg = f"no space {call.space}"
            raise RuntimeError(msg)
        return space

    async def _public(self, room: RoomId | None) -> RoomId | None:
        """Return a room that may be everybody's home: none that is private."""
        found = await self.places.room(room) if room else None
        return found.id if found is not None and not found.private else None
