"""What a channel is like now: whether it is there, what it is called, who is in it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, Final

from adapters.slack.clients import Clients
from adapters.slack.codes import SEAT
from adapters.slack.events import name_of
from adapters.slack.limits import PAGE
from adapters.slack.rooms import Rooms
from adapters.text import is_called
from bot.errors import PlatformFault
from bot.i18n import _, later
from bot.ports import RoomAt
from bot.rooms import Presence, RoomState

MOST: Final = 20
"""Of how many people it is asked at one look who they are, or whether they left."""

HIDE: Final = later(
    "In Slack: the channel's name → Settings → Change to a private channel. Workspace owners can do that."
)
"""No bot can (slack-api-ref, admin.conversations.convertToPrivate)."""


@dataclass(frozen=True, slots=True)
class Inspecting:
    """Looks at channels. It changes nothing: a public channel is not joined for it."""

    clients: Clients
    rooms: Rooms

    async def inspect(
        self, team: str, room: RoomAt, name: str, known: tuple[str, ...], *, everybody: bool = False
    ) -> RoomState:
        """Return what a channel is like."""
        try:
            told = await self.clients.call(team, "conversations.info", channel=room.external)
        except PlatformFault as fault:
            if fault.code != "channel_not_found":
                raise
            if not room.private:
                return RoomState(Presence.GONE)
            return RoomState(Presence.UNSEEN, missing=_(SEAT.missing), remedy=_(SEAT.remedy))
        channel = told["channel"]
        if channel.get("is_archived"):
            return RoomState(Presence.ARCHIVED)
        called = str(channel.get("name") or "")
        private = bool(channel.get("is_private"))
        inside = await self.rooms.members(team, room)
        strangers = await self._strangers(team, inside - set(known), everybody=everybody)
        return RoomState(
            Presence.OPEN,
            called="" if is_called(called, name) else called,
            private=private,
            people=inside & set(known) | set(strangers),
            names=strangers,
            departed=await self._departed(team, set(known) - inside),
            hide="" if private else _(HIDE),
        )

    async def _strangers(self, team: str, people: Collection[str], *, everybody: bool) -> dict[str, str]:
        """Return who the others are; bots, and who is gone, are left out."""
        if everybody and len(people) > MOST:
            return await self._listed(team, people)
        found: dict[str, str] = {}
        for person in sorted(people)[:MOST]:
            user = await self._user(team, person)
            if user is not None and not user.get("is_bot") and not user.get("deleted"):
                found[person] = name_of(user)
        return found

    async def _listed(self, team: str, people: Collection[str]) -> dict[str, str]:
        """Return who many are: a page of the workspace's people costs no more than one of them."""
        found: dict[str, str] = {}
        cursor: str | None = None
        while True:
            told = await self.clients.call(team, "users.list", limit=PAGE, cursor=cursor)
            for user in told.get("members") or ():
                if user["id"] in people and not user.get("is_bot") and not user.get("deleted"):
                    found[user["id"]] = name_of(user)
            cursor = str((told.get("response_metadata") or {}).get("next_cursor") or "") or None
            if cursor is None or len(found) == len(people):
                return found

    async def _departed(self, team: str, people: Iterable[str]) -> frozenset[str]:
        """Return who of these is not in the workspace any more."""
        gone = set()
        for person in sorted(people)[:MOST]:
            user = await self._user(team, person)
            if user is None or user.get("deleted"):
                gone.add(person)
        return frozenset(gone)

    async def _user(self, team: str, person: str) -> dict[str, Any] | None:
        try:
            told = await self.clients.call(team, "users.info", user=person)
        except PlatformFault as fault:
            if fault.code != "user_not_found":
                raise
            return None
        user: dict[str, Any] = told["user"]
        return user
