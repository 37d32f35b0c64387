"""Queries about rituals' dates, and whether they were worth it."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Subquery, and_, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.keys import AccountId, CommunityId, DeliveryId, OccurrenceId, PromptId, RitualId, RoomId
from bot.ports import Ids
from bot.rhythm.model import Occurrence, OccurrenceState, Worth
from storage.bulk import IDS, among, insert_all, update_all
from storage.tables.community import accounts
from storage.tables.rhythm import occurrences, worths
from storage.writing import put

DROPPED = occurrences.c.state == OccurrenceState.DROPPED.value


DATES = select(occurrences).where(among(occurrences.c.id, IDS))
NONE = "[]"


def _deliveries(text: str) -> tuple[DeliveryId, ...]:
    return () if text == NONE else tuple(DeliveryId(d) for d in json.loads(text))


def as_occurrence(row: Row[Any]) -> Occurrence:
    """Return a row of the table as a date."""
    return Occurrence(
        id=OccurrenceId(row.id),
        community=CommunityId(row.community_id),
        ritual=RitualId(row.ritual_id),
        starts=row.starts_at,
        minutes=row.minutes,
        state=OccurrenceState(row.state),
        original=row.original_at or row.starts_at,
        opened_at=row.opened_at,
        called=_deliveries(row.called),
        prompt=PromptId(row.prompt_id) if row.prompt_id else None,
        announced=_deliveries(row.announced),
        openings=_deliveries(row.openings),
        posts=_deliveries(row.posts),
        scheduled=()
        if row.scheduled == NONE
        else tuple((RoomId(r), DeliveryId(d)) for r, d in json.loads(row.scheduled)),
    )


def _last_worths(which: ColumnElement[bool]) -> Subquery:
    """Return answers numbered from the last one of each member: whoever has two accounts counts once."""
    who = func.coalesce(accounts.c.member_id, worths.c.account_id, worths.c.id)
    turn = func.row_number().over(
        partition_by=(worths.c.occurrence_id, who), order_by=(worths.c.answered_at.desc(), worths.c.id)
    )
    query = select(worths.c.occurrence_id, worths.c.answer, turn.label("turn"))
    return query.outerjoin(accounts, accounts.c.id == worths.c.account_id).where(which).subquery()


@dataclass(frozen=True, slots=True)
class SqlOccurrences:
    """The part of `RitualStore` that is about dates, on one session."""

    session: AsyncSession
    ids: Ids

    async def occurrences(self, ids: Iterable[OccurrenceId]) -> Mapping[OccurrenceId, Occurrence]:
        """Return dates by id."""
        found = await self.session.execute(DATES, {"ids": list(ids)})
        return {OccurrenceId(r.id): as_occurrence(r) for r in found}

    async def plan(self, new: Sequence[Occurrence]) -> None:
        """Write dates; a dropped one is planned again."""
        rows = [
            {
                "id": o.id,
                "community_id": o.community,
                "ritual_id": o.ritual,
                "starts_at": o.starts,
                "minutes": o.minutes,
                "state": o.state.value,
                "original_at": o.original,
            }
            for o in new
        ]
        await insert_all(
            self.session, occurrences, rows, key=["id"], over=["state", "minutes", "starts_at"], where=DROPPED
        )

    async def planned(self, wanted: Iterable[RitualId]) -> tuple[Occurrence, ...]:
        """Return dates that are planned or opened."""
        states = [OccurrenceState.PLANNED.value, OccurrenceState.OPENED.value]
        query = select(occurrences).where(among(occurrences.c.ritual_id, wanted), occurrences.c.state.in_(states))
        return tuple(as_occurrence(r) for r in await self.session.execute(query.order_by(occurrences.c.starts_at)))

    async def move(self, moved: Sequence[Occurrence]) -> None:
        """Write when dates begin now and how long they take."""
        if moved:
            await self._many([{"id": o.id, "starts_at": o.starts, "minutes": o.minutes} for o in moved])

    async def mark(self, ids: Sequence[OccurrenceId], state: OccurrenceState) -> None:
        """Set the state of dates."""
        await self.session.execute(update(occurrences).where(among(occurrences.c.id, ids)).values(state=state.value))

    async def announced(self, posts: Mapping[OccurrenceId, tuple[DeliveryId, ...]]) -> None:
        """Keep the messages that announce dates."""
        await self._many([{"id": o, "announced": json.dumps(p)} for o, p in posts.items()])

    async def called(self, posts: Mapping[OccurrenceId, tuple[DeliveryId, ...]]) -> None:
        """Keep the messages that ask what to talk about."""
        await self._many([{"id": o, "called": json.dumps(p)} for o, p in posts.items()])

    async def scheduled(self, slots: Mapping[OccurrenceId, Sequence[tuple[RoomId, DeliveryId]]]) -> None:
        """Keep what stands in calendars for dates."""
        await self._many([{"id": o, "scheduled": json.dumps(s)} for o, s in slots.items()])

    async def opened(
        self,
        prompts: Mapping[OccurrenceId, PromptId | None],
        posts: Mapping[OccurrenceId, tuple[DeliveryId, ...]],
        at: datetime,
    ) -> None:
        """Mark dates as opened, with their prompts and the messages that open them."""
        state = OccurrenceState.OPENED.value
        await self._many(
            [
                {"id": o, "state": state, "prompt_id": p, "opened_at": at, "openings": json.dumps(posts.get(o, ()))}
                for o, p in prompts.items()
            ]
        )

    async def asked(self, posts: Mapping[OccurrenceId, tuple[DeliveryId, ...]]) -> None:
        """Mark dates as ended, with the messages that ask."""
        ended = OccurrenceState.ENDED.value
        await self._many([{"id": o, "state": ended, "posts": json.dumps(p)} for o, p in posts.items()])

    async def _many(self, rows: list[dict[str, Any]]) -> None:
        """Update dates by id, all in one statement."""
        await update_all(self.session, occurrences, rows, key="id")

    async def answer(
        self,
        occurrence: Occurrence,
        account: AccountId,
        theirs: Sequence[AccountId],
        answer: Worth,
        at: datetime,
    ) -> None:
        """Keep a member's answer; an earlier one, at any of their accounts, goes."""
        mine = and_(worths.c.occurrence_id == occurrence.id, worths.c.account_id.in_([*theirs, account]))
        await self.session.execute(delete(worths).where(mine))
        row = {
            "id": self.ids.new(),
            "community_id": occurrence.community,
            "occurrence_id": occurrence.id,
            "account_id": account,
            "answer": answer.value,
            "answered_at": at,
        }
        await put(self.session, worths, row)

    async def answers(self, wanted: Iterable[OccurrenceId]) -> Mapping[OccurrenceId, Mapping[str, int]]:
        """Return counts by answer, over distinct members; those without an account any more count each."""
        ids = list(dict.fromkeys(wanted))
        last = _last_worths(worths.c.occurrence_id.in_(ids))
        query = select(last.c.occurrence_id, last.c.answer, func.count().label("number")).where(last.c.turn == 1)
        found: dict[OccurrenceId, dict[str, int]] = {o: {} for o in ids}
        for row in await self.session.execute(query.group_by(last.c.occurrence_id, last.c.answer)):
            found[OccurrenceId(row.occurrence_id)][row.answer] = row.number
        return found

    async def answers_of(self, ritual: RitualId) -> Mapping[str, int]:
        """Return a ritual's answers over all dates, one a member and date."""
        dates = select(occurrences.c.id).where(occurrences.c.ritual_id == ritual)
        last = _last_worths(worths.c.occurrence_id.in_(dates))
        query = select(last.c.answer, func.count().label("number")).where(last.c.turn == 1).group_by(last.c.answer)
        return {r.answer: r.number for r in await self.session.execute(query)}
