"""One browser tab: who it acts as, where it looks, and what only this tab was told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias
from urllib.parse import urlencode

from adapters.web.ports import CardShown, MessageShown, PersonShown, RoomShown, Sandbox
from adapters.web.walk import Walk
from bot.errors import Refusal

DIRECT = "@hearth"
"""How an address names the direct messages with Hearth; no room's id begins with @."""
MOST_PRIVATE = 50
"""As many private replies as a tab remembers in one place."""
Spot: TypeAlias = tuple[str, str, str | None]
"""A space, who looks, and the room (None: direct messages with Hearth)."""


@dataclass(frozen=True, slots=True)
class Private:
    """What Hearth told this tab alone; `asked` is what was typed or pressed for it."""

    id: str
    at: datetime
    asked: str
    card: CardShown


Said: TypeAlias = MessageShown | Private


@dataclass(slots=True)
class Tab:
    """The state of one tab. `look` brings it in step with the world; what is gone is let go of."""

    sandbox: Sandbox
    walk: Walk
    space: str = ""
    person: str = ""
    room: str | None = None
    chosen: bool = False
    spaces: Sequence[str] = ()
    people: Sequence[PersonShown] = ()
    rooms: Sequence[RoomShown] = ()
    said: Sequence[Said] = ()
    unread: frozenset[str | None] = frozenset()
    me: PersonShown | None = None
    beginning: int = 0
    _private: dict[Spot, list[Private]] = field(default_factory=dict)
    _seen: dict[Spot, str] = field(default_factory=dict)
    _count: int = 0

    @classmethod
    def opened(cls, sandbox: Sandbox, walk: Walk, query: Mapping[str, str]) -> "Tab":
        """Return the tab an address asks for."""
        tab = cls(sandbox, walk, query.get("space", ""), query.get("as", ""), beginning=walk.beginning)
        if "in" in query:
            tab.room = None if query["in"] == DIRECT else query["in"]
            tab.chosen = True
        return tab

    @property
    def spot(self) -> Spot:
        """Return where this tab looks, and as whom."""
        return (self.space, self.person, self.room)

    @property
    def open_room(self) -> RoomShown | None:
        """Return the room it looks at, None for direct messages."""
        return next((r for r in self.rooms if r.id == self.room), None)

    @property
    def zone(self) -> str:
        """Return the zone in which times are shown."""
        return self.me.zone if self.me else "UTC"

    def address(self, person: str, room: str | None) -> str:
        """Return the address of this page for somebody at a place of this space, beginning with "?"."""
        return f"?{urlencode({'as': person, 'space': self.space, 'in': room or DIRECT})}"

    def go(self, room: str | None) -> None:
        """Look at another room, or at the direct messages."""
        self.room, self.chosen = room, True

    def become(self, person: str) -> None:
        """Act as somebody else, in the same room where they may see it."""
        self.person = person

    def move_to(self, space: str) -> None:
        """Go to another space, as whoever came there first."""
        self.space, self.person, self.room, self.chosen = space, "", None, False

    async def look(self) -> None:
        """Bring everything but what is unread in step with the world."""
        if self.beginning != self.walk.beginning:
            self.beginning = self.walk.beginning
            self._private.clear()
            self._seen.clear()
        self.spaces = await self.sandbox.spaces()
        if not self.space and self.spaces:
            self.space = self.spaces[0]
        elif self.space not in self.spaces and self.spaces:
            self.move_to(self.spaces[0])
        await self._look_at_people()
        await self._look_at_rooms()
        self.said = await self._said(self.room) if self.me else ()
        self._seen[self.spot] = newest_of(self.said)

    async def _look_at_people(self) -> None:
        self.people = [p for p in await self.sandbox.people(self.space) if p.here] if self.spaces else []
        if not self.person and self.people:
            self.person = self.people[0].id
        self.me = next((p for p in self.people if p.id == self.person), None)

    async def _look_at_rooms(self) -> None:
        found = await self.sandbox.rooms(self.space, self.me.id) if self.me else ()
        self.rooms = sorted(found, key=lambda r: r.archived)
        gone = self.room is not None and self.open_room is None
        if (gone or not self.chosen) and self.rooms:
            self.room = self.rooms[0].id
        elif gone:
            self.room = None

    async def _said(self, room: str | None) -> Sequence[Said]:
        place = {"direct": self.person} if room is None else {"room": room}
        said: list[Said] = [*await self.sandbox.messages(self.space, self.person, **place)]
        said += self._private.get((self.space, self.person, room), ())
        return sorted(said, key=lambda s: s.at)

    async def look_for_unread(self) -> bool:
        """Find out where something new stands; what was there when this tab first looked is not new.

        Returns:
            Whether that is known: not when the person or a room went while we looked, as in a start over.
        """
        try:
            await self._look_for_unread()
        except Refusal:
            return False
        return True

    async def _look_for_unread(self) -> None:
        if self.me is None:
            return
        unread: set[str | None] = set()
        for room in [None, *(r.id for r in self.rooms if not r.archived)]:
            spot = (self.space, self.person, room)
            newest = newest_of(await self._said(room))
            if self._seen.setdefault(spot, newest) != newest and room != self.room:
                unread.add(room)
        self.unread = frozenset(unread)

    def remember(self, spot: Spot, asked: str, card: CardShown) -> None:
        """Keep what Hearth told this tab alone, for as long as the tab is open."""
        self._count += 1
        kept = self._private.setdefault(spot, [])
        kept.append(Private(f"private-{self._count}", self.sandbox.now(), asked, card))
        del kept[:-MOST_PRIVATE]

    def dismiss(self, private: str) -> None:
        """Forget one of them."""
        for kept in self._private.values():
            kept[:] = [p for p in kept if p.id != private]


def newest_of(said: Sequence[Said]) -> str:
    """Return the id of the last message that others may see too, "" when there is none."""
    return next((s.id for s in reversed(said) if isinstance(s, MessageShown)), "")
