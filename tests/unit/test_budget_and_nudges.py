"""What Hearth sends of its own accord: the week ahead, on each member's Monday, and never too much of it."""

import hashlib
from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from adapters.ids import SeededIds
from adapters.sandbox.world import Message
from bot.community.budget import Nudge
from bot.community.model import is_quiet, week_of
from bot.keys import CommunityId, MemberId
from storage.attention import SqlWishes
from storage.tables.attention import nudges
from storage.tables.community import accounts, members
from tests.worlds.town import BEGIN, Town

WEEK = timedelta(weeks=1)
DAY = timedelta(days=1)
TITLE = "Your week in Testing guild"
ZONES = (
    "Pacific/Kiritimati",
    "Pacific/Auckland",
    "Asia/Tokyo",
    "Asia/Kolkata",
    "Europe/Copenhagen",
    "Europe/London",
    "America/Sao_Paulo",
    "America/St_Johns",
    "America/New_York",
    "America/Los_Angeles",
    "Pacific/Honolulu",
    "Pacific/Pago_Pago",
)
"""From the first zone in which a Monday begins to the last."""


@pytest.fixture
async def weekly(home: Town) -> Town:
    """Return a town with a community and a ritual every Friday; it is Monday, nine o'clock in Copenhagen."""
    await home.starts_ritual("maria", '/ritual create "Friday wins" "every Friday 10:00" "What went well"')
    return home


async def nudged(town: Town, person: str) -> list[Message]:
    """Return the weeks ahead that somebody got."""
    return [m for m in await town.mail(person) if m.card is not None and m.card.title == TITLE]


# The budget


async def _note(town: Town, person: str, *kinds: str, at: datetime) -> None:
    """Note nudges of other kinds as sent to somebody."""
    query = select(members.c.id, members.c.community_id).join(accounts, accounts.c.member_id == members.c.id)
    async with town.database.writing() as session:
        row = (await session.execute(query.where(accounts.c.external_id == person))).one()
        week = week_of(at, "Europe/Copenhagen")
        noted = [
            Nudge(CommunityId(row.community_id), MemberId(row.id), week, k, at, "Europe/Copenhagen") for k in kinds
        ]
        await SqlWishes(session, SeededIds(f"{person}{kinds}")).note(noted)


async def test_who_had_two_nudges_of_other_kinds_gets_none_and_who_had_one_reads_that_it_is_the_second(
    weekly: Town,
) -> None:
    monday = BEGIN + WEEK
    await _note(weekly, "jonas", "other", "another", at=monday - timedelta(hours=1))
    await _note(weekly, "aisha", "other", at=monday - timedelta(hours=1))
    await _note(weekly, "noor", "other", "another", at=monday - 2 * DAY)  # in the week before
    await weekly.waits(WEEK)
    assert await nudged(weekly, "jonas") == []
    [second] = await nudged(weekly, "aisha")
    assert "It is 2 of at most 2 messages from me this week." in weekly.text(second)
    [first] = await nudged(weekly, "noor")
    assert "It is 1 of at most 2 messages from me this week." in weekly.text(first)


# Whole stories


async def test_everybody_gets_their_week_on_their_own_monday_outside_their_quiet_hours(weekly: Town) -> None:
    hours = ("20:00-08:00", "22:00-10:30", "off", "08:00-12:00")
    people = {f"P{n}": (zone, hours[n % len(hours)]) for n, zone in enumerate(ZONES)}
    for name, (zone, quiet) in people.items():
        await weekly.lets_in(name, zone=zone)
        await weekly.types(name.lower(), f"/my quiet {quiet}")
    await weekly.waits(2 * WEEK)
    for name, (zone, quiet) in people.items():
        local = [m.at.astimezone(ZoneInfo(zone)) for m in await nudged(weekly, name.lower())]
        clock = {"20:00-08:00": "09:00", "22:00-10:30": "10:30", "off": "09:00", "08:00-12:00": "12:00"}[quiet]
        assert {f"{at:%a %H:%M}" for at in local} == {f"Mon {clock}"}, (name, zone)
        assert [b - a for a, b in pairwise(local)] == [WEEK] * (len(local) - 1)
        assert len(local) in {2, 3}, (name, zone)  # three where Monday's morning was still to come


def _chance(*what: object, of: int) -> int:
    """Return a number below `of`: the same whenever the same is asked."""
    return hashlib.sha256(repr(what).encode()).digest()[0] % of


async def test_moving_through_zones_brings_no_week_twice_and_never_a_message_at_night(weekly: Town) -> None:
    people = ("jonas", "aisha", "noor")
    lives: dict[str, dict[datetime, str]] = {p: {weekly.clock.now(): "Europe/Copenhagen"} for p in people}
    for step in range(3 * 7):
        for person in people:
            if _chance(step, person, of=3) == 0:
                zone = ZONES[_chance(step, person, "zone", of=len(ZONES))]
                lives[person][weekly.clock.now()] = zone
                await weekly.types(person, f"/my zone {zone}")
        await weekly.waits(DAY)
    for person in people:
        got = [m.at for m in await nudged(weekly, person)]
        zones = [next(z for since, z in reversed(lives[person].items()) if since <= at) for at in got]
        local = [at.astimezone(ZoneInfo(z)) for at, z in zip(got, zones, strict=True)]
        assert [at for at in local if is_quiet(at.hour * 60 + at.minute, (1200, 480))] == []
        assert {at.weekday() for at in local} == {0}
        weeks = [week_of(at, z) for at, z in zip(got, zones, strict=True)]
        assert len(weeks) == len(set(weeks))
        assert all(b - a > 5 * DAY for a, b in pairwise(got))
        assert 2 <= len(got) <= 4


async def test_a_second_monday_of_the_same_week_brings_nothing(weekly: Town) -> None:
    await weekly.types("jonas", "/my zone Pacific/Kiritimati")
    await weekly.waits(WEEK - timedelta(hours=13))  # Monday 09:00 on Kiritimati is Sunday 19:00 UTC
    assert len(await nudged(weekly, "jonas")) == 1
    await weekly.types("jonas", "/my zone Pacific/Honolulu")
    await weekly.waits(2 * DAY)  # Monday has been in Honolulu as well
    assert len(await nudged(weekly, "jonas")) == 1
    await weekly.waits(6 * DAY)
    assert len(await nudged(weekly, "jonas")) == 2


async def test_who_is_snoozed_gets_nothing_until_it_is_over(weekly: Town) -> None:
    await weekly.types("jonas", "/my snooze 8")
    await weekly.types("aisha", "/my snooze 8")
    await weekly.types("aisha", "/my snooze 0")
    await weekly.waits(WEEK)
    assert (await nudged(weekly, "jonas"), len(await nudged(weekly, "aisha"))) == ([], 1)
    await weekly.waits(WEEK)
    assert len(await nudged(weekly, "jonas")) == 1


async def test_the_buttons_under_it_mean_what_they_say(weekly: Town) -> None:
    await weekly.waits(WEEK)
    [nudge] = await nudged(weekly, "jonas")
    assert weekly.text(nudge) == (
        "Your week in Testing guild\n"
        "Fri 4 Dec 10:00 · Friday wins\n"
        "[Fewer] [Snooze a week]\n"
        "You get this because you belong to Testing guild. It is 1 of at most 2 messages from me this week. "
        "The next week ahead is due Mon 7 Dec 09:00."
    )
    await weekly.presses("jonas", nudge.card, "Snooze a week")
    await weekly.waits(WEEK - timedelta(minutes=1))
    assert len(await nudged(weekly, "jonas")) == 1


async def test_when_nothing_is_on_nobody_is_written_to(town: Town) -> None:
    await town.sets_up(rhythm="")
    await town.starts_ritual("maria", '/ritual create "Far" "2027-03-01 10:00" "Once"')
    await town.starts_ritual("maria", '/ritual create "Rest" "every Friday 10:00" "Why"')
    await town.types("maria", "/ritual pause Rest")
    await town.waits(2 * WEEK)
    assert [await nudged(town, p) for p in ("maria", "jonas", "aisha", "noor")] == [[], [], [], []]


async def test_who_is_found_too_late_is_left_alone_and_gets_the_next_one(weekly: Town) -> None:
    await weekly.clock.travel(BEGIN + WEEK + timedelta(hours=6, seconds=1))
    await weekly.hearth.pulse()
    assert await nudged(weekly, "jonas") == []
    await weekly.waits(WEEK)
    assert len(await nudged(weekly, "jonas")) == 1


async def test_what_could_not_be_sent_before_the_evening_is_not_sent_at_night(weekly: Town) -> None:
    await weekly.types("jonas", "/my quiet 10:00-08:00")
    wakeups = weekly.hearth.wakeups
    assert wakeups is not None
    drain, wakeups.drain = wakeups.drain, _nothing
    await weekly.waits(WEEK)
    wakeups.drain = drain
    await weekly.clock.travel(BEGIN + WEEK + timedelta(hours=1, seconds=1))  # 10:00 has passed in Copenhagen
    await weekly.hearth.pulse()
    assert (await nudged(weekly, "jonas"), len(await nudged(weekly, "aisha"))) == ([], 1)


async def _nothing(lane: str) -> None:
    """Send nothing: the platform cannot be reached."""


async def test_who_has_left_gets_nothing_and_who_comes_back_gets_their_mondays_again(weekly: Town) -> None:
    await weekly.leaves("jonas")
    await weekly.waits(WEEK)
    async with weekly.database.reading() as session:
        assert len((await session.execute(select(nudges))).all()) == 3
    await weekly.lets_in("Jonas")
    await weekly.waits(WEEK)
    assert len(await nudged(weekly, "jonas-2")) == 1


async def test_the_week_can_be_asked_for_and_asking_costs_nothing_of_the_budget(weekly: Town) -> None:
    week = await weekly.said(await weekly.types("jonas", "/rhythm week"))
    assert week == "The week ahead\nFri 27 Nov 10:00 · Friday wins"
    coming = await weekly.said(await weekly.types("jonas", "/rhythm next"))
    assert coming == "What comes next\nFri 27 Nov 10:00 · Friday wins"
    await weekly.waits(WEEK)
    assert len(await nudged(weekly, "jonas")) == 1
