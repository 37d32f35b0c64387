"""Circles on Discord: as private threads where a server has many channels, and what roles change there."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from adapters.discord.invite import permissions, rights
from adapters.discord.platform import DiscordPlatform
from adapters.discord.rights import ALWAYS, SEND
from storage.database import Database
from tests.journeys.telling import last_mail, mail, pressed, room_named, sets_up, starts_ritual, titled, told, wall
from tests.worlds.discord.state import Channel, Overwrite
from tests.worlds.discord.town import DiscordTown
from tests.worlds.discord.words import PRIVATE_THREAD, TEXT, VIEW_CHANNEL
from tests.worlds.meddling import Meddler
from tests.worlds.towns import HOME, PEOPLE, Town, opened

NAME, ROOM = "Quillwort", "quillwort"
CREATE = f'/circle create "{NAME}" "Where zanthoxylum grows" @jonas people:@aisha'
WITH_THREADS = permissions(rights(threads=True))


@pytest.fixture
async def threaded(database: Database) -> AsyncIterator[DiscordTown]:
    """Return a server on which new circles are private threads from two channels on; it has one."""
    async with opened(database, "discord") as worlds:
        adapter = worlds["discord"].adapter
        assert isinstance(adapter, DiscordPlatform)
        adapter.threads_from = adapter.rooms.threads_from = 2
        town = await worlds["discord"].opens("town", PEOPLE)
        assert isinstance(town, DiscordTown)
        town.acts.may(town.guild, WITH_THREADS)
        await town.settles()
        await sets_up(town)
        yield town


def channel(town: DiscordTown, name: str) -> Channel:
    """Return the newest channel or thread of that name."""
    return [c for c in town.guild.channels.values() if c.name == name][-1]


async def inside(town: DiscordTown) -> frozenset[str]:
    """Return who is in the circle's room."""
    return (await room_named(town, ROOM)).people


async def a_thread(town: DiscordTown) -> Channel:
    """Return a circle's thread: Maria, Jonas and Aisha are in it."""
    await town.adds_room("lounge")
    await town.types("maria", CREATE)
    await town.presses("aisha", await last_mail(town, "aisha"), "Join")
    thread = channel(town, ROOM)
    assert thread.kind == PRIVATE_THREAD
    assert await inside(town) == {"maria", "jonas", "aisha"}
    return thread


async def test_a_circle_is_a_thread_from_a_number_of_channels_on(threaded: DiscordTown) -> None:
    await threaded.types("maria", '/circle create "First" "Why not" @jonas')
    assert channel(threaded, "first").kind == TEXT
    await threaded.types("maria", '/circle create "Second" "Why not" @jonas')
    assert channel(threaded, "second").kind == PRIVATE_THREAD
    # An open one is for everybody to see.
    await threaded.types("maria", '/circle create "Third" "Why not" @jonas kind:open')
    assert channel(threaded, "third").kind == TEXT


async def test_a_circle_lives_in_a_thread_from_its_first_word_to_its_archive(threaded: DiscordTown) -> None:
    thread = await a_thread(threaded)
    assert (await wall(threaded, "aisha", ROOM))[0].startswith(f"{NAME}\nThis is {NAME}. Where zanthoxylum grows")
    assert await wall(threaded, "noor", ROOM) == []
    await threaded.types("aisha", f"/circle leave {NAME}")
    assert await inside(threaded) == {"maria", "jonas"}
    shown = await threaded.types("maria", f"/circle close {NAME}")
    await threaded.presses("maria", shown.card, "Close it")
    assert (thread.archived, thread.locked) == (True, True)
    assert (await wall(threaded, "maria", ROOM))[-1] == f"Closed\n{NAME} is closed, with thanks to everybody in it."
    assert await told(threaded, "maria", "/circle list") == "Circles\nThere is none that you can see."


async def test_a_thread_that_fell_asleep_is_no_room_gone_and_wakes_for_whoever_comes_and_goes(
    threaded: DiscordTown,
) -> None:
    thread = await a_thread(threaded)
    before = await mail(threaded, "maria")

    async def sleeps() -> None:
        threaded.acts.closes_thread(threaded.guild, thread, locked=False)
        await threaded.waits(timedelta(days=1))

    await sleeps()
    assert await mail(threaded, "maria") == before
    await threaded.types("aisha", f"/circle leave {NAME}")
    assert not thread.archived
    assert await inside(threaded) == {"maria", "jonas"}
    await sleeps()
    await threaded.types("maria", f"/circle invite {NAME} @noor")
    await threaded.presses("noor", await last_mail(threaded, "noor"), "Join")
    assert not thread.archived
    assert await inside(threaded) == {"maria", "jonas", "noor"}
    await Meddler(threaded).renames(ROOM, "meadow")
    card = await last_mail(threaded, "maria")
    threaded.acts.closes_thread(threaded.guild, thread, locked=False)
    await pressed(threaded, "maria", card, "Put it back")
    assert (thread.name, thread.archived) == (ROOM, False)
    assert not [m for m in await mail(threaded, "maria") if m.startswith(("The room is gone", "Something of mine"))]


async def test_what_hands_do_to_a_thread_is_asked_about_and_mended(threaded: DiscordTown) -> None:
    await a_thread(threaded)
    hands = Meddler(threaded)
    await hands.lets_in(ROOM, "noor")
    assert await pressed(threaded, "jonas", await last_mail(threaded, "jonas"), "Take out") == (
        f"Taken out\nThey are out of the room of {NAME} in a moment."
    )
    assert await inside(threaded) == {"maria", "jonas", "aisha"}
    await threaded.waits(timedelta(hours=1))
    await hands.takes_out(ROOM, "aisha")
    await pressed(threaded, "jonas", await last_mail(threaded, "jonas"), "Let back in")
    assert await inside(threaded) == {"maria", "jonas", "aisha"}
    await threaded.waits(timedelta(hours=1))
    await hands.shuts(ROOM)
    card = await last_mail(threaded, "jonas")
    assert card.title == "The room is gone"
    await pressed(threaded, "jonas", card, "Open it again")
    again = channel(threaded, ROOM)
    assert (again.kind, again.archived) == (PRIVATE_THREAD, False)
    assert set(again.inside) >= {int(threaded.external(p)) for p in ("maria", "jonas", "aisha")}


# What roles change


async def heard(town: DiscordTown) -> None:
    """Let what the gateway told arrive and be worked off."""
    await town.settles()
    await town.ground.hearth.pulse()
    await town.settles()


def bits(*without: str) -> int:
    """Return what Hearth's role may do, without some."""
    return sum(r.bit for r in ALWAYS if r.name not in without)


@pytest.mark.parametrize("platform", ["discord"], indirect=True)
@pytest.mark.parametrize("role", ["its own", "another"])
async def test_a_right_given_back_by_a_role_lets_out_what_waited_for_it(town: Town, role: str) -> None:
    assert isinstance(town, DiscordTown)
    await sets_up(town)
    # Its own role alone lets Hearth write here.
    town.acts.everybody_may(town.guild, town.guild.roles[town.guild.id].permissions & ~SEND.bit)
    town.acts.may(town.guild, bits("Send Messages"))
    await town.settles()
    await starts_ritual(town, "maria", '/ritual create "Friday wins" "every Friday 10:00" "What went well" minutes:30')
    await town.waits(timedelta(days=4, hours=2))
    assert [t for _at, t in titled(await town.reads(None, HOME)) if "Friday wins" in t] == []
    assert any("I lack Send Messages." in m for m in await mail(town, "maria"))
    if role == "another":
        town.acts.gives_bot(town.guild, SEND.bit)
    else:
        town.acts.may(town.guild, bits())
    await heard(town)
    assert [t for _at, t in titled(await town.reads(None, HOME)) if "Friday wins" in t] != []


@pytest.mark.parametrize("platform", ["discord"], indirect=True)
async def test_a_right_taken_from_hearths_role_is_told_to_a_circles_stewards_at_once(town: Town) -> None:
    assert isinstance(town, DiscordTown)
    await sets_up(town)
    await town.types("maria", CREATE)
    town.acts.may(town.guild, bits("Manage Roles"))
    await heard(town)
    assert (await mail(town, "jonas"))[-1] == (
        f"I may not do everything in the room\nI cannot look after the room of {NAME} as I should. Nothing is lost.\n"
        "I lack Manage Roles. Server Settings → Roles → Hearth → Manage Roles"
    )


@pytest.mark.parametrize("platform", ["discord"], indirect=True)
async def test_a_role_above_hearths_own_is_told_with_the_place_where_it_is_moved(town: Town) -> None:
    assert isinstance(town, DiscordTown)
    await sets_up(town)
    await town.types("maria", CREATE)
    circle = channel(town, ROOM)
    role = town.acts.adds_role(town.guild, "Admins")
    circle.overwrites[role.id] = Overwrite(role.id, 0, 0, VIEW_CHANNEL)
    town.acts.changed(town.guild, circle)
    await town.settles()
    town.acts.moves_role(town.guild, role, above=True)
    await heard(town)
    assert (await mail(town, "jonas"))[-1] == (
        f"I may not do everything in the room\nI cannot look after the room of {NAME} as I should. Nothing is lost.\n"
        "I lack a place above the role Admins. Server Settings → Roles: drag Hearth above Admins"
    )
    shown = await town.types("maria", f"/circle close {NAME}")
    await town.presses("maria", shown.card, "Close it")
    assert "I lack a place above the role Admins." in await told(town, "maria", f"/circle show {NAME}")
    await town.waits(timedelta(hours=1))
    town.acts.moves_role(town.guild, role, above=False)
    await heard(town)
    assert await told(town, "maria", "/circle list") == "Circles\nThere is none that you can see."
