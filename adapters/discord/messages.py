"""Hearth's own messages: sent, replaced, removed, and found again."""

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

import structlog

from adapters.discord import marks
from adapters.discord.attaching import NO_FILES, Files, drawn
from adapters.discord.compare import acting, closed
from adapters.discord.faults import ARCHIVED, CLOSED, fault
from adapters.discord.limits import NONCE
from adapters.discord.line import Denied, Line
from adapters.discord.render import Payload, message
from adapters.discord.rights import Act
from bot.cards import Card
from bot.errors import Outcome, PlatformFault
from bot.ports import Found, Names, NoPictures, PersonAt, Pictures, RoomAt, Seen

log = structlog.get_logger()
MESSAGES: Final = "/channels/{channel_id}/messages"
ONE: Final = "/channels/{channel_id}/messages/{message}"
PAGE: Final = 100
"""The most messages of one answer (discord-api-docs, resources/message)."""
PAGES: Final = 20
"""After so many pages without the message nobody knows; a room with 2,000 messages in a few minutes is rare."""
UNKNOWN_MESSAGE: Final = 10008
IN_THREAD: Final = "/"
"""Between the thread and the message in the id of one that stands in a thread: a message alone is not found."""
DIRECTS: Final = 10_000
"""As many people's direct message channels are remembered."""


@dataclass(slots=True)
class Messages:
    """Sends. `directs`: a person's direct messages as a channel, lately used last."""

    line: Line
    pictures: Pictures = field(default_factory=NoPictures)
    directs: OrderedDict[str, str] = field(default_factory=OrderedDict)

    async def post(self, space: str, room: RoomAt, card: Card, names: Names, key: str) -> str:
        """Post a card in a room; return the message's id."""
        async with acting(self.line, Act.POST, space, room.external):
            return await self.put(room.external, card, names, key)

    async def direct(self, space: str, to: PersonAt, card: Card, names: Names, key: str) -> str:
        """Send a card to one person; its buttons carry the server they belong to."""
        async with acting(self.line, Act.DIRECT, space):
            return await self.put(await self.channel(to), card, names, key, space=space)

    async def put(self, channel: str, card: Card, names: Names, key: str, *, space: str | None = None) -> str:
        """Send a card with its pictures; when Discord does not take those, their words alone."""
        files = await drawn(card, self.pictures)
        if files:
            try:
                return await self._send(channel, message(card, names, space=space, files=files), key, files)
            except Denied as denied:
                log.warning("a picture was refused", status=denied.status, code=denied.code)
        return await self._send(channel, message(card, names, space=space), key)

    async def edit(self, space: str, at: RoomAt | PersonAt, id_: str, card: Card, names: Names) -> None:
        """Replace a message; an edit pings nobody. Of a thread that is closed or gone the room is not lost."""
        home = space if isinstance(at, PersonAt) else None
        files = await drawn(card, self.pictures)
        try:
            async with acting(self.line, Act.POST, space, _room(at)):
                channel, one = await self._where(at, id_)
                if files:
                    try:
                        await self._replace(channel, one, message(card, names, space=home, files=files), files)
                    except Denied as denied:
                        log.warning("a picture was refused", status=denied.status, code=denied.code)
                    else:
                        return
                await self._replace(channel, one, message(card, names, space=home))
        except PlatformFault as fault:
            fault.lost = fault.lost and IN_THREAD not in id_
            raise

    async def _replace(self, channel: str, one: str, payload: Payload, files: Files = NO_FILES) -> None:
        await self._awake(channel, "PATCH", ONE, **_body(payload, files), channel_id=channel, message=one)

    async def delete(self, space: str, at: RoomAt | PersonAt, id_: str) -> None:
        """Remove a message, if it is Hearth's own: with Manage Messages Discord would remove anybody's."""
        async with acting(self.line, Act.READ, space, _room(at)):
            channel, one = await self._where(at, id_)
            try:
                found = await self.line.request("GET", ONE, channel_id=channel, message=one)
                if found["author"]["id"] == await self.line.me():
                    await self.line.request("DELETE", ONE, channel_id=channel, message=one)
            except Denied as denied:
                if denied.code != UNKNOWN_MESSAGE:
                    raise

    async def _where(self, at: RoomAt | PersonAt, id_: str) -> tuple[str, str]:
        """Return the channel of a message and its id there; one in a thread names the thread, too."""
        thread, _slash, one = id_.rpartition(IN_THREAD)
        return (thread or await self.channel(at), one)

    async def look_up(self, space: str, at: RoomAt | PersonAt, key: str, since: datetime) -> Found:
        """Look for a message made under a key since then (real time).

        Absent means: send it again with the same key. If the first one is on its way still, Discord gives
        back that one by its nonce (discord-api-docs, resources/message).
        """
        async with acting(self.line, Act.READ, space, _room(at)):
            return await self.made(await self.channel(at), key, since)

    async def made(self, channel: str, key: str, since: datetime) -> Found:
        """Look for a message in a channel or thread.

        Raises:
            Denied: it may not be looked at, or is not there.
        """
        me = await self.line.me()
        after = marks.not_before(since)
        for _page in range(PAGES):
            query = {"after": str(after), "limit": PAGE}
            found = await self.line.request("GET", MESSAGES, params=query, channel_id=channel)
            for one in found:
                if marks.bears(one, key, me):
                    return Found(Seen.THERE, str(one["id"]))
            if len(found) < PAGE:
                return Found(Seen.ABSENT)
            after = max(int(m["id"]) for m in found)
        return Found(Seen.UNKNOWABLE)

    async def channel(self, at: RoomAt | PersonAt) -> str:
        """Return the channel of a place; asking for somebody's direct messages twice gives the same one."""
        if isinstance(at, RoomAt):
            return at.external
        known = self.directs.pop(at.external, None)
        if known is None:
            opened = await self.line.request("POST", "/users/@me/channels", json={"recipient_id": at.external})
            known = str(opened["id"])
        self.directs[at.external] = known
        if len(self.directs) > DIRECTS:
            self.directs.popitem(last=False)
        return known

    async def _send(self, channel: str, payload: Payload, key: str, files: Files = NO_FILES) -> str:
        """Send a message into a channel, marked with its key; a thread that sleeps is woken."""
        if not 0 < len(key) <= NONCE:
            raise PlatformFault("key_length", Outcome.NEVER)
        first, *rest = payload["components"]
        marked = payload | {"components": [first | {"id": marks.of_message(key)}, *rest]}
        body = _body(marked | {"nonce": key, "enforce_nonce": True}, files)
        sent = await self._awake(channel, "POST", MESSAGES, **body, channel_id=channel)
        return str(sent["id"])

    async def _awake(self, channel: str, method: str, path: str, **rest: Any) -> Any:
        """Return what Discord answers, once the thread is awake if it slept."""
        try:
            return await self.line.request(method, path, **rest)
        except Denied as denied:
            if denied.code not in ARCHIVED:
                raise
        await wake(self.line, channel)
        return await self.line.request(method, path, **rest)


async def wake(line: Line, channel: str) -> None:
    """Open a thread again that fell asleep by itself; one that Hearth closed stays closed."""
    there: Any = await line.request("GET", "/channels/{channel_id}", channel_id=channel)
    if closed(there, await line.me()):
        raise fault(CLOSED)
    await line.request("PATCH", "/channels/{channel_id}", json={"archived": False}, channel_id=channel)


def _body(payload: Payload, files: Files) -> dict[str, Any]:
    return {"form": files.form(payload)} if files else {"json": payload}


def _room(at: RoomAt | PersonAt) -> str | None:
    return at.external if isinstance(at, RoomAt) else None
