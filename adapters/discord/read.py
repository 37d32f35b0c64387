"""An interaction as a request: pure, over what discord.py has parsed of the documented payload."""

from collections.abc import Mapping
from typing import Any, Final

import discord

from adapters.discord import PLATFORM
from adapters.discord.seeing import private
from bot.commands import Person, Request
from bot.i18n import SOURCE_LANGUAGE, languages

USER: Final = 6
CHANNEL: Final = 7
SUB_COMMAND: Final = 1
SUB_COMMAND_GROUP: Final = 2
"""Kinds of options (discord-api-docs, interactions/application-commands)."""

Interaction = discord.Interaction[Any]
Payload = Mapping[str, Any]


def language(interaction: Interaction) -> str:
    """Return the asker's language where Hearth speaks it, else English. Discord's tags are as es-ES, es-419."""
    tag = interaction.locale.value
    return next((t for t in (tag, tag.partition("-")[0]) if t in languages()), SOURCE_LANGUAGE)


def asker(interaction: Interaction) -> Person:
    """Return who asks. Who manages the server may set Hearth up; Discord tells no time zone."""
    user = interaction.user
    installer = interaction.guild_id is not None and interaction.permissions.manage_guild
    return Person(str(user.id), user.display_name, installer=installer, language=language(interaction))


def payload(interaction: Interaction) -> Payload:
    """Return the interaction's data as Discord sent it."""
    return interaction.data or {}


def given(data: Payload) -> tuple[tuple[str, ...], dict[str, str]]:
    """Return a command's path and what was given for each option, as it would be typed."""
    path, options = [str(data["name"])], data.get("options", ())
    while options and options[0]["type"] in {SUB_COMMAND, SUB_COMMAND_GROUP}:
        path.append(str(options[0]["name"]))
        options = options[0].get("options", ())
    return tuple(path), {o["name"]: _typed(o) for o in options}


def focused(data: Payload) -> str:
    """Return the option that is being typed; empty when there is none."""
    options = list(data.get("options", ()))
    while options:
        option = options.pop()
        if option.get("focused"):
            return str(option["name"])
        options.extend(option.get("options", ()))
    return ""


def message_text(data: Payload) -> str:
    """Return the text of the message that a person hands over through its menu; nothing else is read anywhere."""
    found: Payload = data.get("resolved", {}).get("messages", {}).get(str(data.get("target_id")), {})
    return str(found.get("content") or "")


def request(
    interaction: Interaction,
    space: str,
    *,
    path: tuple[str, ...] = (),
    text: str = "",
    answers: Mapping[str, str] | None = None,
    form: bool = False,
) -> Request:
    """Return the request of an interaction in a space (guild id), which in direct messages it does not name."""
    guild, channel = interaction.guild, interaction.channel
    here = guild is not None and channel is not None
    resolved = payload(interaction).get("resolved", {})
    return Request(
        id=str(interaction.id),
        platform=PLATFORM,
        space=space,
        space_name=(guild.name if guild is not None else "") or space,
        person=asker(interaction),
        room=str(channel.id) if here and channel is not None else None,
        room_name=(getattr(channel, "name", None) or "") if here else "",
        room_private=here and private(channel),
        path=path,
        text=text,
        answers=answers or {},
        form=form,
        people=people(resolved),
        rooms=rooms(resolved, guild),
    )


def people(resolved: Payload) -> dict[str, str]:
    """Return the shown names of those whom Discord vouches for: people who are on the server, no bots."""
    users, members = resolved.get("users", {}), resolved.get("members", {})
    return {i: shown_name(members[i], users[i]) for i in members if i in users and not users[i].get("bot")}


def rooms(resolved: Payload, guild: discord.Guild | None) -> dict[str, tuple[str, bool]]:
    """Return (name, private) of the channels that were picked: nobody can pick one they do not see."""
    channels: Mapping[str, Payload] = resolved.get("channels", {})
    known = guild.get_channel_or_thread if guild is not None else lambda _id: None
    return {i: (str(c.get("name", "")), private(known(int(i)))) for i, c in channels.items()}


def shown_name(member: Payload, user: Payload) -> str:
    """Return a person's name as the server shows it."""
    return str(member.get("nick") or user.get("global_name") or user.get("username") or "")


def _typed(option: Payload) -> str:
    match option["type"]:
        case 6:
            return f"<@{option['value']}>"
        case 7:
            return f"<#{option['value']}>"
        case _:
            return str(option["value"])
