"""The sandbox as people find it: who sees what, what things are called, and who is told of changes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection
from sqlalchemy.ext.asyncio import AsyncSession

from adapters.clock import FrozenClock
from adapters.sandbox.platform import SandboxPlatform
from adapters.sandbox.sql_world import SqlWorld
from adapters.sandbox.tables import metadata
from adapters.sandbox.text import handle
from adapters.sandbox.world import Message, Person, Room
from adapters.text import clipped, free, inert, one_line, room_name
from bot.cards import Card, Mention, Para
from bot.errors import Conflict, Invalid, NotFound, Outcome, PlatformFault
from bot.ports import Found, Names, PersonAt, RoomAt, Seen
from storage.database import Database
from tests.strategies import HERE, hostile, names

BEGIN = datetime(2026, 11, 23, 8, tzinfo=UTC)
MACHINE = datetime(2026, 1, 1, tzinfo=UTC)
SPACE = "land"
LONGEST_WAIT_S = 5


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock(BEGIN, MACHINE)


@pytest.fixture
async def world(clock: FrozenClock) -> AsyncIterator[SqlWorld]:
    database = Database("sqlite+aiosqlite://")
    async with database.engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
    world = SqlWorld(database, clock)
    await world.add_space(SPACE)
    yield world
    await database.close()


@pytest.fixture
def platform(world: SqlWorld, clock: FrozenClock) -> SandboxPlatform:
    return SandboxPlatform(world, clock)


async def ada(world: SqlWorld) -> str:
    return (await world.add_person(SPACE, "Ada", zone="UTC")).id


# People


async def test_the_first_person_may_set_up_and_stays_the_first(world: SqlWorld) -> None:
    first = await world.add_person(SPACE, "Ada Lovelace", zone="Europe/London")
    second = await world.add_person(SPACE, "Grace Hopper", zone="America/New_York")
    assert first == Person("ada", "Ada Lovelace", "Europe/London", first=True)
    assert second == Person("grace", "Grace Hopper", "America/New_York")
    assert await world.people(SPACE) == (first, second)
    await world.leave(SPACE, "ada")
    assert await world.people(SPACE) == (second,)
    assert await world.person(SPACE, "ada") == Person("ada", "Ada Lovelace", "Europe/London", first=True, here=False)


async def test_two_of_one_name_get_two_handles_and_a_handle_is_never_given_again(world: SqlWorld) -> None:
    given_out = [(await world.add_person(SPACE, name, zone="UTC")).id for name in ("Ada L.", "Ada B.")]
    await world.leave(SPACE, "ada")
    given_out.append((await world.add_person(SPACE, "Ada L.", zone="UTC")).id)
    assert given_out == ["ada", "ada-2", "ada-3"]


async def test_nobody_gets_the_handle_of_hearth(world: SqlWorld) -> None:
    assert (await world.add_person(SPACE, "Hearth", zone="UTC")).id == "hearth-2"


async def test_people_of_two_spaces_do_not_meet(world: SqlWorld) -> None:
    await world.add_space("harbour")
    room = await world.add_room(SPACE, "general", private=False, by=None)
    await ada(world)
    assert (await world.add_person("harbour", "Ada", zone="UTC")).first is True
    assert await world.rooms("harbour", viewer="ada") == ()
    assert await world.room("harbour", room.id) is None
    assert await world.spaces() == (SPACE, "harbour")


async def test_a_newcomer_is_in_the_open_rooms_and_in_no_other(world: SqlWorld) -> None:
    for name, private in (("general", False), ("secrets", True)):
        await world.add_room(SPACE, name, private=private, by=None)
    await ada(world)
    assert {r.name: r.people for r in await world.rooms(SPACE, viewer=None)} == {
        "general": frozenset({"ada"}),
        "secrets": frozenset(),
    }


async def test_who_leaves_is_in_no_room_and_sees_nothing(world: SqlWorld) -> None:
    await ada(world)
    rooms = [await world.add_room(SPACE, "any", private=private, by="ada") for private in (False, True)]
    for room in rooms:
        await world.say(SPACE, "ada", "hello", room=room.id)
    await world.leave(SPACE, "ada")
    assert await world.rooms(SPACE, viewer="ada") == ()
    for room in rooms:
        assert await world.messages(SPACE, room=room.id, viewer="ada") == ()
    assert [r.people for r in await world.rooms(SPACE, viewer=None)] == [frozenset(), frozenset()]
    with pytest.raises(NotFound):
        await world.say(SPACE, "ada", "hello", room=rooms[0].id)


@pytest.mark.parametrize(("name", "zone"), [("", "UTC"), (" \x00 ", "UTC"), ("Ada", "Mars/Olympus")])
async def test_nobody_comes_in_without_a_name_or_with_a_zone_that_is_none(
    world: SqlWorld, name: str, zone: str
) -> None:
    with pytest.raises(Invalid):
        await world.add_person(SPACE, name, zone=zone)
    assert await world.people(SPACE) == ()


# Rooms


async def test_a_room_made_by_hand_holds_its_maker_and_not_hearth(world: SqlWorld) -> None:
    await ada(world)
    room = await world.add_room(SPACE, "Book Club!", private=True, by="ada")
    assert room == Room(room.id, "book-club", "", True, False, frozenset({"ada"}), hearth=False)
    assert await world.room(SPACE, room.id) == room


async def test_a_room_that_was_deleted_never_comes_back_under_its_id(world: SqlWorld) -> None:
    old = await world.add_room(SPACE, "general", private=False, by=None)
    await world.drop_room(SPACE, old.id)
    await world.drop_room(SPACE, old.id)
    new = await world.add_room(SPACE, "general", private=False, by=None)
    assert new.name == "general"
    assert new.id != old.id
    assert await world.room(SPACE, old.id) is None


async def test_starting_over_leaves_nothing_and_gives_no_id_again(world: SqlWorld, platform: SandboxPlatform) -> None:
    await ada(world)
    old = await world.add_room(SPACE, "general", private=False, by="ada")
    before = await world.say(SPACE, "ada", "hello", room=old.id)
    await platform.direct(SPACE, PersonAt("ada"), Card("x"), Names(), "k")
    await world.clear()
    assert await world.spaces() == ()
    await world.add_space(SPACE)
    await ada(world)
    new = await world.add_room(SPACE, "general", private=False, by="ada")
    assert new.id != old.id
    assert (await world.say(SPACE, "ada", "hello", room=new.id)).id != before.id


async def test_hearth_posts_in_a_private_room_once_somebody_lets_it_in(
    world: SqlWorld, platform: SandboxPlatform
) -> None:
    await ada(world)
    room = await world.add_room(SPACE, "secrets", private=True, by="ada")
    at = RoomAt(room.id, private=True)
    await world.let_in(SPACE, room.id, None)
    made = await platform.post(SPACE, at, Card("Hello"), Names(), "k")
    assert [m.id for m in await world.messages(SPACE, room=room.id, viewer="ada")] == [made]
    await world.let_out(SPACE, room.id, None)
    with pytest.raises(PlatformFault) as refused:
        await platform.look_up(SPACE, at, "k", since=MACHINE)
    assert refused.value.code == "not_in_room"


async def test_people_are_let_in_and_out_by_hand(world: SqlWorld) -> None:
    await ada(world)
    await world.add_person(SPACE, "Bob", zone="UTC")
    room = await world.add_room(SPACE, "secrets", private=True, by="ada")
    await world.let_in(SPACE, room.id, "bob")
    await world.let_in(SPACE, room.id, "bob")
    assert [r.people for r in await world.rooms(SPACE, viewer="bob")] == [frozenset({"ada", "bob"})]
    other = await world.add_room(SPACE, "others", private=True, by="bob")
    await world.let_out(SPACE, room.id, "bob")
    await world.let_out(SPACE, room.id, "bob")
    assert [r.id for r in await world.rooms(SPACE, viewer="bob")] == [other.id]


@pytest.mark.parametrize("space", ["", " ", "two\nlines", "x" * 81, "\x00"])
async def test_a_space_needs_a_plain_name(world: SqlWorld, space: str) -> None:
    with pytest.raises(Invalid):
        await world.add_space(space)
    assert await world.spaces() == (SPACE,)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Book Club", "book-club"),
        ("  Café & Ærø — Größe  ", "cafe-aero-grosse"),
        ("under_score-dash", "under_score-dash"),
        ("朝会", "room"),
        ("", "room"),
        ("#general", "general"),
        ("x" * 100, "x" * 80),
        ("<!channel>", "channel"),
    ],
)
def test_a_room_is_named_as_the_platforms_name_rooms(typed: str, name: str) -> None:
    assert room_name(typed) == name


@settings(derandomize=True, deadline=None)
@given(hostile | st.text(max_size=120), st.lists(st.text(max_size=90), max_size=4))
def test_any_name_has_a_free_form_that_fits(text: str, others: list[str]) -> None:
    taken = {room_name(text), free(room_name(text), {room_name(text)}, longest=80), *map(room_name, others)}
    found = free(room_name(text), taken, longest=80)
    assert found not in taken
    assert 0 < len(found) <= 80
    assert set(found) <= set("abcdefghijklmnopqrstuvwxyz0123456789-_")
    assert room_name(found) == found


def test_a_number_takes_its_place_from_a_name_that_is_long() -> None:
    taken = {"x" * 80, "x" * 78 + "-2"}
    assert free("x" * 80, taken, longest=80) == "x" * 78 + "-3"
    assert free("a-b", {"a-b"}, longest=4) == "a-2"


@pytest.mark.parametrize(
    ("name", "typed"), [("Ada Lovelace", "ada"), ("Ödön von Horváth", "odon"), ("李 Wei", "wei"), ("李", "person")]
)
def test_a_handle_is_a_first_name_that_can_be_typed(name: str, typed: str) -> None:
    assert handle(name) == typed


# Messages


async def test_what_is_said_is_dated_in_community_time_and_kept_in_order(world: SqlWorld, clock: FrozenClock) -> None:
    await ada(world)
    room = await world.add_room(SPACE, "general", private=False, by=None)
    first = await world.say(SPACE, "ada", "one\x00\x1b[2J", room=room.id)
    await clock.travel(BEGIN + timedelta(weeks=1))
    second = await world.say(SPACE, "ada", " two ", room=room.id)
    assert first == Message(first.id, room.id, None, "ada", "one[2J", BEGIN)
    assert second == Message(second.id, room.id, None, "ada", "two", BEGIN + timedelta(weeks=1))
    assert await world.messages(SPACE, room=room.id, viewer="ada") == (first, second)
    assert await world.messages(SPACE, room=room.id, viewer="ada", most=1) == (second,)


async def test_saying_something_in_an_open_room_brings_one_in(world: SqlWorld) -> None:
    await ada(world)
    room = await world.add_room(SPACE, "general", private=False, by=None)
    await world.say(SPACE, "ada", "hello", room=room.id)
    assert [r.people for r in await world.rooms(SPACE, viewer=None)] == [frozenset({"ada"})]


async def test_an_outsider_neither_reads_a_private_room_nor_speaks_in_it(world: SqlWorld) -> None:
    await ada(world)
    await world.add_person(SPACE, "Bob", zone="UTC")
    room = await world.add_room(SPACE, "secrets", private=True, by="ada")
    await world.say(SPACE, "ada", "hush", room=room.id)
    assert await world.messages(SPACE, room=room.id, viewer="bob") == ()
    assert await world.messages(SPACE, room=room.id, viewer="nobody") == ()
    with pytest.raises(NotFound) as hidden:
        await world.say(SPACE, "bob", "hello", room=room.id)
    with pytest.raises(NotFound) as absent:
        await world.say(SPACE, "bob", "hello", room="C99")
    assert hidden.value.sentence.replace(room.id, "C99") == absent.value.sentence


async def test_nothing_is_said_in_an_archived_room(world: SqlWorld, platform: SandboxPlatform) -> None:
    await ada(world)
    room = await world.add_room(SPACE, "general", private=False, by="ada")
    await platform.close(SPACE, RoomAt(room.id, private=False))
    with pytest.raises(Conflict):
        await world.say(SPACE, "ada", "hello", room=room.id)
    assert [r.archived for r in await world.rooms(SPACE, viewer="ada")] == [True]
    with pytest.raises(Invalid):
        await world.say(SPACE, "ada", " \n", room=room.id)


async def test_a_card_is_kept_whole_with_the_names_it_was_sent_with(
    world: SqlWorld, platform: SandboxPlatform, clock: FrozenClock
) -> None:
    await ada(world)
    card, whom = Card("Hello", (Para((Mention(HERE), " 😀")),)), names("ada", "C1")
    made = await platform.direct(SPACE, PersonAt("ada"), card, whom, "key-1")
    whole = Message(made, None, "ada", None, "", BEGIN, card, whom, "key-1")
    assert await world.messages(SPACE, direct="ada", viewer="ada") == (whole,)
    assert await world.messages(SPACE, direct="ada", viewer=None) == (whole,)
    await platform.edit(SPACE, PersonAt("ada"), made, Card("Bye"), Names())
    edited = Message(made, None, "ada", None, "", BEGIN, Card("Bye"), Names(), "key-1", edited=True)
    assert await world.messages(SPACE, direct="ada", viewer="ada") == (edited,)


async def test_what_was_sent_is_looked_up_in_real_time_however_far_the_community_travelled(
    world: SqlWorld, platform: SandboxPlatform, clock: FrozenClock
) -> None:
    await ada(world)
    await clock.travel(BEGIN + timedelta(weeks=52))
    clock.wait(timedelta(seconds=1))
    made = await platform.direct(SPACE, PersonAt("ada"), Card("x"), Names(), "k")
    await platform.open_room(SPACE, "garden", "", private=True, key="r")
    at = clock.real()
    clock.wait(timedelta(hours=1))
    assert await platform.look_up(SPACE, PersonAt("ada"), "k", since=at) == Found(Seen.THERE, made)
    late = at + timedelta(microseconds=1)
    assert await platform.look_up(SPACE, PersonAt("ada"), "k", since=late) == Found(Seen.ABSENT)
    assert await platform.look_up(SPACE, None, "r", since=late) == Found(Seen.ABSENT)


# The platform's refusals


@pytest.mark.parametrize(
    ("at", "code", "lost"),
    [
        (RoomAt("C99", private=False), "room_gone", True),
        (RoomAt("M1", private=False), "room_gone", True),
        (RoomAt("", private=False), "room_gone", True),
        (PersonAt("nobody"), "person_gone", False),
    ],
)
async def test_a_place_that_is_not_there_is_named_so(
    platform: SandboxPlatform, at: RoomAt | PersonAt, code: str, *, lost: bool
) -> None:
    with pytest.raises(PlatformFault) as refused:
        await platform.look_up(SPACE, at, "k", since=MACHINE)
    assert (refused.value.code, refused.value.outcome, refused.value.lost) == (code, Outcome.NEVER, lost)


async def test_a_space_that_is_not_there_is_lost(platform: SandboxPlatform) -> None:
    with pytest.raises(PlatformFault) as refused:
        await platform.open_room("nowhere", "garden", "", private=True, key="k")
    assert (refused.value.code, refused.value.lost) == ("space_gone", True)


async def test_a_key_too_long_for_any_platform_and_too_many_people_are_refused(
    world: SqlWorld, platform: SandboxPlatform
) -> None:
    await ada(world)
    room = RoomAt(await platform.open_room(SPACE, "garden", "", private=True, key="k" * 25), private=True)
    for key in ("", "k" * 26):
        with pytest.raises(PlatformFault, match="key_length"):
            await platform.post(SPACE, room, Card("x"), Names(), key)
    with pytest.raises(PlatformFault, match="too_many_people"):
        await platform.invite(SPACE, room, ("ada",) * 101)
    assert await platform.members(SPACE, room) == set()


class Broken:
    """A database that fails."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncSession]:
        raise self.error
        yield

    reading = writing


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (Conflict("Somebody else was first."), Outcome.NOT_DONE),
        (NoConnection("the pool is empty"), Outcome.NOT_DONE),
        (OperationalError("COMMIT", {}, Exception("connection lost")), Outcome.UNKNOWN),
        (ConnectionResetError(), Outcome.UNKNOWN),
    ],
)
async def test_what_the_database_says_becomes_a_fault(clock: FrozenClock, error: Exception, outcome: Outcome) -> None:
    platform = SandboxPlatform(SqlWorld(Broken(error), clock), clock)
    for asked in (
        platform.post(SPACE, RoomAt("C1", private=False), Card("x"), Names(), "k"),
        platform.members(SPACE, RoomAt("C1", private=False)),
    ):
        with pytest.raises(PlatformFault) as refused:
            await asked
        assert refused.value.outcome is outcome


# Changes


async def test_a_page_is_told_once_of_all_that_changed_since_it_last_looked(world: SqlWorld) -> None:
    changes = aiter(world.changes())
    await ada(world)
    await world.add_room(SPACE, "general", private=False, by="ada")
    await asyncio.wait_for(anext(changes), LONGEST_WAIT_S)
    waiting = asyncio.ensure_future(anext(changes))
    await world.people(SPACE)
    assert not waiting.done()
    await world.leave(SPACE, "ada")
    await asyncio.wait_for(waiting, LONGEST_WAIT_S)


async def test_every_page_is_told_also_of_what_hearth_does(world: SqlWorld, platform: SandboxPlatform) -> None:
    await ada(world)
    watching = [asyncio.ensure_future(anext(aiter(world.changes()))) for _ in range(3)]
    await platform.direct(SPACE, PersonAt("ada"), Card("x"), Names(), "k")
    await asyncio.wait_for(asyncio.gather(*watching), LONGEST_WAIT_S)


async def test_nobody_is_told_of_a_change_that_was_undone(world: SqlWorld) -> None:
    changes = aiter(world.changes())
    waiting = asyncio.ensure_future(anext(changes))
    with pytest.raises(NotFound):
        await world.leave(SPACE, "nobody")
    assert not waiting.done()
    await ada(world)
    await asyncio.wait_for(waiting, LONGEST_WAIT_S)


# Text


@settings(derandomize=True, deadline=None)
@given(hostile | st.text(st.characters()), st.integers(0, 60))
@example("\ud800 \x9b31m\u202e", 60)
def test_what_is_shown_steers_nothing_and_fits(text: str, longest: int) -> None:
    shown = one_line(text, longest)
    assert len(shown) <= longest
    assert not set(shown) & {"\x00", "\x1b", "\x07", "\n", "\x9b", "\u202e", "\u2066", "\ud800"}
    assert shown.encode().decode() == shown
    assert inert(inert(text)) == inert(text)


def test_what_is_cut_ends_in_an_ellipsis() -> None:
    assert [clipped("abcd", n) for n in (0, 1, 3, 4, 5)] == ["", "…", "ab…", "abcd", "abcd"]
