"""JSON of strangers: read without surprises, and looked into without trusting its shape."""

import json
from collections.abc import Mapping
from typing import TypeAlias

from bot.errors import Invalid
from bot.i18n import _

# Numbers stay text: an id may be one, nothing here is counted, and Python refuses to read huge ones.
Json: TypeAlias = "str | bool | list[Json] | dict[str, Json] | None"

_LANGUAGE_FIRST = "en"


def parsed(text: str, *, filename: str) -> Json:
    """Return the value; NaN and infinities, which JSON does not have, count as null.

    Raises:
        Invalid: it is not JSON, with the line; or nested deeper than anything we know.
    """
    try:
        value: Json = json.loads(text, parse_int=str, parse_float=str, parse_constant=lambda _name: None)
    except json.JSONDecodeError as broken:
        sentence = _(
            "“{file}” is broken in line {line}, so nothing was read; export it again, or mend that line "
            "(it is no valid JSON)."
        )
        raise Invalid(sentence.format(file=filename, line=broken.lineno)) from broken
    except RecursionError as deep:
        sentence = _("“{file}” is nested too deeply to be a list of speakers, so nothing was read.")
        raise Invalid(sentence.format(file=filename)) from deep
    return value


def said(value: Json) -> str:
    """Return a text as it is, texts of a list on lines, one of a text in several languages; else empty."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return "\n".join(item for item in value if isinstance(item, str))
    if isinstance(value, dict):
        in_english = value.get(_LANGUAGE_FIRST)
        texts = (in_english, *value.values())
        return next((text for text in texts if isinstance(text, str) and text), "")
    return ""


def entries(value: Json) -> list[dict[str, Json]]:
    """Return the objects of a list; whatever else is in it, or is instead of it, is passed over."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def text_at(entry: Mapping[str, Json], name: str) -> str:
    """Return the text of one field; empty if there is none."""
    return said(entry.get(name))
