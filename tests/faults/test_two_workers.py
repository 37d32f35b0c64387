"""Several workers on one database: each row is sent by one of them."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from adapters.ids import SeededIds
from adapters.main.wiring import Hearth, wire
from adapters.sandbox.world import PLATFORM
from bot.errors import Outcome, PlatformFault
from storage.database import Database
from tests.worlds.ledger import Owing, know_room, owe
from tests.worlds.platform_server import Step, held, refuses
from tests.worlds.scene import Scene, scene
from tests.worlds.town import SPACE

ROWS = 300
RUN = 3
"""So many follow each other to one destination, so that a worker could take them at once."""
PATIENCE_S = 60


@asynccontextmanager
async def another(here: Scene) -> AsyncIterator[Hearth]:
    """Wire another worker on the same database, with connections of its own."""
    database = Database(here.town.database.url.render_as_string(hide_password=False))
    hearth = wire(database, here.town.clock, SeededIds("another"), {PLATFORM: here.remote}, send_limit=here.limit)
    yield hearth
    await hearth.close()


async def test_two_workers_send_each_of_many_rows_once_and_in_order(any_database: Database) -> None:
    async with scene(any_database) as here, another(here) as other:
        lane = await here.ledger.lane()
        rooms = [here.general, here.side]
        for number in range(8):
            made = await here.town.world.add_room(SPACE, f"room {number}", private=False, by=None)
            rooms.append(await know_room(here.hearth, lane, made.id, made.name))
            here.places = {**here.places, rooms[-1]: made.id}
        places = [Owing("", room=r) for r in rooms] + [Owing("", member=here.members[p]) for p in ("jonas", "noor")]
        chosen = [(n, places[n // RUN % len(places)]) for n in range(ROWS)]
        began, mail = len(here.watch.arrived), {p: len(await here.mail(p)) for p in ("jonas", "noor")}
        here.hearth.wakeups._closing = True  # type: ignore[union-attr]
        await owe(here.hearth, *(Owing(f"note {n}", o.room, o.member) for n, o in chosen))
        async with asyncio.timeout(PATIENCE_S):
            shares = [0, 0]
            while await here.ledger.open():
                # A few at a time, so that both look for something to claim at the same moment again and again.
                drains = (h.courier.drain(lane, most=h.courier.at_once) for h in (here.hearth, other))
                done = await asyncio.gather(*drains)
                shares = [a + b for a, b in zip(shares, done, strict=True)]
        assert sum(shares) == ROWS
        assert min(shares) > 0
        sent = Counter(a.key for a in here.watch.arrived[began:])
        assert len(sent) == ROWS
        assert set(sent.values()) == {1}
        for index, place in enumerate(places):
            stands = await here.titles(place.room) if place.room is not None else []
            if place.room is None:
                person = ("jonas", "noor")[index - len(rooms)]
                stands = (await here.mail(person))[mail[person] :]
            assert stands == [f"note {n}" for n, o in chosen if o is place]


async def test_a_worker_that_was_overtaken_changes_nothing(any_database: Database) -> None:
    async with scene(any_database) as here, another(here) as other:
        free, gone = asyncio.Event(), PlatformFault("channel_gone", Outcome.NEVER, lost=True)
        here.watch.on(Step.ACCEPTED, held(free, refuses(gone)), "post")
        (owed,) = await owe(here.hearth, Owing("hello", room=here.general))
        await here.watch.until(lambda: any(a.method == "post" for a in here.watch.accepted))
        here.town.clock.wait(2 * here.limit)
        assert await other.courier.drain(await here.ledger.lane()) == 1
        assert (await here.row(owed)).state == "sent"
        free.set()
        await here.hearth.settle()
        row = await here.row(owed)
        assert (row.state, row.attempt) == ("sent", 2)
        assert await here.titles(here.general) == ["hello"]
        assert (await here.ledger.room(here.places[here.general])).state == "open"
        assert not any(n.startswith("Something of mine") for n in await here.notices())


async def test_two_workers_handle_each_beat_once(any_database: Database) -> None:
    async with scene(any_database) as here, another(here) as other:
        names = [f"Ritual {n}" for n in range(12)]
        for name in names:
            await here.town.starts_ritual("maria", f'/ritual create "{name}" "every Friday 10:00" "Because"')
        due = await here.hearth.engine.next_due()
        assert due is not None
        while "Coming up: Ritual 0" not in await here.titles(here.general):
            await here.town.clock.travel(await here.hearth.engine.next_due() or due)
            await asyncio.gather(here.hearth.pulse(), other.pulse())
            await here.hearth.settle()
        posted = Counter(await here.titles(here.general))
        assert {n: posted[f"Coming up: {n}"] for n in names} == dict.fromkeys(names, 1)
