"""kill -9 at any moment: what is owed stands on the platform once, in order, and nothing is lost."""

import asyncio
import os
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import count, islice
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Row

from adapters.discord import marks
from tests.worlds.hunting import Aim, Doing, Kill, named, tally
from tests.worlds.ledger import OPEN
from tests.worlds.trouble import Step
from tests.worlds.worker import LOOK_S, Worker, eventually, working
from tests.worlds.yards import OPENINGS, Stands, Yard, yard

KILLS = int(os.environ.get("HEARTH_KILLS", "12"))
"""On each real platform, over both databases together."""
SANDBOX_KILLS = int(os.environ.get("HEARTH_SANDBOX_KILLS", str(KILLS)))
SEED = 20261123
LIFE_S = 120
REST_S = 300
"""Limits for a machine that does much else; alone, a life lasts 2 s."""

AIMS = (
    (Step.ARRIVAL, Doing.OPEN),
    (Step.ACCEPTED, Doing.POST),
    (Step.ARRIVAL, Doing.LOOK),
    (Step.ACCEPTED, Doing.CIRCLE),
    (None, Doing.OTHER),
    (Step.ANSWERED, Doing.INVITE),
    (Step.ANSWERED, Doing.DIRECT),
    (Step.ACCEPTED, Doing.OPEN),
    (Step.ACCEPTED, Doing.LOOK),
    (Step.ARRIVAL, Doing.CIRCLE),
    (Step.ARRIVAL, Doing.POST),
    (Step.ACCEPTED, Doing.INVITE),
    (Step.ACCEPTED, Doing.DIRECT),
    (Step.ANSWERED, Doing.LOOK),
    (Step.ANSWERED, Doing.CIRCLE),
    (Step.ANSWERED, Doing.OPEN),
    (None, Doing.OTHER),
    (Step.ANSWERED, Doing.POST),
    (Step.ARRIVAL, Doing.DIRECT),
    (Step.ARRIVAL, Doing.INVITE),
)
"""What the kills aim at, in turn. The second database goes on where the first one's share of 12 ends."""
STARTS = {"sqlite": 0, "postgres": 6}


def aims(begin: int) -> Iterator[Aim]:
    """Yield aims without end, the same for the same beginning."""
    chance = random.Random(SEED + begin)
    for number in count(begin):
        step, doing = AIMS[number % len(AIMS)]
        if step is None:
            yield Aim(None, delay=timedelta(seconds=chance.uniform(0, 0.25)))
        else:
            # What is done for circles, and look-ups, are few; of the others some are let pass first.
            yield Aim(step, doing, skip=chance.randrange(4) if doing in {Doing.POST, Doing.DIRECT} else 0)


async def kill_often(yard: Yard, folder: Path, url: str, aims: Sequence[Aim]) -> None:
    """Start a worker, kill it at the moment aimed at, and so on; then let one finish the work, and stop it."""
    for aim in aims:
        await yard.owes_more()
        async with working(folder, url, yard.served.reaches) as worker:
            yard.hunter.takes(worker, aim)
            await eventually(lambda: yard.hunter.struck.is_set() or not worker.alive, LIFE_S)
            await eventually(yard.hunter.struck.is_set, 5)
    async with working(folder, url, yard.served.reaches) as worker:
        await finished(yard, worker)
        worker.told_to_stop()
        assert await worker.ended() == 0, worker.said()


async def finished(yard: Yard, worker: Worker) -> None:
    """Wait until nothing is owed any more."""
    try:
        async with asyncio.timeout(REST_S):
            while await yard.ledger.open():
                assert worker.alive, worker.said()
                await asyncio.sleep(LOOK_S)
    except TimeoutError:
        left = [(r.act, r.state, r.attempt, r.failures, r.why) for r in await yard.rows() if r.state in OPEN]
        pytest.fail(f"still owed: {left}\n{worker.said()[-3000:]}")


# What must stand on the platform


@dataclass(frozen=True, slots=True)
class Both:
    """What Hearth believes, and what the platform keeps."""

    rows: Sequence[Row[Any]]
    there: Stands

    def owed(self, act: str) -> list[Row[Any]]:
        """Return the deliveries of a kind, in the order in which they were owed."""
        return [r for r in self.rows if r.act == act]

    @property
    def told(self) -> list[Row[Any]]:
        """Return what was not sent again, because nobody can know, but told to the stewards."""
        return [r for r in self.rows if (r.state, r.why) == ("skipped", "unknown-outcome")]


def nothing_is_lost_or_doubled(found: Both, yard: Yard) -> None:
    """Compare keys: each post, room and event stands once, where Hearth believes it to be."""
    told = {r.key for r in found.told}
    assert Counter(r.state for r in found.rows if r.key not in told) == {"sent": len(found.rows) - len(told)}
    sent = [r for r in found.owed("Post") if r.key not in told]
    assert Counter(m.key for m in found.there.messages if m.key not in told) == Counter(r.key for r in sent)
    assert {m.key: m.id for m in found.there.messages if m.key not in told} == {r.key: r.external_id for r in sent}
    # What nobody can know about stands once or not at all.
    assert all(n == 1 for n in Counter(m.key for m in found.there.messages).values())
    opened = found.owed("OpenRoom")
    assert Counter(r.id for r in found.there.rooms) == Counter(r.external_id for r in opened)
    keys = {r.external_id: _mark(yard, r.key) for r in opened}
    assert {r.id: r.key for r in found.there.rooms if r.key is not None} in (keys, {})
    assert Counter(e for e, _name in found.there.events) == Counter(r.external_id for r in found.owed("Schedule"))


def _mark(yard: Yard, key: str) -> str:
    return marks.of_topic(key) if yard.served.platform == "discord" else key


def order_is_kept(found: Both, yard: Yard) -> None:
    """Within a destination posts stand as they were owed; a room is made, then filled, then spoken in."""
    place = {r.key: r.destination for r in found.owed("Post")}
    standing = [m.key for m in found.there.messages]
    for destination in set(place.values()):
        owed = [r.key for r in found.owed("Post") if r.destination == destination and r.key in standing]
        assert [k for k in standing if place[k] == destination] == owed
    opening = {r.external_id: r.key for r in found.owed("OpenRoom")}
    for room in found.there.rooms:
        done = [a.doing for a in yard.hunter.accepted if a.place == room.id or a.key == opening[room.id]]
        steps = [d for d in dict.fromkeys(done) if d not in {Doing.LOOK, Doing.OTHER}]
        assert steps in ([Doing.OPEN, Doing.INVITE, Doing.CIRCLE], [Doing.OPEN, Doing.INVITE] if found.told else None)


def everything_was_said(found: Both, yard: Yard) -> None:
    """Compare with what the story asked for, which no row could have forgotten."""
    titles = Counter(m.title for m in found.there.messages)
    wanted = [f"note {n}" for n in range(yard.posts)] + [f"Coming up: Ritual {n}" for n in range(yard.rituals)]
    assert {w: titles[w] for w in wanted} == dict.fromkeys(wanted, 1)
    rooms = [r for r in found.there.rooms if r.name.startswith("circle-")]
    assert sorted(r.name for r in rooms) == sorted(f"circle-{n}" for n in range(yard.circles))
    assert {r.people for r in rooms} == {frozenset({yard.people["maria"], yard.people["jonas"]})}
    assert len(found.there.rooms) == yard.circles


def only_the_unknowable_is_told(found: Both, yard: Yard) -> None:
    """Let only posts in rooms that cannot be read back be told instead, each to both stewards of its circle."""
    if yard.served.reads_back:
        assert not found.told
    circles = {r.room_id: named(r) for r in found.owed("OpenRoom")}
    assert {r.act for r in found.told} <= {"Post"}
    assert {r.room_id for r in found.told} <= set(circles)
    notices = [m for m in found.there.messages if m.title == "Something of mine did not arrive"]
    wanted = [yard.people[p] for _row in found.told for p in ("maria", "jonas")]
    assert Counter(m.place for m in notices) == Counter(wanted)
    assert {m.buttons for m in notices} <= {("Send again", "Drop it")}


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("platform", OPENINGS)
async def test_killed_at_any_moment_everything_owed_is_done_once_and_in_order(
    any_url: str, platform: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    kind = request.node.callspec.params["any_url"]
    most = SANDBOX_KILLS if platform == "sandbox" else KILLS
    mine = most - most // 2 if kind == "sqlite" else most // 2
    async with yard(any_url, platform) as here:
        await kill_often(here, tmp_path, any_url, list(islice(aims(STARTS[kind]), mine)))
        found = Both(await here.rows(), await here.served.stands())
        print(tally(f"{platform}, {kind}", here.hunter.kills, here.hunter.arrived, [r.key for r in found.told]))
        there = found.there
        print(f"  {len(there.messages)} posts and {len(there.rooms)} rooms stand, of {len(found.rows)} rows")
        nothing_is_lost_or_doubled(found, here)
        order_is_kept(found, here)
        everything_was_said(found, here)
        only_the_unknowable_is_told(found, here)
        enough_hit(here.hunter.kills)


def enough_hit(kills: Sequence[Kill]) -> None:
    """Hold the kills to their aim: at least half of them met a row in `sending`."""
    hits = sum(k.hit for k in kills)
    assert 2 * hits >= len(kills), f"only {hits} of {len(kills)} kills hit a row in `sending`"
