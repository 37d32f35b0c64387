"""Slack as a platform: what Hearth owes, as calls of the Web API."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

import aiohttp
import structlog

from adapters.slack import PLATFORM
from adapters.slack.clients import SLACK, Clients
from adapters.slack.inspecting import Inspecting
from adapters.slack.installs import Installations
from adapters.slack.limits import INVITES
from adapters.slack.listing import Listing
from adapters.slack.looking import EVENT_TYPE, Looking
from adapters.slack.memory import Memory
from adapters.slack.render import Message, as_rich, render
from adapters.slack.rooms import Rooms
from adapters.slack.uploading import Uploads
from bot.cards import Card
from bot.errors import PlatformFault
from bot.i18n import _
from bot.lacking import NoCalendar
from bot.ports import Capability, Clock, Found, Limits, Names, NoPictures, PersonAt, Pictures, RoomAt, Seen
from bot.rooms import RoomsSeen, RoomState

log = structlog.get_logger()
LIMITS: Final = Limits(at_once=4, invites=INVITES)
CAPABILITIES: Final = frozenset(Capability) - {Capability.SCHEDULE, Capability.LOOK_UP_PRIVATE}
"""Slack has no calendar, and Hearth asks for no scope to read private rooms."""
SILENT: Final[dict[str, Any]] = {"unfurl_links": False, "unfurl_media": False, "parse": "none"}
"""Links show no previews, and Slack looks for none in what people wrote (docs.slack.dev, chat.postMessage)."""


NO_THREAD: Final = frozenset(
    {
        "thread_not_found",
        "cannot_reply_to_message",
        "restricted_action_thread_locked",
        "restricted_action_non_threadable_channel",
    }
)
"""No thread can be written to: the message is gone, or an admin wants none (slack-api-ref, chat.postMessage)."""


@dataclass(slots=True)
class SlackPlatform(NoCalendar):
    """`Platform` over slack_sdk. `session` bounds how long one request may take."""

    installs: Installations
    session: aiohttp.ClientSession
    clock: Clock
    base_url: str = SLACK
    name: str = PLATFORM
    limits: Limits = LIMITS
    capabilities: frozenset[Capability] = CAPABILITIES
    pictures: Pictures = field(default_factory=NoPictures)
    clients: Clients = field(init=False)
    rooms: Rooms = field(init=False)
    looking: Looking = field(init=False)
    inspecting: Inspecting = field(init=False)
    listing: Listing = field(init=False)
    uploads: Uploads = field(init=False)
    _talks: Memory[tuple[str, str], str] = field(init=False)

    def __post_init__(self) -> None:
        """Begin with nothing looked up."""
        self.clients = Clients(self.installs, self.session, self.clock, self.base_url)
        self.rooms = Rooms(self.clients)
        self.uploads = Uploads(self.clients, self.pictures)
        self.looking = Looking(self.clients, self.rooms)
        self.inspecting = Inspecting(self.clients, self.rooms)
        self.listing = Listing(self.clients)
        self._talks = Memory(self.clock)

    # Messages

    async def post(
        self, space: str, to: RoomAt, card: Card, names: Names, key: str, *, under: str | None = None
    ) -> str:
        async def put(shown: Message) -> dict[str, Any]:
            what = {**_body(shown), **_marked(key), **SILENT}
            if under is not None:
                try:
                    return await self.rooms.call(space, to, "chat.postMessage", **what, thread_ts=under)
                except PlatformFault as fault:
                    if fault.code not in NO_THREAD:
                        raise
            return await self.rooms.call(space, to, "chat.postMessage", **what)

        return str((await self._shown(space, card, names, put))["ts"])

    async def direct(self, space: str, to: PersonAt, card: Card, names: Names, key: str) -> str:
        async def put(shown: Message) -> dict[str, Any]:
            return await self._talk(space, to, "chat.postMessage", **_body(shown), **_marked(key), **SILENT)

        return str((await self._shown(space, card, names, put))["ts"])

    async def edit(self, space: str, at: RoomAt | PersonAt, message: str, card: Card, names: Names) -> None:
        async def put(shown: Message) -> dict[str, Any]:
            try:
                return await self._edit(space, at, message, shown)
            except PlatformFault as fault:
                if fault.code != "block_mismatch":
                    raise
                return await self._edit(space, at, message, as_rich(shown))

        await self._shown(space, card, names, put)

    async def _shown(
        self, space: str, card: Card, names: Names, put: Callable[[Message], Awaitable[dict[str, Any]]]
    ) -> dict[str, Any]:
        """Send a card with its pictures; when Slack does not take those, their words alone."""
        files = await self.uploads.files(space, card)
        if files:
            try:
                return await put(render(card, names, files=files))
            except PlatformFault as fault:
                self.uploads.wait(fault, files)
                log.warning("a picture was refused", space=space, code=fault.code)
        return await put(render(card, names))

    async def _edit(self, space: str, at: RoomAt | PersonAt, message: str, shown: Message) -> dict[str, Any]:
        told: dict[str, Any] = {"ts": message, "parse": "none", "text": shown.text, "blocks": shown.blocks}
        if isinstance(at, RoomAt):
            return await self.rooms.call(space, at, "chat.update", **told)
        return await self._talk(space, at, "chat.update", **told)

    async def delete(self, space: str, at: RoomAt | PersonAt, message: str) -> None:
        done = {"message_not_found", "cant_delete_message"}  # it is gone, or was never Hearth's own
        if isinstance(at, RoomAt):
            await self.rooms.call(space, at, "chat.delete", done=done, ts=message)
            return
        try:
            await self._talk(space, at, "chat.delete", ts=message)
        except PlatformFault as fault:
            if fault.code not in done:
                raise

    async def _talk(self, space: str, person: PersonAt, method: str, **arguments: Any) -> dict[str, Any]:
        """Call a method in somebody's direct messages with Hearth."""
        try:
            channel = await self._channel(space, person)
            return await self.clients.call(space, method, channel=channel, **arguments)
        except PlatformFault as fault:
            if fault.code != "channel_not_found":
                fault.lost = False  # a person who cannot be written to is no lost room
                raise
            missing, remedy = _("a way to write to them"), _("In Slack they open Apps → Hearth → Messages.")
            raise PlatformFault(fault.code, fault.outcome, missing=missing, remedy=remedy) from fault

    async def _channel(self, space: str, person: PersonAt) -> str:
        """Return the channel of somebody's direct messages. A person's own id would do for a post, not for the rest."""
        known = self._talks.get((space, person.external))
        if known is not None:
            return known
        told = await self.clients.call(space, "conversations.open", users=person.external)
        channel = str(told["channel"]["id"])
        self._talks.put((space, person.external), channel)
        return channel

    # Rooms

    async def open_room(self, space: str, name: str, purpose: str, *, private: bool, key: str) -> str:  # noqa: ARG002 - a channel has no place for a key that people do not see
        return await self.rooms.open(space, name, purpose, private=private)

    async def rename(self, space: str, room: RoomAt, name: str) -> None:
        await self.rooms.rename(space, room, name)

    async def topic(self, space: str, room: RoomAt, topic: str) -> None:
        await self.rooms.topic(space, room, topic)

    async def invite(self, space: str, room: RoomAt, people: tuple[str, ...]) -> None:
        await self.rooms.invite(space, room, people)

    async def remove(self, space: str, room: RoomAt, person: str) -> None:
        await self.rooms.remove(space, room, person)

    async def close(self, space: str, room: RoomAt) -> None:
        await self.rooms.call(space, room, "conversations.archive", done={"already_archived"})

    async def members(self, space: str, room: RoomAt) -> frozenset[str]:
        return await self.rooms.members(space, room)

    async def list_rooms(self, space: str, person: str | None) -> RoomsSeen:
        return await self.listing.rooms(space, person)

    async def inspect(
        self, space: str, room: RoomAt, name: str, known: tuple[str, ...], *, everybody: bool = False
    ) -> RoomState:
        return await self.inspecting.inspect(space, room, name, known, everybody=everybody)

    # Looking for what was made

    async def look_up(
        self,
        space: str,
        at: RoomAt | PersonAt | None,
        key: str,
        *,
        since: datetime,
        name: str | None = None,
        card: Card | None = None,  # noqa: ARG002 - a message carries its key
        names: Names | None = None,  # noqa: ARG002 - likewise
        under: str | None = None,
    ) -> Found:
        match at:
            case None:
                return await self.looking.room(space, name, since=since)
            case PersonAt():
                return await self.looking.message(space, await self._channel(space, at), key, since=since)
            case RoomAt(_external, True):
                # Reading there would need groups:history: Hearth cannot read what circles write.
                return Found(Seen.UNKNOWABLE)
            case RoomAt(external):
                return await self._said(space, external, key, since, under)

    async def _said(self, space: str, channel: str, key: str, since: datetime, under: str | None) -> Found:
        """Look for a message in its thread, and in the room, where it went if it had no thread."""
        if under is not None:
            found = await self.looking.reply(space, channel, under, key, since=since)
            if found.seen is not Seen.ABSENT:
                return found
        return await self.looking.message(space, channel, key, since=since)


def _body(shown: Message) -> dict[str, Any]:
    return {"text": shown.text, "blocks": shown.blocks}


def _marked(key: str) -> dict[str, Any]:
    """Return the mark by which a message is found again; whoever is in the room could read it, so it says nothing."""
    return {"metadata": {"event_type": EVENT_TYPE, "event_payload": {"key": key}}}
