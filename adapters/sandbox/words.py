"""The sandbox's words as plain data that JSON can hold, and back: for rows and for the wire."""

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, TypeAlias

from bot.cards import Card
from bot.codec import encode
from bot.errors import Outcome, PlatformFault
from bot.keys import MemberId, RoomId
from bot.ports import Names, PersonAt, RoomAt
from bot.rooms import Load, LoadKind, Presence, RoomListed, RoomsSeen, RoomState

Data: TypeAlias = Mapping[str, Any]


def of_names(names: Names) -> Data:
    """Return names as data: [our id, external id or null, shown name] each."""
    return {
        "people": [[i, external, shown] for i, (external, shown) in names.people.items()],
        "rooms": [[i, external, shown] for i, (external, shown) in names.rooms.items()],
    }


def names_of(data: Data) -> Names:
    """Return the names that `of_names` wrote."""
    return Names(
        {MemberId(i): (external, shown) for i, external, shown in data["people"]},
        {RoomId(i): (external, shown) for i, external, shown in data["rooms"]},
    )


def shown_of(card: Card, names: Names) -> dict[str, Any]:
    """Return what a message shows, as columns of its row."""
    return {"card": encode(card), "names": json.dumps(of_names(names), ensure_ascii=False)}


def of_place(at: RoomAt | PersonAt | None) -> Data | None:
    """Return where something is as data."""
    match at:
        case RoomAt(external, private):
            return {"room": external, "private": private}
        case PersonAt(external):
            return {"person": external}
        case None:
            return None


def room_of(data: Data) -> RoomAt:
    """Return the room that `of_place` wrote."""
    return RoomAt(data["room"], data["private"])


def person_of(data: Data) -> PersonAt:
    """Return the person that `of_place` wrote."""
    return PersonAt(data["person"])


def place_of(data: Data) -> RoomAt | PersonAt:
    """Return the room or person that `of_place` wrote."""
    return room_of(data) if "room" in data else person_of(data)


def of_fault(fault: PlatformFault) -> Data:
    """Return all that a fault tells as data."""
    return {
        "code": fault.code,
        "outcome": fault.outcome.value,
        "retry_after_s": None if fault.retry_after is None else fault.retry_after.total_seconds(),
        "missing": fault.missing,
        "remedy": fault.remedy,
        "lost": fault.lost,
    }


def fault_of(data: Data) -> PlatformFault:
    """Return the fault that `of_fault` wrote."""
    wait = data["retry_after_s"]
    return PlatformFault(
        data["code"],
        Outcome(data["outcome"]),
        retry_after=None if wait is None else timedelta(seconds=wait),
        missing=data["missing"],
        remedy=data["remedy"],
        lost=data["lost"],
    )


def of_state(state: RoomState) -> Data:
    """Return what a room is like as data."""
    return {
        "presence": state.presence.value,
        "called": state.called,
        "private": state.private,
        "people": None if state.people is None else sorted(state.people),
        "names": dict(state.names),
        "departed": sorted(state.departed),
        "missing": state.missing,
        "remedy": state.remedy,
        "hide": state.hide,
        "by_roles": state.by_roles,
    }


def state_of(data: Data) -> RoomState:
    """Return the state that `of_state` wrote."""
    return RoomState(
        presence=Presence(data["presence"]),
        called=data["called"],
        private=data["private"],
        people=None if data["people"] is None else frozenset(data["people"]),
        names=dict(data["names"]),
        departed=frozenset(data["departed"]),
        missing=data["missing"],
        remedy=data["remedy"],
        hide=data["hide"],
        by_roles=data["by_roles"],
    )


def of_rooms(seen: RoomsSeen) -> Data:
    """Return the rooms of a space as data."""
    return {
        "private": [[r.external, r.name, r.shared] for r in seen.private],
        "rooms": seen.rooms,
        "loads": [[load.kind.value, load.used, load.cap, load.private, load.public] for load in seen.loads],
    }


def rooms_of(data: Data) -> RoomsSeen:
    """Return the rooms that `of_rooms` wrote."""
    return RoomsSeen(
        tuple(RoomListed(external, name, shared) for external, name, shared in data["private"]),
        data["rooms"],
        tuple(
            Load(LoadKind(kind), used, cap, private=private, public=public)
            for kind, used, cap, private, public in data["loads"]
        ),
    )
