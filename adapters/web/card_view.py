"""Lays out a card. Every text becomes a text node; nothing a person wrote is ever read as markup."""

from collections.abc import Callable, Sequence
from typing import TypeAlias, assert_never

from nicegui.element import Element

from adapters.web.elements import ONCE, button, el, words
from adapters.web.ports import (
    BlockShown,
    ButtonShown,
    ButtonsShown,
    CardShown,
    FieldsShown,
    NoteShown,
    ParagraphShown,
    Run,
    RunKind,
)
from bot.cards import Look

Press: TypeAlias = Callable[[ButtonShown], object]
TAGS = {
    RunKind.TEXT: "span",
    RunKind.BOLD: "strong",
    RunKind.MENTION: "span",
    RunKind.ROOM: "span",
    RunKind.TIME: "time",
    RunKind.PRIVATE: "span",
}
LOOKS = {Look.PLAIN: "", Look.FIRST: "h-button-first", Look.DANGER: "h-button-danger"}
SIGNS = {RunKind.MENTION: "@", RunKind.ROOM: "#"}


def card(shown: CardShown, press: Press) -> Element:
    """Return a card; `press` is called with the button that was pressed."""
    with el("div", "h-card") as box:
        words("h3", shown.title, "h-card-title")
        for block in shown.blocks:
            _block(block, press)
    return box


def _block(block: BlockShown, press: Press) -> None:
    match block:
        case ParagraphShown(runs):
            _runs("p", runs, "h-para")
        case NoteShown(runs):
            _runs("p", runs, "h-note")
        case FieldsShown(rows):
            _fields(rows)
        case ButtonsShown(buttons):
            _buttons(buttons, press)
        case _:
            assert_never(block)


def _runs(tag: str, runs: Sequence[Run], classes: str) -> None:
    with el(tag, classes):
        for run in runs:
            words(TAGS[run.kind], f"{SIGNS.get(run.kind, '')}{run.text}", f"h-run-{run.kind.value}")


def _fields(rows: Sequence[tuple[str, tuple[Run, ...]]]) -> None:
    with el("dl", "h-fields"):
        for label, runs in rows:
            words("dt", label)
            _runs("dd", runs, "")


def _buttons(buttons: Sequence[ButtonShown], press: Press) -> None:
    with el("div", "h-buttons"):
        for shown in buttons:
            pressed = button(shown.label, LOOKS[shown.look])
            pressed.on("click", lambda shown=shown: press(shown), js_handler=ONCE)
