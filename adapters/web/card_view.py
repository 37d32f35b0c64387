"""A card as plain data for the browser, where every text becomes a text node."""

from collections.abc import Mapping, Sequence
from typing import Any, assert_never

from adapters.web.ports import (
    BlockShown,
    ButtonShown,
    ButtonsShown,
    CardShown,
    FieldsShown,
    NoteShown,
    ParagraphShown,
    PictureShown,
    Run,
    RunKind,
)
from bot.cards import Look

TAGS = {RunKind.BOLD: "strong", RunKind.TIME: "time"}
SIGNS = {RunKind.MENTION: "@", RunKind.ROOM: "#"}
LOOKS = {Look.PLAIN: "", Look.FIRST: "h-button-first", Look.DANGER: "h-button-danger"}


def card_data(card: CardShown) -> dict[str, Any]:
    """Return a card as message.js takes it."""
    return {"title": card.title, "blocks": [_block(block) for block in card.blocks]}


def picture_address(name: str) -> str:
    """Return where the page finds a picture."""
    return f"/pictures/{name}.svg"


def button_at(card: CardShown | None, where: object) -> ButtonShown | None:
    """Return the button a browser says was pressed, None when the card has no such button."""
    if card is None or not isinstance(where, Mapping):
        return None
    place, index = where.get("place"), where.get("index")
    for number, block in enumerate(card.blocks):
        if number == place and isinstance(block, ButtonsShown):
            return next((button for i, button in enumerate(block.buttons) if i == index), None)
    return None


def _block(block: BlockShown) -> dict[str, Any]:
    match block:
        case ParagraphShown(runs):
            return {"look": "h-para", "runs": _runs(runs)}
        case NoteShown(runs):
            return {"look": "h-note", "runs": _runs(runs)}
        case FieldsShown(rows):
            return {"rows": [{"label": label, "runs": _runs(runs)} for label, runs in rows]}
        case ButtonsShown(buttons):
            return {"buttons": [{"label": b.label, "look": LOOKS[b.look]} for b in buttons]}
        case PictureShown(alt, name):
            return {"src": picture_address(name), "alt": alt}
        case _:
            assert_never(block)


def _runs(runs: Sequence[Run]) -> list[dict[str, str]]:
    return [
        {
            "tag": TAGS.get(run.kind, "span"),
            "look": f"h-run-{run.kind.value}",
            "text": f"{SIGNS.get(run.kind, '')}{run.text}",
        }
        for run in runs
    ]
