"""What a room is like now: whether it is there, what it is called, who is in it, and what Hearth may do there."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from adapters.discord.compare import HIDES, evicted, missing
from adapters.discord.faults import EVICTED, NO_ACCESS, UNKNOWN_CHANNEL, fault, fault_of
from adapters.discord.line import Denied, Line
from adapters.discord.read import shown_name
from adapters.discord.rights import (
    PRIVATE_THREAD,
    THREAD_TYPES,
    VIEW,
    Act,
    Payload,
    held,
    held_in,
    lacking,
    outranking,
    place_above,
    remedy,
)
from adapters.discord.room_names import is_called
from adapters.discord.threads import Threads
from bot.i18n import _, later
from bot.ports import RoomAt
from bot.rooms import Presence, RoomState

LEFT: Final = frozenset({10007, 10013})
MEMBER, ROLE = 1, 0
HIDE: Final = later(
    "On Discord: Edit Channel → Permissions → Private Channel, and take out the roles that stand there."
)
FRESH: Final = timedelta(minutes=1)
"""How long a server's roles are taken for what they were: all its rooms are looked at one after the other."""
STAYS: Final = timedelta(hours=12)
"""How long nobody is asked again whether somebody is still on the server."""
MOST: Final = 50
"""Of how many people that is asked at one look."""


@dataclass(slots=True)
class Inspecting:
    """Looks at rooms. Somebody who leaves a server keeps their overwrite there: so each is asked for by name."""

    line: Line
    _roles: dict[str, tuple[datetime, Any, Any]] = field(default_factory=dict)
    _here: dict[tuple[str, str], datetime] = field(default_factory=dict)

    async def inspect(
        self, space: str, room: RoomAt, name: str, known: tuple[str, ...], *, everybody: bool = False
    ) -> RoomState:
        """Return what a room is like."""
        try:
            there = await self._channel(room.external)
            if there["type"] in THREAD_TYPES:
                return await self._thread(space, there, name, known, everybody=everybody)
            return await self._state(space, there, there, name, known, everybody=everybody)
        except Denied as denied:
            if denied.code in HIDES and await evicted(self.line, space):
                raise fault(EVICTED) from denied
            if denied.code == UNKNOWN_CHANNEL:
                return RoomState(Presence.GONE)
            if denied.code not in NO_ACCESS:
                raise fault_of(denied) from denied
        lack, where = await missing(self.line, Act.READ, space, room.external, None)
        return RoomState(Presence.UNSEEN, missing=lack, remedy=where)

    async def _thread(
        self, space: str, there: Payload, name: str, known: tuple[str, ...], *, everybody: bool
    ) -> RoomState:
        if there.get("thread_metadata", {}).get("locked"):
            return RoomState(Presence.ARCHIVED)
        parent = await self._channel(str(there["parent_id"]))
        return await self._state(space, there, parent, name, known, everybody=everybody)

    async def _state(
        self, space: str, there: Payload, parent: Payload, name: str, known: tuple[str, ...], *, everybody: bool
    ) -> RoomState:
        """Return the state of a channel, or of a thread below `parent`."""
        thread = there is not parent
        roles, me = await self.own(space)
        overwrites = parent.get("permission_overwrites", ())
        right = lacking(Act.THREAD if thread else Act.OPEN, held_in(held(roles, me, space), me, space, overwrites))
        by_channel = right is not None and lacking(Act.THREAD if thread else Act.OPEN, held(roles, me, space)) is None
        lack = (right.name, remedy(right, channel=by_channel)) if right else ("", "")
        above = "" if right or thread else outranking(roles, me, overwrites)
        if above:
            lack = place_above(above)
        private = there["type"] == PRIVATE_THREAD if thread else hidden(roles, space, overwrites, me)
        people = await self._inside(there, me) if private or not thread else None
        names, gone = await self._who(space, people or frozenset(), known, most=None if everybody else MOST)
        return RoomState(
            Presence.OPEN,
            called="" if is_called(there["name"], name) else there["name"],
            private=private,
            people=None if people is None else people & set(known) | set(names),
            names=names,
            departed=gone,
            missing=lack[0],
            remedy=lack[1],
            hide="" if private else _(HIDE),
            by_roles=not thread and not private and not _open(roles, space, overwrites),
        )

    async def _channel(self, channel: str) -> Payload:
        there: Payload = await self.line.request("GET", "/channels/{channel_id}", channel_id=channel)
        return there

    async def own(self, space: str) -> tuple[Any, Any]:
        """Return a server's roles, and Hearth as a member of it."""
        now = self.line.clock.real()
        known = self._roles.get(space)
        if known is None or now - known[0] >= FRESH:
            roles = await self.line.request("GET", "/guilds/{guild_id}/roles", guild_id=space)
            me = await self._member(space, await self.line.me())
            known = self._roles[space] = (now, roles, me)
        return known[1], known[2]

    async def _member(self, space: str, person: str) -> Any:
        return await self.line.request("GET", "/guilds/{guild_id}/members/{user}", guild_id=space, user=person)

    async def _inside(self, there: Payload, me: Any) -> frozenset[str] | None:
        """Return who was let in; of a thread Discord tells it only to who may hear of members."""
        own = str(me["user"]["id"])
        if there["type"] not in THREAD_TYPES:
            those = (o for o in there.get("permission_overwrites", ()) if int(o["type"]) == MEMBER)
            return frozenset(str(o["id"]) for o in those if int(o["allow"]) & VIEW.bit) - {own}
        try:
            return frozenset(await Threads(self.line).members(str(there["id"]))) - {own}
        except Denied as denied:
            if denied.code not in NO_ACCESS:
                raise
            return None

    async def _who(
        self, space: str, inside: Iterable[str], known: tuple[str, ...], *, most: int | None
    ) -> tuple[dict[str, str], frozenset[str]]:
        """Return the names of those who were not known, bots left out, and who of the known has left."""
        now = self.line.clock.real()
        self._here = {p: until for p, until in self._here.items() if until > now}
        names: dict[str, str] = {}
        gone = set()
        asked = [p for p in dict.fromkeys((*known, *inside)) if p not in known or (space, p) not in self._here]
        for person in asked[:most]:
            try:
                member = await self._member(space, person)
            except Denied as denied:
                if denied.code not in LEFT:
                    raise
                gone.add(person)
                continue
            if person in known:
                self._here[space, person] = now + STAYS
            elif not member["user"].get("bot"):
                names[person] = shown_name(member, member["user"])
        return names, frozenset(gone & set(known))


def hidden(roles: Iterable[Payload], space: str, overwrites: Iterable[Payload], me: Any) -> bool:
    """Return whether a channel is hidden from everybody, and opened to no role but Hearth's own."""
    if _open(roles, space, overwrites):
        return False
    by_role = _by_role(overwrites)
    others = set(by_role) - {space, *me.get("roles", ())}
    return not any(by_role[r][0] & VIEW.bit for r in others)


def _open(roles: Iterable[Payload], space: str, overwrites: Iterable[Payload]) -> bool:
    """Return whether everybody of a server may see a channel."""
    base = next((int(r["permissions"]) for r in roles if r["id"] == space), 0)
    allow, deny = _by_role(overwrites).get(space, (0, 0))
    return bool((base & ~deny | allow) & VIEW.bit)


def _by_role(overwrites: Iterable[Payload]) -> dict[str, tuple[int, int]]:
    """Return what a channel allows and denies to roles."""
    return {o["id"]: (int(o["allow"]), int(o["deny"])) for o in overwrites if int(o["type"]) == ROLE}
