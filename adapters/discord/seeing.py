"""Which channels everybody of a server may read."""

import discord


def private(channel: object) -> bool:
    """Return whether a channel is hidden from somebody; one that is not known counts as hidden."""
    match channel:
        case discord.Thread():
            return channel.is_private() or private(channel.parent)
        case discord.abc.GuildChannel():
            everybody = channel.guild.get_role(channel.guild.id)
            return everybody is None or not channel.permissions_for(everybody).view_channel
        case _:
            return True
