"""What siblings need of each other, where the two sides do not fit by themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.circles.model import Role
from bot.circles.store import CircleStore
from bot.keys import CircleId, CommunityId, MemberId
from bot.rhythm.model import RitualState
from bot.rhythm.store import RitualStore
from bot.voices.model import Date


@dataclass(frozen=True, slots=True)
class ChairDates:
    """The dates at which a guest may speak, as voices ask for them."""

    now: datetime
    rituals: RitualStore

    async def with_chairs(self, community: CommunityId, count: int) -> Sequence[Date]:
        """Return the coming dates of active rituals that have a chair, earliest first, at most `count` a ritual."""
        found = (await self.rituals.all([community]))[community]
        chairs = [r for r in found if r.guests and r.state is RitualState.ACTIVE]
        dates = [Date(r.id, r.name, s) for r in chairs for s in r.coming(self.now, count)]
        return sorted(dates, key=lambda d: (d.starts, d.name))


@dataclass(frozen=True, slots=True)
class CircleStewards:
    """Who looks after a circle, as deliveries ask for it."""

    circles: CircleStore

    async def steers(self, community: CommunityId, circle: CircleId, member: MemberId) -> bool:
        """Return whether a member is a steward of a circle."""
        seen = await self.circles.named(community, circle, member)
        return seen is not None and seen.role is Role.STEWARD
