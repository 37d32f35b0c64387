"""Arguments of a request: query, form and JSON alike, as slack_sdk mixes them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from tests.worlds.slack.ground import Json, Refused

TRUE, FALSE = {"1", "true"}, {"0", "false", ""}


@dataclass(frozen=True, slots=True)
class Args:
    """The arguments of one call, by name."""

    given: Mapping[str, Any]

    def text(self, name: str) -> str:
        """Return a text; empty when it was not given."""
        value = self.given.get(name)
        return "" if value is None else value if isinstance(value, str) else str(value)

    def must(self, name: str) -> str:
        """Return a text that has to be there."""
        text = self.text(name)
        if not text:
            raise Refused("invalid_arguments", f"missing required field: {name}")
        return text

    def flag(self, name: str, *, default: bool = False) -> bool:
        """Return a boolean: true, 1, "1" or "true"."""
        value = self.given.get(name)
        if value is None:
            return default
        word = str(value).lower()
        if word not in TRUE | FALSE:
            raise Refused("invalid_arguments", f"must be a boolean [json-pointer:/{name}]")
        return word in TRUE

    def whole(self, name: str, default: int) -> int:
        """Return a whole number."""
        value = self.text(name)
        if not value:
            return default
        if not value.isdecimal():
            raise Refused("invalid_arguments", f"must be an integer [json-pointer:/{name}]")
        return int(value)

    def words(self, name: str) -> list[str]:
        """Return what stands between commas."""
        value = self.given.get(name)
        parts = value if isinstance(value, list) else self.text(name).split(",")
        return [str(p).strip() for p in parts if str(p).strip()]

    def json(self, name: str, refusal: str) -> Any:
        """Return a value that is JSON, or text that holds JSON; None when it was not given."""
        value = self.given.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            raise Refused(refusal) from None


async def arguments(request: web.Request) -> Args:
    """Return everything a request says: its query, then its body over it."""
    given: Json = dict(request.query)
    if request.content_type == "application/json":
        body = await request.text()
        try:
            data = json.loads(body) if body else {}
        except ValueError:
            raise Refused("invalid_json") from None
        if not isinstance(data, dict):
            raise Refused("json_not_object")
        given |= data
    elif request.content_type in {"application/x-www-form-urlencoded", "multipart/form-data"}:
        given |= dict(await request.post())
    elif request.method == "POST" and await request.read():
        raise Refused("invalid_post_type")
    return Args(given)
