"""What is written into the record: who did what to whom, and never a word of it."""

from datetime import timedelta

from sqlalchemy import select

from adapters.ids import SeededIds
from storage.shelf import SqlShelf
from storage.tables.community import accounts
from storage.tables.record import record
from storage.timing import SqlBeats
from tests.worlds.town import BEGIN, Town

CANARY = "zebrafish"


async def acts(town: Town) -> list[tuple[str, str | None, str | None]]:
    """Return (verb, who, to whom) triples by shown name, oldest first."""
    async with town.database.reading() as session:
        names = {r.id: r.name for r in await session.execute(select(accounts))}
        people = {r.member_id: r.name for r in await session.execute(select(accounts))}
        rows = await session.execute(select(record).order_by(record.c.seq))
        return [(r.verb, names.get(r.actor_id), people.get(r.subject_id)) for r in rows]


async def test_stewards_are_written_down(home: Town) -> None:
    await home.lets_in("Tom")
    await home.types("maria", "/hearth steward add @tom")
    await home.types("maria", "/hearth steward add @tom")
    await home.types("tom", "/hearth steward remove @maria")
    assert await acts(home) == [
        ("community.setup", "Maria", None),
        ("steward.add", "Maria", "Tom"),
        ("steward.remove", "Tom", "Maria"),
    ]


async def test_the_life_of_a_circle_is_written_down(home: Town) -> None:
    await home.lets_in("Tom", "Ada", "Ben", "Eve")
    await home.types("maria", f'/hearth circle create "Mentors" "{CANARY}" @tom kind:listed people:@ada')
    await home.types("ada", "/hearth circle join Mentors")
    await home.types("ben", "/hearth circle join Mentors")
    [asked, *_more] = [m for m in await home.mail("tom") if m.card is not None and "come in" in str(m.card.title)]
    await home.presses("tom", asked.card, "Let them in")
    await home.types("eve", "/hearth circle join Mentors")
    asked = [m for m in await home.mail("maria") if m.card is not None and "come in" in str(m.card.title)][-1]
    await home.presses("maria", asked.card, "Not now")
    await home.types("ben", "/hearth circle leave Mentors")
    await home.leaves("ada")
    await home.types("tom", "/hearth circle close Mentors sure:yes")
    assert (await acts(home))[1:] == [
        ("circle.create", "Maria", "Tom"),
        ("circle.invite", "Maria", "Ada"),
        ("circle.join", "Ada", None),
        ("circle.ask", "Ben", None),
        ("circle.approve", "Tom", "Ben"),
        ("circle.ask", "Eve", None),
        ("circle.refuse", "Maria", "Eve"),
        ("circle.leave", "Ben", None),
        ("circle.leave", None, "Ada"),
        ("circle.close", "Tom", None),
    ]


async def test_the_life_of_a_ritual_and_a_rest_are_written_down(home: Town) -> None:
    await home.starts_ritual("maria", f'/hearth ritual create "Wins" "every Friday 10:00" {CANARY}')
    edit = await home.types("maria", '/hearth ritual edit Wins when:"every Friday 11:00"')
    await home.presses("maria", edit.card, "Change it")
    move = await home.types("maria", '/hearth ritual move Wins "Thursday 14:00"')
    await home.presses("maria", move.card, "Move it")
    await home.types("maria", "/hearth ritual skip Wins")
    await home.types("maria", "/hearth ritual pause Wins")
    await home.types("maria", "/hearth ritual resume Wins")
    await home.types("maria", "/hearth ritual retire Wins")
    await home.types("maria", f"/hearth community settings charter:{CANARY}")
    await home.types("maria", "/hearth community settings")
    pause = await home.types("maria", "/hearth community pause until:2026-12-20")
    await home.presses("maria", pause.card, "Rest quietly")
    await home.types("maria", "/hearth community resume")
    done = [verb for verb, _who, _whom in await acts(home)]
    assert done == [
        "community.setup",
        "ritual.create",
        "ritual.edit",
        "ritual.move",
        "ritual.skip",
        "ritual.pause",
        "ritual.resume",
        "ritual.retire",
        "community.settings",
        "community.pause",
        "community.resume",
    ]


async def test_no_word_of_anybody_stands_in_it(home: Town) -> None:
    await test_the_life_of_a_ritual_and_a_rest_are_written_down(home)
    async with home.database.reading() as session:
        found = (await session.execute(select(record))).all()
    assert CANARY not in repr(found)


async def test_whoever_is_forgotten_leaves_their_acts_without_them(home: Town) -> None:
    await home.lets_in("Tom")
    await home.types("maria", "/hearth steward add @tom")
    await home.types("tom", "/hearth circle create Mentors purpose @maria")
    await home.types("tom", "/hearth my forget sure:yes")
    assert await acts(home) == [
        ("community.setup", "Maria", None),
        ("steward.add", "Maria", None),
        ("circle.create", None, "Maria"),
        ("circle.leave", None, None),
    ]


async def test_the_record_is_kept_for_400_days(home: Town) -> None:
    await home.lets_in("Tom")
    for days, left in ((399, 1), (401, 0)):
        async with home.database.writing() as session:
            later, ids = BEGIN + timedelta(days=days), SeededIds("sweep")
            await SqlShelf(session, SqlBeats(session, ids)).clear(later, later)
        assert len(await acts(home)) == left
