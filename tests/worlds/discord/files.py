"""Files that come with a message (DD:reference, uploading files; DD:resources/message, attachments)."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from aiohttp import web
from PIL import Image

from tests.worlds.discord.components import GALLERY, walk
from tests.worlds.discord.errors import Refused, invalid
from tests.worlds.discord.fields import Fields
from tests.worlds.discord.words import Json

MOST: Final = 10
DESCRIPTION: Final = 1024
HERE: Final = "attachment://"
PREFIX: Final = "files["


@dataclass(frozen=True, slots=True)
class Upload:
    """One file of a form, with what the message says about it."""

    name: str
    kind: str
    data: bytes
    description: str = ""

    def shown(self, ident: int, *, ephemeral: bool) -> Json:
        """Return it as an attachment of a message."""
        width, height = Image.open(io.BytesIO(self.data)).size
        told: Json = {"id": str(ident), "filename": self.name, "size": len(self.data), "content_type": self.kind}
        told |= {"url": _url(ident, self.name), "proxy_url": _url(ident, self.name), "ephemeral": ephemeral}
        return told | {"width": width, "height": height, "description": self.description}

    def media(self, ident: int) -> Json:
        """Return it as the media of a component."""
        url = _url(ident, self.name)
        return {"id": str(ident), "url": url, "proxy_url": url, "attachment_id": str(ident), "content_type": self.kind}


def _url(ident: int, name: str) -> str:
    return f"https://cdn.discordapp.com/attachments/1/{ident}/{name}"


async def form(request: web.Request, limit: int) -> tuple[str, dict[int, Upload]]:
    """Return the JSON of a form and its files by number.

    Raises:
        Refused: a file is too large.
    """
    posted, files = await request.post(), {}
    for name, value in posted.items():
        if isinstance(value, web.FileField) and name.startswith(PREFIX):
            data = value.file.read()
            if len(data) > limit:
                raise Refused(413, 40005, "Request entity too large")
            files[int(name.removeprefix(PREFIX).rstrip("]"))] = Upload(value.filename, value.content_type, data)
    return str(posted.get("payload_json", "")), files


def attached(body: Fields, files: Mapping[int, Upload]) -> list[Upload]:
    """Return the files of a message with their names and descriptions, each told once.

    Raises:
        Refused: they are told wrongly, or a component shows one that is not there.
    """
    told = {}
    for one in body.each("attachments", MOST):
        number = str(one.values.get("id"))
        if not number.isdigit() or int(number) not in files:
            raise invalid(one.at("id"), "Unknown attachment", "ATTACHMENT_NOT_FOUND")
        name = one.text("filename", 1024, required=False) or files[int(number)].name
        alt = one.text("description", DESCRIPTION, least=0, required=False) or ""
        told[int(number)] = Upload(name, files[int(number)].kind, files[int(number)].data, alt)
    found = [told.get(n, u) for n, u in sorted(files.items())]
    if len(found) > MOST:
        raise invalid(body.at("attachments"), "Too many files", "BASE_TYPE_MAX_LENGTH")
    _referenced(body, {u.name for u in found})
    return found


def _referenced(body: Fields, names: set[str]) -> None:
    for item in _items(body.values.get("components") or []):
        where = Fields(item, body.at("components"))
        where.text("description", DESCRIPTION, required=False)
        url = where.object("media").text("url", 2048) or ""
        if url.startswith(HERE) and url.removeprefix(HERE) not in names:
            why = "The referenced attachment was not found in the request"
            raise invalid(where.at("media"), why, "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND")
        if not url.startswith((HERE, "https://")):
            raise invalid(where.at("media"), "Scheme must be one of attachment, http, https", "URL_TYPE_INVALID_SCHEME")


def _items(components: list[Json]) -> list[Json]:
    return [item for c in walk(components) if c.get("type") == GALLERY for item in c.get("items") or []]


def resolve(components: list[Json], media: Mapping[str, Json]) -> None:
    """Put what was uploaded into the components that name it."""
    for item in _items(components):
        name = str(item["media"].get("url", "")).removeprefix(HERE)
        item["media"] = media.get(name, item["media"])
        item.setdefault("description", None)
        item.setdefault("spoiler", False)
