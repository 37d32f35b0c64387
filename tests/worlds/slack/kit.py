"""Block Kit as Slack checks it: its limits always, and the schema of shared documents where they are at hand."""

import copy
import json
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

import structlog
from jsonschema import Draft7Validator

from tests.worlds.slack.elements import ACTIONS, INPUTS, Check, element
from tests.worlds.slack.ground import Json, Refused

SCHEMA: Final = Path(__file__).parents[4] / "shared" / "schemas" / "blockkit.schema.json"
"""Made from Slack's own types; not part of this project."""
MESSAGE_BLOCKS, VIEW_BLOCKS = 50, 100
MESSAGE_CHARACTERS = 13_200
"""All blocks of a message together (slackapi/bolt-js#2509)."""
VIEW_BYTES = 250_000
TITLE, METADATA, ID = 24, 3000, 255
RICH: Final = {"rich_text_section", "rich_text_list", "rich_text_quote", "rich_text_preformatted"}
RICH_INLINE: Final = {"text", "link", "emoji", "user", "usergroup", "channel", "broadcast", "date", "color"}
VIEW_FIELDS: Final = {
    "modal": {
        *("type", "title", "blocks", "close", "submit", "private_metadata", "callback_id"),
        *("clear_on_close", "notify_on_close", "external_id", "submit_disabled"),
    },
    "home": {"type", "blocks", "private_metadata", "callback_id", "external_id"},
}


def blocks_of(value: Any, *, most: int = MESSAGE_BLOCKS) -> list[Json]:
    """Return the blocks of a message as Slack keeps them: each with a block_id.

    Raises:
        Refused: as Slack would.
    """
    if value is None:
        return []
    if not isinstance(value, list) or any(not isinstance(b, dict) for b in value):
        raise Refused("invalid_blocks_format")
    check = Check()
    if len(value) > most:
        check.no("/blocks", f"no more than {most} items allowed")
    for n, block in enumerate(value):
        _block(check, f"/blocks/{n}", block)
        check.wrong.extend(_schema("KnownBlock", json.dumps(block)))
    if check.wrong:
        raise Refused("invalid_blocks", *check.wrong)
    if check.characters > MESSAGE_CHARACTERS:
        raise Refused("msg_blocks_too_long")
    return _named(value)


def view_of(value: Any) -> Json:
    """Return a view as Slack keeps it.

    Raises:
        Refused: as Slack would.
    """
    kind = value.get("type") if isinstance(value, dict) else None
    if kind not in VIEW_FIELDS or not isinstance(value.get("blocks"), list):
        raise Refused("invalid_arguments", "must be a view [json-pointer:/view]")
    if len(json.dumps(value).encode()) > VIEW_BYTES:
        raise Refused("view_too_large")
    check = Check()
    for name in set(value) - VIEW_FIELDS[kind]:
        check.no(f"/view/{name}", "unsupported field")
    for n, block in enumerate(value["blocks"]):
        _block(check, f"/view/blocks/{n}", block)
    if not 1 <= len(value["blocks"]) <= VIEW_BLOCKS:
        check.no("/view/blocks", f"must have between 1 and {VIEW_BLOCKS} items")
    check.size("/view/private_metadata", value.get("private_metadata"), METADATA)
    check.size("/view/callback_id", value.get("callback_id"), ID)
    check.size("/view/external_id", value.get("external_id"), ID)
    if kind == "modal":
        _modal(check, value)
    check.wrong.extend(_schema("ModalView" if kind == "modal" else "HomeView", json.dumps(value)))
    if check.wrong:
        raise Refused("invalid_arguments", *check.wrong)
    return {**value, "blocks": _named(value["blocks"])}


def _modal(check: Check, value: Json) -> None:
    check.text("/view/title", value.get("title"), TITLE, plain=True)
    for name in ("submit", "close"):
        if value.get(name) is not None:
            check.text(f"/view/{name}", value[name], TITLE, plain=True)
    if value.get("submit") is None and any(b.get("type") == "input" for b in value["blocks"]):
        check.no("/view/submit", "submit is required when there is an input block")


def _block(check: Check, at: str, block: Json) -> None:
    if "block_id" in block:
        check.unique(f"{at}/block_id", "block_id", block["block_id"])
    look = BLOCKS.get(str(block.get("type")))
    if look is None:
        check.no(f"{at}/type", f"unsupported block type: {block.get('type')}")
    else:
        look(check, at, block)


def _section(check: Check, at: str, block: Json) -> None:
    if "text" not in block and "fields" not in block:
        check.no(at, "must have text or fields")
    if "text" in block:
        check.text(f"{at}/text", block["text"], 3000)
    fields = block.get("fields", [])
    if "fields" in block and not 1 <= len(fields) <= 10:
        check.no(f"{at}/fields", "must have between 1 and 10 items")
    for n, one in enumerate(fields):
        check.text(f"{at}/fields/{n}", one, 2000)
    if "accessory" in block:
        _image_or(check, f"{at}/accessory", block["accessory"], ACTIONS)


def _image_or(check: Check, at: str, value: Json, allowed: set[str]) -> None:
    if value.get("type") == "image":
        _image(check, at, value)
    else:
        element(check, at, value, allowed)


def _image(check: Check, at: str, block: Json) -> None:
    if "slack_file" in block:
        named = block["slack_file"]
        if "image_url" in block or not isinstance(named, dict) or set(named) not in ({"id"}, {"url"}):
            check.no(at, "must have image_url or one slack_file with an id or a url")
    else:
        check.size(f"{at}/image_url", block.get("image_url") or "", 3000, least=1)
    check.size(f"{at}/alt_text", block.get("alt_text") or "", 2000, least=1)


def _header(check: Check, at: str, block: Json) -> None:
    check.text(f"{at}/text", block.get("text"), 150, plain=True)


def _context(check: Check, at: str, block: Json) -> None:
    parts = block.get("elements")
    if not isinstance(parts, list) or not 1 <= len(parts) <= 10:
        check.no(f"{at}/elements", "must have between 1 and 10 items")
        return
    for n, part in enumerate(parts):
        if part.get("type") == "image":
            _image(check, f"{at}/elements/{n}", part)
        else:
            check.text(f"{at}/elements/{n}", part, 3000)


def _actions(check: Check, at: str, block: Json) -> None:
    parts = block.get("elements")
    if not isinstance(parts, list) or not 1 <= len(parts) <= 25:
        check.no(f"{at}/elements", "must have between 1 and 25 items")
        return
    for n, part in enumerate(parts):
        element(check, f"{at}/elements/{n}", part, ACTIONS)


def _input(check: Check, at: str, block: Json) -> None:
    check.text(f"{at}/label", block.get("label"), 2000, plain=True)
    if block.get("hint") is not None:
        check.text(f"{at}/hint", block["hint"], 2000, plain=True)
    element(check, f"{at}/element", block.get("element"), INPUTS)


def _markdown(check: Check, at: str, block: Json) -> None:
    text = block.get("text")
    check.size(f"{at}/text", text or "", 12_000, least=1)
    check.markdown += len(str(text))
    if check.markdown > 12_000:
        check.no(at, "all markdown blocks together have at most 12000 characters")


def _rich(check: Check, at: str, block: Json) -> None:
    parts = block.get("elements")
    if not isinstance(parts, list) or not parts:
        check.no(f"{at}/elements", "must have at least 1 item")
        return
    for n, part in enumerate(parts):
        here = f"{at}/elements/{n}"
        if not isinstance(part, dict) or part.get("type") not in RICH:
            check.no(here, "unsupported rich text")
        elif part["type"] == "rich_text_list":
            _rich(check, here, part)
        else:
            for k, inline in enumerate(part.get("elements", [])):
                _inline(check, f"{here}/elements/{k}", inline)


def _inline(check: Check, at: str, part: Json) -> None:
    kind = part.get("type")
    if kind not in RICH_INLINE:
        check.no(at, f"unsupported rich text element: {kind}")
    elif kind == "text":
        check.size(f"{at}/text", part.get("text") or "", 13_200, least=1)
        check.characters += len(str(part.get("text")))
    elif kind == "date":
        if not isinstance(part.get("timestamp"), int) or "{" not in str(part.get("format")):
            check.no(at, "a date has a whole timestamp and a format with a token")
        check.characters += len(str(part.get("format")))
    elif kind in {"user", "channel"} and not part.get(f"{kind}_id"):
        check.no(at, f"missing required field: {kind}_id")


def _nothing(_check: Check, _at: str, _block: Json) -> None:
    return None


BLOCKS: Final = {
    "section": _section,
    "header": _header,
    "divider": _nothing,
    "context": _context,
    "actions": _actions,
    "input": _input,
    "image": _image,
    "markdown": _markdown,
    "rich_text": _rich,
}
"""Blocks that this world knows; others of Slack's are refused here."""


def _named(blocks: list[Json]) -> list[Json]:
    kept = copy.deepcopy(blocks)
    for n, block in enumerate(kept):
        block.setdefault("block_id", f"b{n}")
        for k, part in enumerate(block.get("elements", [])):
            if block["type"] == "actions":
                part.setdefault("action_id", f"a{n}.{k}")
    return kept


@cache
def _validator(name: str) -> Draft7Validator | None:
    if not SCHEMA.exists():
        structlog.get_logger().warning(
            "no Block Kit schema at hand: limits are checked, shapes are not", at=str(SCHEMA)
        )
        return None
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    return Draft7Validator({**schema, "$ref": f"#/definitions/{name}"})


@lru_cache(4096)
def _schema(name: str, value: str) -> tuple[str, ...]:
    """Return what the schema says against some JSON."""
    validator = _validator(name)
    if validator is None:
        return ()
    data = json.loads(value)
    if validator.is_valid(data):
        return ()
    errors = validator.iter_errors(data)
    return tuple(f"{e.message[:300]} [schema:{'/'.join(map(str, e.absolute_path))}]" for e in errors)
