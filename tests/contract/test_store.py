"""The store's contract, held on SQLite and on PostgreSQL: what is kept, for whom, and what only one may take."""

import asyncio
import inspect
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any, get_type_hints

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import StatementError
from sqlalchemy.ext.asyncio import AsyncSession

from adapters.ids import SeededIds
from adapters.main.wiring import Hearth, wire
from adapters.sandbox.platform import SandboxPlatform
from adapters.sandbox.world import PLATFORM
from bot.beats import Beat, BeatState
from bot.cards import Card, Para, PrivateText
from bot.circles.model import Role, Seat, Sweep
from bot.circles.model import State as CircleState
from bot.community.attention import Weight, Wish
from bot.community.budget import Ledger, Nudge
from bot.community.merging import Own
from bot.community.model import Account, Member, Space
from bot.community.store import MemberLink, Notice, PersonCode, Who
from bot.deliveries import BARRED, Delivery, Edit, OpenRoom, Post, Priority, State, ToAccount, ToRoom
from bot.errors import Conflict
from bot.keys import AccountId, CommunityId, DeliveryId, MemberId, OccurrenceId, SpaceId
from bot.rhythm.absences import Absence
from bot.rhythm.coming import Coming
from bot.rhythm.model import Worth, occurrence
from bot.rhythm.recurrence import Recurrence, Start
from bot.rhythm.store import Draft, Given
from bot.rhythm.when import Moved
from bot.voices.service import Guests
from bot.voices.speakers import Speaker
from storage.absences import SqlAbsences
from storage.activity import SqlActivity
from storage.attention import SqlWishes
from storage.circles import SqlCircles
from storage.community import SqlCommunities, SqlDesk
from storage.database import Database
from storage.deliveries import SqlDeliveries
from storage.given import SqlGiven
from storage.members import SqlMembers
from storage.prompts import SqlPrompts
from storage.rhythm import SqlRituals
from storage.selves import SqlSelves
from storage.senses import SqlSenses
from storage.tables.community import communities, spaces
from storage.tables.engine import beats as beat_rows
from storage.tables.engine import deliveries as delivery_rows
from storage.tables.voices import guests as guest_rows
from storage.timing import SqlBeats
from storage.voices import SqlGuests
from tests.worlds.ground import IDS, NORTH, NOW, REAL, SEND_LIMIT, SOUTH, usual
from tests.worlds.town import open_town

KIND = "ritual.open"
GRACE = timedelta(hours=1)
OVERLAP_S = 0.3
"""How long a worker that holds its claim waits for another: SQLite lets nobody in before the first has ended."""


@pytest.fixture
async def ground(any_database: Database) -> Database:
    """Return a database with two communities that know nothing of each other."""
    async with any_database.writing() as session:
        await NORTH.settle(session)
        await SOUTH.settle(session)
    return any_database


@pytest.fixture
async def two_workers(any_ready_url: str) -> AsyncIterator[tuple[Database, Database]]:
    """Return two databases of two processes, on the same rows."""
    first, second = Database(any_ready_url), Database(any_ready_url)
    async with first.writing() as session:
        await NORTH.settle(session)
    yield first, second
    await first.close()
    await second.close()


def rituals(session: AsyncSession) -> SqlRituals:
    return SqlRituals(session, IDS, NOW)


async def undone(database: Database, work: Callable[[AsyncSession], Awaitable[None]]) -> None:
    """Do some work in a unit that breaks at its end."""

    async def breaks() -> None:
        async with database.writing() as session:
            await work(session)
            raise RuntimeError("half way")

    with pytest.raises(RuntimeError, match="half way"):
        await breaks()


# What is kept


async def test_what_is_committed_is_found_whole(ground: Database) -> None:
    async with ground.writing() as session:
        await rituals(session).put(NORTH.community, NORTH.ritual())
        await SqlGuests(session).add([NORTH.guest()])
        await SqlGuests(session).put_slot(NORTH.slot())
        await SqlPrompts(session, IDS).add([NORTH.prompt()], NOW)
        await SqlDeliveries(session).put([NORTH.delivery(1)])
    async with ground.reading() as session:
        assert await rituals(session).named(NORTH.community, "friday WINS") == NORTH.ritual()
        assert await SqlGuests(session).named(NORTH.community, "ada") == NORTH.guest()
        assert await SqlGuests(session).slots(NORTH.community, NOW) == (NORTH.slot(),)
        assert await SqlPrompts(session, IDS).all(NORTH.community) == (NORTH.prompt(),)
        assert await SqlDeliveries(session).get(DeliveryId("north-1")) == NORTH.delivery(1)


async def test_what_was_not_committed_never_was(ground: Database) -> None:
    async def writes(session: AsyncSession) -> None:
        await rituals(session).put(NORTH.community, NORTH.ritual())
        await SqlDeliveries(session).put([NORTH.delivery(1)])
        await SqlGuests(session).add([NORTH.guest()])

    await undone(ground, writes)
    async with ground.reading() as session:
        assert await rituals(session).named(NORTH.community, "Friday wins") is None
        assert await SqlDeliveries(session).get(DeliveryId("north-1")) is None
        assert await SqlGuests(session).all(NORTH.community) == ()


async def test_what_is_put_is_found_in_its_own_transaction(ground: Database) -> None:
    async with ground.writing() as session:
        await rituals(session).put(NORTH.community, NORTH.ritual())
        assert await rituals(session).get([NORTH.ritual().id]) == {NORTH.ritual().id: NORTH.ritual()}
        paused = NORTH.ritual().pause()
        await rituals(session).put(NORTH.community, paused)
        assert await rituals(session).named(NORTH.community, paused.name) == paused
        await SqlDeliveries(session).put([NORTH.delivery(1)])
        assert await SqlDeliveries(session).get(DeliveryId("north-1")) == NORTH.delivery(1)
        await NORTH.open_circle(session)
        seen = await SqlCircles(session).named(NORTH.community, "mentors", NORTH.member)
        assert seen is not None
        assert seen.role is Role.STEWARD


async def test_instants_come_back_as_they_went_in_whatever_their_zone(ground: Database) -> None:
    async with ground.writing() as session:
        member = await SqlMembers(session).member(NORTH.member)
        assert member is not None
        elsewhere = NOW.astimezone(NORTH.ritual().when.instant(NORTH.ritual().when.begins).tzinfo)
        await SqlMembers(session).put_member(replace(member, snoozed_until=elsewhere))
    async with ground.reading() as session:
        kept = await SqlMembers(session).member(NORTH.member)
    assert kept is not None
    assert kept.snoozed_until == NOW
    assert kept.snoozed_until.utcoffset() == timedelta()


async def test_an_instant_without_a_zone_is_refused(ground: Database) -> None:
    async with ground.writing() as session:
        member = await SqlMembers(session).member(NORTH.member)
        assert member is not None
        naive = replace(member, snoozed_until=NOW.replace(tzinfo=None))
        with pytest.raises(StatementError, match="naive datetime"):
            await SqlMembers(session).put_member(naive)


# Whose it is: another community sees nothing and changes nothing

STORES = (
    SqlCommunities,
    SqlMembers,
    SqlDesk,
    SqlRituals,
    SqlWishes,
    SqlGuests,
    SqlPrompts,
    SqlCircles,
    SqlDeliveries,
    SqlBeats,
    SqlSelves,
    SqlActivity,
    SqlGiven,
    SqlSenses,
    SqlAbsences,
)
Probe = Callable[[AsyncSession], Awaitable[Any]]
HOUR = NOW.replace(minute=0)


def _takes_community(method: Callable[..., Any]) -> bool:
    hints = {n: h for n, h in get_type_hints(method).items() if n != "return"}
    return CommunityId in hints.values() or Iterable[CommunityId] in hints.values()


FOUND = {
    f"{store.__name__}.{name}"
    for store in STORES
    for name, method in inspect.getmembers(store, inspect.isfunction)
    if not name.startswith("_") and _takes_community(method)
}

READS: dict[str, Callable[[AsyncSession, CommunityId], Awaitable[Any]]] = {
    "SqlCommunities.spaces": lambda s, c: _first(SqlCommunities(s).spaces([c]), c),
    "SqlCommunities.community": lambda s, c: SqlCommunities(s).community(c),
    "SqlCommunities.communities": lambda s, c: SqlCommunities(s).communities([c]),
    "SqlMembers.members_of": lambda s, c: SqlMembers(s).members_of(c),
    "SqlMembers.stewards": lambda s, c: SqlMembers(s).stewards(c),
    "SqlMembers.stewards_of": lambda s, c: _first(SqlMembers(s).stewards_of([c]), c),
    "SqlSenses.loads": lambda s, c: _first(SqlSenses(s).loads([c], NOW - timedelta(days=28)), c),
    "SqlDesk.notice": lambda s, c: SqlDesk(s).notice(c, "desk.late", HOUR),
    "SqlRituals.named": lambda s, c: rituals(s).named(c, "Friday wins"),
    "SqlRituals.all": lambda s, c: _first(rituals(s).all([c]), c),
    "SqlRituals.known_uids": lambda s, c: rituals(s).known_uids(c, ["north-ritual@calendar"]),
    "SqlRituals.newest_draft": lambda s, c: rituals(s).newest_draft(c, NORTH.account),
    "SqlRituals.draft": lambda s, c: rituals(s).draft(c, "draft"),
    "SqlGuests.named": lambda s, c: SqlGuests(s).named(c, "Ada"),
    "SqlGuests.all": lambda s, c: SqlGuests(s).all(c),
    "SqlGuests.turns": lambda s, c: SqlGuests(s).turns(c),
    "SqlGuests.slots": lambda s, c: SqlGuests(s).slots(c, NOW),
    "SqlPrompts.deck": lambda s, c: SqlPrompts(s, IDS).deck([c], ["practice"]),
    "SqlPrompts.all": lambda s, c: SqlPrompts(s, IDS).all(c),
    "SqlCircles.named": lambda s, c: SqlCircles(s).named(c, "Mentors", Sweep()),
    "SqlCircles.seen": lambda s, c: SqlCircles(s).seen(c, Sweep()),
    "SqlCircles.of_member": lambda s, c: SqlCircles(s).of_member(c, NORTH.member),
    "SqlAbsences.absences": lambda s, c: SqlAbsences(s).absences([c]),
    "SqlBeats.due": lambda s, c: SqlBeats(s, IDS).due(c, 10),
    "SqlWishes.people_of": lambda s, c: SqlWishes(s, IDS).people_of(c, ["date"]),
    "SqlBeats.resting": lambda s, c: SqlBeats(s, IDS).resting([c], NOW),
    "SqlSelves.codes": lambda s, c: SqlSelves(s).codes(c, real=REAL),
    "SqlSelves.links": lambda s, c: SqlSelves(s).links(c),
}
"""By method: what a community is shown of the north's things. (South has none, but for itself.)"""


async def _first(found: Awaitable[Any], community: CommunityId) -> Any:
    return (await found)[community]


async def _plan(session: AsyncSession, community: CommunityId) -> None:
    beats = SqlBeats(session, IDS)
    beats.at(KIND, community, "subject", NOW, grace=GRACE)
    await beats.flush()


WRITES: dict[str, Callable[[AsyncSession, CommunityId], Awaitable[Any]]] = {
    "SqlMembers.add_steward": lambda s, c: SqlMembers(s).add_steward(c, SOUTH.account, None, NOW),
    "SqlMembers.drop_steward": lambda s, c: SqlMembers(s).drop_steward(c, NORTH.member),
    "SqlCircles.move": lambda s, c: SqlCircles(s).move(c, NORTH.circle, CircleState.DORMANT, NOW),
    "SqlCircles.close": lambda s, c: SqlCircles(s).close(c, NORTH.circle),
    "SqlCircles.drop_seats": lambda s, c: SqlCircles(s).drop_seats(c, NORTH.circle, [NORTH.account]),
    "SqlCircles.set_size": lambda s, c: SqlCircles(s).set_size(c, NORTH.circle, 3, 9),
    "SqlDeliveries.withdraw": lambda s, c: SqlDeliveries(s).withdraw(c, ["because"], real=REAL),
    "SqlWishes.drop": lambda s, c: SqlWishes(s, IDS).drop(c, ["date"]),
    "SqlBeats.withdraw": lambda s, c: SqlBeats(s, IDS).withdraw(c, ["subject"]),
    "SqlAbsences.hold": lambda s, c: SqlAbsences(s).hold([c]),
    "SqlDeliveries.rest": lambda s, c: SqlDeliveries(s).rest(c, real=REAL),
    "SqlBeats.rest": lambda s, c: SqlBeats(s, IDS).rest(c),
    "SqlBeats.at": _plan,
    "SqlActivity.add": lambda s, c: SqlActivity(s).add(c, SOUTH.account, SOUTH.room, "wrote", NOW.date()),
}
"""By method: what a community's hand would change; done by the south, nothing of the north's may."""
ALIKE = {"SqlAbsences.hold", "SqlMembers.add_steward", "SqlBeats.at", "SqlActivity.add"}
"""What would change nothing of the north's by its own hand either: it is there, or about the south's people."""
REFUSED: dict[str, Callable[[AsyncSession, CommunityId], Awaitable[Any]]] = {
    "SqlRituals.put": lambda s, c: rituals(s).put(c, NORTH.ritual()),
    "SqlCircles.put_seat": lambda s, c: SqlCircles(s).put_seat(
        c, NORTH.circle, Seat(SOUTH.account, SOUTH.member, Role.STEWARD, NOW)
    ),
    "SqlCircles.put_seats": lambda s, c: SqlCircles(s).put_seats(
        c, NORTH.circle, [Seat(SOUTH.account, SOUTH.member, Role.MEMBER, NOW)]
    ),
}
"""By method: what a community may not even try; it is a bug and says so."""


SECOND = AccountId("north-second")
OTHER = MemberId("north-other")
CODE = PersonCode("code", NORTH.community, "digest", NORTH.account, REAL + timedelta(minutes=10), 5)
BEFORE = Own(("Europe/Madrid", True), "es", (1200, 480), NOW, 3, True, NOW + timedelta(days=1))
WISH = Wish(
    NORTH.community,
    NORTH.member,
    "host.ahead",
    "date",
    Weight.DUTY,
    Card("You host on Friday", (Para(("Friday wins.",)),)),
    Para(("You host on Friday.",)),
    NOW + timedelta(days=3),
)
LINK = MemberLink("link", NORTH.community, NORTH.member, OTHER, (NORTH.account,), BEFORE, Own(), NOW)

AWAY = Absence(NORTH.community, NOW, NOW, {NORTH.ritual().id: 2}, {NORTH.ritual().id: 1}, 3)


@pytest.fixture
async def furnished(ground: Database) -> Database:
    """Return the two communities, with one of everything in the north."""
    async with ground.writing() as session:
        await rituals(session).put(NORTH.community, NORTH.ritual())
        draft = Draft("draft", NORTH.community, NORTH.account, NORTH.ritual(), new=True)
        await rituals(session).put_draft(draft)
        await rituals(session).plan([occurrence(NORTH.ritual(), usual(NORTH.slot().starts))])
        await SqlGuests(session).add([NORTH.guest()])
        await SqlGuests(session).put_slot(NORTH.slot())
        await SqlPrompts(session, IDS).add([NORTH.prompt()], NOW)
        await NORTH.open_circle(session)
        await SqlDeliveries(session).put([NORTH.delivery(1), replace(NORTH.delivery(2), state=State.SENT)])
        await SqlDesk(session).put_notice(Notice("notice", NORTH.community, "desk.late", HOUR, 1, ()))
        await _plan(session, NORTH.community)
        await SqlAbsences(session).put_absences([AWAY])
        home = await SqlCommunities(session).community(NORTH.community)
        assert home is not None
        await SqlCommunities(session).put_community(replace(home, paused_until=NOW + timedelta(days=1)))
        await SqlSelves(session).put_code(CODE, real=REAL)
        await SqlMembers(session).put_member(Member(OTHER, NORTH.community, NOW, linked_to=NORTH.member))
        await SqlSelves(session).put_link(LINK)
        await SqlWishes(session, IDS).add([WISH], NOW)
    return ground


async def norths(database: Database) -> dict[str, Any]:
    """Return everything the north sees, by method."""
    async with database.reading() as session:
        seen = {name: await read(session, NORTH.community) for name, read in READS.items()}
        row = await SqlDeliveries(session).get(DeliveryId("north-1"))
    return seen | {"delivery": row}


def test_every_store_method_that_takes_a_community_is_held_to_it() -> None:
    assert {*READS, *WRITES, *REFUSED} == FOUND


async def test_another_community_sees_nothing(furnished: Database) -> None:
    own = {"SqlCommunities.spaces", "SqlCommunities.community", "SqlCommunities.communities"}
    own |= {"SqlMembers.members_of", "SqlMembers.stewards", "SqlMembers.stewards_of"}
    north = await norths(furnished)
    assert all(north.values())
    async with furnished.reading() as session:
        for name, read in READS.items():
            seen = await read(session, SOUTH.community)
            if name in own:
                assert "north" not in repr(seen), name
            else:
                assert not seen, name


@pytest.mark.parametrize("name", WRITES)
async def test_another_community_changes_nothing(furnished: Database, name: str) -> None:
    before = await norths(furnished)
    async with furnished.writing() as session:
        await WRITES[name](session, SOUTH.community)
    assert await norths(furnished) == before


@pytest.mark.parametrize("name", [n for n in WRITES if n not in ALIKE])
async def test_ones_own_hand_does_change_it(furnished: Database, name: str) -> None:
    before = await norths(furnished)
    async with furnished.writing() as session:
        await WRITES[name](session, NORTH.community)
    assert await norths(furnished) != before


@pytest.mark.parametrize("name", REFUSED)
async def test_writing_into_another_community_is_a_bug_and_says_so(furnished: Database, name: str) -> None:
    before = await norths(furnished)
    with pytest.raises(ValueError, match="another community"):
        async with furnished.writing() as session:
            await REFUSED[name](session, SOUTH.community)
    assert await norths(furnished) == before


# What one may see of a circle


async def test_a_circle_comes_back_only_as_its_viewer_may_see_it(ground: Database) -> None:
    async with ground.writing() as session:
        await NORTH.open_circle(session)
        people, store = SqlMembers(session), SqlCircles(session)
        for name, role in (("invited", Role.INVITED), ("asking", Role.ASKED), ("outside", None)):
            member, account = MemberId(name), AccountId(f"{name}-account")
            await people.put_member(Member(member, NORTH.community, NOW))
            await people.put_account(Account(account, NORTH.space, name, name, member))
            if role is not None:
                await store.put_seat(NORTH.community, NORTH.circle, Seat(account, member, role, NOW))
        seen = {v: await store.named(NORTH.community, "Mentors", MemberId(v)) for v in ("asking", "outside")}
        assert seen == {"asking": None, "outside": None}
        invited = await store.named(NORTH.community, "Mentors", MemberId("invited"))
        inside = await store.named(NORTH.community, "Mentors", NORTH.member)
        sweep = await store.named(NORTH.community, "Mentors", Sweep())
    assert invited is not None
    assert inside is not None
    assert sweep is not None
    everybody = {NORTH.member, "invited", "asking"}
    assert {s.member for s in invited.seats} == {"invited"}
    assert {s.member for s in inside.seats} == {s.member for s in sweep.seats} == everybody
    assert invited.name == PrivateText("Mentors", NORTH.circle, MemberId("invited"))
    assert sweep.purpose == PrivateText("How we mentor", NORTH.circle, None)
    assert [c.size for c in (invited, inside, sweep)] == [1, 1, 1]


# Names


async def test_a_rituals_name_is_there_once_a_community(ground: Database) -> None:
    async with ground.writing() as session:
        await rituals(session).put(NORTH.community, NORTH.ritual("Friday wins"))
        await rituals(session).put(SOUTH.community, SOUTH.ritual("Friday wins"))
    with pytest.raises(Conflict):
        async with ground.writing() as session:
            await rituals(session).put(NORTH.community, NORTH.ritual("FRIDAY Wins", ident="second"))


async def test_what_becomes_of_single_dates_is_kept(ground: Database) -> None:
    zone = "Europe/Copenhagen"
    earlier = Recurrence("FREQ=DAILY;UNTIL=20261201T235959", date(2026, 11, 1), time(9), zone, minutes=20)
    earlier = replace(earlier, turns=(time(9), time(18, 30)))
    when = Recurrence(
        "FREQ=WEEKLY;BYDAY=FR",
        date(2026, 12, 4),
        time(10),
        zone,
        skipped=frozenset({date(2026, 12, 25)}),
        added=frozenset({datetime(2026, 12, 24, 9, 30)}),  # noqa: DTZ001 - a wall time
        moved={
            date(2026, 12, 11): Moved(datetime(2026, 12, 12, 11), 30),  # noqa: DTZ001
            date(2026, 12, 18): Moved(datetime(2026, 12, 18, 11), original=NOW),  # noqa: DTZ001
        },
        earlier=earlier.skip(date(2026, 11, 24)),
        turns=(time(10), time(20), time(7, 15)),
    )
    made = replace(NORTH.ritual(), when=when, uid="437511b1@example.org")
    draft = Draft("draft", NORTH.community, NORTH.account, made, new=False)
    async with ground.writing() as session:
        await rituals(session).put(NORTH.community, made)
        await rituals(session).put_draft(draft)
    async with ground.reading() as session:
        assert await rituals(session).get([made.id]) == {made.id: made}
        assert await rituals(session).draft(NORTH.community, draft.id) == draft


async def test_a_moved_date_keeps_its_id_and_what_it_is_known_by(ground: Database) -> None:
    ritual, at = NORTH.ritual(), NORTH.slot().starts
    planned = occurrence(ritual, usual(at))
    moved = occurrence(ritual, Start(at + timedelta(days=2), at, at.date(), 30))
    another = occurrence(ritual, usual(at + timedelta(days=2)))
    async with ground.writing() as session:
        store = rituals(session)
        await store.put(NORTH.community, ritual)
        await store.plan([planned])
        await store.move([moved])
        await store.plan([another])
    async with ground.reading() as session:
        found = await rituals(session).occurrences([planned.id, another.id])
    assert moved.id == planned.id
    assert found == {planned.id: moved, another.id: another}
    assert (moved.original, moved.starts, moved.minutes) == (at, at + timedelta(days=2), 30)


async def test_a_retired_ritual_gives_its_name_back(ground: Database) -> None:
    async with ground.writing() as session:
        await rituals(session).put(NORTH.community, NORTH.ritual().retire())
        await rituals(session).put(NORTH.community, NORTH.ritual(ident="second"))
        assert await rituals(session).named(NORTH.community, "Friday wins") == NORTH.ritual(ident="second")


async def test_a_guests_name_and_a_questions_words_are_there_once_a_community(ground: Database) -> None:
    async with ground.writing() as session:
        guests, prompts = SqlGuests(session), SqlPrompts(session, IDS)
        assert await guests.add([NORTH.guest("Ada"), SOUTH.guest("Ada")]) == 2
        assert await guests.add([NORTH.guest("  ADA ", ident="second")]) == 0
        assert await prompts.add([NORTH.prompt("Stuck?"), SOUTH.prompt("Stuck?")], NOW) == 2
        assert await prompts.add([NORTH.prompt("stuck...", ident="second")], NOW) == 0


# Beats


async def _beats(database: Database, *moments: timedelta, subject: str = "subject") -> None:
    async with database.writing() as session:
        beats = SqlBeats(session, SeededIds(f"beats {moments} {subject}"))
        for moment in moments:
            beats.at(KIND, NORTH.community, subject, NOW + moment, grace=GRACE)
        await beats.flush()


async def _claim_beats(database: Database, most: int = 10) -> tuple[Beat, ...]:
    """Claim and finish, as the pulse does."""
    async with database.writing() as session:
        beats = SqlBeats(session, IDS)
        claimed = await beats.claim(NOW, most)
        await beats.finish([b.id for b in claimed], BeatState.DONE)
        return claimed


async def test_due_beats_are_claimed_earliest_first_and_once(ground: Database) -> None:
    await _beats(ground, timedelta(), -timedelta(hours=2), timedelta(seconds=1), -timedelta(hours=1))
    claimed = await _claim_beats(ground, 2)
    assert [b.due_at for b in claimed] == [NOW - timedelta(hours=2), NOW - timedelta(hours=1)]
    assert [b.due_at for b in await _claim_beats(ground)] == [NOW]
    assert await _claim_beats(ground) == ()
    async with ground.reading() as session:
        assert await SqlBeats(session, IDS).next_due() == NOW + timedelta(seconds=1)


async def test_two_workers_never_claim_the_same_beat(two_workers: tuple[Database, Database]) -> None:
    first, second = two_workers
    await _beats(first, *(-timedelta(minutes=m) for m in range(6)))
    async with first.writing() as session:
        beats = SqlBeats(session, IDS)
        mine = await beats.claim(NOW, 3)
        other = asyncio.create_task(_claim_beats(second))
        await asyncio.wait({other}, timeout=OVERLAP_S)
        await beats.finish([b.id for b in mine], BeatState.DONE)
    theirs = await asyncio.wait_for(other, 10)
    assert len(mine) == 3
    assert {b.id for b in mine} & {b.id for b in theirs} == set()
    rest = await _claim_beats(first)
    assert len(mine) + len(theirs) + len(rest) == 6


async def test_a_rolled_back_claim_of_a_beat_is_free_again(ground: Database) -> None:
    await _beats(ground, timedelta())

    async def claims(session: AsyncSession) -> None:
        beats = SqlBeats(session, IDS)
        claimed = await beats.claim(NOW, 1)
        await beats.finish([b.id for b in claimed], BeatState.DONE)

    await undone(ground, claims)
    assert len(await _claim_beats(ground)) == 1


async def test_planning_the_same_moment_twice_plans_it_once(ground: Database) -> None:
    await _beats(ground, timedelta())
    await _beats(ground, timedelta(), timedelta())
    assert len(await _claim_beats(ground)) == 1
    # What was done already is not done again either.
    await _beats(ground, timedelta())
    assert await _claim_beats(ground) == ()


async def test_a_withdrawn_beat_is_not_claimed_and_can_become_due_again(ground: Database) -> None:
    await _beats(ground, timedelta())
    async with ground.writing() as session:
        assert await SqlBeats(session, IDS).withdraw(NORTH.community, ["subject"]) == 1
    assert await _claim_beats(ground) == ()
    await _beats(ground, timedelta())
    assert len(await _claim_beats(ground)) == 1


async def test_withdrawing_one_kind_leaves_the_others(ground: Database) -> None:
    async with ground.writing() as session:
        beats = SqlBeats(session, IDS)
        beats.at("one", NORTH.community, "subject", NOW, grace=GRACE)
        beats.at("other", NORTH.community, "subject", NOW, grace=GRACE)
        beats.at("one", NORTH.community, "another", NOW, grace=GRACE)
        await beats.flush()
        beats.at("one", NORTH.community, "subject", NOW + GRACE, grace=GRACE)
        await beats.withdraw(NORTH.community, ["subject"], "one")
        await beats.flush()
    left = {(b.kind, b.subject) for b in await _claim_beats(ground)}
    assert left == {("other", "subject"), ("one", "another")}
    async with ground.reading() as session:
        assert await SqlBeats(session, IDS).next_due() is None


async def test_a_beat_withdrawn_while_it_is_handled_stays_withdrawn(ground: Database) -> None:
    await _beats(ground, timedelta())
    async with ground.writing() as session:
        beats = SqlBeats(session, IDS)
        [claimed] = await beats.claim(NOW, 1)
        await beats.withdraw(NORTH.community, ["subject"])
        await beats.finish([claimed.id], BeatState.DONE)
    async with ground.reading() as session:
        assert await session.scalar(select(beat_rows.c.state)) == BeatState.WITHDRAWN.value


# Deliveries


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


# Answers


async def test_a_member_has_one_answer_at_whichever_of_their_accounts(furnished: Database) -> None:
    second = AccountId("north-second")
    planned = occurrence(NORTH.ritual(), usual(NORTH.slot().starts))
    async with furnished.writing() as session:
        await SqlMembers(session).put_account(Account(second, NORTH.space, "U2", "Ada too", NORTH.member))
        store = rituals(session)
        await store.answer(planned, NORTH.account, [NORTH.account, second], Worth.YES, NOW)
        await store.answer(planned, second, [NORTH.account, second], Worth.NO, NOW)
        assert await store.answers([planned.id]) == {planned.id: {"no": 1}}
        await SqlMembers(session).put_account(Account(second, NORTH.space, "U2", "Ada too", None))
        assert await store.answers([OccurrenceId("none")]) == {OccurrenceId("none"): {}}


async def test_answers_of_somebody_forgotten_stay_in_the_totals(furnished: Database) -> None:
    planned = occurrence(NORTH.ritual(), usual(NORTH.slot().starts))
    async with furnished.writing() as session:
        await rituals(session).answer(planned, NORTH.account, [NORTH.account], Worth.YES, NOW)
        await rituals(session).forget(Who(NORTH.community, NORTH.member, (NORTH.account,)))
        assert await rituals(session).answers([planned.id]) == {planned.id: {"yes": 1}}
        assert await rituals(session).export(Who(NORTH.community, NORTH.member, (NORTH.account,))) == {}


# Two accounts of one person


async def two_accounts(session: AsyncSession, *, linked: bool) -> None:
    """Give the north a second member whose account may be linked to the first's."""
    resting = Member(OTHER, NORTH.community, NOW, linked_to=NORTH.member if linked else None)
    await SqlMembers(session).put_member(resting)
    member = NORTH.member if linked else OTHER
    await SqlMembers(session).put_account(Account(SECOND, NORTH.space, "U2", "Eva", member))


@pytest.mark.parametrize("linked", [False, True])
async def test_what_two_linked_accounts_gave_counts_once_and_the_last_word_holds(
    ground: Database, *, linked: bool
) -> None:
    planned = occurrence(NORTH.ritual(), usual(NORTH.slot().starts))
    async with ground.writing() as session:
        await two_accounts(session, linked=linked)
        await rituals(session).put(NORTH.community, NORTH.ritual())
        await rituals(session).plan([planned])
        store = SqlGiven(session, SeededIds("given"))
        # Before they were linked, each account spoke for itself.
        says = ((NORTH.account, NOW, True, Worth.YES), (SECOND, NOW + GRACE, not linked, Worth.NO))
        for account, at, comes, worth in says:
            await store.rsvp(planned, account, [account], status=Coming.GOING if comes else Coming.NO, at=at)
            await store.answer(planned, account, [account], f"By {account}", at)
            await rituals(session).answer(planned, account, [account], worth, at)
        said, answers = await store.rsvps([planned.id]), await store.answers([planned.id])
        worths = await rituals(session).answers([planned.id])
        of_ritual = await rituals(session).answers_of(NORTH.ritual().id)
        mine = await store.said([planned.id], NORTH.member)
    assert len(answers[planned.id]) == (1 if linked else 2)
    assert answers[planned.id][-1] == Given("Eva", "By north-second")
    assert [r.status for r in said[planned.id]] == ([Coming.NO] if linked else [Coming.GOING, Coming.GOING])
    assert mine == {planned.id: Coming.NO if linked else Coming.GOING}
    assert worths[planned.id] == of_ritual == ({"no": 1} if linked else {"no": 1, "yes": 1})


async def test_nudges_of_a_member_who_rests_count_for_the_one_they_are(ground: Database) -> None:
    async with ground.writing() as session:
        await two_accounts(session, linked=True)
        store = SqlWishes(session, IDS)
        nudge = Nudge(NORTH.community, OTHER, "2026-W48", "member.week", NOW, "UTC")
        await store.note([nudge])
        since = NOW - timedelta(days=1)
        assert await store.ledgers([NORTH.member], since) == {NORTH.member: Ledger((nudge,))}
        assert await store.ledgers([OTHER], since) == {OTHER: Ledger()}
        assert await store.ledgers([NORTH.member], NOW + timedelta(seconds=1)) == {NORTH.member: Ledger()}
        assert [m.id for m in await SqlMembers(session).members_of(NORTH.community)] == [NORTH.member]


async def test_a_member_is_reached_at_the_account_used_last_in_a_space_that_is_there(ground: Database) -> None:
    async def reached(session: AsyncSession) -> str | None:
        found = await SqlDeliveries(session).reachable([NORTH.member])
        return found[NORTH.member].id if found else None

    async with ground.writing() as session:
        await two_accounts(session, linked=True)
        people, places = SqlMembers(session), SqlCommunities(session)
        elsewhere = Space(SpaceId("north-harbour"), "sandbox", "harbour", "harbour", NORTH.community, None)
        await places.put_space(elsewhere)
        one, two = (await people.accounts_of([NORTH.member]))[NORTH.member]
        await people.put_account(replace(two, space=elsewhere.id, used_at=NOW))
        assert await reached(session) == two.id
        await people.put_account(replace(one, used_at=NOW + GRACE))
        assert await reached(session) == one.id
        await people.put_account(replace(one, left_at=NOW))
        assert await reached(session) == two.id
        await places.put_space(replace(elsewhere, gone_at=NOW))
        assert await reached(session) is None
        assert await SqlDeliveries(session).communities_of([elsewhere.id]) == {}


async def test_forgetting_one_of_two_linked_members_leaves_nothing_of_either(furnished: Database) -> None:
    async with furnished.writing() as session:
        who = Who(NORTH.community, NORTH.member, (NORTH.account,), (OTHER,))
        assert {"member_links", "person_codes"} <= (await SqlMembers(session).export(who)).keys()
        for store in (
            SqlCircles(session),
            rituals(session),
            SqlGuests(session),
            SqlPrompts(session, IDS),
            SqlWishes(session, IDS),
        ):
            await store.forget(who)
        await SqlDeliveries(session).forget(who.accounts)
        await SqlMembers(session).forget(who)
        assert await SqlMembers(session).members([NORTH.member, OTHER]) == {}
        assert await SqlSelves(session).links(NORTH.community) == ()
        assert await SqlSelves(session).codes(NORTH.community, real=REAL) == ()


async def test_a_link_and_a_code_come_back_whole(furnished: Database) -> None:
    async with furnished.reading() as session:
        assert await SqlSelves(session).links(NORTH.community) == (LINK,)
        assert await SqlSelves(session).codes(NORTH.community, real=REAL) == (CODE,)
        assert await SqlSelves(session).codes(NORTH.community, real=CODE.expires_at) == ()
    async with furnished.writing() as session:
        await SqlSelves(session).put_code(replace(CODE, tries_left=0), real=REAL)
        assert await SqlSelves(session).codes(NORTH.community, real=REAL) == ()


# Everything at once


async def test_a_unit_that_reads_before_it_writes_is_not_shut_out_by_one_that_commits_meanwhile(
    two_workers: tuple[Database, Database],
) -> None:
    first, second = two_workers

    async def adds() -> None:
        async with second.writing() as session:
            await SqlGuests(session).add([NORTH.guest("Grace", ident="second")])

    async with first.writing() as session:
        assert await SqlGuests(session).all(NORTH.community) == ()
        other = asyncio.create_task(adds())
        await asyncio.wait({other}, timeout=OVERLAP_S)
        await SqlGuests(session).add([NORTH.guest("Ada")])
    await asyncio.wait_for(other, 10)
    async with first.reading() as session:
        assert [g.name for g in await SqlGuests(session).all(NORTH.community)] == ["Ada", "Grace"]


async def test_fifty_commands_the_pulse_and_an_import_find_no_locked_database(sqlite_url: str) -> None:
    ours, others = Database(sqlite_url), Database(sqlite_url)
    town = await open_town(ours)
    elsewhere: Hearth = wire(
        others, town.clock, SeededIds("elsewhere"), {PLATFORM: SandboxPlatform(town.world, town.clock)}
    )
    await town.sets_up()
    await town.starts_ritual("maria", '/ritual create "Friday wins" "every Friday 10:00" "What went well"')
    await town.clock.travel(NOW + timedelta(days=4, hours=2))
    speakers = [Speaker(f"Speaker {n}") for n in range(100)]
    async with ours.reading() as session:
        community = CommunityId((await session.scalars(select(communities.c.id))).one())

    async def brings_in() -> None:
        for first in range(0, 100, 25):
            async with elsewhere.engine.unit() as house:
                await house.service(Guests).take_in(community, speakers[first : first + 25])

    people = ["maria", "jonas", "aisha", "noor"]
    commands = [town.types(people[n % 4], f'/guest suggest "Guest {n}"') for n in range(50)]
    results = await asyncio.gather(
        *commands, town.hearth.pulse(), elsewhere.engine.pulse(), brings_in(), return_exceptions=True
    )
    assert [r for r in results if isinstance(r, BaseException)] == []
    titles = {r.card.title for r in results[:50] if r is not None and r.card is not None}  # type: ignore[union-attr]
    assert titles == {"A good idea"}
    async with ours.reading() as session:
        assert await session.scalar(select(func.count()).select_from(guest_rows)) == 150
    await town.close()
    await elsewhere.close()
    await ours.close()


@pytest.mark.parametrize("letter", ["ß", "ﬃ", "ΐ"])
async def test_a_name_that_grows_when_its_case_is_folded_is_kept_and_found(ground: Database, letter: str) -> None:
    name, guest = letter * 60, letter * 100
    async with ground.writing() as session:
        await rituals(session).put(NORTH.community, NORTH.ritual(name))
        await SqlGuests(session).add([NORTH.guest(guest)])
        await NORTH.open_circle(session, name)
    async with ground.reading() as session:
        assert await rituals(session).named(NORTH.community, name) == NORTH.ritual(name)
        assert await SqlGuests(session).named(NORTH.community, guest.upper()) == NORTH.guest(guest)
        assert await SqlCircles(session).named(NORTH.community, name, NORTH.member) is not None
