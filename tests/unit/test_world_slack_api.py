"""The simulated Slack refuses what Slack refuses (platforms' documentation, over the real slack_sdk)."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import ClientSession
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.worlds.slack.ground import Channel, Json, Team, User
from tests.worlds.slack.hands import Hands
from tests.worlds.slack.server import Server, served
from tests.worlds.slack.world import World, installed

START = 1_800_000_000.0


@dataclass(slots=True)
class Desk:
    """A workspace with two people, and the bot's own client."""

    server: Server
    team: Team
    client: AsyncWebClient
    ada: User
    bob: User
    at: list[float] = field(default_factory=lambda: [START])

    @property
    def world(self) -> World:
        return self.server.world

    @property
    def hands(self) -> Hands:
        return Hands(self.world, self.team)

    @property
    def bot(self) -> str:
        return installed(self.team).bot_user

    async def call(self, method: str, **args: Any) -> dict[str, Any]:
        answer = await self.client.api_call(method, json={k: v for k, v in args.items() if v is not None})
        assert isinstance(answer.data, dict)
        return answer.data

    async def refused(self, method: str, **args: Any) -> str:
        with pytest.raises(SlackApiError) as refused:
            await self.call(method, **args)
        return str(refused.value.response["error"])

    async def room(self, name: str = "garden", *, private: bool = False) -> str:
        made = await self.call("conversations.create", name=name, is_private=private)
        return str(made["channel"]["id"])

    def channel(self, found: str) -> Channel:
        return self.team.channels[found]


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    at = [START]
    world = World(lambda: at[0])
    async with served(world) as server, ClientSession() as session:
        team = world.team("land")
        hands = Hands(world, team)
        client = AsyncWebClient(installed(team).token, base_url=server.api, session=session, retry_handlers=[])
        yield Desk(server, team, client, hands.arrives("Ada", admin=True), hands.arrives("Bob"), at)


# Who asks


async def test_a_token_is_asked_for_and_must_be_good(desk: Desk) -> None:
    assert (await desk.call("auth.test"))["user_id"] == desk.bot
    token = desk.client.token
    for bad, code in (("xoxb-none", "invalid_auth"), (desk.world.app.app_token, "not_allowed_token_type")):
        desk.client.token = bad
        assert await desk.refused("auth.test") == code
    desk.client.token = token
    installed(desk.team).revoked = True
    assert await desk.refused("auth.test") == "token_revoked"
    async with ClientSession() as session, session.post(f"{desk.server.api}auth.test") as answer:
        assert await answer.json() == {"ok": False, "error": "not_authed"}


async def test_arguments_are_read_from_query_form_and_json_alike(desk: Desk) -> None:
    headers = {"Authorization": f"Bearer {desk.client.token}"}
    url = f"{desk.server.api}conversations.create"
    async with ClientSession(headers=headers) as session:
        for number, how in enumerate(("params", "data", "json")):
            asked: Any = {how: {"name": f"room-{number}", "is_private": "1" if how != "json" else True}}
            async with session.post(url, **asked) as answer:
                assert (await answer.json())["channel"]["is_private"] is True
        async with session.post(url, data="{", headers={"Content-Type": "application/json"}) as answer:
            assert (await answer.json())["error"] == "invalid_json"


async def test_a_missing_scope_is_named(desk: Desk) -> None:
    room = await desk.room(private=True)
    with pytest.raises(SlackApiError) as refused:
        await desk.call("conversations.history", channel=room)
    data = refused.value.response.data
    assert isinstance(data, dict)
    assert (data["error"], data["needed"]) == ("missing_scope", "groups:history")
    assert data["provided"] == ",".join(sorted(installed(desk.team).scopes))
    installed(desk.team).scopes = frozenset({"channels:read"})
    assert await desk.refused("chat.postMessage", channel=room, text="x") == "missing_scope"
    assert await desk.refused("conversations.list", types="private_channel") == "missing_scope"
    assert await desk.refused("conversations.create", name="x") == "missing_scope"


async def test_an_unknown_method_is_refused(desk: Desk) -> None:
    assert await desk.refused("chat.shout") == "unknown_method"


# Channels


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", "invalid_name_required"),
        ("x" * 81, "invalid_name_maxlength"),
        ("Garden", "invalid_name_specials"),
        ("my garden", "invalid_name_specials"),
        ("jardín", "invalid_name_specials"),
        ("--", "invalid_name_punctuation"),
        ("general", "name_taken"),
        ("secrets", "name_taken"),
        ("old", "name_taken"),
    ],
)
async def test_channel_names_follow_slacks_rules_and_unseen_ones_are_taken(desk: Desk, name: str, code: str) -> None:
    desk.hands.makes(desk.ada, "secrets", private=True)
    desk.hands.archives(desk.ada, desk.hands.makes(desk.ada, "old"))
    assert await desk.refused("conversations.create", name=name) == code


async def test_a_private_channel_is_not_there_for_a_bot_that_is_not_in_it(desk: Desk) -> None:
    room = desk.hands.makes(desk.ada, "secrets", private=True)
    for method, args in (
        ("chat.postMessage", {"text": "x"}),
        ("conversations.info", {}),
        ("conversations.members", {}),
        ("conversations.join", {}),
        ("conversations.archive", {}),
        ("conversations.invite", {"users": desk.bob.id}),
    ):
        assert await desk.refused(method, channel=room.id, **args) == "channel_not_found", method
    listed = await desk.call("conversations.list", types="public_channel,private_channel")
    assert [c["name"] for c in listed["channels"]] == ["general"]
    desk.hands.lets_in(desk.ada, room, desk.bot)
    listed = await desk.call("users.conversations", types="public_channel,private_channel")
    assert [c["name"] for c in listed["channels"]] == ["secrets"]


async def test_a_bot_posts_only_where_it_is(desk: Desk) -> None:
    room = desk.hands.makes(desk.ada, "open")
    assert await desk.refused("chat.postMessage", channel=room.id, text="x") == "not_in_channel"
    assert await desk.refused("conversations.history", channel=room.id) == "not_in_channel"
    assert await desk.refused("conversations.setTopic", channel=room.id, topic="x") == "not_in_channel"
    await desk.call("conversations.join", channel=room.id)
    await desk.call("chat.postMessage", channel=room.id, text="x")
    assert await desk.refused("conversations.rename", channel=room.id, name="mine") == "not_authorized"
    room.restricted = "restricted_action_read_only_channel"
    assert await desk.refused("chat.postMessage", channel=room.id, text="x") == "restricted_action_read_only_channel"


async def test_an_archived_channel_takes_nothing(desk: Desk) -> None:
    room = await desk.room()
    made = await desk.call("chat.postMessage", channel=room, text="x")
    await desk.call("conversations.archive", channel=room)
    assert await desk.refused("conversations.archive", channel=room) == "already_archived"
    assert await desk.refused("chat.postMessage", channel=room, text="x") == "is_archived"
    assert await desk.refused("chat.update", channel=room, ts=made["ts"], text="x") == "is_inactive"
    assert await desk.refused("conversations.invite", channel=room, users=desk.ada.id) == "is_archived"
    await desk.call("conversations.unarchive", channel=room)
    assert await desk.refused("conversations.unarchive", channel=room) == "not_archived"


async def test_invites_name_each_person_that_cannot_come(desk: Desk) -> None:
    room = await desk.room(private=True)
    desk.hands.leaves(desk.bob)
    people = [desk.ada.id, desk.bob.id, desk.bot, "U0NOBODY"]
    with pytest.raises(SlackApiError) as refused:
        await desk.call("conversations.invite", channel=room, users=",".join(people))
    data = refused.value.response.data
    assert isinstance(data, dict)
    why = [e["error"] for e in data["errors"]]
    assert (data["error"], why) == ("user_disabled", ["user_disabled", "cant_invite_self", "user_not_found"])
    assert desk.channel(room).members == {desk.bot}
    forced = await desk.call("conversations.invite", channel=room, users=",".join(people), force=True)
    assert [e["error"] for e in forced["errors"]] == why
    assert desk.channel(room).members == {desk.bot, desk.ada.id}
    assert await desk.refused("conversations.invite", channel=room, users=desk.ada.id) == "already_in_channel"
    assert await desk.refused("conversations.invite", channel=room, users="") == "no_user"
    many = ",".join(f"U{n}" for n in range(101))
    assert await desk.refused("conversations.invite", channel=room, users=many) == "invalid_arguments"


async def test_a_kick_takes_out_who_is_in_and_nobody_else(desk: Desk) -> None:
    room = await desk.room()
    await desk.call("conversations.invite", channel=room, users=desk.ada.id)
    await desk.call("conversations.kick", channel=room, user=desk.ada.id)
    assert await desk.refused("conversations.kick", channel=room, user=desk.ada.id) == "not_in_channel"
    assert await desk.refused("conversations.kick", channel=room, user=desk.bot) == "cant_kick_self"
    assert await desk.refused("conversations.kick", channel=room, user="U0NOBODY") == "user_not_found"
    assert await desk.refused("conversations.setTopic", channel=room, topic="x" * 251) == "too_long"


# Direct messages


async def test_direct_messages_reach_only_who_takes_them(desk: Desk) -> None:
    talk = (await desk.call("conversations.open", users=desk.ada.id))["channel"]["id"]
    again = await desk.call("conversations.open", users=desk.ada.id)
    assert (again["channel"]["id"], again["already_open"]) == (talk, True)
    await desk.call("chat.postMessage", channel=talk, text="x")
    desk.ada.refuses = True
    assert await desk.refused("chat.postMessage", channel=talk, text="x") == "channel_not_found"
    desk.ada.refuses, desk.world.app.messages_tab = False, False
    assert await desk.refused("chat.postMessage", channel=talk, text="x") == "messages_tab_disabled"
    desk.bob.refuses, desk.world.app.messages_tab = True, True
    assert await desk.refused("chat.postMessage", channel="U0NOBODY", text="x") == "channel_not_found"
    assert await desk.refused("conversations.open", users=desk.bob.id) == "channel_not_found"
    assert await desk.refused("chat.postMessage", channel=desk.bob.id, text="x") == "channel_not_found"
    other = desk.world.user(desk.team, "Other bot", "UTC")
    other.bot = True
    assert await desk.refused("conversations.open", users=other.id) == "cannot_dm_bot"
    desk.hands.leaves(desk.ada)
    assert await desk.refused("conversations.open", users=desk.ada.id) == "user_disabled"
    assert await desk.refused("chat.postMessage", channel=talk, text="x") == "is_archived"
    assert await desk.refused("conversations.open", users="U0NOBODY") == "user_not_found"


async def test_an_ephemeral_message_is_for_one_member_of_the_channel(desk: Desk) -> None:
    room = await desk.room()
    say = {"channel": room, "user": desk.ada.id}
    assert await desk.refused("chat.postEphemeral", **say, text="x") == "user_not_in_channel"
    await desk.call("conversations.invite", channel=room, users=desk.ada.id)
    told = await desk.call("chat.postEphemeral", **say, text="x")
    assert await desk.refused("chat.postEphemeral", **say, text="é" * 2001) == "msg_too_long"
    assert await desk.refused("chat.update", channel=room, ts=told["message_ts"], text="y") == "message_not_found"
    assert (await desk.call("conversations.history", channel=room))["messages"] == []


# Messages


async def test_only_ones_own_messages_can_be_changed(desk: Desk) -> None:
    room = await desk.room()
    said = desk.hands.says(desk.ada, desk.channel(room), "mine")
    assert await desk.refused("chat.update", channel=room, ts=said.ts, text="x") == "cant_update_message"
    assert await desk.refused("chat.delete", channel=room, ts=said.ts) == "cant_delete_message"
    made = await desk.call("chat.postMessage", channel=room, text="x")
    assert await desk.refused("chat.update", channel=room, ts=made["ts"], text="x" * 4001) == "msg_too_long"
    await desk.call("chat.update", channel=room, ts=made["ts"], text="y")
    await desk.call("chat.delete", channel=room, ts=made["ts"])
    assert await desk.refused("chat.update", channel=room, ts=made["ts"], text="x") == "message_not_found"
    assert await desk.refused("chat.delete", channel=room, ts=made["ts"]) == "message_not_found"


async def test_rich_text_stays_rich_text(desk: Desk) -> None:
    room = await desk.room()
    made = await desk.call("chat.postMessage", channel=room, text="x", blocks=[rich("x")])
    at = {"channel": room, "ts": made["ts"], "text": "x"}
    assert await desk.refused("chat.update", **at, blocks=[header("x")]) == "block_mismatch"
    await desk.call("chat.update", **at, blocks=[header("x"), rich("y")])


async def test_the_ids_of_messages_only_grow_though_the_clock_stands_still(desk: Desk) -> None:
    room = await desk.room()
    made = [(await desk.call("chat.postMessage", channel=room, text=str(n)))["ts"] for n in range(3)]
    assert made == sorted(set(made))
    found = await desk.call("conversations.history", channel=room, oldest=made[0])
    assert [m["ts"] for m in found["messages"]] == [made[2], made[1]]
    found = await desk.call("conversations.history", channel=room, oldest=made[0], latest=made[1], inclusive=True)
    assert [m["ts"] for m in found["messages"]] == [made[1], made[0]]


async def test_metadata_is_told_whole_only_when_asked_for(desk: Desk) -> None:
    room = await desk.room()
    metadata = {"event_type": "hearth_delivery", "event_payload": {"key": "k"}}
    await desk.call("chat.postMessage", channel=room, text="x", metadata=metadata)
    brief = await desk.call("conversations.history", channel=room)
    whole = await desk.call("conversations.history", channel=room, include_all_metadata=True)
    assert brief["messages"][0]["metadata"] == {"event_type": "hearth_delivery"}
    assert whole["messages"][0]["metadata"] == metadata
    for wrong in ({"event_type": "x"}, {"event_type": 1, "event_payload": {}}, ["x"], metadata | {"more": 1}):
        refusal = await desk.refused("chat.postMessage", channel=room, text="x", metadata=wrong)
        assert refusal == "invalid_metadata_format"
    big = {"event_type": "x", "event_payload": {"key": "x" * 9000}}
    assert await desk.refused("chat.postMessage", channel=room, text="x", metadata=big) == "metadata_too_large"


async def test_a_page_may_be_shorter_than_asked_for(desk: Desk) -> None:
    room = await desk.room()
    for number in range(5):
        await desk.call("chat.postMessage", channel=room, text=str(number))
    desk.world.page = 2
    texts: list[str] = []
    async for page in await desk.client.conversations_history(channel=room, limit=200):
        texts += [m["text"] for m in page["messages"]]
    assert texts == ["4", "3", "2", "1", "0"]
    assert await desk.refused("conversations.history", channel=room, limit=1000) == "invalid_limit"
    assert await desk.refused("conversations.history", channel=room, cursor="nonsense") == "invalid_cursor"


async def test_threads_stand_beside_the_history(desk: Desk) -> None:
    room = await desk.room()
    parent = (await desk.call("chat.postMessage", channel=room, text="parent"))["ts"]
    reply = (await desk.call("chat.postMessage", channel=room, text="reply", thread_ts=parent))["ts"]
    assert [m["ts"] for m in (await desk.call("conversations.history", channel=room))["messages"]] == [parent]
    found = await desk.call("conversations.replies", channel=room, ts=parent)
    assert [m["ts"] for m in found["messages"]] == [parent, reply]
    say = {"channel": room, "text": "x"}
    assert await desk.refused("chat.postMessage", **say, thread_ts="1.000001") == "thread_not_found"
    assert await desk.refused("chat.postMessage", **say, thread_ts=reply) == "cannot_reply_to_message"


# Block Kit


def header(text: str) -> Json:
    return {"type": "header", "text": {"type": "plain_text", "text": text}}


def rich(text: str) -> Json:
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return {"type": "rich_text", "elements": [section]}


def button(action: str = "a", **more: Any) -> Json:
    return {"type": "button", "text": {"type": "plain_text", "text": "x"}, "action_id": action, **more}


def actions(*elements: Json, **more: Any) -> Json:
    return {"type": "actions", "elements": list(elements), **more}


def section(text: str) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


@pytest.mark.parametrize(
    ("blocks", "code"),
    [
        ([header("x" * 150)], ""),
        ([header("x" * 151)], "invalid_blocks"),
        ([header("")], "invalid_blocks"),
        ([section("x" * 3000)], ""),
        ([section("x" * 3001)], "invalid_blocks"),
        ([section("x")] * 50, ""),
        ([section("x")] * 51, "invalid_blocks"),
        ([section("x" * 2999)] * 5, "msg_blocks_too_long"),
        ([rich("")], "invalid_blocks"),
        ([actions(button("a"), button("b"))], ""),
        ([actions(button("a"), button("a"))], "invalid_blocks"),
        ([actions(button("a")), actions(button("a"))], "invalid_blocks"),
        ([actions(button("a"), block_id="b"), actions(button("c"), block_id="b")], "invalid_blocks"),
        ([actions(*(button(str(n)) for n in range(26)))], "invalid_blocks"),
        ([actions()], "invalid_blocks"),
        ([actions(button(value="x" * 2001))], "invalid_blocks"),
        ([actions(button(value=""))], "invalid_blocks"),
        ([actions(button("x" * 256))], "invalid_blocks"),
        ([actions(button(style="green"))], "invalid_blocks"),
        ([{"type": "party"}], "invalid_blocks"),
        ({"type": "section"}, "invalid_blocks_format"),
        ("[", "invalid_blocks_format"),
    ],
)
async def test_blocks_are_checked(desk: Desk, blocks: object, code: str) -> None:
    room = await desk.room()
    if code:
        assert await desk.refused("chat.postMessage", channel=room, text="x", blocks=blocks) == code
    else:
        await desk.call("chat.postMessage", channel=room, text="x", blocks=blocks)


async def test_a_message_says_something(desk: Desk) -> None:
    room = await desk.room()
    assert await desk.refused("chat.postMessage", channel=room) == "no_text"
    assert await desk.refused("chat.postMessage", channel=room, text="", blocks=[]) == "no_text"
    say = {"channel": room, "text": "x"}
    assert await desk.refused("chat.postMessage", **say, markdown_text="x") == "markdown_text_conflict"
    assert await desk.refused("chat.postMessage", **say, attachments=[{"text": "x"}]) == "invalid_attachments"
    assert await desk.refused("chat.postMessage", text="x") == "invalid_arguments"


# Views


def modal(*blocks: Json, **more: Any) -> Json:
    title = {"type": "plain_text", "text": "Form"}
    submit = {"type": "plain_text", "text": "Send"}
    return {"type": "modal", "title": title, "submit": submit, "blocks": list(blocks) or [section("x")], **more}


async def test_a_trigger_opens_one_view_within_three_seconds(desk: Desk) -> None:
    trigger = desk.world.trigger(desk.team, desk.ada.id)
    opened = await desk.call("views.open", trigger_id=trigger, view=modal())
    assert desk.team.modals[desk.ada.id][0].id == opened["view"]["id"]
    assert await desk.refused("views.open", trigger_id=trigger, view=modal()) == "exchanged_trigger_id"
    assert await desk.refused("views.open", trigger_id="1.2.3", view=modal()) == "invalid_trigger_id"
    late = desk.world.trigger(desk.team, desk.ada.id)
    desk.at[0] += 3.5
    assert await desk.refused("views.open", trigger_id=late, view=modal()) == "expired_trigger_id"


async def test_a_stack_of_views_has_three(desk: Desk) -> None:
    first = await desk.call("views.open", trigger_id=desk.world.trigger(desk.team, desk.ada.id), view=modal())
    top = first["view"]["id"]
    for _ in range(2):
        trigger = desk.world.trigger(desk.team, desk.ada.id, top)
        top = (await desk.call("views.push", trigger_id=trigger, view=modal()))["view"]["id"]
    trigger = desk.world.trigger(desk.team, desk.ada.id, top)
    assert await desk.refused("views.push", trigger_id=trigger, view=modal()) == "push_limit_reached"


@pytest.mark.parametrize(
    ("view", "code"),
    [
        (modal(private_metadata="x" * 3000), ""),
        (modal(private_metadata="x" * 3001), "invalid_arguments"),
        (modal(title={"type": "plain_text", "text": "x" * 25}), "invalid_arguments"),
        (modal(callback_id="x" * 256), "invalid_arguments"),
        (modal(surprise=1), "invalid_arguments"),
        (modal(*[section("x")] * 101), "invalid_arguments"),
        (modal(*[section("x" * 3000)] * 90), "view_too_large"),
        ({"type": "home", "blocks": [section("x")]}, "invalid_arguments"),
    ],
)
async def test_views_are_checked(desk: Desk, view: Json, code: str) -> None:
    trigger = desk.world.trigger(desk.team, desk.ada.id)
    if code:
        assert await desk.refused("views.open", trigger_id=trigger, view=view) == code
    else:
        await desk.call("views.open", trigger_id=trigger, view=view)


async def test_a_form_needs_a_submit_button(desk: Desk) -> None:
    element = {"type": "plain_text_input", "action_id": "a"}
    asks = {"type": "input", "block_id": "b", "label": {"type": "plain_text", "text": "x"}, "element": element}
    view = {k: v for k, v in modal(asks).items() if k != "submit"}
    trigger = desk.world.trigger(desk.team, desk.ada.id)
    assert await desk.refused("views.open", trigger_id=trigger, view=view) == "invalid_arguments"


async def test_the_home_is_guarded_by_its_hash(desk: Desk) -> None:
    home = {"type": "home", "blocks": [section("x")]}
    first = (await desk.call("views.publish", user_id=desk.ada.id, view=home))["view"]
    await desk.call("views.publish", user_id=desk.ada.id, view=home, hash=first["hash"])
    stale = {"user_id": desk.ada.id, "view": home, "hash": first["hash"]}
    assert await desk.refused("views.publish", **stale) == "hash_conflict"
    assert await desk.refused("views.update", view_id="V0", view=home) == "not_found"
    desk.world.app.home_tab = False
    assert await desk.refused("views.publish", user_id=desk.ada.id, view=home) == "not_enabled"


# People


async def test_people_are_told_as_far_as_they_are_known(desk: Desk) -> None:
    desk.ada.zone = "Europe/Copenhagen"
    told = (await desk.call("users.info", user=desk.ada.id, include_locale=True))["user"]
    assert (told["tz"], told["tz_offset"], told["locale"], told["is_admin"]) == (
        "Europe/Copenhagen",
        3600,
        "en-US",
        True,
    )
    assert "locale" not in (await desk.call("users.info", user=desk.ada.id))["user"]
    desk.hands.leaves(desk.ada)
    gone = (await desk.call("users.info", user=desk.ada.id))["user"]
    assert (gone["deleted"], "tz" in gone, "is_admin" in gone) == (True, False, False)
    assert await desk.refused("users.info", user="U0NOBODY") == "user_not_found"


# Rates


async def test_too_many_calls_of_one_method_wait_for_their_minute(desk: Desk) -> None:
    desk.world.tiers.on = True
    for number in range(20):
        await desk.room(f"room-{number}")
    with pytest.raises(SlackApiError) as refused:
        await desk.room("one-more")
    assert (refused.value.response.status_code, refused.value.response.headers["Retry-After"]) == (429, "3")
    assert refused.value.response["error"] == "ratelimited"
    assert (await desk.call("conversations.list"))["ok"]
    desk.at[0] += 3
    await desk.room("one-more")


async def test_posts_in_one_channel_come_one_a_second_after_a_burst(desk: Desk) -> None:
    one, two = await desk.room("one"), await desk.room("two")
    desk.world.tiers.on = True
    for _ in range(5):
        await desk.call("chat.postMessage", channel=one, text="x")
    assert await desk.refused("chat.postMessage", channel=one, text="x") == "ratelimited"
    await desk.call("chat.postMessage", channel=two, text="x")
    desk.at[0] += 1
    await desk.call("chat.postMessage", channel=one, text="x")
