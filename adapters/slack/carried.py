"""What a form takes along in its private_metadata, so that nothing of it is kept here."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from adapters.slack.limits import METADATA_CHARACTERS


@dataclass(frozen=True, slots=True)
class Carried:
    """What comes back with a form's answers.

    `path` and `known` are the form's, `room` is where it was asked for, `kept` the form's id in the drawer
    when `known` did not fit. `url` is the response_url it came with, used `uses` times, good `until` (aware UTC).
    """

    path: tuple[str, ...]
    known: Mapping[str, str] = field(default_factory=dict)
    room: str | None = None
    url: str = ""
    until: datetime | None = None
    uses: int = 0
    kept: str = ""

    def text(self) -> str | None:
        """Return it as private_metadata; None when it does not fit."""
        written = {
            "path": ".".join(self.path),
            "known": dict(self.known),
            "room": self.room,
            "url": self.url,
            "until": int(self.until.timestamp()) if self.until else None,
            "uses": self.uses,
            "kept": self.kept,
        }
        text = json.dumps({k: v for k, v in written.items() if v}, ensure_ascii=False, separators=(",", ":"))
        return text if len(text) <= METADATA_CHARACTERS else None

    def without_known(self, kept: str) -> "Carried":
        """Return the same with its answers left in the drawer."""
        return replace(self, known={}, kept=kept)


def carried(text: str) -> Carried:
    """Return what a form carried.

    Raises:
        ValueError: it is not one of ours.
    """
    read: Any = json.loads(text)
    if not isinstance(read, dict) or "path" not in read:
        msg = "a form that is not ours"
        raise ValueError(msg)
    until = read.get("until")
    return Carried(
        path=tuple(str(read["path"]).split(".")),
        known={str(k): str(v) for k, v in (read.get("known") or {}).items()},
        room=read.get("room"),
        url=str(read.get("url") or ""),
        until=datetime.fromtimestamp(int(until), UTC) if until else None,
        uses=int(read.get("uses") or 0),
        kept=str(read.get("kept") or ""),
    )
