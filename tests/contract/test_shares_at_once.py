"""A summary's last yes and its end in the same moment, on both databases: one of them counts, and never both."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import Select, func, select

from adapters.sandbox.read import pressed, sight
from bot.cards import Button, Buttons, Card
from storage.database import Database
from storage.tables.shares import circle_shares
from tests.worlds.town import SPACE, Town, open_town

TEXT = "Jonas begins small."


def button(card: Card | None, label: str) -> Button:
    assert card is not None
    return next(b for k in card.blocks if isinstance(k, Buttons) for b in k.buttons if b.label == label)


async def asked(town: Town) -> tuple[str, str]:
    """Return the values of Jonas's yes and of Maria's drop, under a summary that waits for one yes."""
    await town.sets_up()
    await town.types("maria", '/circle create "Quillwort" purpose @jonas')
    form = (await town.types("maria", "/circle share Quillwort")).form
    words = {"name": "Quillwort", "title": "Lessons", "text": TEXT, "people": "<@jonas>"}
    draft = await town.fills("maria", form, words)
    drop = button(draft.card, "Drop it").value
    await town.presses("maria", draft.card, "Ask them")
    question = (await town.mail("jonas"))[-1]
    reading = await town.presses("jonas", question.card, "Read it")
    return button(reading.card, "Yes").value, drop


@pytest.mark.parametrize("end", ["drop", "close"])
@pytest.mark.parametrize("first", ["yes", "end"])
async def test_what_is_ended_while_its_last_yes_arrives_is_posted_or_ended(
    any_database: Database, end: str, first: str
) -> None:
    town = await open_town(any_database)
    yes, drop = await asked(town)
    (row,) = await _all(any_database, select(circle_shares.c.circle_id))
    ends = {"drop": ("circle.share-drop", drop), "close": ("circle.close", f"{row.circle_id} sure:yes")}[end]
    both = [("jonas", "circle.share-yes", yes), ("maria", *ends)]
    requests = [
        pressed(await sight(town.world, SPACE, person, town.rooms[SPACE]), f"at-once-{person}", action, value)
        for person, action, value in (both if first == "yes" else both[::-1])
    ]
    replies = await asyncio.gather(*(town.hearth.engine.call(r) for r in requests))
    titles = {str(r.card.title) for r in replies if r.card is not None}
    assert len(titles) == 2
    await town.hearth.settle()
    shared = [
        m for m in await town.reads(None) if m.card is not None and getattr(m.card.title, "text", "") == "Lessons"
    ]
    posted = await _all(any_database, select(func.count()).where(circle_shares.c.state == "posted"))
    assert len(shared) == posted[0][0]
    if "Thank you" in titles:
        assert len(shared) == 1
    else:
        assert ("That did not work" in titles, len(shared)) == (True, 0)
        assert await _all(any_database, select(circle_shares)) == []
    await town.close()


async def _all(database: Database, query: Select[Any]) -> list[Any]:
    async with database.reading() as session:
        return list(await session.execute(query))
