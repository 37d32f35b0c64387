"""Edits of a card: at most one a minute, in order, and holding up nothing else. On both databases."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.cards import Card
from bot.deliveries import Delivery, Edit, Priority, Schedule, State, ToRoom, Unschedule
from bot.keys import DeliveryId
from bot.ports import Slot
from storage.community import SqlCommunities
from storage.database import Database
from storage.deliveries import EDIT_EVERY, SqlDeliveries
from storage.tables.engine import deliveries
from tests.worlds.ground import NORTH, NOW, REAL, SEND_LIMIT

MOMENT = timedelta(milliseconds=1)
FIRST = DeliveryId("north-1")


@pytest.fixture
async def ground(any_database: Database) -> Database:
    """Return a database with a community, whose room holds one message that was sent."""
    async with any_database.writing() as session:
        await NORTH.settle(session)
    await owe(any_database, NORTH.delivery(1))
    await sends(any_database)
    return any_database


def edit(number: int, *, of: DeliveryId = FIRST) -> Delivery:
    return NORTH.delivery(number, act=Edit(of, Card(f"Edit {number}")))


async def owe(database: Database, *owed: Delivery) -> None:
    async with database.writing() as session:
        await SqlDeliveries(session).put(owed)


async def claims(database: Database, after: timedelta = timedelta(), *, most: int = 10) -> list[str]:
    """Claim and leave what was claimed in `sending`; return the numbers."""
    return [d.id.removeprefix("north-") for d in await claimed(database, after, most=most)]


async def claimed(database: Database, after: timedelta = timedelta(), *, most: int = 10) -> tuple[Delivery, ...]:
    async with database.writing() as session:
        real = REAL + after
        found = await SqlDeliveries(session).claim(NORTH.space, now=NOW, real=real, send_limit=SEND_LIMIT, most=most)
        return found[0]


async def sends(database: Database, after: timedelta = timedelta(), *, state: State = State.SENT) -> list[str]:
    """Claim what may be claimed and settle it at the same time; return the numbers."""
    found = await claimed(database, after)
    async with database.writing() as session:
        for delivery in found:
            assert await SqlDeliveries(session).settle(delivery, state, real=REAL + after)
    return [d.id.removeprefix("north-") for d in found]


async def row(database: Database, number: int) -> tuple[str, object, int]:
    """Return (state, when it may be tried again after REAL, failures)."""
    async with database.reading() as session:
        found = (await session.execute(select(deliveries).where(deliveries.c.id == f"north-{number}"))).one()
    return found.state, found.retry_at and found.retry_at - REAL, found.failures


async def test_a_message_is_edited_once_a_minute_and_the_newest_card_wins(ground: Database) -> None:
    await owe(ground, edit(2))
    assert await sends(ground, timedelta(seconds=1)) == ["2"]
    await owe(ground, edit(3))
    assert await sends(ground, timedelta(seconds=10)) == []
    free = timedelta(seconds=1) + EDIT_EVERY
    assert await row(ground, 3) == ("waiting", free, 0)
    await owe(ground, edit(4))
    assert await sends(ground, free - MOMENT) == []
    assert (await row(ground, 3))[0] == "withdrawn"
    assert await row(ground, 4) == ("waiting", free, 0)
    assert await sends(ground, free) == ["4"]


async def test_an_edit_that_was_owed_while_another_was_being_sent_waits_too(ground: Database) -> None:
    await owe(ground, edit(2))
    [first] = await claimed(ground)
    await owe(ground, edit(3))
    assert await claims(ground) == []
    async with ground.writing() as session:
        await SqlDeliveries(session).settle(first, State.SENT, real=REAL + timedelta(seconds=5))
    assert await claims(ground, timedelta(seconds=5)) == []
    assert await claims(ground, timedelta(seconds=5) + EDIT_EVERY) == ["3"]


async def test_an_edit_that_was_refused_makes_no_later_one_wait(ground: Database) -> None:
    await owe(ground, edit(2))
    await sends(ground, state=State.REFUSED)
    await owe(ground, edit(3))
    assert await sends(ground, timedelta(seconds=1)) == ["3"]


async def test_a_waiting_edit_holds_up_neither_its_room_nor_other_messages(ground: Database) -> None:
    await owe(ground, NORTH.delivery(2))
    await sends(ground)
    await owe(ground, edit(3))
    await sends(ground)
    await owe(ground, edit(4), NORTH.delivery(5), edit(6, of=DeliveryId("north-2")))
    assert await sends(ground, timedelta(seconds=1)) == ["5", "6"]


async def test_edits_that_must_wait_take_nobody_elses_turn(ground: Database) -> None:
    # Each claim takes one: an edit found first, and too early, must not leave it empty-handed.
    await owe(ground, edit(2))
    await sends(ground)
    await owe(ground, replace(edit(3), priority=Priority.WAITING), NORTH.delivery(4))
    assert await claims(ground, timedelta(seconds=1), most=1) == ["4"]


async def test_an_edit_is_not_claimed_while_its_message_is_open_itself(ground: Database) -> None:
    await owe(ground, NORTH.delivery(2), edit(3, of=DeliveryId("north-2")))
    [message] = await claimed(ground)
    assert message.id == "north-2"
    assert await claims(ground) == []
    async with ground.writing() as session:
        waits = REAL + timedelta(seconds=9)
        await SqlDeliveries(session).settle(message, State.WAITING, real=REAL, retry_at=waits)
    assert await claims(ground) == []
    assert await sends(ground, timedelta(seconds=9)) == ["2"]
    assert await sends(ground, timedelta(seconds=9)) == ["3"]


async def test_a_newer_card_leaves_no_older_text_behind(ground: Database) -> None:
    await owe(ground, edit(2))
    await sends(ground)
    await owe(ground, edit(3))
    async with ground.reading() as session:
        found = await session.execute(select(deliveries.c.id, deliveries.c.payload).where(deliveries.c.edits == FIRST))
        texts = {r.id: r.payload for r in found}
    assert texts["north-2"] is None
    assert "Edit 3" in texts["north-3"]


async def test_a_calendar_that_waits_holds_up_no_message(ground: Database) -> None:
    slot = Slot("Friday wins", "Why", NOW, NOW + timedelta(hours=1))
    await owe(ground, NORTH.delivery(2, act=Schedule(slot)), NORTH.delivery(3, act=Unschedule(DeliveryId("north-2"))))
    [put_in] = await claimed(ground)
    async with ground.writing() as session:
        waits = REAL + timedelta(minutes=10)
        await SqlDeliveries(session).settle(put_in, State.WAITING, real=REAL, retry_at=waits)
    await owe(ground, NORTH.delivery(4))
    assert await sends(ground) == ["4"]
    assert await sends(ground, timedelta(minutes=10)) == ["2"]
    assert await sends(ground, timedelta(minutes=10)) == ["3"]


async def test_what_is_owed_to_a_space_that_is_gone_is_withdrawn_and_nothing_else(ground: Database) -> None:
    async with ground.writing() as session:
        await SqlCommunities(session).put_room(NORTH.another_room("a"))
    await owe(ground, NORTH.delivery(2), NORTH.delivery(3, to=ToRoom(NORTH.another_room("a").id)), NORTH.delivery(4))
    sending, waiting = await claimed(ground)
    async with ground.writing() as session:
        await SqlDeliveries(session).settle(waiting, State.WAITING, real=REAL, retry_at=REAL)
        assert await SqlDeliveries(session).withdraw_lane(NORTH.space, real=REAL) == 2
    assert [(await row(ground, n))[0] for n in (2, 3, 4)] == ["sending", "withdrawn", "withdrawn"]
    assert sending.id == "north-2"
