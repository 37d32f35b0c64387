"""New ids and secrets."""

import hashlib
import secrets
from dataclasses import dataclass

ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""What people can read aloud: no I, L, O, 0, 1."""
SECRET_CHARACTERS = 8


LETTERS = bytes(b"abcdefghijklmnopqrstuvwxyz234567"[byte % 32] for byte in range(256))
"""Base 32 (RFC 4648 §6): the letter of each byte's lowest five bits, in one step for all."""
ID_CHARACTERS = 16


def _text(raw: bytes) -> str:
    return raw[:ID_CHARACTERS].translate(LETTERS).decode()


@dataclass(frozen=True, slots=True)
class RandomIds:
    """Ids nobody can guess: 80 bits."""

    def new(self) -> str:
        """Return 16 characters of `[a-z2-7]`."""
        return _text(secrets.token_bytes(ID_CHARACTERS))

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
