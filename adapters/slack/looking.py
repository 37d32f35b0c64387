"""Looks for what an earlier attempt may have made, before it is made again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from adapters.slack.clients import Clients
from adapters.slack.limits import PAGE
from adapters.slack.rooms import NAMES, Rooms
from adapters.text import numbered, room_name
from bot.errors import PlatformFault
from bot.ports import Found, RoomAt, Seen

EVENT_TYPE: Final = "hearth_delivery"
"""Of the metadata of every message that is owed; its payload is {"key": the delivery's key}."""
SKEW: Final = timedelta(minutes=1)
"""By how much Slack's clock may be behind ours."""
PAGES: Final = 20
"""Further back nothing is looked for: it would not be known whether it is there."""


@dataclass(frozen=True, slots=True)
class Looking:
    """Finds messages by their metadata, and rooms by name, maker and age."""

    clients: Clients
    rooms: Rooms

    async def message(self, team: str, channel: str, key: str, *, since: datetime) -> Found:
        """Look for a message in a public channel, which is joined where Hearth is not in it, or in direct messages."""
        return await self._message(team, channel, key, since, "conversations.history")

    async def reply(self, team: str, channel: str, thread: str, key: str, *, since: datetime) -> Found:
        """Look for a message in a thread of a public channel; in one that is gone there is none."""
        try:
            return await self._message(team, channel, key, since, "conversations.replies", ts=thread)
        except PlatformFault as fault:
            if fault.code != "thread_not_found":
                raise
            return Found(Seen.ABSENT)

    async def _message(self, team: str, channel: str, key: str, since: datetime, method: str, **where: str) -> Found:
        at = RoomAt(channel, private=False)
        cursor: str | None = None
        for _page in range(PAGES):
            told = await self.rooms.call(
                team,
                at,
                method,
                oldest=f"{(since - SKEW).timestamp():.6f}",
                include_all_metadata=True,
                limit=PAGE,
                cursor=cursor,
                **where,
            )
            for message in told.get("messages") or ():
                if _key(message) == key:
                    return Found(Seen.THERE, str(message["ts"]))
            cursor = _next(told)
            if cursor is None:
                return Found(Seen.ABSENT)
        return Found(Seen.UNKNOWABLE)

    async def room(self, team: str, name: str | None, *, since: datetime) -> Found:
        """Look for a room of Hearth's own in which nobody else is yet, so that nobody's room is taken for it.

        `name` is what it was asked to be called; where it is taken, Slack knows it by a number behind it.
        """
        names = {numbered(room_name(name), n) for n in range(1, NAMES + 1)} if name is not None else None
        made = [
            c
            for c in await self._own(team, since - SKEW)
            if names is None or str(c.get("name_normalized") or c.get("name")) in names
        ]
        empty = [c for c in made if not await self.rooms.members(team, _at(c))]
        if len(empty) > 1:
            return Found(Seen.UNKNOWABLE)
        return Found(Seen.THERE, str(empty[0]["id"])) if empty else Found(Seen.ABSENT)

    async def _own(self, team: str, since: datetime) -> list[Mapping[str, Any]]:
        """Return the channels that Hearth made since then and is in."""
        installation = await self.clients.installation(team)
        me = installation.bot_user if installation else ""
        found: list[Mapping[str, Any]] = []
        cursor: str | None = None
        while True:
            told = await self.clients.call(
                team,
                "users.conversations",
                types="public_channel,private_channel",
                exclude_archived=True,
                limit=PAGE,
                cursor=cursor,
            )
            found.extend(_made(told.get("channels") or (), me, since))
            cursor = _next(told)
            if cursor is None:
                return found


def _made(channels: Iterable[Mapping[str, Any]], by: str, since: datetime) -> list[Mapping[str, Any]]:
    return [c for c in channels if c.get("creator") == by and int(c.get("created") or 0) >= int(since.timestamp())]


def _at(channel: Mapping[str, Any]) -> RoomAt:
    return RoomAt(str(channel["id"]), bool(channel.get("is_private")))


def _key(message: Mapping[str, Any]) -> str | None:
    metadata = message.get("metadata") or {}
    if metadata.get("event_type") != EVENT_TYPE:
        return None
    return str((metadata.get("event_payload") or {}).get("key") or "")


def _next(told: Mapping[str, Any]) -> str | None:
    return str((told.get("response_metadata") or {}).get("next_cursor") or "") or None
