"""Looking at a room: every platform tells the same of what people did to it by hand."""

from dataclasses import replace

from adapters.discord.invite import permissions, rights
from bot.ports import RoomAt
from bot.rooms import Presence, RoomState
from tests.contract.discord_land import DiscordLand
from tests.contract.lands import Land, SandboxLand
from tests.contract.slack_land import SlackLand
from tests.worlds.byhand import ByHand, DiscordHands, SandboxHands, SlackHands
from tests.worlds.discord.state import Overwrite, Role
from tests.worlds.discord.words import VIEW_CHANNEL

NAME = "Garden club"


def by_hand(land: Land) -> ByHand:
    """Return people's hands in a land."""
    match land:
        case SandboxLand():
            return SandboxHands(land.world, land.space)
        case SlackLand():
            return SlackHands(land.hands)
        case DiscordLand():
            return DiscordHands(land.acts, land.guild)
        case _:
            raise TypeError(land)


async def opened(land: Land, *people: str) -> RoomAt:
    made = await land.platform.open_room(land.space, NAME, "", private=True, key="open-1")
    room = RoomAt(made, private=True)
    await land.platform.invite(land.space, room, people)
    return room


async def looked(land: Land, room: RoomAt, *known: str) -> RoomState:
    return await land.platform.inspect(land.space, room, NAME, known)


async def test_a_room_is_told_with_its_name_and_people_as_hands_left_them(land: Land) -> None:
    ada, bob, eve = await land.person("Ada"), await land.person("Bob"), await land.person("Eve")
    room = await opened(land, ada, bob)
    hands = by_hand(land)
    assert await looked(land, room, ada, bob) == RoomState(Presence.OPEN, people=frozenset({ada, bob}))
    # A taken name with a number behind it is the name that was asked for.
    second = await land.platform.open_room(land.space, NAME, "", private=True, key="open-2")
    assert (await looked(land, RoomAt(second, private=True))).called == ""
    await hands.renames(room.external, "meadow")
    await hands.lets_in(room.external, eve)
    await hands.takes_out(room.external, bob)
    expected = RoomState(Presence.OPEN, called="meadow", people=frozenset({ada, eve}), names={eve: "Eve"})
    assert await looked(land, room, ada, bob) == expected
    await land.platform.rename(land.space, room, NAME)
    assert await looked(land, room, ada, bob) == replace(expected, called="")
    if land.table != "discord-threads":  # a private thread stays one
        await hands.shows(room.external)
        seen = await looked(land, room, ada)
        assert not seen.private
        assert bool(seen.hide) == (land.kind != "sandbox")


async def test_who_left_the_space_is_told_though_the_platform_keeps_their_seat(land: Land) -> None:
    ada, bob = await land.person("Ada"), await land.person("Bob")
    room = await opened(land, ada, bob)
    await land.leaves(bob)
    state = await looked(land, room, ada, bob)
    assert state.departed == {bob}
    assert ada in (state.people or ())
    # Discord keeps an overwrite of somebody who left, and would let them in again: it can be taken away.
    await land.platform.remove(land.space, room, bob)
    assert (await looked(land, room, ada, bob)).people == frozenset({ada})


async def test_a_room_that_was_shut_or_deleted_is_told_and_no_fault(land: Land) -> None:
    ada = await land.person("Ada")
    room = await opened(land, ada)
    await by_hand(land).shuts(room.external)
    # Channels of Discord cannot be archived: there it was deleted.
    shut = Presence.GONE if land.table == "discord" else Presence.ARCHIVED
    assert await looked(land, room, ada) == RoomState(shut)
    if land.table != "discord":
        await land.drops(room)
    state = await looked(land, room, ada)
    # Slack does not say of a private channel whether it is gone.
    assert state.presence is (Presence.UNSEEN if land.table == "slack" else Presence.GONE)


async def test_a_room_out_of_which_hearth_was_taken_says_how_it_is_let_in_again(land: Land) -> None:
    ada = await land.person("Ada")
    room = await opened(land, ada)
    await by_hand(land).shuts_out(room.external)
    state = await looked(land, room, ada)
    if land.table == "discord-threads":
        # Who may manage threads sees all of them.
        assert state == RoomState(Presence.OPEN, people=frozenset({ada}))
        return
    assert (state.presence, bool(state.missing), bool(state.remedy)) == (Presence.UNSEEN, True, True)


async def test_on_discord_a_right_that_was_taken_away_is_named_with_its_place(land: Land) -> None:
    if not isinstance(land, DiscordLand):
        return  # elsewhere there are no rights by the room
    ada = await land.person("Ada")
    room = await opened(land, ada)
    whole = permissions(rights(threads=land.table == "discord-threads"))
    name, bit = ("Manage Threads", 1 << 34) if land.table == "discord-threads" else ("Manage Channels", 1 << 4)
    land.acts.may(land.guild, whole & ~bit)
    expected = RoomState(Presence.OPEN, people=frozenset({ada}))
    place = f"Server Settings → Roles → Hearth → {name}"
    assert await looked(land, room, ada) == replace(expected, missing=name, remedy=place)


async def test_everybody_in_a_room_is_told_by_name_when_that_is_asked(land: Land) -> None:
    people = {await land.person(f"Person {n}"): f"Person {n}" for n in range(52)}
    room = await opened(land, *people)
    seen = await land.platform.inspect(land.space, room, NAME, (), everybody=True)
    assert (seen.people, dict(seen.names)) == (frozenset(people), people)


async def test_on_discord_a_channel_that_roles_open_is_neither_private_nor_everybodys(land: Land) -> None:
    if not isinstance(land, DiscordLand) or land.table == "discord-threads":
        return  # elsewhere there are no roles, and no thread is opened to one
    room = await opened(land, await land.person("Ada"))
    assert not (await looked(land, room)).by_roles
    channel = land.guild.channels[int(room.external)]
    role = Role(77, "Mods", 0, len(land.guild.roles))
    land.guild.roles[role.id] = role
    channel.overwrites[role.id] = Overwrite(role.id, 0, VIEW_CHANNEL, 0)
    seen = await looked(land, room)
    assert (seen.private, seen.by_roles) == (False, True)
    await by_hand(land).shows(room.external)
    seen = await looked(land, room)
    assert (seen.private, seen.by_roles) == (False, False)
