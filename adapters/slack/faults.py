"""What Slack refuses, as what it means for what Hearth owes.

Source of the codes: slack-api-ref, the error lists of the methods used.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

import aiohttp
from slack_sdk.errors import SlackApiError

from adapters.slack.codes import CODES, PREFIXES, SCOPE_OF, SEAT, Code
from bot.errors import Outcome, PlatformFault
from bot.i18n import _

CAUGHT: Final = (SlackApiError, aiohttp.ClientError, TimeoutError, OSError)
"""What slack_sdk lets out of a call that failed: its own error, aiohttp's, and a bare time-out."""
FIRST_WAIT: Final = timedelta(seconds=1)
"""For a 429 that names no time."""


@dataclass(frozen=True, slots=True)
class Refused:
    """What Slack answered: HTTP status, its own code, the wait it asked for, the rest of the body."""

    status: int
    code: str
    wait: timedelta | None
    body: Mapping[str, Any]


def fault_of(error: Exception, method: str) -> PlatformFault:
    """Return the fault of a call that raised one of `CAUGHT`. `method` is Slack's name of it."""
    if isinstance(error, SlackApiError):
        return _refused(refused(error), method)
    if isinstance(error, (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, ConnectionRefusedError)):
        # No connection was made, so nothing can have been accepted.
        return PlatformFault("no_connection", Outcome.NOT_DONE)
    if isinstance(error, TimeoutError):
        return PlatformFault("timeout", Outcome.UNKNOWN)
    return PlatformFault("connection_lost", Outcome.UNKNOWN)


def refused(error: SlackApiError) -> Refused:
    """Return what Slack answered; a proxy's page in its place has no code."""
    response = error.response
    # A body that is no JSON comes with aiohttp's own response in the place of slack_sdk's.
    status: int = getattr(response, "status_code", 0) or getattr(response, "status", 0)
    body = getattr(response, "data", None)
    known: Mapping[str, Any] = body if isinstance(body, dict) else {}
    return Refused(status, str(known.get("error") or ""), _wait(getattr(response, "headers", {})), known)


def details_of(error: Exception) -> tuple[str, ...]:
    """Return what Slack says is wrong with the arguments of a call."""
    if not isinstance(error, SlackApiError):
        return ()
    told = refused(error).body.get("response_metadata") or {}
    return tuple(str(m) for m in told.get("messages") or ())


def _wait(headers: Mapping[str, Any]) -> timedelta | None:
    asked = str(headers.get("Retry-After") or headers.get("retry-after") or "")
    return timedelta(seconds=int(asked)) if asked.isdecimal() else None


def _refused(answer: Refused, method: str) -> PlatformFault:
    if answer.status == 429:
        return PlatformFault("ratelimited", Outcome.NOT_DONE, retry_after=answer.wait or FIRST_WAIT)
    if answer.status >= 500:
        return PlatformFault(answer.code or f"http_{answer.status}", Outcome.UNKNOWN, retry_after=answer.wait)
    if not answer.code:
        # Something answered in Slack's place, or its answer came through broken.
        return PlatformFault("unreadable", Outcome.UNKNOWN)
    if answer.code == "missing_scope":
        return _missing_scope(answer.body, method)
    code = code_of(answer.code)
    return PlatformFault(
        answer.code,
        code.outcome,
        retry_after=answer.wait or code.wait,
        missing=_(code.missing) if code.missing else "",
        remedy=_(code.remedy) if code.remedy else "",
        lost=code.lost,
    )


def code_of(code: str) -> Code:
    """Return what a code means; one that Slack adds later is a refusal for good."""
    return CODES.get(code) or next((c for start, c in PREFIXES.items() if code.startswith(start)), Code())


def _missing_scope(body: Mapping[str, Any], method: str) -> PlatformFault:
    """Return the fault that names the scope: Slack usually says which one is needed, else the method tells."""
    scope = str(body.get("needed") or "").split(",")[0] or SCOPE_OF.get(method, "")
    remedy = _(
        "api.slack.com/apps → Hearth → OAuth & Permissions → Bot Token Scopes → add {scope} → Reinstall to Workspace"
    )
    return PlatformFault("missing_scope", Outcome.NEVER, missing=scope, remedy=remedy.format(scope=scope))


def unseen(fault: PlatformFault) -> PlatformFault:
    """Return a fault about a private room, of which Slack does not say whether it is gone or Hearth was taken out."""
    if fault.code != "channel_not_found":
        return fault
    return PlatformFault(fault.code, fault.outcome, missing=_(SEAT.missing), remedy=_(SEAT.remedy), lost=True)
