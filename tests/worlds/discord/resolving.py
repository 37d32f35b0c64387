"""What a client adds to ids that somebody picked: the objects they stand for."""

import re
from collections.abc import Container, Iterable
from typing import Final

from tests.worlds.discord import payloads
from tests.worlds.discord.permissions import in_channel, in_guild
from tests.worlds.discord.state import Channel, Guild, State, User
from tests.worlds.discord.words import Json

PERSON: Final = re.compile(r"<@!?(\d+)>")
ROOM: Final = re.compile(r"<#(\d+)>")


class Unsendable(Exception):
    """The real client would not let somebody send this."""


def resolved(state: State, guild: Guild | None, ids: Iterable[int]) -> Json:
    """Return the users, members and channels with these ids, as an interaction's data holds them."""
    found: Json = {}
    for number in ids:
        if number in state.users:
            found.setdefault("users", {})[str(number)] = payloads.user(state.users[number])
            if guild is not None and number in guild.members:
                shown = payloads.member(guild.members[number], with_user=False)
                shown["permissions"] = str(in_guild(guild, number))
                found.setdefault("members", {})[str(number)] = shown
        elif guild is not None and number in guild.channels:
            channel = guild.channels[number]
            found.setdefault("channels", {})[str(number)] = channel_shown(guild, channel, state.app.user)
    return found


def channel_shown(guild: Guild, channel: Channel, who: User) -> Json:
    """Return a channel as an interaction shows it: with what somebody may do there."""
    shown = payloads.channel(channel, 0)
    shown.pop("permission_overwrites", None)
    return shown | {"permissions": str(in_channel(guild, channel, who.id)), "app_permissions": "0"}


def people_in(text: str, there: Container[int]) -> list[int]:
    """Return whom somebody picked, out of a text that names nothing else.

    A form's picker holds the guild's members (`there`); into a command's option the id of any user can be put.

    Raises:
        Unsendable: nobody is called that.
    """
    found = [int(n) for n in PERSON.findall(text)]
    if PERSON.sub(" ", text).replace(",", " ").split() or any(n not in there for n in found):
        msg = f"nobody can be picked by {text!r}"
        raise Unsendable(msg)
    return list(dict.fromkeys(found))


def rooms_in(text: str, guild: Guild | None, kinds: Iterable[int]) -> list[int]:
    """Return the room somebody picked, of these kinds (none: of any).

    Raises:
        Unsendable: a picker holds only what is there.
    """
    found = [int(n) for n in ROOM.findall(text)]
    allowed = set(kinds)
    there = guild.channels if guild is not None else {}
    if ROOM.sub("", text).strip() or any(n not in there or (allowed and there[n].kind not in allowed) for n in found):
        msg = f"no room can be picked by {text!r}"
        raise Unsendable(msg)
    return found
