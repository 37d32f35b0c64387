"""The names a card mentions, as plain data and back: for rows and for the wire."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.keys import MemberId, RoomId
from bot.ports import Names


def plain(names: Names) -> dict[str, list[list[str | None]]]:
    """Return names as data that JSON can hold: [our id, external id or null, shown name] each."""
    return {
        "people": [[i, external, shown] for i, (external, shown) in names.people.items()],
        "rooms": [[i, external, shown] for i, (external, shown) in names.rooms.items()],
    }


def names_of(data: Mapping[str, Sequence[Sequence[Any]]]) -> Names:
    """Return the names that `plain` wrote."""
    return Names(
        {MemberId(i): (external, shown) for i, external, shown in data["people"]},
        {RoomId(i): (external, shown) for i, external, shown in data["rooms"]},
    )
