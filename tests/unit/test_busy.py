"""No more calls wait at once than can be answered soon: one more is told so at once, and touches nothing."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

from adapters.sandbox.read import sight, typed
from bot.commands import Request
from bot.engine import Engine, House, Units
from bot.engine.work import MOST_CALLS, Queue
from tests.worlds.town import SPACE, Town
from tests.worlds.turns import turn


@dataclass(slots=True)
class Held:
    """Units of work that do not begin before they may; `opened` counts those that were asked for."""

    real: Units
    may: asyncio.Event = field(default_factory=asyncio.Event)
    opened: int = 0

    @property
    def at_once(self) -> int:
        return self.real.at_once

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[House]:
        self.opened += 1
        await self.may.wait()
        async with self.real.writing() as house:
            yield house

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[House]:
        async with self.real.reading() as house:
            yield house


async def asks(town: Town, number: int) -> Request:
    seen = await sight(town.world, SPACE, "jonas", town.rooms[SPACE])
    return typed(seen, f"ask-{number}", "/my snooze 3")


async def test_the_201st_call_is_answered_at_once_and_opens_no_unit_of_work(home: Town) -> None:
    held = Held(home.hearth.engine.units)
    engine: Engine = replace(home.hearth.engine, units=held, queue=Queue())
    seen = await sight(home.world, SPACE, "jonas", home.rooms[SPACE])
    calls = [typed(seen, f"ask-{n}", "/my snooze 3") for n in range(MOST_CALLS)]
    waiting = [asyncio.create_task(engine.call(c)) for c in calls]
    await turn()
    assert (held.opened, engine.queue.length) == (200, 200)
    reply = await engine.call(typed(seen, "one-more", "/my snooze 3"))
    assert held.opened == 200
    assert home.last is None
    home.last = calls[0]
    assert await home.said(reply) == (
        "One moment, please\n"
        "A great many people are asking me things just now. Nothing was lost or changed; try again in a moment."
    )
    # What needs no work is still answered: a form that asks for what is missing.
    assert (await engine.call(typed(seen, "a-form", "/my zone"))).form is not None
    held.may.set()
    answered = await asyncio.gather(*waiting)
    assert {a.card.title for a in answered if a.card is not None} == {"Your settings"}
    assert engine.queue.length == 0
    # The one that was sent away may come again as the same interaction.
    again = await engine.call(typed(seen, "one-more", "/my snooze 3"))
    assert again.card is not None
    assert again.card.title == "Your settings"


async def test_a_call_that_breaks_gives_its_place_back(home: Town) -> None:
    @dataclass(slots=True)
    class Broken(Held):
        @asynccontextmanager
        async def writing(self) -> AsyncIterator[House]:
            raise RuntimeError("no database")
            yield

    engine = replace(home.hearth.engine, units=Broken(home.hearth.engine.units), queue=Queue())
    await engine.call(await asks(home, 1))
    assert engine.queue.length == 0
