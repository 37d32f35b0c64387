"""Private rooms as private threads: they do not count to the 500 channels, and sleep when nobody writes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from adapters.discord import marks
from adapters.discord.compare import acting
from adapters.discord.line import Denied, Line
from adapters.discord.messages import wake
from adapters.discord.rights import PRIVATE_THREAD, Act
from bot.errors import Outcome, PlatformFault
from bot.ports import Found, Seen

TEXT: Final = 0
"""A kind of channel (discord-api-docs, resources/channel)."""
SLEEPS_AFTER_MIN: Final = 10_080
"""A week, the longest that Discord takes (discord-api-docs, topics/threads)."""
MEMBER: Final = "/channels/{channel_id}/thread-members/{user}"
NOT_IN: Final = frozenset({10007, 10013})
ARCHIVED: Final = 50083


@dataclass(slots=True)
class Threads:
    """Opens threads in the server's system channel, else in its first text channel."""

    line: Line

    async def open(self, space: str, name: str) -> str:
        """Make a private thread into which only Hearth lets people."""
        parent = await self._parent(space)
        async with acting(self.line, Act.THREAD, space, parent):
            body = {
                "name": name,
                "type": PRIVATE_THREAD,
                "invitable": False,
                "auto_archive_duration": SLEEPS_AFTER_MIN,
            }
            reason = "Hearth opens a room that was asked for"
            path = "/channels/{channel_id}/threads"
            made = await self.line.request("POST", path, json=body, reason=reason, channel_id=parent)
            return str(made["id"])

    async def look_up(self, space: str, name: str, since: datetime) -> Found:
        """Look for a thread of Hearth's own by its name; two of one name since then cannot be told apart."""
        me = await self.line.me()
        answer = await self.line.request("GET", "/guilds/{guild_id}/threads/active", guild_id=space)
        found = [
            t
            for t in answer["threads"]
            if t["name"] == name and t.get("owner_id") == me and int(t["id"]) >= marks.not_before(since)
        ]
        if len(found) > 1:
            return Found(Seen.UNKNOWABLE)
        return Found(Seen.THERE, str(found[0]["id"])) if found else Found(Seen.ABSENT)

    async def members(self, thread: str) -> set[str]:
        """Return who is in a thread; Discord tells only who has the members intent."""
        path = "/channels/{channel_id}/thread-members"
        found: list[dict[str, Any]] = await self.line.request("GET", path, channel_id=thread)
        return {str(m["user_id"]) for m in found}

    async def let_in(self, thread: str, person: str) -> None:
        """Let a person in."""
        await self.awake(thread, "PUT", MEMBER, channel_id=thread, user=person)

    async def remove(self, thread: str, person: str) -> None:
        """Take a person out."""
        try:
            await self.awake(thread, "DELETE", MEMBER, channel_id=thread, user=person)
        except Denied as denied:
            if denied.code not in NOT_IN:
                raise

    async def rename(self, thread: str, name: str) -> None:
        """Give a thread another name."""
        body = {"name": name}
        await self.awake(
            thread, "PATCH", "/channels/{channel_id}", json=body, reason="Hearth renames a room", channel_id=thread
        )

    async def awake(self, thread: str, method: str, path: str, **rest: Any) -> None:
        """Ask for something in a thread, waking it where it fell asleep: nothing of it is lost by that."""
        try:
            await self.line.request(method, path, **rest)
        except Denied as denied:
            if denied.code != ARCHIVED:
                raise
            await wake(self.line, thread)
            await self.line.request(method, path, **rest)

    async def _parent(self, space: str) -> str:
        async with acting(self.line, Act.READ, space):
            guild = await self.line.request("GET", "/guilds/{guild_id}", guild_id=space)
            if guild.get("system_channel_id"):
                return str(guild["system_channel_id"])
            channels = await self.line.request("GET", "/guilds/{guild_id}/channels", guild_id=space)
        first = min(
            (c for c in channels if c["type"] == TEXT), key=lambda c: (c["position"], int(c["id"])), default=None
        )
        if first is None:
            raise PlatformFault("no_parent", Outcome.NEVER, lost=True)
        return str(first["id"])
