"""What happens in Slack by itself, as an event: ids, kind and time. Never what somebody wrote. Pure."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from adapters.slack import PLATFORM
from bot.commands import Event, EventKind

Inner = Mapping[str, Any]
Told = dict[str, Any]
EVENTS: Final = (
    "app_home_opened",
    "app_uninstalled",
    "channel_archive",
    "channel_deleted",
    "channel_left",
    "channel_rename",
    "channel_unarchive",
    "group_archive",
    "group_deleted",
    "group_left",
    "group_rename",
    "group_unarchive",
    "member_joined_channel",
    "member_left_channel",
    "message.channels",
    "reaction_added",
    "team_join",
    "tokens_revoked",
    "user_change",
)
"""What the app subscribes to (slack-api-ref, events)."""


def event(payload: Mapping[str, Any], at: datetime) -> Event | None:
    """Return an event of the Events API; None for what Hearth does not need. `at` is community time.

    Source:
        docs.slack.dev, apis/events-api (the envelope); slack-api-ref, events (what is in it).
    """
    inner = payload.get("event") or {}
    reader = READERS.get(str(inner.get("type")))
    told = reader(inner) if reader is not None else None
    if told is not None and _own(payload, told.get("person")):
        told = _let_in(inner)
    if told is None:
        return None
    return Event(id=str(payload["event_id"]), platform=PLATFORM, space=str(payload["team_id"]), at=at, **told)


def _own(payload: Mapping[str, Any], person: str | None) -> bool:
    """Return whether Hearth did it itself."""
    return any(a.get("is_bot") and a.get("user_id") == person for a in payload.get("authorizations") or ())


def _let_in(inner: Inner) -> Told | None:
    """Return what it means that Hearth itself did something: only that somebody let it into a room is of use."""
    invited = inner.get("type") == "member_joined_channel" and inner.get("inviter")
    return {"kind": EventKind.ROOM_BACK, "room": inner["channel"]} if invited else None


def _wrote(inner: Inner) -> Told | None:
    """Return that somebody wrote in a room that everybody may read; bots, edits and joins are left out."""
    if inner.get("channel_type") != "channel" or inner.get("subtype") or inner.get("bot_id") or not inner.get("user"):
        return None
    answered = inner.get("thread_ts") not in {None, inner.get("ts")}
    kind = EventKind.REPLIED if answered else EventKind.WROTE
    return {"kind": kind, "person": inner["user"], "room": inner["channel"]}


def _reacted(inner: Inner) -> Told | None:
    item = inner.get("item") or {}
    if item.get("type") != "message":
        return None
    return {"kind": EventKind.REACTED, "person": inner["user"], "room": item["channel"]}


def _entered(inner: Inner) -> Told | None:
    return {"kind": EventKind.ENTERED, "person": inner["user"], "room": inner["channel"]}


def _exited(inner: Inner) -> Told | None:
    return {"kind": EventKind.EXITED, "person": inner["user"], "room": inner["channel"]}


def _arrived(inner: Inner) -> Told | None:
    return _person(inner, EventKind.ARRIVED)


def _changed(inner: Inner) -> Told | None:
    return _person(inner, EventKind.DEPARTED if inner["user"].get("deleted") else EventKind.CHANGED)


def _person(inner: Inner, kind: EventKind) -> Told | None:
    user = inner["user"]
    if user.get("is_bot") or user["id"] == "USLACKBOT":
        return None
    return {"kind": kind, "person": user["id"], "name": name_of(user), "zone": user.get("tz") or None}


def name_of(user: Mapping[str, Any]) -> str:
    """Return how a user is shown (docs.slack.dev, reference/objects/user-object)."""
    profile = user.get("profile") or {}
    names = (profile.get("display_name"), profile.get("real_name"), user.get("real_name"), user.get("name"))
    return next((str(n) for n in names if n), "")


def _gone(inner: Inner) -> Told | None:
    return {"kind": EventKind.ROOM_GONE, "room": inner["channel"]}


def _back(inner: Inner) -> Told | None:
    return {"kind": EventKind.ROOM_BACK, "room": inner["channel"]}


def _touched(inner: Inner) -> Told | None:
    """Return that Hearth was taken out of a room: it is looked at, and its stewards hear how to let Hearth in."""
    return {"kind": EventKind.ROOM_TOUCHED, "room": inner["channel"]}


def _renamed(inner: Inner) -> Told | None:
    # A private room's name is not kept: no list of ours could show it by mistake.
    name = inner["channel"].get("name", "") if inner["type"] == "channel_rename" else ""
    return {"kind": EventKind.ROOM_RENAMED, "room": inner["channel"]["id"], "name": name}


def _uninstalled(_inner: Inner) -> Told | None:
    return {"kind": EventKind.SPACE_GONE}


def _revoked(inner: Inner) -> Told | None:
    return {"kind": EventKind.SPACE_GONE} if (inner.get("tokens") or {}).get("bot") else None


READERS: Final[dict[str, Callable[[Inner], Told | None]]] = {
    "message": _wrote,
    "reaction_added": _reacted,
    "member_joined_channel": _entered,
    "member_left_channel": _exited,
    "team_join": _arrived,
    "user_change": _changed,
    "channel_archive": _gone,
    "channel_deleted": _gone,
    "group_archive": _gone,
    "group_deleted": _gone,
    "channel_unarchive": _back,
    "group_unarchive": _back,
    "channel_left": _touched,
    "group_left": _touched,
    "channel_rename": _renamed,
    "group_rename": _renamed,
    "app_uninstalled": _uninstalled,
    "tokens_revoked": _revoked,
}
