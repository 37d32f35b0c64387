"""Hearth's client on Discord's gateway: hears what happens, and answers what people do."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

import aiohttp
import discord
import structlog

from adapters.discord import hear
from adapters.discord.answering import Answering
from adapters.discord.commands_sync import first_sync
from adapters.discord.line import Denied, Line, Refused
from adapters.discord.ports import Engine, Homes, Synced
from adapters.discord.replying import Replies
from adapters.discord.tree import Commands
from bot.commands import Event, EventKind
from bot.errors import PlatformFault
from bot.i18n import _
from bot.ports import Clock, Drawer, NoPictures, Pictures

log = structlog.get_logger()
Interaction = discord.Interaction[Any]
FINISH_S: Final = 10
"""How long running work may take when the process stops; Discord's tokens would bear 15 minutes."""


def intents(*, members: bool) -> discord.Intents:
    """Return what is heard: servers, and that somebody wrote or reacted; never what (no content).

    `members` (who comes and goes) is privileged: it is switched on in the developer portal as well.
    """
    return discord.Intents(guilds=True, guild_messages=True, guild_reactions=True, members=members)


def notes(*, members: bool) -> tuple[str, ...]:
    """Return what Hearth cannot do as it is set up, a sentence each with the way to mend it."""
    if members:
        return ()
    return (
        _(
            "I do not hear who joins or leaves a server: newcomers are welcomed when they first do something."
            " To change that, switch on Developer Portal → Bot → Server Members Intent and the setting for it."
        ),
    )


async def _once(_session: object, _context: object, end: aiohttp.TraceRequestEndParams) -> None:
    """Keep the library from repeating what makes something: a repeated first answer looks like a second one."""
    if end.method == "POST" and end.response.status >= 500:
        raise Refused(end.response.status, end.response.headers, await end.response.read())


class HearthClient(discord.AutoShardedClient):
    """Keeps no members, messages or views in memory. Other options: `shard_ids`, `shard_count`."""

    def __init__(
        self,
        engine: Engine,
        drawer: Drawer,
        homes: Homes,
        synced: Synced,
        clock: Clock,
        *,
        members: bool = False,
        pictures: Pictures | None = None,
        **options: Any,
    ) -> None:
        """Take the core's door, and what is kept for Discord."""
        trace = aiohttp.TraceConfig()
        trace.on_request_end.append(_once)
        # Who has still to accept the rules is remembered until then, where members are heard of at all.
        cache = discord.MemberCacheFlags(joined=True, voice=False) if members else discord.MemberCacheFlags.none()
        super().__init__(
            intents=intents(members=members),
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=cache,
            chunk_guilds_at_startup=False,
            max_messages=None,
            http_trace=trace,
            **options,
        )
        self.engine = engine
        self.synced = synced
        self.clock = clock
        self.members = members
        self.answering = Answering(self, engine, drawer, homes, Replies(self), pictures or NoPictures())
        self.commands = Commands(self, engine.catalogue, self)
        self.working: set[asyncio.Task[Any]] = set()

    def notes(self) -> tuple[str, ...]:
        """Return what Hearth cannot do as it is set up."""
        return notes(members=self.members)

    async def setup_hook(self) -> None:
        """Tell Discord the commands on the very first start; what goes wrong there keeps nobody from starting."""
        try:
            await first_sync(Line(self, self.clock), self.engine.catalogue, self.synced)
        except (Denied, PlatformFault) as error:
            log.warning("discord was not told the commands: run `hearth discord sync`", error=str(error))

    async def close(self) -> None:
        """Let running work finish, then leave."""
        waiting = {t for t in self.working if t is not asyncio.current_task()}
        if waiting:
            await asyncio.wait(waiting, timeout=FINISH_S)
        await super().close()

    # What people do

    async def command(self, interaction: Interaction) -> None:
        """Answer a command; called by the tree."""
        async with self._work("command", interaction):
            await self.answering.command(interaction)

    async def suggest(self, interaction: Interaction, typed: str) -> tuple[str, ...]:
        """Offer values; called by the tree."""
        return await self.answering.suggest(interaction, typed)

    async def hand_over(self, interaction: Interaction) -> None:
        """Take a message from its menu; called by the tree."""
        async with self._work("menu", interaction):
            await self.answering.hand_over(interaction)

    async def on_interaction(self, interaction: Interaction) -> None:
        """Answer buttons and forms by what they carry, also those from before a restart."""
        async with self._work("interaction", interaction):
            if interaction.type is discord.InteractionType.component:
                await self.answering.pressed(interaction)
            elif interaction.type is discord.InteractionType.modal_submit:
                await self.answering.submitted(interaction)

    @asynccontextmanager
    async def _work(self, what: str, interaction: Interaction) -> AsyncIterator[None]:
        task = asyncio.current_task()
        if task is not None:
            self.working.add(task)
        try:
            yield
        except Exception as error:  # noqa: BLE001 - whatever breaks, the asker gets an answer
            await self.answering.broke(interaction, what, error)
        finally:
            self.working.discard(task)

    # What happens

    async def on_ready(self) -> None:
        """Say so; Discord says it again after each long break, so nothing else may hang on it."""
        log.info("connected to discord", servers=len(self.guilds), shards=self.shard_count)

    async def on_member_join(self, member: discord.Member) -> None:
        await self._hear(hear.arrived(member, self.clock.now()))

    async def on_member_update(self, before: discord.Member, after: discord.Member) -> None:
        await self._hear(hear.changed(before, after, self.clock.now()))
        await self._hear(hear.own_roles(before, after, self.clock.now()))

    async def on_guild_role_update(self, before: discord.Role, after: discord.Role) -> None:
        await self._hear(hear.role_changed(before, after, self.clock.now()))

    async def on_raw_member_remove(self, payload: discord.RawMemberRemoveEvent) -> None:
        await self._hear(hear.departed(payload.guild_id, payload.user, self.clock.now()))

    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        await self._hear(hear.room_gone(channel.guild.id, channel.id, self.clock.now()))

    async def on_guild_channel_update(self, before: discord.abc.GuildChannel, after: discord.abc.GuildChannel) -> None:
        for event in hear.room_changed(before, after, self.clock.now()):
            await self._hear(event)

    async def on_raw_thread_delete(self, payload: discord.RawThreadDeleteEvent) -> None:
        await self._hear(hear.room_gone(payload.guild_id, payload.thread_id, self.clock.now()))

    async def on_thread_update(self, before: discord.Thread, after: discord.Thread) -> None:
        await self._hear(hear.thread_changed(before, after, self.clock.now()))

    async def on_raw_thread_member_remove(self, payload: discord.RawThreadMembersUpdate) -> None:
        guild = self.get_guild(payload.guild_id)
        if guild is not None and (thread := guild.get_thread(payload.thread_id)) is not None:
            await self._hear(hear.thread_moved(thread, self.clock.now()))

    async def on_thread_member_join(self, member: discord.ThreadMember) -> None:
        await self._hear(hear.thread_moved(member.thread, self.clock.now()))

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        await self._hear(hear.space(guild, EventKind.SPACE_GONE, self.clock.now()))

    async def on_guild_join(self, guild: discord.Guild) -> None:
        await self._hear(hear.space(guild, EventKind.SPACE_BACK, self.clock.now()))

    async def on_message(self, message: discord.Message) -> None:
        await self._hear(hear.wrote(message, self.clock.now()))

    async def on_raw_reaction_add(self, payload: discord.RawReactionActionEvent) -> None:
        guild = self.get_guild(payload.guild_id or 0)
        channel = guild.get_channel_or_thread(payload.channel_id) if guild is not None else None
        if self.user is None or payload.user_id != self.user.id:
            await self._hear(hear.reacted(payload, channel, self.clock.now()))

    async def _hear(self, event: Event | None) -> None:
        if event is None:
            return
        try:
            await self.engine.receive(event)
        except Exception:
            log.exception("an event was not kept", kind=event.kind.value)
