"""`rhythm health` and the monthly card: what stewards are told about the rhythm, and what one tap does."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import insert, select, update

from adapters.ids import SeededIds
from bot.cards import Card
from bot.community.model import Community
from bot.keys import CommunityId, OccurrenceId
from bot.rhythm.health import MONTHLY, is_its_morning, next_look
from storage.tables.community import accounts, communities
from storage.tables.engine import beats
from storage.tables.rhythm import occurrences, rituals, rsvps
from tests.unit.test_rituals import WINS, planned
from tests.worlds.town import BEGIN, Town

DAY = timedelta(days=1)
WELL = "All is well: nothing is too quiet, too full or too much."


async def health(town: Town) -> tuple[str, Card]:
    reply = await town.types("maria", "/rhythm health")
    assert reply.card is not None
    return await town.said(reply), reply.card


async def ran(town: Town, *counts: int, name: str = "Friday wins") -> None:
    """Let a ritual have had these runs, one a week, with so many members each; the last one was two days ago."""
    ids = SeededIds(f"ran-{name}")
    async with town.database.writing() as session:
        ritual = (await session.execute(select(rituals).where(rituals.c.name == name))).one()
        people = list(await session.scalars(select(accounts.c.id).order_by(accounts.c.id)))
        for number, count in enumerate(counts):
            row = {
                "id": OccurrenceId(ids.new()),
                "community_id": ritual.community_id,
                "ritual_id": ritual.id,
                "starts_at": (starts := BEGIN - 2 * DAY - timedelta(weeks=len(counts) - 1 - number)),
                "original_at": starts,
                "minutes": 45,
                "state": "ended",
            }
            await session.execute(insert(occurrences).values(**row))
            for account in people[:count]:
                given = {"id": ids.new(), "community_id": ritual.community_id, "occurrence_id": row["id"]}
                given |= {"account_id": account, "status": "going", "answered_at": BEGIN}
                await session.execute(insert(rsvps).values(**given))


@pytest.fixture
async def wins(home: Town) -> Town:
    await home.starts_ritual("maria", WINS)
    return home


async def test_only_stewards_may_look(wins: Town) -> None:
    reply = await wins.types("jonas", "/rhythm health")
    assert "Only stewards can do that." in await wins.said(reply)


async def test_without_rituals_there_is_nothing_to_look_at(home: Town) -> None:
    text, card = await health(home)
    assert text == (
        "How the rhythm is doing\nNothing is planned, so there is nothing to look at. Start one: ritual create"
    )
    assert len(card.blocks) == 1


async def test_a_rhythm_that_is_well_is_said_to_be_well_and_what_was_looked_at(wins: Town) -> None:
    await ran(wins, 3, 2, 3, 3)
    assert (await health(wins))[0] == (
        f"How the rhythm is doing\n{WELL}\n"
        "Twelve weeks: 4 dates, 2 of them new (50 %); of 8 hours of people's time 45 % went to what was new.\n"
        "4 weeks running.\n"
        "I looked at 1 ritual: their last runs, the coming twelve weeks, and what I sent in the last four."
    )


async def test_a_quiet_ritual_is_told_with_its_numbers_and_one_tap_shows_it_half_as_often(wins: Town) -> None:
    await ran(wins, 4, 4, 3, 4, 0, 1, 1)
    text, card = await health(wins)
    assert text.splitlines()[1:3] == [
        "Friday wins has been quiet three times: 0, 1, 1 people where 4 were usual. That happens.",
        "[Half as often] [Rest] [Retire with thanks]",
    ]
    draft = await wins.presses("maria", card, "Half as often")
    shown = await wins.said(draft)
    assert "every other Friday at 10:00" in shown
    assert "Fri 27 Nov 10:00, Fri 11 Dec 10:00, Fri 25 Dec 10:00" in shown
    before = await planned(wins)
    await wins.presses("maria", draft.card, "Change it")
    assert await planned(wins) == before  # the next date stays, and what was planned for it
    async with wins.database.reading() as session:
        assert await session.scalar(select(rituals.c.rule)) == "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR"


async def test_a_member_with_two_kinds_of_part_counts_once_and_a_no_to_coming_does_not_count(wins: Town) -> None:
    await ran(wins, 4, 4, 4, 1, 1, 1)
    async with wins.database.writing() as session:
        await session.execute(update(rsvps).values(status="no"))
    assert "0, 0, 0 people took part" in (await health(wins))[0]


async def test_yesterdays_run_is_not_looked_at_before_people_had_a_day_to_answer(wins: Town) -> None:
    await ran(wins, 0, 0, 0)
    async with wins.database.writing() as session:
        newest = select(occurrences.c.id).where(occurrences.c.state == "ended").order_by(occurrences.c.starts_at.desc())
        which = await session.scalar(newest)
        await session.execute(update(occurrences).where(occurrences.c.id == which).values(starts_at=BEGIN - DAY / 2))
    assert WELL in (await health(wins))[0]


async def test_a_full_one_is_told_with_its_numbers(wins: Town) -> None:
    await wins.lets_in(*(f"Guest {n}" for n in range(4)))
    await ran(wins, 1, 2, 2, 6)
    text, card = await health(wins)
    assert "Friday wins was full: 6 people took part where 2 are usual. An extra session may be welcome." in text
    draft = await wins.presses("maria", card, "One extra session")
    assert "next Fri 27 Nov 10:00, Mon 30 Nov 10:00, Fri 4 Dec 10:00" in await wins.said(draft)
    await wins.presses("maria", draft.card, "Change it")
    assert "Mon 30 Nov 10:00" in await wins.said(await wins.types("maria", "/ritual show Friday wins"))


async def test_two_at_the_same_hour_are_told_with_a_way_to_move_each(wins: Town) -> None:
    await wins.starts_ritual("maria", '/ritual create "Case clinic" "the last Friday of every month 10:30" "Cases"')
    text, card = await health(wins)
    assert "are at the same hour on Fri 27 Nov 10:30: 3 times in the coming twelve weeks." in text
    moved = await wins.presses("maria", card, "Move Case clinic")
    assert moved.form is not None
    assert moved.form.path == ("ritual", "edit")


async def test_a_week_with_five_rituals_is_told(home: Town) -> None:
    for day in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday"):
        await home.starts_ritual("maria", f'/ritual create "{day}s" "every {day} 10:00" "Why"')
    text, card = await health(home)
    assert "5 rituals meet in the week of 23 November 2026. Nobody can come to all of them." in text
    assert "[Fridays: half as often]" in text
    draft = await home.presses("maria", card, "Fridays: half as often")
    assert "every other Friday" in await home.said(draft)


async def test_three_weeks_with_nothing_are_told_with_a_way_to_fill_them(home: Town) -> None:
    await home.starts_ritual("maria", '/ritual create "Winter" "every Friday 10:00 until 2026-12-12" "Why"')
    await home.starts_ritual("maria", '/ritual create "Spring" "2027-02-12 10:00" "Why"')
    text, card = await health(home)
    assert "Nothing happens between Fri 11 Dec and Fri 12 Feb: 63 days." in text
    started = await home.presses("maria", card, "Start something")
    assert started.form is not None


async def test_more_than_two_messages_a_working_day_are_told_before_people_mute(home: Town) -> None:
    for name, hour in (("Morning", "09:30"), ("Evening", "16:00")):
        await home.starts_ritual("maria", f'/ritual create "{name}" "weekdays {hour}" "Why"')
    await home.waits(timedelta(weeks=2))
    text, _card = await health(home)
    # Two rituals a working day, each with an opening and a question, and the week ahead on Monday.
    assert (
        "A member gets 21 messages from me in a week: 20 in rooms, 1 in private. From 11 on, people begin to mute me."
    ) in text


# Once a month


def community(zone: str) -> Community:
    return Community(CommunityId("c"), "Guild", "", zone, "en", "", BEGIN, None)


@pytest.mark.parametrize("zone", ["Europe/Copenhagen", "America/New_York", "Pacific/Auckland", "Asia/Kathmandu"])
def test_the_next_look_is_on_the_first_monday_after_nine_where_the_community_is(zone: str) -> None:
    home, at = community(zone), BEGIN
    for _month in range(24):
        following = next_look(at, home)
        assert following > at
        assert is_its_morning(following, home)
        assert not is_its_morning(following - timedelta(hours=10), home)
        assert not is_its_morning(following + timedelta(days=7), home)
        assert following - at < timedelta(days=36)
        at = following


def test_the_first_monday_may_be_the_first_or_the_seventh() -> None:
    home = community("UTC")
    assert next_look(datetime(2027, 1, 31, tzinfo=UTC), home).date() == date(2027, 2, 1)
    assert next_look(datetime(2026, 12, 1, tzinfo=UTC), home).date() == date(2026, 12, 7)


async def to_december(town: Town) -> None:
    await town.hearth.advance_to(BEGIN + timedelta(days=14, hours=2), town.clock)


async def titles(town: Town, person: str) -> list[str]:
    return [str(m.card.title) for m in await town.mail(person) if m.card is not None]


async def test_stewards_are_told_on_the_first_monday_if_there_is_something_to_say(wins: Town) -> None:
    await ran(wins, 4, 4, 4, 0, 1, 1)
    await to_december(wins)
    found = [m for m in await wins.mail("maria") if m.card is not None and m.card.title == "The rhythm this month"]
    assert len(found) == 1
    assert wins.text(found[0]).splitlines() == [
        "The rhythm this month",
        "Friday wins has been quiet three times: 1, 0, 0 people where 4 were usual. That happens.",
        "[Half as often] [Rest] [Retire with thanks]",
        (
            "You get this because you look after Testing guild: on the first Monday of a month, and only if there is "
            "something to say. To see it any time: rhythm health"
        ),
    ]
    assert "The rhythm this month" not in await titles(wins, "jonas")


async def test_nothing_is_said_where_all_is_well_and_the_next_month_is_planned(wins: Town) -> None:
    await to_december(wins)
    assert "The rhythm this month" not in await titles(wins, "maria")
    async with wins.database.reading() as session:
        due = list(await session.scalars(select(beats.c.due_at).where(beats.c.kind == MONTHLY, beats.c.state == "due")))
    assert [d.date() for d in due] == [date(2027, 1, 4)]


async def test_a_community_that_moved_to_another_zone_is_told_on_its_own_morning(wins: Town) -> None:
    await ran(wins, 4, 4, 4, 0, 1, 1)
    async with wins.database.writing() as session:
        await session.execute(update(communities).values(zone="America/New_York"))
    await to_december(wins)  # noon in Copenhagen, six in New York
    assert "The rhythm this month" not in await titles(wins, "maria")
    await wins.waits(timedelta(hours=5))
    assert (await titles(wins, "maria")).count("The rhythm this month") == 1


async def test_stewards_of_a_community_that_rests_are_not_told(wins: Town) -> None:
    await ran(wins, 4, 4, 4, 0, 1, 1)
    async with wins.database.writing() as session:
        await session.execute(update(communities).values(paused_until=BEGIN + timedelta(days=60)))
    await to_december(wins)
    assert "The rhythm this month" not in await titles(wins, "maria")
