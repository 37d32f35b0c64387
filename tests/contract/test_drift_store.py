"""What stewards were told of rooms, on SQLite and on PostgreSQL: kept, found by circle, and forgotten with a person."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.circles.drift import Kind, Told
from bot.community.store import Who
from bot.keys import AccountId, CommunityId, MemberId, RoomId
from storage.circle_drifts import SqlDrifts
from storage.database import Database
from storage.tables.circles import circle_seats
from storage.tables.community import accounts
from tests.worlds.town import open_town

ELSEWHERE = CommunityId("elsewhere")


async def test_what_was_told_of_a_room_is_kept_until_it_is_so_no_more(any_database: Database) -> None:
    town = await open_town(any_database)
    await town.sets_up()
    await town.types("maria", '/circle create "Mentors" "How we mentor" @jonas')
    async with any_database.writing() as session:
        store = SqlDrifts(session)
        community = CommunityId(await session.scalar(select(circle_seats.c.community_id)) or "")
        seats = set(await session.scalars(select(circle_seats.c.account_id)))
        found = await store.watched([community, ELSEWHERE])
        (room,) = found[community]
        assert (found[ELSEWHERE], set(room.accounts)) == ((), seats)
        assert "Mentors" not in str(room.name)  # a private name is seen by whoever asks for its text
        one = Told("one", community, room.room, room.circle, Kind.RENAMED, None, town.clock.now())
        two = Told("two", community, room.room, room.circle, Kind.ADDED, room.accounts[0], town.clock.now())
        await store.put([one, two])
    async with any_database.reading() as session:
        store = SqlDrifts(session)
        assert await store.noted(community, room.room) == (one, two)
        assert await store.of_circle(community, room.circle) == (one, two)
        assert await store.noted(ELSEWHERE, room.room) == ()
        assert await store.looking([room.room, RoomId("other")]) == frozenset()
        # Letting the two stewards in was done by then, and stirs nothing afterwards.
        early = town.clock.real() - timedelta(minutes=1)
        assert await store.stirred(room.circle, room.room, early)
        assert not await store.stirred(room.circle, room.room, town.clock.real())
    async with any_database.writing() as session:
        store = SqlDrifts(session)
        assert room.accounts[0] in str(await store.export(await _who(session, room.accounts[0], community)))
        await store.forget(await _who(session, room.accounts[0], community))
        assert await store.of_circle(community, room.circle) == (one,)
        await store.rename(community, room.circle, "Elders")
        await store.drop([one])
        assert await store.of_circle(community, room.circle) == ()


async def _who(session: AsyncSession, account: AccountId, community: CommunityId) -> Who:
    """Return whose account it is."""
    member = await session.scalar(select(accounts.c.member_id).where(accounts.c.id == account))
    return Who(community, MemberId(member or ""), (account,))
