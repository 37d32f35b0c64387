"""Rate limits: a bucket per method and workspace, and one per channel for chat.postMessage."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.worlds.slack.scopes import A_MINUTE, TIER_3

A_CHANNEL_BURST = 5
"""chat.postMessage: about one a second and channel, "with bursts" whose size Slack does not publish."""


class TooMany(Exception):
    """HTTP 429; `wait` is in whole seconds."""

    def __init__(self, wait: int) -> None:
        super().__init__(wait)
        self.wait = wait


@dataclass(slots=True)
class Bucket:
    """Holds at most `size` calls and gets `rate` a second back."""

    size: float
    rate: float
    left: float
    at: float

    def take(self, now: float) -> float:
        """Take one call, or return how many seconds to wait for it."""
        self.left = min(self.size, self.left + (now - self.at) * self.rate)
        self.at = now
        if self.left < 1:
            return (1 - self.left) / self.rate
        self.left -= 1
        return 0


@dataclass(slots=True)
class Tiers:
    """Off until a test switches it on; `limits` may be set lower than Slack's."""

    now: Callable[[], float]
    on: bool = False
    limits: dict[str, int] = field(default_factory=lambda: dict(A_MINUTE))
    buckets: dict[tuple[str, ...], Bucket] = field(default_factory=dict)

    def take(self, method: str, team: str, channel: Any = None) -> None:
        """Count a call.

        Raises:
            TooMany: it is one too many, and was not done.
        """
        if not self.on:
            return
        most = self.limits.get(method, TIER_3)
        wait = self._bucket((method, team), most, most / 60).take(self.now())
        if not wait and method == "chat.postMessage" and isinstance(channel, str):
            wait = self._bucket((method, team, channel), A_CHANNEL_BURST, 1).take(self.now())
        if wait:
            raise TooMany(max(1, math.ceil(wait)))

    def _bucket(self, key: tuple[str, ...], size: float, rate: float) -> Bucket:
        return self.buckets.setdefault(key, Bucket(size, rate, size, self.now()))
