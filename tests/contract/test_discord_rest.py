"""The simulated Discord refuses what Discord refuses: platforms.md 2.3, 2.5, 2.6 and 4.2, tried over plain HTTP."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import ClientConnectionError

from tests.contract.discord_places import BOT_MAY, Place, place
from tests.worlds.discord import faults, rest, schema, words
from tests.worlds.discord.state import Overwrite
from tests.worlds.discord.words import COMPONENTS_V2, MANAGE_CHANNELS, MANAGE_ROLES, SEND_MESSAGES, VIEW_CHANNEL, Json
from tests.worlds.trouble import Step

TEXT: Json = {"type": 10, "content": "Hello"}
V2: Json = {"flags": COMPONENTS_V2}


@pytest.fixture
async def here() -> AsyncIterator[Place]:
    async with place() as opened:
        yield opened


def row(*buttons: Json) -> Json:
    return {"type": 1, "components": list(buttons)}


def press(label: str = "Go", custom_id: str = "go") -> Json:
    return {"type": 2, "style": 2, "label": label, "custom_id": custom_id}


# Doors


async def test_who_brings_no_token_or_no_name_is_turned_away(here: Place) -> None:
    assert await here.asks("GET", "/users/@me", Authorization="Bot wrong") == (
        401,
        {"code": 0, "message": "401: Unauthorized"},
    )
    status, _ = await here.asks("GET", "/users/@me", **{"User-Agent": ""})
    assert status == 403
    assert await here.refused("GET", "/nowhere") == (404, 0)


async def test_an_audit_log_reason_is_kept_as_it_was_meant(here: Place) -> None:
    path = f"/guilds/{here.guild.id}/channels"
    status, _ = await here.asks("POST", path, {"name": "x"}, **{"X-Audit-Log-Reason": "for%20%C3%86sop"})
    assert status == 201
    assert here.discord.rest.reasons == [("create_channel", "for Æsop")]
    assert (await here.asks("POST", path, {"name": "x"}, **{"X-Audit-Log-Reason": "x" * 513}))[0] == 400


async def test_everything_asked_is_written_down_in_order(here: Place) -> None:
    made = await here.posts({"content": "one"})
    await here.refused("GET", f"/channels/{here.general.id}/messages/1")
    assert [a.route for a in here.discord.watch.arrived] == ["create_message", "get_message"]
    assert here.discord.watch.asked("create_message", place=str(here.general.id))[0].body == {"content": "one"}
    assert here.discord.watch.arrived[1].path == (str(here.general.id), "1")
    assert here.general.messages[int(made["id"])].content == "one"


# Nonces


async def test_a_nonce_makes_one_message_for_a_few_minutes(here: Place) -> None:
    body = {"content": "one", "nonce": "key-1", "enforce_nonce": True}
    first = await here.posts(body)
    assert (await here.posts(body))["id"] == first["id"]
    assert (await here.posts(body | {"enforce_nonce": False}))["id"] != first["id"]
    here.clock.wait(timedelta(minutes=3))
    assert (await here.posts(body))["id"] != first["id"]
    assert len(here.general.messages) == 3


async def test_the_nonce_of_a_deleted_message_is_refused(here: Place) -> None:
    body = {"content": "one", "nonce": "key-1", "enforce_nonce": True}
    first = await here.posts(body)
    path = f"/channels/{here.general.id}/messages"
    assert (await here.asks("DELETE", f"{path}/{first['id']}"))[0] == 204
    assert await here.refused("POST", path, body) == (404, 10008)


# Bodies

BAD_BODIES: list[tuple[Json, int]] = [
    ({}, 50006),
    ({"content": "  "}, 50006),
    ({"content": "x" * 2001}, 50035),
    ({"content": "x", "nonce": "k" * 26}, 50035),
    ({"content": "x", "embeds": [{}]}, 50035),
    ({"content": "x", "embeds": [{"title": "t" * 257}]}, 50035),
    ({"content": "x", "embeds": [{"description": "d" * 4000}, {"description": "d" * 2001}]}, 50035),
    ({"content": "x", "embeds": [{"fields": [{"name": "n", "value": ""}]}]}, 50035),
    ({"content": "x", "components": [TEXT]}, 50035),
    ({"content": "x", "components": [row(press()) for _ in range(2)]}, 50035),
    ({"content": "x", "components": [row(press("l" * 81))]}, 50035),
    ({"content": "x", "components": [row(press("", "go"))]}, 50035),
    ({"content": "x", "components": [row(press("Go", "c" * 101))]}, 50035),
    ({"content": "x", "components": [row(*(press(custom_id=f"c{n}") for n in range(6)))]}, 50035),
    ({"content": "x", "components": [row()]}, 50035),
    ({"content": "x", "flags": words.EPHEMERAL}, 50035),
    ({"content": "x", "allowed_mentions": {"parse": ["users"], "users": ["1"]}}, 50035),
    ({"content": "x", "allowed_mentions": {"parse": ["people"]}}, 50035),
    ({"content": "x", "allowed_mentions": {"users": [str(n) for n in range(101)]}}, 50035),
    (V2 | {"content": "x", "components": [TEXT]}, 50035),
    (V2 | {"embeds": [{"title": "x"}], "components": [TEXT]}, 50035),
    (V2 | {"components": []}, 50006),
    (V2 | {"components": [{"type": 10, "content": ""}]}, 50035),
    (V2 | {"components": [{"type": 10, "content": "x" * 2001}] * 2}, 50035),
    (V2 | {"components": [{"type": 17, "components": [TEXT] * 20}] * 2}, 50035),
    (V2 | {"components": [{"type": 18, "label": "x"}]}, 50035),
    (V2 | {"components": [TEXT | {"id": 7}, TEXT | {"id": 7}]}, 50035),
    (V2 | {"components": [TEXT | {"id": 1 << 31}]}, 50035),
]


@pytest.mark.parametrize(("body", "code"), BAD_BODIES, ids=range(len(BAD_BODIES)))
async def test_a_body_past_a_limit_is_refused_and_nothing_is_posted(here: Place, body: Json, code: int) -> None:
    assert await here.refused("POST", f"/channels/{here.general.id}/messages", body) == (400, code)
    assert here.general.messages == {}


async def test_a_body_at_its_limits_is_taken(here: Place) -> None:
    embeds = [{"description": "d" * 4096}, {"title": "t" * 256, "description": "d" * 1648}]
    rows = [row(*(press("l" * 80, f"{r}{n}" + "c" * 98) for n in range(5))) for r in range(5)]
    await here.posts({"content": "x" * 2000, "embeds": embeds, "components": rows})
    container = {"type": 17, "components": [{"type": 10, "content": "x" * 102}] * 38 + [{"type": 14}]}
    made = await here.posts(V2 | {"components": [container]})
    ids = [c["id"] for c in [made["components"][0], *made["components"][0]["components"]]]
    assert ids == list(range(1, 41))


async def test_a_refused_field_is_named(here: Place) -> None:
    body = {"content": "x", "components": [row(press("l" * 81))]}
    _, told = await here.asks("POST", f"/channels/{here.general.id}/messages", body)
    wrong = told["errors"]["components"]["0"]["components"]["0"]["label"]["_errors"][0]
    assert wrong["code"] == "BASE_TYPE_BAD_LENGTH"


# Pings


@pytest.mark.parametrize(
    ("allowed", "users", "everyone"),
    [
        (None, True, True),
        ({"parse": []}, False, False),
        ({"parse": ["users"]}, True, False),
        ({"parse": [], "users": ["ada"]}, True, False),
        ({"parse": [], "users": ["bob"]}, False, False),
        ({"parse": ["everyone"]}, False, True),
    ],
)
async def test_a_message_pings_whom_it_names_unless_it_may_not(
    here: Place, allowed: Json | None, *, users: bool, everyone: bool
) -> None:
    here.acts.may(here.guild, BOT_MAY | words.MENTION_EVERYONE)
    if allowed is not None and "users" in allowed:
        ids = {"ada": here.ada.id, "bob": here.bob.id}
        allowed = allowed | {"users": [str(ids[u]) for u in allowed["users"]]}
    body: Json = {"content": f"<@{here.ada.id}> @everyone"} | ({"allowed_mentions": allowed} if allowed else {})
    made = await here.posts(body)
    assert [u["id"] for u in made["mentions"]] == ([str(here.ada.id)] if users else [])
    assert made["mention_everyone"] is everyone


async def test_what_is_escaped_or_in_code_or_in_an_embed_pings_nobody(here: Place) -> None:
    name = f"<@{here.ada.id}>"
    made = await here.posts({"content": f"\\{name} `{name}` @everyone", "embeds": [{"description": name}]})
    assert (made["mentions"], made["mention_everyone"]) == ([], False)
    shown = await here.posts(V2 | {"components": [{"type": 10, "content": name}]})
    assert [u["id"] for u in shown["mentions"]] == [str(here.ada.id)]


# Messages


async def test_only_own_messages_are_edited_and_a_gone_one_is_unknown(here: Place) -> None:
    path = f"/channels/{here.general.id}/messages"
    said = here.acts.says(here.general, here.ada, "mine")
    assert await here.refused("PATCH", f"{path}/{said.id}", {"content": "x"}) == (403, 50005)
    assert await here.refused("DELETE", f"{path}/{said.id}") == (403, 50013)
    assert await here.refused("PATCH", f"{path}/1", {"content": "x"}) == (404, 10008)
    made = await here.posts({"content": "one"})
    assert (await here.asks("PATCH", f"{path}/{made['id']}", {"content": "two"}))[1]["content"] == "two"
    assert await here.refused("PATCH", f"{path}/{made['id']}", {"content": ""}) == (400, 50006)
    assert (await here.asks("DELETE", f"{path}/{made['id']}"))[0] == 204
    assert await here.refused("DELETE", f"{path}/{made['id']}") == (404, 10008)


async def test_components_v2_cannot_be_taken_off_a_message(here: Place) -> None:
    made = await here.posts(V2 | {"components": [TEXT]})
    path = f"/channels/{here.general.id}/messages/{made['id']}"
    assert await here.refused("PATCH", path, {"content": "x"}) == (400, 50035)
    assert await here.refused("PATCH", path, {"flags": 0, "components": []}) == (400, 50035)
    status, told = await here.asks("PATCH", path, {"components": [{"type": 10, "content": "Again"}]})
    assert (status, told["components"][0]["content"], told["flags"]) == (200, "Again", COMPONENTS_V2)


async def test_history_is_read_forward_or_back_newest_first_without_what_others_wrote(here: Place) -> None:
    made = [(await here.posts({"content": str(n)}))["id"] for n in range(4)]
    here.acts.says(here.general, here.ada, "secret")
    path = f"/channels/{here.general.id}/messages"
    _, told = await here.asks("GET", f"{path}?limit=2")
    assert [m["content"] for m in told] == ["", "3"]
    _, told = await here.asks("GET", f"{path}?after={made[0]}&limit=2")
    assert [m["content"] for m in told] == ["2", "1"]
    assert await here.refused("GET", f"{path}?limit=101") == (400, 50035)
    here.acts.may(here.guild, BOT_MAY & ~words.READ_MESSAGE_HISTORY)
    here.guild.roles[here.guild.id].permissions &= ~words.READ_MESSAGE_HISTORY
    assert (await here.asks("GET", path))[1] == []


async def test_with_the_content_intent_what_others_wrote_is_read() -> None:
    async with place(allowed_intents=words.INTENT_CONTENT) as here:
        here.acts.says(here.general, here.ada, "open")
        _, told = await here.asks("GET", f"/channels/{here.general.id}/messages")
        assert [m["content"] for m in told] == ["open"]


# Direct messages


async def test_direct_messages_are_refused_where_they_are_closed_or_nothing_is_shared(here: Place) -> None:
    async def opened(user: int) -> str:
        return str((await here.asks("POST", "/users/@me/channels", {"recipient_id": str(user)}))[1]["id"])

    channel = await opened(here.ada.id)
    assert await opened(here.ada.id) == channel
    assert (await here.asks("POST", f"/channels/{channel}/messages", {"content": "hi"}))[0] == 200
    here.ada.direct_open = False
    assert await here.refused("POST", f"/channels/{channel}/messages", {"content": "hi"}) == (403, 50007)
    here.acts.leaves(here.guild, here.bob)
    gone = await opened(here.bob.id)
    assert await here.refused("POST", f"/channels/{gone}/messages", {"content": "hi"}) == (403, 50278)
    assert await here.refused("POST", "/users/@me/channels", {"recipient_id": "1"}) == (404, 10013)


# Rooms and permissions


async def test_a_room_is_made_private_by_overwrites_and_locks_out_whoever_is_forgotten(here: Place) -> None:
    path = f"/guilds/{here.guild.id}/channels"
    hidden = {"id": str(here.guild.id), "type": 0, "allow": "0", "deny": str(VIEW_CHANNEL)}
    own = {"id": str(here.bot), "type": 1, "allow": str(VIEW_CHANNEL), "deny": "0"}
    status, told = await here.asks("POST", path, {"name": "Secret Room", "permission_overwrites": [hidden, own]})
    assert (status, told["name"], len(told["permission_overwrites"])) == (201, "secret-room", 2)
    assert (await here.asks("GET", f"/channels/{told['id']}"))[0] == 200
    _, lost = await here.asks("POST", path, {"name": "lost", "permission_overwrites": [hidden]})
    assert await here.refused("GET", f"/channels/{lost['id']}") == (403, 50001)
    assert await here.refused("POST", f"/channels/{lost['id']}/messages", {"content": "x"}) == (403, 50001)


async def test_a_bot_gives_only_what_it_has(here: Place) -> None:
    path = f"/channels/{here.general.id}/permissions/{here.ada.id}"
    given = {"type": 1, "allow": str(words.MENTION_EVERYONE), "deny": "0"}
    assert await here.refused("PUT", path, given) == (403, 50013)
    assert await here.refused("PUT", path, given | {"allow": str(MANAGE_ROLES)}) == (403, 50013)
    assert (await here.asks("PUT", path, given | {"allow": str(VIEW_CHANNEL)}))[0] == 204
    assert (await here.asks("PUT", path, given | {"allow": str(VIEW_CHANNEL)}))[0] == 204
    assert await here.refused("PUT", f"/channels/{here.general.id}/permissions/1", given) == (404, 10007)
    assert (await here.asks("DELETE", path))[0] == 204
    assert await here.refused("DELETE", path) == (404, 10009)


async def test_what_stays_in_a_room_as_it_was_needs_no_right(here: Place) -> None:
    theirs = {"id": str(here.ada.id), "type": 1, "allow": str(words.MENTION_EVERYONE), "deny": "0"}
    here.general.overwrites[here.ada.id] = Overwrite(here.ada.id, 1, words.MENTION_EVERYONE, 0)
    path = f"/channels/{here.general.id}"
    assert (await here.asks("PATCH", path, {"permission_overwrites": [theirs]}))[0] == 200
    other = theirs | {"id": str(here.bob.id)}
    assert await here.refused("PATCH", path, {"permission_overwrites": [theirs, other]}) == (403, 50013)


@pytest.mark.parametrize(
    ("lacking", "method", "path", "body"),
    [
        (MANAGE_CHANNELS, "POST", "/guilds/{guild}/channels", {"name": "x"}),
        (MANAGE_ROLES, "PUT", "/channels/{general}/permissions/{ada}", {"type": 1, "allow": "0", "deny": "0"}),
        (MANAGE_CHANNELS, "PATCH", "/channels/{general}", {"name": "x"}),
        (MANAGE_CHANNELS, "DELETE", "/channels/{general}", None),
        (SEND_MESSAGES, "POST", "/channels/{general}/messages", {"content": "x"}),
        (words.EMBED_LINKS, "POST", "/channels/{general}/messages", {"embeds": [{"title": "x"}]}),
        (words.CREATE_EVENTS, "POST", "/guilds/{guild}/scheduled-events", {}),
        (words.CREATE_PRIVATE_THREADS, "POST", "/channels/{general}/threads", {"name": "x", "type": 12}),
    ],
)
async def test_what_the_bot_may_not_do_is_refused(
    here: Place, lacking: int, method: str, path: str, body: Json | None
) -> None:
    here.acts.may(here.guild, BOT_MAY & ~lacking)
    here.guild.roles[here.guild.id].permissions &= ~lacking
    ids = {"guild": here.guild.id, "general": here.general.id, "ada": here.ada.id}
    assert await here.refused(method, path.format(**ids), body) == (403, 50013)


async def test_things_that_are_not_there_have_codes_of_their_own(here: Place) -> None:
    assert await here.refused("GET", "/channels/1") == (404, 10003)
    assert await here.refused("GET", "/guilds/1") == (404, 10004)
    assert await here.refused("GET", f"/guilds/{here.guild.id}/members/1") == (404, 10013)
    here.acts.leaves(here.guild, here.bob)
    assert await here.refused("GET", f"/guilds/{here.guild.id}/members/{here.bob.id}") == (404, 10007)
    assert await here.refused("DELETE", f"/guilds/{here.guild.id}/scheduled-events/1") == (404, 10070)
    here.acts.drops(here.guild, here.general)
    assert await here.refused("POST", f"/channels/{here.general.id}/messages", {"content": "x"}) == (404, 10003)


async def test_members_are_listed_only_with_the_members_intent(here: Place) -> None:
    path = f"/guilds/{here.guild.id}/members"
    assert await here.refused("GET", f"{path}?limit=10") == (403, 50001)
    assert (await here.asks("GET", f"{path}/{here.ada.id}"))[1]["user"]["global_name"] == "Ada"
    here.discord.state.app.allowed_intents = words.INTENT_MEMBERS
    assert len((await here.asks("GET", f"{path}?limit=10"))[1]) == 3


async def test_a_private_thread_is_for_those_who_are_added(here: Place) -> None:
    path = f"/channels/{here.general.id}/threads"
    status, told = await here.asks("POST", path, {"name": "garden", "type": 12, "invitable": False})
    thread = here.guild.channels[int(told["id"])]
    assert (status, told["member"]["user_id"], thread.invitable) == (201, str(here.bot), False)
    members = f"/channels/{thread.id}/thread-members"
    assert (await here.asks("PUT", f"{members}/{here.ada.id}"))[0] == 204
    assert set(thread.inside) == {here.bot, here.ada.id}
    assert await here.refused("GET", members) == (403, 50001)
    assert (await here.asks("GET", f"{members}/{here.ada.id}"))[0] == 200
    assert await here.refused("GET", f"{members}/{here.bob.id}") == (404, 10007)
    assert (await here.asks("DELETE", f"{members}/{here.ada.id}"))[0] == 204
    assert (await here.asks("PATCH", f"/channels/{thread.id}", {"archived": True}))[0] == 200
    assert await here.refused("PUT", f"{members}/{here.ada.id}") == (400, 50083)
    assert await here.refused("PATCH", f"/channels/{thread.id}", {"locked": True}) == (403, 50013)
    await here.posts({"content": "back"}, to=thread)
    assert not thread.archived


async def test_an_event_outside_needs_a_place_and_an_end_to_come(here: Place) -> None:
    path = f"/guilds/{here.guild.id}/scheduled-events"
    now = here.clock.real()
    body: Json = {"name": "Walk", "privacy_level": 2, "entity_type": 3, "entity_metadata": {"location": "garden"}}
    body |= {"scheduled_start_time": (now + timedelta(hours=1)).isoformat()}
    assert await here.refused("POST", path, body) == (400, 50035)
    body["scheduled_end_time"] = (now + timedelta(hours=2)).isoformat()
    assert await here.refused("POST", path, body | {"scheduled_start_time": now.isoformat()}) == (400, 50035)
    assert await here.refused("POST", path, body | {"entity_metadata": {}}) == (400, 50035)
    status, made = await here.asks("POST", path, body)
    assert (status, made["creator_id"], made["status"]) == (200, str(here.bot), 1)
    assert [e["id"] for e in (await here.asks("GET", path))[1]] == [made["id"]]
    later = {"scheduled_end_time": (now + timedelta(hours=3)).isoformat()}
    status, moved = await here.asks("PATCH", f"{path}/{made['id']}", body | later)
    assert (status, moved["id"]) == (200, made["id"])
    assert moved["scheduled_end_time"].startswith(later["scheduled_end_time"][:19])
    past = {"scheduled_start_time": now.isoformat()}
    assert await here.refused("PATCH", f"{path}/{made['id']}", body | past) == (400, 50035)
    assert await here.refused("PATCH", f"{path}/1", body) == (404, 10070)
    await here.asks("PATCH", f"{path}/{made['id']}", body)
    here.clock.wait(timedelta(hours=2))
    assert (await here.asks("GET", path))[1] == []
    assert await here.refused("DELETE", f"{path}/{made['id']}") == (404, 10070)


# Limits in time


async def test_a_full_bucket_says_how_long_to_wait(here: Place) -> None:
    here.discord.rest.buckets.limits = {"create_message": (2, timedelta(seconds=5))}
    url = f"{here.discord.api}/channels/{here.general.id}/messages"
    headers = {"Authorization": "Bot bot-token", "User-Agent": "DiscordBot (test)"}
    bucket = ""
    for left in ("1", "0"):
        async with here.session.post(url, json={"content": "x"}, headers=headers) as taken:
            assert taken.headers["X-RateLimit-Remaining"] == left
            bucket = taken.headers["X-RateLimit-Bucket"]
    async with here.session.post(url, json={"content": "x"}, headers=headers) as refused:
        told = await refused.json()
        assert (refused.status, told["retry_after"], told["global"]) == (429, 5.0, False)
        assert (refused.headers["Retry-After"], refused.headers["X-RateLimit-Scope"]) == ("5.000", "user")
        assert (refused.headers["X-RateLimit-Bucket"], refused.headers["Via"]) == (bucket, "1.1 google")
    other = here.acts.makes_room(here.guild, "other")
    await here.posts({"content": "x"}, to=other)
    here.clock.wait(timedelta(seconds=5))
    await here.posts({"content": "x"})


async def test_new_names_have_a_limit_that_no_header_tells(here: Place) -> None:
    here.discord.rest.buckets.hidden = {"edit_channel": (2, timedelta(minutes=10))}
    path = f"/channels/{here.general.id}"
    for name in ("one", "two"):
        assert (await here.asks("PATCH", path, {"name": name}))[0] == 200
    assert (await here.asks("PATCH", path, {"name": "three"}))[1]["retry_after"] == 600
    assert (await here.asks("PATCH", path, {"topic": "still"}))[0] == 200


# Trouble


async def test_trouble_comes_where_it_was_ordered(here: Place) -> None:
    watch, path = here.discord.watch, f"/channels/{here.general.id}/messages"
    watch.on(Step.ARRIVAL, faults.dropped(), "create_message")
    watch.on(Step.ACCEPTED, faults.dropped(), "create_message", skip=1)
    with pytest.raises(ClientConnectionError):
        await here.posts({"content": "one"})
    assert here.general.messages == {}
    await here.posts({"content": "two"})
    with pytest.raises(ClientConnectionError):
        await here.posts({"content": "three"})
    assert [m.content for m in here.general.messages.values()] == ["two", "three"]
    watch.on(Step.ARRIVAL, faults.broken(503), "create_message")
    assert (await here.asks("POST", path, {"content": "x"}))[0] == 503
    watch.on(Step.ARRIVAL, faults.refuses(403, 50013), "create_message")
    assert await here.refused("POST", path, {"content": "x"}) == (403, 50013)
    watch.on(Step.ARRIVAL, faults.limited(7, scope="shared"), "create_message")
    assert (await here.asks("POST", path, {"content": "x"}))[1]["retry_after"] == 7
    watch.on(Step.ACCEPTED, faults.garbled(), "create_message")
    assert (await here.asks("POST", path, {"content": "x"}))[0] == 200


async def test_a_request_that_hangs_is_let_go_at_the_end(here: Place) -> None:
    watch = here.discord.watch
    watch.on(Step.ARRIVAL, faults.hangs(watch), "create_message")
    asked = asyncio.create_task(here.posts({"content": "x"}))
    await watch.until(lambda: bool(watch.asked("create_message")))
    assert not asked.done()
    watch.closing.set()
    with pytest.raises(ClientConnectionError):
        await asked


ASKS = """
import sys, urllib.request
headers = {"Authorization": "Bot bot-token", "User-Agent": "DiscordBot (test)", "Content-Type": "application/json"}
for text in (b"one", b"two", b"three"):
    body = b'{"content": "' + text + b'"}'
    urllib.request.urlopen(urllib.request.Request(sys.argv[1], body, headers)).read()
"""


async def test_a_process_is_killed_at_the_request_that_was_named(here: Place) -> None:
    url = f"{here.discord.api}/channels/{here.general.id}/messages"
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", ASKS, url)
    here.discord.watch.on(Step.ACCEPTED, faults.kills(lambda: process.pid), "create_message", skip=1)
    assert await process.wait() == -signal.SIGKILL
    assert [m.content for m in here.general.messages.values()] == ["one", "two"]


# Commands


def command(**more: Any) -> Json:
    return {"name": "circle", "description": "Rooms"} | more


def option(**more: Any) -> Json:
    return {"type": 3, "name": "name", "description": "A name"} | more


BAD_COMMANDS: list[Json] = [
    command(name="Circle"),
    command(name="c" * 33),
    command(description=""),
    command(description="d" * 101),
    command(options=[option(name=f"o{n}") for n in range(26)]),
    command(options=[option(), option()]),
    command(options=[option(), option(name="late", required=True)]),
    command(options=[option(), option(type=1, name="verb")]),
    command(options=[option(choices=[{"name": "x", "value": "x"}], autocomplete=True)]),
    command(options=[option(choices=[{"name": str(n), "value": "x"} for n in range(26)])]),
    command(options=[option(type=1, name="verb", options=[option(type=1, name="inner")])]),
    command(options=[option(name=f"o{n}", description="d" * 100) for n in range(25)] * 3),
    command(
        options=[
            option(type=1, name=f"v{v}", options=[option(name=f"o{n}", description="d" * 90) for n in range(5)])
            for v in range(20)
        ]
    ),
    command(name_localizations={"xx": "kreds"}),
    command(name_localizations={"da": "Kreds"}),
    {"name": "Suggest", "type": 3, "description": "none allowed"},
]


@pytest.mark.parametrize("wrong", BAD_COMMANDS, ids=range(len(BAD_COMMANDS)))
async def test_a_command_that_breaks_a_rule_refuses_the_whole_set(here: Place, wrong: Json) -> None:
    path = f"/applications/{here.discord.state.app.id}/commands"
    assert await here.refused("PUT", path, [command(name="fine"), wrong]) == (400, 50035)
    assert here.discord.state.app.commands == []


async def test_a_set_of_commands_takes_the_place_of_the_one_before(here: Place) -> None:
    path = f"/applications/{here.discord.state.app.id}/commands"
    _, first = await here.asks("PUT", path, [command(), command(name="gone")])
    _, second = await here.asks("PUT", path, [command(description="New"), {"name": "Suggest this", "type": 3}])
    assert [c["name"] for c in second] == ["circle", "Suggest this"]
    assert (second[0]["id"], second[0]["description"]) == (first[0]["id"], "New")
    assert await here.refused("PUT", path, [command(name=f"c{n}") for n in range(101)]) == (400, 30032)
    assert await here.refused("PUT", path, [{"name": str(n), "type": 3} for n in range(16)]) == (400, 30032)


# The published schema

PATHS = (
    *("/users/@me", "/oauth2/applications/@me", "/gateway/bot", "/applications/{b}/commands"),
    *("/guilds/{g}", "/guilds/{g}/channels", "/guilds/{g}/roles", "/guilds/{g}/members/{a}"),
    *("/guilds/{g}/scheduled-events", "/guilds/{g}/threads/active", "/channels/{c}", "/channels/{c}/messages"),
    *("/channels/{t}", "/channels/{t}/thread-members/{b}"),
)


async def test_what_is_answered_is_as_published() -> None:
    if not schema.FILE.exists():
        pytest.skip("../shared absent: the schema of Discord's API")
    book = schema.Book()
    async with place(check=book) as here:
        guild, general = here.guild.id, here.general.id
        made = await here.posts({"content": "x", "nonce": "k", "enforce_nonce": True, "components": [row(press())]})
        here.acts.reacts(here.general, here.ada, here.general.messages[int(made["id"])])
        _, thread = await here.asks("POST", f"/channels/{general}/threads", {"name": "t", "type": 12})
        await here.asks("POST", f"/guilds/{guild}/channels", {"name": "x"})
        now = here.clock.real()
        event: Json = {"name": "W", "privacy_level": 2, "entity_type": 3, "entity_metadata": {"location": "garden"}}
        event |= {"scheduled_start_time": (now + timedelta(hours=1)).isoformat()}
        await here.asks(
            "POST",
            f"/guilds/{guild}/scheduled-events",
            event | {"scheduled_end_time": (now + timedelta(hours=2)).isoformat()},
        )
        await here.asks("PUT", f"/applications/{here.bot}/commands", [command(options=[option()])])
        await here.asks("POST", "/users/@me/channels", {"recipient_id": str(here.ada.id)})
        await here.posts(V2 | {"components": [{"type": 17, "components": [TEXT, row(press())]}]})
        for path in PATHS:
            ids = {"g": guild, "c": general, "t": thread["id"], "a": here.ada.id, "b": here.bot}
            status, _ = await here.asks("GET", path.format(**ids))
            assert status == 200, path
    assert book.problems == [], "\n".join(book.problems)


def test_every_route_has_a_name_of_its_own() -> None:
    names = [route.name for route in rest.ROUTES]
    assert len(names) == len(set(names))
