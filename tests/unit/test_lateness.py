"""Coming back after an absence: what still makes sense is done once, the rest is told once."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from adapters.ids import SeededIds
from adapters.main.wiring import wire
from adapters.sandbox.platform import SandboxPlatform
from adapters.sandbox.world import PLATFORM
from bot.rhythm.lateness import OPEN_GRACE, following, is_late, passed
from bot.rhythm.model import Late, OccurrenceState, Ritual, occurrence
from bot.rhythm.recurrence import Recurrence, upcoming
from storage.database import Database
from storage.tables.engine import deliveries
from storage.tables.rhythm import occurrences
from tests.worlds.ground import NORTH
from tests.worlds.town import BEGIN, Town
from tests.worlds.turns import turn

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


async def away(town: Town, until: timedelta) -> None:
    """Let Hearth be away until so long after the beginning (Monday 09:00), and then come back."""
    await town.clock.travel(BEGIN + until)
    await town.hearth.pulse()
    await town.hearth.settle()


async def rows(town: Town) -> int:
    async with town.database.reading() as session:
        return len((await session.execute(select(deliveries.c.id))).all())


async def states(town: Town) -> list[str]:
    async with town.database.reading() as session:
        return list(await session.scalars(select(occurrences.c.state).order_by(occurrences.c.starts_at)))


async def posts(town: Town) -> list[str]:
    return [town.text(m) for m in await town.reads(None) if m.card is not None]


async def told(town: Town) -> list[str]:
    return [town.text(m) for m in await town.mail("maria") if m.card and m.card.title == "I was away"]


# What a steward chooses


async def test_by_default_dates_that_passed_are_left_out(home: Town) -> None:
    await home.starts_ritual("maria", '/ritual create Q "every weekday 10:00" "Why"')
    assert "dates that passed are left out" in await home.said(await home.types("maria", "/ritual show Q"))
    await away(home, 3 * DAY)  # Thursday 09:00: three dates passed
    assert await posts(home) == []
    assert await states(home) == ["missed", "missed", "missed", "planned"]


async def test_the_latest_date_opens_once_and_says_kindly_that_it_is_late(home: Town) -> None:
    await home.starts_ritual("maria", '/ritual create Q "every weekday 10:00" "Why" late:latest-once deck:none')
    assert "the latest date opens once, late" in await home.said(await home.types("maria", "/ritual show Q"))
    await away(home, 3 * DAY)
    assert await posts(home) == [
        (
            "Q\nWhy\nThis was for Wed 25 Nov 10:00 and comes late: I was away. Answer in your own time.\n"
            "Next time: Thu 26 Nov 10:00"
        )
    ]
    assert await states(home) == ["missed", "missed", "opened", "planned"]
    await home.hearth.advance_to(BEGIN + 3 * DAY + timedelta(minutes=50), home.clock)
    assert (await posts(home))[1].startswith("Worth it?\nWas Q worth your 45 minutes?")
    [desk] = await told(home)
    assert "Opened late, because it still made sense:\nQ · 1 date\n" in desk
    assert "Left out, so that nothing stale was posted:\nQ · 2 dates\n" in desk


async def test_all_dates_open_in_order(home: Town) -> None:
    await home.starts_ritual("maria", '/ritual create Q "every weekday 10:00" "Why" late:all deck:none')
    await away(home, 3 * DAY)
    days = [p.split("This was for ")[1][:6] for p in await posts(home)]
    assert days == ["Mon 23", "Tue 24", "Wed 25"]
    assert await states(home) == ["opened", "opened", "opened", "planned"]
    await home.hearth.advance_to(BEGIN + 3 * DAY + timedelta(minutes=50), home.clock)
    assert sum(p.startswith("Worth it?") for p in await posts(home)) == 3
    [desk] = await told(home)
    assert "Q · 3 dates" in desk
    assert "Left out" not in desk


async def test_a_date_that_can_still_open_in_time_opens_and_says_nothing_of_late(home: Town) -> None:
    await home.starts_ritual("maria", '/ritual create Q "every weekday 10:00" "Why" late:latest-once deck:none')
    await away(home, 2 * DAY + 90 * timedelta(minutes=1))  # Wednesday 10:30
    assert await posts(home) == ["Q\nWhy\nNext time: Thu 26 Nov 10:00"]
    assert await states(home) == ["missed", "missed", "opened", "planned"]


async def test_the_policy_can_be_changed(home: Town) -> None:
    await home.starts_ritual("maria", '/ritual create Q "every weekday 10:00" "Why"')
    await home.presses("maria", (await home.types("maria", "/ritual edit Q late:all")).card, "Change it")
    assert "each date opens, late" in await home.said(await home.types("maria", "/ritual show Q"))


# A week away, whole


async def lives(town: Town) -> None:
    """Start rituals of every kind; members have their Mondays."""
    for name, when, late in (
        ("Daily", "every weekday 10:00", "skip"),
        ("Weekly", "every Friday 10:00", "skip"),
        ("Latest", "every weekday 15:00", "latest-once"),
        ("Question", "every Wednesday 12:00", "all"),
        ("Monthly", "every 7th 10:00", "skip"),
    ):
        await town.starts_ritual("maria", f'/ritual create {name} "{when}" "Why" late:{late} deck:none')


WEEK_AWAY = [
    # It came back on Tuesday 1 December, 09:00: a week and a day after the beginning.
    (
        "Latest\nWhy\nThis was for Mon 30 Nov 15:00 and comes late: I was away. Answer in your own time.\n"
        "Next time: Tue 1 Dec 15:00"
    ),
    (
        "Question\nWhy\nThis was for Wed 25 Nov 12:00 and comes late: I was away. Answer in your own time.\n"
        "Next time: Wed 2 Dec 12:00"
    ),
]


async def test_after_a_week_away_only_what_makes_sense_is_sent(home: Town) -> None:
    await lives(home)
    before = await rows(home)
    await away(home, 8 * DAY)
    assert sorted(await posts(home)) == WEEK_AWAY
    assert await rows(home) == before + len(WEEK_AWAY)
    await home.hearth.advance_to(BEGIN + 8 * DAY + timedelta(minutes=2), home.clock)
    [desk] = await told(home)
    assert await rows(home) == before + len(WEEK_AWAY) + 1
    assert [line for line in desk.splitlines() if " · " in line] == [
        "Latest · 1 date",
        "Question · 1 date",
        "Daily · 6 dates",
        "Latest · 5 dates",
        "Weekly · 1 date",
    ]
    await home.hearth.advance_to(BEGIN + 8 * DAY + 50 * timedelta(minutes=1), home.clock)
    # The dates that opened late are asked about, forty-five minutes after.
    asked = [p.splitlines()[1] for p in await posts(home) if p.startswith("Worth it?")]
    assert sorted(asked) == ["Was Latest worth your 45 minutes?", "Was Question worth your 45 minutes?"]
    assert len(await told(home)) == 1


async def test_another_absence_is_another_message(home: Town) -> None:
    await lives(home)
    await away(home, 8 * DAY)
    await home.hearth.advance_to(BEGIN + 9 * DAY, home.clock)
    await away(home, 16 * DAY)
    await home.hearth.advance_to(BEGIN + 16 * DAY + timedelta(minutes=2), home.clock)
    assert len(await told(home)) == 2


async def test_two_workers_that_come_back_together_and_one_that_starts_again_double_nothing(
    home: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.engine.pulse.BATCH", 2)
    await lives(home)
    before = await rows(home)
    other = Database(home.database.url.render_as_string(hide_password=False))
    workers = [home.hearth]
    for name in ("second", "third"):
        platform = SandboxPlatform(home.world, home.clock)
        workers.append(wire(other, home.clock, SeededIds(name), {PLATFORM: platform}))
    await home.clock.travel(BEGIN + 8 * DAY)
    # One ends in the middle: the batch it holds is undone, and another takes it.
    dying = asyncio.create_task(workers[2].pulse())
    await turn()
    dying.cancel()
    await asyncio.gather(dying, *(w.pulse() for w in workers[:2]), return_exceptions=True)
    await home.hearth.pulse()
    await home.hearth.settle()
    assert sorted(await posts(home)) == WEEK_AWAY
    await home.hearth.advance_to(BEGIN + 8 * DAY + timedelta(minutes=2), home.clock)
    assert len(await told(home)) == 1
    assert await rows(home) == before + len(WEEK_AWAY) + 1
    for worker in workers[1:]:
        await worker.close()


# The rule

WHENS = st.builds(
    Recurrence,
    st.sampled_from(["FREQ=DAILY", "FREQ=WEEKLY;BYDAY=MO,WE,FR", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", "FREQ=MONTHLY"]),
    st.just(date(2026, 1, 6)),
    st.builds(time, st.integers(0, 23)),
    st.sampled_from(["Europe/Copenhagen", "America/New_York", "Pacific/Apia", "UTC"]),
)


def every(ritual: Ritual, after: datetime, until: datetime) -> Sequence[datetime]:
    found: list[datetime] = []
    for start in upcoming(ritual.when, after):
        if start.at > until:
            return found
        found.append(start.at)
    return found


@settings(max_examples=200)
@given(WHENS, st.sampled_from(Late), st.integers(0, 24 * 90))
def test_each_date_that_passed_is_opened_or_missed_once_and_in_order(when: Recurrence, late: Late, hours: int) -> None:
    ritual = replace(NORTH.ritual(), when=when, late=late)
    first = next(upcoming(when, datetime(2026, 1, 7, tzinfo=UTC)))
    planned = occurrence(ritual, first)
    now = first.at + OPEN_GRACE + timedelta(hours=hours, seconds=1)
    opened: list[datetime] = []
    missed: list[datetime] = []
    coming = planned
    while is_late(coming.starts, now):
        found = passed(ritual, coming, now)
        opened += [o.starts for o in found.opens]
        missed += [o.starts for o in found.missed]
        assert all(o.state is OccurrenceState.MISSED for o in found.missed)
        start = following(ritual, coming, now)
        assert start is not None
        coming = occurrence(ritual, start)
    dates = [at for at in every(ritual, first.at - HOUR, now) if is_late(at, now)]
    assert Counter(opened + missed) == Counter(dates)
    assert (opened, missed) == (sorted(opened), sorted(missed))
    expected = {Late.SKIP: [], Late.ALL: dates, Late.LATEST_ONCE: [] if coming.starts <= now else dates[-1:]}
    assert opened == expected[late]
    assert coming.starts >= now - OPEN_GRACE
