"""What is owed under an earlier message: after it, in its thread, or else in the room. On both databases."""

from datetime import timedelta

import pytest

from bot.cards import Card
from bot.deliveries import Delivery, Post, Priority, State, ToRoom
from bot.keys import DeliveryId
from storage.community import SqlCommunities
from storage.database import Database
from storage.deliveries import SqlDeliveries
from tests.worlds.ground import NORTH, NOW, REAL, SEND_LIMIT

FIRST = DeliveryId("north-1")
REPLY = NORTH.delivery(2, act=Post(Card("Reply"), FIRST), priority=Priority.WAITING)


@pytest.fixture
async def ground(any_database: Database) -> Database:
    async with any_database.writing() as session:
        await NORTH.settle(session)
    return any_database


async def owe(database: Database, *owed: Delivery) -> None:
    async with database.writing() as session:
        await SqlDeliveries(session).put(owed)


async def claim(database: Database) -> tuple[Delivery, ...]:
    async with database.writing() as session:
        store = SqlDeliveries(session)
        return (await store.claim(NORTH.space, now=NOW, real=REAL, send_limit=SEND_LIMIT, most=10))[0]


async def ends(database: Database, state: State, *, external: str | None = None) -> None:
    """Claim the first message and let it end so."""
    [first] = await claim(database)
    assert first.id == FIRST
    later = REAL + timedelta(hours=1) if state is State.WAITING else None
    async with database.writing() as session:
        await SqlDeliveries(session).settle(first, state, real=REAL, external=external, retry_at=later)


async def under(database: Database) -> str | None:
    """Claim the reply; return under which message it goes."""
    async with database.reading() as session:
        [ticket] = await SqlDeliveries(session).tickets(await claim(database))
    assert ticket.delivery.id == REPLY.id
    return ticket.under


async def test_it_goes_under_the_message_that_was_sent_before_it(ground: Database) -> None:
    await owe(ground, NORTH.delivery(1), REPLY)
    await ends(ground, State.SENT, external="M1")
    assert await under(ground) == "M1"


async def test_it_waits_for_the_first_message_however_urgent_it_is(ground: Database) -> None:
    await owe(ground, NORTH.delivery(1), REPLY)
    await ends(ground, State.WAITING)
    assert await claim(ground) == ()


@pytest.mark.parametrize("state", [State.REFUSED, State.SKIPPED, State.WITHDRAWN])
async def test_it_goes_to_the_room_when_the_first_message_was_never_sent(ground: Database, state: State) -> None:
    await owe(ground, NORTH.delivery(1), REPLY)
    await ends(ground, state)
    assert await under(ground) is None


async def test_it_still_goes_under_a_message_whose_text_was_blanked(ground: Database) -> None:
    await owe(ground, NORTH.delivery(1), REPLY)
    await ends(ground, State.SENT, external="M1")
    async with ground.writing() as session:
        assert await SqlDeliveries(session).blank(REAL + timedelta(days=7)) == 1
    assert await under(ground) == "M1"


async def test_it_goes_under_no_message_of_another_room(ground: Database) -> None:
    async with ground.writing() as session:
        await SqlCommunities(session).put_room(NORTH.another_room("shed"))
    await owe(ground, NORTH.delivery(1, to=ToRoom(NORTH.another_room("shed").id)))
    await ends(ground, State.SENT, external="M1")
    await owe(ground, REPLY)
    assert await under(ground) is None
