"""What must be kept about deliveries, as a protocol."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.deliveries import Delivery, State
from bot.keys import CommunityId, DeliveryId, MemberId, RoomId, SpaceId
from bot.ports import Names, PersonAt, RoomAt


@dataclass(frozen=True, slots=True)
class Ticket:
    """A claimed delivery with all that sending needs, so that nothing is read while the request runs.

    `at` is None for a room that does not exist yet. `message` is the platform's id of what an Edit
    replaces, `under` of what a Post answers in its thread. `people` are the platform's ids of who is let in
    or taken out.
    """

    delivery: Delivery
    platform: str
    space: str
    at: RoomAt | PersonAt | None
    names: Names
    message: str | None = None
    under: str | None = None
    people: tuple[str, ...] = ()
    reconcile: bool = False
    """An earlier attempt may have been accepted: look before sending."""


class DeliveryStore(Protocol):
    """Rows of deliveries. `now` is community time, `real` real time; both aware UTC."""

    async def put(self, deliveries: Sequence[Delivery]) -> None:
        """Write new rows in this order; unsent edits of the same message are replaced."""

    async def claim(
        self, lane: SpaceId, *, now: datetime, real: datetime, send_limit: timedelta, most: int
    ) -> tuple[tuple[Delivery, ...], tuple[Delivery, ...]]:
        """Claim the first due row of each free destination, urgent first; only one worker wins a row.

        A row found in `sending` for longer than twice the limit is claimed again, to be reconciled: it is
        returned with a `sent_from` of that attempt and state SENDING, where a fresh one has state DUE.
        An edit is not claimed while its message is open itself, and waits until the message's last edit is
        a minute old (real time).

        Returns:
            What was claimed, and what was skipped because it had expired.
        """

    async def tickets(self, claimed: Sequence[Delivery]) -> tuple[Ticket, ...]:
        """Return claimed deliveries with addresses and names, in the same order."""

    async def names(self, space: SpaceId, members: Sequence[MemberId], linked: Sequence[RoomId]) -> Names:
        """Return how one space knows members and rooms."""

    async def settle(
        self,
        delivery: Delivery,
        state: State,
        *,
        real: datetime,
        external: str | None = None,
        retry_at: datetime | None = None,
        why: str | None = None,
    ) -> bool:
        """Write an outcome where the attempt is still this one; return whether it was."""

    async def failures(self, delivery: DeliveryId) -> int:
        """Return how often a delivery was not accepted so far."""

    async def refuse_room(self, room: RoomId, *, real: datetime, why: str) -> int:
        """Refuse everything still owed to a room; return how much that was."""

    async def owe_again(self, room: RoomId, *, now: datetime) -> int:
        """Owe again what was refused because a room was closed to Hearth, and has not expired; return how much."""

    async def refused_with(self, room: RoomId) -> tuple[Delivery, ...]:
        """Return what was refused together with a room and never tried, in the order in which it was owed."""

    async def withdraw(self, community: CommunityId, reasons: Iterable[str], *, real: datetime) -> int:
        """Withdraw rows that are due or waiting, by reason; return how many."""

    async def rest(self, community: CommunityId, *, real: datetime) -> int:
        """Withdraw a community's unsent posts that nobody waits for; return how many."""

    async def withdraw_lane(self, lane: SpaceId, *, real: datetime) -> int:
        """Withdraw everything unsent that is owed to a space; return how much that was."""

    async def make_way(self, delivery: DeliveryId, other: DeliveryId) -> None:
        """Give the row of a finished delivery another id, so that one owed again can have its own."""

    async def lanes(self, real: datetime, *, send_limit: timedelta) -> tuple[SpaceId, ...]:
        """Return the lanes that have something to claim now."""

    async def unsettled(self, real: datetime) -> int:
        """Return how many rows are due, being sent, or wait for a moment that has come."""

    async def get(self, delivery: DeliveryId) -> Delivery | None:
        """Return one delivery."""

    async def blank(self, before: datetime) -> int:
        """Blank the text of rows finished before then (real time); return how many."""
