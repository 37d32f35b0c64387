"""Pictures as attachments: drawn before a message is made, sent beside it, shown in it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from adapters.discord.limits import ALT, ATTACHMENTS
from bot.cards import Card, Picture, pictures_of
from bot.ports import Pictures

FORM: Final = "payload_json"
"""The field of a form that holds the message (discord-api-docs, reference, uploading files)."""


@dataclass(frozen=True, slots=True)
class Files:
    """Drawn pictures, each with its file's name and bytes; empty where a message has none."""

    drawn: Mapping[Picture, tuple[str, bytes]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Tell whether there is something to send."""
        return bool(self.drawn)

    def name(self, picture: Picture) -> str | None:
        """Return the file's name of a picture that was drawn."""
        found = self.drawn.get(picture)
        return found[0] if found else None

    def attachments(self) -> list[dict[str, Any]]:
        """Return what the message says about its files."""
        names = [(name, picture.alt) for picture, (name, _png) in self.drawn.items()]
        return [{"id": str(n), "filename": name, "description": alt[:ALT]} for n, (name, alt) in enumerate(names)]

    def form(self, payload: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Return a message and its files as the fields of a form."""
        fields: list[dict[str, Any]] = [{"name": FORM, "value": json.dumps(payload, ensure_ascii=False)}]
        for n, (name, png) in enumerate(self.drawn.values()):
            fields.append({"name": f"files[{n}]", "value": png, "filename": name, "content_type": "image/png"})
        return fields


NO_FILES: Final = Files()


async def drawn(card: Card, pictures: Pictures) -> Files:
    """Return a card's pictures as files; those that could not be drawn are left out, and their words stand."""
    found: dict[Picture, tuple[str, bytes]] = {}
    for number, picture in enumerate(dict.fromkeys(pictures_of(card)[:ATTACHMENTS]), start=1):
        png = await pictures.png(picture.drawing)
        if png is not None:
            found[picture] = (f"picture-{number}.png", png)
    return Files(found)
