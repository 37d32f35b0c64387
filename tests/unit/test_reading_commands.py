"""Commands that only read wait for nobody who writes, and may write nothing themselves."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from adapters.main.house import catalogue
from bot.cards import Card, Reply
from bot.catalogue.catalogue import Catalogue, Entry
from bot.commands import Call, Command, Handler
from bot.community.members import Members
from bot.facts import MemberMoved
from bot.voices.model import Use
from bot.voices.prompts import Prompts
from storage.database import Database
from storage.tables.community import accounts
from storage.tables.engine import calls_seen, deliveries
from storage.tables.voices import prompt_uses
from tests.worlds.town import Town, open_town

READS = [e.command for e in catalogue().entries.values() if e.command.reads]


@pytest.fixture
async def furnished(home: Town) -> Town:
    """Return a town in which every reading command finds something."""
    await home.starts_ritual("maria", '/ritual create "Friday wins" "every Friday 10:00" "What went well"')
    await home.types("maria", '/guest suggest "Ada Lovelace"')
    await home.fills(
        "maria",
        (await home.types("maria", "/circle create")).form,
        {"name": "Mentors", "purpose": "How we mentor", "steward": "<@jonas>", "kind": "listed"},
    )
    return home


async def noted(town: Town) -> int:
    async with town.database.reading() as session:
        return await session.scalar(select(func.count()).select_from(calls_seen)) or 0


@pytest.mark.parametrize("command", READS, ids=lambda c: c.name)
async def test_a_command_that_reads_answers_and_notes_nothing(furnished: Town, command: Command) -> None:
    before = await noted(furnished)
    for example in command.examples:
        reply = await furnished.types("maria", f"/{example}")
        assert reply.card is not None
        assert reply.card.title not in {"Something broke", "That did not work"}, example
        again = await furnished.repeats()
        assert again == reply
    assert await noted(furnished) == before


async def test_only_looking_waits_for_no_writer(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    town = await open_town(database)
    await town.sets_up()
    await town.types("maria", "/rhythm next")
    assert town.last is not None
    async with database.writing():
        reply = await town.hearth.engine.call(replace(town.last, id="while-somebody-writes"))
    assert reply.card is not None
    assert reply.card.title == "What comes next"
    await town.close()
    await database.close()


async def test_who_looks_for_the_first_time_in_an_hour_is_noted_as_before(home: Town) -> None:
    async def used() -> object:
        async with home.database.reading() as session:
            return await session.scalar(select(accounts.c.used_at).where(accounts.c.external_id == "jonas"))

    await home.types("jonas", "/rhythm next")
    first = await used()
    assert first == home.clock.now()
    await home.waits(timedelta(minutes=59))
    await home.types("jonas", "/rhythm next")
    assert await used() == first
    await home.waits(timedelta(minutes=1))
    await home.types("jonas", "/rhythm next")
    assert await used() == home.clock.now()


async def uses_up(service: Prompts, call: Call) -> Reply:
    pool = await service.pools.one(call.community, "practice")
    await service.pools.store.use([Use(pool.prompts[0])], call.now)
    return Reply(Card("Done", ()))


async def tells(service: Members, call: Call) -> Reply:
    service.tell(MemberMoved(call.community, call.member, call.now))
    return Reply(Card("Done", ()))


async def owes(service: Members, call: Call) -> Reply:
    service.owe.direct(call.member, Card("Hello", ()), reason="x", expires_at=call.now + timedelta(days=1))
    return Reply(Card("Done", ()))


@pytest.mark.parametrize(
    ("handler", "service"), [(uses_up, Prompts), (tells, Members), (owes, Members)], ids=["writes", "tells", "owes"]
)
async def test_a_command_that_is_marked_wrongly_fails_and_leaves_nothing(
    home: Town, handler: Handler, service: type
) -> None:
    wrong = Command(("wrong", "mark"), "", handler, reads=True)
    entries = {**home.hearth.engine.catalogue.entries, wrong.path: Entry(wrong, service)}
    engine = replace(home.hearth.engine, catalogue=Catalogue(entries))
    await home.types("maria", "/rhythm next")
    assert home.last is not None
    reply = await engine.call(replace(home.last, id="wrong", text="wrong mark"))
    assert reply.card is not None
    assert reply.card.title == "Something broke"
    async with home.database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(prompt_uses)) == 0
        assert await session.scalar(select(func.count()).where(deliveries.c.reason == "x")) == 0
