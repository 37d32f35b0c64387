"""The store's contract, held on SQLite and on PostgreSQL: what is kept, for whom, and under which name."""

import inspect
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any, get_type_hints

import pytest
from sqlalchemy.exc import StatementError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cards import PrivateText
from bot.circles.model import Role, Seat, Sweep
from bot.circles.model import State as CircleState
from bot.community.model import Account, Member
from bot.errors import Conflict
from bot.keys import AccountId, CommunityId, DeliveryId, MemberId, PromptId
from bot.rhythm.model import occurrence
from bot.rhythm.recurrence import Recurrence, Start
from bot.rhythm.store import Draft
from bot.rhythm.when import Moved
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
from storage.timing import SqlBeats
from storage.voices import SqlGuests
from tests.contract.storing import (
    HOUR,
    plan_date,
    rituals,
    undone,
)
from tests.worlds.ground import IDS, NORTH, NOW, REAL, SOUTH, usual

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
        assert await SqlPrompts(session, IDS).own([NORTH.community], None) == {NORTH.community: (NORTH.prompt(),)}
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
    "SqlGuests.pools": lambda s, c: _first(SqlGuests(s).pools([c]), c),
    "SqlGuests.turns": lambda s, c: SqlGuests(s).turns(c),
    "SqlGuests.slots": lambda s, c: SqlGuests(s).slots(c, NOW),
    "SqlPrompts.own": lambda s, c: SqlPrompts(s, IDS).own([c], ["practice"]),
    "SqlPrompts.uses": lambda s, c: SqlPrompts(s, IDS).uses([c], [NORTH.prompt().id]),
    "SqlPrompts.resting": lambda s, c: SqlPrompts(s, IDS).resting([c]),
    "SqlPrompts.decks": lambda s, c: SqlPrompts(s, IDS).decks(c),
    "SqlGiven.answered": lambda s, c: SqlGiven(s, IDS).answered([c], NOW),
    "SqlPrompts.known": lambda s, c: SqlPrompts(s, IDS).known(c, NORTH.prompt().text),
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


WRITES: dict[str, Callable[[AsyncSession, CommunityId], Awaitable[Any]]] = {
    "SqlMembers.add_steward": lambda s, c: SqlMembers(s).add_steward(c, SOUTH.account, None, NOW),
    "SqlMembers.drop_steward": lambda s, c: SqlMembers(s).drop_steward(c, NORTH.member),
    "SqlCircles.move": lambda s, c: SqlCircles(s).move(c, NORTH.circle, CircleState.DORMANT, NOW),
    "SqlCircles.close": lambda s, c: SqlCircles(s).close(c, NORTH.circle),
    "SqlCircles.drop_seats": lambda s, c: SqlCircles(s).drop_seats(c, NORTH.circle, [NORTH.account]),
    "SqlCircles.set_size": lambda s, c: SqlCircles(s).set_size(c, NORTH.circle, 3, 9),
    "SqlDeliveries.withdraw": lambda s, c: SqlDeliveries(s).withdraw(c, ["because"], real=REAL),
    "SqlPrompts.rest": lambda s, c: SqlPrompts(s, IDS).rest(c, PromptId("practice-02"), SOUTH.account, NOW),
    "SqlPrompts.wake": lambda s, c: SqlPrompts(s, IDS).wake(c, PromptId("practice-01")),
    "SqlWishes.drop": lambda s, c: SqlWishes(s, IDS).drop(c, ["date"]),
    "SqlBeats.withdraw": lambda s, c: SqlBeats(s, IDS).withdraw(c, ["subject"]),
    "SqlAbsences.hold": lambda s, c: SqlAbsences(s).hold([c]),
    "SqlDeliveries.rest": lambda s, c: SqlDeliveries(s).rest(c, real=REAL),
    "SqlBeats.rest": lambda s, c: SqlBeats(s, IDS).rest(c),
    "SqlBeats.at": plan_date,
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
