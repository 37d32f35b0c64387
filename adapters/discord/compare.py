"""Finds out which permission was missing when Discord only says that one was."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

from adapters.discord.faults import CLOSED, EVICTED, NO_ACCESS, NO_SERVER, UNKNOWN_CHANNEL, fault, fault_of
from adapters.discord.line import Denied, Line
from adapters.discord.rights import (
    NEEDS,
    SEND,
    THREAD_TYPES,
    Act,
    held,
    held_in,
    lacking,
    outranking,
    place_above,
    remedy,
)
from bot.errors import PlatformFault

HIDES: Final = NO_ACCESS | {UNKNOWN_CHANNEL}
"""What is answered about a channel of a server on which Hearth is no more, and about others."""


async def evicted(line: Line, space: str) -> bool:
    """Return whether Hearth is on that server no more, or it is gone; the event of it may have been missed."""
    try:
        await line.request("GET", "/guilds/{guild_id}", guild_id=space)
    except Denied as denied:
        return denied.code in {NO_SERVER, *NO_ACCESS}
    except PlatformFault:
        return False
    return False


@asynccontextmanager
async def acting(line: Line, act: Act, space: str, channel: str | None = None) -> AsyncIterator[None]:
    """Turn what Discord denies inside into a `PlatformFault` that names what is missing, and where it is given."""
    try:
        yield
    except Denied as denied:
        raise await _named(line, denied, act, space, channel) from denied


async def _named(line: Line, denied: Denied, act: Act, space: str, channel: str | None) -> PlatformFault:
    if denied.code in HIDES and await evicted(line, space):
        return fault(EVICTED)
    if denied.code not in NO_ACCESS or not NEEDS[act]:
        return fault_of(denied)
    there: Any = None
    try:
        if channel is not None:
            there = await line.request("GET", "/channels/{channel_id}", channel_id=channel)
        if there is not None and closed(there, await line.me()):
            return fault(CLOSED)
        if there is not None and there["type"] in THREAD_TYPES and act is not Act.POST:
            # What a thread needs, its channel gives.
            there = await line.request("GET", "/channels/{channel_id}", channel_id=str(there["parent_id"]))
            act = Act.THREAD
    except (Denied, PlatformFault):
        # It cannot be looked at: either it is hidden from Hearth or Discord does not answer now.
        there = None
    lack, where = await missing(line, act, space, channel, there)
    return fault_of(denied, missing=lack, remedy=where)


async def missing(line: Line, act: Act, space: str, channel: str | None, there: Any) -> tuple[str, str]:
    """Return the right that is missing, else the place in the order of roles; and where it is given."""
    first = NEEDS[act][0]
    try:
        roles = await line.request("GET", "/guilds/{guild_id}/roles", guild_id=space)
        me = await line.request("GET", "/guilds/{guild_id}/members/{user}", guild_id=space, user=await line.me())
    except (Denied, PlatformFault):
        return first.name, remedy(first, channel=False)
    bits = held(roles, me, space)
    right = lacking(act, bits)
    if right is not None:
        return right.name, remedy(right, channel=False)
    if there is None:
        return first.name, remedy(first, channel=channel is not None)
    overwrites = there.get("permission_overwrites", ())
    right = lacking(act, held_in(bits, me, space, overwrites))
    above = outranking(roles, me, overwrites) if right is None else ""
    if above:
        return place_above(above)
    return (right or first).name, remedy(right or first, channel=True)


def closed(channel: Any, me: str) -> bool:
    """Return whether Hearth has closed a room: a locked thread, or a channel in which it took its own voice away."""
    if channel.get("thread_metadata", {}).get("locked"):
        return True
    own = (o for o in channel.get("permission_overwrites", ()) if o["id"] == me)
    return any(int(o["deny"]) & SEND.bit for o in own)
