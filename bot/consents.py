"""A granted consent: the one thing that lets a circle's words out of it."""

import hashlib
from dataclasses import dataclass

from bot.keys import RoomId


@dataclass(frozen=True, slots=True)
class Consent:
    """Everybody concerned said yes to these very words in these rooms, and to nothing else.

    `words` are SHA-256 digests in hexadecimal, one a text that was agreed to. Only `bot.circles.consent` grants one.
    """

    share: str
    rooms: tuple[RoomId, ...]
    words: tuple[str, ...]

    def covers(self, text: str, room: RoomId | None) -> bool:
        """Return whether that text may stand in that room; never in a direct message."""
        return room in self.rooms and digest(text) in self.words


def digest(text: str) -> str:
    """Return the SHA-256 of a text, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()
