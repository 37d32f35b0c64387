"""Queries about trials of rituals, and about what those who are asked say."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, and_, delete, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.community.store import Record, Who
from bot.keys import AccountId, CommunityId, DeliveryId, MemberId, OccurrenceId, RitualId
from bot.ports import Ids
from bot.rhythm.model import OccurrenceState
from bot.rhythm.trial_terms import Terms
from bot.rhythm.trials import Decision, Stage, Trial, Verdict, Voice
from storage.bulk import among, insert_all
from storage.people import export, forget
from storage.tables.community import accounts
from storage.tables.rhythm import occurrences, prompt_answers
from storage.tables.trials import trial_voices, trials
from storage.writing import add_new

OPEN = trials.c.stage != Stage.OVER.value
TABLES = (trials, trial_voices)
CHANGES = ("due_at", "rests_since", "stage", "posts", "reminded", "verdict", "reason", "decided_by", "decided_at")


def _row(trial: Trial) -> dict[str, Any]:
    made = trial.decision
    return {
        "id": trial.id,
        "community_id": trial.community,
        "ritual_id": trial.ritual,
        "days": trial.terms.days,
        "dates": trial.terms.dates,
        "began_at": trial.began,
        "due_at": trial.due,
        "rests_since": trial.rests,
        "stage": trial.stage.value,
        "posts": json.dumps(trial.posts),
        "reminded": trial.reminded,
        "verdict": made.verdict.value if made else None,
        "reason": made.reason if made else "",
        "decided_by": made.account if made else None,
        "decided_at": made.at if made else None,
    }


def _decision(row: Row[Any]) -> Decision | None:
    if row.verdict is None:
        return None
    return Decision(
        Verdict(row.verdict), row.reason, AccountId(row.decided_by) if row.decided_by else None, row.decided_at
    )


def _trial(row: Row[Any]) -> Trial:
    return Trial(
        id=row.id,
        community=CommunityId(row.community_id),
        ritual=RitualId(row.ritual_id),
        terms=Terms(row.days, row.dates),
        began=row.began_at,
        due=row.due_at,
        stage=Stage(row.stage),
        rests=row.rests_since,
        posts=tuple(DeliveryId(d) for d in json.loads(row.posts)),
        reminded=row.reminded,
        decision=_decision(row),
    )


@dataclass(frozen=True, slots=True)
class SqlTrials:
    """`TrialStore` on one session."""

    session: AsyncSession
    ids: Ids

    async def put(self, changed: Sequence[Trial]) -> None:
        """Write trials, all in one statement."""
        await insert_all(self.session, trials, [_row(t) for t in changed], key=("id",), over=CHANGES)

    async def get(self, wanted: Iterable[str]) -> Mapping[str, Trial]:
        """Return trials by id, held until the unit of work ends."""
        query = select(trials).where(among(trials.c.id, wanted)).order_by(trials.c.id)
        return {t.id: t for t in await self._found(query.with_for_update())}

    async def open_of(self, wanted: Iterable[RitualId]) -> Mapping[RitualId, Trial]:
        """Return trials that are not over by their rituals."""
        query = select(trials).where(among(trials.c.ritual_id, wanted), OPEN)
        return {t.ritual: t for t in await self._found(query)}

    async def open_in(self, communities: Iterable[CommunityId]) -> tuple[Trial, ...]:
        """Return the trials of communities that are not over, oldest first."""
        query = select(trials).where(among(trials.c.community_id, communities), OPEN)
        return tuple(await self._found(query.order_by(trials.c.began_at, trials.c.id)))

    async def _found(self, query: Select[Any]) -> list[Trial]:
        return [_trial(row) for row in await self.session.execute(query)]

    # What happened while they ran

    async def held(self, wanted: Iterable[str]) -> Mapping[str, tuple[OccurrenceId, ...]]:
        """Return the dates of trials that took place and are over, in order."""
        found: dict[str, list[OccurrenceId]] = {t: [] for t in wanted}
        mine = and_(occurrences.c.ritual_id == trials.c.ritual_id, occurrences.c.starts_at >= trials.c.began_at)
        query = select(trials.c.id, occurrences.c.id.label("date")).join(occurrences, mine)
        over = occurrences.c.state == OccurrenceState.ENDED.value
        query = query.where(among(trials.c.id, list(found)), over).order_by(occurrences.c.starts_at)
        for row in await self.session.execute(query):
            found[row.id].append(OccurrenceId(row.date))
        return {t: tuple(each) for t, each in found.items()}

    async def replies(self, dates: Iterable[OccurrenceId]) -> Mapping[OccurrenceId, int]:
        """Return how many members answered the question of each date."""
        found = dict.fromkeys(dates, 0)
        people = func.count(func.distinct(func.coalesce(accounts.c.member_id, accounts.c.id)))
        query = select(prompt_answers.c.occurrence_id, people.label("number"))
        query = query.join(accounts, accounts.c.id == prompt_answers.c.account_id)
        query = query.where(among(prompt_answers.c.occurrence_id, list(found)))
        for row in await self.session.execute(query.group_by(prompt_answers.c.occurrence_id)):
            found[OccurrenceId(row.occurrence_id)] = row.number
        return found

    # What those who are asked say

    async def ask(self, asked: Sequence[tuple[Trial, AccountId]], at: datetime) -> None:
        """Write who is asked."""
        rows = [
            {
                "id": self.ids.new(),
                "community_id": trial.community,
                "trial_id": trial.id,
                "account_id": account,
                "asked_at": at,
            }
            for trial, account in asked
        ]
        await add_new(self.session, trial_voices, rows, key=("trial_id", "account_id"))

    async def answer(
        self, trial: Trial, account: AccountId, theirs: Sequence[AccountId], verdict: Verdict, at: datetime
    ) -> None:
        """Keep a member's answer; an earlier one, at any of their accounts, goes."""
        mine = and_(trial_voices.c.trial_id == trial.id, trial_voices.c.account_id.in_([*theirs, account]))
        await self.session.execute(delete(trial_voices).where(mine))
        row = {
            "id": self.ids.new(),
            "community_id": trial.community,
            "trial_id": trial.id,
            "account_id": account,
            "verdict": verdict.value,
            "asked_at": at,
            "answered_at": at,
        }
        await self.session.execute(trial_voices.insert().values(**row))

    async def voices(self, wanted: Iterable[str]) -> Mapping[str, tuple[Voice, ...]]:
        """Return what those asked say, the last answer of each member; a row without anybody and answer is nobody."""
        found: dict[str, dict[str, Voice]] = {t: {} for t in wanted}
        who = func.coalesce(accounts.c.member_id, trial_voices.c.account_id, trial_voices.c.id).label("who")
        somebody = or_(trial_voices.c.account_id.is_not(None), trial_voices.c.verdict.is_not(None))
        query = select(trial_voices, who).outerjoin(accounts, accounts.c.id == trial_voices.c.account_id)
        query = query.where(among(trial_voices.c.trial_id, list(found)), somebody)
        answered = func.coalesce(trial_voices.c.answered_at, trial_voices.c.asked_at)
        unsaid = trial_voices.c.verdict.is_(None)
        for row in await self.session.execute(query.order_by(unsaid.desc(), answered, trial_voices.c.id)):
            verdict = Verdict(row.verdict) if row.verdict is not None else None
            account = AccountId(row.account_id) if row.account_id else None
            found[row.trial_id][row.who] = Voice(MemberId(row.who), account, verdict)
        return {t: tuple(each.values()) for t, each in found.items()}

    async def export(self, who: Who) -> Record:
        """Return what the person said and decided."""
        return await export(self.session, TABLES, who)

    async def forget(self, who: Who) -> None:
        """Remove the person; what they said stays in the counts, and what a community decided stays, without them."""
        await forget(self.session, TABLES, who)
