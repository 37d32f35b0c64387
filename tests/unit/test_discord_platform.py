"""What Hearth owes, as requests to Discord: what is in them, and what is not asked twice."""

import hashlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from adapters.clock import FrozenClock
from adapters.discord import marks
from adapters.discord.line import Line, sender
from adapters.discord.platform import DiscordPlatform
from adapters.discord.room_names import free_name, room_name, topic_line
from bot.cards import Card
from bot.errors import Outcome, PlatformFault
from bot.ports import Found, Names, PersonAt, RoomAt, Seen, Slot
from tests.worlds.discord_wire import ME, Answer, Asked, Wire, wire

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
GUILD, ROOM, ADA, BOB = "300000000000000003", "200000000000000002", "100000000000000001", "100000000000000004"
OPEN, PRIVATE = RoomAt(ROOM, private=False), RoomAt(ROOM, private=True)
SLOT = Slot("Friday wins", "Why", NOW, NOW + timedelta(hours=1))
IN = (1 << 10) | (1 << 11) | (1 << 16)


@pytest.fixture
async def server() -> AsyncIterator[Wire]:
    async with wire() as served:
        yield served


@pytest.fixture
async def line(server: Wire) -> AsyncIterator[Line]:
    line = Line(sender(), FrozenClock(NOW, NOW), "token")
    yield line
    await line.close()


@pytest.fixture
def platform(line: Line) -> DiscordPlatform:
    return DiscordPlatform(line)


@pytest.fixture
def threaded(line: Line) -> DiscordPlatform:
    return DiscordPlatform(line, threads=True)


def channel(**more: Any) -> dict[str, Any]:
    return {"id": ROOM, "type": 0, "name": "garden", "topic": None, "permission_overwrites": [], **more}


def own(*, allow: int = 0, deny: int = 0, whom: str = ME, kind: int = 1) -> dict[str, Any]:
    return {"id": whom, "type": kind, "allow": str(allow), "deny": str(deny)}


# Messages


async def test_a_post_carries_its_key_as_a_nonce_that_discord_enforces(server: Wire, platform: DiscordPlatform) -> None:
    server.says("POST", f"/channels/{ROOM}/messages", {"id": "5"})
    assert await platform.post(GUILD, OPEN, Card("Hi"), Names(), "key-1") == "5"
    assert server.writes() == [
        (
            "POST",
            f"/channels/{ROOM}/messages",
            {
                "flags": 32768,
                "components": [{"type": 10, "content": "### Hi", "id": marks.of_message("key-1")}],
                "allowed_mentions": {"parse": [], "users": []},
                "nonce": "key-1",
                "enforce_nonce": True,
            },
        )
    ]


async def test_a_key_that_discord_would_not_take_is_refused_here(server: Wire, platform: DiscordPlatform) -> None:
    with pytest.raises(PlatformFault) as failed:
        await platform.post(GUILD, OPEN, Card("Hi"), Names(), "k" * 26)
    assert failed.value.outcome is Outcome.NEVER
    assert server.writes() == []


async def test_direct_messages_are_opened_once(server: Wire, platform: DiscordPlatform) -> None:
    server.says("POST", "/users/@me/channels", {"id": "77"})
    server.says("POST", "/channels/77/messages", {"id": "5"})
    for key in ("a", "b"):
        await platform.direct(GUILD, PersonAt(ADA), Card("Hi"), Names(), key)
    assert [p for _, p, _ in server.writes()] == ["/users/@me/channels", *["/channels/77/messages"] * 2]


async def test_only_own_messages_are_deleted(server: Wire, platform: DiscordPlatform) -> None:
    path = f"/channels/{ROOM}/messages/5"
    server.says("GET", path, {"id": "5", "author": {"id": ADA}})
    await platform.delete(GUILD, OPEN, "5")
    assert server.writes() == []
    server.says("GET", path, {"id": "5", "author": {"id": ME}})
    server.says("DELETE", path, status=204)
    await platform.delete(GUILD, OPEN, "5")
    assert server.writes() == [("DELETE", path, None)]
    server.denies("GET", path, 10008, status=404)
    await platform.delete(GUILD, OPEN, "5")


async def test_a_thread_that_fell_asleep_is_woken_for_a_post_and_a_closed_one_is_not(
    server: Wire, platform: DiscordPlatform
) -> None:
    path = f"/channels/{ROOM}/messages"
    answers = [Answer(400, {"code": 50083, "message": "archived"}), Answer(200, {"id": "5"})]
    server.answers["POST", path] = lambda _asked: answers.pop(0)
    server.says("GET", f"/channels/{ROOM}", channel(type=12, thread_metadata={"archived": True, "locked": False}))
    server.says("PATCH", f"/channels/{ROOM}", channel())
    assert await platform.post(GUILD, PRIVATE, Card("Hi"), Names(), "key") == "5"
    assert ("PATCH", f"/channels/{ROOM}", {"archived": False}) in server.writes()
    server.denies("POST", path, 50083, status=400)
    server.says("GET", f"/channels/{ROOM}", channel(type=12, thread_metadata={"archived": True, "locked": True}))
    with pytest.raises(PlatformFault) as failed:
        await platform.post(GUILD, PRIVATE, Card("Hi"), Names(), "key")
    assert (failed.value.outcome, failed.value.lost) == (Outcome.NEVER, True)


# Looking for a message


def stored(number: int, *, key: str = "", author: str = ME) -> dict[str, Any]:
    parts = [{"type": 10, "id": marks.of_message(key) if key else 1, "content": "x"}]
    return {"id": str(number), "author": {"id": author}, "components": parts}


def history(server: Wire, messages: list[dict[str, Any]]) -> None:
    """Answer as Discord does: the next hundred after an id, newest first."""

    def page(asked: Asked) -> Answer:
        after = [m for m in messages if int(m["id"]) > int(asked.query["after"])]
        return Answer(200, after[: int(asked.query["limit"])][::-1])

    server.answers["GET", f"/channels/{ROOM}/messages"] = page


async def test_a_message_is_found_by_its_mark_wherever_it_stands(server: Wire, platform: DiscordPlatform) -> None:
    first = marks.not_before(NOW) + 1
    history(server, [*[stored(first + n) for n in range(250)], stored(first + 250, key="key"), stored(first + 251)])
    assert await platform.look_up(GUILD, OPEN, "key", since=NOW) == Found(Seen.THERE, str(first + 250))
    assert await platform.look_up(GUILD, OPEN, "other", since=NOW) == Found(Seen.ABSENT)


async def test_what_somebody_else_wrote_or_what_is_older_is_not_ours(server: Wire, platform: DiscordPlatform) -> None:
    first = marks.not_before(NOW)
    history(
        server,
        [
            stored(first - 5, key="key"),
            stored(first + 1, key="key", author=ADA),
            {**stored(first + 2), "components": []},
        ],
    )
    assert await platform.look_up(GUILD, OPEN, "key", since=NOW) == Found(Seen.ABSENT)


async def test_in_a_flood_nobody_knows(server: Wire, platform: DiscordPlatform) -> None:
    first = marks.not_before(NOW) + 1
    history(server, [stored(first + n) for n in range(2100)])
    assert await platform.look_up(GUILD, OPEN, "key", since=NOW) == Found(Seen.UNKNOWABLE)


def test_marks_are_int32_and_none_that_discord_gives() -> None:
    found = {marks.of_message(str(n)) for n in range(1000)}
    assert len(found) == 1000
    assert all(2**30 <= m < 2**31 for m in found)


def test_the_mark_of_a_topic_has_no_width_and_differs_by_key() -> None:
    found = {marks.of_topic(str(n)) for n in range(1000)}
    assert len(found) == 1000
    assert {c for m in found for c in m} == set("\u200b\u200c\u200d\u2060")
    digest = hashlib.sha256(b"key").digest()
    assert marks.of_topic("key")[:4] == "".join("\u200b\u200c\u200d\u2060"[digest[0] >> s & 3] for s in (6, 4, 2, 0))


# Rooms


async def test_a_private_room_is_hidden_from_everybody_but_hearth(server: Wire, platform: DiscordPlatform) -> None:
    server.says("GET", f"/guilds/{GUILD}/channels", [channel()])
    server.says("POST", f"/guilds/{GUILD}/channels", channel(id="9"))
    assert await platform.open_room(GUILD, "Garden", "What *grows*", private=True, key="key") == "9"
    made = server.asked[-1]
    assert made.body == {
        "name": "garden-2",
        "type": 0,
        "topic": "What \\*grows\\*" + marks.of_topic("key"),
        "permission_overwrites": [own(whom=GUILD, kind=0, deny=1 << 10), own(allow=IN)],
    }
    assert made.reason == "Hearth opens a room that was asked for"


async def test_an_open_room_has_no_overwrites(server: Wire, platform: DiscordPlatform) -> None:
    server.says("GET", f"/guilds/{GUILD}/channels", [])
    server.says("POST", f"/guilds/{GUILD}/channels", channel(id="9"))
    await platform.open_room(GUILD, "Garden", "", private=False, key="key")
    assert server.asked[-1].body["permission_overwrites"] == []


async def test_who_is_in_is_not_let_in_again_and_progress_is_kept(server: Wire, platform: DiscordPlatform) -> None:
    server.says("GET", f"/channels/{ROOM}", channel(permission_overwrites=[own(allow=IN), own(whom=ADA, allow=IN)]))
    server.says("GET", f"/guilds/{GUILD}/members/{BOB}", {"user": {"id": BOB}})
    server.says("PUT", f"/channels/{ROOM}/permissions/{BOB}", status=204)
    await platform.invite(GUILD, PRIVATE, (ADA, BOB))
    assert server.writes() == [
        ("PUT", f"/channels/{ROOM}/permissions/{BOB}", {"type": 1, "allow": str(IN), "deny": "0"})
    ]
    with pytest.raises(PlatformFault):
        await platform.invite(GUILD, PRIVATE, tuple(map(str, range(101))))


async def test_closing_hides_a_private_room_and_silences_an_open_one(server: Wire, platform: DiscordPlatform) -> None:
    role = own(whom="5", kind=0, allow=1 << 10)
    server.says("GET", f"/channels/{ROOM}", channel(permission_overwrites=[own(whom=ADA, allow=IN), role]))
    server.says("PATCH", f"/channels/{ROOM}", channel())
    await platform.close(GUILD, PRIVATE)
    await platform.close(GUILD, OPEN)
    mine = own(allow=(1 << 10) | (1 << 16), deny=1 << 11)
    assert [b["permission_overwrites"] for _, _, b in server.writes()] == [
        [own(whom=GUILD, kind=0, deny=1 << 10), mine],
        [own(whom=GUILD, kind=0, deny=1 << 11), mine, own(whom=ADA, allow=IN), role],
    ]
    server.says("GET", f"/channels/{ROOM}", channel(permission_overwrites=[mine]))
    await platform.close(GUILD, PRIVATE)
    assert len(server.writes()) == 2


async def test_a_name_that_is_right_already_is_not_changed_again(server: Wire, platform: DiscordPlatform) -> None:
    server.says("GET", f"/channels/{ROOM}", channel())
    server.says("GET", f"/guilds/{GUILD}/channels", [channel()])
    await platform.rename(GUILD, PRIVATE, "Garden")
    assert server.writes() == []


def test_rooms_are_called_as_text_channels_are() -> None:
    assert room_name("  Night & Day: Müßig! ") == "night-day-müßig"
    assert room_name("!!!") == "room"
    assert free_name("Garden", {"garden", "garden-2"}) == "garden-3"
    assert len(free_name("x" * 200, {"x" * 100})) == 100
    assert len(topic_line("*" * 5000, behind="m" * 20)) <= 1024
    assert topic_line("*" * 5000, behind="m" * 20).endswith("m" * 20)


# Private threads


async def test_as_a_setting_private_rooms_are_private_threads(server: Wire, threaded: DiscordPlatform) -> None:
    server.says("GET", f"/guilds/{GUILD}", {"id": GUILD, "system_channel_id": "8"})
    server.says("POST", "/channels/8/threads", channel(id="9", type=12))
    assert await threaded.open_room(GUILD, "Garden", "What grows", private=True, key="key") == "9"
    assert server.asked[-1].body == {"name": "garden", "type": 12, "invitable": False, "auto_archive_duration": 10080}


async def test_a_thread_opens_in_the_first_text_channel_where_there_is_no_system_channel(
    server: Wire, threaded: DiscordPlatform
) -> None:
    server.says("GET", f"/guilds/{GUILD}", {"id": GUILD, "system_channel_id": None})
    rooms = [channel(id="1", type=4, position=0), channel(id="3", position=2), channel(id="2", position=1)]
    server.says("GET", f"/guilds/{GUILD}/channels", rooms)
    server.says("POST", "/channels/2/threads", channel(id="9", type=12))
    assert await threaded.open_room(GUILD, "Garden", "", private=True, key="key") == "9"


async def test_people_of_a_thread_are_its_members(server: Wire, threaded: DiscordPlatform) -> None:
    server.says("GET", f"/channels/{ROOM}", channel(type=12, thread_metadata={"archived": False, "locked": False}))
    server.says("GET", f"/channels/{ROOM}/thread-members", [{"user_id": ME}, {"user_id": ADA}])
    for person in (ADA, BOB):
        server.says("GET", f"/guilds/{GUILD}/members/{person}", {"user": {"id": person}})
        server.says("PUT", f"/channels/{ROOM}/thread-members/{person}", status=204)
    server.says("DELETE", f"/channels/{ROOM}/thread-members/{ADA}", status=204)
    server.says("PATCH", f"/channels/{ROOM}", channel())
    assert await threaded.members(GUILD, PRIVATE) == {ADA}
    await threaded.invite(GUILD, PRIVATE, (ADA, BOB))
    await threaded.remove(GUILD, PRIVATE, ADA)
    await threaded.topic(GUILD, PRIVATE, "A thread has none")
    await threaded.close(GUILD, PRIVATE)
    assert [(m, p.removeprefix(f"/channels/{ROOM}"), b) for m, p, b in server.writes()] == [
        ("PUT", f"/thread-members/{ADA}", None),
        ("PUT", f"/thread-members/{BOB}", None),
        ("DELETE", f"/thread-members/{ADA}", None),
        ("PATCH", "", {"archived": True, "locked": True}),
    ]


async def test_a_thread_is_found_by_its_name_unless_two_have_it(server: Wire, threaded: DiscordPlatform) -> None:
    new = marks.not_before(NOW) + 1
    mine = {"id": str(new), "name": "garden", "owner_id": ME}
    others = [{"id": str(new + 1), "name": "garden", "owner_id": ADA}, {"id": "1", "name": "garden", "owner_id": ME}]
    server.says("GET", f"/guilds/{GUILD}/channels", [])
    path = f"/guilds/{GUILD}/threads/active"
    server.says("GET", path, {"threads": others})
    assert await threaded.look_up(GUILD, None, "key", since=NOW, name="Garden") == Found(Seen.ABSENT)
    server.says("GET", path, {"threads": [mine, *others]})
    assert await threaded.look_up(GUILD, None, "key", since=NOW, name="Garden") == Found(Seen.THERE, str(new))
    server.says("GET", path, {"threads": [mine, {**mine, "id": str(new + 2)}]})
    assert await threaded.look_up(GUILD, None, "key", since=NOW, name="Garden") == Found(Seen.UNKNOWABLE)


# The server's calendar


async def test_a_gathering_stands_in_the_calendar_with_its_room(server: Wire, platform: DiscordPlatform) -> None:
    server.says("GET", f"/channels/{ROOM}", channel())
    server.says("POST", f"/guilds/{GUILD}/scheduled-events", {"id": "5"})
    assert await platform.schedule(GUILD, OPEN, SLOT, "key") == "5"
    assert server.asked[-1].body == {
        "name": "Friday wins",
        "description": "Why",
        "scheduled_start_time": "2026-11-23T08:00:00+00:00",
        "scheduled_end_time": "2026-11-23T09:00:00+00:00",
        "privacy_level": 2,
        "entity_type": 3,
        "entity_metadata": {"location": "#garden"},
    }


async def test_a_gathering_that_changes_is_the_same_event_in_the_calendar(
    server: Wire, platform: DiscordPlatform
) -> None:
    server.says("GET", f"/channels/{ROOM}", channel())
    server.says("PATCH", f"/guilds/{GUILD}/scheduled-events/5", {"id": "5"})
    await platform.reschedule(GUILD, OPEN, "5", SLOT)
    assert server.asked[-1].body == {
        "name": "Friday wins",
        "description": "Why",
        "scheduled_start_time": "2026-11-23T08:00:00+00:00",
        "scheduled_end_time": "2026-11-23T09:00:00+00:00",
        "entity_metadata": {"location": "#garden"},
    }


@pytest.mark.parametrize("code", [10070, 180000])
async def test_changing_what_is_gone_or_over_is_harmless(server: Wire, platform: DiscordPlatform, code: int) -> None:
    server.says("GET", f"/channels/{ROOM}", channel())
    server.denies("PATCH", f"/guilds/{GUILD}/scheduled-events/5", code, status=404)
    await platform.reschedule(GUILD, OPEN, "5", SLOT)


async def test_a_private_room_is_named_in_no_calendar(server: Wire, platform: DiscordPlatform) -> None:
    with pytest.raises(PlatformFault) as failed:
        await platform.schedule(GUILD, PRIVATE, SLOT, "key")
    assert failed.value.outcome is Outcome.NEVER
    assert server.asked == []


async def test_a_gathering_is_found_by_who_made_it_its_name_and_its_start(
    server: Wire, platform: DiscordPlatform
) -> None:
    mine = {"id": "5", "creator_id": ME, "name": "Friday wins", "scheduled_start_time": "2026-11-23T08:00:00+00:00"}
    late = {**mine, "id": "6", "scheduled_start_time": "2026-11-30T08:00:00+00:00"}
    theirs = {**mine, "id": "7", "creator_id": ADA}
    path = f"/guilds/{GUILD}/scheduled-events"
    server.says("GET", path, [late, theirs])
    assert await platform.look_up_slot(GUILD, OPEN, SLOT, "key") == Found(Seen.ABSENT)
    server.says("GET", path, [late, theirs, mine])
    assert await platform.look_up_slot(GUILD, OPEN, SLOT, "key") == Found(Seen.THERE, "5")


@pytest.mark.parametrize("code", [10070, 180000])
async def test_taking_out_what_is_gone_or_over_is_harmless(server: Wire, platform: DiscordPlatform, code: int) -> None:
    server.denies("DELETE", f"/guilds/{GUILD}/scheduled-events/5", code, status=404)
    await platform.unschedule(GUILD, "5")
