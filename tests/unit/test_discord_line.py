"""Each request to Discord leaves once; whatever the answer is, somebody hears what is known of it."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest

from adapters.clock import FrozenClock
from adapters.discord.line import Denied, Line, sender
from bot.errors import Outcome, PlatformFault
from tests.worlds.discord_wire import LIMITED, ME, Answer, Wire, wire

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
POST = ("POST", "/channels/1/messages")


@pytest.fixture
async def server() -> AsyncIterator[Wire]:
    async with wire() as served:
        yield served


@pytest.fixture
async def clock() -> FrozenClock:
    return FrozenClock(NOW, NOW)


@pytest.fixture
async def line(server: Wire, clock: FrozenClock) -> AsyncIterator[Line]:
    line = Line(sender(), clock, "token")
    yield line
    await line.close()


async def posts(line: Line) -> object:
    return await line.request("POST", "/channels/{channel_id}/messages", json={"x": 1}, channel_id="1")


async def fails(line: Line) -> PlatformFault:
    with pytest.raises(PlatformFault) as failed:
        await asyncio.wait_for(posts(line), 5)
    return failed.value


async def test_it_logs_in_at_the_first_request_and_knows_itself(server: Wire, line: Line) -> None:
    server.says(*POST, {"id": "5"})
    assert await posts(line) == {"id": "5"}
    assert await line.me() == ME


@pytest.mark.parametrize("status", [500, 502, 503, 504, 524])
async def test_a_post_that_is_answered_by_a_broken_server_is_not_repeated(
    server: Wire, line: Line, status: int
) -> None:
    server.says(*POST, {}, status=status)
    failed = await fails(line)
    assert (failed.code, failed.outcome) == (str(status), Outcome.UNKNOWN)
    assert len(server.asked) == 1


async def test_a_question_that_is_answered_by_a_broken_server_changes_nothing(server: Wire, line: Line) -> None:
    server.says("GET", "/guilds/1", {}, status=502)
    with pytest.raises(PlatformFault) as failed:
        await line.request("GET", "/guilds/{guild_id}", guild_id="1")
    assert failed.value.outcome is Outcome.NOT_DONE


async def test_after_a_429_the_same_route_rests_and_others_do_not(server: Wire, line: Line, clock: FrozenClock) -> None:
    server.answers[POST] = Answer(429, {"retry_after": 2.5, "global": False}, LIMITED)
    server.says("GET", "/guilds/1", {"id": "1"})
    for _again in range(2):
        failed = await fails(line)
        assert (failed.code, failed.outcome, failed.retry_after) == ("429", Outcome.NOT_DONE, timedelta(seconds=2.5))
    assert len(server.asked) == 1
    assert await line.request("GET", "/guilds/{guild_id}", guild_id="1") == {"id": "1"}
    clock.machine += timedelta(seconds=3)
    server.says(*POST, {"id": "5"})
    assert await posts(line) == {"id": "5"}


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"Via": "x", "X-RateLimit-Scope": "global"}, timedelta(seconds=7)),
        ({"Via": "x", "X-RateLimit-Global": "true"}, timedelta(seconds=7)),
        ({}, timedelta(minutes=10)),
    ],
)
async def test_a_global_limit_and_a_ban_hold_everything(
    server: Wire, line: Line, headers: dict[str, str], wait: timedelta
) -> None:
    server.answers[POST] = Answer(429, {"retry_after": 7, "global": True}, headers)
    assert (await fails(line)).retry_after == wait
    with pytest.raises(PlatformFault) as failed:
        await line.request("GET", "/guilds/{guild_id}", guild_id="1")
    assert (failed.value.outcome, failed.value.retry_after) == (Outcome.NOT_DONE, wait)
    assert len(server.asked) == 1


async def test_a_429_without_a_readable_body_is_waited_for_by_its_header(server: Wire, line: Line) -> None:
    server.answers[POST] = Answer(429, None, LIMITED | {"Retry-After": "4"})
    assert (await fails(line)).retry_after == timedelta(seconds=4)


async def test_a_connection_that_breaks_leaves_it_open_whether_it_was_done(server: Wire, line: Line) -> None:
    await line.me()
    server.answers[POST] = Answer(drop=True)
    failed = await fails(line)
    assert (failed.code, failed.outcome) == ("connection_lost", Outcome.UNKNOWN)
    assert len(server.asked) == 1


async def test_an_answer_that_nobody_can_read_leaves_it_open_too(server: Wire, line: Line) -> None:
    server.says(*POST, b"<html>not what it says</html>")
    failed = await fails(line)
    assert (failed.code, failed.outcome) == ("unreadable", Outcome.UNKNOWN)


async def test_what_discord_denies_is_told_by_its_code(server: Wire, line: Line) -> None:
    server.denies(*POST, 50013)
    with pytest.raises(Denied) as denied:
        await posts(line)
    assert (denied.value.status, denied.value.code) == (403, 50013)


async def test_a_wrong_token_waits_for_the_operator_and_is_not_tried_over_and_over(server: Wire, line: Line) -> None:
    server.says("GET", "/users/@me", {"code": 0, "message": "401: Unauthorized"}, status=401)
    for _again in range(2):
        with pytest.raises(PlatformFault) as failed:
            await line.me()
        assert (failed.value.outcome, failed.value.retry_after) == (Outcome.NOT_DONE, timedelta(minutes=10))


async def test_nobody_at_the_address_is_asked_again_later(line: Line) -> None:
    await line.me()
    from discord.http import Route

    Route.BASE = "http://127.0.0.1:1/api/v10"
    failed = await fails(line)
    assert (failed.code, failed.outcome) == ("no_connection", Outcome.NOT_DONE)


async def test_a_refused_answer_gives_its_connection_back(server: Wire, line: Line) -> None:
    server.says(*POST, {}, status=502)
    await fails(line)
    connector = line.client.http.connector
    assert isinstance(connector, aiohttp.TCPConnector)
    assert len(connector._acquired) == 0
