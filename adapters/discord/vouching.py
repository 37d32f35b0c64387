"""Names for people and rooms that stand in a text: Discord resolves those it offers, not those somebody typed."""

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

    Of rooms, it has those that everybody there sees: whoever types the id of another one may not see it.
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
    return replace(request, people=found, rooms=dict(request.rooms) | _rooms(client, request.space, text))


def _rooms(client: discord.Client, space: str, text: str) -> dict[str, tuple[str, bool]]:
    """Return (name, False) of the open rooms in a text, by id."""
    guild = client.get_guild(int(space))
    typed = (r for r in dict.fromkeys(ROOM.findall(text)) if r.isdigit())
    known = {r: guild.get_channel_or_thread(int(r)) for r in typed} if guild is not None else {}
    return {r: (c.name, False) for r, c in known.items() if c is not None and not private(c)}
