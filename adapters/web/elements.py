"""Plain HTML elements with our own classes; text is always a text node, so it is inert whatever it holds."""

from typing import Any

from nicegui.element import Element
from nicegui.elements.mixins.text_element import TextElement

ONCE = "(event) => { if (event.detail < 2) emit(); }"
"""A browser numbers the clicks of a double click; only the first one counts, and Enter has the number 0."""
HERE = """(event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
    event.preventDefault();
    if (event.detail < 2) emit();
}"""
"""A plain click on a link stays on the page; with a modifier it opens a tab of its own, as links do."""


def el(tag: str, classes: str = "", **attributes: Any) -> Element:
    """Return an element. `aria_label` becomes `aria-label`, `for_` becomes `for`; None is left out."""
    element = Element(tag)
    return _dressed(element, classes, attributes)


def words(tag: str, text: str, classes: str = "", **attributes: Any) -> TextElement:
    """Return an element that holds one text."""
    element = TextElement(tag=tag, text=text)
    _dressed(element, classes, attributes)
    return element


def icon(name: str) -> Element:
    """Return a picture for the eye only; what it means stands beside it or in a label."""
    return el("span", f"h-icon h-icon-{name}", aria_hidden="true")


def button(text: str, classes: str = "", **attributes: Any) -> TextElement:
    """Return a button that submits nothing by itself."""
    return words("button", text, f"h-button {classes}", **{"type": "button", **attributes})


def _dressed(element: Element, classes: str, attributes: dict[str, Any]) -> Element:
    if classes:
        element.classes(classes)
    with element.props.suspend_updates():
        for name, value in attributes.items():
            if value is not None:
                element.props[name.rstrip("_").replace("_", "-")] = value
    return element
