"""`hearth simulate`: a community is founded, lives its weeks, and is counted."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from adapters.cli.simulated import NudgeFigures, Simulated
from adapters.clock import WalkingClock
from adapters.ids import SeededIds
from adapters.main.memory import settle
from adapters.main.simulation import counting
from adapters.main.simulation.drawing import check_picture, draw
from adapters.main.simulation.founding import ANNEX, HOME, found, link_spaces
from adapters.main.simulation.hands import Hands
from adapters.main.simulation.life import Life
from adapters.main.simulation.nudges import Nudges
from adapters.main.simulation.people import someone
from adapters.main.simulation.promises import broken
from adapters.main.simulation.witness import WitnessedSandbox
from adapters.main.wiring import wire
from adapters.sandbox.sql_world import SqlWorld
from adapters.sandbox.world import PLATFORM
from bot.beats import BeatState
from bot.errors import Invalid
from bot.i18n import _
from migrations.run import upgrade
from storage.database import Database

BEGIN = datetime(2027, 1, 4, 6, 0, tzinfo=UTC)
"""A Monday morning; in the year from there on clocks change in Europe and America at different times."""
MOST_WEEKS, MOST_MEMBERS = 520, 1000
FEWEST_MEMBERS = 3


async def simulate(
    weeks: int, seed: int, members: int, picture: Path | None, progress: Callable[[int, int], None]
) -> Simulated:
    """Return the figures of some weeks of a community, and draw them; `progress` hears (weeks lived, of).

    Raises:
        Invalid: no such number of weeks or members, or no such place for a picture.
    """
    _check(weeks, members)
    if picture is not None:
        check_picture(picture)
    async with _life(seed) as life:
        progress(0, weeks)
        late: set[str] = set()
        failed: set[str] = set()
        await _begin(life, members)
        for week in range(weeks):
            await life.week(members)
            await _look_back(life, late, failed)
            progress(week + 1, weeks)
        ends = life.clock.now()
        await life.rest()
        figures = await _figures(life, weeks, members, ends, (len(late), len(failed)))
    if picture is not None:
        draw(figures, picture)
    return figures


def _check(weeks: int, members: int) -> None:
    if not 1 <= weeks <= MOST_WEEKS:
        raise Invalid(_("I can simulate 1 to {most} weeks. Nothing was done.").format(most=MOST_WEEKS))
    if not FEWEST_MEMBERS <= members <= MOST_MEMBERS:
        sentence = _("I can simulate {fewest} to {most} members. Nothing was done.")
        raise Invalid(sentence.format(fewest=FEWEST_MEMBERS, most=MOST_MEMBERS))


@asynccontextmanager
async def _life(seed: int) -> AsyncIterator[Life]:
    """Open a Hearth in memory, in which nothing has happened yet."""
    database = Database("sqlite+aiosqlite://", threads=False)
    await upgrade(database.engine)
    clock = WalkingClock(BEGIN)
    world = SqlWorld(database, clock)
    witness = WitnessedSandbox(world, clock)
    hearth = wire(database, clock, SeededIds(f"simulation {seed}"), {PLATFORM: witness})
    settle()
    try:
        yield Life(seed, Hands(hearth, world), clock, witness, Nudges(database))
    finally:
        await hearth.close()


async def _begin(life: Life, members: int) -> None:
    """Let people into both spaces, found the community and link the two."""
    hands = life.hands
    for space in (HOME, ANNEX):
        await hands.world.add_space(space)
        hands.rooms[space] = (await hands.world.add_room(space, "general", private=False, by=None)).id
    first, second, *_others = [await life.arrives(HOME, someone(life.seed, n)) for n in range(members - 1)]
    other = await life.arrives(ANNEX, someone(life.seed, members - 1))
    life.born = members
    await found(hands, first, second)
    await life.look()
    await link_spaces(hands, first, other)
    await life.look()


async def _look_back(life: Life, late: set[str], failed: set[str]) -> None:
    """Note the moments of the last week that went wrong: they are kept for a month only."""
    async with life.hands.hearth.database.reading() as session:
        late |= await counting.spoilt(session, BeatState.LATE)
        failed |= await counting.spoilt(session, BeatState.FAILED)


async def _figures(life: Life, weeks: int, members: int, ends: datetime, beats: tuple[int, int]) -> Simulated:
    nudges, hands = life.nudges, life.hands
    async with hands.hearth.database.reading() as session:
        told = await counting.rhythm(session, BEGIN, ends, nudges.by_day)
        states = await counting.by_state(session)
        months = await counting.members_by_month(session, BEGIN, ends)
        faults = await counting.our_faults(session)
    figures = Simulated(
        weeks=weeks,
        seed=life.seed,
        members=members,
        rituals=told.rituals,
        nudges=NudgeFigures(
            nudges.weekly, nudges.alone, nudges.most, nudges.over_budget, nudges.in_quiet_hours, nudges.unwelcome
        ),
        hosting=told.hosting,
        deliveries=states,
        acts=dict(sorted(hands.counts.items())),
        by_month=months,
        by_week=told.by_week,
        doubled=life.witness.doubled,
        unsettled=sum(states.get(s, 0) for s in counting.OPEN),
        late=beats[0],
        failed=beats[1] + faults + hands.counts["broken"],
    )
    return broken(figures)
