"""What Slack sends, as requests. The payloads have the shapes of docs.slack.dev."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings

from adapters.slack.carried import Carried, carried
from adapters.slack.parts import Parts
from adapters.slack.read import Asking, command, picked, pressed, submitted, suggesting
from adapters.slack.text import escaped
from bot.catalogue.reading import MENTION, ROOM
from bot.commands import Person, Request
from tests.strategies import hostile

CANARY = "xyzzy-canary"
COMMAND = {
    "token": "gIkuvaNzQIHg97ATvDxqgjtO",
    "team_id": "T0001",
    "team_domain": "example",
    "channel_id": "C2147483705",
    "channel_name": "test",
    "user_id": "U2147483697",
    "user_name": "Steve",
    "command": "/hearth",
    "text": "circle create Mentors",
    "response_url": "https://hooks.slack.com/commands/1234/5678",
    "trigger_id": "13345224609.738474920.8088930838d88f008e0",
    "api_app_id": "A123456",
}
"""docs.slack.dev, interactivity/implementing-slash-commands."""
TEAM = {"id": "T0001", "domain": "example"}
USER = {"id": "U1", "username": "ada", "name": "ada", "team_id": "T0001"}
ACTIONS = {
    "type": "block_actions",
    "team": TEAM,
    "user": USER,
    "api_app_id": "A0",
    "token": "t",
    "container": {"type": "message", "message_ts": "1548261231.000200", "channel_id": "C1", "is_ephemeral": False},
    "trigger_id": "12321423423.333649436676.d8c1bb837935619ccad0f624c448ffb3",
    "channel": {"id": "C1", "name": "review-updates"},
    "message": {"bot_id": "BAH5CA16Z", "type": "message", "text": CANARY, "user": "UAJ2RU415", "ts": "1548261231.0002"},
    "response_url": "https://hooks.slack.com/actions/AABA1ABCD/1232321423432/D09sSasdasdAS9091209",
    "actions": [
        {
            "action_id": "worth.answer#3",
            "block_id": "=qXel",
            "text": {"type": "plain_text", "text": "View", "emoji": True},
            "value": "click_me_123",
            "type": "button",
            "action_ts": "1548426417.840180",
        }
    ],
}
"""docs.slack.dev, reference/interaction-payloads/block_actions-payload."""
VIEW = {
    "id": "VNHU13V36",
    "team_id": "T0001",
    "type": "modal",
    "private_metadata": "",
    "callback_id": "form",
    "hash": "156663117.cd33ad1f",
    "title": {"type": "plain_text", "text": "Open a circle", "emoji": False},
    "state": {
        "values": {
            "name": {"answer": {"type": "plain_text_input", "value": "Mentors <@U9> <#C9> & co"}},
            "about": {"answer": {"type": "plain_text_input", "value": None}},
            "kind": {"answer": {"type": "static_select", "selected_option": {"text": {}, "value": "listed"}}},
            "ritual": {"answer": {"type": "external_select", "selected_option": None}},
            "who": {"answer": {"type": "multi_users_select", "selected_users": ["U2", "U3"]}},
            "steward": {"answer": {"type": "users_select", "selected_user": "U4"}},
            "room": {"answer": {"type": "conversations_select", "selected_conversation": "C5"}},
        }
    },
}
SUBMISSION = {
    "type": "view_submission",
    "team": TEAM,
    "user": USER,
    "api_app_id": "A0",
    "trigger_id": "1",
    "view": VIEW,
}
"""docs.slack.dev, reference/interaction-payloads/view-interactions-payload."""
ADA = Person("U1", "ada")


def test_a_slash_command_becomes_a_request() -> None:
    assert command(COMMAND) == Request(
        id="13345224609.738474920.8088930838d88f008e0",
        platform="slack",
        space="T0001",
        space_name="example",
        person=Person("U2147483697", "Steve"),
        room="C2147483705",
        text="circle create Mentors",
    )


def test_in_direct_messages_there_is_no_room() -> None:
    assert command({**COMMAND, "channel_id": "D1", "channel_name": "directmessage"}).room is None


@pytest.mark.parametrize(
    ("sent", "text", "people", "rooms"),
    [
        ("thanks <@U012ABCDEF>", "thanks <@U012ABCDEF>", {"U012ABCDEF": ""}, {}),
        ("thanks <@U012|ada>!", "thanks <@U012>!", {"U012": "ada"}, {}),
        ("in <#C012|general>", "in <#C012>", {}, {"C012": ("general", False)}),
        ("in <#C012|>", "in <#C012>", {}, {"C012": ("", True)}),
        ("see <https://x.org/a?b=1&amp;c=2|x.org>", "see https://x.org/a?b=1&c=2", {}, {}),
        ("write <mailto:a@x.org|a@x.org>", "write a@x.org", {}, {}),
        ("1 &lt; 2 &amp;amp; 3", "1 < 2 &amp; 3", {}, {}),
        ("hello <!channel> and <!subteam^S1|@team>", "hello @channel and @team", {}, {}),
        # Written by hand it means nobody.
        ("thanks &lt;@U9&gt; in &lt;#C9|x&gt;", "thanks ‹@U9› in ‹#C9|x›", {}, {}),
        ("<!subteam^S1|&lt;@U9&gt;>", "‹@U9›", {}, {}),
    ],
)
def test_only_what_slack_itself_put_in_means_somebody(
    sent: str, text: str, people: dict[str, str], rooms: dict[str, tuple[str, bool]]
) -> None:
    request = command({**COMMAND, "text": sent})
    assert (request.text, dict(request.people), dict(request.rooms)) == (text, people, rooms)


@settings(derandomize=True, deadline=None, max_examples=200)
@given(hostile)
def test_whatever_is_typed_by_hand_means_nobody(text: str) -> None:
    parts = Parts()
    read = parts.typed(escaped(text))
    assert not MENTION.search(read)
    assert not ROOM.search(read)
    assert (parts.people, parts.rooms) == ({}, {})


def test_a_button_becomes_a_request_and_nothing_of_its_message_is_kept() -> None:
    request = pressed(ACTIONS)
    assert request == Request(
        id="12321423423.333649436676.d8c1bb837935619ccad0f624c448ffb3",
        platform="slack",
        space="T0001",
        space_name="example",
        person=ADA,
        room="C1",
        path=("worth", "answer"),
        text="click_me_123",
    )
    assert CANARY not in repr(request)


def test_a_button_of_the_home_has_no_room() -> None:
    at_home = {k: v for k, v in ACTIONS.items() if k not in {"channel", "message", "response_url"}}
    assert pressed({**at_home, "view": {"type": "home"}}).room is None


def test_a_sent_form_becomes_its_answers_and_what_it_knew() -> None:
    taken = Carried(("circle", "create"), {"size": "12", "host": "<@U7>"}, room="C1")
    assert submitted(SUBMISSION, taken) == Request(
        id="VNHU13V36:156663117.cd33ad1f",
        platform="slack",
        space="T0001",
        space_name="example",
        person=ADA,
        room="C1",
        path=("circle", "create"),
        answers={
            "size": "12",
            "host": "<@U7>",
            "name": "Mentors ‹@U9› ‹#C9› & co",
            "about": "",
            "kind": "listed",
            "ritual": "",
            "who": "<@U2> <@U3>",
            "steward": "<@U4>",
            "room": "<#C5>",
        },
        form=True,
        people={"U2": "", "U3": "", "U4": "", "U7": ""},
        rooms={"C5": ("", True)},
    )


def test_a_select_asks_for_an_argument_of_its_form() -> None:
    payload = {
        "type": "block_suggestion", "team": TEAM, "user": USER, "action_id": "answer", "block_id": "name",
        "value": "fri", "view": VIEW, "container": {"type": "view", "view_id": "VNHU13V36"},
    }  # fmt: skip
    asked = suggesting(payload, Carried(("ritual", "skip"), room="C1"))
    request = Request("VNHU13V36", "slack", "T0001", "example", ADA, room="C1", path=("ritual", "skip"))
    assert asked == Asking(request, "name", "fri")


def test_a_picked_message_is_a_text_that_means_nobody() -> None:
    payload = {
        "type": "message_action", "callback_id": "prompt_add", "trigger_id": "13345224609.8534564800",
        "team": TEAM, "user": USER, "channel": {"id": "C1", "name": "general"},
        "message": {"type": "message", "user": "U9", "ts": "1.2", "text": "Ask <@U9> in <#C1|general>: 1 &lt; 2?"},
    }  # fmt: skip
    request, text = picked(payload)
    assert (request.path, request.room, text) == (("prompt", "add"), "C1", "Ask @somebody in #general: 1 < 2?")
    assert dict(request.people) == {}


def test_what_a_form_carries_comes_back_as_it_was() -> None:
    until = datetime(2026, 1, 1, 12, tzinfo=UTC)
    taken = Carried(("circle", "create"), {"a": "é"}, "C1", "https://hooks.slack.com/x", until, 2, "kept")
    assert carried(taken.text() or "") == taken
    assert carried(Carried(("help",)).text() or "") == Carried(("help",))


def test_what_does_not_fit_is_not_carried() -> None:
    much = Carried(("circle", "create"), {"a": "x" * 3000})
    assert much.text() is None
    assert carried(much.without_known("abc").text() or "") == Carried(("circle", "create"), kept="abc")


@pytest.mark.parametrize("text", ["", "[]", "{}", "null"])
def test_a_form_that_is_not_ours_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - json's own error is one as well
        carried(text)
