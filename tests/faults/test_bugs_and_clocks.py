"""Bugs of our own, clocks that jump, things that come twice: one row suffers, the rest goes on."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from adapters.sandbox.platform import SandboxPlatform
from adapters.sandbox.read import sight, typed
from adapters.sandbox.world import PLATFORM
from bot.beats import Beat
from bot.cards import Card
from bot.commands import Event, EventKind
from bot.delivery.outcomes import Outcomes
from bot.delivery.store import Ticket
from bot.ports import Names, RoomAt
from bot.rhythm.model import Moment
from bot.rhythm.occurrences import Occurrences
from storage.database import Database
from storage.tables.rhythm import occurrences, rituals
from tests.worlds.scene import Scene, scene
from tests.worlds.town import SPACE, Town

A_WEEK = timedelta(days=7)


async def starts(town: Town, *names: str) -> None:
    """Start rituals that are announced at the same time."""
    for name in names:
        await town.starts_ritual("maria", f'/ritual create "{name}" "every Friday 10:00" "Because"')


# Bugs


async def test_a_bug_in_a_planner_stops_one_beat_and_no_other(here: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    await starts(here.town, "Before", "Broken", "Behind")
    async with here.hearth.database.reading() as session:
        query = select(occurrences.c.id).join(rituals, rituals.c.id == occurrences.c.ritual_id)
        broken = (await session.scalars(query.where(rituals.c.name == "Broken"))).one()
    sound = Occurrences.announce

    async def announce(self: Occurrences, beats: Sequence[Beat]) -> None:
        await sound(self, beats)
        if any(b.subject == broken for b in beats):
            raise ZeroDivisionError

    planners: Any = here.hearth.engine.planners
    monkeypatch.setitem(planners, Moment.ANNOUNCE.value, (Occurrences, announce))
    await here.town.waits(timedelta(days=3, hours=2))
    titles = await here.titles(here.general)
    assert sorted(titles) == ["Coming up: Before", "Coming up: Behind"]
    announced = [b for b in await here.ledger.beats() if b.kind == Moment.ANNOUNCE.value and b.state != "due"]
    assert sorted(b.state for b in announced) == ["done", "done", "failed"]
    assert next(b.state for b in announced if b.subject == broken) == "failed"
    assert [n.splitlines()[0] for n in await here.notices()].count("A beat of mine broke") == 1


class Clumsy(SandboxPlatform):
    """A platform whose renderer breaks on one card."""

    async def post(self, space: str, to: RoomAt, card: Card, names: Names, key: str, **under: Any) -> str:
        if card.title == "broken":
            raise ZeroDivisionError
        return await SandboxPlatform.post(self, space, to, card, names, key, **under)


async def test_a_bug_in_rendering_refuses_one_row_and_the_lane_goes_on(here: Scene) -> None:
    platforms: Any = here.hearth.courier.platforms
    platforms[PLATFORM] = Clumsy(here.town.world, here.town.clock)
    broken = await here.owes("broken", room=here.general)
    await here.owes("behind", room=here.general)
    await here.owes("beside", room=here.side)
    row = await here.row(broken)
    assert (row.state, row.why) == ("refused", "our-fault")
    assert await here.titles(here.general) == ["behind"]
    assert await here.titles(here.side) == ["beside"]
    assert sum("our-fault" in n for n in await here.notices()) == 1


async def test_an_outcome_that_cannot_be_written_is_found_later_and_holds_up_nobody(
    here: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound, failed = Outcomes.settle, asyncio.Event()

    async def settle(self: Outcomes, ticket: Ticket, outcome: Any) -> None:
        await sound(self, ticket, outcome)
        if ticket.delivery.to == first.to and not failed.is_set():
            failed.set()
            raise ZeroDivisionError

    await here.server.closes()
    stuck = await here.owes("hello", room=here.general)
    beside = await here.owes("beside", room=here.side)
    async with here.hearth.engine.units.reading() as unit:
        first: Any = await unit.deliveries.get(stuck)
    await here.server.opens()
    monkeypatch.setattr(Outcomes, "settle", settle)
    await here.passes(timedelta(seconds=1))
    assert failed.is_set()
    assert ((await here.row(stuck)).state, (await here.row(beside)).state) == ("sending", "sent")
    await here.until_looked()
    assert await here.titles(here.general) == ["hello"]
    assert (await here.row(stuck)).state == "sent"


# Clocks


async def test_after_a_week_away_what_was_missed_is_skipped_and_told_once(here: Scene) -> None:
    town = here.town
    await starts(town, "Wins", "Losses")
    await town.clock.travel(town.clock.now() + A_WEEK)
    for _again in range(3):
        await here.hearth.pulse()
    await town.waits(timedelta(minutes=1))
    assert await here.titles(here.general) == []
    away = [n for n in await here.notices() if n.startswith("I was away")]
    assert len(away) == 1
    late = sum(b.state == "late" for b in await here.ledger.beats())
    assert late >= 4
    assert "Losses · 1 date\nWins · 1 date" in away[0]
    assert "more this hour" not in away[0]
    assert await here.ledger.states() == {"sent": len(await here.ledger.rows())}
    await town.waits(A_WEEK)
    posted = await here.titles(here.general)
    assert (posted.count("Coming up: Wins"), posted.count("Coming up: Losses")) == (1, 1)


async def test_what_waited_too_long_is_not_sent_when_the_platform_comes_back(here: Scene) -> None:
    await starts(here.town, "Wins")
    await here.server.closes()
    await here.town.waits(A_WEEK)
    await here.server.opens()
    await here.passes(timedelta(hours=1))
    assert "Coming up: Wins" not in await here.titles(here.general)
    assert sum(n.startswith("Too late to send") for n in await here.notices()) == 1
    # The notice counts up, once a minute.
    await here.town.minute_passes()
    assert await here.ledger.open() == 0


# Twice


async def test_an_event_that_comes_twice_acts_once(here: Scene) -> None:
    new = await here.town.world.add_person(SPACE, "Mei", zone="Asia/Tokyo")
    event = Event("Ev1", PLATFORM, SPACE, EventKind.ARRIVED, here.town.clock.now(), person=new.id, name="Mei")
    other = replace(event, person="ghost", name="Ghost")
    for again in (event, other, event):
        await here.hearth.engine.receive(again)
    await here.hearth.pulse()
    await here.hearth.engine.receive(other)
    await here.hearth.pulse()
    assert set(await here.ledger.members()) == {"maria", "jonas", "aisha", "noor", "mei"}


async def test_a_call_that_comes_ten_times_at_once_acts_once(any_database: Database) -> None:
    async with scene(any_database) as here:
        told = sum(r.account_id is not None for r in await here.ledger.rows())
        seen = await sight(here.town.world, SPACE, "maria", here.town.rooms[SPACE])
        request = typed(seen, "one-click", '/circle create "Hello" "Why not" @jonas @aisha')
        replies = await asyncio.gather(*(here.hearth.engine.call(request) for _ in range(10)))
        await here.hearth.settle()
        titles = sorted(str(r.card.title) for r in replies if r.card is not None)
        assert titles.count("Done already") == 9
        assert len(here.asked("open_room")) == 1
        assert sum(r.act == "Post" and r.account_id is not None for r in await here.ledger.rows()) == told + 1
