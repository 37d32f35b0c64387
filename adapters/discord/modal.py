"""A form as a Discord modal, and the answers of one that was sent in: pure, over the documented payloads."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, assert_never

from adapters.discord.inert import escaped
from adapters.discord.limits import (
    MESSAGE_CHARACTERS,
    MODAL_COMPONENTS,
    MODAL_DESCRIPTION,
    MODAL_INPUT,
    MODAL_LABEL,
    MODAL_TITLE,
    SELECT_OPTION,
    SELECT_OPTIONS,
)
from adapters.discord.render import NOTHING, TEXT_DISPLAY, Payload
from adapters.text import clipped, joined
from bot.cards import Field, Form, Input
from bot.catalogue.reading import MENTION, ROOM

STRING_SELECT: Final = 3
TEXT_INPUT: Final = 4
USER_SELECT: Final = 5
CHANNEL_SELECT: Final = 8
LABEL: Final = 18
"""Component types (discord-api-docs, components/reference)."""
SHORT: Final = 1
PARAGRAPH: Final = 2
"""Text input styles (discord-api-docs, components/reference)."""
ROOMS: Final = [0, 5]
"""Text and announcement channels (discord-api-docs, resources/channel)."""
SNOWFLAKE: Final = re.compile(r"[0-9]{1,20}")


def modal(form: Form, custom_id: str) -> Payload:
    """Return a form as the data of a modal response; `custom_id` carries its path and what is known.

    What is wrong stands at its field, or above all of them while there is room for it.
    """
    fields = form.fields[:MODAL_COMPONENTS]
    error = form.error if form.wrong is None else ""
    above = "\n".join(joined(t) for t in (form.intro, error) if t)
    components = [_label(f, form.error if f.name == form.wrong else f.hint) for f in fields]
    if above and len(components) < MODAL_COMPONENTS:
        text = clipped("".join(escaped(above)), MESSAGE_CHARACTERS)
        components.insert(0, {"type": TEXT_DISPLAY, "content": text})
    title = clipped(joined(form.title), MODAL_TITLE) or NOTHING
    return {"custom_id": custom_id, "title": title, "components": components}


def answers(data: Mapping[str, Any]) -> dict[str, str]:
    """Return what was answered in a modal that was sent in, by field, as it would be typed.

    `data` is the interaction's data (discord-api-docs, interactions/receiving-and-responding).
    """
    return {c["custom_id"]: _answer(c) for c in _inputs(data.get("components", ()))}


def _inputs(components: Any) -> Iterator[Mapping[str, Any]]:
    """Yield the inputs inside labels, and inside the rows that labels replaced."""
    for component in components:
        if "component" in component:
            yield component["component"]
        elif "components" in component:
            yield from _inputs(component["components"])
        elif "custom_id" in component:
            yield component


def _answer(component: Mapping[str, Any]) -> str:
    values = component.get("values", ())
    match component.get("type"):
        case 5:
            return " ".join(f"<@{v}>" for v in values)
        case 8:
            return " ".join(f"<#{v}>" for v in values)
        case 3:
            return " ".join(values)
        case _:
            return str(component.get("value") or "")


def _label(field: Field, hint: str) -> Payload:
    label = clipped(joined(field.label), MODAL_LABEL) or clipped(field.name, MODAL_LABEL)
    made: Payload = {"type": LABEL, "label": label, "component": _input(field)}
    about = clipped(joined(hint), MODAL_DESCRIPTION)
    return made | {"description": about} if about else made


def _input(field: Field) -> Payload:
    base: Payload = {"custom_id": field.name, "required": field.required}
    match field.input:
        case Input.LINE:
            return base | _text(field, SHORT)
        case Input.LINES:
            return base | _text(field, PARAGRAPH)
        case Input.CHOICE:
            options = [_option(c, chosen=c == field.value) for c in field.choices[:SELECT_OPTIONS]]
            return base | {"type": STRING_SELECT, "options": options} | _most(field, 1)
        case Input.PERSON:
            return base | {"type": USER_SELECT} | _chosen(MENTION, field, "user", 1)
        case Input.PEOPLE:
            return base | {"type": USER_SELECT} | _chosen(MENTION, field, "user", SELECT_OPTIONS)
        case Input.ROOM:
            return base | {"type": CHANNEL_SELECT, "channel_types": ROOMS} | _chosen(ROOM, field, "channel", 1)
        case _:
            assert_never(field.input)


def _text(field: Field, style: int) -> Payload:
    """Return a text input; what it opens with is kept whole even where more was typed than may be."""
    value = field.value[:MODAL_INPUT]
    longest = min(field.longest, MODAL_INPUT) if len(value) <= field.longest else MODAL_INPUT
    made: Payload = {"type": TEXT_INPUT, "style": style, "max_length": longest}
    return made | {"value": value} if value else made


def _option(choice: str, *, chosen: bool) -> Payload:
    made: Payload = {"label": clipped(joined(choice), SELECT_OPTION) or NOTHING, "value": choice[:SELECT_OPTION]}
    return made | {"default": True} if chosen else made


def _chosen(sign: re.Pattern[str], field: Field, kind: str, most: int) -> Payload:
    """Return how many may be picked, and who or what is picked already."""
    ids = [i for i in dict.fromkeys(sign.findall(field.value)) if SNOWFLAKE.fullmatch(i)][:most]
    picked: Payload = {"default_values": [{"id": i, "type": kind} for i in ids]} if ids else {}
    return _most(field, most) | picked


def _most(field: Field, most: int) -> Payload:
    return {"min_values": 1 if field.required else 0, "max_values": most}
