"""Reads the figures out of the store once the time is over."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import takewhile
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from adapters.cli.simulated import HostFigures, RitualFigures, WeekFigures
from adapters.ids import SeededIds
from bot.beats import BeatState
from bot.deliveries import OPEN_STATES
from bot.keys import CommunityId, OccurrenceId
from bot.rhythm.coming import Coming
from bot.rhythm.holidays import Policy
from bot.rhythm.model import OccurrenceState, Ritual, Worth
from bot.rhythm.program import HOSTING
from bot.rhythm.recurrence import upcoming
from storage.recaps import SqlRecaps
from storage.rhythm import SqlRituals
from storage.tables.community import accounts, communities, members
from storage.tables.engine import beats, deliveries
from storage.tables.hosts import hostings, recaps
from storage.tables.rhythm import occurrences, prompt_answers, rsvps, worths

OPEN = tuple(s.value for s in OPEN_STATES)
HELD = (OccurrenceState.OPENED.value, OccurrenceState.ENDED.value)
"""A date that was opened took place."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the store tells of the rhythm."""

    rituals: tuple[RitualFigures, ...]
    hosting: HostFigures
    by_week: tuple[WeekFigures, ...]


async def by_state(session: AsyncSession) -> Mapping[str, int]:
    """Return how many deliveries ended how."""
    query = select(deliveries.c.state, func.count()).group_by(deliveries.c.state).order_by(deliveries.c.state)
    return {row[0]: row[1] for row in await session.execute(query)}


async def spoilt(session: AsyncSession, state: BeatState) -> frozenset[str]:
    """Return the beats that ended in a state, of those that are kept: a month's."""
    return frozenset(await session.scalars(select(beats.c.id).where(beats.c.state == state.value)))


async def our_faults(session: AsyncSession) -> int:
    """Return how many deliveries broke on their way by a bug of ours."""
    broke = select(func.count()).select_from(deliveries).where(deliveries.c.why == "our-fault")
    return await session.scalar(broke) or 0


async def members_by_month(session: AsyncSession, begins: datetime, ends: datetime) -> Mapping[str, int]:
    """Return how many members there were at the end of each month; two linked accounts are one."""
    found: dict[str, int] = {}
    at = begins
    while at < ends:
        month = f"{at:%Y-%m}"
        at = min((at.replace(day=1, hour=0) + timedelta(days=32)).replace(day=1), ends)
        here = or_(members.c.left_at.is_(None), members.c.left_at > at)
        query = select(func.count()).select_from(members)
        query = query.where(members.c.joined_at < at, here, members.c.linked_to.is_(None))
        found[month] = await session.scalar(query) or 0
    return found


async def rhythm(session: AsyncSession, begins: datetime, ends: datetime, nudges: Mapping[datetime, int]) -> Told:
    """Return the figures of each ritual and of each week."""
    store = SqlRituals(session, SeededIds("counting"), ends)
    community = CommunityId((await session.scalars(select(communities.c.id))).one())
    rituals = (await store.all([community]))[community]
    rows = (await session.execute(select(occurrences).where(occurrences.c.starts_at < ends))).all()
    counts = await _coming(session)
    answers = await _counted(session, prompt_answers.c.occurrence_id)
    judged = await _counted(session, worths.c.occurrence_id, worths.c.answer)
    told = [_ritual(r, [o for o in rows if o.ritual_id == r.id], counts, answers, judged) for r in rituals]
    hosting = await _hosting(session, rituals, begins, ends)
    return Told(
        tuple(sorted(told, key=lambda t: (-t.held, t.name))), hosting, tuple(_weeks(rows, counts, nudges, begins, ends))
    )


async def _hosting(session: AsyncSession, rituals: Sequence[Ritual], begins: datetime, ends: datetime) -> HostFigures:
    """Return who hosted and what was noted, of dates held."""
    held = select(occurrences.c.id).where(occurrences.c.state.in_(HELD), occurrences.c.starts_at < ends)
    hosts = select(func.count(), func.count(func.distinct(accounts.c.member_id)))
    hosts = hosts.join_from(hostings, accounts, accounts.c.id == hostings.c.account_id)
    hosts = hosts.where(hostings.c.part.in_([p.value for p in HOSTING]), hostings.c.occurrence_id.in_(held))
    hosted, people = (await session.execute(hosts)).one()
    written = select(recaps.c.occurrence_id).where(recaps.c.occurrence_id.in_(held))
    noted = [OccurrenceId(o) for o in await session.scalars(written)]
    there = sum(len(each) for each in (await SqlRecaps(session).attended(noted)).values())
    average = round(there / len(noted), 1) if noted else 0.0
    return HostFigures(hosted, people, len(noted), average, sum(_left_out(r, begins, ends) for r in rituals))


def _left_out(ritual: Ritual, begins: datetime, ends: datetime) -> int:
    """Return how many of a ritual's dates were left out on public holidays."""
    if ritual.holidays is not Policy.SKIP:
        return 0
    both = (upcoming(when, begins) for when in (ritual.when.under(None), ritual.when))
    every, kept = (sum(1 for _start in takewhile(lambda s: s.at < ends, each)) for each in both)
    return every - kept


async def _coming(session: AsyncSession) -> Counter[str]:
    """Return how many members come to each date; somebody with two accounts once."""
    people = func.count(func.distinct(func.coalesce(accounts.c.member_id, accounts.c.id)))
    query = select(rsvps.c.occurrence_id, people).join(accounts, accounts.c.id == rsvps.c.account_id)
    query = query.where(rsvps.c.status == Coming.GOING.value).group_by(rsvps.c.occurrence_id)
    return Counter({row[0]: row[1] for row in await session.execute(query)})


async def _counted(session: AsyncSession, *by: Any) -> Mapping[tuple[Any, ...], int]:
    rows = await session.execute(select(*by, func.count()).group_by(*by))
    return {tuple(row)[:-1]: row[-1] for row in rows}


def _ritual(
    ritual: Ritual,
    dates: Sequence[Any],
    counts: Mapping[str, int],
    answers: Mapping[tuple[Any, ...], int],
    judged: Mapping[tuple[Any, ...], int],
) -> RitualFigures:
    held = [d for d in dates if d.state in HELD]
    coming = sum(counts[d.id] for d in held)
    yes, so_so, no = (sum(judged.get((d.id, w.value), 0) for d in held) for w in Worth)
    return RitualFigures(
        name=ritual.name,
        held=len(held),
        skipped=len(ritual.when.skipped),
        moved=len(ritual.when.moved),
        missed=sum(d.state == OccurrenceState.MISSED.value for d in dates),
        coming=round(coming / len(held), 1) if held else 0.0,
        answers=sum(answers.get((d.id,), 0) for d in held),
        worth=(yes, so_so, no),
    )


def _weeks(
    dates: Sequence[Any], counts: Mapping[str, int], nudges: Mapping[datetime, int], begins: datetime, ends: datetime
) -> list[WeekFigures]:
    """Return each whole week; a moment belongs to the week of its UTC day."""
    held: Counter[date] = Counter()
    coming: Counter[date] = Counter()
    rested: Counter[date] = Counter()
    sent: Counter[date] = Counter()
    for each in dates:
        monday = _monday(each.starts_at)
        held[monday] += each.state in HELD
        coming[monday] += counts[each.id] if each.state in HELD else 0
        rested[monday] += each.state == OccurrenceState.DROPPED.value
    for at, number in nudges.items():
        sent[_monday(at)] += number
    mondays = [_monday(begins) + timedelta(weeks=n) for n in range((ends - begins) // timedelta(weeks=1))]
    return [WeekFigures(m, held[m], coming[m], sent[m], rested[m]) for m in mondays]


def _monday(at: datetime) -> date:
    day = at.astimezone(UTC).date()
    return day - timedelta(days=day.weekday())
