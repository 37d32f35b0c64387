"""What is kept of the spark, on SQLite and on PostgreSQL: wild dates, ideas, rests, and what took place."""

from datetime import timedelta

from sqlalchemy import insert

from bot.community.store import Who
from bot.keys import OccurrenceId
from bot.rhythm.coming import Coming
from bot.rhythm.model import Occurrence, OccurrenceState
from bot.spark.model import Held, Sparks, Suggestion, WildDate
from storage.database import Database
from storage.given import SqlGiven
from storage.held import SqlHeld
from storage.rhythm import SqlRituals
from storage.spark import SqlRests, SqlSparks, SqlWild
from storage.tables.forms import form_runs
from tests.worlds.ground import IDS, NORTH, NOW, SOUTH

WEEK = timedelta(weeks=1)
BOTH = (NORTH.community, SOUTH.community)
WHO = Who(NORTH.community, NORTH.member, (NORTH.account,))


def date(number: int, state: OccurrenceState = OccurrenceState.PLANNED) -> Occurrence:
    starts = NOW - number * WEEK
    return Occurrence(OccurrenceId(f"date-{number}"), NORTH.community, NORTH.ritual().id, starts, 45, state, starts)


async def test_what_a_community_chose_is_found_and_another_begins_with_what_everybody_does(
    any_database: Database,
) -> None:
    async with any_database.writing() as session:
        await NORTH.settle(session)
        await SOUTH.settle(session)
        store = SqlSparks(session)
        chose = Sparks(NORTH.community, milestones=False, offered_at=NOW)
        await store.put([chose])
        assert await store.sparks(BOTH) == {NORTH.community: chose, SOUTH.community: Sparks(SOUTH.community)}


async def test_ideas_wait_until_they_are_chosen_and_go_with_whoever_had_them(any_database: Database) -> None:
    async with any_database.writing() as session:
        await NORTH.settle(session)
        store = SqlWild(session)
        ideas = [Suggestion(i, NORTH.community, NORTH.account, f"Idea {i}") for i in ("one", "two")]
        for number, idea in enumerate(ideas):
            await store.suggest(idea, NOW + number * WEEK)
        assert await store.suggestions(BOTH) == {NORTH.community: tuple(ideas), SOUTH.community: ()}
        await store.take("one")
        chosen = WildDate(OccurrenceId("date"), NORTH.community, ("walk", "two"), "Walk", "Outside.", NORTH.account)
        free = WildDate(OccurrenceId("next"), NORTH.community, ("walk",))
        await store.put([chosen, free], NOW)
        assert await store.dates([chosen.date, free.date]) == {chosen.date: chosen, free.date: free}
        assert await store.chosen([chosen.date, free.date]) == {chosen.date: chosen}
        assert sorted((await store.offered(BOTH))[NORTH.community]) == ["two", "walk", "walk"]
        assert set(await store.export(WHO)) == {"wild_suggestions", "wild_dates"}
        await store.forget(WHO)
        assert (await store.suggestions(BOTH))[NORTH.community] == ()
        kept = (await store.dates([chosen.date]))[chosen.date]
        assert (kept.title, kept.chosen_by) == ("Walk", None)


async def test_a_rest_made_longer_is_one_rest(any_database: Database) -> None:
    async with any_database.writing() as session:
        await NORTH.settle(session)
        await SOUTH.settle(session)
        store = SqlRests(session)
        await store.begin({NORTH.community: NOW})
        await store.begin({NORTH.community: NOW + WEEK, SOUTH.community: NOW})
        await store.end({NORTH.community: NOW + 2 * WEEK})
        await store.begin({NORTH.community: NOW + 3 * WEEK})
        assert await store.stretches(BOTH) == {
            NORTH.community: ((NOW, NOW + 2 * WEEK), (NOW + 3 * WEEK, None)),
            SOUTH.community: ((NOW, None),),
        }


async def test_what_took_place_has_its_number_and_those_who_took_part(any_database: Database) -> None:
    async with any_database.writing() as session:
        await NORTH.settle(session)
        rituals = SqlRituals(session, IDS, NOW)
        await rituals.put(NORTH.community, NORTH.ritual())
        over = [date(n) for n in (9, 2, 1)]
        missed = date(5)
        await rituals.plan([*over, missed, date(0)])
        await rituals.mark([o.id for o in over], OccurrenceState.ENDED)
        await rituals.mark([missed.id], OccurrenceState.MISSED)
        await SqlGiven(session, IDS).rsvp(over[1], NORTH.account, [NORTH.account], status=Coming.GOING, at=NOW)
        run = {"community_id": NORTH.community, "ritual_id": NORTH.ritual().id, "form": "retro", "minutes": 45}
        rows = [run | {"occurrence_id": o.id, "starts_at": o.starts, "done": "[]", "lists": "{}"} for o in over[1:]]
        await session.execute(insert(form_runs), rows)
        found = await SqlHeld(session).held(BOTH, NOW - 3 * WEEK)
        ritual = NORTH.ritual()
        assert found[SOUTH.community] == ()
        assert found[NORTH.community] == (
            Held(over[1].id, ritual.id, ritual.name, over[1].starts, 45, 1, 2, first_form=True),
            Held(over[2].id, ritual.id, ritual.name, over[2].starts, 45, 0, 3),
        )
        assert await SqlHeld(session).missed(BOTH) == {NORTH.community: (missed.starts,), SOUTH.community: ()}
