"""Threads of the simulated Discord that sleep, are closed, deleted or not to be had, under the product's adapter."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from adapters.discord.rights import PUBLIC_THREADS
from bot.cards import Card
from bot.errors import Outcome, PlatformFault
from bot.ports import Names, RoomAt
from tests.contract.discord_land import DiscordLand, discord_land
from tests.worlds.discord.state import Channel
from tests.worlds.discord.words import CREATE_PUBLIC_THREADS, MEMBERS_HAVE, PUBLIC_THREAD

NONE = Names()
FIRST, MORE = Card("Weekly wins"), Card("Your  week\nin\tone line")


@pytest.fixture
async def land() -> AsyncIterator[DiscordLand]:
    async with discord_land() as opened:
        assert isinstance(opened, DiscordLand)
        yield opened


@pytest.fixture
async def room(land: DiscordLand) -> RoomAt:
    return RoomAt(await land.platform.open_room(land.space, "garden", "", private=False, key="open-1"), private=False)


async def says(land: DiscordLand, room: RoomAt, key: str, *, under: str | None = None, card: Card = MORE) -> str:
    return await land.platform.post(land.space, room, card, NONE, key, under=under)


async def begun(land: DiscordLand, room: RoomAt) -> tuple[str, Channel]:
    """Post a message with something in its thread; return the message and the thread."""
    first = await says(land, room, "post-1", card=FIRST)
    await says(land, room, "post-2", under=first)
    return first, land.guild.channels[int(first)]


async def test_a_thread_is_called_as_the_first_card_in_it_and_lives_for_a_week(land: DiscordLand, room: RoomAt) -> None:
    _first, thread = await begun(land, room)
    assert (thread.kind, thread.name, thread.archive_minutes) == (PUBLIC_THREAD, "Your week in one line", 10_080)


async def test_a_long_title_is_clipped_for_the_name_of_a_thread(land: DiscordLand, room: RoomAt) -> None:
    first = await says(land, room, "post-1", card=FIRST)
    await says(land, room, "post-2", under=first, card=Card("x" * 150))
    assert len(land.guild.channels[int(first)].name) == 100


async def test_a_thread_that_fell_asleep_is_woken(land: DiscordLand, room: RoomAt) -> None:
    first, thread = await begun(land, room)
    land.acts.closes_thread(land.guild, thread, locked=False)
    made = await says(land, room, "post-3", under=first)
    assert made.startswith(f"{first}/")
    assert not thread.archived


async def test_a_card_in_a_thread_that_fell_asleep_is_edited(land: DiscordLand, room: RoomAt) -> None:
    ada = await land.person("Ada")
    first, thread = await begun(land, room)
    made = await says(land, room, "post-3", under=first)
    land.acts.closes_thread(land.guild, thread, locked=False)
    await land.platform.edit(land.space, room, made, FIRST, NONE)
    assert (await land.sees_thread(ada, room, first))[-1].text == "Weekly wins"


async def test_where_a_moderator_closed_the_thread_a_post_stands_in_the_room(land: DiscordLand, room: RoomAt) -> None:
    ada = await land.person("Ada")
    first, thread = await begun(land, room)
    land.acts.closes_thread(land.guild, thread, locked=True)
    made = await says(land, room, "post-3", under=first)
    assert [s.id for s in await land.sees(ada, room)] == [first, made]
    assert thread.locked


async def test_a_closed_thread_is_no_lost_room(land: DiscordLand, room: RoomAt) -> None:
    first, thread = await begun(land, room)
    made = await says(land, room, "post-3", under=first)
    land.acts.closes_thread(land.guild, thread, locked=True)
    with pytest.raises(PlatformFault) as refused:
        await land.platform.edit(land.space, room, made, FIRST, NONE)
    assert (refused.value.outcome, refused.value.lost) == (Outcome.NEVER, False)


async def test_where_the_thread_was_deleted_a_post_stands_in_the_room(land: DiscordLand, room: RoomAt) -> None:
    ada = await land.person("Ada")
    first, thread = await begun(land, room)
    land.acts.drops(land.guild, thread)
    made = await says(land, room, "post-3", under=first)
    assert [s.id for s in await land.sees(ada, room)] == [first, made]


async def test_in_a_room_that_is_a_thread_itself_a_post_stands_in_the_room(land: DiscordLand, room: RoomAt) -> None:
    ada = await land.person("Ada")
    parent = land.guild.channels[int(room.external)]
    thread = land.acts.opens_thread(land.guild, parent, "aside", land.discord.state.users[int(ada)])
    inside = RoomAt(str(thread.id), private=False)
    first = await says(land, inside, "post-1", card=FIRST)
    made = await says(land, inside, "post-2", under=first)
    assert [s.id for s in await land.sees(ada, inside)] == [first, made]


async def test_a_missing_permission_is_named(land: DiscordLand, room: RoomAt) -> None:
    first = await says(land, room, "post-1", card=FIRST)
    everyone = land.guild.roles[land.guild.id]
    everyone.permissions = MEMBERS_HAVE & ~CREATE_PUBLIC_THREADS
    role = next(r for r in land.guild.roles.values() if r.id != land.guild.id)
    land.acts.may(land.guild, role.permissions & ~PUBLIC_THREADS.bit)
    with pytest.raises(PlatformFault) as refused:
        await says(land, room, "post-2", under=first)
    assert refused.value.missing == "Create Public Threads"
    assert refused.value.remedy == "Server Settings → Roles → Hearth → Create Public Threads"


async def test_a_second_attempt_with_the_same_key_gives_the_first_message_back(land: DiscordLand, room: RoomAt) -> None:
    first = await says(land, room, "post-1", card=FIRST)
    made = await says(land, room, "post-2", under=first)
    land.clock.wait(timedelta(seconds=30))
    assert await says(land, room, "post-2", under=first) == made


async def test_people_are_let_into_a_private_thread_also_where_nobody_tells_who_is_in_it() -> None:
    async with discord_land(threads=True) as land:
        ada, bob = await land.person("Ada"), await land.person("Bob")
        made = await land.platform.open_room(land.space, "garden", "", private=True, key="open-1")
        room = RoomAt(made, private=True)
        for people in ((ada,), (ada, bob)):
            await land.platform.invite(land.space, room, people)
        assert [made in await land.sees_rooms(p) for p in (ada, bob)] == [True, True]
