"""What Hearth owes, as calls of Slack's Web API over slack_sdk."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from adapters.slack.platform import SlackPlatform
from bot.cards import Card, Para
from bot.errors import Outcome, PlatformFault
from bot.ports import Capability, Found, Names, PersonAt, Platform, RoomAt, Seen
from tests.unit.slack_ground import REAL, Slack, slack

HELLO = Card("Hello", (Para(("world",)),))
NONE = Names()
PUBLIC, PRIVATE, ADA = RoomAt("C1", private=False), RoomAt("C2", private=True), PersonAt("U1")
BLOCKS = [
    {"type": "header", "text": {"type": "plain_text", "text": "Hello", "emoji": False}},
    {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "world"}]}],
    },
]
SHOWN = {"text": "Hello\nworld", "blocks": BLOCKS}
SILENT = {"unfurl_links": "false", "unfurl_media": "false", "parse": "none"}


def marked(key: str) -> dict[str, Any]:
    return {"metadata": {"event_type": "hearth_delivery", "event_payload": {"key": key}}}


@pytest.fixture
async def here() -> AsyncIterator[Slack]:
    async with slack() as server:
        yield server


@pytest.fixture
def platform(here: Slack) -> SlackPlatform:
    return SlackPlatform(here.shelf, here.session, here.clock, here.url)


def test_it_is_a_platform_without_calendar_that_reads_no_private_rooms(platform: SlackPlatform) -> None:
    same: Platform = platform
    assert set(Capability) - same.capabilities == {Capability.SCHEDULE, Capability.LOOK_UP_PRIVATE}
    assert same.limits.invites == 100


async def test_a_post_carries_its_key_and_shows_no_previews(here: Slack, platform: SlackPlatform) -> None:
    assert await platform.post("T1", PUBLIC, HELLO, NONE, "key-1") == "1767268800.000100"
    assert here.asked == [("chat.postMessage", {"channel": "C1", **SHOWN, **marked("key-1"), **SILENT})]
    assert here.tokens == ["Bearer xoxb-1"]


async def test_a_post_under_a_message_names_its_thread(here: Slack, platform: SlackPlatform) -> None:
    await platform.post("T1", PUBLIC, HELLO, NONE, "key-1", under="1.2")
    expected = {"channel": "C1", "thread_ts": "1.2", **SHOWN, **marked("key-1"), **SILENT}
    assert here.asked == [("chat.postMessage", expected)]


@pytest.mark.parametrize("code", ["restricted_action_thread_locked", "restricted_action_non_threadable_channel"])
async def test_what_may_not_stand_in_a_thread_stands_in_the_room(
    here: Slack, platform: SlackPlatform, code: str
) -> None:
    here.on("chat.postMessage", {"ok": False, "error": code}, {"ts": "2.3"})
    assert await platform.post("T1", PUBLIC, HELLO, NONE, "key-1", under="1.2") == "2.3"
    assert [a.get("thread_ts") for _m, a in here.asked] == ["1.2", None]


async def test_what_is_refused_for_another_reason_is_not_posted_in_the_room(
    here: Slack, platform: SlackPlatform
) -> None:
    here.on("chat.postMessage", {"ok": False, "error": "msg_too_long"})
    with pytest.raises(PlatformFault):
        await platform.post("T1", PUBLIC, HELLO, NONE, "key-1", under="1.2")
    assert here.methods() == ["chat.postMessage"]


async def test_a_direct_message_goes_to_the_channel_that_is_opened_once(here: Slack, platform: SlackPlatform) -> None:
    for key in ("a", "b"):
        assert await platform.direct("T1", ADA, HELLO, NONE, key) == "1767268800.000100"
    await platform.edit("T1", ADA, "1.2", HELLO, NONE)
    assert here.methods() == ["conversations.open", "chat.postMessage", "chat.postMessage", "chat.update"]
    assert here.calls("conversations.open") == [{"users": "U1"}]
    assert {a["channel"] for a in here.calls("chat.postMessage", "chat.update")} == {"D1"}


async def test_a_public_room_that_hearth_is_not_in_is_joined_once(here: Slack, platform: SlackPlatform) -> None:
    here.refuses("chat.postMessage", "not_in_channel")
    await platform.post("T1", PUBLIC, HELLO, NONE, "key-1")
    assert here.methods() == ["chat.postMessage", "conversations.join", "chat.postMessage"]
    here.refuses("chat.postMessage", "not_in_channel", "not_in_channel")
    with pytest.raises(PlatformFault):
        await platform.post("T1", PUBLIC, HELLO, NONE, "key-2")
    assert here.methods()[3:] == ["chat.postMessage", "conversations.join", "chat.postMessage"]


async def test_a_private_room_that_is_not_seen_may_be_gone_or_closed_to_hearth(
    here: Slack, platform: SlackPlatform
) -> None:
    here.refuses("chat.postMessage", "channel_not_found")
    with pytest.raises(PlatformFault) as refused:
        await platform.post("T1", PRIVATE, HELLO, NONE, "key-1")
    fault = refused.value
    assert (fault.outcome, fault.lost, fault.missing) == (Outcome.NEVER, True, "being in that room")
    here.refuses("chat.postMessage", "not_in_channel")
    with pytest.raises(PlatformFault):
        await platform.post("T1", PRIVATE, HELLO, NONE, "key-1")
    assert "conversations.join" not in here.methods()


@pytest.mark.parametrize("code", ["user_disabled", "channel_not_found"])
async def test_somebody_who_cannot_be_written_to_is_no_lost_room(
    here: Slack, platform: SlackPlatform, code: str
) -> None:
    here.refuses("conversations.open", code)
    with pytest.raises(PlatformFault) as refused:
        await platform.direct("T1", ADA, HELLO, NONE, "key-1")
    assert (refused.value.outcome, refused.value.lost) == (Outcome.NEVER, False)


async def test_an_edit_replaces_the_message(here: Slack, platform: SlackPlatform) -> None:
    await platform.edit("T1", PUBLIC, "1.2", HELLO, NONE)
    assert here.asked == [("chat.update", {"channel": "C1", "ts": "1.2", "parse": "none", **SHOWN})]


async def test_a_message_that_loses_its_rich_text_keeps_its_title_in_it(here: Slack, platform: SlackPlatform) -> None:
    here.refuses("chat.update", "block_mismatch")
    await platform.edit("T1", PUBLIC, "1.2", Card("Hello"), NONE)
    assert here.calls("chat.update")[0]["blocks"] == BLOCKS[:1]
    bold = {"type": "text", "text": "Hello", "style": {"bold": True}}
    assert here.calls("chat.update")[1]["blocks"] == [
        {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [bold]}]}
    ]


async def test_what_is_gone_may_be_deleted_and_closed_again(here: Slack, platform: SlackPlatform) -> None:
    here.refuses("chat.delete", "message_not_found", "message_not_found", "cant_delete_message", "internal_error")
    here.refuses("conversations.archive", "already_archived")
    await platform.delete("T1", PUBLIC, "1.2")
    await platform.delete("T1", ADA, "1.2")
    await platform.delete("T1", PUBLIC, "1.2")
    await platform.close("T1", PRIVATE)
    with pytest.raises(PlatformFault):
        await platform.delete("T1", PUBLIC, "1.2")


async def test_a_room_gets_a_name_slack_takes_and_a_number_when_it_is_taken(
    here: Slack, platform: SlackPlatform
) -> None:
    here.refuses("conversations.create", "name_taken", "name_taken")
    assert await platform.open_room("T1", "Ærlige Menschen & Söhne", "To talk\nabout it", private=True, key="k") == "C9"
    assert [(a["name"], a["is_private"]) for a in here.calls("conversations.create")] == [
        ("aerlige-menschen-sohne", "true"),
        ("aerlige-menschen-sohne-2", "true"),
        ("aerlige-menschen-sohne-3", "true"),
    ]
    assert here.calls("conversations.setPurpose") == [{"channel": "C9", "purpose": "To talk about it"}]
    here.refuses("conversations.create", *["name_taken"] * 20)
    with pytest.raises(PlatformFault) as refused:
        await platform.open_room("T1", "x" * 100, "", private=True, key="k")
    assert refused.value.code == "name_taken"
    names = [a["name"] for a in here.calls("conversations.create")]
    assert (names[3], names[-1]) == ("x" * 80, "x" * 77 + "-20")


async def test_a_room_whose_purpose_was_refused_is_not_made_twice(here: Slack, platform: SlackPlatform) -> None:
    here.refuses("conversations.setPurpose", "internal_error")
    assert await platform.open_room("T1", "mentors", "To talk", private=False, key="k") == "C9"
    assert here.methods() == ["conversations.create", "conversations.setPurpose"]


async def test_a_room_that_has_its_name_already_keeps_it(here: Slack, platform: SlackPlatform) -> None:
    here.refuses("conversations.rename", "name_taken")
    await platform.rename("T1", PUBLIC, "General")
    assert here.methods() == ["conversations.rename", "conversations.info"]
    here.refuses("conversations.rename", "name_taken")
    await platform.rename("T1", PUBLIC, "Mentors")
    assert here.calls("conversations.rename")[1:] == [
        {"channel": "C1", "name": "mentors"},
        {"channel": "C1", "name": "mentors-2"},
    ]


async def test_a_topic_is_one_line_that_fits(here: Slack, platform: SlackPlatform) -> None:
    await platform.topic("T1", PUBLIC, "a\nb" * 200)
    (asked,) = here.calls("conversations.setTopic")
    assert len(asked["topic"]) == 250
    assert "\n" not in asked["topic"]


async def test_who_cannot_come_is_told_once_the_others_are_in(here: Slack, platform: SlackPlatform) -> None:
    await platform.invite("T1", PRIVATE, ("U1", "U2"))
    assert here.asked == [("conversations.invite", {"channel": "C2", "users": "U1,U2", "force": "true"})]
    here.refuses("conversations.invite", "user_not_found", "already_in_channel", "user_not_found")
    with pytest.raises(PlatformFault) as refused:
        await platform.invite("T1", PRIVATE, ("U1", "U2", "U3"))
    assert (refused.value.code, refused.value.outcome) == ("user_not_found", Outcome.NEVER)
    assert [a["users"] for a in here.calls("conversations.invite")[1:]] == ["U1,U2,U3", "U1", "U2", "U3"]


async def test_who_cannot_come_may_also_be_named_beside_those_who_are_in(here: Slack, platform: SlackPlatform) -> None:
    in_already = {"user": "U2", "ok": False, "error": "already_in_channel"}
    gone = {"user": "U1", "ok": False, "error": "user_disabled"}
    here.on("conversations.invite", {"errors": [in_already]}, {"errors": [in_already, gone]})
    await platform.invite("T1", PRIVATE, ("U2", "U3"))
    with pytest.raises(PlatformFault) as refused:
        await platform.invite("T1", PRIVATE, ("U1", "U2", "U3"))
    assert (refused.value.code, refused.value.outcome) == ("user_disabled", Outcome.NEVER)
    assert len(here.calls("conversations.invite")) == 2


async def test_who_is_in_stays_and_who_is_out_stays_out(here: Slack, platform: SlackPlatform) -> None:
    here.refuses("conversations.invite", "already_in_channel", "cant_invite_self")
    await platform.invite("T1", PRIVATE, ("U1",))
    await platform.invite("T1", PRIVATE, ("UBOT",))
    here.refuses("conversations.kick", "not_in_channel", "user_not_found", "channel_not_found")
    await platform.remove("T1", PRIVATE, "U1")
    await platform.remove("T1", PRIVATE, "U1")
    with pytest.raises(PlatformFault) as refused:
        await platform.remove("T1", PRIVATE, "U1")
    assert refused.value.lost


async def test_too_many_at_once_are_refused_before_slack_is_asked(here: Slack, platform: SlackPlatform) -> None:
    with pytest.raises(PlatformFault):
        await platform.invite("T1", PRIVATE, ("U1",) * 101)
    assert here.asked == []


async def test_the_people_of_a_room_are_read_page_by_page_without_hearth(here: Slack, platform: SlackPlatform) -> None:
    here.on(
        "conversations.members",
        {"members": ["UBOT", "U1"], "response_metadata": {"next_cursor": "more"}},
        {"members": ["U2"], "response_metadata": {"next_cursor": ""}},
    )
    assert await platform.members("T1", PRIVATE) == frozenset({"U1", "U2"})
    assert [a.get("cursor") for a in here.calls("conversations.members")] == [None, "more"]


def message(ts: str, key: str, kind: str = "hearth_delivery") -> dict[str, Any]:
    return {"ts": ts, "metadata": {"event_type": kind, "event_payload": {"key": key}}}


@pytest.mark.parametrize("at", [PUBLIC, ADA])
async def test_a_message_is_found_by_its_key(here: Slack, platform: SlackPlatform, at: RoomAt | PersonAt) -> None:
    page = {"messages": [{"ts": "9.0"}, message("3.0", "key-1", "of_another_app"), message("2.0", "key-0")]}
    here.on(
        "conversations.history",
        {**page, "response_metadata": {"next_cursor": "more"}},
        {"messages": [message("1.0", "key-1")]},
        page,
    )
    assert await platform.look_up("T1", at, "key-1", since=REAL) == Found(Seen.THERE, "1.0")
    assert await platform.look_up("T1", at, "key-1", since=REAL) == Found(Seen.ABSENT)
    asked = here.calls("conversations.history")[0]
    assert float(asked["oldest"]) == (REAL - timedelta(minutes=1)).timestamp()
    assert (asked["channel"], asked["include_all_metadata"]) == ("C1" if at is PUBLIC else "D1", "true")


async def test_a_private_room_is_never_read(here: Slack, platform: SlackPlatform) -> None:
    assert await platform.look_up("T1", PRIVATE, "key-1", since=REAL) == Found(Seen.UNKNOWABLE)
    assert here.asked == []


async def test_a_history_that_has_no_end_is_not_known(here: Slack, platform: SlackPlatform) -> None:
    here.on("conversations.history", *[{"messages": [], "response_metadata": {"next_cursor": "more"}}] * 30)
    assert await platform.look_up("T1", PUBLIC, "key-1", since=REAL) == Found(Seen.UNKNOWABLE)


def channel(ident: str, name: str, *, creator: str = "UBOT", age: int = 0) -> dict[str, Any]:
    created = int(REAL.timestamp()) - age
    return {"id": ident, "name": name, "creator": creator, "created": created, "is_private": True}


async def test_a_room_is_found_by_name_maker_and_age_while_nobody_else_is_in_it(
    here: Slack, platform: SlackPlatform
) -> None:
    rooms = [
        channel("C1", "mentors", age=90),
        channel("C2", "mentors", creator="U1"),
        channel("C3", "other"),
        channel("C4", "mentors-2"),
        channel("C5", "mentors-3"),
    ]
    here.on("users.conversations", {"channels": rooms})
    here.on("conversations.members", {"members": ["UBOT", "U1"]}, {"members": ["UBOT"]})
    assert await platform.look_up("T1", None, "key", since=REAL, name="Mentors") == Found(Seen.THERE, "C5")
    assert [a["channel"] for a in here.calls("conversations.members")] == ["C4", "C5"]
    here.on("users.conversations", {"channels": rooms[:3]})
    assert await platform.look_up("T1", None, "key", since=REAL, name="Mentors") == Found(Seen.ABSENT)


async def test_two_rooms_that_it_could_be_are_not_told_apart(here: Slack, platform: SlackPlatform) -> None:
    here.on("users.conversations", {"channels": [channel("C1", "mentors"), channel("C2", "mentors-2")]})
    assert await platform.look_up("T1", None, "key", since=REAL, name="Mentors") == Found(Seen.UNKNOWABLE)
