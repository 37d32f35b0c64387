"""A card as a Discord message, pure: components only (docs/decisions/0011), nothing pings but its mentions."""

from collections.abc import Iterator, Sequence
from typing import Any, Final, TypeAlias, assert_never

from adapters.discord.attaching import NO_FILES, Files
from adapters.discord.custom_ids import of_again, of_button
from adapters.discord.limits import (
    ALT,
    BUTTON_LABEL,
    BUTTONS_A_ROW,
    FIELD_LABEL,
    FIELD_ROWS,
    FIELD_VALUE,
    MESSAGE_CHARACTERS,
    MESSAGE_COMPONENTS,
    TITLE,
    V2_FLAG,
)
from adapters.discord.spans import Paper
from adapters.text import clipped, joined
from bot.cards import Block, Bold, Buttons, Card, Fields, Look, Note, Para, Picture, Span
from bot.ports import Names

Payload: TypeAlias = dict[str, Any]
"""JSON as Discord's documents write it."""
ACTION_ROW: Final = 1
BUTTON: Final = 2
TEXT_DISPLAY: Final = 10
GALLERY: Final = 12
"""Component types (discord-api-docs, components/reference)."""
STYLES: Final = {Look.FIRST: 1, Look.PLAIN: 2, Look.DANGER: 4}
"""Button styles: primary, secondary, danger (discord-api-docs, components/reference)."""
HEADING: Final = "### "
QUIET: Final = "-# "
"""Marks at the beginning of a line (support.discord.com, Markdown Text 101)."""
NOTHING: Final = "…"
"""What stands on an empty card: Discord takes no empty message."""
NO_MENTIONS: Final[Payload] = {"parse": []}


def message(card: Card, names: Names, *, space: str | None = None, files: Files = NO_FILES) -> Payload:
    """Return a card as the body of Create or Edit Message.

    Args:
        card: any card; too long is clipped.
        names: whom and what the card mentions.
        space: the guild, for a message that stands outside it: its buttons carry it.
        files: the pictures that are sent with it; of the others the words are shown.
    """
    paper = Paper()
    parts = list(_parts(card, names, paper, space, files))
    if sum(map(_size, parts)) > MESSAGE_COMPONENTS:
        parts = list(_fitting(_closed_up(parts)))
    return {
        "flags": V2_FLAG,
        "components": parts or [_text(NOTHING)],
        "allowed_mentions": {"parse": [], "users": list(paper.people)},
        **({"attachments": files.attachments()} if files else {}),
    }


def with_again(payload: Payload, label: str, form: str, *, space: str | None = None) -> Payload:
    """Return a message with a button below it that opens a kept form again."""
    button = {
        "type": BUTTON,
        "style": STYLES[Look.FIRST],
        "label": _label(label),
        "custom_id": of_again(form, space=space),
    }
    return payload | {"components": [*payload["components"], {"type": ACTION_ROW, "components": [button]}]}


def _parts(card: Card, names: Names, paper: Paper, space: str | None, files: Files) -> Iterator[Payload]:
    title = card.title if isinstance(card.title, str) else card.title.text
    yield from _line(HEADING, (joined(title),), names, paper, TITLE)
    used: set[str] = set()
    for block in card.blocks:
        shown = files.name(block) if isinstance(block, Picture) else None
        if shown is not None and isinstance(block, Picture):
            yield _picture(block, shown)
        else:
            yield from _block(block, names, paper, used, space)


def _block(block: Block, names: Names, paper: Paper, used: set[str], space: str | None) -> Iterator[Payload]:
    match block:
        case Para(spans):
            yield from _line("", spans, names, paper, MESSAGE_CHARACTERS)
        case Note(spans):
            yield from _line(QUIET, spans, names, paper, MESSAGE_CHARACTERS)
        case Fields(rows):
            yield from _fields(rows[:FIELD_ROWS], names, paper)
        case Buttons(buttons):
            row = [
                b
                for button in buttons[:BUTTONS_A_ROW]
                if (b := _button(button.label, button.action, button.value, button.look, used, space))
            ]
            if row:
                yield {"type": ACTION_ROW, "components": row}
        case Picture(alt):
            yield from _line("", (alt,), names, paper, MESSAGE_CHARACTERS)
        case _:
            assert_never(block)


def _picture(picture: Picture, name: str) -> Payload:
    return {
        "type": GALLERY,
        "items": [{"media": {"url": f"attachment://{name}"}, "description": clipped(picture.alt, ALT)}],
    }


def _line(mark: str, spans: Sequence[Span], names: Names, paper: Paper, longest: int) -> Iterator[Payload]:
    """Yield one text behind its mark. Room for one line break is kept."""
    paper.left -= len(mark) + 1
    written = paper.write(spans, names, longest).strip() if paper.left > 0 else ""
    if mark:
        written = written.replace("\n", " ")  # the mark counts for one line
    if written:
        yield _text(mark + written)


def _fields(rows: Sequence[tuple[str, tuple[Span, ...]]], names: Names, paper: Paper) -> Iterator[Payload]:
    lines = []
    for label, value in rows:
        if paper.left <= len(": \n"):
            break
        paper.left -= len(": \n")
        name = paper.write((Bold(joined(label)),), names, FIELD_LABEL)
        lines.append(f"{name}: {paper.write(value, names, FIELD_VALUE).strip()}")
    if lines:
        yield _text("\n".join(lines))


def _button(label: str, action: str, value: str, look: Look, used: set[str], space: str | None) -> Payload | None:
    """Return a button; None for one that does what another one of the message does and cannot be told apart."""
    twin = 0
    made = of_button(action, value, space=space)
    while made in used:
        twin += 1
        made = of_button(action, value, space=space, twin=twin)
    if made is None:
        return None
    used.add(made)
    return {"type": BUTTON, "style": STYLES[look], "label": _label(label), "custom_id": made}


def _label(text: str) -> str:
    return clipped(joined(text), BUTTON_LABEL) or NOTHING


def _text(content: str) -> Payload:
    return {"type": TEXT_DISPLAY, "content": content}


def _size(part: Payload) -> int:
    return 1 + len(part.get("components", ()))


def _closed_up(parts: Sequence[Payload]) -> Iterator[Payload]:
    """Yield neighbouring texts as one."""
    lines: list[str] = []
    for part in parts:
        if part["type"] == TEXT_DISPLAY:
            lines.append(part["content"])
            continue
        if lines:
            yield _text("\n".join(lines))
            lines = []
        yield part
    if lines:
        yield _text("\n".join(lines))


def _fitting(parts: Iterator[Payload]) -> Iterator[Payload]:
    """Yield the parts as long as all of them together fit."""
    left = MESSAGE_COMPONENTS
    for part in parts:
        left -= _size(part)
        if left >= 0:
            yield part
