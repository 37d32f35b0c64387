"""The sandbox over HTTP: what comes back when something goes wrong on the way, and where a test may act."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer, unused_port

from adapters.clock import FrozenClock
from adapters.sandbox.platform import SandboxPlatform
from adapters.sandbox.sql_world import SqlWorld
from adapters.sandbox.tables import metadata
from adapters.sandbox.wire import METHODS, Dropped, RemotePlatform, Watcher, serve
from adapters.sandbox.words import Data, names_of, of_names
from bot.cards import Card
from bot.errors import Outcome, PlatformFault
from bot.lacking import NoCalendar
from bot.ports import Found, Names, PersonAt, Platform, RoomAt, Seen
from storage.database import Database
from tests.strategies import names

MACHINE = datetime(2026, 1, 1, tzinfo=UTC)
ROOM = RoomAt("C1", private=False)
CARD = Card("Hello")
LONGEST_WAIT_S = 5


def seen(fault: PlatformFault) -> tuple[object, ...]:
    return (fault.code, fault.outcome, fault.retry_after, fault.missing, fault.remedy, fault.lost)


async def refusal(asked: Awaitable[object]) -> PlatformFault:
    with pytest.raises(PlatformFault) as refused:
        await asyncio.wait_for(asked, LONGEST_WAIT_S)
    return refused.value


CALLS: dict[str, Callable[[Platform], Awaitable[object]]] = {
    "post": lambda p: p.post("land", ROOM, CARD, Names(), "k"),
    "direct": lambda p: p.direct("land", PersonAt("ada"), CARD, Names(), "k"),
    "edit": lambda p: p.edit("land", ROOM, "M1", CARD, Names()),
    "delete": lambda p: p.delete("land", PersonAt("ada"), "M1"),
    "open_room": lambda p: p.open_room("land", "garden", "", private=True, key="k"),
    "rename": lambda p: p.rename("land", ROOM, "shed"),
    "topic": lambda p: p.topic("land", ROOM, "What grows"),
    "invite": lambda p: p.invite("land", ROOM, ("ada",)),
    "remove": lambda p: p.remove("land", ROOM, "ada"),
    "close": lambda p: p.close("land", ROOM),
    "members": lambda p: p.members("land", ROOM),
    "inspect": lambda p: p.inspect("land", ROOM, "garden", ("ada",)),
    "list_rooms": lambda p: p.list_rooms("land", "ada"),
    "look_up": lambda p: p.look_up("land", None, "k", since=MACHINE),
}
every_call = pytest.mark.parametrize("method", CALLS)


# A server that says what a test wants


@asynccontextmanager
async def answering(status: int, text: str, **headers: str) -> AsyncIterator[tuple[RemotePlatform, list[str]]]:
    """Serve one answer to everything; yield the platform and the paths asked for."""
    asked: list[str] = []

    async def answer(request: web.Request) -> web.Response:
        asked.append(request.path)
        return web.Response(status=status, text=text, headers={k.replace("_", "-"): v for k, v in headers.items()})

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    async with TestServer(app) as server, ClientSession() as session:
        yield RemotePlatform(str(server.make_url("")), session), asked


@dataclass(slots=True)
class Sulking(SandboxPlatform):
    """A platform whose rooms cannot be posted in, for a reason of the test's."""

    fault: Exception = field(default_factory=lambda: PlatformFault("", Outcome.NEVER))

    async def post(self, *_: object, **__: object) -> str:
        raise self.fault


@asynccontextmanager
async def town(watcher: Watcher | None = None, *, fault: Exception | None = None) -> AsyncIterator[RemotePlatform]:
    """Serve a sandbox with one person, ada, and one open room, C1."""
    database = Database("sqlite+aiosqlite://")
    async with database.engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
    clock = FrozenClock(MACHINE, MACHINE)
    world = SqlWorld(database, clock)
    await world.add_space("land")
    await world.add_room("land", "general", private=False, by=None)
    await world.add_person("land", "Ada", zone="UTC")
    here = SandboxPlatform(world, clock) if fault is None else Sulking(world, clock, fault=fault)
    async with TestServer(serve(here, watcher)) as server, ClientSession() as session:
        yield RemotePlatform(str(server.make_url("/")), session)
    await database.close()


async def posted(platform: Platform) -> Found:
    return await platform.look_up("land", ROOM, "k", since=MACHINE)


# Faults come through whole


@pytest.mark.parametrize(
    "fault",
    [
        PlatformFault("slow_down", Outcome.NOT_DONE, retry_after=timedelta(seconds=1.5)),
        PlatformFault("conflict", Outcome.NOT_DONE),
        PlatformFault("database", Outcome.UNKNOWN),
        PlatformFault("not_in_room", Outcome.NEVER, missing="being in the room", remedy="Let Hearth in – “there”."),
        PlatformFault("room_gone", Outcome.NEVER, lost=True),
    ],
    ids=lambda f: f.code,
)
async def test_a_fault_comes_through_whole(fault: PlatformFault) -> None:
    async with town(fault=fault) as platform:
        assert seen(await refusal(CALLS["post"](platform))) == seen(fault)


async def test_a_bug_behind_the_address_is_an_unknown_outcome_not_the_askers_mistake() -> None:
    async with town(fault=ValueError("a bug")) as platform:
        assert (await refusal(CALLS["post"](platform))).outcome is Outcome.UNKNOWN


# What a status alone says


@pytest.mark.parametrize(
    ("status", "headers", "outcome", "wait"),
    [
        (429, {"Retry_After": "7"}, Outcome.NOT_DONE, timedelta(seconds=7)),
        (429, {}, Outcome.NOT_DONE, None),
        (429, {"Retry_After": "soon"}, Outcome.NOT_DONE, None),
        (429, {"Retry_After": "9" * 30}, Outcome.NOT_DONE, None),
        (500, {}, Outcome.UNKNOWN, None),
        (502, {}, Outcome.UNKNOWN, None),
        (503, {"Retry_After": "7"}, Outcome.UNKNOWN, None),
        (403, {}, Outcome.NEVER, None),
        (404, {}, Outcome.NEVER, None),
        (302, {"Location": "/elsewhere"}, Outcome.UNKNOWN, None),
    ],
)
async def test_a_status_without_words_says_what_is_known(
    status: int, headers: dict[str, str], outcome: Outcome, wait: timedelta | None
) -> None:
    async with answering(status, "<html>oh no</html>", **headers) as (platform, asked):
        fault = await refusal(CALLS["post"](platform))
    assert (fault.code, fault.outcome, fault.retry_after) == (f"http_{status}", outcome, wait)
    assert asked == ["/v1/post"]


@pytest.mark.parametrize(
    "text", ["", "<html>", "[]", "{}", '{"result": 7}', '{"fault": {}}', '{"result": {"seen": 1}}']
)
@pytest.mark.parametrize("method", ["post", "direct", "open_room", "members", "inspect", "list_rooms", "look_up"])
async def test_an_answer_nobody_can_read_leaves_the_outcome_unknown(method: str, text: str) -> None:
    async with answering(200, text) as (platform, _):
        assert (await refusal(CALLS[method](platform))).outcome is Outcome.UNKNOWN


async def test_an_error_that_looks_like_an_answer_is_an_error() -> None:
    async with answering(500, '{"result": "M1"}') as (platform, _):
        assert (await refusal(CALLS["post"](platform))).outcome is Outcome.UNKNOWN


def test_names_come_through_whole() -> None:
    whom = names("ada", "C1")
    assert names_of(json.loads(json.dumps(of_names(whom)))) == whom


# The way there


@every_call
async def test_what_never_left_this_machine_was_not_done(method: str) -> None:
    async with ClientSession() as session:
        platform = RemotePlatform(f"http://127.0.0.1:{unused_port()}", session)
        fault = await refusal(CALLS[method](platform))
    assert (fault.code, fault.outcome) == ("unreachable", Outcome.NOT_DONE)


@every_call
async def test_a_connection_lost_before_the_answer_is_unknown_and_nothing_is_repeated(method: str) -> None:
    asked: list[bytes] = []

    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await reader.readline())
        writer.transport.abort()

    async with await asyncio.start_server(hang_up, "127.0.0.1", 0) as server, ClientSession() as session:
        port = server.sockets[0].getsockname()[1]
        fault = await refusal(CALLS[method](RemotePlatform(f"http://127.0.0.1:{port}", session)))
    assert (fault.code, fault.outcome) == ("connection_lost", Outcome.UNKNOWN)
    assert asked == [f"POST /v1/{method} HTTP/1.1\r\n".encode()]


async def test_an_answer_cut_off_in_the_middle_is_unknown() -> None:
    async def half(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b'HTTP/1.1 200 OK\r\nContent-Length: 400\r\n\r\n{"result": "M1"')
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(half, "127.0.0.1", 0) as server, ClientSession() as session:
        port = server.sockets[0].getsockname()[1]
        fault = await refusal(CALLS["post"](RemotePlatform(f"http://127.0.0.1:{port}", session)))
    assert fault.outcome is Outcome.UNKNOWN


async def test_the_limit_is_the_askers_own() -> None:
    arrived = asyncio.Event()

    class Slow(Notes):
        async def on_arrival(self, method: str, body: Data) -> None:
            arrived.set()
            await asyncio.Event().wait()

    async def ask(platform: Platform, limit: asyncio.Timeout) -> None:
        async with limit:
            asking = asyncio.ensure_future(CALLS["post"](platform))
            await arrived.wait()
            limit.reschedule(asyncio.get_running_loop().time())
            await asking

    async with town(Slow()) as platform:
        with pytest.raises(TimeoutError):
            await ask(platform, asyncio.timeout(LONGEST_WAIT_S))


# Where a test may act


class Notes:
    """Writes down when it was called, and whether the post was there by then."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, str]] = []
        self.bodies: list[Data] = []

    async def on_arrival(self, method: str, body: Data) -> None:
        self.heard.append(("arrived", method))
        self.bodies.append(body)

    async def after_accepting(self, method: str, body: Data) -> None:
        self.heard.append(("accepted", method))

    async def after_answering(self, method: str, body: Data) -> None:
        self.heard.append(("answered", method))


@every_call
async def test_a_watcher_hears_of_every_call_at_each_of_its_moments(method: str) -> None:
    notes = Notes()
    async with town(notes) as platform:
        await asyncio.gather(CALLS[method](platform), return_exceptions=True)
        # The next answer on this connection comes only when the last one is finished.
        await platform.look_up("land", None, "k", since=MACHINE)
    assert notes.heard[:3] == [("arrived", method), ("accepted", method), ("answered", method)]
    assert notes.bodies[0]["space"] == "land"


async def test_a_connection_cut_on_arrival_left_nothing_done() -> None:
    class Cut(Notes):
        async def on_arrival(self, method: str, body: Data) -> None:
            if method == "post":
                raise Dropped

    async with town(Cut()) as platform:
        assert (await refusal(CALLS["post"](platform))).code == "connection_lost"
        assert await posted(platform) == Found(Seen.ABSENT)


async def test_a_connection_cut_after_accepting_left_it_done() -> None:
    class Cut(Notes):
        async def after_accepting(self, method: str, body: Data) -> None:
            if method == "post":
                raise Dropped

    async with town(Cut()) as platform:
        assert (await refusal(CALLS["post"](platform))).code == "connection_lost"
        assert await posted(platform) == Found(Seen.THERE, "M1")


async def test_after_answering_the_asker_has_the_answer_already() -> None:
    class Waits(Notes):
        go = asyncio.Event()

        async def after_answering(self, method: str, body: Data) -> None:
            if method == "post":
                await self.go.wait()

    async with town(waits := Waits()) as platform:
        made = await asyncio.wait_for(CALLS["post"](platform), LONGEST_WAIT_S)
        waits.go.set()
    assert made == "M1"


async def test_an_asker_who_dies_while_it_is_done_takes_nothing_back() -> None:
    arrived, go, accepted = asyncio.Event(), asyncio.Event(), asyncio.Event()

    class Waits(Notes):
        async def on_arrival(self, method: str, body: Data) -> None:
            if method == "post":
                arrived.set()
                await go.wait()

        async def after_accepting(self, method: str, body: Data) -> None:
            accepted.set()

    async with town(Waits()) as platform:
        asking = asyncio.ensure_future(CALLS["post"](platform))
        await asyncio.wait_for(arrived.wait(), LONGEST_WAIT_S)
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
        go.set()
        await asyncio.wait_for(accepted.wait(), LONGEST_WAIT_S)
        assert await posted(platform) == Found(Seen.THERE, "M1")


async def test_a_watcher_may_answer_by_itself() -> None:
    class Busy(Notes):
        async def on_arrival(self, method: str, body: Data) -> None:
            if method == "post":
                raise web.HTTPTooManyRequests(headers={"Retry-After": "3"})

    async with town(Busy()) as platform:
        fault = await refusal(CALLS["post"](platform))
        assert (fault.outcome, fault.retry_after) == (Outcome.NOT_DONE, timedelta(seconds=3))
        assert await posted(platform) == Found(Seen.ABSENT)


# What is asked for badly


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("v1/post", "no json"),
        ("v1/post", "[]"),
        ("v1/post", "{}"),
        ("v1/post", json.dumps({"space": "land", "at": None, "card": "{}", "names": {}, "key": "k"})),
        ("v1/burn", "{}"),
    ],
)
async def test_what_cannot_be_read_is_refused_and_nothing_is_done(path: str, body: str) -> None:
    async with town() as platform:
        async with platform.session.post(platform.base_url + path, data=body) as response:
            answer: dict[str, Any] = await response.json()
            assert (response.status, answer["fault"]["code"]) == (422, "bad_request")
        assert await posted(platform) == Found(Seen.ABSENT)


def test_everything_a_platform_can_be_asked_is_served() -> None:
    asked = {name for name in vars(Platform) if not name.startswith("_")} - set(Platform.__annotations__)
    # The sandbox has no calendar, so nobody asks for one over the wire.
    asked -= {name for name in vars(NoCalendar) if not name.startswith("_")}
    assert set(METHODS) == asked == set(CALLS)
