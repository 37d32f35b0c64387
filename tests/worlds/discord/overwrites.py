"""Permission overwrites in bodies: what a bot may write there (DD:resources/channel)."""

from collections.abc import Mapping
from types import MappingProxyType

from tests.worlds.discord.calls import Call
from tests.worlds.discord.errors import invalid, missing_permissions, unknown
from tests.worlds.discord.fields import Fields
from tests.worlds.discord.permissions import in_channel, in_guild
from tests.worlds.discord.state import Channel, Guild, Overwrite
from tests.worlds.discord.words import ADMINISTRATOR, MANAGE_ROLES

ROLE, MEMBER = 0, 1
MOST = 1000
NONE_BEFORE: Mapping[int, Overwrite] = MappingProxyType({})


def read_overwrites(
    call: Call, guild: Guild, body: Fields, *, most: int, before: Mapping[int, Overwrite] = NONE_BEFORE
) -> dict[int, Overwrite]:
    """Return the overwrites that a channel shall have; those that stay as they were need no right."""
    told = body.each("permission_overwrites", most)
    may = in_guild(guild, call.bot)
    if told and not may & MANAGE_ROLES:
        raise missing_permissions()
    found = [read_overwrite(o, o.snowflake("id"), guild) for o in told]
    for overwrite in found:
        if before.get(overwrite.id) != overwrite:
            _has(overwrite, may)
    _below(call, guild, {o.id: o for o in found}, before)
    return {o.id: o for o in found}


def _below(call: Call, guild: Guild, after: Mapping[int, Overwrite], before: Mapping[int, Overwrite]) -> None:
    """Refuse to change what a role above the bot's own may do there (DD:topics/permissions, hierarchy)."""
    own = max((guild.roles[r].position for r in guild.members[call.bot].roles), default=0)
    other = [i for i in {*after, *before} if after.get(i) != before.get(i) and i in guild.roles]
    if any(guild.roles[i].position > own for i in other):
        raise missing_permissions()


def read_overwrite(told: Fields, target: int, guild: Guild) -> Overwrite:
    """Return an overwrite whose role or member is in the guild."""
    kind = told.one_of("type", frozenset({ROLE, MEMBER}))
    if kind == ROLE and target not in guild.roles:
        raise unknown(10011, "Role")
    if kind == MEMBER and target not in guild.members:
        raise unknown(10007, "Member")
    allow, deny = told.bits("allow"), told.bits("deny")
    if allow & deny:
        raise invalid(told.at("allow"), "Allowed and denied at once", "CHANNEL_OVERWRITE_ALLOW_DENY")
    return Overwrite(target, kind, allow, deny)


def may_write(call: Call, guild: Guild, channel: Channel, overwrite: Overwrite) -> None:
    """Refuse an overwrite of what the bot itself has neither in the guild nor in the channel."""
    before = channel.overwrites.get(overwrite.id)
    old = before.allow | before.deny if before else 0
    _has(overwrite, in_guild(guild, call.bot) | in_channel(guild, channel, call.bot) | old)


def _has(overwrite: Overwrite, may: int) -> None:
    """Refuse what the bot does not have; managing permissions may be given by administrators only."""
    wanted = overwrite.allow | overwrite.deny
    if may & ADMINISTRATOR:
        return
    if wanted & ~may or wanted & MANAGE_ROLES:
        raise missing_permissions()
