"""Hallways: for whom and until when, and rooms that come late, are refused, or belong to whoever is parted again."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import cast

import pytest

from adapters.sandbox.platform import SandboxPlatform
from adapters.sandbox.world import PLATFORM, Room
from bot.circles import hallway_texts as texts
from bot.circles.hallways import OPENED_WITHIN, Gathering, Hallway
from bot.errors import Outcome, PlatformFault
from bot.keys import AccountId, CircleId, CommunityId, MemberId, OccurrenceId, RitualId
from bot.ports import Platform
from storage.community import SqlCommunities
from tests.worlds.town import BEGIN, SPACE, Town, buttons

A, B, C = (MemberId(m) for m in "abc")
OVER = Gathering(RitualId("r"), "Friday wins", OccurrenceId("d"), BEGIN, BEGIN + timedelta(minutes=30), A, (B, A))
HALL = Hallway("h", CommunityId("c"), OccurrenceId("d"), AccountId("x"), BEGIN, BEGIN + timedelta(days=2))
HALLWAY = '/ritual hallway "Friday wins"'
SECOND = timedelta(seconds=1)


# The rules


def test_a_hallway_is_for_those_who_came_and_whoever_hosted_each_once() -> None:
    assert OVER.people == (A, B)
    assert Gathering(RitualId("r"), "Friday wins", came=(C,)).people == (C,)


def test_it_opens_within_a_week_of_the_end_and_not_before() -> None:
    end = BEGIN + timedelta(minutes=30)
    assert [OVER.fresh(at) for at in (end - SECOND, end, end + OPENED_WITHIN, end + OPENED_WITHIN + SECOND)] == [
        False,
        True,
        True,
        False,
    ]
    assert not Gathering(RitualId("r"), "Friday wins").fresh(BEGIN)


def test_it_is_open_until_the_moment_it_closes() -> None:
    assert HALL.is_open(HALL.closes_at - SECOND)
    assert not HALL.is_open(HALL.closes_at)


def test_its_room_is_called_after_the_date_and_no_card_names_anybody() -> None:
    assert texts.room_name(OVER, BEGIN.date()) == "hallway Friday wins 2026-11-23"
    assert texts.purpose(OVER) == "For those who came to Friday wins. It closes by itself."
    notice = texts.notice(OVER, HALL)
    assert [(b.label, b.action, b.value) for b in buttons(notice)] == [("Let me in", "ritual.hallway-in", "h")]
    assert "a" not in repr(texts.over(OVER)).split("'")


# Rooms and people


@dataclass(slots=True)
class Guarded(SandboxPlatform):
    """A sandbox that refuses to open rooms, or lets that wait."""

    fault: list[PlatformFault] = field(default_factory=list)
    meanwhile: Callable[[], Awaitable[None]] | None = None

    async def open_room(self, space: str, name: str, purpose: str, *, private: bool, key: str) -> str:
        if self.fault:
            raise self.fault[0]
        if self.meanwhile is not None:
            await self.meanwhile()
        return await super(Guarded, self).open_room(space, name, purpose, private=private, key=key)


@pytest.fixture
def guarded(home: Town) -> Guarded:
    """Return the platform of the town, which does what a test says."""
    platform = Guarded(home.world, home.clock)
    cast("dict[str, Platform]", home.hearth.courier.platforms)[PLATFORM] = platform
    return platform


async def over(town: Town) -> None:
    """Let a date pass at which Jonas and Noor were."""
    await town.starts_ritual("maria", '/ritual create "Friday wins" "every Friday 10:00" "What went well" deck:none')
    await town.hearth.advance_to(BEGIN + timedelta(days=5), town.clock)
    asked = await town.types("maria", '/ritual recap "Friday wins"')
    assert asked.form is not None
    await town.fills("maria", asked.form, {f.name: f.value for f in asked.form.fields} | {"also": "Jonas, Noor"})


async def room(town: Town) -> Room | None:
    return next((r for r in await town.world.rooms("town", viewer=None) if r.name.startswith("hallway")), None)


async def test_a_room_that_may_not_be_made_is_the_desks_to_mend_and_opens_then(home: Town, guarded: Guarded) -> None:
    await over(home)
    guarded.fault.append(PlatformFault("no_permission", Outcome.NEVER, missing="Manage Channels", remedy="There."))
    await home.types("maria", HALLWAY)
    assert await room(home) is None
    told = (await home.mail("maria"))[-1]
    assert home.text(told).startswith(
        "Something of mine did not arrive\nI could not do it: I lack Manage Channels. Nothing is lost."
    )
    guarded.fault.clear()
    said = await home.said(await home.presses("maria", told.card, "Try again"))
    assert said == "Sent again\nIt is on its way once more."
    await home.minute_passes()
    found = await room(home)
    assert found is not None
    assert set(found.people) == {"jonas", "noor"}
    await home.waits(timedelta(days=2))
    found = await room(home)
    assert found is not None
    assert found.archived


async def test_once_it_would_be_closed_there_is_nothing_left_to_try_again(home: Town, guarded: Guarded) -> None:
    await over(home)
    guarded.fault.append(PlatformFault("no_permission", Outcome.NEVER, missing="Manage Channels", remedy="There."))
    await home.types("maria", f"{HALLWAY} days:1")
    told = (await home.mail("maria"))[-1]
    await home.waits(timedelta(days=1))
    guarded.fault.clear()
    assert await home.said(await home.presses("maria", told.card, "Try again")) == (
        "That did not work\nThere is nothing left to do about that. Nothing was changed."
    )
    await home.minute_passes()
    assert await room(home) is None


async def test_a_room_that_comes_when_its_hallway_is_closed_is_archived(home: Town, guarded: Guarded) -> None:
    await over(home)

    async def long() -> None:
        await home.clock.travel(home.clock.now() + timedelta(days=2))
        await home.hearth.engine.pulse()

    guarded.meanwhile = long
    await home.types("maria", HALLWAY)
    found = await room(home)
    assert found is not None
    assert found.archived


async def test_a_room_that_a_circle_has_adopted_is_the_circles(home: Town) -> None:
    await over(home)
    await home.types("maria", HALLWAY)
    found = await room(home)
    assert found is not None
    async with home.database.writing() as session:
        places = SqlCommunities(session)
        here = await places.space(PLATFORM, SPACE)
        assert here is not None
        known = await places.room_at(here.id, found.id)
        assert known is not None
        await places.put_room(replace(known, circle=CircleId("circle")))
    await home.waits(timedelta(days=3))
    found = await room(home)
    assert found is not None
    assert not found.archived
    assert [home.text(m).split("\n")[0] for m in await home.reads(None, found.name)] == ["A hallway"]


async def test_a_date_of_long_ago_gets_no_hallway(home: Town) -> None:
    await over(home)
    await home.types("maria", '/ritual pause "Friday wins"')
    await home.waits(timedelta(days=9))
    said = await home.said(await home.types("maria", HALLWAY))
    assert (
        said == "That did not work\nThat was over 7 days ago or more. Nothing was changed. A hallway opens right after."
    )
