"""The store's contract about deliveries, on SQLite and on PostgreSQL: who takes them, in which order, until when."""

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cards import Card
from bot.deliveries import BARRED, Delivery, Edit, OpenRoom, Post, Priority, State, ToAccount, ToRoom
from bot.keys import DeliveryId
from storage.community import SqlCommunities
from storage.database import Database
from storage.deliveries import SqlDeliveries
from storage.tables.community import communities, spaces
from storage.tables.engine import deliveries as delivery_rows
from tests.contract.storing import (
    OVERLAP_S,
    undone,
)
from tests.worlds.ground import NORTH, NOW, REAL, SEND_LIMIT, SOUTH


async def _owe(database: Database, *deliveries: Delivery) -> None:
    async with database.writing() as session:
        await SqlDeliveries(session).put(deliveries)


async def _rooms(database: Database, *idents: str) -> None:
    async with database.writing() as session:
        for ident in idents:
            await SqlCommunities(session).put_room(NORTH.another_room(ident))


async def _claim(database: Database, *, most: int = 10, after: timedelta = timedelta()) -> tuple[Delivery, ...]:
    """Claim what the north's lane owes, `after` some real time."""
    async with database.writing() as session:
        store = SqlDeliveries(session)
        claimed, _expired = await store.claim(NORTH.space, now=NOW, real=REAL + after, send_limit=SEND_LIMIT, most=most)
        return claimed


async def _settle(
    database: Database, delivery: Delivery, state: State, *, retry_after: timedelta | None = None
) -> bool:
    retry_at = REAL + retry_after if retry_after is not None else None
    async with database.writing() as session:
        return await SqlDeliveries(session).settle(delivery, state, real=REAL, retry_at=retry_at)


async def _states(database: Database) -> dict[str, str]:
    async with database.reading() as session:
        rows = await session.execute(select(delivery_rows.c.id, delivery_rows.c.state))
        return {r.id: r.state for r in rows}


def numbers(claimed: Iterable[Delivery]) -> list[int]:
    return [int(d.id.rpartition("-")[2]) for d in claimed]


def to_room(ident: str) -> ToRoom:
    return ToRoom(NORTH.another_room(ident).id)


async def test_a_delivery_is_claimed_once(ground: Database) -> None:
    await _owe(ground, NORTH.delivery(1))
    [claimed] = await _claim(ground)
    assert claimed == replace(NORTH.delivery(1), attempt=1, sent_from=REAL)
    assert await _claim(ground) == ()
    assert await _states(ground) == {"north-1": "sending"}


async def test_two_workers_never_claim_the_same_delivery(two_workers: tuple[Database, Database]) -> None:
    first, second = two_workers
    await _rooms(first, "a", "b", "c", "d")
    await _owe(first, *(NORTH.delivery(n, to=to_room(r)) for n, r in enumerate("abcd")))
    async with first.writing() as session:
        store = SqlDeliveries(session)
        mine, _ = await store.claim(NORTH.space, now=NOW, real=REAL, send_limit=SEND_LIMIT, most=2)
        other = asyncio.create_task(_claim(second))
        await asyncio.wait({other}, timeout=OVERLAP_S)
    theirs = await asyncio.wait_for(other, 10)
    assert (numbers(mine), numbers(theirs)) == ([0, 1], [2, 3])


async def test_many_workers_share_a_lane_without_sending_anything_twice(
    two_workers: tuple[Database, Database],
) -> None:
    await _rooms(two_workers[0], "a", "b", "c")
    await _owe(two_workers[0], *(NORTH.delivery(n, to=to_room("abc"[n % 3])) for n in range(30)))
    sent: list[int] = []

    async def work(database: Database) -> None:
        while True:
            claimed = await _claim(database, most=1)
            for delivery in claimed:
                sent.extend(numbers([delivery]))
                assert await _settle(database, delivery, State.SENT)
            async with database.reading() as session:
                if await SqlDeliveries(session).unsettled(REAL) == 0:
                    return

    async with asyncio.TaskGroup() as group:
        for database in (*two_workers, *two_workers):
            group.create_task(work(database))
    assert sorted(sent) == list(range(30))
    for room in range(3):
        assert [n for n in sent if n % 3 == room] == list(range(room, 30, 3))


async def test_a_rolled_back_claim_of_a_delivery_is_free_again(ground: Database) -> None:
    await _owe(ground, NORTH.delivery(1))

    async def claims(session: AsyncSession) -> None:
        store = SqlDeliveries(session)
        await store.claim(NORTH.space, now=NOW, real=REAL, send_limit=SEND_LIMIT, most=1)

    await undone(ground, claims)
    [claimed] = await _claim(ground)
    assert claimed.attempt == 1


async def test_another_lane_claims_nothing_of_it(ground: Database) -> None:
    await _owe(ground, NORTH.delivery(1))
    async with ground.writing() as session:
        store = SqlDeliveries(session)
        nothing = await store.claim(SOUTH.space, now=NOW, real=REAL, send_limit=SEND_LIMIT, most=9)
        assert nothing == ((), ())
        assert await store.lanes(REAL, send_limit=SEND_LIMIT) == (NORTH.space,)


async def test_order_is_kept_within_a_destination_until_each_is_settled(ground: Database) -> None:
    await _owe(ground, *(NORTH.delivery(n) for n in (1, 2, 3)))
    for number in (1, 2, 3):
        [claimed] = await _claim(ground)
        assert numbers([claimed]) == [number]
        assert await _claim(ground) == ()
        await _settle(ground, claimed, State.SENT)
    assert await _claim(ground) == ()


async def test_another_destination_steps_over_one_that_waits(ground: Database) -> None:
    await _rooms(ground, "a", "b")
    await _owe(ground, NORTH.delivery(1, to=to_room("a")), NORTH.delivery(2, to=to_room("a")))
    [first] = await _claim(ground)
    await _settle(ground, first, State.WAITING, retry_after=timedelta(seconds=30))
    await _owe(ground, NORTH.delivery(3, to=to_room("b")))
    [other] = await _claim(ground)
    assert numbers([other]) == [3]
    await _settle(ground, other, State.SENT)
    assert await _claim(ground, after=timedelta(seconds=29)) == ()
    [again] = await _claim(ground, after=timedelta(seconds=30))
    assert (numbers([again]), again.attempt) == ([1], 2)


async def test_a_direct_message_and_a_room_are_two_destinations(ground: Database) -> None:
    await _owe(ground, NORTH.delivery(1), NORTH.delivery(2, to=ToAccount(NORTH.account)))
    assert numbers(await _claim(ground)) == [1, 2]


async def test_urgent_ones_come_first_and_equals_in_the_order_they_were_owed(ground: Database) -> None:
    await _rooms(ground, "a", "b", "c", "d")
    await _owe(
        ground,
        NORTH.delivery(1, to=to_room("a"), priority=Priority.NUDGE),
        NORTH.delivery(2, to=to_room("b"), priority=Priority.RITUAL),
        NORTH.delivery(3, to=to_room("c"), priority=Priority.WAITING),
        NORTH.delivery(4, to=to_room("d"), priority=Priority.WAITING),
    )
    assert numbers(await _claim(ground, most=3)) == [3, 4, 2]
    assert numbers(await _claim(ground, most=3)) == [1]


async def test_what_has_expired_is_skipped_and_told_and_what_follows_it_goes_on(ground: Database) -> None:
    stale = NORTH.delivery(1, expires_at=NOW - timedelta(seconds=1))
    await _owe(ground, stale, NORTH.delivery(2))
    async with ground.writing() as session:
        store = SqlDeliveries(session)
        claimed, expired = await store.claim(NORTH.space, now=NOW, real=REAL, send_limit=SEND_LIMIT, most=9)
    assert (numbers(claimed), numbers(expired)) == ([], [1])
    assert numbers(await _claim(ground)) == [2]
    assert (await _states(ground))["north-1"] == "skipped"


async def test_a_worker_that_was_overtaken_changes_nothing(ground: Database) -> None:
    await _owe(ground, NORTH.delivery(1))
    [slow] = await _claim(ground)
    [quick] = await _claim(ground, after=2 * SEND_LIMIT)
    assert (slow.attempt, quick.attempt) == (1, 2)
    for state in (State.SENT, State.WAITING, State.REFUSED):
        assert not await _settle(ground, slow, state)
    assert await _states(ground) == {"north-1": "sending"}
    assert await _settle(ground, quick, State.SENT)
    assert await _states(ground) == {"north-1": "sent"}


async def test_nobody_touches_what_is_being_sent_before_twice_the_limit_and_then_it_is_looked_for(
    ground: Database,
) -> None:
    await _owe(ground, NORTH.delivery(1, expires_at=NOW + timedelta(seconds=1)))
    [first] = await _claim(ground)
    assert first.state is State.DUE
    just_before = 2 * SEND_LIMIT - timedelta(milliseconds=1)
    assert await _claim(ground, after=just_before) == ()
    async with ground.reading() as session:
        assert await SqlDeliveries(session).lanes(REAL + just_before, send_limit=SEND_LIMIT) == ()
        assert await SqlDeliveries(session).lanes(REAL + 2 * SEND_LIMIT, send_limit=SEND_LIMIT) == (NORTH.space,)
    async with ground.writing() as session:
        store = SqlDeliveries(session)
        real = REAL + 2 * SEND_LIMIT
        # Its moment has passed meanwhile; but it may have been accepted, so it is looked for all the same.
        claimed, expired = await store.claim(
            NORTH.space, now=NOW + timedelta(hours=1), real=real, send_limit=SEND_LIMIT, most=1
        )
        [ticket] = await store.tickets(claimed)
    assert expired == ()
    assert ticket.reconcile
    assert (ticket.delivery.state, ticket.delivery.sent_from) == (State.SENDING, REAL)


async def test_what_is_withdrawn_is_never_sent_and_what_is_being_sent_is_left(ground: Database) -> None:
    await _rooms(ground, "a")
    await _owe(
        ground,
        NORTH.delivery(1, reason="mine"),
        NORTH.delivery(2, reason="mine"),
        NORTH.delivery(3, reason="other"),
        NORTH.delivery(4, reason="mine", to=to_room("a")),
    )
    [sending, waiting] = await _claim(ground)
    assert numbers([sending, waiting]) == [1, 4]
    await _settle(ground, waiting, State.WAITING, retry_after=timedelta(seconds=1))
    async with ground.writing() as session:
        assert await SqlDeliveries(session).withdraw(NORTH.community, ["mine"], real=REAL) == 2
    expected = {"north-1": "sending", "north-2": "withdrawn", "north-3": "due", "north-4": "withdrawn"}
    assert await _states(ground) == expected
    assert await _settle(ground, sending, State.SENT)


async def test_what_was_withdrawn_stays_withdrawn_whoever_settles_it(ground: Database) -> None:
    await _owe(ground, NORTH.delivery(1))
    [claimed] = await _claim(ground)
    await _settle(ground, claimed, State.WAITING, retry_after=timedelta(0))
    async with ground.writing() as session:
        await SqlDeliveries(session).withdraw(NORTH.community, ["because"], real=REAL)
    assert not await _settle(ground, claimed, State.SENT)


async def test_refusing_a_room_refuses_everything_still_owed_to_it_and_nothing_else(ground: Database) -> None:
    await _rooms(ground, "a")
    await _owe(
        ground,
        NORTH.delivery(1, to=to_room("a"), act=OpenRoom("a", "why", private=True)),
        NORTH.delivery(2, to=to_room("a")),
        NORTH.delivery(3),
    )
    [opening, _other] = await _claim(ground)
    await _settle(ground, opening, State.REFUSED)
    async with ground.writing() as session:
        assert await SqlDeliveries(session).refuse_room(to_room("a").room, real=REAL, why="no") == 1
    assert await _states(ground) == {"north-1": "refused", "north-2": "refused", "north-3": "sending"}


async def test_what_a_room_barred_is_owed_again_unless_it_expired_or_was_refused_for_itself(ground: Database) -> None:
    soon = NOW + timedelta(hours=1)
    await _owe(
        ground,
        NORTH.delivery(1),
        NORTH.delivery(2),
        NORTH.delivery(3),
        NORTH.delivery(4, expires_at=soon),
    )
    for why in ("msg_too_long", f"{BARRED}channel_not_found"):
        first, *_rest = await _claim(ground, after=2 * SEND_LIMIT)
        async with ground.writing() as session:
            await SqlDeliveries(session).settle(first, State.REFUSED, real=REAL, why=why)
    async with ground.writing() as session:
        store = SqlDeliveries(session)
        assert await store.refuse_room(NORTH.room, real=REAL, why=f"{BARRED}channel_not_found") == 2
        assert await store.owe_again(to_room("b").room, now=NOW) == 0
        assert await store.owe_again(NORTH.room, now=soon + timedelta(seconds=1)) == 2
        assert await store.owe_again(NORTH.room, now=NOW) == 1
        assert await store.owe_again(NORTH.room, now=NOW) == 0
    assert list((await _states(ground)).values()) == ["refused", "due", "due", "due"]


async def test_an_unsent_edit_is_replaced_by_the_next_one_and_its_text_does_not_stay(ground: Database) -> None:
    await _owe(ground, NORTH.delivery(1))
    [first] = await _claim(ground)
    edits = [NORTH.delivery(n, act=Edit(first.id, Card(f"Edit {n}"))) for n in (2, 3)]
    await _owe(ground, edits[0])
    await _owe(ground, edits[1])
    await _settle(ground, first, State.SENT)
    assert numbers(await _claim(ground)) == [3]
    assert (await _states(ground))["north-2"] == "withdrawn"
    async with ground.writing() as session:
        store = SqlDeliveries(session)
        await store.blank(REAL + timedelta(days=8))
        rows = await session.execute(select(delivery_rows.c.id, delivery_rows.c.payload))
        texts = {r.id: r.payload for r in rows}
    assert texts["north-2"] is None


async def test_the_text_of_what_is_finished_is_blanked_after_seven_days(ground: Database) -> None:
    await _rooms(ground, "a")
    await _owe(ground, NORTH.delivery(1), NORTH.delivery(2, to=to_room("a")))
    [sent, _sending] = await _claim(ground)
    await _settle(ground, sent, State.SENT)
    async with ground.writing() as session:
        assert await SqlDeliveries(session).blank(REAL) == 0
        assert await SqlDeliveries(session).blank(REAL + timedelta(microseconds=1)) == 1
        assert await SqlDeliveries(session).get(sent.id) is None
        waiting = await SqlDeliveries(session).get(DeliveryId("north-2"))
    assert waiting is not None
    assert isinstance(waiting.act, Post)


async def test_a_message_is_addressed_where_its_room_is_and_to_whom_it_mentions(ground: Database) -> None:
    await _owe(ground, NORTH.delivery(1), NORTH.delivery(2, to=ToAccount(NORTH.account)))
    claimed = await _claim(ground)
    async with ground.reading() as session:
        first, second = await SqlDeliveries(session).tickets(claimed)
    assert (first.platform, first.space, repr(first.at)) == ("sandbox", "north", "RoomAt(external='C1', private=False)")
    assert repr(second.at) == "PersonAt(external='U1')"


async def test_times_are_told_as_the_community_of_the_space_tells_them(ground: Database) -> None:
    await _owe(ground, NORTH.delivery(1), NORTH.delivery(2, to=ToAccount(NORTH.account)))
    claimed = await _claim(ground)
    async with ground.writing() as session:
        here = communities.c.id == NORTH.community
        await session.execute(update(communities).where(here).values(zone="America/New_York", language="es"))
    async with ground.writing() as session:
        found = await SqlDeliveries(session).tickets(claimed)
        # A space that has left its community tells them as everybody would.
        await session.execute(update(spaces).where(spaces.c.id == NORTH.space).values(community_id=None))
        alone = await SqlDeliveries(session).tickets(claimed)
    assert [(t.names.zone, t.names.language) for t in found] == [("America/New_York", "es")] * 2
    assert [(t.names.zone, t.names.language) for t in alone] == [("UTC", "en")] * 2
