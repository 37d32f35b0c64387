"""What people and admins do to rooms by hand, on each platform; rooms and people go by the platform's own ids.

The platform tells Hearth of it as it would (Slack and Discord); of the sandbox nobody tells.
"""

from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import update

from adapters.sandbox.rows import ROOM, number
from adapters.sandbox.sql_world import SqlWorld
from adapters.sandbox.tables import rooms
from tests.worlds.discord.acts import Acts
from tests.worlds.discord.state import Channel as DiscordChannel
from tests.worlds.discord.state import Guild, Overwrite
from tests.worlds.discord.words import VIEW_CHANNEL
from tests.worlds.slack.ground import Channel, Kind, User
from tests.worlds.slack.hands import Hands


class ByHand(Protocol):
    """Hands in one space."""

    async def renames(self, room: str, name: str) -> None:
        """Give a room another name."""

    async def lets_in(self, room: str, person: str) -> None:
        """Let somebody into a private room."""

    async def takes_out(self, room: str, person: str) -> None:
        """Take somebody out of one."""

    async def shows(self, room: str) -> None:
        """Make a private room public."""

    async def shuts(self, room: str) -> None:
        """Archive a room; where there is no such thing (a channel of Discord), delete it."""

    async def shuts_out(self, room: str) -> None:
        """Take Hearth out of a private room."""

    async def invites_hearth(self, room: str) -> None:
        """Let Hearth into a private room, as its people do."""


@dataclass(frozen=True, slots=True)
class SandboxHands:
    """Hands in the sandbox."""

    world: SqlWorld
    space: str

    async def _sets(self, room: str, **values: object) -> None:
        async with self.world.writing() as session:
            await session.execute(update(rooms).where(rooms.c.id == number(ROOM, room)).values(**values))

    async def renames(self, room: str, name: str) -> None:
        await self._sets(room, name=name)

    async def lets_in(self, room: str, person: str) -> None:
        await self.world.let_in(self.space, room, person)

    async def takes_out(self, room: str, person: str) -> None:
        await self.world.let_out(self.space, room, person)

    async def shows(self, room: str) -> None:
        await self._sets(room, private=False)

    async def shuts(self, room: str) -> None:
        await self._sets(room, archived=True)

    async def shuts_out(self, room: str) -> None:
        await self.world.let_out(self.space, room, None)

    async def invites_hearth(self, room: str) -> None:
        await self.world.let_in(self.space, room, None)


@dataclass(frozen=True, slots=True)
class SlackHands:
    """Hands in a workspace; an admin's, who may be anybody."""

    hands: Hands

    def _channel(self, room: str) -> Channel:
        return self.hands.team.channels[room]

    def _somebody(self) -> User:
        return next(u for u in self.hands.team.users.values() if not u.bot)

    async def renames(self, room: str, name: str) -> None:
        self.hands.renames(self._channel(room), name)

    async def lets_in(self, room: str, person: str) -> None:
        self.hands.lets_in(self._somebody(), self._channel(room), person)

    async def takes_out(self, room: str, person: str) -> None:
        self.hands.takes_out(self._somebody(), self._channel(room), person)

    async def shows(self, room: str) -> None:
        self._channel(room).kind = Kind.PUBLIC

    async def shuts(self, room: str) -> None:
        self.hands.archives(self._somebody(), self._channel(room))

    async def shuts_out(self, room: str) -> None:
        assert self.hands.team.install is not None
        await self.takes_out(room, self.hands.team.install.bot_user)

    async def invites_hearth(self, room: str) -> None:
        assert self.hands.team.install is not None
        await self.lets_in(room, self.hands.team.install.bot_user)


@dataclass(frozen=True, slots=True)
class DiscordHands:
    """Hands in a guild."""

    acts: Acts
    guild: Guild

    def _channel(self, room: str) -> DiscordChannel:
        return self.guild.channels[int(room)]

    def _changed(self, channel: DiscordChannel) -> None:
        self.acts.changed(self.guild, channel)

    async def renames(self, room: str, name: str) -> None:
        channel = self._channel(room)
        if channel.is_thread:
            self.acts.renames_thread(self.guild, channel, name)
        else:
            self.acts.renames(self.guild, channel, name)

    async def lets_in(self, room: str, person: str) -> None:
        channel = self._channel(room)
        if channel.is_thread:
            self.acts.enters_thread(self.guild, channel, self.acts.discord.state.users[int(person)])
        else:
            channel.overwrites[int(person)] = Overwrite(int(person), 1, VIEW_CHANNEL, 0)
            self._changed(channel)

    async def takes_out(self, room: str, person: str) -> None:
        channel = self._channel(room)
        if channel.is_thread:
            self.acts.exits_thread(self.guild, channel, self.acts.discord.state.users[int(person)])
        else:
            channel.overwrites.pop(int(person), None)
            self._changed(channel)

    async def shows(self, room: str) -> None:
        channel = self._channel(room)
        channel.overwrites.pop(self.guild.id, None)
        self._changed(channel)

    async def shuts(self, room: str) -> None:
        channel = self._channel(room)
        if channel.is_thread:
            self.acts.closes_thread(self.guild, channel, locked=True)
        else:
            self.acts.drops(self.guild, channel)

    async def shuts_out(self, room: str) -> None:
        channel, bot = self._channel(room), self.acts.discord.state.app.user.id
        if channel.is_thread:
            channel.inside.pop(bot, None)
        else:
            channel.overwrites.pop(bot, None)
            self._changed(channel)

    async def invites_hearth(self, room: str) -> None:
        await self.lets_in(room, str(self.acts.discord.state.app.user.id))
