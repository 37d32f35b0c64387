"""Events in the server's own calendar, where Discord shows them to everybody of the server."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from adapters.discord.compare import acting
from adapters.discord.limits import EVENT_ABOUT, EVENT_NAME, EVENT_PLACE
from adapters.discord.line import Denied, Line
from adapters.discord.rights import Act
from adapters.text import clipped, inert, joined
from bot.errors import Outcome, PlatformFault
from bot.ports import Found, RoomAt, Seen, Slot

EVENTS: Final = "/guilds/{guild_id}/scheduled-events"
EVENT: Final = "/guilds/{guild_id}/scheduled-events/{event}"
GUILD_ONLY: Final = 2
EXTERNAL: Final = 3
"""Privacy level and entity type (discord-api-docs, resources/guild-scheduled-event)."""
OVER: Final = frozenset({10070, 180000})


@dataclass(slots=True)
class Agenda:
    """Puts events in and takes them out."""

    line: Line

    async def schedule(self, space: str, room: RoomAt, slot: Slot) -> str:
        """Put an event in; a private room has none, because everybody would read its name."""
        async with acting(self.line, Act.SCHEDULE, space):
            body = {**await self._said(room, slot), "privacy_level": GUILD_ONLY, "entity_type": EXTERNAL}
            reason = "Hearth announces a gathering"
            made = await self.line.request("POST", EVENTS, json=body, reason=reason, guild_id=space)
            return str(made["id"])

    async def reschedule(self, space: str, room: RoomAt, event: str, slot: Slot) -> None:
        """Let an event say this instead; one that somebody deleted, or that is over, stays so."""
        async with acting(self.line, Act.SCHEDULE, space):
            body = await self._said(room, slot)
            await self._unless_over("PATCH", space, event, "Hearth moves a gathering", json=body)

    async def unschedule(self, space: str, event: str) -> None:
        """Take an event out; one that is gone or over stays so."""
        async with acting(self.line, Act.SCHEDULE, space):
            await self._unless_over("DELETE", space, event, "Hearth takes a gathering back")

    async def _unless_over(self, method: str, space: str, event: str, reason: str, **body: object) -> None:
        try:
            await self.line.request(method, EVENT, reason=reason, guild_id=space, event=event, **body)
        except Denied as denied:
            if denied.code not in OVER:
                raise

    async def _said(self, room: RoomAt, slot: Slot) -> dict[str, object]:
        """Return what an event says: one date without a rule, for the recurrence is Hearth's own."""
        if room.private:
            raise PlatformFault("private_room", Outcome.NEVER)
        there = await self.line.request("GET", "/channels/{channel_id}", channel_id=room.external)
        return {
            "name": _name(slot),
            "description": clipped(inert(slot.about).strip(), EVENT_ABOUT),
            "scheduled_start_time": slot.starts.isoformat(),
            "scheduled_end_time": slot.ends.isoformat(),
            "entity_metadata": {"location": clipped(f"#{there['name']}", EVENT_PLACE)},
        }

    async def look_up(self, space: str, slot: Slot) -> Found:
        """Look for an event of Hearth's own with this name and start."""
        async with acting(self.line, Act.SCHEDULE, space):
            me = await self.line.me()
            events = await self.line.request("GET", EVENTS, guild_id=space)
        for event in events:
            starts = datetime.fromisoformat(event["scheduled_start_time"])
            if event.get("creator_id") == me and event["name"] == _name(slot) and starts == slot.starts:
                return Found(Seen.THERE, str(event["id"]))
        return Found(Seen.ABSENT)


def _name(slot: Slot) -> str:
    return clipped(joined(slot.name), EVENT_NAME) or "…"
