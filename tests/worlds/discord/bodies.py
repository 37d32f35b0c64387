"""Checks the body of a message to Discord's limits (DD:resources/message)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from tests.worlds.discord.components import check_message, numbered
from tests.worlds.discord.errors import Refused, invalid
from tests.worlds.discord.fields import Fields
from tests.worlds.discord.files import Upload, attached
from tests.worlds.discord.mentions import Allowed, allowed
from tests.worlds.discord.words import COMPONENTS_V2, EPHEMERAL, SILENT, SUPPRESS_EMBEDS, Json

CONTENT_CHARACTERS = 2000
EMBED_CHARACTERS = 6000
"""Over all embeds of a message."""
NONCE_CHARACTERS = 25
NO_FILES: Final[Mapping[int, Upload]] = {}


@dataclass(slots=True)
class Body:
    """What a message shall hold. None: an edit leaves it as it was."""

    content: str | None
    embeds: list[Json] | None
    components: list[Json] | None
    flags: int
    allowed: Allowed
    nonce: str | int | None = None
    enforce: bool = False
    given: frozenset[str] = field(default_factory=frozenset)
    uploads: list[Upload] = field(default_factory=list)


def read(
    values: Json,
    files: Mapping[int, Upload] = NO_FILES,
    *,
    webhook: bool = False,
    flags_before: int | None = None,
) -> Body:
    """Return a checked body. `flags_before`: those of the message that is edited, None for a new one.

    Raises:
        Refused: Discord would not take it (50035, 50006).
    """
    body = Fields(values)
    flags = _flags(body, webhook=webhook, before=flags_before)
    v2 = bool(flags & COMPONENTS_V2)
    if v2:
        body.without("content", "embeds", "poll", "sticker_ids")
    content = body.text("content", CONTENT_CHARACTERS, least=0, required=False)
    _embeds(body)
    check_message(body, v2=v2)
    uploads = attached(body, files)
    given = frozenset(k for k, v in values.items() if v is not None)
    read_body = Body(
        content,
        values.get("embeds"),
        numbered(values["components"]) if values.get("components") is not None else None,
        flags,
        allowed(body, webhook=webhook),
        _nonce(body),
        body.flag("enforce_nonce", default=False),
        given,
        uploads,
    )
    if flags_before is None:
        refuse_empty(content or "", values.get("embeds") or [], values.get("components") or [], v2=v2)
    return read_body


def refuse_empty(content: str, embeds: list[Json], components: list[Json], *, v2: bool) -> None:
    """Refuse a message in which there is nothing to see."""
    if not (content.strip() or embeds or (v2 and components)):
        raise Refused(400, 50006, "Cannot send an empty message")


def _flags(body: Fields, *, webhook: bool, before: int | None) -> int:
    told = body.bits("flags")
    may = COMPONENTS_V2 | SUPPRESS_EMBEDS | SILENT | (EPHEMERAL if webhook else 0)
    if told & ~may:
        raise invalid(body.at("flags"), "Invalid message flags", "MESSAGE_FLAGS_INVALID")
    if before is None:
        return told
    if before & COMPONENTS_V2 and "flags" in body.values and not told & COMPONENTS_V2:
        why = "The components v2 flag cannot be taken off a message"
        raise invalid(body.at("flags"), why, "MESSAGE_CANNOT_REMOVE_COMPONENTS_V2_FLAG")
    return (before & ~(SUPPRESS_EMBEDS | EPHEMERAL)) | told | (before & EPHEMERAL)


def _nonce(body: Fields) -> str | int | None:
    nonce = body.values.get("nonce")
    if nonce is None or (isinstance(nonce, int) and not isinstance(nonce, bool)):
        return nonce
    if not isinstance(nonce, str) or len(nonce) > NONCE_CHARACTERS:
        raise invalid(body.at("nonce"), f"Must be {NONCE_CHARACTERS} or fewer in length.", "BASE_TYPE_MAX_LENGTH")
    return nonce


def _embeds(body: Fields) -> None:
    embeds = body.each("embeds", 10)
    if sum(_embed(e) for e in embeds) > EMBED_CHARACTERS:
        why = f"Embed size exceeds maximum size of {EMBED_CHARACTERS}"
        raise invalid(body.at("embeds"), why, "MAX_EMBED_SIZE_EXCEEDED")


def _embed(embed: Fields) -> int:
    """Return how many characters an embed counts."""
    title = embed.text("title", 256, required=False)
    about = embed.text("description", 4096, required=False)
    count = len(title or "") + len(about or "")
    for row in embed.each("fields", 25):
        count += len(row.text("name", 256) or "") + len(row.text("value", 1024) or "")
    for part, word, most in (("footer", "text", 2048), ("author", "name", 256)):
        if embed.values.get(part) is not None:
            count += len(embed.object(part).text(word, most) or "")
    if not count and not embed.values.get("image") and not embed.values.get("thumbnail"):
        raise invalid(embed.at("description"), "This field is required", "BASE_TYPE_REQUIRED")
    return count
