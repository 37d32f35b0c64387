"""Rooms as text channels: private by overwrites, closed by taking every voice away, Hearth's own as well."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from adapters.discord import marks
from adapters.discord.compare import acting, closed
from adapters.discord.faults import CLOSED, fault
from adapters.discord.line import Denied, Line
from adapters.discord.rights import HISTORY, SEND, THREAD_TYPES, VIEW, Act
from adapters.discord.room_names import free_name, room_name, topic_line
from adapters.discord.threads import Threads
from bot.errors import Outcome, PlatformFault
from bot.ports import Found, RoomAt, Seen
from bot.rooms import Opened

CHANNEL: Final = "/channels/{channel_id}"
CHANNELS: Final = "/guilds/{guild_id}/channels"
OVERWRITE: Final = "/channels/{channel_id}/permissions/{whom}"
TEXT: Final = 0
ROLE: Final = 0
MEMBER: Final = 1
"""Kinds of channels and of overwrites (discord-api-docs, resources/channel)."""
IN: Final = VIEW.bit | SEND.bit | HISTORY.bit
"""What somebody who is let in may do there."""
GONE: Final = frozenset({10007, 10013})
NO_OVERWRITE: Final = 10009
Payload = dict[str, Any]


def _overwrite(whom: str, kind: int, *, allow: int = 0, deny: int = 0) -> Payload:
    return {"id": whom, "type": kind, "allow": str(allow), "deny": str(deny)}


@dataclass(slots=True)
class Rooms:
    """Opens, changes and closes rooms.

    New private rooms are private threads with `threads`, and on a server that has `threads_from` channels (0: never).
    """

    line: Line
    threads: bool = False
    threads_from: int = 0

    async def open(self, space: str, name: str, purpose: str, *, private: bool, key: str) -> str:
        """Make a room, marked in its topic with signs that have no width."""
        if private and await self._as_thread(space):
            return await Threads(self.line).open(space, room_name(name))
        async with acting(self.line, Act.OPEN, space):
            me = await self.line.me()
            closed_to_all = [
                _overwrite(space, ROLE, deny=VIEW.bit),
                _overwrite(me, MEMBER, allow=IN),
            ]
            free = free_name(name, await self._taken(space))
            body = {
                "name": free,
                "type": TEXT,
                "topic": topic_line(purpose, behind=marks.of_topic(key)),
                "permission_overwrites": closed_to_all if private else [],
            }
            reason = "Hearth opens a room that was asked for"
            made = await self.line.request("POST", CHANNELS, json=body, reason=reason, guild_id=space)
            return Opened(str(made["id"]), free if free != room_name(name) else "")

    async def rename(self, space: str, room: RoomAt, name: str) -> None:
        """Give a room another name; a taken one gets a number."""
        async with acting(self.line, Act.CHANGE, space, room.external):
            there = await self._open_one(room)
            taken = set() if there["type"] in THREAD_TYPES else await self._taken(space, but=room.external)
            free = free_name(name, taken)
            if free != there["name"] and there["type"] in THREAD_TYPES:
                await Threads(self.line).rename(room.external, free)
            elif free != there["name"]:
                await self._change(room, {"name": free}, "Hearth renames a room")

    async def topic(self, space: str, room: RoomAt, topic: str) -> None:
        """Set a room's topic; a thread has none."""
        async with acting(self.line, Act.CHANGE, space, room.external):
            if (await self._open_one(room))["type"] not in THREAD_TYPES:
                await self._change(room, {"topic": topic_line(topic)}, "Hearth sets a room's topic")

    async def close(self, space: str, room: RoomAt) -> None:
        """Close a room: a private one is hidden from everybody, an open one can be read and no more."""
        async with acting(self.line, Act.CHANGE, space, room.external):
            there, me = await self._there(room), await self.line.me()
            if closed(there, me):
                return
            body: Payload = {"archived": True, "locked": True}
            if there["type"] not in THREAD_TYPES:
                left = [] if room.private else [o for o in there["permission_overwrites"] if o["id"] not in {space, me}]
                own = _overwrite(me, MEMBER, allow=VIEW.bit | HISTORY.bit, deny=SEND.bit)
                everybody = _overwrite(space, ROLE, deny=VIEW.bit if room.private else SEND.bit)
                body = {"permission_overwrites": [everybody, own, *left]}
            await self._change(room, body, "Hearth closes a room")

    async def invite(self, space: str, room: RoomAt, people: tuple[str, ...]) -> None:
        """Let people into a private room; everybody is in an open one. Who is gone is told at the end."""
        async with acting(self.line, Act.PEOPLE, space, room.external):
            there = await self._open_one(room)
            # Who is in a thread is told only to who may hear of members; letting somebody in twice does no harm.
            inside = set() if there["type"] in THREAD_TYPES else await self._inside(there)
            gone = [p for p in people if p not in inside and not await self._let_in(space, there, p, room.private)]
        if gone:
            raise PlatformFault("person_gone", Outcome.NEVER)

    async def remove(self, space: str, room: RoomAt, person: str) -> None:
        """Take a person out of a room."""
        async with acting(self.line, Act.PEOPLE, space, room.external):
            there = await self._open_one(room)
            if there["type"] in THREAD_TYPES:
                return await Threads(self.line).remove(room.external, person)
            try:
                reason = "Hearth takes somebody out of a room"
                await self.line.request("DELETE", OVERWRITE, reason=reason, channel_id=room.external, whom=person)
            except Denied as denied:
                if denied.code != NO_OVERWRITE:
                    raise

    async def members(self, space: str, room: RoomAt) -> frozenset[str]:
        """Return who is in a private room."""
        async with acting(self.line, Act.READ, space, room.external):
            return frozenset(await self._inside(await self._there(room)))

    async def look_up(self, space: str, key: str, since: datetime, name: str | None) -> Found:
        """Look for a room made under a key; by its name alone where no topic can carry a mark."""
        async with acting(self.line, Act.READ, space):
            if name is not None and (self.threads or self.threads_from):
                found = await Threads(self.line).look_up(space, room_name(name), since)
                if found.seen is not Seen.ABSENT:
                    return found
            new = [c for c in await self._all(space) if int(c["id"]) >= marks.not_before(since)]
            mark = marks.of_topic(key)
            marked = next((c for c in new if (c.get("topic") or "").endswith(mark)), None)
            return Found(Seen.ABSENT) if marked is None else Found(Seen.THERE, str(marked["id"]))

    # What the rest is made of

    async def _as_thread(self, space: str) -> bool:
        """Return whether a new private room is a thread on this server, as it is now."""
        if self.threads or not self.threads_from:
            return self.threads
        async with acting(self.line, Act.OPEN, space):
            return len(await self._all(space)) >= self.threads_from

    async def _all(self, space: str) -> list[Payload]:
        found: list[Payload] = await self.line.request("GET", CHANNELS, guild_id=space)
        return found

    async def _taken(self, space: str, *, but: str | None = None) -> set[str]:
        return {c["name"] for c in await self._all(space) if c["id"] != but}

    async def _there(self, room: RoomAt) -> Payload:
        there: Payload = await self.line.request("GET", CHANNEL, channel_id=room.external)
        return there

    async def _open_one(self, room: RoomAt) -> Payload:
        there = await self._there(room)
        if closed(there, await self.line.me()):
            raise fault(CLOSED)
        return there

    async def _change(self, room: RoomAt, body: Payload, reason: str) -> None:
        await self.line.request("PATCH", CHANNEL, json=body, reason=reason, channel_id=room.external)

    async def _inside(self, there: Payload) -> set[str]:
        me = await self.line.me()
        if there["type"] in THREAD_TYPES:
            return await Threads(self.line).members(there["id"]) - {me}
        own = (o for o in there.get("permission_overwrites", ()) if int(o["type"]) == MEMBER)
        return {o["id"] for o in own if int(o["allow"]) & VIEW.bit} - {me}

    async def _let_in(self, space: str, there: Payload, person: str, private: bool) -> bool:
        """Let one person in; return whether they are on the server at all."""
        try:
            await self.line.request("GET", "/guilds/{guild_id}/members/{user}", guild_id=space, user=person)
        except Denied as denied:
            if denied.code in GONE:
                return False
            raise
        if there["type"] in THREAD_TYPES:
            await Threads(self.line).let_in(there["id"], person)
        elif private:
            body = {"type": MEMBER, "allow": str(IN), "deny": "0"}
            reason = "Hearth lets somebody into a room"
            await self.line.request("PUT", OVERWRITE, json=body, reason=reason, channel_id=there["id"], whom=person)
        return True
