"""New ids and secrets."""

import base64
import hashlib
import secrets
from dataclasses import dataclass

ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""What people can read aloud: no I, L, O, 0, 1."""
SECRET_CHARACTERS = 8


def _text(raw: bytes) -> str:
    return base64.b32encode(raw[:10]).decode().lower()


@dataclass(frozen=True, slots=True)
class RandomIds:
    """Ids nobody can guess: 80 bits."""

    def new(self) -> str:
        """Return 16 characters of `[a-z2-7]`."""
        return _text(secrets.token_bytes(10))

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
