"""How much Hearth may send a member of its own accord: so many messages an ISO week, counted here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.community.model import week_of
from bot.keys import CommunityId, DeliveryId, MemberId

WEEKLY = "member.week"
"""The kind of the weekly message; of every other kind there may be several a week."""
REMEMBERED = timedelta(days=9)
"""A week of one zone ends at most 26 hours after that of another one (Kiritimati, Pago Pago)."""


@dataclass(frozen=True, slots=True)
class Nudge:
    """One message of Hearth's own accord; `week` as "2026-W48" in the `zone` that held when it was owed at `at`."""

    community: CommunityId
    member: MemberId
    week: str
    kind: str
    at: datetime
    zone: str = ""
    delivery: DeliveryId | None = None


@dataclass(frozen=True, slots=True)
class Ledger:
    """The messages that one person got lately, at whichever of their accounts."""

    nudges: tuple[Nudge, ...] = ()

    def spent(self, at: datetime, zone: str) -> int:
        """Return how many messages count in the week in which a moment lies, for somebody who is in a zone now.

        A week is another one in another zone. Of all zones in which they lately got a message, and the one
        they are in, the week that holds most of them counts: so it is true in each that no week had more.
        """
        zones = {zone, *(n.zone for n in self.nudges if n.zone)}
        return max(len(self._within(at, z)) for z in zones)

    def _within(self, at: datetime, zone: str) -> Sequence[Nudge]:
        week = week_of(at, zone)
        return [n for n in self.nudges if week in {n.week, week_of(n.at, zone)}]

    def had_weekly(self, at: datetime, zone: str) -> bool:
        """Return whether the weekly message of the week in which a moment lies was sent."""
        return any(n.kind == WEEKLY for n in self._within(at, zone))

    def and_one(self, nudge: Nudge) -> "Ledger":
        """Return the ledger with one more message."""
        return Ledger((*self.nudges, nudge))
