"""Channels: opened, named, filled, and left, with what Slack refuses though all is as it should be."""

from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass
from typing import Any, Final

import structlog

from adapters.slack.clients import Clients
from adapters.slack.faults import unseen
from adapters.slack.limits import INVITES, PAGE, TOPIC_CHARACTERS
from adapters.text import numbered, one_line, room_name
from bot.errors import Outcome, PlatformFault
from bot.ports import RoomAt
from bot.rooms import Opened

log = structlog.get_logger()
NAMES: Final = 20
"""How many numbers behind a taken name are tried."""
IN_ALREADY: Final = frozenset({"already_in_channel", "cant_invite_self"})
CANNOT_COME: Final = frozenset(
    {
        "cant_invite",
        "invitee_cant_see_channel",
        "no_external_invite_permission",
        "org_user_not_in_team",
        "ura_max_channels",
        "user_disabled",
        "user_is_restricted",
        "user_not_found",
    }
)
"""That person cannot; the others can (slack-api-ref, conversations.invite)."""
OUT_ALREADY: Final = frozenset({"not_in_channel", "user_not_found", "user_disabled"})


@dataclass(frozen=True, slots=True)
class Rooms:
    """Does things in channels."""

    clients: Clients

    async def call(
        self, team: str, room: RoomAt, method: str, *, done: Collection[str] = (), **arguments: Any
    ) -> dict[str, Any]:
        """Call a method on a channel; `done` are codes that mean it is so already.

        A public room that Hearth is not in is joined first. Of a private one Slack does not say whether it is
        gone or Hearth was taken out of it.
        """
        try:
            return await self._once(team, room, method, done, arguments)
        except PlatformFault as fault:
            if fault.code != "not_in_channel" or room.private:
                raise unseen(fault) if room.private else fault from fault
        await self.clients.call(team, "conversations.join", channel=room.external)
        return await self._once(team, room, method, done, arguments)

    async def _once(
        self, team: str, room: RoomAt, method: str, done: Collection[str], arguments: dict[str, Any]
    ) -> dict[str, Any]:
        try:
            return await self.clients.call(team, method, channel=room.external, **arguments)
        except PlatformFault as fault:
            if fault.code in done:
                return {}
            raise

    async def open(self, team: str, name: str, purpose: str, *, private: bool) -> str:
        """Make a channel; return its id. A name that is taken, also by a room nobody here sees, gets a number."""
        wanted = room_name(name)
        for number in range(1, NAMES + 1):
            try:
                made = await self.clients.call(
                    team, "conversations.create", name=numbered(wanted, number), is_private=private
                )
            except PlatformFault as fault:
                if fault.code != "name_taken":
                    raise
                continue
            channel = str(made["channel"]["id"])
            await self._purpose(team, channel, purpose)
            return Opened(channel, numbered(wanted, number) if number > 1 else "")
        raise PlatformFault("name_taken", Outcome.NEVER)

    async def _purpose(self, team: str, channel: str, purpose: str) -> None:
        """Say what a new room is for. The room is there either way, and must not be made twice for this."""
        text = one_line(purpose, TOPIC_CHARACTERS)
        try:
            if text:
                await self.clients.call(team, "conversations.setPurpose", channel=channel, purpose=text)
        except PlatformFault as fault:
            log.warning("a new room has no purpose", space=team, code=fault.code)

    async def rename(self, team: str, room: RoomAt, name: str) -> None:
        """Give a channel another name; one that is taken gets a number."""
        wanted = room_name(name)
        for number in range(1, NAMES + 1):
            try:
                await self.call(team, room, "conversations.rename", name=numbered(wanted, number))
            except PlatformFault as fault:
                if fault.code != "name_taken":
                    raise
                if await self._called(team, room) == numbered(wanted, number):
                    return
                continue
            return
        raise PlatformFault("name_taken", Outcome.NEVER)

    async def _called(self, team: str, room: RoomAt) -> str:
        told = await self.call(team, room, "conversations.info")
        return str(told["channel"].get("name") or "")

    async def topic(self, team: str, room: RoomAt, topic: str) -> None:
        """Set a channel's topic."""
        await self.call(team, room, "conversations.setTopic", topic=one_line(topic, TOPIC_CHARACTERS))

    async def invite(self, team: str, room: RoomAt, people: tuple[str, ...]) -> None:
        """Let people in. Who cannot come is a fault, told once those who can are in."""
        if len(people) > INVITES:
            raise PlatformFault("too_many_people", Outcome.NEVER)
        try:
            told = await self.call(
                team,
                room,
                "conversations.invite",
                done=IN_ALREADY if len(people) == 1 else (),
                users=",".join(people),
                force=True,
            )
        except PlatformFault as fault:
            if len(people) == 1 or fault.code not in IN_ALREADY | CANNOT_COME:
                raise
            # Slack names one code for all of them, so each is asked for alone.
            await self._one_by_one(team, room, people)
        else:
            # With `force` those who can are in, and the others are named.
            codes = [str(e.get("error")) for e in told.get("errors") or ()]
            if left := [code for code in codes if code not in IN_ALREADY]:
                raise PlatformFault(left[0], Outcome.NEVER)

    async def _one_by_one(self, team: str, room: RoomAt, people: tuple[str, ...]) -> None:
        last: PlatformFault | None = None
        for person in people:
            try:
                await self.call(team, room, "conversations.invite", done=IN_ALREADY, users=person)
            except PlatformFault as fault:
                if fault.code not in CANNOT_COME:
                    raise
                last = fault
        if last is not None:
            raise last

    async def remove(self, team: str, room: RoomAt, person: str) -> None:
        """Take somebody out; who is out stays out."""
        try:
            await self.clients.call(team, "conversations.kick", channel=room.external, user=person)
        except PlatformFault as fault:
            if fault.code not in OUT_ALREADY:
                raise unseen(fault) if room.private else fault from fault

    async def members(self, team: str, room: RoomAt) -> frozenset[str]:
        """Return who is in a channel, Hearth left out."""
        found = [p async for page in self.pages(team, room, "conversations.members", "members") for p in page]
        installation = await self.clients.installation(team)
        return frozenset(str(p) for p in found) - {installation.bot_user if installation else ""}

    async def pages(
        self, team: str, room: RoomAt, method: str, rows: str, **arguments: Any
    ) -> AsyncIterator[list[Any]]:
        """Yield the pages of a list about a channel."""
        cursor: str | None = None
        while True:
            told = await self.call(team, room, method, limit=PAGE, cursor=cursor, **arguments)
            yield list(told.get(rows) or ())
            cursor = str((told.get("response_metadata") or {}).get("next_cursor") or "") or None
            if cursor is None:
                return
