"""The sandbox with a witness: what arrives on the platform is noted as it comes, beside Hearth's own books."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime

from adapters.sandbox.platform import SandboxPlatform
from bot.cards import Card
from bot.codec import encode
from bot.ports import Names, PersonAt, RoomAt


@dataclass(frozen=True, slots=True)
class Arrival:
    """A message of Hearth's that arrived. `to` is a room's id, or in direct messages a person's handle."""

    key: str
    space: str
    to: str
    direct: bool
    card: Card
    at: datetime


@dataclass(slots=True)
class WitnessedSandbox(SandboxPlatform):
    """Keeps in `fresh` what has arrived since somebody looked, and counts messages that came twice.

    Doubled is what came under a key that was there, or in the words of another message of that day and place.
    """

    fresh: list[Arrival] = field(default_factory=list)
    doubled: int = 0
    _keys: set[str] = field(default_factory=set)
    _said: set[bytes] = field(default_factory=set)

    async def post(
        self, space: str, to: RoomAt, card: Card, names: Names, key: str, *, under: str | None = None
    ) -> str:
        """Post, and note it."""
        sent = await SandboxPlatform.post(self, space, to, card, names, key, under=under)
        self._note(Arrival(key, space, to.external, direct=False, card=card, at=self.clock.now()))
        return sent

    async def direct(self, space: str, to: PersonAt, card: Card, names: Names, key: str) -> str:
        """Send a direct message, and note it."""
        sent = await SandboxPlatform.direct(self, space, to, card, names, key)
        self._note(Arrival(key, space, to.external, direct=True, card=card, at=self.clock.now()))
        return sent

    def _note(self, arrival: Arrival) -> None:
        words = f"{arrival.space} {arrival.to} {arrival.direct} {arrival.at:%Y-%m-%d} {encode(arrival.card)}"
        said = hashlib.sha256(words.encode()).digest()
        self.doubled += arrival.key in self._keys or said in self._said
        self._keys.add(arrival.key)
        self._said.add(said)
        self.fresh.append(arrival)

    def look(self) -> list[Arrival]:
        """Return what has arrived since the last look, in an order that no race between sends changes."""
        found, self.fresh = self.fresh, []
        return sorted(found, key=lambda a: (a.at, a.space, a.to, a.card.title))
