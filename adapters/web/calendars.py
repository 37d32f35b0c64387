"""`/calendar/SECRET.ics`: whoever has the address reads the calendar; nobody else learns that there is one."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

CACHED: Final = "private, max-age=300"
ROBOTS: Final = "noindex, nofollow"


@dataclass(frozen=True, slots=True)
class CalendarShown:
    """A calendar as it is sent; `etag` is the same as long as the body is, without its quotes."""

    body: bytes
    etag: str


Find = Callable[[str], Awaitable[CalendarShown | None]]
"""From the secret of an address to its calendar; None where there is none."""


def route(find: Find) -> Route:
    """Return where calendars are read."""

    async def calendar(request: Request) -> Response:
        found = await find(request.path_params["secret"])
        if found is None:
            return PlainTextResponse(
                "There is no calendar here.", status_code=404, headers={"Cache-Control": "no-store"}
            )
        headers = {"ETag": f'"{found.etag}"', "Cache-Control": CACHED, "X-Robots-Tag": ROBOTS}
        if _known(request.headers.get("if-none-match", ""), found.etag):
            return Response(status_code=304, headers=headers)
        headers["Content-Disposition"] = 'inline; filename="hearth.ics"'
        return Response(found.body, media_type="text/calendar; charset=utf-8", headers=headers)

    return Route("/calendar/{secret}.ics", calendar, methods=["GET", "HEAD"])


def _known(asked: str, etag: str) -> bool:
    """Return whether the reader has it already (RFC 9110 §13.1.2, compared weakly)."""
    tags = (tag.strip().removeprefix("W/") for tag in asked.split(","))
    return any(tag in {f'"{etag}"', "*"} for tag in tags)
