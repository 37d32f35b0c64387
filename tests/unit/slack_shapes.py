"""Slack's Block Kit schema, when it lies beside the project, and what a test reads of a message."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import jsonschema
import pytest

SCHEMAS = Path(__file__).parents[3] / "shared" / "schemas"
Json = dict[str, Any]


def schema(name: str) -> Json:
    """Return a schema of `../shared/schemas`; without it the test is skipped, saying so."""
    path = SCHEMAS / name
    if not path.is_file():
        pytest.skip(f"../shared/schemas/{name} is not here")
    return cast("Json", json.loads(path.read_text()))


def validator(name: str, part: str | None = None) -> jsonschema.Draft7Validator:
    """Return a validator of a schema, or of one of its definitions."""
    whole = schema(name)
    return jsonschema.Draft7Validator({**whole, "$ref": f"#/definitions/{part}"} if part else whole)


def elements(blocks: list[Json]) -> Iterator[Json]:
    """Yield every text that a message shows: rich text's elements, text objects, buttons' labels."""
    for block in blocks:
        match block["type"]:
            case "rich_text":
                yield from (e for section in block["elements"] for e in section["elements"])
            case "context":
                yield from block["elements"]
            case "actions":
                yield from (b["text"] for b in block["elements"])
            case "divider":
                pass
            case "input":
                yield block["label"]
            case _:
                yield block["text"]


def size(blocks: list[Json]) -> int:
    """Return how many characters a message shows."""
    return sum(len(str(e.get("text") or e.get("fallback") or e.get("user_id") or "")) for e in elements(blocks))
