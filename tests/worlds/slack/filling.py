"""A modal as somebody fills it: what each input holds, and what Slack's client itself does not let through."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from tests.worlds.slack.elements import choices
from tests.worlds.slack.ground import Json, Team, User, View

REQUIRED: Final = "Please complete this required field."
NO_SUCH: Final = "Please choose one of the options."
ONE: Final = {"users_select": "user", "channels_select": "channel", "conversations_select": "conversation"}
MANY: Final = {f"multi_{kind}": name for kind, name in ONE.items()}


@dataclass(frozen=True, slots=True)
class Filled:
    """What would be sent: state values; and what the client says instead, by block."""

    values: Json
    errors: Mapping[str, str]


def inputs(view: View) -> list[Json]:
    """Return the input blocks of a view."""
    return [b for b in view.body["blocks"] if b["type"] == "input"]


def opens_with(element: Json) -> str:
    """Return what an input opens with, as text; ids stand for people and channels."""
    kind = element["type"]
    if kind in ONE:
        return str(element.get(f"initial_{ONE[kind]}", ""))
    if kind in MANY:
        return " ".join(element.get(f"initial_{MANY[kind]}s", []))
    if "initial_option" in element:
        return str(element["initial_option"]["value"])
    return str(element.get("initial_value", ""))


def stands(view: View, block: Json) -> str:
    """Return what stands in an input: what was typed, as long as its ids stay the same, else what it opened with."""
    element = block["element"]
    return view.typed.get((block["block_id"], element.get("action_id", "")), opens_with(element))


def filled(team: Team, user: User, view: View, answers: Mapping[str, str], options: Mapping[str, Json]) -> Filled:
    """Return a view's state when somebody gives these answers, by block_id; what is not named stays as it stands.

    `options` holds, by block_id, what was chosen in external selects.
    """
    values: Json = {}
    errors: dict[str, str] = {}
    for block in inputs(view):
        name, element = block["block_id"], block["element"]
        text = answers.get(name, stands(view, block))
        view.typed[name, element.get("action_id", "")] = text
        held = _held(team, element, text, options.get(name))
        if held is None:
            errors[name] = NO_SUCH
        elif not text and not block.get("optional"):
            errors[name] = REQUIRED
        elif len(text) > int(element.get("max_length", 3000)):
            errors[name] = f"Please shorten this to {element.get('max_length', 3000)} characters."
        values[name] = {element.get("action_id", "a"): held}
    return Filled(values, errors)


def _held(team: Team, element: Json, text: str, option: Json | None) -> Json | None:
    """Return one input's state; None when its answer cannot be given in Slack's client."""
    kind = element["type"]
    if kind in ONE:
        return _ids(team, kind, [text] if text else [], one=True)
    if kind in MANY:
        return _ids(team, kind, text.split(), one=False)
    if kind == "external_select":
        first = element.get("initial_option")
        option = option or (first if first is not None and text in {first["value"], first["text"]["text"]} else None)
        return {"type": kind, "selected_option": option} if option or not text else None
    if kind in {"static_select", "radio_buttons"}:
        found = next((o for o in choices(element) if text in {o["value"], o["text"]["text"]}), None)
        return {"type": kind, "selected_option": found} if found or not text else None
    if kind == "plain_text_input" and not element.get("multiline"):
        text = " ".join(text.splitlines())
    return {"type": kind, "value": text or None}


def _ids(team: Team, kind: str, ids: list[str], *, one: bool) -> Json | None:
    name = (ONE if one else MANY)[kind]
    known = team.users if name == "user" else team.channels
    found = [i.strip("<@#>").split("|")[0] for i in ids]
    if any(i not in known for i in found):
        return None
    return (
        {"type": kind, f"selected_{name}": next(iter(found), None)}
        if one
        else {
            "type": kind,
            f"selected_{name}s": found,
        }
    )
