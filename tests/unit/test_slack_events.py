"""What Slack tells, as events: ids, kinds and times, and nothing of what anybody wrote."""

from datetime import UTC, datetime
from typing import Any

import pytest

from adapters.slack.events import EVENTS, READERS, event
from bot.commands import Event, EventKind

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
CANARY = "xyzzy-canary"
USER = {
    "id": "U1",
    "team_id": "T1",
    "name": "spengler",
    "deleted": False,
    "real_name": "Egon Spengler",
    "tz": "America/New_York",
    "is_bot": False,
    "profile": {"display_name": "egon", "real_name": "Egon Spengler", "status_text": CANARY, "email": CANARY},
}
"""docs.slack.dev, reference/objects/user-object."""


def told(inner: dict[str, Any]) -> dict[str, Any]:
    """Return an envelope (docs.slack.dev, apis/events-api)."""
    return {
        "token": "z26uFbvR1xHJEdHE1OQiO6t8", "team_id": "T1", "api_app_id": "A1", "type": "event_callback",
        "event_id": "Ev9UQ52YNA", "event_time": 1234567890, "event_context": "4-x",
        "authorizations": [{"enterprise_id": None, "team_id": "T1", "user_id": "UBOT", "is_bot": True}],
        "event": {"event_ts": "1234567890.123456", **inner},
    }  # fmt: skip


def kept(kind: EventKind, **more: Any) -> Event:
    return Event("Ev9UQ52YNA", "slack", "T1", kind, NOW, **more)


MESSAGE = {
    "type": "message", "channel": "C1", "user": "U1", "text": CANARY, "ts": "1355517523.000005",
    "channel_type": "channel", "blocks": [{"type": "rich_text", "elements": [{"text": CANARY}]}],
    "files": [{"title": CANARY}],
}  # fmt: skip
REACTION = {
    "type": "reaction_added", "user": "U1", "reaction": CANARY, "item_user": "U2",
    "item": {"type": "message", "channel": "C1", "ts": "1360782400.498405"},
}  # fmt: skip
JOINED = {"type": "member_joined_channel", "user": "U1", "channel": "C1", "channel_type": "C", "team": "T1"}


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        (MESSAGE, kept(EventKind.WROTE, person="U1", room="C1")),
        ({**MESSAGE, "thread_ts": MESSAGE["ts"]}, kept(EventKind.WROTE, person="U1", room="C1")),
        ({**MESSAGE, "thread_ts": "1355517000.000001"}, kept(EventKind.REPLIED, person="U1", room="C1")),
        (REACTION, kept(EventKind.REACTED, person="U1", room="C1")),
        (JOINED, kept(EventKind.ENTERED, person="U1", room="C1")),
        ({**JOINED, "type": "member_left_channel"}, kept(EventKind.EXITED, person="U1", room="C1")),
        (
            {"type": "team_join", "user": USER},
            kept(EventKind.ARRIVED, person="U1", name="egon", zone="America/New_York"),
        ),
        (
            {"type": "user_change", "user": {**USER, "tz": None, "profile": {}}},
            kept(EventKind.CHANGED, person="U1", name="Egon Spengler"),
        ),
        (
            {"type": "user_change", "user": {**USER, "deleted": True}},
            kept(EventKind.DEPARTED, person="U1", name="egon", zone="America/New_York"),
        ),
        ({"type": "channel_archive", "channel": "C1", "user": "U1"}, kept(EventKind.ROOM_GONE, room="C1")),
        ({**JOINED, "user": "UBOT", "inviter": "U1"}, kept(EventKind.ROOM_BACK, room="C1")),
        ({"type": "channel_deleted", "channel": "C1"}, kept(EventKind.ROOM_GONE, room="C1")),
        ({"type": "group_archive", "channel": "G1"}, kept(EventKind.ROOM_GONE, room="G1")),
        ({"type": "group_deleted", "channel": "G1"}, kept(EventKind.ROOM_GONE, room="G1")),
        (
            {"type": "channel_rename", "channel": {"id": "C1", "name": "new-name", "created": 1360782804}},
            kept(EventKind.ROOM_RENAMED, room="C1", name="new-name"),
        ),
        (
            {"type": "group_rename", "channel": {"id": "G1", "name": CANARY, "created": 1360782804}},
            kept(EventKind.ROOM_RENAMED, room="G1"),
        ),
        ({"type": "app_uninstalled"}, kept(EventKind.SPACE_GONE)),
        ({"type": "tokens_revoked", "tokens": {"oauth": [], "bot": ["UBOT"]}}, kept(EventKind.SPACE_GONE)),
    ],
)
def test_an_event_is_reduced_to_what_happened(inner: dict[str, Any], expected: Event) -> None:
    found = event(told(inner), NOW)
    assert found == expected
    assert CANARY not in repr(found)


@pytest.mark.parametrize(
    "inner",
    [
        {**MESSAGE, "channel_type": "group"},
        {**MESSAGE, "channel_type": "im"},
        {k: v for k, v in MESSAGE.items() if k != "channel_type"},
        {**MESSAGE, "subtype": "message_changed"},
        {**MESSAGE, "bot_id": "B1"},
        {k: v for k, v in MESSAGE.items() if k != "user"},
        {**REACTION, "item": {"type": "file", "file": "F1"}},
        {k: v for k, v in {**JOINED, "user": "UBOT"}.items() if k != "inviter"},
        {**JOINED, "type": "member_left_channel", "user": "UBOT"},
        {"type": "team_join", "user": {**USER, "is_bot": True}},
        {"type": "user_change", "user": {**USER, "id": "USLACKBOT"}},
        {"type": "tokens_revoked", "tokens": {"oauth": ["U1"], "bot": []}},
        {"type": "app_home_opened", "user": "U1", "tab": "home"},
        {"type": "something_new"},
    ],
    ids=str,
)
def test_what_hearth_does_not_need_is_dropped(inner: dict[str, Any]) -> None:
    assert event(told(inner), NOW) is None


def test_whatever_is_read_is_subscribed_to() -> None:
    assert {e.partition(".")[0] for e in EVENTS} == {*READERS, "app_home_opened"}
