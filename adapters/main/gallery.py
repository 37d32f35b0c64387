"""The pictures that stand on the page: what is drawn when a browser asks for one by its name."""

from collections import OrderedDict
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final

from bot.codec import encode
from bot.drawings import Drawing

MOST: Final = 200
"""As many are remembered; a page that is looked at anew hangs its own up again."""


@dataclass(slots=True)
class Gallery:
    """Drawings by name, lately shown last. A name says nothing of what is drawn and cannot be guessed."""

    _hung: OrderedDict[str, Drawing] = field(default_factory=OrderedDict)

    def hang(self, drawing: Drawing) -> str:
        """Remember a drawing; return its name, which is the same each time."""
        name = sha256(encode(drawing).encode()).hexdigest()
        self._hung[name] = drawing
        self._hung.move_to_end(name)
        while len(self._hung) > MOST:
            self._hung.popitem(last=False)
        return name

    def drawing(self, name: str) -> Drawing | None:
        """Return the drawing of a name."""
        return self._hung.get(name)
