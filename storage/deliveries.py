"""Queries about deliveries: the claim that one worker wins, the outcome, and what a lane has to do."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, delete, func, or_, select, update

from bot.codec import decode, encode
from bot.deliveries import (
    EXPIRED,
    Delivery,
    Edit,
    Inspect,
    Invite,
    Priority,
    Remove,
    RenameRoom,
    Reschedule,
    Schedule,
    State,
    Survey,
    ToAccount,
    ToRoom,
    Unschedule,
)
from bot.delivery.store import Ticket
from bot.keys import AccountId, CircleId, CommunityId, DeliveryId, MemberId, RoomId, SpaceId
from bot.ports import Names
from storage.barred import SqlBarred
from storage.bulk import insert_all
from storage.claiming import BY_ID, CLAIM, LANES, WIN, is_open, settling
from storage.rewriting import BLANK_OLDER, EDITED_LATELY, REPLACE
from storage.tables.engine import deliveries
from storage.tickets import SqlTickets, earlier
from storage.writing import changed

EDIT_EVERY = timedelta(minutes=1)
"""A card is edited at most this often, in real time (docs/decisions/0011-edits-wait-their-minute.md)."""
FINISHED = {State.SENT, State.SKIPPED, State.REFUSED, State.WITHDRAWN}


def _destination(delivery: Delivery) -> str:
    """Return the key within which order is kept: an edit, a calendar or a look that must wait holds up nothing else."""
    if isinstance(delivery.act, Edit):
        return f"e{delivery.act.of}"
    if isinstance(delivery.act, (Schedule, Reschedule, Unschedule)) and isinstance(delivery.to, ToRoom):
        return f"s{delivery.to.room}"
    if isinstance(delivery.act, (Inspect, RenameRoom)) and isinstance(delivery.to, ToRoom):
        return f"i{delivery.to.room}"
    if isinstance(delivery.act, Survey) and isinstance(delivery.to, ToRoom):
        return f"r{delivery.to.room}"
    return delivery.to.room if isinstance(delivery.to, ToRoom) else delivery.to.account


def _as_row(delivery: Delivery) -> dict[str, Any]:
    return {
        "id": delivery.id,
        "community_id": delivery.community,
        "space_id": delivery.space,
        "destination": _destination(delivery),
        "room_id": delivery.to.room if isinstance(delivery.to, ToRoom) else None,
        "account_id": delivery.to.account if isinstance(delivery.to, ToAccount) else None,
        "circle_id": delivery.circle,
        "act": type(delivery.act).__name__,
        "payload": encode(delivery.act),
        "priority": int(delivery.priority),
        "reason": delivery.reason,
        "expires_at": delivery.expires_at,
        "state": delivery.state.value,
        "attempt": delivery.attempt,
        "key": delivery.key,
    }


def _delivery(row: Row[Any]) -> Delivery:
    return Delivery(
        id=DeliveryId(row.id),
        community=CommunityId(row.community_id),
        space=SpaceId(row.space_id),
        to=ToRoom(RoomId(row.room_id)) if row.room_id else ToAccount(AccountId(row.account_id)),
        act=decode(row.payload) if row.payload else Invite(()),
        priority=Priority(row.priority),
        reason=row.reason,
        expires_at=row.expires_at,
        state=State(row.state),
        attempt=row.attempt,
        key=row.key,
        sent_from=row.first_from,
        retry_at=row.retry_at,
        external=row.external_id,
        circle=CircleId(row.circle_id) if row.circle_id else None,
        why=row.why,
    )


@dataclass(frozen=True, slots=True)
class SqlDeliveries(SqlBarred):
    """`DeliveryStore` and `Addresses` on one session."""

    async def put(self, new: Sequence[Delivery]) -> None:
        """Write new rows in order; unsent edits of the same message are replaced."""
        edited = [d.act.of for d in new if isinstance(d.act, Edit)]
        if edited:
            # Nobody will read its text any more, and without an end it would never be blanked.
            await self.session.execute(REPLACE, {"ids": edited})
            # A card that is written anew may leave somebody out who asked to be forgotten: no older one stays.
            await self.session.execute(BLANK_OLDER, {"ids": edited})
        rows = [_as_row(d) | {"edits": d.act.of if isinstance(d.act, Edit) else None} for d in new]
        await insert_all(self.session, deliveries, rows)

    async def claim(
        self, lane: SpaceId, *, now: datetime, real: datetime, send_limit: timedelta, most: int
    ) -> tuple[tuple[Delivery, ...], tuple[Delivery, ...]]:
        """Claim rows; each by one conditional update that only one worker wins."""
        wanted = {"lane": lane, "real": real, "given_up": real - 2 * send_limit, "most": most}
        rows = (await self.session.execute(CLAIM, wanted)).all()
        while early := await self._edited_lately(rows, real):
            # They wait now; others have their turn.
            await self._let_wait(early)
            rows = (await self.session.execute(CLAIM, wanted)).all()
        claimed: list[Delivery] = []
        expired: list[Delivery] = []
        for row in rows:
            delivery = _delivery(row)
            # What may have been accepted is looked for even when it has expired meanwhile.
            if delivery.expires_at < now and delivery.state is not State.SENDING:
                if await self.settle(delivery, State.SKIPPED, real=real, why=EXPIRED):
                    expired.append(delivery)
            elif await self._win(row, real):
                started = row.first_from or real
                claimed.append(replace(delivery, attempt=delivery.attempt + 1, sent_from=started))
        return tuple(claimed), tuple(expired)

    async def _edited_lately(self, rows: Sequence[Row[Any]], real: datetime) -> dict[int, datetime]:
        """Return which rows edit a message that was edited less than a minute ago: seq to when they may."""
        edits = {r.edits for r in rows if r.edits is not None and r.state != State.SENDING.value}
        if not edits:
            return {}
        found = await self.session.execute(EDITED_LATELY, {"ids": sorted(edits), "since": real - EDIT_EVERY})
        free = {r.edits: r.at + EDIT_EVERY for r in found}
        return {r.seq: free[r.edits] for r in rows if r.edits in free and r.state != State.SENDING.value}

    async def _let_wait(self, rows: Mapping[int, datetime]) -> None:
        for seq, until in rows.items():
            waiting = {"state": State.WAITING.value, "retry_at": until}
            await self.session.execute(update(deliveries).where(deliveries.c.seq == seq).values(waiting))

    async def _win(self, row: Row[Any], real: datetime) -> bool:
        mine = {"the_seq": row.seq, "was": row.state, "tried": row.attempt}
        values = {"attempt": row.attempt + 1, "sent_from": real, "first_from": row.first_from or real}
        return bool(await changed(self.session, WIN, mine | values))

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
        """Write an outcome where the attempt is still this one."""
        values: dict[str, Any] = {"state": state.value, "retry_at": retry_at, "why": why}
        if state is State.WAITING:
            values["more"] = 1
        if external is not None:
            values["external_id"] = external
        if state in FINISHED:
            values["finished_at"] = real
        if state in FINISHED and isinstance(delivery.act, Remove):
            # It holds the id of somebody who may have asked to be forgotten.
            values["payload"] = None
        mine = {"the_id": delivery.id, "tried": delivery.attempt}
        return bool(await changed(self.session, settling(tuple(values)), mine | values))

    async def failures(self, delivery: DeliveryId) -> int:
        """Return how often it was not accepted."""
        query = select(deliveries.c.failures).where(deliveries.c.id == delivery)
        return await self.session.scalar(query) or 0

    async def refuse_room(self, room: RoomId, *, real: datetime, why: str) -> int:
        """Refuse everything still owed to a room."""
        return await self._end(deliveries.c.room_id == room, State.REFUSED, real, why)

    async def refused_with(self, room: RoomId) -> tuple[Delivery, ...]:
        """Return what was refused with a room and never tried."""
        mine = and_(
            deliveries.c.room_id == room,
            deliveries.c.state == State.REFUSED.value,
            deliveries.c.attempt == 0,
            deliveries.c.payload.is_not(None),
        )
        query = select(deliveries).where(mine).order_by(deliveries.c.seq)
        return tuple(_delivery(row) for row in await self.session.execute(query))

    async def withdraw(self, community: CommunityId, reasons: Iterable[str], *, real: datetime) -> int:
        """Withdraw what is unsent, by reason."""
        theirs = deliveries.c.community_id == community
        return await self._end(theirs & deliveries.c.reason.in_(list(reasons)), State.WITHDRAWN, real)

    async def rest(self, community: CommunityId, *, real: datetime) -> int:
        """Withdraw the unsent posts of a community that nobody waits for."""
        own = (deliveries.c.act == "Post") & (deliveries.c.priority > Priority.WAITING.value)
        return await self._end(own & (deliveries.c.community_id == community), State.WITHDRAWN, real)

    async def withdraw_lane(self, lane: SpaceId, *, real: datetime) -> int:
        """Withdraw everything unsent that is owed to a space."""
        return await self._end(deliveries.c.space_id == lane, State.WITHDRAWN, real)

    async def _end(self, mine: ColumnElement[bool], state: State, real: datetime, why: str | None = None) -> int:
        query = update(deliveries).where(mine, deliveries.c.state.in_(["due", "waiting"]))
        return await changed(self.session, query.values(state=state.value, why=why, finished_at=real))

    async def make_way(self, delivery: DeliveryId, other: DeliveryId) -> None:
        """Give a finished row another id."""
        await self.session.execute(update(deliveries).where(deliveries.c.id == delivery).values(id=other))

    async def lanes(self, real: datetime, *, send_limit: timedelta) -> tuple[SpaceId, ...]:
        """Return the lanes with something to claim now."""
        wanted = {"real": real, "given_up": real - 2 * send_limit}
        return tuple(SpaceId(s) for s in await self.session.scalars(LANES, wanted))

    async def unsettled(self, real: datetime) -> int:
        """Return how many rows are due, being sent, or wait for a moment that has come."""
        waiting = and_(deliveries.c.state == State.WAITING.value, deliveries.c.retry_at <= real)
        still = is_open(deliveries.c.state) & or_(deliveries.c.state.in_(["due", "sending"]), waiting)
        return await self.session.scalar(select(func.count()).where(still)) or 0

    async def get(self, delivery: DeliveryId) -> Delivery | None:
        """Return one delivery; one whose text is blanked already is gone."""
        row = (await self.session.execute(select(deliveries).where(deliveries.c.id == delivery))).first()
        return _delivery(row) if row and row.payload else None

    async def blank(self, before: datetime) -> int:
        """Blank the text of rows finished before then."""
        old = and_(deliveries.c.finished_at < before, deliveries.c.payload.is_not(None))
        return await changed(self.session, update(deliveries).where(old).values(payload=None))

    async def forget(self, people: Sequence[AccountId]) -> None:
        """Remove what was sent, or is owed, to accounts."""
        await self.session.execute(delete(deliveries).where(deliveries.c.account_id.in_(people)))

    # What they are about

    async def deliveries(self, wanted: Sequence[DeliveryId]) -> Mapping[DeliveryId, Delivery]:
        """Return deliveries by id."""
        if not wanted:
            return {}
        found = await self.session.execute(BY_ID, {"ids": list(wanted)})
        return {DeliveryId(r.id): _delivery(r) for r in found}

    async def tickets(self, claimed: Sequence[Delivery]) -> tuple[Ticket, ...]:
        """Return claimed deliveries with all that sending needs; a claim is a few rows at most."""
        before = await self.deliveries([i for d in claimed if (i := earlier(d)) is not None])
        return await SqlTickets(self.session).tickets(claimed, before)

    async def names(self, space: SpaceId, members: Sequence[MemberId], linked: Sequence[RoomId]) -> Names:
        """Return how one space knows members and rooms; elsewhere known ones have a name only."""
        return await SqlTickets(self.session).names(space, members, linked)
