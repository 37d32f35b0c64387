"""The store's contract when much happens at once."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from adapters.ids import SeededIds
from adapters.main.wiring import Hearth, wire
from adapters.sandbox.platform import SandboxPlatform
from adapters.sandbox.world import PLATFORM
from bot.keys import CommunityId
from bot.voices.importing import Importing
from bot.voices.speakers import Speaker
from storage.circles import SqlCircles
from storage.database import Database
from storage.tables.community import communities
from storage.tables.voices import guests as guest_rows
from storage.voices import SqlGuests
from tests.contract.storing import (
    OVERLAP_S,
    rituals,
)
from tests.worlds.ground import NORTH, NOW
from tests.worlds.town import open_town


async def test_a_unit_that_reads_before_it_writes_is_not_shut_out_by_one_that_commits_meanwhile(
    two_workers: tuple[Database, Database],
) -> None:
    first, second = two_workers

    async def adds() -> None:
        async with second.writing() as session:
            await SqlGuests(session).add([NORTH.guest("Grace", ident="second")])

    async with first.writing() as session:
        assert await SqlGuests(session).all(NORTH.community) == ()
        other = asyncio.create_task(adds())
        await asyncio.wait({other}, timeout=OVERLAP_S)
        await SqlGuests(session).add([NORTH.guest("Ada")])
    await asyncio.wait_for(other, 10)
    async with first.reading() as session:
        assert [g.name for g in await SqlGuests(session).all(NORTH.community)] == ["Ada", "Grace"]


async def test_fifty_commands_the_pulse_and_an_import_find_no_locked_database(sqlite_url: str) -> None:
    ours, others = Database(sqlite_url), Database(sqlite_url)
    town = await open_town(ours)
    elsewhere: Hearth = wire(
        others, town.clock, SeededIds("elsewhere"), {PLATFORM: SandboxPlatform(town.world, town.clock)}
    )
    await town.sets_up()
    await town.starts_ritual("maria", '/ritual create "Friday wins" "every Friday 10:00" "What went well"')
    await town.clock.travel(NOW + timedelta(days=4, hours=2))
    speakers = [Speaker(f"Speaker {n}") for n in range(100)]
    async with ours.reading() as session:
        community = CommunityId((await session.scalars(select(communities.c.id))).one())

    async def brings_in() -> None:
        for first in range(0, 100, 25):
            async with elsewhere.engine.unit() as house:
                await house.service(Importing).take_in(community, speakers[first : first + 25])

    people = ["maria", "jonas", "aisha", "noor"]
    commands = [town.types(people[n % 4], f'/guest suggest "Guest {n}"') for n in range(50)]
    results = await asyncio.gather(
        *commands, town.hearth.pulse(), elsewhere.engine.pulse(), brings_in(), return_exceptions=True
    )
    assert [r for r in results if isinstance(r, BaseException)] == []
    titles = {r.card.title for r in results[:50] if r is not None and r.card is not None}  # type: ignore[union-attr]
    assert titles == {"A good idea"}
    async with ours.reading() as session:
        assert await session.scalar(select(func.count()).select_from(guest_rows)) == 150
    await town.close()
    await elsewhere.close()
    await ours.close()


@pytest.mark.parametrize("letter", ["ß", "ﬃ", "ΐ"])
async def test_a_name_that_grows_when_its_case_is_folded_is_kept_and_found(ground: Database, letter: str) -> None:
    name, guest = letter * 60, letter * 100
    async with ground.writing() as session:
        await rituals(session).put(NORTH.community, NORTH.ritual(name))
        await SqlGuests(session).add([NORTH.guest(guest)])
        await NORTH.open_circle(session, name)
    async with ground.reading() as session:
        assert await rituals(session).named(NORTH.community, name) == NORTH.ritual(name)
        assert await SqlGuests(session).named(NORTH.community, guest.upper()) == NORTH.guest(guest)
        assert await SqlCircles(session).named(NORTH.community, name, NORTH.member) is not None
