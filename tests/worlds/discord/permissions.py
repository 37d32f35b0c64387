"""Who may do what (DD:topics/permissions), computed as Discord computes it."""

from tests.worlds.discord.errors import missing_access, missing_permissions
from tests.worlds.discord.state import Channel, Guild
from tests.worlds.discord.words import ADMINISTRATOR, EVERYTHING, PRIVATE_THREAD, VIEW_CHANNEL


def in_guild(guild: Guild, user: int) -> int:
    """Return what somebody may do by their roles."""
    member = guild.members.get(user)
    if member is None:
        return 0
    if guild.owner == user:
        return EVERYTHING
    may = guild.roles[guild.id].permissions
    for role in member.roles:
        may |= guild.roles[role].permissions
    return EVERYTHING if may & ADMINISTRATOR else may


def in_channel(guild: Guild, channel: Channel, user: int) -> int:
    """Return what somebody may do in a channel; for a thread, what its parent says."""
    base = in_guild(guild, user)
    if base == EVERYTHING or user not in guild.members:
        return base
    place = guild.channels.get(channel.parent, channel) if channel.is_thread and channel.parent else channel
    everyone = place.overwrites.get(guild.id)
    if everyone is not None:
        base = base & ~everyone.deny | everyone.allow
    roles = [place.overwrites[r] for r in guild.members[user].roles if r in place.overwrites]
    deny = allow = 0
    for overwrite in roles:
        deny, allow = deny | overwrite.deny, allow | overwrite.allow
    base = base & ~deny | allow
    own = place.overwrites.get(user)
    if own is not None:
        base = base & ~own.deny | own.allow
    return base if base & VIEW_CHANNEL else 0


def sees(guild: Guild, channel: Channel, user: int) -> bool:
    """Return whether somebody sees a channel; a private thread only from inside or with its management."""
    may = in_channel(guild, channel, user)
    if not may & VIEW_CHANNEL:
        return False
    manages = bool(may & (1 << 34))
    return channel.kind != PRIVATE_THREAD or user in channel.inside or manages


def needs(guild: Guild, channel: Channel, user: int, permission: int) -> None:
    """Refuse unless the bot sees the channel (50001) and has the permission there (50013)."""
    if not sees(guild, channel, user):
        raise missing_access()
    if in_channel(guild, channel, user) & permission != permission:
        raise missing_permissions()


def needs_in_guild(guild: Guild, user: int, permission: int) -> None:
    """Refuse unless the bot has the permission in the whole guild."""
    if in_guild(guild, user) & permission != permission:
        raise missing_permissions()
