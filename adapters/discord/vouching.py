"""Names for the people somebody typed as @name: Discord resolves those it offers, not those in a text."""

from dataclasses import replace
from typing import Any, Final

import discord

from adapters.discord.read import shown_name
from adapters.discord.replying import FAILURES
from bot.catalogue.reading import MENTION
from bot.commands import Request

MOST: Final = 25
"""As many people as one form lets pick."""


async def vouched(client: discord.Client, request: Request) -> Request:
    """Return the request with the names of those typed who are on its server; no intent is needed to ask."""
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
    return replace(request, people=found)
