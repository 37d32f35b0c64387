"""Where a circle stands, as its stewards read it in `circle show`: after every refusal, and until it is closed."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import cast

import pytest
from sqlalchemy import select

from adapters.sandbox.platform import SandboxPlatform
from adapters.sandbox.world import PLATFORM
from bot.circles.hitches import Awaited, Doing, Hitch
from bot.circles.life import ended, standing
from bot.community.model import Room
from bot.errors import Outcome, PlatformFault
from bot.keys import RoomId, SpaceId
from bot.ports import Platform, RoomAt
from storage.tables.circles import circle_seats, circles
from tests.worlds.saying import says
from tests.worlds.town import Town

MENTORS = '/circle create "Mentors" "How we mentor" @jonas'
SHOW = "/circle show Mentors"
LACKS = {"missing": "Manage Channels", "remedy": "Server Settings → Roles → Hearth → Manage Channels."}
WHERE = "I lack Manage Channels. Server Settings → Roles → Hearth → Manage Channels."


@dataclass(slots=True)
class Guarded(SandboxPlatform):
    """A sandbox that refuses some methods, or lets them wait."""

    refuses: set[str] = field(default_factory=set)
    waits: set[str] = field(default_factory=set)

    def _ask(self, method: str) -> None:
        if method in self.waits:
            raise PlatformFault("ratelimited", Outcome.NOT_DONE, retry_after=timedelta(minutes=3))
        if method in self.refuses:
            raise PlatformFault("no_permission", Outcome.NEVER, **LACKS)  # type: ignore[arg-type]

    async def open_room(self, space: str, name: str, purpose: str, *, private: bool, key: str) -> str:
        self._ask("open")
        return await super(Guarded, self).open_room(space, name, purpose, private=private, key=key)

    async def invite(self, space: str, room: RoomAt, people: tuple[str, ...]) -> None:
        self._ask("invite")
        await super(Guarded, self).invite(space, room, people)

    async def close(self, space: str, room: RoomAt) -> None:
        self._ask("close")
        await super(Guarded, self).close(space, room)


@pytest.fixture
def guarded(home: Town) -> Guarded:
    """Return the platform of the town, which refuses what a test says."""
    platform = Guarded(home.world, home.clock)
    cast("dict[str, Platform]", home.hearth.courier.platforms)[PLATFORM] = platform
    return platform


async def state(town: Town) -> str:
    """Return where the one circle stands, as its row says."""
    async with town.database.reading() as session:
        return str(await session.scalar(select(circles.c.state)))


async def people(town: Town, name: str = "mentors") -> set[str] | None:
    room = await town.room(name)
    return set(room.people) if room else None


async def test_an_open_circle_says_since_when_to_those_inside(home: Town) -> None:
    await home.types("maria", MENTORS + " kind:listed")
    for person in ("maria", "jonas"):
        assert "\nStands: open, since Mon 23 Nov\n" in await says(home, person, SHOW)
    assert "Stands" not in await says(home, "noor", SHOW)


async def test_a_room_that_may_not_be_made_leaves_the_circle_asked_for_with_what_to_do(
    home: Town, guarded: Guarded
) -> None:
    guarded.refuses = {"open"}
    await home.types("maria", MENTORS)
    assert await state(home) == "asked"
    shown = await home.types("maria", SHOW)
    assert await home.said(shown) == (
        "Mentors\n"
        "How we mentor\n"
        "Stands: without a room, since Mon 23 Nov\n"
        "Kind: private\n"
        "Stewards: @Maria, @Jonas\n"
        "Members: @Maria, @Jonas\n"
        "Review: Sun 21 Feb\n"
        "Size: 2 people of at most 30\n"
        f"I could not make its room in town. Nothing is lost. {WHERE}\n"
        "[Try again] [Close it]"
    )
    again = await home.presses("maria", shown.card, "Try again")
    assert await home.said(again) == "Trying again\nI am at it; nothing is done twice.\n[How did it go?]"
    assert await state(home) == "asked"
    guarded.refuses = set()
    old = (await home.mail("jonas"))[-1]
    await home.presses("jonas", shown.card, "Try again")
    assert (await state(home), await people(home)) == ("open", {"maria", "jonas"})
    # The notice of the first refusal opens no second room.
    for label in ("Try again", "Drop it"):
        await home.presses("jonas", old.card, label)
    assert [r.name for r in await home.world.rooms("town", viewer=None)] == ["general", "mentors"]
    assert "[Try again]" not in await says(home, "maria", SHOW)


async def test_a_platform_that_lets_hearth_wait_is_told_with_the_time(home: Town, guarded: Guarded) -> None:
    guarded.waits = {"open"}
    await home.types("maria", MENTORS)
    assert await state(home) == "opening"
    shown = await says(home, "jonas", SHOW)
    assert "Stands: its room is being made, since Mon 23 Nov" in shown
    assert "I am making its room in town. I was asked to wait, and try again at Mon 23 Nov 09:03." in shown
    guarded.waits = set()
    home.clock.wait(timedelta(minutes=5))
    await home.minute_passes()
    assert (await state(home), await people(home)) == ("open", {"maria", "jonas"})


async def test_a_room_that_could_not_be_made_for_a_week_is_given_up_and_told(home: Town, guarded: Guarded) -> None:
    guarded.waits = {"open"}
    await home.types("maria", MENTORS)
    await home.waits(timedelta(days=8))
    home.clock.wait(timedelta(days=8))
    await home.minute_passes()
    assert await state(home) == "asked"
    shown = await says(home, "maria", SHOW)
    assert "I could not make its room in town. Nothing is lost. I kept trying, and it never went through." in shown
    assert "[Try again] [Close it]" in shown
    assert "Something of mine did not arrive" in home.text((await home.mail("jonas"))[-1])
    assert await home.mail("noor") == []


async def test_people_who_could_not_be_let_in_are_let_in_with_one_tap(home: Town, guarded: Guarded) -> None:
    guarded.refuses = {"invite"}
    await home.types("maria", MENTORS)
    assert (await state(home), await people(home)) == ("open", set())
    shown = await home.types("maria", SHOW)
    said = await home.said(shown)
    assert f"I could not let everybody into its room in town. They keep their seats. {WHERE}" in said
    guarded.refuses = set()
    await home.presses("maria", shown.card, "Try again")
    assert await people(home) == {"maria", "jonas"}
    assert "I could not" not in await says(home, "maria", SHOW)


async def test_a_circle_whose_room_may_not_be_archived_is_closing_until_it_is(home: Town, guarded: Guarded) -> None:
    await home.types("maria", MENTORS + " people:@aisha")
    guarded.refuses = {"close"}
    await home.types("maria", "/circle close Mentors sure:yes")
    assert await state(home) == "closing"
    shown = await home.types("maria", SHOW)
    said = await home.said(shown)
    assert "Stands: closing, since Mon 23 Nov" in said
    assert said.endswith(f"I could not archive its room in town. Nothing is lost. {WHERE}\n[Try again]")
    # Nobody comes in any more, and whoever only was invited does not see it.
    for line in ("/circle invite Mentors @noor", "/circle close Mentors sure:yes"):
        assert "It is being closed. Nothing was changed. What is still to be done: circle show" in await says(
            home, "maria", line
        )
    assert "I know no circle called" in await says(home, "aisha", "/circle join Mentors")
    guarded.refuses = set()
    await home.presses("maria", shown.card, "Try again")
    room = await home.room("mentors")
    assert room is not None
    assert room.archived
    assert await state(home) == "closed"
    async with home.database.reading() as session:
        assert (await session.execute(select(circle_seats))).all() == []


async def test_a_notice_that_a_room_could_not_be_archived_tries_again_as_well(home: Town, guarded: Guarded) -> None:
    await home.types("maria", MENTORS)
    guarded.refuses = {"close"}
    await home.types("maria", "/circle close Mentors sure:yes")
    guarded.refuses = set()
    notice = (await home.mail("jonas"))[-1]
    await home.presses("jonas", notice.card, "Try again")
    await home.minute_passes()
    assert await state(home) == "closed"


async def test_a_circle_closed_while_its_room_waits_to_be_made_gets_none(home: Town, guarded: Guarded) -> None:
    guarded.waits = {"open"}
    await home.types("maria", MENTORS)
    await home.types("maria", "/circle close Mentors sure:yes")
    assert await state(home) == "closed"
    guarded.waits = set()
    home.clock.wait(timedelta(minutes=5))
    await home.minute_passes()
    assert await people(home) is None


async def test_nobody_but_a_steward_tries_again(home: Town, guarded: Guarded) -> None:
    guarded.refuses = {"open"}
    await home.types("maria", MENTORS + " kind:listed")
    shown = await home.types("maria", SHOW)
    refused = await home.presses("noor", shown.card, "Try again")
    assert "Only a steward of that circle can do that. Nothing was changed." in await home.said(refused)


# The rule

TOWN, HILL = SpaceId("town"), SpaceId("hill")


def room(ident: str, state: str, space: SpaceId = TOWN, external: str | None = "C") -> Room:
    return Room(RoomId(ident), space, external, "a circle", private=True, circle=None, state=state)


def test_what_has_a_better_room_by_now_is_told_no_more() -> None:
    old, new, far = room("r1", "lost"), room("r2", "open"), room("r3", "lost", HILL)
    hitches = [Hitch(r.id, Doing.INVITE, "code", "", "") for r in (old, new)]
    waits = [Awaited(old.id, Doing.SAY, None)]
    found = standing([old, new, far], hitches, waits)
    assert found.hitches == (hitches[1],)
    assert (found.awaited, found.gone) == ((), (far,))


def test_a_lost_room_is_told_once_be_it_by_its_hitch_or_alone() -> None:
    lost = room("r1", "lost")
    hitch = Hitch(lost.id, Doing.SAY, "code", "being in that room", "/invite @Hearth")
    assert standing([lost], [], []).gone == (lost,)
    assert standing([lost], [hitch], []).gone == ()


def test_a_circle_has_ended_when_no_room_is_left_to_archive() -> None:
    assert ended([])
    assert ended([room("r1", "closed"), room("r2", "lost")])
    assert not ended([room("r1", "closed"), room("r2", "opening")])
