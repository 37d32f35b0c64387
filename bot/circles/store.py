"""What must be kept about circles. No method returns one without a viewer."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.circles.model import Circle, CircleSeen, Seat, State, Viewer
from bot.community.store import Record, Who
from bot.keys import AccountId, CircleId, CommunityId, MemberId, RitualId


class CircleStore(Protocol):
    """Circles and seats."""

    async def named(self, community: CommunityId, name: str, viewer: Viewer) -> CircleSeen | None:
        """Return the living circle of that name or id, if the viewer may know of it."""

    async def seen(self, community: CommunityId, viewer: Viewer) -> tuple[CircleSeen, ...]:
        """Return the living circles the viewer may know of, by name."""

    async def of_member(self, community: CommunityId, member: MemberId) -> tuple[CircleSeen, ...]:
        """Return the circles in which a member has a seat, as the engine sees them."""

    async def swept(self, circles: Iterable[CircleId]) -> Mapping[CircleId, CircleSeen]:
        """Return the living ones of these circles as the engine sees them."""

    async def seen_by_each(
        self, wanted: Mapping[CircleId, Sequence[MemberId]]
    ) -> Mapping[tuple[CircleId, MemberId], CircleSeen]:
        """Return circles as each of these members may see them; what somebody may not know of is missing."""

    async def tied(self, rituals: Iterable[RitualId]) -> tuple[CircleId, ...]:
        """Return the circles in which somebody's seat ends with a date of one of these rituals."""

    async def hold(self, circles: Iterable[CircleId]) -> None:
        """Hold circles until the unit ends, so that of two people one gets the last seat. Read them after this."""

    async def set_size(self, community: CommunityId, circle: CircleId, cap: int, cooldown: int) -> None:
        """Say how many fit, and how many days nobody asks again after a no."""

    async def add(self, circle: Circle) -> None: ...
    async def move(self, community: CommunityId, circle: CircleId, to: State, at: datetime) -> bool:
        """Let a circle stand there from `at` on, if that is a step from where it stands; return whether it was.

        Of two who go the same step at once, one hears True.
        """

    async def close(self, community: CommunityId, circle: CircleId) -> None: ...
    async def put_seat(self, community: CommunityId, circle: CircleId, seat: Seat) -> None: ...
    async def put_seats(self, community: CommunityId, circle: CircleId, seats: Sequence[Seat]) -> None: ...
    async def drop_seats(self, community: CommunityId, circle: CircleId, accounts: Sequence[AccountId]) -> None: ...
    async def put_many(self, seats: Sequence[tuple[CircleSeen, Seat]]) -> None:
        """Write seats in many circles at once."""

    async def drop_many(self, seats: Sequence[tuple[CircleSeen, Seat]]) -> None:
        """Take seats in many circles away at once."""

    async def export(self, who: Who) -> Record: ...
    async def forget(self, who: Who) -> None: ...
