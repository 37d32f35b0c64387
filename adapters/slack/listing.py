"""How many channels a workspace has, and which private ones Hearth is in."""

from dataclasses import dataclass
from typing import Any, Final

from adapters.slack.clients import Clients
from bot.rooms import RoomListed, RoomsSeen

PAGE: Final = 999
"""The most a page may hold (slack-api-ref, conversations.list), so that few calls list a large workspace."""
PAGES: Final = 15
"""conversations.list takes 20 calls a minute: what is not told by then is not counted."""


@dataclass(frozen=True, slots=True)
class Listing:
    """Lists channels. Slack publishes no number of channels that a workspace bears, so none is told."""

    clients: Clients

    async def rooms(self, team: str, person: str | None) -> RoomsSeen:
        """Return the private channels Hearth is in, and how many channels it knows of in all."""
        mine, _whole = await self._pages(team, "users.conversations", types="private_channel")
        theirs: list[dict[str, Any]] = []
        if person is not None and mine:
            # Of private channels Slack tells only those in which Hearth is as well (slack-api-ref).
            theirs, _whole = await self._pages(team, "users.conversations", types="private_channel", user=person)
        public, whole = await self._pages(team, "conversations.list", types="public_channel")
        shared = {str(c["id"]) for c in theirs}
        private = tuple(_listed(c, str(c["id"]) in shared) for c in mine)
        return RoomsSeen(private, len(public) + len(mine) if whole else None)

    async def _pages(self, team: str, method: str, **arguments: Any) -> tuple[list[dict[str, Any]], bool]:
        """Return the channels that are not archived, and whether these are all."""
        found: list[dict[str, Any]] = []
        cursor: str | None = None
        for _page in range(PAGES):
            told = await self.clients.call(team, method, exclude_archived=True, limit=PAGE, cursor=cursor, **arguments)
            found += told.get("channels") or ()
            cursor = str((told.get("response_metadata") or {}).get("next_cursor") or "") or None
            if cursor is None:
                return found, True
        return found, False


def _listed(channel: dict[str, Any], shared: bool) -> RoomListed:
    return RoomListed(str(channel["id"]), str(channel.get("name") or "") if shared else "", shared)
