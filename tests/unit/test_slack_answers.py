"""The road of a private answer."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from adapters.slack.answers import Answers, Where
from adapters.slack.clients import Clients
from adapters.slack.render import Message, render
from bot.cards import Card
from bot.ports import Names
from tests.unit.slack_ground import REAL, Slack, slack, status
from tests.unit.slack_scene import Drawer

HELLO = render(Card("Hello"), Names())
POSTED = {"response_type": "ephemeral", "replace_original": False, "text": "Hello", "blocks": list(HELLO.blocks)}


@pytest.fixture
async def here() -> AsyncIterator[Slack]:
    async with slack() as server:
        yield server


@pytest.fixture
def answers(here: Slack) -> Answers:
    return Answers(Drawer(), Clients(here.shelf, here.session, here.clock, here.url))


def where(here: Slack, **changed: object) -> Where:
    url = here.url.replace("/api/", "/respond/url")
    known = {"team": "T1", "person": "U1", "room": "C1", "url": url, "until": REAL + timedelta(minutes=30)}
    return Where(**(known | changed))  # type: ignore[arg-type]


async def test_an_answer_goes_to_its_own_address_and_changes_nothing_there(here: Slack, answers: Answers) -> None:
    await answers.message(where(here), HELLO)
    assert here.asked == [("url", POSTED)]


async def test_an_address_is_used_five_times(here: Slack, answers: Answers) -> None:
    for _time in range(6):
        await answers.message(where(here), HELLO)
    assert here.methods() == [*["url"] * 5, "chat.postEphemeral"]


async def test_uses_that_came_along_count(here: Slack, answers: Answers) -> None:
    for _time in range(2):
        await answers.message(where(here, uses=4), HELLO)
    assert here.methods() == ["url", "chat.postEphemeral"]


async def test_an_address_is_used_for_half_an_hour(here: Slack, answers: Answers) -> None:
    here.clock.machine += timedelta(minutes=30)
    await answers.message(where(here), HELLO)
    assert here.asked == [
        ("chat.postEphemeral", {"channel": "C1", "user": "U1", "text": "Hello", "blocks": list(HELLO.blocks)})
    ]


@pytest.mark.parametrize("answer", [status(404), status(500), status(200, '{"ok":false,"error":"used_url"}')])
async def test_an_address_that_is_refused_is_left_for_the_room(here: Slack, answers: Answers, answer: object) -> None:
    here.on("url", answer)  # type: ignore[arg-type]
    await answers.message(where(here), HELLO)
    assert here.methods() == ["url", "chat.postEphemeral"]


async def test_from_the_home_an_answer_goes_to_direct_messages(here: Slack, answers: Answers) -> None:
    await answers.message(where(here, url="", until=None, room=None), HELLO)
    assert here.methods() == ["conversations.open", "chat.postMessage"]
    assert here.calls("chat.postMessage")[0]["channel"] == "D1"


async def test_blocks_that_slack_does_not_take_are_left_out(here: Slack, answers: Answers) -> None:
    here.refuses("chat.postMessage", "invalid_blocks")
    await answers.message(where(here, url="", room=None), HELLO)
    sent = here.calls("chat.postMessage")
    assert (len(sent), sent[1]["text"], "blocks" in sent[1]) == (2, "Hello", False)


async def test_nothing_is_ever_posted_where_others_read_it(here: Slack, answers: Answers) -> None:
    here.on("url", status(404))
    here.refuses("chat.postEphemeral", "user_not_in_channel")
    here.refuses("conversations.open", "user_disabled", "user_disabled")
    await answers.message(where(here), Message("Hello", ()))
    assert here.calls("chat.postMessage") == []
