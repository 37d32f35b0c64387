"""Whether an HTTP request comes from Slack: signed, not stale, not one that was answered before."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from slack_sdk.signature import Clock as SdkClock
from slack_sdk.signature import SignatureVerifier

from adapters.slack.memory import Memory
from bot.ports import Clock

STALE: Final = timedelta(minutes=5)
"""Older or newer requests are refused (docs.slack.dev, authentication/verifying-requests-from-slack)."""
SIGNATURE: Final = "x-slack-signature"
TIMESTAMP: Final = "x-slack-request-timestamp"


class RealTime(SdkClock):
    """Our clock as slack_sdk wants one."""

    def __init__(self, clock: Clock) -> None:
        """Take real time from `clock`."""
        self._clock = clock

    def now(self) -> float:
        """Return seconds since 1970."""
        return self._clock.real().timestamp()


@dataclass(slots=True)
class Signing:
    """Checks requests, and remembers those that were answered for as long as they could be sent again."""

    secret: str
    clock: Clock
    _verifier: SignatureVerifier = field(init=False)
    _answered: Memory[str, bool] = field(init=False)

    def __post_init__(self) -> None:
        """Begin with nothing answered."""
        self._verifier = SignatureVerifier(self.secret, RealTime(self.clock))
        # Twice as long, since a request may be ahead of our clock by as much.
        self._answered = Memory(self.clock, STALE * 2, most=100_000)

    def valid(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Return whether Slack sent it, and for the first time. `headers` are in lower case."""
        stamp, signature = headers.get(TIMESTAMP, ""), headers.get(SIGNATURE, "")
        if not (stamp.isdecimal() and signature.isascii()) or self._answered.get(signature):
            return False
        try:
            return self._verifier.is_valid(body.decode(), stamp, signature)
        except UnicodeDecodeError:
            return False  # Slack sends UTF-8

    def answered(self, headers: Mapping[str, str]) -> None:
        """Remember a request that was answered well: Slack itself signs anew when it tries again."""
        self._answered.put(headers.get(SIGNATURE, ""), True)
