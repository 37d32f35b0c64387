"""What a platform may do to a request, and what becomes of the row."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from adapters.clock import FrozenClock
from adapters.sandbox.platform import SandboxPlatform
from adapters.sandbox.sql_world import SqlWorld
from bot.cards import PrivateText
from bot.errors import Outcome as Known
from bot.errors import PlatformFault
from bot.ports import Found, Seen
from storage.database import Database
from tests.worlds.platform_server import MAKES, Step, Trouble, broken, dropped, garbled, hangs, too_many
from tests.worlds.scene import MOMENT, Scene, scene
from tests.worlds.town import BEGIN, SPACE, open_town

LOST = "Something of mine did not arrive"
PEOPLE = ("maria", "jonas", "aisha", "noor")
SHORT = timedelta(seconds=0.4)
"""The limit where a test waits for it to pass."""
JITTER = timedelta(milliseconds=100)
"""The most that is added to what a platform asks for at the first failure: a tenth of the first wait of 1 s."""


async def test_a_row_waits_as_long_as_it_was_told_and_no_other_destination_waits(here: Scene) -> None:
    here.watch.on(Step.ARRIVAL, too_many(30), "post", which=here.at(here.general))
    first = await here.owes("first", room=here.general)
    await here.owes("second", room=here.general)
    await here.owes("beside", room=here.side)
    await here.owes("to you", to="jonas")
    row = await here.row(first)
    assert (row.state, row.attempt, row.failures, row.why) == ("waiting", 1, 1, "http_429")
    told = here.town.clock.real() + timedelta(seconds=30)
    assert told <= row.retry_at <= told + JITTER
    assert await here.titles(here.side) == ["beside"]
    assert (await here.mail("jonas"))[-1:] == ["to you"]
    await here.passes(row.retry_at - here.town.clock.real() - MOMENT)
    assert await here.titles(here.general) == []
    assert len(here.asked("post", about=here.general)) == 1
    await here.passes(MOMENT)
    assert await here.titles(here.general) == ["first", "second"]
    row = await here.row(first)
    assert (row.state, row.attempt, row.failures) == ("sent", 2, 1)


async def test_a_platform_that_is_not_there_is_asked_ever_more_rarely(here: Scene) -> None:
    await here.server.closes()
    owed = await here.owes("hello", room=here.general)
    waits: list[timedelta] = []
    for failures in range(1, 6):
        row = await here.row(owed)
        assert (row.state, row.attempt, row.failures, row.why) == ("waiting", failures, failures, "unreachable")
        waits.append(row.retry_at - here.town.clock.real())
        await here.passes(waits[-1] - MOMENT)
        assert (await here.row(owed)).attempt == failures
        await here.passes(MOMENT)
    doubled = [timedelta(seconds=2**n) for n in range(5)]
    assert all(most / 2 <= w <= most for w, most in zip(waits, doubled, strict=True))
    await here.server.opens()
    await here.passes(timedelta(minutes=10))
    assert await here.titles(here.general) == ["hello"]
    assert await here.ledger.open() == 0


# Outcomes that are not known

UNKNOWN: dict[str, Callable[[Scene], Trouble]] = {
    "broken": lambda _scene: broken(),
    "garbled": lambda _scene: garbled(),
    "dropped": lambda _scene: dropped(),
    "hangs": lambda scene: hangs(scene.watch),
}


async def owes(scene: Scene, method: str) -> None:
    """Owe something that is done by a method of the platform."""
    match method:
        case "post":
            await scene.owes("hello", room=scene.general)
        case "direct":
            await scene.owes("hello", to="jonas")
        case _:
            await scene.town.types("maria", '/circle create "Hello" "Why not" @jonas')


async def count(scene: Scene, method: str) -> int:
    """Return how often that stands on the platform."""
    match method:
        case "post":
            return (await scene.titles(scene.general)).count("hello")
        case "direct":
            return (await scene.mail("jonas")).count("hello")
        case _:
            return sum(r.name.startswith("hello") for r in await scene.town.world.rooms(SPACE, viewer=None))


@pytest.mark.parametrize("step", [Step.ARRIVAL, Step.ACCEPTED])
@pytest.mark.parametrize("trouble", UNKNOWN)
@pytest.mark.parametrize("method", MAKES)
async def test_an_unknown_outcome_is_looked_for_and_repeated_only_when_it_is_not_there(
    database: Database, method: str, trouble: str, step: Step
) -> None:
    async with scene(database, limit=SHORT) as here:
        here.watch.on(step, UNKNOWN[trouble](here), method)
        await owes(here, method)
        (owed,) = [r for r in await here.ledger.rows() if r.state == "sending"]
        assert (owed.attempt, await count(here, method)) == (1, int(step is Step.ACCEPTED))
        await here.passes(2 * SHORT - MOMENT)
        assert len(here.asked(method)) == 1
        assert here.asked("look_up") == []
        await here.passes(MOMENT)
        assert [a.key for a in here.asked("look_up")] == [owed.key]
        again = [a for a in here.asked(method) if a.key == owed.key]
        assert len(again) == (1 if step is Step.ACCEPTED else 2)
        assert await count(here, method) == 1
        row = await here.row(owed.id)
        assert (row.state, row.attempt) == ("sent", 2 if step is Step.ACCEPTED else 3)
        assert row.external_id is not None
        assert await here.ledger.open() == 0


@pytest.mark.parametrize("step", [Step.ARRIVAL, Step.ACCEPTED])
async def test_letting_somebody_in_is_simply_repeated(here: Scene, step: Step) -> None:
    here.watch.on(step, broken(), "invite")
    await owes(here, "open_room")
    await here.passes(timedelta(seconds=1))
    assert len(here.asked("invite")) == 2
    assert here.asked("look_up") == []
    made = next(r for r in await here.town.world.rooms(SPACE, viewer=None) if r.name == "hello")
    assert made.people == {"maria", "jonas"}
    assert await here.ledger.open() == 0


@pytest.mark.parametrize("trouble", ["too many", "closed", *UNKNOWN])
@pytest.mark.parametrize("step", [Step.ARRIVAL, Step.ACCEPTED])
async def test_a_look_that_fails_is_taken_again_before_anything_is_repeated(
    database: Database, step: Step, trouble: str
) -> None:
    async with scene(database, limit=SHORT) as here:
        here.watch.on(step, broken(), "post")
        owed = await here.owes("hello", room=here.general)
        if trouble == "closed":
            await here.server.closes()
        else:
            order = too_many(60) if trouble == "too many" else UNKNOWN[trouble](here)
            here.watch.on(Step.ARRIVAL, order, "look_up")
        await here.until_looked()
        assert (await here.row(owed)).state == "sending"
        if trouble == "closed":
            await here.server.opens()
        await here.passes(timedelta(seconds=59))
        asked = len(here.asked("look_up"))
        assert asked == (1 if trouble in {"too many", "closed"} else 2)
        await here.passes(timedelta(seconds=2))
        assert await here.titles(here.general) == ["hello"]
        assert (await here.row(owed)).state == "sent"


async def test_what_the_first_attempt_did_is_found_when_a_look_died_halfway(here: Scene) -> None:
    here.watch.on(Step.ACCEPTED, dropped(), "post")
    here.watch.on(Step.ARRIVAL, hangs(here.watch), "look_up")
    owed = await here.owes("hello", room=here.general)
    here.town.clock.wait(2 * here.limit)
    drain = asyncio.create_task(here.hearth.courier.drain(await here.ledger.lane()))
    await here.watch.until(lambda: len(here.asked("look_up")) == 1)
    drain.cancel()
    await asyncio.gather(drain, return_exceptions=True)
    row = await here.row(owed)
    assert (row.state, row.attempt) == ("sending", 2)
    assert row.sent_from > row.first_from
    await here.until_looked()
    assert await here.titles(here.general) == ["hello"]
    assert len({a.body["since"] for a in here.asked("look_up")}) == 1
    assert (await here.row(owed)).state == "sent"


async def test_what_may_have_been_sent_is_looked_for_even_when_its_moment_has_passed(here: Scene) -> None:
    here.watch.on(Step.ACCEPTED, broken(), "post")
    here.watch.on(Step.ARRIVAL, broken(), "direct")
    arrived = await here.owes("arrived", room=here.general, after=timedelta(hours=1))
    never = await here.owes("never", to="jonas", after=timedelta(hours=1))
    await here.town.clock.travel(here.town.clock.now() + timedelta(hours=2))
    await here.until_looked()
    assert ((await here.row(arrived)).state, (await here.row(never)).state) == ("sent", "skipped")
    assert "never" not in await here.mail("jonas")
    assert ["I skipped 1 message" in n for n in await here.notices()].count(True) == 1


# Time


async def test_a_platform_that_hangs_is_left_after_the_limit_and_the_others_go_on(database: Database) -> None:
    async with scene(database, limit=SHORT) as here:
        loop = asyncio.get_running_loop()
        here.watch.on(Step.ARRIVAL, hangs(here.watch), "post", which=here.at(here.general), times=None)
        began = loop.time()
        stuck = await here.owes("stuck", room=here.general)
        assert SHORT <= timedelta(seconds=loop.time() - began) < 4 * SHORT
        await here.owes("beside", room=here.side)
        await here.owes("to you", to="jonas")
        assert (await here.row(stuck)).state == "sending"
        assert await here.titles(here.side) == ["beside"]
        assert (await here.mail("jonas"))[-1:] == ["to you"]


async def test_a_claim_that_took_too_long_to_commit_sends_nothing(here: Scene) -> None:
    # Another worker may look for the row two limits after the claim: a request that begins late could be
    # accepted after that worker has found nothing.
    courier, lane = here.hearth.courier, await here.ledger.lane()
    claimed_at = here.town.clock.real() - 2 * here.limit
    await here.server.closes()
    owed = await here.owes("hello", room=here.general)
    await here.server.opens()
    here.town.clock.wait(timedelta(seconds=1))
    (ticket,) = await courier._claim(lane, here.town.clock.real())
    await courier._deliver(ticket, claimed_at)
    assert here.asked("post") == []
    assert (await here.row(owed)).state == "due"
    await here.hearth.pulse()
    assert await here.titles(here.general) == ["hello"]


# A platform that cannot be asked


class Silent(SandboxPlatform):
    """A platform that never tells what stands in its rooms."""

    async def look_up(self, *_asked: object, **_since: object) -> Found:
        return Found(Seen.UNKNOWABLE)


async def test_what_cannot_be_known_is_not_repeated_and_the_stewards_are_told(database: Database) -> None:
    async with scene(database, platform=Silent) as here:
        here.watch.on(Step.ACCEPTED, broken(), "post")
        owed = await here.owes("hello", room=here.general)
        await here.until_looked()
        await here.until_looked()
        row = await here.row(owed)
        assert (row.state, row.why) == ("skipped", "unknown-outcome")
        assert await here.titles(here.general) == ["hello"]
        told = [n for n in await here.notices() if "I do not send twice" in n]
        assert len(told) == 1
        assert "Try again" in told[0]


async def test_the_stewards_of_a_circle_alone_may_send_again_what_cannot_be_known(database: Database) -> None:
    async with scene(database, platform=Silent) as here:
        here.watch.on(Step.ARRIVAL, broken(), "post")
        await here.town.types("maria", "/steward add @noor")
        await here.town.types("maria", '/circle create "Hello" "Why not" @jonas')
        await here.until_looked()
        await here.until_looked()
        assert [r.why for r in await here.ledger.rows() if r.state == "skipped"] == ["unknown-outcome"]
        told = {p: [m for m in await here.town.mail(p) if m.card and m.card.title == LOST] for p in PEOPLE}
        assert {p: len(mail) for p, mail in told.items()} == {"maria": 1, "jonas": 1, "aisha": 0, "noor": 0}
        card = told["jonas"][0].card
        assert "I cannot tell whether my message in Hello arrived" in here.town.text(told["jonas"][0])
        for stranger in ("aisha", "noor"):
            reply = await here.town.presses(stranger, card, "Send again")
            assert "There is nothing left to do about that." in await here.town.said(reply)
        reply = await here.town.presses("jonas", card, "Send again")
        assert await here.town.said(reply) == "Sent again\nIt is on its way once more."
        await here.town.presses("maria", told["maria"][0].card, "Send again")
        await here.hearth.pulse()
        assert len(await here.town.reads("jonas", "hello")) == 1


async def test_each_message_of_a_circle_that_cannot_be_known_can_be_sent_again(database: Database) -> None:
    async with scene(database, platform=Silent) as here:
        await here.town.types("maria", '/circle create "Hello" "Why not" @jonas')
        room = next(r.room_id for r in await here.ledger.rows() if r.act == "OpenRoom")
        here.watch.on(Step.ARRIVAL, broken(), "post", times=2)
        for text in ("one", "two"):
            await here.owes(text, room=room)
            await here.until_looked()
            await here.until_looked()
        told = [m for m in await here.town.mail("jonas") if m.card and m.card.title == LOST]
        for notice in told:
            await here.town.presses("jonas", notice.card, "Send again")
            await here.hearth.pulse()
        said = [m.card.title for m in await here.town.reads("jonas", "hello") if m.card is not None]
        assert said[1:] == ["one", "two"]


@dataclass(slots=True)
class Asked(SandboxPlatform):
    """A platform that loses the first answer of each kind, and writes down how it is asked whether it was done."""

    lost: set[str] = field(default_factory=set)
    told: dict[str, Mapping[str, Any]] = field(default_factory=dict)

    async def open_room(self, *what: Any, **named: Any) -> str:
        return self._answer("open_room", await SandboxPlatform.open_room(self, *what, **named))

    async def post(self, *what: Any, **named: Any) -> str:
        return self._answer("post", await SandboxPlatform.post(self, *what, **named))

    def _answer(self, method: str, made: str) -> str:
        if method in self.lost:
            return made
        self.lost.add(method)
        raise PlatformFault("lost", Known.UNKNOWN)

    async def look_up(self, space: str, at: Any, key: str, **named: Any) -> Found:
        self.told["open_room" if at is None else "post"] = named
        return await SandboxPlatform.look_up(self, space, at, key, **named)


async def test_a_platform_is_told_what_it_looks_for_beside_its_key(database: Database) -> None:
    clock = FrozenClock(BEGIN)
    platform = Asked(SqlWorld(database, clock), clock)
    town = await open_town(database, platform=platform)
    await town.sets_up()
    await town.types("maria", '/circle create "Hello" "Why not" @jonas')
    for _look in range(2):
        town.clock.wait(timedelta(seconds=20))
        await town.waits(timedelta())
    await town.close()
    assert platform.told["open_room"]["name"] == "Hello"
    post = platform.told["post"]
    assert post["card"].title == PrivateText("Hello", post["card"].title.circle)
    assert {shown for _external, shown in post["names"].people.values()} == {"Maria", "Jonas"}


async def test_of_a_circle_only_its_stewards_hear_what_cannot_be_known(database: Database) -> None:
    async with scene(database, platform=Silent) as here:
        here.watch.on(Step.ACCEPTED, broken(), "post")
        await here.town.types("maria", '/circle create "Hello" "Why not" @jonas')
        await here.until_looked()
        await here.until_looked()
        for person, hears in (("maria", 1), ("jonas", 1), ("aisha", 0), ("noor", 0)):
            told = [here.town.text(m) for m in await here.town.mail(person)]
            assert sum("did not arrive" in t for t in told) == hears, person
        assert len(here.asked("post")) == 1
