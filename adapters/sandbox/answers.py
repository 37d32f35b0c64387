"""What an answer of the served sandbox says: a result, or the fault it tells."""

import json
from datetime import timedelta
from typing import Any

from aiohttp import ClientResponse

from adapters.sandbox.words import fault_of
from bot.errors import Outcome, PlatformFault


def result_of(response: ClientResponse, text: str) -> Any:
    """Return what was answered.

    Raises:
        PlatformFault: the fault that was told; else what the status alone says.
    """
    try:
        answer = json.loads(text)
    except ValueError:
        answer = None
    data = answer if isinstance(answer, dict) else {}
    if response.status == 200 and "result" in data:
        return data["result"]
    try:
        fault = fault_of(data["fault"])
    except (KeyError, TypeError, ValueError, OverflowError):
        fault = _told_by(response)
    raise fault


def _told_by(response: ClientResponse) -> PlatformFault:
    """Return the fault that a status stands for, when the answer is not one of ours."""
    code = f"http_{response.status}"
    if response.status == 429:
        return PlatformFault(code, Outcome.NOT_DONE, retry_after=_wait(response.headers.get("Retry-After", "")))
    if 400 <= response.status < 500:
        return PlatformFault(code, Outcome.NEVER)
    return PlatformFault(code, Outcome.UNKNOWN)


def _wait(header: str) -> timedelta | None:
    """Return the wait of a Retry-After header that counts seconds (RFC 9110, 10.2.3); a date is not read."""
    return timedelta(seconds=int(header)) if header.isascii() and header.isdigit() and len(header) < 8 else None


def unreadable() -> PlatformFault:
    """Return the fault of an answer that is none of ours."""
    return PlatformFault("unreadable", Outcome.UNKNOWN)
