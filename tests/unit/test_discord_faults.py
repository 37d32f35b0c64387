"""Discord's error codes: each is known, and what is missing is named with the place where it is given."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from adapters.clock import FrozenClock
from adapters.discord.faults import MEANINGS, fault_of
from adapters.discord.line import Denied, Line, sender
from adapters.discord.platform import DiscordPlatform
from adapters.discord.rights import ALWAYS, FILES, NEEDS, WITH_THREADS, Act, held, held_in, lacking
from bot.cards import Card
from bot.errors import Outcome, PlatformFault
from bot.ports import Names, PersonAt, RoomAt, Slot
from tests.worlds.discord_wire import ME, Wire, wire

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
GUILD, ROOM = "300000000000000003", "200000000000000002"
AT = RoomAt(ROOM, private=True)
EVERYTHING = sum(r.bit for r in ALWAYS)
# platforms' own numbers: what becomes of a delivery that meets them
GONE = {10003}
NOT_NOW = {20016, 20028, 20029, 30046, 40001, 40003, 40062, 40333, 50014, 110000, 130000}
NEVER = {
    10004,
    10007,
    10008,
    10011,
    10013,
    10070,
    20031,
    200000,
    200001,
    240000,
    30003,
    30005,
    30013,
    30033,
    30038,
    30060,
}
NEVER |= {160006, 40005, 50045, 50001, 50013, 50003, 50024, 50008, 50068, 50005, 50021, 50007, 50278, 50035, 50074}
NEVER |= {60003, 160004, 180000}


@pytest.fixture
async def server() -> AsyncIterator[Wire]:
    async with wire() as served:
        yield served


@pytest.fixture
async def platform(server: Wire) -> AsyncIterator[DiscordPlatform]:
    line = Line(sender(), FrozenClock(NOW, NOW), "token")
    yield DiscordPlatform(line)
    await line.close()


@pytest.mark.parametrize("code", sorted(GONE | NOT_NOW | NEVER))
def test_what_a_code_means_for_a_delivery(code: int) -> None:
    fault = fault_of(Denied(403, code))
    assert (fault.outcome is Outcome.NOT_DONE) == (code in NOT_NOW)
    assert (fault.lost, fault.evicted) == (code in GONE, code == 10004)
    assert not fault.code.startswith("discord_")
    assert (fault.retry_after is None) == (code not in NOT_NOW)
    assert bool(fault.missing) == bool(fault.remedy)


def test_no_meaning_is_forgotten_here() -> None:
    assert set(MEANINGS) - {50083, 160005} == GONE | NOT_NOW | NEVER


def test_a_code_that_is_not_known_is_never_repeated_and_keeps_its_number() -> None:
    assert (fault_of(Denied(400, 12345)).code, fault_of(Denied(400, 12345)).outcome) == ("discord_12345", Outcome.NEVER)
    assert fault_of(Denied(404, 0)).code == "discord_404"


def test_an_unknown_token_waits_for_the_operator() -> None:
    fault = fault_of(Denied(401, 0))
    assert (fault.code, fault.outcome, fault.retry_after) == (
        "token_invalid",
        Outcome.NOT_DONE,
        timedelta(minutes=10),
    )


# Which permission was missing


def lets(server: Wire, bits: int, *, overwrites: list[dict[str, Any]] | None = None, hidden: bool = False) -> None:
    """Give Hearth's role these bits, and the room these overwrites."""
    roles = [{"id": GUILD, "permissions": "0"}, {"id": "5", "permissions": str(bits)}]
    server.says("GET", f"/guilds/{GUILD}/roles", roles)
    server.says("GET", f"/guilds/{GUILD}/members/{ME}", {"user": {"id": ME}, "roles": ["5"]})
    room = {"id": ROOM, "type": 0, "name": "garden", "permission_overwrites": overwrites or []}
    if hidden:
        server.denies("GET", f"/channels/{ROOM}", 50001)
    else:
        server.says("GET", f"/channels/{ROOM}", room)


async def refused(platform: DiscordPlatform) -> PlatformFault:
    with pytest.raises(PlatformFault) as failed:
        await platform.post(GUILD, AT, Card("x"), Names(), "key")
    return failed.value


async def test_a_right_that_the_server_does_not_give_is_named_with_its_place(
    server: Wire, platform: DiscordPlatform
) -> None:
    lets(server, EVERYTHING & ~(1 << 11))
    server.denies("POST", f"/channels/{ROOM}/messages", 50013)
    fault = await refused(platform)
    assert (fault.code, fault.outcome, fault.lost) == ("no_permission", Outcome.NEVER, False)
    assert (fault.missing, fault.remedy) == ("Send Messages", "Server Settings → Roles → Hearth → Send Messages")


async def test_a_right_that_one_channel_takes_away_is_given_there(server: Wire, platform: DiscordPlatform) -> None:
    deny = {"id": GUILD, "type": 0, "allow": "0", "deny": str(1 << 11)}
    lets(server, EVERYTHING, overwrites=[deny])
    server.denies("POST", f"/channels/{ROOM}/messages", 50013)
    fault = await refused(platform)
    assert (fault.missing, fault.remedy) == ("Send Messages", "Edit Channel → Permissions → Hearth → Send Messages")


async def test_a_room_that_hearth_cannot_see_lacks_the_sight(server: Wire, platform: DiscordPlatform) -> None:
    lets(server, EVERYTHING, hidden=True)
    server.denies("POST", f"/channels/{ROOM}/messages", 50001)
    fault = await refused(platform)
    assert (fault.code, fault.missing) == ("no_access", "View Channels")
    assert fault.remedy == "Edit Channel → Permissions → Hearth → View Channels"


async def test_what_cannot_be_compared_is_named_by_what_is_likeliest(server: Wire, platform: DiscordPlatform) -> None:
    server.says("GET", f"/guilds/{GUILD}/channels", [])
    server.denies("POST", f"/guilds/{GUILD}/channels", 50013)
    with pytest.raises(PlatformFault) as failed:
        await platform.open_room(GUILD, "garden", "", private=True, key="k")
    assert failed.value.missing == "Manage Channels"
    assert failed.value.remedy == "Server Settings → Roles → Hearth → Manage Channels"


async def test_a_room_that_hearth_has_closed_is_lost_and_lacks_nothing(server: Wire, platform: DiscordPlatform) -> None:
    own = {"id": ME, "type": 1, "allow": "0", "deny": str(1 << 11)}
    lets(server, EVERYTHING, overwrites=[own])
    server.denies("POST", f"/channels/{ROOM}/messages", 50013)
    fault = await refused(platform)
    assert (fault.code, fault.outcome, fault.lost, fault.missing) == ("room_closed", Outcome.NEVER, True, "")


async def test_an_event_lacks_the_right_that_discord_split_off(server: Wire, platform: DiscordPlatform) -> None:
    lets(server, EVERYTHING & ~(1 << 44))
    server.denies("POST", f"/guilds/{GUILD}/scheduled-events", 50013)
    slot = Slot("Friday wins", "", NOW, NOW + timedelta(hours=1))
    with pytest.raises(PlatformFault) as failed:
        await platform.schedule(GUILD, RoomAt(ROOM, private=False), slot, "key")
    assert failed.value.missing == "Create Events"


async def test_direct_messages_that_are_closed_are_said_to_be(server: Wire, platform: DiscordPlatform) -> None:
    server.says("POST", "/users/@me/channels", {"id": "77"})
    server.denies("POST", "/channels/77/messages", 50007)
    with pytest.raises(PlatformFault) as failed:
        await platform.direct(GUILD, PersonAt("1"), Card("x"), Names(), "key")
    fault = failed.value
    assert (fault.code, fault.outcome, fault.lost) == ("direct_closed", Outcome.NEVER, False)
    assert "Privacy Settings" in fault.remedy


# The arithmetic of permissions (discord-api-docs, topics/permissions)


def test_roles_add_up_and_overwrites_go_from_everybody_over_roles_to_the_member() -> None:
    roles = [{"id": "g", "permissions": "1"}, {"id": "r", "permissions": "2"}, {"id": "other", "permissions": "4"}]
    member = {"user": {"id": "me"}, "roles": ["r"]}
    bits = held(roles, member, "g")
    assert bits == 3
    everybody = {"id": "g", "allow": "8", "deny": "1"}
    role = {"id": "r", "allow": "1", "deny": "2"}
    other = {"id": "other", "allow": "16", "deny": "8"}
    own = {"id": "me", "allow": "32", "deny": "8"}
    assert held_in(bits, member, "g", [everybody]) == 2 | 8
    assert held_in(bits, member, "g", [everybody, role, other]) == 1 | 8
    assert held_in(bits, member, "g", [everybody, role, own]) == 1 | 32
    assert held_in(8, member, "g", [{"id": "me", "allow": "0", "deny": "255"}]) == 8  # an administrator


def test_every_act_needs_only_what_the_install_link_asks_for() -> None:
    asked = {*ALWAYS, *WITH_THREADS}
    assert all(set(needed) <= asked for needed in NEEDS.values())
    # Without Attach Files a picture gives way to its words, so no act needs it.
    assert asked - {FILES} == {right for needed in NEEDS.values() for right in needed}
    assert all(lacking(act, 1 << 3) is None for act in Act)
