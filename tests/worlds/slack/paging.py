"""Cursors: a page may always be shorter than asked for."""

import base64
import binascii
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from tests.worlds.slack.caller import Caller
from tests.worlds.slack.ground import Json, Refused

Row = TypeVar("Row")


def page(
    call: Caller, name: str, rows: Sequence[Row], shown: Callable[[Row], Any], *, usual: int = 100, most: int = 1000
) -> Json:
    """Return one page of a list as Slack answers it."""
    limit = call.args.whole("limit", usual)
    if not 1 <= limit <= most:
        raise Refused("invalid_limit")
    limit = min(limit, call.world.page or limit)
    first = _first(call.args.text("cursor"))
    rest = first + limit < len(rows)
    cursor = base64.b64encode(f"at:{first + limit}".encode()).decode() if rest else ""
    return {
        name: [shown(r) for r in rows[first : first + limit]],
        "response_metadata": {"next_cursor": cursor},
        "has_more": rest,
    }


def _first(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        word, _, number = base64.b64decode(cursor.encode(), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise Refused("invalid_cursor") from None
    if word != "at" or not number.isdecimal():
        raise Refused("invalid_cursor")
    return int(number)
