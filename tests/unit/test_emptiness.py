"""Empty chairs: told three weeks ahead, once, together, and not where nothing is amiss."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from bot.beats import Beat
from bot.keys import BeatId, CommunityId, OccurrenceId, RitualId
from bot.voices.emptiness import AGAIN, AHEAD, EMPTY, SETTLING, TOGETHER, Emptiness, next_look, ripe
from bot.voices.model import Date
from storage.tables.community import communities
from tests.unit.test_planner_queries import counting
from tests.worlds.saying import answers, says
from tests.worlds.town import Town

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)
MONTHLY = '/ritual create "Guest hour" "every month on the third Thursday 16:00" "A voice from outside" guests:yes'
WEEKLY = '/ritual create "Guest hour" "every Thursday 16:00" "A voice from outside" guests:yes'


def date(days: float) -> Date:
    starts = NOW + days * DAY
    return Date(CommunityId("home"), RitualId("r"), OccurrenceId(str(days)), "Guest hour", starts)


def test_nothing_is_told_before_three_weeks_and_what_follows_soon_is_told_at_once() -> None:
    assert ripe([], NOW) == ()
    assert ripe([date(22), date(29)], NOW) == ()
    assert ripe([date(20.9), date(28), date(41.9), date(43)], NOW) == (date(20.9), date(28), date(41.9))


@given(st.lists(st.integers(2, 200).map(date), max_size=6))
def test_a_chair_is_looked_at_at_its_time_and_never_later_than_in_three_weeks(empty: list[Date]) -> None:
    due = next_look(empty, NOW)
    assert NOW + SETTLING <= due <= NOW + AGAIN
    assert all(due <= max(d.starts - AHEAD, NOW + SETTLING) for d in empty)


@given(st.integers(1, 10), st.integers(0, 400))
def test_stewards_hear_at_most_once_in_three_weeks_however_often_it_comes(every: int, weeks: int) -> None:
    """All chairs of a ritual are empty: each is told once, in time, in few notices."""
    chairs = [date(n * every + 0.5) for n in range(1, 60)]
    told: set[str] = set()
    notices: list[datetime] = []
    now = NOW
    while now < NOW + 20 * WEEK:
        near = [c for c in chairs if now < c.starts <= now + AHEAD + TOGETHER and c.occurrence not in told]
        if new := ripe(near, now):
            notices.append(now)
            told |= {d.occurrence for d in new}
        now = next_look([c for c in near if c.occurrence not in told], now)
    assert all(c.occurrence in told for c in chairs if NOW + SETTLING < c.starts < now)
    assert all(two - one >= min(AHEAD, every * DAY) for one, two in pairwise(notices))
    assert all(two - one >= AHEAD - every * DAY for one, two in pairwise(notices[1:]))


async def notices(town: Town) -> list[str]:
    """Return the notices of empty chairs that Maria got, as text."""
    found = [m for m in await town.mail("maria") if m.card is not None]
    return [town.text(m) for m in found if str(m.card.title) in {"An empty chair", "Empty chairs"}]  # type: ignore[union-attr]


async def test_three_weeks_ahead_the_stewards_read_whom_they_could_ask_and_with_which_words(home: Town) -> None:
    for line in ("Ada organisation:Acme topic:Engines", "Bo organisation:Acme topic:Tea", "Cleo organisation:Byte"):
        await home.types("jonas", f"/guest suggest {line}")
    await home.starts_ritual("maria", MONTHLY)
    await home.waits(2 * DAY)
    assert await notices(home) == []
    await home.waits(4 * DAY)  # Thursday 26 November, 16:00: three weeks before 17 December
    [notice] = await notices(home)
    lines = notice.split("\n")
    assert lines[:2] == ["An empty chair", "Thu 17 Dec 16:00 · Guest hour: nobody is asked yet"]
    names = lines[2].removeprefix("Next in fair rotation: ")
    assert sorted(names.replace("), ", ")|").split("|")) == ["Ada (Acme, Engines)", "Bo (Acme, Tea)", "Cleo (Byte)"]
    # Two of one house never stand beside each other while there is another.
    assert [n.strip(" ,").split(" ")[0] for n in names.split(")")][1] == "Cleo"
    assert lines[4].startswith("Dear ")
    assert "Thursday 17 December 2026 at 16:00 (Europe/Copenhagen)." in lines[4]
    assert lines[5] == "You get this up to three weeks ahead, once for each date. All chairs: guest slot"
    await home.waits(14 * DAY)
    assert len(await notices(home)) == 1


async def test_a_button_of_the_notice_keeps_the_chair_and_a_second_press_says_so(home: Town) -> None:
    await home.types("jonas", "/guest suggest Ada")
    await home.starts_ritual("maria", WEEKLY)
    await home.waits(DAY + timedelta(hours=1))
    [message] = [m for m in await home.mail("maria") if m.card is not None and m.card.title == "Empty chairs"]
    said = await answers(home, "maria", message.card, "Ask Ada")
    assert said.startswith("Words to send them\nThe chair of Guest hour on Thu 26 Nov 16:00 is kept for Ada.")
    again = await answers(home, "maria", message.card, "Ask Ada")
    assert again.split("\n")[1] == "Ada has a chair already. Nothing was changed. See it: guest slot"


async def test_a_chair_that_somebody_has_is_not_told_of(home: Town) -> None:
    await home.types("jonas", "/guest suggest Ada")
    await home.starts_ritual("maria", MONTHLY)
    await home.types("maria", "/guest invite Ada")
    await home.waits(10 * DAY)
    assert await notices(home) == []
    await home.types("maria", "/ritual skip Guest hour")
    await home.waits(2 * DAY)
    assert await notices(home) == []  # the next one is in January
    await home.waits(28 * DAY)
    assert [n.split("\n")[1] for n in await notices(home)] == ["Thu 21 Jan 16:00 · Guest hour: nobody is asked yet"]


async def test_what_comes_every_week_is_told_every_third(home: Town) -> None:
    await home.starts_ritual("maria", WEEKLY)
    await home.waits(53 * DAY)
    told = await notices(home)
    assert len(told) == 3
    assert told[0].split("\n") == [
        "Empty chairs",
        "Thu 26 Nov 16:00 · Guest hour: nobody is asked yet",
        "Thu 3 Dec 16:00 · Guest hour: nobody is asked yet",
        "Thu 10 Dec 16:00 · Guest hour: nobody is asked yet",
        "Thu 17 Dec 16:00 · Guest hour: nobody is asked yet",
        "and 2 more",
        "And nobody is left to ask. Suggest somebody: guest suggest",
        "You get this up to three weeks ahead, once for each date. All chairs: guest slot",
    ]


@pytest.mark.parametrize(
    ("rest", "yes"),
    [
        ("/ritual pause Guest hour", ""),
        ("/community pause until:2027-02-01", "Rest quietly"),
        ("/ritual edit Guest hour guests:no", "Change it"),
    ],
)
async def test_nothing_is_told_of_what_rests(home: Town, rest: str, yes: str) -> None:
    await home.starts_ritual("maria", WEEKLY)
    reply = await home.types("maria", rest)
    if yes:
        await home.presses("maria", reply.card, yes)
    await home.waits(21 * DAY)
    assert await notices(home) == []


async def test_after_a_rest_it_is_told_again(home: Town) -> None:
    await home.starts_ritual("maria", WEEKLY)
    await home.types("maria", "/ritual pause Guest hour")
    await home.types("maria", "/ritual resume Guest hour")
    await home.waits(2 * DAY)
    assert len(await notices(home)) == 1
    assert "empty" in await says(home, "maria", "/guest slot")


async def test_where_the_slot_alternates_only_guests_chairs_are_told_and_missing_cases_a_week_ahead(home: Town) -> None:
    await home.starts_ritual("maria", WEEKLY.replace("guests:yes", "guests:alternating"))
    await home.waits(2 * DAY)
    [notice] = await notices(home)
    assert notice.split("\n")[1:3] == [
        "Thu 26 Nov 16:00 · Guest hour: nobody is asked yet",
        "Thu 17 Dec 16:00 · Guest hour: nobody is asked yet",
    ]
    assert await case_notices(home) == []
    await home.waits(2 * DAY)
    assert await case_notices(home) == [
        (
            "Nobody brings a case yet\nThu 3 Dec 16:00 · Guest hour: an own case, nobody brings one yet\n"
            "Whoever has one types: ritual case. Without one it is a peer clinic.\n"
            "You get this a week ahead, once for each date. All chairs: guest slot"
        )
    ]
    await home.types("jonas", '/ritual case "Guest hour" "Our tests take an hour"')
    await home.waits(21 * DAY)  # 18 December; the next own case is on the 24th
    assert [n.split("\n")[1:3] for n in (await case_notices(home))[1:]] == [
        [
            "Thu 24 Dec 16:00 · Guest hour: an own case, nobody brings one yet",
            "You could ask, in this order: @Jonas",
        ]
    ]


async def case_notices(town: Town) -> list[str]:
    found = [m for m in await town.mail("maria") if m.card is not None]
    return [town.text(m) for m in found if m.card is not None and m.card.title == "Nobody brings a case yet"]


async def test_a_look_at_many_communities_takes_as_many_statements_as_one(home: Town) -> None:
    """What a look reads and tells grows with nothing but the rows: it is asked once for a whole batch."""
    line = WEEKLY.replace("guests:yes", "guests:alternating")
    await home.starts_ritual("maria", line)
    for number in range(3):
        space = f"S{number}"
        await home.adds_space(space)
        await home.lets_in("Zoe", space=space)
        await home.sets_up("zoe", space=space, name=f"Guild {number}")
        await home.starts_ritual("zoe", line, space=space)
    async with home.database.reading() as session:
        rows = (await session.execute(select(communities.c.id))).scalars().all()
    now = home.clock.now()
    beats = [Beat(BeatId(f"b{n}"), EMPTY, CommunityId(c), c, now, timedelta(days=3)) for n, c in enumerate(rows)]
    home.clock.wait(2 * DAY)
    counts: list[int] = []
    for batch in (beats[:1], beats[1:]):
        with counting(home.database) as seen:
            async with home.hearth.engine.unit() as house:
                await house.service(Emptiness).look(batch)
        counts.append(len(seen))
    assert len(beats) == 4
    assert counts[1] == counts[0]
