"""Rate limits by route and place, told in headers (DD:topics/rate-limits). Time is the clock's real hand."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.ports import Clock
from tests.worlds.discord.faults import Instead

ROOMY = (10_000, timedelta(seconds=1))
"""Where a test sets no limit none is met; Discord's own numbers are unpublished by design."""
FREE = frozenset({"answer_interaction", "edit_original", "get_original", "delete_original", "follow_up"})
"""Interaction endpoints do not count against the global limit."""


@dataclass(slots=True)
class Bucket:
    """How many requests are left until a moment."""

    left: int
    until: datetime


@dataclass(slots=True)
class Buckets:
    """`limits`: route to (requests, time). `everywhere`: the bot's own over all routes (50 in a second on Discord).

    `hidden`: limits of a place that no header tells, such as two new names of a channel in ten minutes.
    """

    clock: Clock
    limits: Mapping[str, tuple[int, timedelta]] = field(default_factory=dict)
    everywhere: tuple[int, timedelta] | None = None
    hidden: Mapping[str, tuple[int, timedelta]] = field(default_factory=dict)
    buckets: dict[tuple[str, str], Bucket] = field(default_factory=dict)

    def take(self, route: str, place: str, *, renames: bool = False) -> dict[str, str]:
        """Return the headers for one request more.

        Raises:
            Instead: a limit is reached (429).
        """
        now = self.clock.real()
        if self.everywhere is not None and route not in FREE:
            self._one("*", "", self.everywhere, now, scope="global")
        if renames and route in self.hidden:
            self._one(f"{route}:name", place, self.hidden[route], now, scope="user")
        limit = self.limits.get(route, ROOMY)
        bucket = self._one(route, place, limit, now, scope="user")
        return _headers(route, place, limit[0], bucket, now)

    def _one(self, route: str, place: str, limit: tuple[int, timedelta], now: datetime, *, scope: str) -> Bucket:
        bucket = self.buckets.get((route, place))
        if bucket is None or bucket.until <= now:
            bucket = self.buckets[route, place] = Bucket(limit[0], now + limit[1])
        if bucket.left <= 0:
            raise _limited(route, place, limit[0], bucket, now, scope)
        bucket.left -= 1
        return bucket


def _headers(route: str, place: str, limit: int, bucket: Bucket, now: datetime) -> dict[str, str]:
    return {
        "X-RateLimit-Limit": str(limit),
        "X-RateLimit-Remaining": str(bucket.left),
        "X-RateLimit-Reset": f"{bucket.until.timestamp():.3f}",
        "X-RateLimit-Reset-After": f"{(bucket.until - now).total_seconds():.3f}",
        "X-RateLimit-Bucket": hashlib.sha256(route.encode()).hexdigest()[:32],
        "Via": "1.1 google",
    }


def _limited(route: str, place: str, limit: int, bucket: Bucket, now: datetime, scope: str) -> Instead:
    wait = (bucket.until - now).total_seconds()
    body = {"message": "You are being rate limited.", "retry_after": wait, "global": scope == "global"}
    headers = _headers(route, place, limit, bucket, now)
    headers |= {"Retry-After": f"{wait:.3f}", "X-RateLimit-Scope": scope}
    if scope == "global":
        headers["X-RateLimit-Global"] = "true"
    return Instead(429, json.dumps(body), headers)
