"""`turns:` as stewards type it, and what the ledger counts and costs."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.rhythm.hour_texts import Hour
from bot.rhythm.ledger import Ledgers, by_day, hours
from bot.rhythm.recurrence import Recurrence
from bot.rhythm.when import Moved
from tests.unit.test_rituals import refused
from tests.worlds.ground import NORTH
from tests.worlds.town import Town

CALL = '/ritual create "World call" "every Tuesday 10:00" "Nobody gets up each time"'
NOT = "Nothing was changed."
TURNS = (time(10), time(18))
WHEN = Recurrence("FREQ=WEEKLY;BYDAY=TU", date(2026, 12, 1), time(10), "Europe/Copenhagen", turns=TURNS)
MONDAY = datetime(2026, 11, 30, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("turns", "sentence"),
    [
        ("10:00", f"“10:00” — I need 2 to 4 different times of day. Try: 10:00, 18:00. {NOT}"),
        ("10:00, 10", f"“10:00, 10” — I need 2 to 4 different times of day. Try: 10:00, 18:00. {NOT}"),
        ("1,2,3,4,10", f"“1,2,3,4,10” — I need 2 to 4 different times of day. Try: 10:00, 18:00. {NOT}"),
        ("10:00, 25:00", f"“10:00, 25:00” — I need 2 to 4 different times of day. Try: 10:00, 18:00. {NOT}"),
        (
            "10:00 Europe/Nowhere",
            f"“10:00 Europe/Nowhere” — I need 2 to 4 different times of day. Try: 10:00, 18:00. {NOT}",
        ),
        ("9:00, 18:00", f"10:00 is none of the times that take turns: 09:00 and 18:00. {NOT} Name it among them."),
    ],
)
async def test_what_takes_no_turns_is_refused(home: Town, turns: str, sentence: str) -> None:
    assert await refused(home, "maria", f'{CALL} turns:"{turns}"') == sentence


async def test_one_date_has_nothing_to_share(home: Town) -> None:
    line = '/ritual create "World call" "on 24 December 10:00" "Once" turns:"10:00, 18:00"'
    assert await refused(home, "maria", line) == f"That is one date: there is nothing to take turns. {NOT}"


async def test_another_time_says_what_becomes_of_the_turns(home: Town) -> None:
    await home.starts_ritual("maria", f'{CALL} turns:"10:00, 18:00"')
    line = '/ritual edit "World call" when:"every Thursday 12:00"'
    assert await refused(home, "maria", line) == (
        f"12:00 is none of the times that take turns: 10:00 and 18:00. {NOT} To end that: turns:none"
    )
    changed = await home.said(await home.types("maria", f"{line} turns:none"))
    assert "every Thursday at 12:00 (Europe/Copenhagen)" in changed
    changed = await home.said(await home.types("maria", '/ritual edit "World call" when:"every Thursday 18:00"'))
    assert "every Thursday at 10:00 and 18:00 in turn" in changed
    assert "Thu 26 Nov 18:00" in changed


async def test_one_date_alone_takes_no_turns(home: Town) -> None:
    await home.starts_ritual("maria", CALL)
    assert await refused(home, "maria", '/ritual edit "World call" turns:"10:00, 18:00" scope:this') == (
        f"For some dates only the rhythm and the minutes can change, not turns. {NOT}"
    )


def test_a_date_counts_for_the_time_at_which_it_takes_place() -> None:
    ritual = replace(NORTH.ritual(), when=WHEN.move(date(2026, 12, 1), Moved(datetime(2026, 12, 2, 15))))  # noqa: DTZ001
    held = [datetime(2026, 11, 3, 17, tzinfo=UTC), datetime(2026, 11, 10, 9, tzinfo=UTC), MONDAY + timedelta(hours=1)]
    zones = {"Europe/Copenhagen": 9, "America/New_York": 4, "Asia/Tokyo": 5}
    assert hours(ritual, held, zones, MONDAY) == (Hour(time(10), 1, 5, 12, 4), Hour(time(18), 1, 6, 12, 5))


def test_whose_night_it_is_is_not_told_of_four() -> None:
    ritual = replace(NORTH.ritual(), when=WHEN)
    found = hours(ritual, [], {"Asia/Tokyo": 1, "Europe/Copenhagen": 3}, MONDAY)
    assert [h.outside for h in found] == [None, None]


def test_a_date_whose_hour_clocks_leave_out_counts_for_its_time() -> None:
    turns = (time(2, 30), time(12))
    when = Recurrence("FREQ=DAILY", date(2027, 3, 28), turns[0], "Europe/Copenhagen", turns=turns)
    gap = datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
    [night, _noon] = hours(replace(NORTH.ritual(), when=when), [gap], {}, gap)
    assert night.past == 1


@pytest.mark.parametrize(("hour", "awake"), [(7, False), (8, True), (20, True), (21, False)])
def test_the_day_is_from_eight_to_nine_in_the_evening(hour: int, awake: bool) -> None:
    assert by_day(datetime(2026, 12, 1, hour, 59, tzinfo=UTC), "UTC") is awake


class Counting:
    """A store that counts how often it is asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def held(self, ritual: str, since: datetime) -> list[datetime]:
        self.asked.append(f"{ritual} {since:%Y-%m-%d}")
        return [MONDAY - n * timedelta(weeks=1) for n in range(40)]

    async def zones(self, community: str) -> dict[str, int]:
        self.asked.append(community)
        return {f"Etc/GMT+{n}": 100 for n in range(12)}


async def test_the_ledger_asks_twice_and_only_where_times_take_turns() -> None:
    store = Counting()
    ritual = NORTH.ritual()
    assert await Ledgers(MONDAY, store).of(ritual) == ()
    assert store.asked == []
    assert await Ledgers(MONDAY, store).of(replace(ritual, when=WHEN)) != ()
    assert store.asked == [f"{ritual.id} 2025-11-29", NORTH.community]
