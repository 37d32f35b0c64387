"""How long to wait before something is sent again."""

import hashlib
from datetime import timedelta

FIRST_WAIT = timedelta(seconds=1)
LONGEST_WAIT = timedelta(minutes=10)


def wait(key: str, failures: int, *, asked: timedelta | None) -> timedelta:
    """Return how long to wait before asking again: doubling, with jitter, never less than the platform asked.

    The jitter is drawn from the key, so that it is the same on every machine and differs between rows.
    """
    longest = min(LONGEST_WAIT, FIRST_WAIT * (1 << min(failures, 10)))
    share = hashlib.sha256(f"{key}:{failures}".encode()).digest()[0] / 255
    own = longest * (0.5 + share / 2)
    return own if asked is None else asked + own * 0.1
