"""A recurrence in a ritual's row: the rule in columns of its own, what becomes of single dates as JSON."""

import json
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from bot.rhythm.when import Moved, Recurrence

EMPTY = "{}"


def recurrence_row(when: Recurrence) -> dict[str, Any]:
    """Return the columns of a recurrence."""
    return {
        "rule": when.rule,
        "begins": when.begins,
        "at": when.at,
        "zone": when.zone,
        "skipped": " ".join(sorted(d.isoformat() for d in when.skipped)),
        "exceptions": json.dumps(_exceptions(when)),
    }


def recurrence_of(row: Mapping[Any, Any]) -> Recurrence:
    """Return the recurrence of a row; `begins` and `at` may be texts, as JSON has them."""
    begins, at = row["begins"], row["at"]
    exceptions = row.get("exceptions", EMPTY)
    more = json.loads(exceptions) if exceptions != EMPTY else {}
    return Recurrence(
        row["rule"],
        date.fromisoformat(begins) if isinstance(begins, str) else begins,
        time.fromisoformat(at) if isinstance(at, str) else at,
        row["zone"],
        skipped=frozenset(date.fromisoformat(d) for d in row["skipped"].split()),
        added=frozenset(datetime.fromisoformat(a) for a in more.get("added", ())),
        moved={date.fromisoformat(d): _moved(m) for d, m in more.get("moved", {}).items()},
        earlier=recurrence_of(more["earlier"]) if "earlier" in more else None,
        minutes=more.get("minutes"),
        turns=tuple(time.fromisoformat(at) for at in more.get("turns", ())),
    )


def _exceptions(when: Recurrence) -> dict[str, Any]:
    """Return what is not usual about a recurrence; empty for most."""
    found: dict[str, Any] = {
        "added": sorted(at.isoformat() for at in when.added),
        "moved": {day.isoformat(): _moved_row(moved) for day, moved in sorted(when.moved.items())},
        "earlier": json.loads(json.dumps(recurrence_row(when.earlier), default=_text)) if when.earlier else None,
        "minutes": when.minutes,
        "turns": [at.isoformat() for at in when.turns],
    }
    return {name: value for name, value in found.items() if value}


def _moved_row(moved: Moved) -> dict[str, Any]:
    original = moved.original.isoformat() if moved.original else None
    row = {"at": moved.at.isoformat(), "minutes": moved.minutes, "original": original}
    return {name: value for name, value in row.items() if value is not None}


def _moved(row: Mapping[str, Any]) -> Moved:
    original = datetime.fromisoformat(row["original"]) if "original" in row else None
    return Moved(datetime.fromisoformat(row["at"]), row.get("minutes"), original)


def _text(value: Any) -> str:
    return str(value.isoformat())
