"""Queries about questions who carries on: a circle, or the community itself where no circle is named."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.community.line import OPEN, Ask, AskState
from bot.community.store import Record, Who
from bot.deliveries import State as Sent
from bot.keys import AccountId, CircleId, CommunityId, DeliveryId, MemberId
from storage.bulk import among
from storage.people import export, forget
from storage.tables.circles import circle_handovers
from storage.tables.community import accounts
from storage.tables.engine import deliveries
from storage.writing import insert

STILL_OPEN = circle_handovers.c.state.in_(sorted(OPEN))
_by = accounts.alias("by_account")
ASKS = (
    select(circle_handovers, accounts.c.member_id, _by.c.member_id.label("by_member"))
    .outerjoin(accounts, accounts.c.id == circle_handovers.c.account_id)
    .outerjoin(_by, _by.c.id == circle_handovers.c.handed_by)
    .order_by(circle_handovers.c.asked_at, circle_handovers.c.id)
)


def as_ask(row: Row[Any]) -> Ask:
    """Return a question from its row."""
    return Ask(
        id=row.id,
        community=CommunityId(row.community_id),
        circle=CircleId(row.circle_id) if row.circle_id else None,
        state=AskState(row.state),
        at=row.asked_at,
        until=row.until,
        account=AccountId(row.account_id) if row.account_id else None,
        member=MemberId(row.member_id) if row.member_id else None,
        by=MemberId(row.by_member) if row.by_member else None,
        by_account=AccountId(row.handed_by) if row.handed_by else None,
        told=tuple(DeliveryId(d) for d in json.loads(row.told)),
    )


def _row(ask: Ask) -> dict[str, Any]:
    return {
        "id": ask.id,
        "community_id": ask.community,
        "circle_id": ask.circle,
        "account_id": ask.account,
        "handed_by": ask.by_account,
        "state": ask.state.value,
        "asked_at": ask.at,
        "until": ask.until,
        "told": json.dumps(list(ask.told)),
    }


@dataclass(frozen=True, slots=True)
class SqlAsks:
    """`AskStore` on one session."""

    session: AsyncSession

    async def of_asks(self, asks: Iterable[str]) -> Mapping[str, Ask]:
        """Return questions by id."""
        return {r.id: as_ask(r) for r in await self.session.execute(ASKS.where(among(circle_handovers.c.id, asks)))}

    async def put(self, asks: Sequence[Ask]) -> frozenset[str]:
        """Write new questions, where none is open."""
        if not asks:
            return frozenset()
        statement = insert(self.session, circle_handovers).values([_row(a) for a in asks])
        statement = statement.on_conflict_do_nothing().returning(circle_handovers.c.id)
        return frozenset(await self.session.scalars(statement))

    async def end(self, asks: Sequence[tuple[Ask, AskState]]) -> frozenset[str]:
        """End questions that stand as they were read; one statement for all that end alike."""
        ended: set[str] = set()
        for state in sorted({s for _ask, s in asks}):
            mine = [a for a, s in asks if s is state]
            stands = among(circle_handovers.c.id, [a.id for a in mine]) & circle_handovers.c.state.in_(
                sorted({a.state for a in mine})
            )
            statement = update(circle_handovers).where(stands).values(state=state.value)
            ended.update(await self.session.scalars(statement.returning(circle_handovers.c.id)))
        return frozenset(ended)

    async def told(self, asks: Sequence[Ask]) -> None:
        """Write which messages show questions, and when the desk hears again."""
        if not asks:
            return
        mine = circle_handovers.c.id == bindparam("ask")
        statement = update(circle_handovers).where(mine).values(told=bindparam("cards"), until=bindparam("ends"))
        rows = [{"ask": a.id, "cards": json.dumps(list(a.told)), "ends": a.until} for a in asks]
        connection = await self.session.connection()
        await connection.execute(statement, rows)

    async def reached(self, asks: Iterable[Ask]) -> frozenset[str]:
        """Return the questions of which a message has arrived."""
        of = {delivery: ask.id for ask in asks for delivery in ask.told}
        query = select(deliveries.c.id).where(among(deliveries.c.id, of), deliveries.c.state == Sent.SENT.value)
        return frozenset(of[DeliveryId(d)] for d in await self.session.scalars(query))

    async def export(self, who: Who) -> Record:
        """Return what the person was asked."""
        return await export(self.session, TABLES, who)

    async def forget(self, who: Who) -> None:
        """Remove that."""
        await forget(self.session, TABLES, who)


TABLES = (circle_handovers,)
