"""Telling Discord the command tree: by `hearth discord sync`, and by itself on the very first start only."""

import hashlib
import json
from typing import Any

import discord
import structlog

from adapters.discord.line import Line, sender
from adapters.discord.ports import Synced
from adapters.discord.tree import Commands
from adapters.discord.words import Words
from bot.catalogue.catalogue import Catalogue

log = structlog.get_logger()


class _Nobody:
    """Answers nothing: a tree that is only told."""

    async def command(self, interaction: discord.Interaction[Any]) -> None: ...

    async def suggest(self, interaction: discord.Interaction[Any], typed: str) -> tuple[str, ...]:  # noqa: ARG002 - nobody asks
        return ()

    async def hand_over(self, interaction: discord.Interaction[Any]) -> None: ...


async def told(catalogue: Catalogue, words: Words | None = None) -> list[dict[str, Any]]:
    """Return the commands as the body of Bulk Overwrite Global Application Commands, localised."""
    tree = Commands(sender(), catalogue, _Nobody())
    translator = words or Words()
    commands = [*tree.get_commands(type=None)]
    return [await c.get_translated_payload(tree, translator) for c in commands]


def fingerprint(payload: list[dict[str, Any]]) -> str:
    """Return 64 characters that change when the commands do."""
    return hashlib.sha256(json.dumps(payload, sort_keys=True).encode()).hexdigest()


async def sync(line: Line, catalogue: Catalogue, synced: Synced) -> int:
    """Tell Discord all commands, replacing what it knew; return how many.

    Raises:
        Denied: Discord refuses them.
        PlatformFault: it cannot be reached now.
    """
    payload = await told(catalogue)
    # An application made by Discord in these years has its bot's id; older ones do not, so it is asked.
    application = await line.request("GET", "/oauth2/applications/@me")
    await line.request("PUT", "/applications/{app}/commands", json=payload, app=application["id"])
    await synced.set(fingerprint(payload))
    log.info("told discord the commands", count=len(payload))
    return len(payload)


async def stale(catalogue: Catalogue, synced: Synced) -> bool:
    """Return whether Discord was told other commands than there are now."""
    known = await synced.get()
    return known is not None and known != fingerprint(await told(catalogue))


async def first_sync(line: Line, catalogue: Catalogue, synced: Synced) -> None:
    """Tell Discord the commands if it was never told any; never otherwise, however often this starts."""
    if await synced.get() is None:
        await sync(line, catalogue, synced)
    elif await stale(catalogue, synced):
        log.warning("discord knows older commands: run `hearth discord sync`")
