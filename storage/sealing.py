"""What the store needs of whoever keeps the keys."""

from typing import Protocol


class Cipher(Protocol):
    """Seals texts before they are written."""

    def seal(self, text: str) -> str:
        """Return a text that only the keys open."""

    def unseal(self, sealed: str) -> str | None:
        """Return the text; None when its key is gone."""
