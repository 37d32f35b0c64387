"""New ids and secrets."""

import hashlib
import secrets
from dataclasses import dataclass, field

ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""What people can read aloud: no I, L, O, 0, 1."""
SECRET_CHARACTERS = 8


LETTERS = bytes(b"abcdefghijklmnopqrstuvwxyz234567"[byte % 32] for byte in range(256))
"""Base 32 (RFC 4648 §6): the letter of each byte's lowest five bits, in one step for all."""
ID_CHARACTERS = 16
NEAR_CHARACTERS = 4
TOGETHER = 64
"""Ids with one beginning: what is made together stands together in an index, and is written with it (bench burst)."""


def _text(raw: bytes) -> str:
    return raw[:ID_CHARACTERS].translate(LETTERS).decode()


def _together() -> list[str]:
    """Return new ids of one beginning; the machine is asked for chance once for all of them."""
    own = ID_CHARACTERS - NEAR_CHARACTERS
    letters = secrets.token_bytes(NEAR_CHARACTERS + own * TOGETHER).translate(LETTERS).decode()
    near = letters[:NEAR_CHARACTERS]
    return [near + letters[at : at + own] for at in range(NEAR_CHARACTERS, len(letters), own)]


@dataclass(slots=True)
class RandomIds:
    """Ids nobody can guess: 80 bits, of which some that are made together share 20; whoever knows one lacks 60."""

    ready: list[str] = field(default_factory=list, repr=False)

    def new(self) -> str:
        """Return 16 characters of `[a-z2-7]`."""
        if not self.ready:
            self.ready = _together()
        return self.ready.pop()

    def secret(self) -> str:
        """Return 8 characters a person can type: 39 bits, for codes with few tries."""
        return "".join(secrets.choice(ALPHABET) for _ in range(SECRET_CHARACTERS))


@dataclass(slots=True)
class SeededIds:
    """The same ids for the same seed, for simulation and tests."""

    seed: str
    count: int = 0

    def _next(self) -> bytes:
        self.count += 1
        return hashlib.sha256(f"{self.seed}:{self.count}".encode()).digest()

    def new(self) -> str:
        """Return 16 characters of `[a-z2-7]`."""
        return _text(self._next())

    def secret(self) -> str:
        """Return 8 characters a person can type."""
        return "".join(ALPHABET[b % len(ALPHABET)] for b in self._next()[:SECRET_CHARACTERS])
