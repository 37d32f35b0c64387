"""The sandbox behind a local HTTP address: the same platform, for workers in other processes.

`serve` answers at /v1/METHOD; `RemotePlatform` asks there. It repeats nothing by itself and has no time
limit of its own: the courier's holds. Faults come through whole.
"""

import asyncio
import json
import math
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol, TypeAlias

from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
    InvalidURL,
    web,
)

from adapters.sandbox.answers import result_of, unreadable
from adapters.sandbox.platform import CAPABILITIES, LIMITS
from adapters.sandbox.words import (
    Data,
    names_of,
    of_fault,
    of_names,
    of_place,
    of_rooms,
    of_state,
    person_of,
    place_of,
    room_of,
    rooms_of,
    state_of,
)
from adapters.sandbox.world import PLATFORM
from bot.cards import Card
from bot.codec import decode, encode
from bot.errors import Outcome, PlatformFault
from bot.lacking import NoCalendar
from bot.ports import Capability, Found, Limits, Names, PersonAt, Platform, RoomAt, Seen
from bot.rooms import Opened, RoomsSeen, RoomState

Method: TypeAlias = Callable[[Platform, Data], Awaitable[object]]

STATUS: Final = {Outcome.NOT_DONE: 503, Outcome.UNKNOWN: 500, Outcome.NEVER: 422}
"""The HTTP status of a fault; one that names a wait is 429."""
NO_LIMIT: Final = ClientTimeout(total=None, connect=None, sock_connect=None, sock_read=None)
METHODS: Final[Mapping[str, Method]] = {
    "post": lambda p, b: p.post(
        b["space"], room_of(b["at"]), decode(b["card"]), names_of(b["names"]), b["key"], under=b.get("under")
    ),
    "direct": lambda p, b: p.direct(b["space"], person_of(b["at"]), decode(b["card"]), names_of(b["names"]), b["key"]),
    "edit": lambda p, b: p.edit(b["space"], place_of(b["at"]), b["message"], decode(b["card"]), names_of(b["names"])),
    "delete": lambda p, b: p.delete(b["space"], place_of(b["at"]), b["message"]),
    "open_room": lambda p, b: p.open_room(b["space"], b["name"], b["purpose"], private=b["private"], key=b["key"]),
    "rename": lambda p, b: p.rename(b["space"], room_of(b["at"]), b["name"]),
    "topic": lambda p, b: p.topic(b["space"], room_of(b["at"]), b["topic"]),
    "invite": lambda p, b: p.invite(b["space"], room_of(b["at"]), tuple(b["people"])),
    "remove": lambda p, b: p.remove(b["space"], room_of(b["at"]), b["person"]),
    "close": lambda p, b: p.close(b["space"], room_of(b["at"])),
    "members": lambda p, b: p.members(b["space"], room_of(b["at"])),
    "inspect": lambda p, b: p.inspect(
        b["space"], room_of(b["at"]), b["name"], tuple(b["known"]), everybody=b.get("everybody", False)
    ),
    "list_rooms": lambda p, b: p.list_rooms(b["space"], b["person"]),
    "look_up": lambda p, b: p.look_up(
        b["space"],
        None if b["at"] is None else place_of(b["at"]),
        b["key"],
        since=datetime.fromisoformat(b["since"]),
    ),
}
"""A body is read before the platform begins: what fails until then is the asker's mistake."""


class Dropped(Exception):
    """Raised by a watcher: the connection is cut, and the asker gets no answer."""


class Watcher(Protocol):
    """Stands beside the served platform. A fault test acts here; what it raises becomes the answer."""

    async def on_arrival(self, method: str, body: Data) -> None:
        """A request has come in whole; nothing was done yet."""

    async def after_accepting(self, method: str, body: Data) -> None:
        """It was done and is committed, or refused; nothing was answered yet."""

    async def after_answering(self, method: str, body: Data) -> None:
        """The answer was handed to the network."""


class Nobody:
    """A watcher that does nothing."""

    async def on_arrival(self, method: str, body: Data) -> None: ...
    async def after_accepting(self, method: str, body: Data) -> None: ...
    async def after_answering(self, method: str, body: Data) -> None: ...


def serve(platform: Platform, watcher: Watcher | None = None) -> web.Application:
    """Return an application that does at POST /v1/METHOD what the platform does.

    As on a real platform, what has arrived is worked off even when its asker dies meanwhile.
    """
    beside = watcher or Nobody()
    under_way: set[asyncio.Task[web.StreamResponse]] = set()

    async def answer(request: web.Request) -> web.StreamResponse:
        task = asyncio.create_task(_answer(platform, beside, request))
        under_way.add(task)
        task.add_done_callback(under_way.discard)
        try:
            return await asyncio.shield(task)
        except Dropped:
            if request.transport is not None:
                request.transport.abort()
            return web.Response()

    async def stop(_app: web.Application) -> None:
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)

    app = web.Application()
    app.router.add_post("/v1/{method}", answer)
    app.on_cleanup.append(stop)
    return app


async def _answer(platform: Platform, watcher: Watcher, request: web.Request) -> web.StreamResponse:
    name = request.match_info["method"]
    try:
        body = json.loads(await request.text())
    except ConnectionResetError:
        return web.Response()  # whoever asked is gone before the request had come in whole
    except ValueError:
        body = None
    if name not in METHODS or not isinstance(body, dict):
        return _refused(PlatformFault("bad_request", Outcome.NEVER))
    await watcher.on_arrival(name, body)
    response = await _done(METHODS[name], platform, body)
    await watcher.after_accepting(name, body)
    try:
        await response.prepare(request)
        await response.write_eof()
    except ConnectionResetError:
        return response  # whoever asked is gone; what was done stays done
    await watcher.after_answering(name, body)
    return response


async def _done(method: Method, platform: Platform, body: Data) -> web.Response:
    try:
        doing = method(platform, body)
    except (KeyError, TypeError, ValueError):
        return _refused(PlatformFault("bad_request", Outcome.NEVER))
    try:
        return web.json_response({"result": _plain(await doing)})
    except PlatformFault as fault:
        return _refused(fault)


def _plain(result: object) -> object:
    match result:
        case frozenset():
            return sorted(result)
        case Found(seen, external):
            return {"seen": seen.value, "external": external}
        case Opened(called=called):
            return {"opened": str(result), "called": called}
        case RoomState():
            return of_state(result)
        case RoomsSeen():
            return of_rooms(result)
        case _:
            return result


def _refused(fault: PlatformFault) -> web.Response:
    if fault.retry_after is None:
        return web.json_response({"fault": of_fault(fault)}, status=STATUS[fault.outcome])
    wait = {"Retry-After": str(math.ceil(fault.retry_after.total_seconds()))}
    return web.json_response({"fault": of_fault(fault)}, status=429, headers=wait)


@dataclass(slots=True)
class RemotePlatform(NoCalendar):
    """`Platform` at an address. Whoever gives the session closes it."""

    base_url: str
    session: ClientSession
    name: str = PLATFORM
    limits: Limits = LIMITS
    capabilities: frozenset[Capability] = CAPABILITIES

    async def post(
        self, space: str, to: RoomAt, card: Card, names: Names, key: str, *, under: str | None = None
    ) -> str:
        return await self._made("post", space, to, card=encode(card), names=of_names(names), key=key, under=under)

    async def direct(self, space: str, to: PersonAt, card: Card, names: Names, key: str) -> str:
        return await self._made("direct", space, to, card=encode(card), names=of_names(names), key=key)

    async def edit(self, space: str, at: RoomAt | PersonAt, message: str, card: Card, names: Names) -> None:
        await self._ask("edit", space, at, message=message, card=encode(card), names=of_names(names))

    async def delete(self, space: str, at: RoomAt | PersonAt, message: str) -> None:
        await self._ask("delete", space, at, message=message)

    async def open_room(self, space: str, name: str, purpose: str, *, private: bool, key: str) -> str:
        made = await self._ask("open_room", space, None, name=name, purpose=purpose, private=private, key=key)
        try:
            return Opened(made["opened"], made["called"])
        except (KeyError, TypeError):
            raise unreadable() from None

    async def rename(self, space: str, room: RoomAt, name: str) -> None:
        await self._ask("rename", space, room, name=name)

    async def topic(self, space: str, room: RoomAt, topic: str) -> None:
        await self._ask("topic", space, room, topic=topic)

    async def invite(self, space: str, room: RoomAt, people: tuple[str, ...]) -> None:
        await self._ask("invite", space, room, people=list(people))

    async def remove(self, space: str, room: RoomAt, person: str) -> None:
        await self._ask("remove", space, room, person=person)

    async def close(self, space: str, room: RoomAt) -> None:
        await self._ask("close", space, room)

    async def members(self, space: str, room: RoomAt) -> frozenset[str]:
        found = await self._ask("members", space, room)
        if not isinstance(found, list) or not all(isinstance(p, str) for p in found):
            raise unreadable()
        return frozenset(found)

    async def list_rooms(self, space: str, person: str | None) -> RoomsSeen:
        found = await self._ask("list_rooms", space, None, person=person)
        try:
            return rooms_of(found)
        except (KeyError, TypeError, ValueError):
            raise unreadable() from None

    async def inspect(
        self, space: str, room: RoomAt, name: str, known: tuple[str, ...], *, everybody: bool = False
    ) -> RoomState:
        found = await self._ask("inspect", space, room, name=name, known=list(known), everybody=everybody)
        try:
            return state_of(found)
        except (KeyError, TypeError, ValueError):
            raise unreadable() from None

    async def look_up(
        self,
        space: str,
        at: RoomAt | PersonAt | None,
        key: str,
        *,
        since: datetime,
        name: str | None = None,  # noqa: ARG002 - the sandbox finds everything by its key
        card: Card | None = None,  # noqa: ARG002
        names: Names | None = None,  # noqa: ARG002
        under: str | None = None,  # noqa: ARG002
    ) -> Found:
        found = await self._ask("look_up", space, at, key=key, since=since.isoformat())
        try:
            return Found(Seen(found["seen"]), found["external"])
        except (KeyError, TypeError, ValueError):
            raise unreadable() from None

    async def _made(self, method: str, space: str, at: RoomAt | PersonAt | None, **rest: object) -> str:
        """Return the id of what was made."""
        made = await self._ask(method, space, at, **rest)
        if not isinstance(made, str):
            raise unreadable()
        return made

    async def _ask(self, method: str, space: str, at: RoomAt | PersonAt | None, **rest: object) -> Any:
        """Ask once. Only what surely never left this machine is told as not done."""
        url = f"{self.base_url.rstrip('/')}/v1/{method}"
        body = {"space": space, "at": of_place(at), **rest}
        try:
            async with self.session.post(url, json=body, timeout=NO_LIMIT, allow_redirects=False) as response:
                return result_of(response, await response.text())
        except (ClientConnectorError, ConnectionTimeoutError, InvalidURL) as error:
            raise PlatformFault("unreachable", Outcome.NOT_DONE) from error
        except (ClientError, OSError, UnicodeDecodeError) as error:
            raise PlatformFault("connection_lost", Outcome.UNKNOWN) from error
