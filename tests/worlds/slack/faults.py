"""Trouble in Slack's own ways, to be ordered by tests (tests/worlds/trouble.py)."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import TypeAlias

from aiohttp import web

from tests.worlds.slack.ground import Refused
from tests.worlds.slack.tiers import TooMany
from tests.worlds.slack.world import Ask, World
from tests.worlds.trouble import held, kills

__all__ = ["broken", "dropped", "garbled", "hangs", "held", "kills", "refuses", "slow", "too_many"]

Trouble: TypeAlias = Callable[[Ask], Awaitable[None]]


class Dropped(Exception):
    """The connection is cut without an answer."""


def raises(error: Exception) -> Trouble:
    """Answer with something else than what was done."""

    async def trouble(_ask: Ask) -> None:
        raise error

    return trouble


def too_many(seconds: int) -> Trouble:
    """Answer 429 with a time to wait."""
    return raises(TooMany(seconds))


def dropped() -> Trouble:
    """Cut the connection."""
    return raises(Dropped())


def refuses(code: str) -> Trouble:
    """Refuse with one of Slack's codes; `internal_error` and the like say nothing of what was done."""
    return raises(Refused(code))


def broken(status: int = 503, *, body: str = "json") -> Trouble:
    """Answer 5xx: as JSON, as plain text or as a page (`body`: json, text, html)."""
    text = {"json": json.dumps({"ok": False, "error": "internal_error"}), "text": "upstream error"}
    kind = {"json": "application/json", "text": "text/plain", "html": "text/html"}[body]

    async def trouble(_ask: Ask) -> None:
        raise _Answered(web.Response(status=status, text=text.get(body, "<html>sorry</html>"), content_type=kind))

    return trouble


def garbled() -> Trouble:
    """Answer 200 with what nobody can read."""

    async def trouble(_ask: Ask) -> None:
        raise _Answered(web.Response(text="<html>Please log in</html>", content_type="text/html"))

    return trouble


class _Answered(Exception):
    """Something answers in Slack's place."""

    def __init__(self, response: web.Response) -> None:
        super().__init__(response.status)
        self.response = response


def answer_of(error: Exception) -> web.Response | None:
    """Return what is answered in Slack's place; None when this was no such trouble."""
    return error.response if isinstance(error, _Answered) else None


def slow(seconds: float) -> Trouble:
    """Take some real time."""

    async def trouble(_ask: Ask) -> None:
        await asyncio.sleep(seconds)

    return trouble


def hangs(world: World) -> Trouble:
    """Never answer, and do nothing more, until the server closes."""

    async def trouble(_ask: Ask) -> None:
        await world.orders.closing.wait()
        raise Dropped

    return trouble
