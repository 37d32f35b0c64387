"""Checks components: of messages (both systems) and of modals (DD:components/reference)."""

from collections.abc import Iterator
from typing import Any, Final

from tests.worlds.discord.errors import invalid
from tests.worlds.discord.fields import Fields
from tests.worlds.discord.words import Json

ROW, BUTTON, STRING_SELECT, TEXT_INPUT = 1, 2, 3, 4
USER_SELECT, ROLE_SELECT, MENTIONABLE_SELECT, CHANNEL_SELECT = 5, 6, 7, 8
SECTION, TEXT_DISPLAY, THUMBNAIL, GALLERY, FILE, SEPARATOR, CONTAINER = 9, 10, 11, 12, 13, 14, 17
LABEL, FILE_UPLOAD, RADIO, CHECKBOXES, CHECKBOX = 18, 19, 21, 22, 23
SELECTS: Final = frozenset({STRING_SELECT, USER_SELECT, ROLE_SELECT, MENTIONABLE_SELECT, CHANNEL_SELECT})
IN_CONTAINER: Final = frozenset({ROW, SECTION, TEXT_DISPLAY, GALLERY, FILE, SEPARATOR})
TOP_V2: Final = IN_CONTAINER | {CONTAINER}
IN_LABEL: Final = SELECTS | {TEXT_INPUT, FILE_UPLOAD, RADIO, CHECKBOXES, CHECKBOX}
COMPONENTS: Final = 40
"""Of a message, those inside others counted."""
TEXT_CHARACTERS: Final = 4000
"""Over all text displays of a message."""
LINK = 5


def walk(components: list[Any]) -> Iterator[Json]:
    """Yield every component, outer before inner."""
    for component in components:
        if isinstance(component, dict):
            yield component
            yield from walk(component.get("components") or [])
            yield from walk([c for c in (component.get("accessory"), component.get("component")) if c])


def check_message(body: Fields, *, v2: bool) -> None:
    """Refuse what Discord refuses in the components of a message."""
    for row in body.each("components", COMPONENTS if v2 else 5):
        kind = row.one_of("type", TOP_V2 if v2 else frozenset({ROW}))
        _part(row, kind)
    everything = list(walk(body.values.get("components") or []))
    if len(everything) > COMPONENTS:
        why = f"Must be {COMPONENTS} or fewer components in total."
        raise invalid(body.at("components"), why, "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED")
    written = sum(len(str(c.get("content", ""))) for c in everything if c.get("type") == TEXT_DISPLAY)
    if written > TEXT_CHARACTERS:
        why = f"The total text of all text displays must be at most {TEXT_CHARACTERS} characters."
        raise invalid(body.at("components"), why, "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED")
    _unique(body, everything)


def _unique(body: Fields, everything: list[Json]) -> None:
    named = [str(c["custom_id"]) for c in everything if c.get("custom_id") is not None]
    if len(named) != len(set(named)):
        why = "Component custom id cannot be duplicated"
        raise invalid(body.at("components"), why, "COMPONENT_CUSTOM_ID_DUPLICATED")
    numbers = [c["id"] for c in everything if c.get("id")]
    if len(numbers) != len(set(numbers)) or any(not 0 <= n < 1 << 31 for n in numbers):
        raise invalid(body.at("components"), "Component id cannot be duplicated", "COMPONENT_ID_DUPLICATED")


def _part(part: Fields, kind: int) -> None:
    match kind:
        case 1:
            _row(part)
        case 9:
            _section(part)
        case 10:
            part.text("content", TEXT_CHARACTERS)
        case 12:
            part.each("items", 10, least=1)
        case 14:
            part.whole("spacing", 1, 2, 1)
        case 17:
            for inner in part.each("components", COMPONENTS, least=1):
                _part(inner, inner.one_of("type", IN_CONTAINER))
        case _:
            part.object("file")


def _section(section: Fields) -> None:
    for inner in section.each("components", 3, least=1):
        inner.one_of("type", frozenset({TEXT_DISPLAY}))
        inner.text("content", TEXT_CHARACTERS)
    accessory = section.object("accessory")
    if accessory.one_of("type", frozenset({BUTTON, THUMBNAIL})) == BUTTON:
        _button(accessory)
    else:
        accessory.object("media").text("url", 2048)


def _row(row: Fields) -> None:
    inner = row.each("components", 5, least=1)
    kinds = [i.one_of("type", SELECTS | {BUTTON}) for i in inner]
    if len(inner) > 1 and any(k in SELECTS for k in kinds):
        raise invalid(row.at("components"), "A select stands alone in its row", "COMPONENT_LAYOUT_WIDTH_EXCEEDED")
    for part, kind in zip(inner, kinds, strict=True):
        if kind == BUTTON:
            _button(part)
        else:
            _select(part, kind, modal=False)


def _button(button: Fields) -> None:
    style = button.whole("style", 1, 6)
    label = button.text("label", 80, required=False)
    if label is None and not button.values.get("emoji"):
        raise invalid(button.path, "A button needs a label or an emoji", "BUTTON_COMPONENT_INVALID_LABEL")
    if style == LINK:
        button.text("url", 512)
        button.without("custom_id")
    elif style < LINK:
        button.text("custom_id", 100)
        button.without("url")


def _select(select: Fields, kind: int, *, modal: bool) -> None:
    select.text("custom_id", 100)
    select.text("placeholder", 150, required=False)
    least = select.whole("min_values", 0, 25, 1)
    most = select.whole("max_values", 1, 25, 1)
    if least > most:
        raise invalid(select.at("min_values"), "Must not be more than max_values", "BASE_TYPE_BAD_VALUE")
    if modal:
        select.without("disabled")
    if kind == STRING_SELECT:
        _options(select, most)
        return
    select.without("options")
    if len(select.many("default_values", 25)) > most:
        raise invalid(select.at("default_values"), "More than max_values", "BASE_TYPE_BAD_LENGTH")


def _options(select: Fields, most: int, *, few: int = 1, many: int = 25) -> None:
    options = select.each("options", many, least=few)
    values = []
    for option in options:
        option.text("label", 100)
        values.append(option.text("value", 100))
        option.text("description", 100, required=False)
    if len(values) != len(set(values)):
        why = "The specified option value is already used"
        raise invalid(select.at("options"), why, "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED")
    if sum(bool(o.values.get("default")) for o in options) > most:
        raise invalid(select.at("options"), "More defaults than max_values", "SELECT_COMPONENT_TOO_MANY_DEFAULT_VALUES")


def check_modal(modal: Fields) -> None:
    """Refuse what Discord refuses in a modal."""
    modal.text("custom_id", 100)
    modal.text("title", 45)
    for part in modal.each("components", 5, least=1):
        kind = part.one_of("type", frozenset({ROW, LABEL, TEXT_DISPLAY}))
        if kind == TEXT_DISPLAY:
            part.text("content", TEXT_CHARACTERS)
        elif kind == LABEL:
            part.text("label", 45)
            part.text("description", 100, required=False)
            _asked(part.object("component"))
        else:
            inner = part.each("components", 1, least=1)[0]
            inner.one_of("type", frozenset({TEXT_INPUT}))
            inner.text("label", 45)
            _text_input(inner)
    _unique(modal, list(walk(modal.values.get("components") or [])))


def _asked(part: Fields) -> None:
    kind = part.one_of("type", IN_LABEL)
    part.without("disabled")
    part.flag("required", default=True)
    if kind == TEXT_INPUT:
        part.without("label")
        _text_input(part)
    elif kind in SELECTS:
        _select(part, kind, modal=True)
    else:
        part.text("custom_id", 100)
        if kind in {RADIO, CHECKBOXES}:
            _options(part, 10, few=2 if kind == RADIO else 1, many=10)


def _text_input(part: Fields) -> None:
    part.text("custom_id", 100)
    part.one_of("style", frozenset({1, 2}))
    least = part.whole("min_length", 0, 4000, 0)
    most = part.whole("max_length", 1, 4000, 4000)
    if least > most:
        raise invalid(part.at("min_length"), "Must not be more than max_length", "BASE_TYPE_BAD_VALUE")
    part.text("placeholder", 100, least=0, required=False)
    part.text("value", most, least=0, required=False)


DEFAULTS: Final[dict[int, Json]] = {
    CONTAINER: {"accent_color": None, "spoiler": False},
    SEPARATOR: {"divider": True, "spacing": 1},
}


def numbered(components: list[Json]) -> list[Json]:
    """Return components with the ids that Discord gives to those that have none, and what it fills in."""
    for number, component in enumerate(walk(components), 1):
        component.setdefault("id", number)
        for name, value in DEFAULTS.get(component["type"], {}).items():
            component.setdefault(name, value)
    return components
