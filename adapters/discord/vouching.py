"""Names for the people and rooms somebody typed into a text: Discord resolves those it offers, not these."""

from dataclasses import replace
from typing import Any, Final

import discord

from adapters.discord.read import shown_name
from adapters.discord.replying import FAILURES
from adapters.discord.seeing import private
from bot.catalogue.reading import MENTION, ROOM
from bot.commands import Request

MOST: Final = 25
"""As many people as one form lets pick."""


async def vouched(client: discord.Client, request: Request) -> Request:
    """Return the request with the names of those typed who are on its server; no intent is needed to ask.

    Of rooms only those that everybody sees are named: a text must not tell that another one exists.
    """
    text = " ".join((request.text, *request.answers.values()))
    typed = [p for p in dict.fromkeys(MENTION.findall(text)) if p not in request.people and p.isdigit()]
    found = dict(request.people)
    for person in typed[:MOST]:
        try:
            member: Any = await client.http.get_member(int(request.space), int(person))
        except FAILURES:
            continue
        if not member["user"].get("bot"):
            found[person] = shown_name(member, member["user"])
    return replace(request, people=found, rooms={**_rooms(client, request.space, text), **request.rooms})


def _rooms(client: discord.Client, space: str, text: str) -> dict[str, tuple[str, bool]]:
    guild = client.get_guild(int(space))
    if guild is None:
        return {}
    typed = [guild.get_channel_or_thread(int(r)) for r in dict.fromkeys(ROOM.findall(text)) if r.isdigit()]
    return {str(c.id): (c.name, False) for c in typed if c is not None and not private(c)}
