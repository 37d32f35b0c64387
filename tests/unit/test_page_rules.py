"""The rules behind the page: where the clock's buttons lead, what a line means, and what the app answers."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from urllib.request import urlopen

import httpx
import pytest
from prometheus_client import CollectorRegistry, Counter

from adapters.web.app import State, build, serve
from adapters.web.avatar import initials
from adapters.web.card_view import button_at, card_data
from adapters.web.composer import command_in
from adapters.web.conversation import lines_of
from adapters.web.moves import days_on, to_monday
from adapters.web.ports import ButtonShown, ButtonsShown, CardShown, MessageShown, ParagraphShown, Run, RunKind

HERE = "Europe/Copenhagen"


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("2026-11-23T07:59:59+00:00", "2026-11-23T08:00:00+00:00"),  # a second before it is Monday 09:00
        ("2026-11-23T08:00:00+00:00", "2026-11-30T08:00:00+00:00"),  # strictly later
        ("2026-10-24T12:00:00+00:00", "2026-10-26T08:00:00+00:00"),  # over the end of summer time
        ("2026-03-28T12:00:00+00:00", "2026-03-30T07:00:00+00:00"),  # over its beginning
    ],
)
def test_to_monday_is_nine_in_the_morning_on_the_wall(now: str, then: str) -> None:
    assert to_monday(datetime.fromisoformat(now), HERE) == datetime.fromisoformat(then)


def test_a_week_on_it_is_the_same_time_on_the_wall_though_clocks_changed() -> None:
    now = datetime(2026, 10, 22, 8, 0, tzinfo=UTC)  # 10:00 in Copenhagen
    assert days_on(7)(now, HERE) == datetime(2026, 10, 29, 9, 0, tzinfo=UTC)
    assert days_on(7)(now, "UTC") == now + timedelta(days=7)


@pytest.mark.parametrize(
    ("text", "direct", "command"),
    [("/help", False, "help"), ("/help", True, "help"), ("help", True, "help"), ("help", False, None)],
)
def test_a_slash_makes_a_command_and_with_hearth_alone_everything_is_one(
    text: str, direct: bool, command: str | None
) -> None:
    assert command_in(text, direct=direct) == command


@pytest.mark.parametrize(
    ("name", "letters"), [("Maria Lindqvist", "ML"), ("Ana B. dos Santos", "AS"), ("zoë", "Z"), ("", "?"), ("★", "★")]
)
def test_a_picture_has_at_most_two_letters(name: str, letters: str) -> None:
    assert initials(name) == letters


def message(number: int, author: str | None, minute: int, *, hour: int = 9, under: int | None = None) -> MessageShown:
    at = datetime(2026, 11, 23, hour, minute, tzinfo=UTC)
    return MessageShown(str(number), author or "Hearth", author, "…", None, at, under=str(under) if under else None)


def test_what_stands_in_a_thread_is_shown_behind_its_message_without_a_day_of_its_own() -> None:
    said = [
        message(1, None, 0),
        message(2, "a", 1),
        message(3, None, 2, hour=23, under=1),
        message(4, "a", 3),
        message(5, None, 4, hour=23, under=9),
    ]
    lines = [(line.said.id, line.answers, bool(line.day)) for line in lines_of(said, HERE)]
    assert lines == [
        ("1", False, True),
        ("3", True, False),
        ("2", False, False),
        ("4", False, False),
        ("5", False, True),
    ]


def test_messages_of_one_person_shortly_after_each_other_share_a_head_and_each_day_has_a_heading() -> None:
    said = [
        message(1, "a", 0),
        message(2, "a", 4),
        message(3, "a", 9),
        message(4, "b", 10),
        message(5, "b", 11, hour=23),
    ]
    lines = [(line.day, line.goes_on) for line in lines_of(said, HERE)]
    assert lines == [
        ("Monday 23 November", False),
        ("", True),
        ("", False),
        ("", False),
        ("Tuesday 24 November", False),
    ]


YES = ButtonShown("Yes", ("ritual", "worth"), "o1 yes")
CARD = CardShown("Worth it?", (ParagraphShown((Run(RunKind.TEXT, "<b>x</b>"),)), ButtonsShown((YES,))))


@pytest.mark.parametrize(
    ("where", "button"),
    [
        ({"place": 1, "index": 0}, YES),
        ({"place": 0, "index": 0}, None),
        ({"place": 1, "index": 1}, None),
        ({"place": -1, "index": -1}, None),
        ({"place": "1", "index": 0}, None),
        ([1, 0], None),
        (None, None),
    ],
)
def test_only_a_button_that_is_there_can_be_pressed(where: object, button: ButtonShown | None) -> None:
    assert button_at(CARD, where) == button


def test_a_card_goes_to_the_browser_as_data_and_its_buttons_keep_their_errand_here() -> None:
    assert json.loads(json.dumps(card_data(CARD))) == {
        "title": "Worth it?",
        "blocks": [
            {"look": "h-para", "runs": [{"tag": "span", "look": "h-run-text", "text": "<b>x</b>"}]},
            {"buttons": [{"label": "Yes", "look": ""}]},
        ],
    }


def saying(reason: str | None) -> Callable[[], Awaitable[str | None]]:
    async def ready() -> str | None:
        return reason

    return ready


async def answers(reason: str | None, path: str) -> httpx.Response:
    registry = CollectorRegistry()
    Counter("hearth_tests", "Tests", registry=registry).inc()
    transport = httpx.ASGITransport(build(State(saying(reason), registry)))
    async with httpx.AsyncClient(transport=transport, base_url="http://hearth") as client:
        return await client.get(path)


async def test_readiness_says_why_not_and_health_does_not_ask() -> None:
    waiting = await answers("The database does not answer.", "/readyz")
    assert (waiting.status_code, waiting.text) == (503, "The database does not answer.")
    assert (await answers("The database does not answer.", "/healthz")).status_code == 200
    assert (await answers(None, "/readyz")).status_code == 200
    assert "hearth_tests_total 1.0" in (await answers(None, "/metrics")).text


async def test_without_a_sandbox_there_is_no_page() -> None:
    assert [(await answers(None, path)).status_code for path in ("/", "/ui/")] == [404, 404]


async def test_the_server_says_where_it_is_and_stops_when_it_is_asked_to() -> None:
    stop, heard = asyncio.Event(), asyncio.get_running_loop().create_future()
    app = build(State(saying(None), CollectorRegistry()))
    serving = asyncio.create_task(serve(app, "127.0.0.1", 0, stop=stop, on_start=heard.set_result))
    address = await asyncio.wait_for(heard, 10)
    with await asyncio.to_thread(urlopen, f"{address}/healthz") as answer:
        assert answer.headers["X-Frame-Options"] == "DENY"
    with pytest.raises(OSError, match="in use"):
        await serve(app, "127.0.0.1", int(address.rsplit(":", 1)[1]), stop=stop)
    stop.set()
    await asyncio.wait_for(serving, 10)
