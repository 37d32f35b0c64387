"""kill -9 while a circle is opened, filled and archived: its steward can tell from `circle show` where it stands."""

from pathlib import Path

import pytest

from bot.cards import Button, Buttons, Card, Fields, Para
from tests.faults.test_kills import LIFE_S, finished
from tests.worlds.hunting import Aim, Doing
from tests.worlds.trouble import Step
from tests.worlds.worker import eventually, working
from tests.worlds.yards import OPENINGS, Yard, yard

MAKING = ("its room is being made, since ", "I am making its room in Yard.")
FILLING = ("open, since ", "I am letting people into its room in Yard.")
ARCHIVING = ("closing, since ", "I am archiving its room in Yard.")


async def stands(yard: Yard) -> tuple[str, ...]:
    """Return how the circle stands, and what is under way in its room, as its steward is shown."""
    card = (await yard.asks("maria", None, "circle show Mentors")).card
    assert isinstance(card, Card)
    rows = [r for k in card.blocks if isinstance(k, Fields) for r in k.rows]
    how = next(str(spans[0]) for label, spans in rows if label == "Stands")
    # The first paragraph is the circle's purpose.
    said = ["".join(map(str, k.spans)) for k in card.blocks if isinstance(k, Para)][1:]
    return (how, *said)


async def killed(yard: Yard, folder: Path, url: str, step: Step, doing: Doing) -> tuple[str, ...]:
    """Kill a worker at that moment; return what the steward is shown then."""
    async with working(folder, url, yard.served.reaches) as worker:
        yard.hunter.takes(worker, Aim(step, doing))
        await eventually(yard.hunter.struck.is_set, LIFE_S)
    return await stands(yard)


async def rests(yard: Yard, folder: Path, url: str) -> None:
    """Let a worker finish."""
    async with working(folder, url, yard.served.reaches) as worker:
        await finished(yard, worker)


async def closes(yard: Yard) -> None:
    """Close the circle, as its steward."""
    card = (await yard.asks("maria", None, "circle close Mentors")).card
    assert card is not None
    buttons: list[Button] = [b for k in card.blocks if isinstance(k, Buttons) for b in k.buttons]
    sure = next(b for b in buttons if b.action == "circle.close")
    await yard.asks("maria", None, sure.value, path=("circle", "close"))


@pytest.mark.timeout(600)
@pytest.mark.parametrize("platform", OPENINGS)
async def test_its_steward_can_tell_where_a_circle_stands_whatever_was_killed(
    sqlite_url: str, platform: str, tmp_path: Path
) -> None:
    async with yard(sqlite_url, platform) as here:
        await here.circle("Mentors")
        assert await stands(here) == MAKING
        for step in (Step.ARRIVAL, Step.ACCEPTED):
            assert await killed(here, tmp_path, sqlite_url, step, Doing.OPEN) == MAKING
        for step in (Step.ARRIVAL, Step.ACCEPTED):
            assert await killed(here, tmp_path, sqlite_url, step, Doing.INVITE) == FILLING
        await rests(here, tmp_path, sqlite_url)
        assert await stands(here) == ("open, since ",)
        [room] = (await here.served.stands()).rooms
        assert (room.name, room.people) == ("mentors", {here.people["maria"], here.people["jonas"]})
        await closes(here)
        for step in (Step.ARRIVAL, Step.ACCEPTED):
            assert await killed(here, tmp_path, sqlite_url, step, Doing.CLOSE) == ARCHIVING
        await rests(here, tmp_path, sqlite_url)
        owed = [(r.act, r.state) for r in await here.rows() if r.circle_id is not None]
        assert {state for _act, state in owed} == {"sent"}
        assert [act for act, _state in owed].count("CloseRoom") == 1
