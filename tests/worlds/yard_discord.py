"""The simulated Discord in a yard: the worker has the bot's token in its settings."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from adapters.ciphers import new_key
from adapters.discord import PLATFORM, marks
from adapters.discord.addresses import Addresses, call_at
from adapters.discord.line import Line, sender
from adapters.discord.platform import DiscordPlatform
from adapters.discord.rights import ALWAYS
from bot.ports import Clock
from storage.database import Database
from tests.worlds.discord.acts import Acts
from tests.worlds.discord.faults import Ask, Dropped, Trouble
from tests.worlds.discord.rest import ROUTES
from tests.worlds.discord.seeing import seen
from tests.worlds.discord.server import Discord as Server
from tests.worlds.discord.server import served
from tests.worlds.discord.state import Channel, Guild, Message
from tests.worlds.discord.words import DM, MEMBERS_HAVE, PUBLIC_THREAD, VIEW_CHANNEL
from tests.worlds.hunting import Asked, Doing
from tests.worlds.trouble import Step
from tests.worlds.yards import HOME, Beside, Opening, RoomStanding, Standing, Stands

TOKEN = "bot-token"
DOINGS = {"put_overwrite": Doing.INVITE, "list_messages": Doing.LOOK, "edit_channel": Doing.CLOSE}
MEMBER = 1


@dataclass(slots=True)
class Discord:
    """A server with Hearth in it."""

    server: Server
    guild: Guild
    adapter: DiscordPlatform
    platform: str = PLATFORM
    reads_back: bool = True

    @property
    def space(self) -> str:
        return str(self.guild.id)

    @property
    def reaches(self) -> Mapping[str, str]:
        return {
            "HEARTH_DISCORD_TOKEN": TOKEN,
            "HEARTH_DISCORD_URL": self.server.api,
            "HEARTH_DISCORD_GATEWAY_URL": self.server.socket,
            "HEARTH_SECRET_KEYS": new_key(),
        }

    async def installs(self, database: Database) -> None:
        """Do nothing: one token is for every server."""

    async def joins(self, name: str) -> str:
        return str(Acts(self.server).joins(self.guild, name).id)

    async def adds_room(self, name: str) -> str:
        if name == HOME:
            return next(str(c.id) for c in self.guild.channels.values() if c.name == HOME)
        return str(Acts(self.server).makes_room(self.guild, name).id)

    async def stands(self) -> Stands:
        rooms = self.guild.channels.values()
        places = [*rooms, *self.server.state.direct.values()]
        own = [(c, m) for c in places for m in c.messages.values() if m.author.bot and m.id not in c.deleted]
        return Stands(
            [self._standing(c, m) for c, m in sorted(own, key=lambda one: one[1].id)],
            [self._room(c) for c in rooms if (c.topic or "").endswith(tuple(marks.DIGITS))],
            [(str(e.id), e.name) for e in self.guild.events.values()],
        )

    def _standing(self, place: Channel, message: Message) -> Standing:
        reader = place.recipient or self.server.state.app.user
        read = seen(self.server.state, message, place, reader)
        return Standing(
            str(message.nonce),
            _id(place, message),
            _place(place),
            read.title,
            tuple(label for label, _ in read.buttons),
        )

    def _room(self, room: Channel) -> RoomStanding:
        """Return a room with its mark in the place of the key."""
        own = (o for o in room.overwrites.values() if o.kind == MEMBER and o.allow & VIEW_CHANNEL)
        bot = self.server.state.app.user.id
        mark = (room.topic or "")[-4 * marks.MARK_BYTES :]
        return RoomStanding(mark, str(room.id), room.name, frozenset(str(o.id) for o in own if o.id != bot))

    def asked(self, ask: Ask) -> Asked:
        """Return a request in words that all platforms share."""
        if ask.route == "create_channel":
            return Asked(Doing.OPEN, name=str(ask.body.get("name", "")))
        if ask.route == "get_channels":
            return Asked(Doing.LOOK)
        place = self.server.state.channel(int(ask.place)) if ask.place.isdigit() else None
        where = _place(place) if place else ""
        if ask.route == "create_message" and place is not None:
            return Asked(self._posting(place), str(ask.body.get("nonce", "")), where)
        return Asked(DOINGS.get(ask.route, Doing.OTHER), place=where)

    def _posting(self, place: Channel) -> Doing:
        if place.kind == DM:
            return Doing.DIRECT
        everyone = place.overwrites.get(self.guild.id)
        return Doing.CIRCLE if everyone is not None and everyone.deny & VIEW_CHANNEL else Doing.POST


def _place(place: Channel) -> str:
    """Return where Hearth owes what goes to a channel: to a person, or to a room, also for what stands in a thread."""
    return str(place.recipient.id if place.recipient else place.parent or place.id)


def _id(place: Channel, message: Message) -> str:
    """Return a message's id as Hearth keeps it: in a thread the thread's stands before it."""
    return f"{place.id}/{message.id}" if place.kind == PUBLIC_THREAD else str(message.id)


def _at(step: Step, discord: Discord, beside: Beside) -> Trouble:
    async def trouble(ask: Ask) -> None:
        if await beside.sees(step, discord.asked(ask)) and step is not Step.ANSWERED:
            raise Dropped

    return trouble


@asynccontextmanager
async def opened(beside: Beside, clock: Clock) -> AsyncIterator[Discord]:
    """Serve a Discord; requests of this process go there as well meanwhile."""
    may = MEMBERS_HAVE
    for right in ALWAYS:
        may |= right.bit
    async with served(clock, token=TOKEN) as server:
        guild, line = Acts(server).founds("yard", bot_may=may), Line(sender(), clock, TOKEN)
        discord = Discord(server, guild, DiscordPlatform(line))
        for step in Step:
            server.watch.on(step, _at(step, discord, beside), *(r.name for r in ROUTES), times=None)
        call_at(Addresses(server.api, server.socket, server.pictures))
        try:
            yield discord
        finally:
            await line.close()
            call_at(Addresses())


OPENING: Opening = opened
"""Here the type checker holds it to what a yard needs."""
