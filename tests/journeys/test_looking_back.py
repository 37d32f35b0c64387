"""A community that is a year old: it is told so, its members are asked first, and it reads what was a year ago."""

from datetime import timedelta

from sqlalchemy import insert, select, update

from storage.database import Database
from storage.tables.community import accounts, communities, members, spaces
from storage.tables.hosts import attendances, recaps
from storage.tables.rhythm import occurrences, rituals
from storage.tables.spark import sparks
from storage.tables.voices import prompt_uses, prompts
from tests.journeys.telling import kept, linked, local, pressed, sets_up, starts_ritual, told, until, wall
from tests.worlds.shown import Shown
from tests.worlds.towns import BEGIN, Homes, Town

WINS = '/ritual create "Friday wins" "every Friday 10:00" "What went well"'
YEAR = timedelta(days=365)
QUESTION = "What would you stop doing first?"


async def grows_old(town: Town, database: Database) -> None:
    """Let a community have begun a year and a day ago, with a date in each of two weeks of that autumn."""
    home = select(spaces.c.community_id).where(spaces.c.community_id.is_not(None)).limit(1).scalar_subquery()
    begun = BEGIN - YEAR + timedelta(days=1)
    async with database.writing() as session:
        await session.execute(update(communities).values(founded_at=begun))
        await session.execute(update(members).values(joined_at=begun))
        await session.execute(insert(sparks).values(community_id=home, looked_at=BEGIN - timedelta(days=5)))
        prompt = {"id": "prompt", "deck": "practice", "text": QUESTION, "folded": "q", "source": "", "dated": ""}
        await session.execute(insert(prompts).values(community_id=home, added_at=begun, base=0, **prompt))
        ritual = (await session.execute(select(rituals.c.id))).scalar_one()
        people = list(await session.scalars(select(accounts.c.id).order_by(accounts.c.name)))
        for number, decided in ((1, "Fewer meetings"), (2, "More of what Jonas said")):
            starts = local(4, "10:00", week=number) - timedelta(weeks=52)
            date = {"id": f"date-{number}", "ritual_id": ritual, "starts_at": starts, "original_at": starts}
            date |= {"minutes": 45, "state": "ended", "prompt_id": "prompt"}
            await session.execute(insert(occurrences).values(community_id=home, **date))
            recap = {"occurrence_id": date["id"], "decided": decided, "links": "", "posts": "[]", "written_at": starts}
            await session.execute(insert(recaps).values(community_id=home, **recap))
            use = {"id": f"use-{number}", "prompt_id": "prompt", "occurrence_id": date["id"], "used_at": starts}
            await session.execute(insert(prompt_uses).values(community_id=home, **use))
            for account in people[:3]:
                there = {"occurrence_id": date["id"], "account_id": account, "community_id": home}
                await session.execute(insert(attendances).values(**there))
    del town


async def told_back(town: Town, person: str) -> list[str]:
    titles = ("A small milestone", "A year ago here", "Asked again, a year later")
    return [m for m in await wall(town, person) if m.startswith(titles)]


async def asked(town: Town, person: str) -> list[Shown]:
    return [m for m in await town.mail(person) if m.title == "A milestone of yours"]


async def test_milestones_are_told_once_and_a_members_own_only_with_their_yes(town: Town, database: Database) -> None:
    await sets_up(town)
    await starts_ritual(town, "maria", WINS)
    for person in ("jonas", "noor"):
        await town.types(person, "/my show")
    assert (await told(town, "noor", "/my milestones off")).startswith("Milestones\nI do not ask again")
    await grows_old(town, database)
    await until(town, local(2, "12:00"))
    assert await told_back(town, "jonas") == [
        "A small milestone\nTesting guild is 1 year old.\nThank you. There is nothing to do."
    ]
    assert await asked(town, "noor") == []
    [mine], [hers] = await asked(town, "jonas"), await asked(town, "maria")
    assert mine.text.split("\n")[1] == "It is 1 year since you joined Testing guild."
    assert (await pressed(town, "jonas", mine, "Yes")).startswith("Thank you\n")
    assert (await pressed(town, "maria", hers, "Never ask")).startswith("Milestones\nI do not ask again")
    assert "You asked never to be named." in await pressed(town, "maria", hers, "Yes")
    await until(town, local(2, "12:00", week=1))
    second = (await told_back(town, "jonas"))[1:]
    assert second == ["A small milestone\nJonas has been here for 1 year.\nThank you. There is nothing to do."]
    assert "It has been said already." in await pressed(town, "jonas", mine, "No, thanks")
    await until(town, local(2, "12:00", week=2))
    ago = (await told_back(town, "jonas"))[2:]
    assert len(ago) == 1
    title, first, question, takeaway, button, quiet = ago[0].split("\n")
    assert (title, first[:12], question) == ("A year ago here", "Friday wins,", f"The question was: “{QUESTION}”")
    assert first.endswith(": 3 people")
    assert (takeaway, button) == ("What was taken away: More of what Jonas said", "[Ask it again]")
    assert quiet == "Once a month at most. Stewards can end it: community settings memories:no"
    card = [m for m in await town.reads("noor", "general") if m.title == "A year ago here"][-1]
    assert (await pressed(town, "noor", card, "Ask it again")).startswith("Asked\n")
    assert "Somebody asked it already" in await pressed(town, "jonas", card, "Ask it again")
    await town.waits(timedelta(minutes=2))
    assert (await told_back(town, "jonas"))[3:] == [
        f"Asked again, a year later\n“{QUESTION}”\nAnswer right here. What would you say now?"
    ]


async def test_who_refused_is_in_no_memory_and_a_community_may_look_back_never(town: Town, database: Database) -> None:
    await sets_up(town)
    await starts_ritual(town, "maria", WINS)
    await told(town, "jonas", "/my milestones off")
    await told(town, "maria", "/community settings milestones:no memories:no")
    assert "milestones: no, a year ago: no" in await told(town, "maria", "/community settings")
    async with database.writing() as session:
        await session.execute(sparks.delete())
    await grows_old(town, database)
    await told(town, "maria", "/community settings milestones:no")
    await until(town, local(2, "12:00", week=1))
    ago = await told_back(town, "maria")
    assert len(ago) == 1
    assert "Fewer meetings" in ago[0]
    assert await asked(town, "maria") == []
    async with database.writing() as session:
        later = {"remembered_at": None}
        await session.execute(update(sparks).values(**later))
    await until(town, local(2, "12:00", week=2))
    ago = (await told_back(town, "maria"))[1:]
    assert len(ago) == 1
    assert "Jonas" not in ago[0]
    await told(town, "maria", "/community settings memories:no")
    async with database.writing() as session:
        await session.execute(update(sparks).values(remembered_at=None))
    await until(town, local(2, "12:00", week=3))
    assert len(await told_back(town, "maria")) == 2


async def test_each_side_reads_it_once_and_a_member_counts_once(two_homes: Homes, database: Database) -> None:
    here, there = await linked(two_homes)
    await starts_ritual(here, "maria", WINS)
    await grows_old(here, database)
    await until(here, local(2, "12:00"))
    for town, person in ((here, "maria"), (there, "bo")):
        assert [m.split("\n")[1] for m in await told_back(town, person)] == ["Testing guild is 1 year old."]
    rows = (await kept(database))["own_milestones"]
    assert len({r["account_id"] for r in rows}) == len(rows) > 0


async def test_no_look_is_doubled_after_an_absence_or_in_a_rest(town: Town, database: Database) -> None:
    await sets_up(town)
    await starts_ritual(town, "maria", WINS)
    await grows_old(town, database)
    draft = await town.types("maria", "/community pause until:2026-12-03")
    await town.presses("maria", draft.card, "Rest quietly")
    await until(town, local(3, "12:00", week=1))
    assert await told_back(town, "maria") == []
    await until(town, local(2, "12:00", week=2))
    assert [m.split("\n")[1] for m in await told_back(town, "maria")] == ["Testing guild is 1 year old."]
