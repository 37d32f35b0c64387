"""Chance: an order by sha256(seed, subject), the same on every machine and in every order of asking."""

import hashlib
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


def chance(seed: int, *subject: object) -> float:
    """Return a number from 0 up to 1 that a seed and a subject always give."""
    text = ":".join(map(str, (seed, *subject)))
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:6]) / 2**48


def one_of(things: Sequence[T], seed: int, *subject: object) -> T:
    """Return one of some things."""
    return things[int(chance(seed, *subject) * len(things))]


def between(low: float, high: float, seed: int, *subject: object) -> float:
    """Return a number from `low` up to `high`."""
    return low + (high - low) * chance(seed, *subject)
