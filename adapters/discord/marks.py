"""Marks that nobody sees, by which what was made under a key is found again."""

import hashlib
from datetime import datetime, timedelta
from typing import Any, Final

from discord.utils import time_snowflake

DIGITS: Final = "\u200b\u200c\u200d\u2060"
"""Four characters without width: two bits each."""
MARK_BYTES: Final = 5
SKEW: Final = timedelta(minutes=1)
"""How far Discord's clock may be behind ours; the mark tells what is meant, the time only where to look."""
COMPONENT_BIT: Final = 1 << 30
"""Set in each of our ids, so that none is one that Discord itself gives: those count up from 1."""


def of_message(key: str) -> int:
    """Return the `id` that the first component of a message gets (int32, discord-api-docs, components/reference)."""
    return int.from_bytes(_hashed(key)[:4]) % COMPONENT_BIT | COMPONENT_BIT


def of_topic(key: str) -> str:
    """Return what stands behind the topic of a new room: 20 characters without width."""
    return "".join(DIGITS[byte >> shift & 3] for byte in _hashed(key)[:MARK_BYTES] for shift in (6, 4, 2, 0))


def bears(message: Any, key: str, me: str) -> bool:
    """Return whether a message is Hearth's own and was made under a key."""
    components = message.get("components") or [{}]
    return bool(message["author"]["id"] == me and components[0].get("id") == of_message(key))


def not_before(since: datetime) -> int:
    """Return the least id that something made since then can have."""
    return time_snowflake(since - SKEW)


def _hashed(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()
