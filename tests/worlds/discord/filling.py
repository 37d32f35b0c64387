"""How a client fills options of commands and questions of forms, within what it lets somebody enter."""

import re
from collections.abc import Mapping

from tests.worlds.discord.components import (
    CHANNEL_SELECT,
    LABEL,
    ROW,
    STRING_SELECT,
    TEXT_INPUT,
    USER_SELECT,
)
from tests.worlds.discord.resolving import Unsendable, people_in, resolved, rooms_in
from tests.worlds.discord.state import Guild, State
from tests.worlds.discord.words import Json

STRING, INTEGER, BOOLEAN, USER, CHANNEL = 3, 4, 5, 6, 7


def options_in(
    state: State, guild: Guild | None, command: Json, given: Mapping[str, str], *, partial: bool = False
) -> list[Json]:
    """Return the options of a command, filled; `partial`: while somebody still types."""
    known = {o["name"]: o for o in command.get("options", [])}
    strange = given.keys() - known.keys()
    if strange:
        msg = f"{command['name']} has no option {', '.join(sorted(strange))}"
        raise Unsendable(msg)
    missing = [n for n, o in known.items() if o.get("required") and n not in given]
    if missing and not partial:
        msg = f"{command['name']} wants {', '.join(missing)}"
        raise Unsendable(msg)
    return [_option(state, guild, known[name], text) for name, text in given.items()]


def _option(state: State, guild: Guild | None, option: Json, text: str) -> Json:
    made: Json = {"name": option["name"], "type": option["type"]}
    match option["type"]:
        case 3:
            return made | {"value": _string(option, text)}
        case 4:
            if not re.fullmatch(r"-?\d{1,15}", text.strip()):
                msg = f"{option['name']} takes whole numbers only, not {text!r}"
                raise Unsendable(msg)
            return made | {"value": int(text)}
        case 6 | 7:
            ids = people_in(text, state.users) if option["type"] == USER else _rooms(option, guild, text)
            if len(ids) != 1:
                msg = f"{option['name']} takes one, not {text!r}"
                raise Unsendable(msg)
            return made | {"value": str(ids[0]), "resolved": resolved(state, guild, ids)}
        case _:
            msg = f"an option of type {option['type']} is not filled here"
            raise NotImplementedError(msg)


def _rooms(option: Json, guild: Guild | None, text: str) -> list[int]:
    return rooms_in(text, guild, option.get("channel_types") or ())


def _string(option: Json, text: str) -> str:
    choices = {c["name"].casefold(): str(c["value"]) for c in option.get("choices") or []}
    if choices:
        if text.casefold() not in choices:
            msg = f"{option['name']} is one of {', '.join(choices)}"
            raise Unsendable(msg)
        return choices[text.casefold()]
    # The client has one line for an option, and takes blanks off its ends.
    line = " ".join(text.split("\n")).strip()
    if not option.get("min_length", 0) <= len(line) <= option.get("max_length", 6000):
        msg = f"{option['name']} cannot hold {len(line)} characters"
        raise Unsendable(msg)
    return line


def answers_in(
    state: State, guild: Guild | None, modal: Json, answers: Mapping[str, str]
) -> tuple[list[Json], list[int]]:
    """Return the components of a form sent in, and the ids picked in it."""
    asked = [(part, inner(part)) for part in modal["components"] if part["type"] in {LABEL, ROW}]
    strange = answers.keys() - {question["custom_id"] for _, question in asked}
    if strange:
        msg = f"the form asks for no {', '.join(sorted(strange))}"
        raise Unsendable(msg)
    made: list[Json] = []
    ids: list[int] = []
    for number, (part, question) in enumerate(asked, 1):
        filled = _filled(guild, question, answers.get(question["custom_id"]))
        if question["type"] in {USER_SELECT, CHANNEL_SELECT}:
            ids.extend(int(v) for v in filled["values"])
        filled |= {"type": question["type"], "custom_id": question["custom_id"], "id": number}
        holder: Json = {"type": part["type"], "id": 100 + number}
        made.append(holder | ({"component": filled} if part["type"] == LABEL else {"components": [filled]}))
    return made, ids


def inner(part: Json) -> Json:
    """Return the question inside a label or a row."""
    found: Json = part["component"] if part["type"] == LABEL else part["components"][0]
    return found


def held(question: Json) -> str:
    """Return what stands in a question when its form opens, as text."""
    match question["type"]:
        case 4:
            return str(question.get("value") or "")
        case 3:
            return " ".join(o["value"] for o in question["options"] if o.get("default"))
        case _:
            sign = "#" if question["type"] == CHANNEL_SELECT else "@"
            return " ".join(f"<{sign}{d['id']}>" for d in question.get("default_values") or [])


def _filled(guild: Guild | None, question: Json, answer: str | None) -> Json:
    text = held(question) if answer is None else answer
    required = question.get("required", True)
    if required and not text.strip():
        msg = f"{question['custom_id']} must be filled"
        raise Unsendable(msg)
    if question["type"] == TEXT_INPUT:
        return {"value": _written(question, text)}
    if not text.strip():
        return {"values": []}
    values = _picked(guild, question, text)
    if not question.get("min_values", 1) <= len(values) <= question.get("max_values", 1):
        msg = f"{question['custom_id']} cannot hold {len(values)}"
        raise Unsendable(msg)
    return {"values": values}


def _written(question: Json, text: str) -> str:
    if text and not question.get("min_length", 0) <= len(text) <= question.get("max_length", 4000):
        msg = f"{question['custom_id']} cannot hold {len(text)} characters"
        raise Unsendable(msg)
    if question["style"] == 1 and "\n" in text:
        msg = f"{question['custom_id']} has one line"
        raise Unsendable(msg)
    return text


def _picked(guild: Guild | None, question: Json, text: str) -> list[str]:
    if question["type"] == STRING_SELECT:
        known = {o["label"].casefold(): o["value"] for o in question["options"]}
        known |= {o["value"].casefold(): o["value"] for o in question["options"]}
        if text.casefold() not in known:
            msg = f"{question['custom_id']} is one of {', '.join(known)}"
            raise Unsendable(msg)
        return [known[text.casefold()]]
    if question["type"] == CHANNEL_SELECT:
        return [str(n) for n in rooms_in(text, guild, question.get("channel_types") or ())]
    return [str(n) for n in people_in(text, guild.members if guild is not None else ())]
