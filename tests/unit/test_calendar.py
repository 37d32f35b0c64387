"""Rituals in the platforms' own calendars: the next date of each, once, and gone when it does not take place."""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from adapters.clock import FrozenClock
from adapters.ids import SeededIds
from adapters.main.wiring import wire
from adapters.sandbox.platform import SandboxPlatform
from adapters.sandbox.sql_world import SqlWorld
from adapters.sandbox.world import PLATFORM
from bot.deliveries import UNKNOWN
from bot.errors import Outcome, PlatformFault
from bot.ports import Capability, Found, RoomAt, Seen, Slot
from storage.database import Database
from storage.tables.engine import deliveries
from tests.worlds.town import BEGIN, SPACE, Town

WINS = '/ritual create "Friday wins" "every Friday 10:00" "What went well" minutes:30'


@dataclass(slots=True)
class Dated(SandboxPlatform):
    """A sandbox with a calendar: what stands in it, by id."""

    capabilities: frozenset[Capability] = frozenset(Capability)
    slots: dict[str, tuple[str, Slot]] = field(default_factory=dict)
    put: int = 0
    moved: int = 0
    away: bool = False

    async def schedule(self, space: str, room: RoomAt, slot: Slot, key: str) -> str:  # type: ignore[override]
        del space, key
        if self.away:
            raise PlatformFault("away", Outcome.NOT_DONE)
        self.put += 1
        self.slots[f"E{self.put}"] = (room.external, slot)
        return f"E{self.put}"

    async def reschedule(self, space: str, room: RoomAt, event: str, slot: Slot) -> None:  # type: ignore[override]
        del space
        # Who deleted it by hand shall not see it again.
        if event in self.slots:
            self.slots[event] = (room.external, slot)
        self.moved += 1

    async def unschedule(self, space: str, event: str) -> None:  # type: ignore[override]
        del space
        self.slots.pop(event, None)

    async def look_up_slot(self, *_what: object, **_named: object) -> Found:
        return Found(Seen.ABSENT)


@pytest.fixture
async def dated(database: Database) -> tuple[Town, Dated]:
    """Return a town whose platform has a calendar, with a community."""
    clock = FrozenClock(BEGIN)
    world = SqlWorld(database, clock)
    platform = Dated(world, clock)
    town = Town(database, clock, world, wire(database, clock, SeededIds("town"), {PLATFORM: platform}))
    await town.adds_space(SPACE)
    await town.lets_in("Maria", "Jonas")
    await town.sets_up(rhythm="")
    return town, platform


def shown(platform: Dated) -> list[str]:
    """Return what stands in the calendar: name, reason, begin and length."""
    return [f"{s.name}: {s.about} {s.starts:%a %d %H:%M} {s.ends - s.starts}" for _room, s in platform.slots.values()]


async def test_the_next_date_stands_in_the_calendar_and_the_one_after_it_once_it_begins(
    dated: tuple[Town, Dated],
) -> None:
    town, platform = dated
    await town.starts_ritual("maria", WINS)
    assert shown(platform) == ["Friday wins: What went well Fri 27 09:00 0:30:00"]
    assert {room for room, _slot in platform.slots.values()} == {town.rooms[SPACE]}
    await town.hearth.advance_to(BEGIN + timedelta(days=4, hours=1), town.clock)
    assert shown(platform)[1:] == ["Friday wins: What went well Fri 04 09:00 0:30:00"]
    await town.hearth.advance_to(BEGIN + timedelta(days=10), town.clock)
    assert platform.put == 2
    await town.close()


@pytest.mark.parametrize(
    "line", ["/ritual skip Friday wins", "/ritual pause Friday wins", "/ritual retire Friday wins"]
)
async def test_a_date_that_does_not_take_place_is_taken_out(dated: tuple[Town, Dated], line: str) -> None:
    town, platform = dated
    await town.starts_ritual("maria", WINS)
    await town.types("maria", line)
    left = ["Friday wins: What went well Fri 04 09:00 0:30:00"] if "skip" in line else []
    assert shown(platform) == left
    await town.close()


async def changes(town: Town, line: str, label: str = "Change it") -> None:
    """Let Maria change a ritual, and say so."""
    await town.presses("maria", (await town.types("maria", line)).card, label)


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        ('/ritual edit "Friday wins" new-name:Wins', "Wins: What went well Fri 27 09:00 0:30:00"),
        ('/ritual edit "Friday wins" value:Better', "Friday wins: Better Fri 27 09:00 0:30:00"),
        ('/ritual edit "Friday wins" minutes:50', "Friday wins: What went well Fri 27 09:00 0:50:00"),
        ('/ritual edit "Friday wins" when:"every Friday 11:00"', "Friday wins: What went well Fri 27 10:00 0:30:00"),
    ],
)
async def test_what_changes_about_a_date_changes_in_its_event(
    dated: tuple[Town, Dated], change: str, wanted: str
) -> None:
    town, platform = dated
    await town.starts_ritual("maria", WINS)
    await changes(town, change)
    assert list(platform.slots) == ["E1"]
    assert (shown(platform), platform.put, platform.moved) == ([wanted], 1, 1)
    await town.types("maria", f"/ritual pause {wanted.partition(':')[0]}")
    assert shown(platform) == []
    await town.close()


async def test_a_moved_date_keeps_its_event_as_often_as_it_moves(dated: tuple[Town, Dated]) -> None:
    town, platform = dated
    await town.starts_ritual("maria", WINS)
    for to in ("2026-11-26 15:00", "2026-11-25 12:00"):
        await changes(town, f'/ritual move "Friday wins" "{to}"', "Move it")
    assert list(platform.slots) == ["E1"]
    assert shown(platform) == ["Friday wins: What went well Wed 25 11:00 0:30:00"]
    await town.close()


async def test_an_event_that_somebody_deleted_is_not_made_again_for_that_date(dated: tuple[Town, Dated]) -> None:
    town, platform = dated
    await town.starts_ritual("maria", WINS)
    platform.slots.clear()
    await changes(town, '/ritual edit "Friday wins" minutes:50')
    assert (platform.slots, platform.put, platform.moved) == ({}, 1, 1)
    assert await town.mail("maria") == []
    await town.hearth.advance_to(BEGIN + timedelta(days=5), town.clock)
    assert shown(platform) == ["Friday wins: What went well Fri 04 09:00 0:50:00"]
    await town.close()


async def test_an_event_that_is_not_there_yet_is_put_in_once_as_it_is_now(
    dated: tuple[Town, Dated], database: Database
) -> None:
    town, platform = dated
    sending = town.hearth
    town.hearth = wire(database, town.clock, SeededIds("quiet"), {PLATFORM: platform}, sends=False)
    await town.starts_ritual("maria", WINS)
    await changes(town, '/ritual edit "Friday wins" when:"every Friday 11:00"')
    await sending.pulse()
    assert shown(platform) == ["Friday wins: What went well Fri 27 10:00 0:30:00"]
    assert (platform.put, platform.moved) == (1, 0)
    await sending.close()


async def test_an_event_that_waits_for_a_calendar_waits_as_long_as_its_date(dated: tuple[Town, Dated]) -> None:
    town, platform = dated
    platform.away = True
    await town.starts_ritual("maria", WINS)
    await changes(town, '/ritual move "Friday wins" "2026-11-28 10:00"', "Move it")
    await town.hearth.advance_to(BEGIN + timedelta(days=4, hours=3), town.clock)
    platform.away = False
    await town.minute_passes()
    assert shown(platform) == ["Friday wins: What went well Sat 28 09:00 0:30:00"]
    await town.close()


async def test_a_date_that_moves_after_its_event_expired_gets_one(dated: tuple[Town, Dated]) -> None:
    town, platform = dated
    platform.away = True
    await town.starts_ritual("maria", WINS)
    async with town.database.writing() as session:
        unsent = deliveries.c.act == "Schedule"
        await session.execute(update(deliveries).where(unsent).values(state="skipped", why="expired"))
    platform.away = False
    await changes(town, '/ritual move "Friday wins" "2026-11-28 10:00"', "Move it")
    assert shown(platform) == ["Friday wins: What went well Sat 28 09:00 0:30:00"]
    await changes(town, '/ritual move "Friday wins" "2026-11-28 11:00"', "Move it")
    assert (shown(platform), platform.put) == (["Friday wins: What went well Sat 28 10:00 0:30:00"], 1)
    await town.close()


async def test_an_event_of_which_nobody_can_know_is_not_made_twice(dated: tuple[Town, Dated]) -> None:
    town, platform = dated
    platform.away = True
    await town.starts_ritual("maria", WINS)
    async with town.database.writing() as session:
        unsent = deliveries.c.act == "Schedule"
        await session.execute(update(deliveries).where(unsent).values(state="skipped", why=UNKNOWN))
    platform.away = False
    await changes(town, '/ritual move "Friday wins" "2026-11-28 10:00"', "Move it")
    assert platform.put == 0
    await town.close()


async def test_another_room_has_an_event_of_its_own(dated: tuple[Town, Dated]) -> None:
    town, platform = dated
    other = await town.world.add_room(SPACE, "garden", private=False, by=None)
    await town.starts_ritual("maria", WINS)
    await changes(town, '/ritual edit "Friday wins" room:#garden')
    assert [room for room, _slot in platform.slots.values()] == [other.id]
    assert platform.put == 2
    await town.close()


async def test_a_date_that_takes_place_after_all_stands_there_again(dated: tuple[Town, Dated]) -> None:
    town, platform = dated
    await town.starts_ritual("maria", WINS)
    await town.types("maria", "/ritual pause Friday wins")
    await town.types("maria", "/ritual resume Friday wins")
    assert shown(platform) == ["Friday wins: What went well Fri 27 09:00 0:30:00"]
    await town.types("maria", "/ritual skip Friday wins date:2026-12-04")
    # The next date is as it was: it is not put there twice.
    assert (len(platform.slots), platform.put) == (1, 2)
    await town.close()


async def test_an_unsent_event_is_withdrawn_with_its_date(dated: tuple[Town, Dated], database: Database) -> None:
    town, platform = dated
    sending = town.hearth
    town.hearth = wire(database, town.clock, SeededIds("quiet"), {PLATFORM: platform}, sends=False)
    await town.starts_ritual("maria", WINS)
    await town.types("maria", "/ritual pause Friday wins")
    async with database.reading() as session:
        acts = (await session.execute(select(deliveries.c.act, deliveries.c.state).order_by(deliveries.c.seq))).all()
    assert [tuple(a) for a in acts if a.act.endswith("chedule")] == [("Schedule", "withdrawn"), ("Unschedule", "due")]
    assert platform.put == 0
    await sending.close()


async def test_a_platform_without_a_calendar_owes_nothing(home: Town) -> None:
    await home.starts_ritual("maria", WINS)
    await home.types("maria", "/ritual skip Friday wins")
    async with home.database.reading() as session:
        acts = set(await session.scalars(select(deliveries.c.act)))
    assert not acts & {"Schedule", "Unschedule"}
