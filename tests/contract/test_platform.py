"""The platform contract: what the core may count on, on every platform. A platform joins in lands.py."""

import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings

from bot.cards import Bold, Card, Mention, Moment, MomentStyle, Note, Para, Picture
from bot.codec import decode, encode
from bot.errors import Outcome, PlatformFault
from bot.ports import Capability, Found, Names, PersonAt, RoomAt, Seen
from bot.rooms import RoomListed
from tests.contract.lands import Land
from tests.strategies import ELSEWHERE, HERE, MONTH, NOBODY, cards, names, quiet_cards

EXPECTED: dict[str, dict[str, bool]] = tomllib.loads((Path(__file__).parent / "expected.toml").read_text())
HELLO = Card("Hello")
AGAIN = Card("Again")
NONE = Names()
some_cards = settings(
    derandomize=True,
    deadline=None,
    max_examples=25,
    # The land is one for all cards: what one left behind cannot matter to another.
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def needs(land: Land, *wanted: Capability) -> None:
    """Skip where the table says that this platform cannot; nothing else may be skipped."""
    lacking = [c for c in wanted if c not in land.platform.capabilities]
    for capability in lacking:
        assert not EXPECTED[land.table][capability.value], f"{land.table} must be able to {capability.value}"
    if lacking:
        pytest.skip(f"expected.toml: {land.table} cannot {', '.join(c.value for c in lacking)}")


async def opened(land: Land, name: str = "garden", *, private: bool = False, key: str = "open-1") -> RoomAt:
    made = await land.platform.open_room(land.space, name, "", private=private, key=key)
    return RoomAt(made, private)


async def texts(land: Land, reader: str, at: RoomAt | PersonAt) -> list[str]:
    return [s.text for s in await land.sees(reader, at)]


async def ids(land: Land, reader: str, at: RoomAt | PersonAt) -> list[str]:
    return [s.id for s in await land.sees(reader, at)]


# What it claims


@pytest.mark.parametrize("kind", EXPECTED)
def test_the_table_names_every_capability_of_every_platform(kind: str) -> None:
    assert set(EXPECTED[kind]) == {c.value for c in Capability}


async def test_a_platform_claims_no_less_than_its_table(land: Land) -> None:
    expected = {c for c in Capability if EXPECTED[land.table][c.value]}
    assert expected - land.platform.capabilities == set()


async def test_a_platform_bears_a_few_requests_at_once(land: Land) -> None:
    assert land.platform.name == land.kind
    assert land.platform.limits.at_once >= 1
    assert land.platform.limits.invites >= 1


# Posts


async def test_a_post_in_an_open_room_is_seen_by_everybody(land: Land) -> None:
    ada, bob = await land.person("Ada"), await land.person("Bob")
    room = await opened(land)
    await land.platform.invite(land.space, room, (ada,))
    made = await land.platform.post(land.space, room, HELLO, NONE, "post-1")
    assert await ids(land, ada, room) == [made]
    assert await texts(land, bob, room) == ["Hello"]


async def test_a_post_in_a_private_room_is_seen_by_those_in_it_and_nobody_else(land: Land) -> None:
    ada, bob = await land.person("Ada"), await land.person("Bob")
    room = await opened(land, private=True)
    await land.platform.invite(land.space, room, (ada,))
    made = await land.platform.post(land.space, room, HELLO, NONE, "post-1")
    assert await ids(land, ada, room) == [made]
    assert await ids(land, bob, room) == []


async def test_who_was_taken_out_of_a_private_room_reads_it_no_more(land: Land) -> None:
    ada = await land.person("Ada")
    room = await opened(land, private=True)
    await land.platform.invite(land.space, room, (ada,))
    await land.platform.post(land.space, room, HELLO, NONE, "post-1")
    await land.platform.remove(land.space, room, ada)
    assert await ids(land, ada, room) == []
    assert room.external not in await land.sees_rooms(ada)


MAP = Card("A month", (Picture("Friday wins: 4, 11", MONTH), Note(("As in UTC.",))))


async def test_a_picture_stands_where_its_card_stands_and_its_words_with_it(land: Land) -> None:
    ada, bob = await land.person("Ada"), await land.person("Bob")
    room = await opened(land)
    await land.platform.invite(land.space, room, (ada,))
    made = await land.platform.post(land.space, room, MAP, NONE, "post-1")
    assert await texts(land, ada, room) == ["A month\nFriday wins: 4, 11\nAs in UTC."]
    [shown] = await land.pictures(ada, room)
    assert shown.startswith(b"\x89PNG")
    await land.platform.edit(land.space, room, made, HELLO, NONE)
    assert (await texts(land, ada, room), await land.pictures(ada, room)) == (["Hello"], [])
    await land.platform.edit(land.space, room, made, MAP, NONE)
    assert await land.pictures(ada, room) == [shown]
    assert await land.pictures(bob, PersonAt(bob)) == []


async def test_a_picture_may_come_to_one_person_alone(land: Land) -> None:
    ada, bob = await land.person("Ada"), await land.person("Bob")
    await land.platform.direct(land.space, PersonAt(ada), MAP, NONE, "direct-1")
    assert await texts(land, ada, PersonAt(ada)) == ["A month\nFriday wins: 4, 11\nAs in UTC."]
    assert len(await land.pictures(ada, PersonAt(ada))) == 1
    assert await land.pictures(bob, PersonAt(ada)) == []


async def test_posts_stand_in_the_order_in_which_they_were_made(land: Land) -> None:
    ada = await land.person("Ada")
    room = await opened(land)
    made = [await land.platform.post(land.space, room, Card(str(n)), NONE, f"post-{n}") for n in range(5)]
    assert await ids(land, ada, room) == made
    assert await texts(land, ada, room) == ["0", "1", "2", "3", "4"]


async def test_a_direct_message_is_seen_by_that_person_only(land: Land) -> None:
    ada, bob = await land.person("Ada"), await land.person("Bob")
    made = await land.platform.direct(land.space, PersonAt(ada), HELLO, NONE, "direct-1")
    assert await ids(land, ada, PersonAt(ada)) == [made]
    assert await ids(land, bob, PersonAt(ada)) == []
    assert await ids(land, bob, PersonAt(bob)) == []


async def test_a_second_post_under_one_key_is_a_second_post(land: Land) -> None:
    ada = await land.person("Ada")
    room = await opened(land)
    first = await land.platform.post(land.space, room, HELLO, NONE, "post-1")
    await land.forgets_keys()
    second = await land.platform.post(land.space, room, HELLO, NONE, "post-1")
    assert first != second
    assert await ids(land, ada, room) == [first, second]
    await land.forgets_keys()
    one = await land.platform.direct(land.space, PersonAt(ada), HELLO, NONE, "post-1")
    await land.forgets_keys()
    two = await land.platform.direct(land.space, PersonAt(ada), HELLO, NONE, "post-1")
    assert await ids(land, ada, PersonAt(ada)) == [one, two]


# Threads


async def test_a_post_under_a_message_stands_in_its_thread_and_not_in_the_room(land: Land) -> None:
    needs(land, Capability.THREAD)
    ada = await land.person("Ada")
    room = await opened(land)
    first = await land.platform.post(land.space, room, HELLO, NONE, "post-1")
    other = await land.platform.post(land.space, room, HELLO, NONE, "post-2")
    made = [await land.platform.post(land.space, room, Card(str(n)), NONE, f"r-{n}", under=first) for n in range(2)]
    assert await ids(land, ada, room) == [first, other]
    assert [(s.id, s.text) for s in await land.sees_thread(ada, room, first)] == list(zip(made, "01", strict=True))
    assert await land.sees_thread(ada, room, other) == ()


async def test_a_thread_in_a_private_room_is_read_by_those_in_it_only(land: Land) -> None:
    needs(land, Capability.THREAD)
    ada, bob = await land.person("Ada"), await land.person("Bob")
    room = await opened(land, private=True)
    await land.platform.invite(land.space, room, (ada,))
    first = await land.platform.post(land.space, room, HELLO, NONE, "post-1")
    made = await land.platform.post(land.space, room, AGAIN, NONE, "post-2", under=first)
    inside = [s.id for s in await land.sees_thread(ada, room, first)]
    # A room that is a thread itself has no threads.
    assert inside == ([] if land.table == "discord-threads" else [made])
    assert [*await ids(land, ada, room), *inside] == [first, made]
    assert await land.sees_thread(bob, room, first) == ()
    assert await ids(land, bob, room) == []


async def test_what_stands_in_a_thread_is_edited_and_deleted_there(land: Land) -> None:
    needs(land, Capability.THREAD)
    ada = await land.person("Ada")
    room = await opened(land)
    first = await land.platform.post(land.space, room, HELLO, NONE, "post-1")
    made = await land.platform.post(land.space, room, HELLO, NONE, "post-2", under=first)
    await land.platform.edit(land.space, room, made, AGAIN, NONE)
    assert [s.text for s in await land.sees_thread(ada, room, first)] == ["Again"]
    await land.platform.delete(land.space, room, made)
    assert await land.sees_thread(ada, room, first) == ()
    assert await ids(land, ada, room) == [first]


async def test_under_a_message_that_is_gone_a_post_stands_in_the_room(land: Land) -> None:
    ada = await land.person("Ada")
    room, since = await opened(land), land.real()
    first = await land.platform.post(land.space, room, HELLO, NONE, "post-1")
    await land.platform.delete(land.space, room, first)
    made = await land.platform.post(land.space, room, AGAIN, NONE, "post-2", under=first)
    assert await ids(land, ada, room) == [made]
    found = await land.platform.look_up(land.space, room, "post-2", since=since, under=first, card=AGAIN, names=NONE)
    assert found == Found(Seen.THERE, made)


async def test_a_post_under_a_message_is_found_by_its_key(land: Land) -> None:
    needs(land, Capability.THREAD, Capability.LOOK_UP_POST)
    room, since = await opened(land), land.real()
    first = await land.platform.post(land.space, room, HELLO, NONE, "post-1")

    async def found(key: str) -> Found:
        return await land.platform.look_up(land.space, room, key, since=since, under=first, card=HELLO, names=NONE)

    assert await found("r-3") == Found(Seen.ABSENT)
    made = [await land.platform.post(land.space, room, HELLO, NONE, f"r-{n}", under=first) for n in range(4)]
    assert await found("r-3") == Found(Seen.THERE, made[3])
    assert await found("r-4") == Found(Seen.ABSENT)


# Looking for what was made


async def test_a_post_is_found_by_its_key_and_not_before_it_is_made(land: Land) -> None:
    needs(land, Capability.LOOK_UP_POST)
    room, since = await opened(land), land.real()
    assert await land.platform.look_up(land.space, room, "post-1", since=since) == Found(Seen.ABSENT)
    await land.platform.post(land.space, room, HELLO, NONE, "post-2")
    assert await land.platform.look_up(land.space, room, "post-1", since=since) == Found(Seen.ABSENT)
    made = await land.platform.post(land.space, room, HELLO, NONE, "post-1")
    found = await land.platform.look_up(land.space, room, "post-1", since=since, card=HELLO, names=NONE)
    assert found == Found(Seen.THERE, made)


async def test_a_post_in_a_private_room_is_found_by_its_key(land: Land) -> None:
    needs(land, Capability.LOOK_UP_PRIVATE)
    room, since = await opened(land, private=True), land.real()
    assert await land.platform.look_up(land.space, room, "post-1", since=since) == Found(Seen.ABSENT)
    made = await land.platform.post(land.space, room, HELLO, NONE, "post-1")
    found = await land.platform.look_up(land.space, room, "post-1", since=since, card=HELLO, names=NONE)
    assert found == Found(Seen.THERE, made)


async def test_a_direct_message_is_found_by_its_key(land: Land) -> None:
    needs(land, Capability.LOOK_UP_DIRECT)
    ada, bob, since = await land.person("Ada"), await land.person("Bob"), land.real()
    made = await land.platform.direct(land.space, PersonAt(ada), HELLO, NONE, "direct-1")
    found = await land.platform.look_up(land.space, PersonAt(ada), "direct-1", since=since, card=HELLO, names=NONE)
    assert found == Found(Seen.THERE, made)
    assert await land.platform.look_up(land.space, PersonAt(bob), "direct-1", since=since) == Found(Seen.ABSENT)


async def test_a_message_is_found_only_in_the_room_where_it_stands(land: Land) -> None:
    needs(land, Capability.LOOK_UP_POST)
    here, there, since = await opened(land), await opened(land, "shed", key="open-2"), land.real()
    await land.platform.post(land.space, here, HELLO, NONE, "post-1")
    assert await land.platform.look_up(land.space, there, "post-1", since=since) == Found(Seen.ABSENT)


async def test_a_post_older_than_what_is_asked_for_is_not_found(land: Land) -> None:
    needs(land, Capability.LOOK_UP_POST)
    room = await opened(land)
    await land.platform.post(land.space, room, HELLO, NONE, "post-1")
    late = land.real() + timedelta(hours=1)
    assert await land.platform.look_up(land.space, room, "post-1", since=late) == Found(Seen.ABSENT)


@pytest.mark.parametrize("private", [False, True])
async def test_a_room_is_found_by_its_key_and_not_before_it_is_made(land: Land, *, private: bool) -> None:
    needs(land, Capability.LOOK_UP_ROOM)
    since = land.real()
    await opened(land, "shed", key="open-2")
    found = await land.platform.look_up(land.space, None, "open-1", since=since, name="garden")
    assert found == Found(Seen.ABSENT)
    made = await opened(land, private=private)
    found = await land.platform.look_up(land.space, None, "open-1", since=since, name="garden")
    assert found == Found(Seen.THERE, made.external)


# Edits


async def test_an_edit_replaces_the_card_where_it_stands(land: Land) -> None:
    ada = await land.person("Ada")
    room = await opened(land)
    first = await land.platform.post(land.space, room, HELLO, NONE, "post-1")
    last = await land.platform.post(land.space, room, HELLO, NONE, "post-2")
    await land.platform.edit(land.space, room, first, AGAIN, NONE)
    assert await ids(land, ada, room) == [first, last]
    assert await texts(land, ada, room) == ["Again", "Hello"]


async def test_an_edit_may_give_a_card_another_shape(land: Land) -> None:
    ada = await land.person("Ada")
    room = await opened(land)
    whole = Card("Hello", (Para(("One",)), Note(("Two",))))
    made = await land.platform.post(land.space, room, whole, NONE, "post-1")
    for card, text in ((AGAIN, "Again"), (whole, "Hello\nOne\nTwo"), (HELLO, "Hello")):
        await land.platform.edit(land.space, room, made, card, NONE)
        assert await texts(land, ada, room) == [text]


async def test_a_direct_message_can_be_edited(land: Land) -> None:
    ada = await land.person("Ada")
    made = await land.platform.direct(land.space, PersonAt(ada), HELLO, NONE, "direct-1")
    await land.platform.edit(land.space, PersonAt(ada), made, AGAIN, NONE)
    assert await texts(land, ada, PersonAt(ada)) == ["Again"]


async def test_an_edit_of_a_message_that_is_gone_never_mends(land: Land) -> None:
    room = await opened(land)
    made = await land.platform.post(land.space, room, HELLO, NONE, "post-1")
    await land.platform.delete(land.space, room, made)
    with pytest.raises(PlatformFault) as refused:
        await land.platform.edit(land.space, room, made, AGAIN, NONE)
    assert (refused.value.outcome, refused.value.lost) == (Outcome.NEVER, False)


async def test_hearth_edits_and_deletes_nothing_that_a_person_said(land: Land) -> None:
    ada = await land.person("Ada")
    room = await opened(land)
    said = await land.says(ada, room, "mine")
    with pytest.raises(PlatformFault) as refused:
        await land.platform.edit(land.space, room, said, AGAIN, NONE)
    assert refused.value.outcome is Outcome.NEVER
    await land.platform.delete(land.space, room, said)
    assert await texts(land, ada, room) == ["mine"]


async def test_what_is_deleted_is_gone_and_deleting_it_again_is_harmless(land: Land) -> None:
    ada = await land.person("Ada")
    room = await opened(land)
    made = await land.platform.post(land.space, room, HELLO, NONE, "post-1")
    kept = await land.platform.post(land.space, room, HELLO, NONE, "post-2")
    await land.platform.delete(land.space, room, made)
    await land.platform.delete(land.space, room, made)
    assert await ids(land, ada, room) == [kept]


# Rooms


async def test_a_private_room_is_unseen_by_others(land: Land) -> None:
    ada, bob = await land.person("Ada"), await land.person("Bob")
    room = await opened(land, private=True)
    assert room.external not in await land.sees_rooms(ada)
    await land.platform.invite(land.space, room, (ada,))
    assert (await land.sees_rooms(ada))[room.external] == "garden"
    assert room.external not in await land.sees_rooms(bob)


async def test_an_open_room_is_seen_by_everybody(land: Land) -> None:
    ada = await land.person("Ada")
    room = await opened(land)
    assert (await land.sees_rooms(ada))[room.external] == "garden"


async def test_a_taken_name_gets_a_number(land: Land) -> None:
    ada = await land.person("Ada")
    made = [await opened(land, key=f"open-{n}") for n in range(3)]
    seen = await land.sees_rooms(ada)
    assert [seen[r.external] for r in made] == ["garden", "garden-2", "garden-3"]
    assert len({r.external for r in made}) == 3


async def test_a_room_is_renamed_and_gets_a_topic(land: Land) -> None:
    ada = await land.person("Ada")
    room, other = await opened(land), await opened(land, "shed", key="open-2")
    await land.platform.rename(land.space, room, "meadow")
    await land.platform.topic(land.space, room, "What grows")
    seen = await land.sees_rooms(ada)
    assert (seen[room.external], seen[other.external]) == ("meadow", "shed")
    await land.platform.rename(land.space, room, "meadow")
    await land.platform.rename(land.space, other, "meadow")
    seen = await land.sees_rooms(ada)
    assert (seen[room.external], seen[other.external]) == ("meadow", "meadow-2")
    assert await land.topic(room) == "What grows"


async def test_a_room_is_opened_with_its_purpose(land: Land) -> None:
    needs(land, Capability.TOPIC)
    made = await land.platform.open_room(land.space, "garden", "What grows", private=True, key="open-1")
    assert await land.topic(RoomAt(made, private=True)) == "What grows"


async def test_a_room_whose_name_was_taken_tells_what_it_is_called(land: Land) -> None:
    ada = await land.person("Ada")
    first = await land.platform.open_room(land.space, "Garden club", "", private=True, key="open-1")
    second = await land.platform.open_room(land.space, "Garden club", "", private=True, key="open-2")
    await land.platform.invite(land.space, RoomAt(second, private=True), (ada,))
    name = (await land.sees_rooms(ada))[second]
    told = [getattr(made, "called", "") for made in (first, second)]
    # Threads may share a name.
    assert told == (["", ""] if land.table == "discord-threads" else ["", "garden-club-2"])
    assert name == (told[1] or name)


async def test_letting_in_taking_out_and_closing_are_harmless_when_repeated(land: Land) -> None:
    ada, bob = await land.person("Ada"), await land.person("Bob")
    room = await opened(land, private=True)
    await land.platform.invite(land.space, room, (ada, bob))
    await land.platform.invite(land.space, room, (ada, bob))
    assert await land.platform.members(land.space, room) == {ada, bob}
    await land.platform.remove(land.space, room, ada)
    await land.platform.remove(land.space, room, ada)
    assert await land.platform.members(land.space, room) == {bob}
    await land.platform.close(land.space, room)
    await land.platform.close(land.space, room)


async def test_hearth_is_not_among_the_members_of_its_own_room(land: Land) -> None:
    room = await opened(land, private=True)
    assert await land.platform.members(land.space, room) == set()


async def test_who_is_gone_is_told_and_the_others_are_in(land: Land) -> None:
    ada, bob = await land.person("Ada"), await land.person("Bob")
    room = await opened(land, private=True)
    await land.leaves(ada)
    with pytest.raises(PlatformFault) as refused:
        await land.platform.invite(land.space, room, (ada, bob))
    assert refused.value.outcome is Outcome.NEVER
    assert await land.platform.members(land.space, room) == {bob}


async def test_taking_out_who_has_left_is_harmless(land: Land) -> None:
    ada = await land.person("Ada")
    room = await opened(land, private=True)
    await land.platform.invite(land.space, room, (ada,))
    await land.leaves(ada)
    await land.platform.remove(land.space, room, ada)
    assert await land.platform.members(land.space, room) == set()


# Refusals


async def test_nothing_can_be_sent_to_a_room_that_is_closed_or_gone(land: Land) -> None:
    ada = await land.person("Ada")
    closed, dropped = await opened(land), await opened(land, "shed", key="open-2")
    for room in (closed, dropped):
        await land.platform.post(land.space, room, HELLO, NONE, "post-0")
    await land.platform.close(land.space, closed)
    await land.drops(dropped)
    for room in (closed, dropped):
        with pytest.raises(PlatformFault) as refused:
            await land.platform.post(land.space, room, HELLO, NONE, "post-1")
        assert (refused.value.outcome, refused.value.lost) == (Outcome.NEVER, True)
        with pytest.raises(PlatformFault) as refused:
            await land.platform.invite(land.space, room, (ada,))
        assert (refused.value.outcome, refused.value.lost) == (Outcome.NEVER, True)


async def test_nothing_can_be_sent_to_somebody_who_has_left(land: Land) -> None:
    ada = await land.person("Ada")
    await land.leaves(ada)
    with pytest.raises(PlatformFault) as refused:
        await land.platform.direct(land.space, PersonAt(ada), HELLO, NONE, "direct-1")
    assert (refused.value.outcome, refused.value.lost) == (Outcome.NEVER, False)


async def test_hearth_cannot_post_where_it_was_not_let_in_and_says_what_is_missing(land: Land) -> None:
    ada = await land.person("Ada")
    room = await land.room("secrets", private=True, by=ada)
    with pytest.raises(PlatformFault) as refused:
        await land.platform.post(land.space, room, HELLO, NONE, "post-1")
    assert refused.value.outcome is Outcome.NEVER
    assert refused.value.missing
    assert refused.value.remedy
    assert await ids(land, ada, room) == []


# Cards


@pytest.fixture
async def garden(land: Land) -> tuple[str, RoomAt]:
    """Return a person and an open room, the same ones for every card of a test."""
    return await land.person("Ada"), await opened(land)


@some_cards
@given(card=cards)
@example(card=Card("", ()))
@example(card=Card("", (Para((Bold("\u202e"),)),)))
@example(card=Card("", (Para((Bold("a \u202e"), Bold("\u202e b"))),)))
async def test_any_card_is_accepted_and_fits(land: Land, garden: tuple[str, RoomAt], card: Card) -> None:
    assert decode(encode(card)) == card
    ada, room = garden
    await land.forgets_keys()
    made = await land.platform.post(land.space, room, card, names(ada, room.external), "post-1")
    shown = (await land.sees(ada, room))[-1]
    assert (shown.id, shown.broken) == (made, ())
    await land.platform.edit(land.space, room, made, card, names(ada, room.external))
    assert (await land.sees(ada, room))[-1] == shown


@some_cards
@given(card=quiet_cards)
@example(card=Card("x", (Para(("<@ada> @ada <!channel> @everyone",)),)))
async def test_plain_words_never_ping(land: Land, garden: tuple[str, RoomAt], card: Card) -> None:
    ada, room = garden
    await land.forgets_keys()
    await land.platform.post(land.space, room, card, names(ada, room.external), "post-1")
    assert (await land.sees(ada, room))[-1].pings == frozenset()


async def test_a_mention_pings_who_has_an_account_here_and_nobody_else(land: Land, garden: tuple[str, RoomAt]) -> None:
    ada, room = garden
    card = Card("x", (Para((Mention(HERE), " ", Mention(ELSEWHERE), " ", Mention(NOBODY), Bold("@ada"))),))
    await land.platform.post(land.space, room, card, names(ada, room.external), "post-1")
    shown = (await land.sees(ada, room))[-1]
    assert shown.pings == {ada}
    assert "Grace Hopper" in shown.text


async def test_a_moment_shows_in_the_zone_of_each_reader(land: Land) -> None:
    needs(land, Capability.READER_ZONE)
    ada = await land.person("Ada", zone="Europe/Copenhagen")
    yuki = await land.person("Yuki", zone="Asia/Tokyo")
    room = await opened(land)
    at = datetime(2025, 12, 5, 18, tzinfo=UTC)
    card = Card("x", (Note((Moment(at), Moment(at, MomentStyle.TIME), Moment(at, MomentStyle.DAY))),))
    await land.platform.post(land.space, room, card, NONE, "post-1")
    assert (await land.sees(ada, room))[0].times == ("Fri 5 Dec 19:00", "19:00", "Fri 5 Dec")
    assert (await land.sees(yuki, room))[0].times == ("Sat 6 Dec 03:00", "03:00", "Sat 6 Dec")


async def test_private_rooms_that_hearth_is_in_are_listed_and_named_to_who_is_in_them(land: Land) -> None:
    needs(land, Capability.ROOMS)
    ada, bob = await land.person("Ada"), await land.person("Bob")
    before = await land.platform.list_rooms(land.space, ada)
    assert before.private == ()
    ours = await opened(land, "garden", private=True)
    await land.platform.invite(land.space, ours, (ada,))
    await opened(land, "hall")
    await land.room("secret", private=True, by=bob)  # Hearth is not in it: it knows nothing of it
    for reader, name in ((ada, "garden"), (bob, ""), (None, "")):
        seen = await land.platform.list_rooms(land.space, reader)
        assert seen.private == (RoomListed(ours.external, name, bool(name)),)
        assert seen.rooms is not None
        assert before.rooms is not None
        assert seen.rooms >= before.rooms + (1 if land.table == "discord-threads" else 2)
    await land.platform.close(land.space, ours)
    assert (await land.platform.list_rooms(land.space, ada)).private in {(), (RoomListed(ours.external, "", False),)}
