"""Which private rooms of a server Hearth is in, and how full the server is."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from adapters.discord.compare import acting
from adapters.discord.faults import NO_ACCESS
from adapters.discord.inspecting import MEMBER, Inspecting, hidden
from adapters.discord.limits import ACTIVE_THREADS, CATEGORY_CHANNELS, SERVER_CHANNELS
from adapters.discord.line import Denied, Line
from adapters.discord.rights import PRIVATE_THREAD, VIEW, Act, Payload, held, held_in
from bot.rooms import Load, LoadKind, RoomListed, RoomsSeen

TEXT: Final = 0
CATEGORY: Final = 4
MOST: Final = 50
"""Of how many private threads it is asked whether somebody is in them."""
NOT_IN: Final = frozenset({10007, 10013})


@dataclass(frozen=True, slots=True)
class Listing:
    """Lists rooms. `threads`, `threads_from`: when new private rooms are private threads, as `Rooms` has it."""

    line: Line
    inspecting: Inspecting
    threads: bool = False
    threads_from: int = 0

    async def rooms(self, space: str, person: str | None) -> RoomsSeen:
        """Return the private rooms Hearth is in, how many rooms there are, and how full the server is."""
        async with acting(self.line, Act.READ, space):
            channels = await self.line.request("GET", "/guilds/{guild_id}/channels", guild_id=space)
            told = await self.line.request("GET", "/guilds/{guild_id}/threads/active", guild_id=space)
            roles, me = await self.inspecting.own(space)
            private = [_listed(c, person) for c in channels if self._inside(c, roles, me, space)]
            active: list[Payload] = told["threads"]
            joined = {str(m["id"]) for m in told.get("members", ()) if "id" in m}
            those = [t for t in active if t["type"] == PRIVATE_THREAD and str(t["id"]) in joined]
            private += [await self._thread(t, person) for t in those[:MOST]]
        threads = self.threads or 0 < self.threads_from <= len(channels)
        return RoomsSeen(
            tuple(private),
            len([c for c in channels if c["type"] != CATEGORY]),
            _loads(channels, len(active), threads=threads),
        )

    @staticmethod
    def _inside(channel: Payload, roles: Any, me: Any, space: str) -> bool:
        """Return whether a channel is private, and Hearth is in it."""
        over = channel.get("permission_overwrites", ())
        seen = held_in(held(roles, me, space), me, space, over) & VIEW.bit
        return channel["type"] == TEXT and bool(seen) and hidden(roles, space, over, me)

    async def _thread(self, thread: Payload, person: str | None) -> RoomListed:
        inside = person is not None and await self._is_in(str(thread["id"]), person)
        return RoomListed(str(thread["id"]), thread["name"] if inside else "", inside)

    async def _is_in(self, thread: str, person: str) -> bool:
        path = "/channels/{channel_id}/thread-members/{user}"
        try:
            await self.line.request("GET", path, channel_id=thread, user=person)
        except Denied as denied:
            if denied.code not in NOT_IN and denied.code not in NO_ACCESS:
                raise
            return False
        return True


def _listed(channel: Payload, person: str | None) -> RoomListed:
    """Return a private channel, with its name for somebody who was let in by name."""
    own = (o for o in channel.get("permission_overwrites", ()) if int(o["type"]) == MEMBER)
    inside = any(str(o["id"]) == person and int(o["allow"]) & VIEW.bit for o in own)
    return RoomListed(str(channel["id"]), channel["name"] if inside else "", inside)


def _loads(channels: Sequence[Payload], active: int, *, threads: bool) -> tuple[Load, ...]:
    """Return how full a server is; what new circle rooms count to is told."""
    return (
        Load(LoadKind.CHANNELS, len(channels), SERVER_CHANNELS, private=not threads, public=True),
        Load(LoadKind.CATEGORY, _fullest(channels), CATEGORY_CHANNELS),
        Load(LoadKind.THREADS, active, ACTIVE_THREADS, private=threads),
    )


def _fullest(channels: Iterable[Payload]) -> int:
    """Return how many channels the fullest category has."""
    return max(Counter(c["parent_id"] for c in channels if c.get("parent_id")).values(), default=0)
