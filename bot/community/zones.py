"""What the shared ground needs of whoever reads zones."""

from typing import Protocol


class ZoneNamed(Protocol):
    """Reads a zone as typed."""

    def __call__(self, text: str, *, field: str | None = None) -> str:
        """Return its IANA name.

        Raises:
            Invalid: there is no such zone; the sentence names near ones.
        """
