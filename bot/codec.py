"""Words as JSON and back, for rows: cards, acts and events."""

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, datetime
from enum import Enum
from typing import Any, cast

from bot import cards, commands, consents, deliveries, drawings, ports, rooms

_TAG = "_"
_LINE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_KINDS: dict[str, type] = {
    kind.__name__: kind
    for kind in (
        cards.Bold,
        cards.Mention,
        cards.RoomLink,
        cards.Moment,
        cards.PrivateText,
        consents.Consent,
        cards.Para,
        cards.Note,
        cards.Fields,
        cards.Button,
        cards.Buttons,
        cards.Picture,
        cards.Card,
        drawings.Line,
        drawings.Month,
        cards.Field,
        cards.Form,
        deliveries.Post,
        deliveries.Edit,
        deliveries.OpenRoom,
        deliveries.Invite,
        deliveries.Remove,
        deliveries.RenameRoom,
        deliveries.Inspect,
        deliveries.Survey,
        deliveries.CloseRoom,
        deliveries.Schedule,
        deliveries.Reschedule,
        deliveries.Unschedule,
        ports.Slot,
        rooms.Adopting,
        commands.Event,
    )
}
_ENUMS: dict[str, type[Enum]] = {
    kind.__name__: kind for kind in (cards.MomentStyle, cards.Look, cards.Input, commands.EventKind, drawings.Sign)
}
_SIMPLE = frozenset({str, int, bool, type(None)})
_FIELDS: dict[type, tuple[str, ...]] = {kind: tuple(f.name for f in fields(kind)) for kind in _KINDS.values()}


def encode(value: object) -> str:
    """Return a word as one line of JSON.

    Raises:
        TypeError: it holds something that is no word (a bug).
    """
    return _LINE.encode(_plain(value))


def decode(text: str) -> Any:
    """Return the word that `encode` wrote."""
    return _word(json.loads(text))


def _plain(value: object) -> object:
    kind = type(value)
    if kind in _SIMPLE:
        return value
    if kind is tuple:
        return [v if type(v) in _SIMPLE else _plain(v) for v in cast("tuple[object, ...]", value)]
    if kind in _FIELDS:
        plain: dict[str, object] = {_TAG: kind.__name__}
        for name in _FIELDS[kind]:
            part = getattr(value, name)
            plain[name] = part if type(part) in _SIMPLE else _plain(part)
        return plain
    if isinstance(value, Enum):
        return {_TAG: kind.__name__, "v": value.value}
    if isinstance(value, (str, int)):
        return value
    if isinstance(value, datetime):
        return {_TAG: "at", "v": value.astimezone(UTC).isoformat()}
    if isinstance(value, Mapping):
        return {_TAG: "map", "v": [[k, _plain(v)] for k, v in value.items()]}
    msg = f"{type(value).__name__} is no word"
    raise TypeError(msg)


def _word(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_word(v) for v in value)
    if not isinstance(value, dict):
        return value
    tag = value[_TAG]
    if tag == "at":
        return datetime.fromisoformat(value["v"])
    if tag == "map":
        return {k: _word(v) for k, v in value["v"]}
    if tag in _ENUMS:
        return _ENUMS[tag](value["v"])
    kind = _KINDS[tag]
    known = {f.name for f in fields(kind)}
    return kind(**{k: _word(v) for k, v in value.items() if k in known})
