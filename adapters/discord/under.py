"""Threads under Hearth's own messages: what belongs to one of them stands there, not in the room."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from adapters.discord.compare import acting
from adapters.discord.limits import CHANNEL_NAME
from adapters.discord.line import Denied, Line
from adapters.discord.messages import IN_THREAD, UNKNOWN_MESSAGE, Messages
from adapters.discord.rights import Act
from adapters.discord.threads import SLEEPS_AFTER_MIN
from adapters.text import clipped, joined
from bot.cards import Card, PrivateText
from bot.errors import PlatformFault
from bot.i18n import _
from bot.ports import Found, Names, RoomAt, Seen

START: Final = "/channels/{channel_id}/messages/{message}/threads"
THERE_ALREADY: Final = 160004
UNKNOWN_CHANNEL: Final = 10003
NO_THREAD: Final = frozenset({UNKNOWN_MESSAGE, 50024, 50068, 160006})
"""No thread can begin there: the message is gone, the room is a thread itself or of a kind without any, the
message is of such a kind, or the server has as many active threads as it may
(discord-api-docs, topics/opcodes-and-status-codes)."""


@dataclass(frozen=True, slots=True)
class Under:
    """Posts into threads. A thread that begins at a message has that message's id (resources/channel)."""

    line: Line
    messages: Messages

    async def post(self, space: str, room: RoomAt, card: Card, names: Names, key: str, under: str) -> str | None:
        """Post a card into the thread of a message; return its id, or None where no thread can be written to.

        One that sleeps wakes by it. One that a moderator has closed is left alone, unless Hearth may manage threads.
        """
        async with acting(self.line, Act.UNDER, space, room.external):
            if not await self._begun(room, card, under):
                return None
            try:
                made = await self.messages.put(under, card, names, key)
            except Denied as denied:
                if denied.code != UNKNOWN_CHANNEL:
                    raise
                return None  # it was deleted
            except PlatformFault as fault:
                if not fault.lost:
                    raise
                return None  # it was closed
            return f"{under}{IN_THREAD}{made}"

    async def look_up(self, space: str, under: str, key: str, since: datetime) -> Found:
        """Look for a message in the thread of another; in a thread that never began there is none."""
        async with acting(self.line, Act.READ, space, under):
            try:
                found = await self.messages.made(under, key, since)
            except Denied as denied:
                if denied.code != UNKNOWN_CHANNEL:
                    raise
                return Found(Seen.ABSENT)
        inside = f"{under}{IN_THREAD}{found.external}" if found.external is not None else None
        return Found(found.seen, inside)

    async def _begun(self, room: RoomAt, card: Card, under: str) -> bool:
        """Begin the thread of a message, unless it has begun; return whether there is one, or was."""
        body = {"name": _name(card), "auto_archive_duration": SLEEPS_AFTER_MIN}
        try:
            await self.line.request("POST", START, json=body, channel_id=room.external, message=under)
        except Denied as denied:
            if denied.code not in {THERE_ALREADY, *NO_THREAD}:
                raise
            return denied.code == THERE_ALREADY
        return True


def _name(card: Card) -> str:
    """Return the name of a thread that begins with a card: its title."""
    title = card.title.text if isinstance(card.title, PrivateText) else card.title
    return clipped(joined(title), CHANNEL_NAME) or _("More")
