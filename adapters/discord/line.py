"""Hearth's own line to Discord's REST API: discord.py's HTTP layer, with nothing asked twice by itself.

discord.py repeats every request that was answered 500, 502, 504 or 524, also one that makes something, and
sleeps through a 429 (discord.py 2.7, http.py). On this road each answer counts: a trace of the client reads
such an answer and raises before the library sees it.
"""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

import aiohttp
import discord
import structlog
from discord.http import Route

from bot.errors import Outcome, PlatformFault
from bot.ports import Clock

log = structlog.get_logger()
# Hearth does not speak, so nobody needs to hear that the parts for it are missing.
discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
LONGEST_WAIT_S: Final = 30.0
"""The least that discord.py takes: a bucket that is empty for longer is told instead of slept through."""
BANNED: Final = timedelta(minutes=10)
"""How long nothing is asked after Cloudflare, not Discord, has answered 429 (discord-api-docs, topics/rate-limits)."""
EVERYWHERE: Final = ""


class Refused(Exception):
    """An answer of 429 or 5xx, before discord.py has seen it."""

    def __init__(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        """Keep the answer."""
        super().__init__(status)
        self.status = status
        self.headers = headers
        self.body = body


class Denied(Exception):
    """Discord said no: HTTP status and its own error code (discord-api-docs, topics/opcodes-and-status-codes)."""

    def __init__(self, status: int, code: int) -> None:
        """Keep both numbers; the text of the error may hold what people wrote and is left out."""
        super().__init__(f"{status} {code}")
        self.status = status
        self.code = code


async def _read_and_raise(_session: object, _context: object, end: aiohttp.TraceRequestEndParams) -> None:
    if end.response.status == 429 or end.response.status >= 500:
        body = await end.response.read()  # which gives the connection back
        raise Refused(end.response.status, end.response.headers, body)


def sender(**options: Any) -> discord.Client:
    """Return a client that only sends: it never connects to the gateway and never repeats a request."""
    trace = aiohttp.TraceConfig()
    trace.on_request_end.append(_read_and_raise)
    return discord.Client(
        intents=discord.Intents(guilds=True), http_trace=trace, max_ratelimit_timeout=LONGEST_WAIT_S, **options
    )


@dataclass(slots=True)
class Line:
    """Sends requests. `token` logs in at the first one; None: the client is logged in by somebody else.

    After a 429 the same route is not asked again before its time: each such answer counts to the 10,000
    after which Discord shuts an address out (discord-api-docs, topics/rate-limits).
    """

    client: discord.Client
    clock: Clock
    token: str | None = None
    paused: dict[str, datetime] = field(default_factory=dict)
    _one: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def me(self) -> str:
        """Return Hearth's own user id."""
        await self._logged_in()
        if self.client.user is None:
            raise PlatformFault("not_connected", Outcome.NOT_DONE)
        return str(self.client.user.id)

    async def request(self, method: str, path: str, *, reason: str | None = None, **rest: Any) -> Any:
        """Return what Discord answers; `json` or `form` is the body, `params` the query, the rest fills the path.

        Raises:
            Denied: it said no.
            PlatformFault: not now, or nobody knows.
        """
        await self._logged_in()
        sent = {k: rest.pop(k) for k in ("json", "form", "params") if k in rest}
        route = Route(method, path, **rest)
        name = f"{route.key} {route.major_parameters}"
        self._wait(name)
        try:
            return await self.client.http.request(route, reason=reason, **sent)
        except Refused as refused:
            raise self._refused(name, method, refused) from None
        except discord.RateLimited as limited:
            raise self._limited(name, timedelta(seconds=limited.retry_after)) from None
        except discord.HTTPException as answer:
            if answer.status == 429:
                raise self._limited(EVERYWHERE, BANNED) from None
            if answer.status >= 500:
                raise _unknown(method, str(answer.status)) from None
            raise Denied(answer.status, answer.code) from None
        except aiohttp.ClientConnectorError as error:
            raise PlatformFault("no_connection", Outcome.NOT_DONE) from error
        except (aiohttp.ClientError, OSError) as error:
            raise _unknown(method, "connection_lost") from error
        except ValueError as error:
            raise _unknown(method, "unreadable") from error

    async def close(self) -> None:
        """Hang up, when it was this line that logged in."""
        if self.token is not None:
            await self.client.close()

    async def _logged_in(self) -> None:
        async with self._one:
            if self.token is None or self.client.user is not None:
                return
            self._wait("login")
            try:
                await self.client.login(self.token)
            except discord.LoginFailure:
                log.error("discord does not know the token")  # noqa: TRY400 - the traceback could hold it
                raise self._limited("login", BANNED, "token_invalid") from None
            except (Refused, discord.HTTPException, aiohttp.ClientError, OSError) as error:
                raise PlatformFault("no_login", Outcome.NOT_DONE) from error

    def _wait(self, name: str) -> None:
        """Refuse what may not be asked yet."""
        now = self.clock.real()
        self.paused = {n: until for n, until in self.paused.items() if until > now}
        until = max((self.paused[n] for n in (name, EVERYWHERE) if n in self.paused), default=None)
        if until is not None:
            raise PlatformFault("429", Outcome.NOT_DONE, retry_after=until - now)

    def _limited(self, name: str, wait: timedelta, code: str = "429") -> PlatformFault:
        self.paused[name] = self.clock.real() + wait
        return PlatformFault(code, Outcome.NOT_DONE, retry_after=wait)

    def _refused(self, name: str, method: str, refused: Refused) -> PlatformFault:
        if refused.status != 429:
            return _unknown(method, str(refused.status))
        if "Via" not in refused.headers:
            return self._limited(EVERYWHERE, BANNED)
        everywhere = refused.headers.get("X-RateLimit-Scope") == "global" or "X-RateLimit-Global" in refused.headers
        return self._limited(EVERYWHERE if everywhere else name, _retry_after(refused))


def _retry_after(refused: Refused) -> timedelta:
    """Return how long to wait, from the body (with fractions), else from the header (whole seconds)."""
    try:
        seconds = float(json.loads(refused.body)["retry_after"])
    except (ValueError, KeyError, TypeError):
        header = refused.headers.get("Retry-After", "")
        seconds = float(header) if header.replace(".", "", 1).isdigit() else 1.0
    return timedelta(seconds=seconds)


def _unknown(method: str, code: str) -> PlatformFault:
    """Return what is known when no answer came: a question that changes nothing may be asked again."""
    return PlatformFault(code, Outcome.NOT_DONE if method == "GET" else Outcome.UNKNOWN)
