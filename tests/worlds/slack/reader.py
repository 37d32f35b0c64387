"""A message, a modal or a Home as somebody reads it, in plain lines: read back from its blocks."""

from collections.abc import Iterator
from dataclasses import dataclass

from tests.worlds.shown import ButtonShown
from tests.worlds.slack.ground import Json, Message, Team
from tests.worlds.slack.text import Reading, emoji


@dataclass(frozen=True, slots=True)
class Read:
    """What one reader got. `buttons` beside their action_ids, in order; `pings` are ids, in order, each once."""

    title: str
    text: str
    buttons: tuple[tuple[str, ButtonShown], ...]
    pings: tuple[str, ...]
    times: tuple[str, ...]


def read_message(team: Team, message: Message, user: str, zone: str) -> Read:
    """Return a message as somebody reads it whose device stands in a zone.

    With blocks, the text is for notifications only; whom it mentions is pinged all the same.
    """
    eyes = Reading(team, user, zone)
    if message.files:
        return _read(eyes, [f.alt or f.title for f in message.files], ())
    if not message.blocks:
        return _read(eyes, [eyes.mrkdwn(message.text, verbatim=True)], ())
    hidden = Reading(team, user, zone)
    hidden.mrkdwn(message.text, verbatim=True)
    eyes.pings.extend(hidden.pings)
    return read_blocks(eyes, message.blocks)


def read_blocks(eyes: Reading, blocks: list[Json]) -> Read:
    """Return blocks as somebody reads them."""
    lines = [line for block in blocks for line in _lines(eyes, block)]
    return _read(eyes, lines, tuple(b for block in blocks for b in _buttons(block)))


def _read(eyes: Reading, lines: list[str], buttons: tuple[tuple[str, ButtonShown], ...]) -> Read:
    text = "\n".join(lines)
    return Read(text.split("\n")[0], text, buttons, tuple(dict.fromkeys(eyes.pings)), tuple(eyes.times))


def _lines(eyes: Reading, block: Json) -> Iterator[str]:
    match block["type"]:
        case "header":
            yield text_of(eyes, block["text"])
        case "section":
            yield from [text_of(eyes, block["text"])] if "text" in block else []
            yield from (text_of(eyes, f) for f in block.get("fields", []))
        case "context":
            yield " ".join(text_of(eyes, e) for e in block["elements"] if "text" in e)
        case "rich_text":
            yield from (_rich(eyes, part) for part in block["elements"])
        case "actions":
            yield " ".join(f"[{_label(e)}]" for e in block["elements"])
        case "image":
            yield block["alt_text"]
        case "markdown":
            yield block["text"]
        case _:
            return


def text_of(eyes: Reading, value: Json) -> str:
    """Return a text object as it is read."""
    if value["type"] == "mrkdwn":
        return eyes.mrkdwn(value["text"], verbatim=bool(value.get("verbatim")))
    return str(value["text"]) if value.get("emoji") is False else emoji(value["text"])


def _label(element: Json) -> str:
    text = element.get("text", {}).get("text", element["type"])
    return str(text)


def _rich(eyes: Reading, part: Json) -> str:
    if part["type"] == "rich_text_list":
        return "\n".join(f"• {_rich(eyes, p)}" for p in part["elements"])
    return "".join(_word(eyes, e) for e in part["elements"])


def _word(eyes: Reading, element: Json) -> str:
    match element["type"]:
        case "text":
            return str(element["text"])
        case "user":
            return eyes.person(element["user_id"])
        case "channel":
            return eyes.room(element["channel_id"])
        case "broadcast":
            return eyes.group(element["range"])
        case "usergroup":
            return eyes.group(f"subteam^{element['usergroup_id']}")
        case "date":
            return eyes.date(element["timestamp"], element["format"])
        case "link":
            return str(element.get("text") or element["url"])
        case _:
            return "☺"


def _buttons(block: Json) -> Iterator[tuple[str, ButtonShown]]:
    for element in [*block.get("elements", []), block.get("accessory") or {}]:
        if element.get("type") == "button":
            action = element["action_id"]
            yield action, ButtonShown(_label(element), action.partition("#")[0], element.get("value", ""))
