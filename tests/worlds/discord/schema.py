"""Holds requests and answers to Discord's published OpenAPI, where a copy of it lies beside the project."""

import json
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from tests.worlds.discord.calls import Answer, Route
from tests.worlds.discord.faults import Ask

FILE: Final = Path(__file__).parents[4] / "shared/schemas/discord-openapi.json"
HERE: Final = "discord.json"


@dataclass(slots=True)
class Book:
    """Writes down what breaks the schema, as `route: where: why`. It is a `Check` of the REST side."""

    problems: list[str] = field(default_factory=list)

    def __call__(self, route: Route, ask: Ask, answer: Answer | None) -> None:
        """Look at a request before it is done, and at its answer."""
        shape = _shapes().get((route.method, _plain(route.pattern)))
        if shape is None:
            self.problems.append(f"{route.name}: no such path: {route.pattern}")
        elif answer is None:
            body = ask.body.get("", ask.body)
            self._hold(route, "asked", shape[0], body)
        elif answer.body is not None:
            self._hold(route, "answered", shape[1], answer.body)

    def _hold(self, route: Route, what: str, pointer: str | None, body: Any) -> None:
        if pointer is None:
            return
        error = best_match(_validator(pointer).iter_errors(body))
        if error is not None:
            self.problems.append(f"{route.name} {what}: {error.json_path}: {error.message[:300]}")


def _plain(pattern: str) -> str:
    return re.sub(r"\{[^}]*\}", "{}", pattern)


@cache
def _document() -> Any:
    return _any_of(json.loads(FILE.read_text()))


def _any_of(part: Any) -> Any:
    """Return a schema in which one of several may fit more than once: Discord's own shapes overlap."""
    if isinstance(part, dict):
        return {("anyOf" if k == "oneOf" else k): _any_of(v) for k, v in part.items()}
    return [_any_of(p) for p in part] if isinstance(part, list) else part


@cache
def _shapes() -> dict[tuple[str, str], tuple[str | None, str | None]]:
    """Return where the schemas of a request and its answer stand, by method and path."""
    found = {}
    for path, methods in _document()["paths"].items():
        for method, told in methods.items():
            if method == "parameters":
                continue
            here = f"#/paths/{path.replace('~', '~0').replace('/', '~1')}/{method}"
            good = [
                c
                for c, r in told["responses"].items()
                if c.startswith("2") and "application/json" in r.get("content", {})
            ]
            content = "content/application~1json/schema"
            asked = f"{here}/requestBody/{content}" if _has_json(told.get("requestBody")) else None
            answer = f"{here}/responses/{good[0]}/{content}" if good else None
            found[method.upper(), _plain(path)] = (asked, answer)
    return found


def _has_json(body: Any) -> bool:
    return bool(body) and "application/json" in body.get("content", {})


@cache
def _validator(pointer: str) -> Draft202012Validator:
    resource = DRAFT202012.create_resource(_document())
    registry: Registry[Any] = Registry().with_resource(HERE, resource)
    return Draft202012Validator({"$ref": HERE + pointer.replace("{", "%7B").replace("}", "%7D")}, registry=registry)
