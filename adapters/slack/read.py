"""What a person does in Slack, as a request: a typed line, a pressed button, a sent form, a picked message.

Pure functions over Slack's payloads. Nothing survives but ids, names of those meant, and what was typed into Hearth.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from adapters.slack import PLATFORM
from adapters.slack.carried import Carried
from adapters.slack.parts import Parts, written
from bot.catalogue.reading import spoken
from bot.commands import Person, Request

Payload = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Asking:
    """A select that asks what to offer: for which argument, and what was typed so far."""

    request: Request
    arg: str
    typed: str


def command(payload: Payload) -> Request:
    """Return the request of a slash command (docs.slack.dev, interactivity/implementing-slash-commands)."""
    parts = Parts()
    text = parts.typed(str(payload.get("text") or ""))
    return Request(
        id=str(payload["trigger_id"]),
        platform=PLATFORM,
        space=str(payload["team_id"]),
        space_name=str(payload.get("team_domain") or ""),
        person=Person(str(payload["user_id"]), str(payload.get("user_name") or "")),
        room=_room(payload.get("channel_id")),
        text=text.strip(),
        people=parts.people,
        rooms=parts.rooms,
    )


def pressed(payload: Payload) -> Request:
    """Return the request of a button (docs.slack.dev, interaction payloads, block_actions)."""
    action = payload["actions"][0]
    channel = payload.get("channel") or {}
    return _asked(
        payload,
        str(payload["trigger_id"]),
        room=_room(channel.get("id")),
        path=tuple(str(action["action_id"]).partition("#")[0].split(".")),
        text=str(action.get("value") or ""),
    )


def submitted(payload: Payload, carried: Carried) -> Request:
    """Return the request of a sent form: its answers, and what it knew before."""
    view = payload["view"]
    parts = Parts()
    answers = {name: _answer(block, parts) for name, block in view["state"]["values"].items()}
    for value in carried.known.values():
        parts.typed(value)
    return _asked(
        payload,
        # The hash changes with each version of the view, so a form that is sent again is another one.
        f"{view['id']}:{view.get('hash') or ''}",
        room=carried.room,
        path=carried.path,
        answers={**carried.known, **answers},
        form=True,
        people=parts.people,
        rooms=parts.rooms,
    )


def suggesting(payload: Payload, carried: Carried) -> Asking:
    """Return what a select asks for (docs.slack.dev, interaction payloads, block_suggestion)."""
    view = payload["view"]
    request = _asked(payload, str(view["id"]), room=carried.room, path=carried.path)
    return Asking(request, str(payload["block_id"]), written(str(payload.get("value") or "")))


def picked(payload: Payload) -> tuple[Request, str]:
    """Return the request of a message shortcut, and the text of the message, with nobody meant in it.

    The text goes into a form that the person sees before it is sent, and nowhere else.
    """
    parts = Parts()
    text = spoken(parts.typed(str(payload["message"].get("text") or "")), parts.people, parts.rooms)
    room = _room((payload.get("channel") or {}).get("id"))
    return _asked(payload, str(payload["trigger_id"]), room=room, path=tuple(payload["callback_id"].split("_"))), text


def _asked(payload: Payload, ident: str, **rest: Any) -> Request:
    """Return the request of an interaction, whose payloads name team and user alike."""
    team, user = payload.get("team") or {}, payload["user"]
    return Request(
        id=ident,
        platform=PLATFORM,
        space=str(team.get("id") or user.get("team_id")),
        space_name=str(team.get("domain") or ""),
        person=Person(str(user["id"]), str(user.get("name") or user.get("username") or "")),
        **rest,
    )


def _room(channel: object) -> str | None:
    """Return the room; None in direct messages, whose ids begin with D."""
    return None if not channel or str(channel).startswith("D") else str(channel)


def _answer(block: Mapping[str, Any], parts: Parts) -> str:
    """Return one answer as the catalogue reads it (docs.slack.dev, interaction payloads, view_submission)."""
    (given,) = block.values()
    match given["type"]:
        case "users_select":
            return parts.person(given["selected_user"]) if given.get("selected_user") else ""
        case "multi_users_select":
            return " ".join(parts.person(p) for p in given.get("selected_users") or ())
        case "conversations_select":
            return parts.room(given["selected_conversation"]) if given.get("selected_conversation") else ""
        case "static_select" | "external_select":
            return written(str((given.get("selected_option") or {}).get("value") or ""))
        case _:
            return written(str(given.get("value") or ""))
