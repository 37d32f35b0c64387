"""One Hearth's client, connected to a simulated Discord in this process, and the wait until it has done all."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from cryptography.fernet import Fernet

from adapters.ciphers import FernetCipher
from adapters.discord import PLATFORM
from adapters.discord.client import HearthClient
from adapters.ids import SeededIds
from bot.engine.pulse import BATCH
from storage.drawer import SqlDrawer
from storage.homes import SqlHomes
from tests.worlds.discord.server import Discord
from tests.worlds.drawing import pictures
from tests.worlds.towns import Ground

HANDLERS = ("discord.py: ", "CommandTree-invoker")
"""How discord.py calls the tasks in which it runs what the client does."""
PATIENCE_S = 30


@dataclass(slots=True)
class Told:
    """Remembers in memory which commands Discord was told."""

    fingerprint: str | None = None

    async def get(self) -> str | None:
        return self.fingerprint

    async def set(self, fingerprint: str) -> None:
        self.fingerprint = fingerprint


@dataclass(slots=True, repr=False)
class Connected:
    """A client that runs, beside the Discord it is connected to and the ground it stands on."""

    discord: Discord
    ground: Ground
    client: HearthClient
    told: Told = field(default_factory=Told)

    async def settles(self) -> None:
        """Return when the client has heard all it was told and done all that follows, deliveries included.

        What it has put into the inbox is worked off as well, which the next pulse would do a second later.
        """
        async with asyncio.timeout(PATIENCE_S):
            await self._heard()
            await self.ground.hearth.settle()
            while self._behind() or await self._worked():
                await self._heard()
                await self.ground.hearth.settle()

    async def _worked(self) -> int:
        """Work off what is in the inbox; return how many events."""
        async with self.ground.hearth.engine.units.reading() as house:
            waiting = await house.inbox.open(BATCH)
        return await self.ground.hearth.engine._work(waiting)

    async def _heard(self) -> None:
        """Return when all that was told is read, and all that reading it began has ended."""
        while self._behind() or self._handlers():
            await asyncio.gather(*self._handlers(), asyncio.sleep(0))

    def _behind(self) -> bool:
        """Return whether something that was told has not been read yet."""
        shards = {s.shard: s.sequence for s in self.discord.gateway.connected()}
        return any(self._read(shard) < told for shard, told in shards.items())

    def _read(self, shard: int) -> int:
        found = self.client.get_shard(shard)
        return (found._parent.ws.sequence or 0) if found is not None else 0

    @staticmethod
    def _handlers() -> list[asyncio.Task[object]]:
        return [t for t in asyncio.all_tasks() if t.get_name().startswith(HANDLERS) and not t.done()]


@asynccontextmanager
async def connected(discord: Discord, ground: Ground, *, members: bool = True) -> AsyncIterator[Connected]:
    """Connect Hearth's client; it is told the commands on the way, and hears of all that comes."""
    cipher, ids = FernetCipher.of([Fernet.generate_key().decode()]), SeededIds("discord")
    told = Told()
    client = HearthClient(
        ground.hearth.engine,
        SqlDrawer(ground.database, cipher, ground.clock, ids),
        SqlHomes(ground.database, PLATFORM),
        told,
        ground.clock,
        members=members,
        pictures=pictures(),
        guild_ready_timeout=0.0,
    )
    running = asyncio.create_task(client.start(discord.state.app.token))
    try:
        there = asyncio.create_task(discord.watch.until(lambda: bool(discord.gateway.connected()), PATIENCE_S))
        await asyncio.wait([running, there], return_when=asyncio.FIRST_COMPLETED)
        if running.done():
            there.cancel()
            running.result()
        opened = Connected(discord, ground, client, told)
        await opened.settles()
        yield opened
    finally:
        await client.close()
        await asyncio.gather(running, return_exceptions=True)
