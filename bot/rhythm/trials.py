"""Trials of new rituals: how long they run, who is asked at the end, what comes of it. Pure rules, and the store."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Protocol

from bot.community.store import Record, Who
from bot.keys import AccountId, CommunityId, DeliveryId, MemberId, OccurrenceId, RitualId
from bot.rhythm.model import Worth
from bot.rhythm.trial_terms import Terms

SETTLED: Final = timedelta(days=1)
"""Answers to a date come for a day; only then is it known how it was."""
ASKED_FOR: Final = timedelta(days=7)
"""So long the core is asked, then the stewards get what there is."""
REMINDED_AFTER: Final = timedelta(days=7)
LONGEST_REASON: Final = 300


class Verdict(StrEnum):
    """What becomes of a ritual."""

    KEEP = "keep"
    CHANGE = "change"
    RETIRE = "retire"


class Stage(StrEnum):
    """Where a trial stands."""

    RUNNING = "running"
    ASKING = "asking"  # it is over, and the core is asked
    DECIDING = "deciding"  # the stewards have the answers
    OVER = "over"  # decided, or withdrawn because its ritual was retired


@dataclass(frozen=True, slots=True)
class Decision:
    """What the stewards decided, and why. `account` is None when they asked to be forgotten."""

    verdict: Verdict
    reason: str
    account: AccountId | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Trial:
    """One trial of a ritual. A ritual has at most one that is not over.

    `due` is when it goes on by itself (aware UTC), None when only a date or a person moves it; `rests` is since when
    time does not count. `posts` are the cards that ask the stewards. `reminded`: they were asked twice.
    """

    id: str
    community: CommunityId
    ritual: RitualId
    terms: Terms
    began: datetime
    due: datetime | None
    stage: Stage = Stage.RUNNING
    rests: datetime | None = None
    posts: tuple[DeliveryId, ...] = ()
    reminded: bool = False
    decision: Decision | None = None

    def subject(self, account: AccountId) -> str:
        """Return what the wish is about that asks somebody, by the account they are asked with."""
        return f"trial:{self.id}:{account}"

    @property
    def open(self) -> bool:
        """Return whether it is not over."""
        return self.stage is not Stage.OVER

    def rest(self, now: datetime) -> "Trial":
        """Return it with its time standing still."""
        return replace(self, rests=now) if self.open and self.rests is None else self

    def go_on(self, now: datetime) -> "Trial":
        """Return it with its time counting again; the rest does not count."""
        if self.rests is None:
            return self
        due = self.due + (now - self.rests) if self.due is not None else None
        return replace(self, rests=None, due=due)

    def after_dates(self, held: int, now: datetime) -> "Trial":
        """Return it after so many dates took place: it is over a day after the last one, or the first one if late."""
        if self.stage is not Stage.RUNNING or self.rests is not None or not held:
            return self
        soon = now + SETTLED
        reached = self.terms.dates is not None and held >= self.terms.dates
        waited = self.due is not None and self.due <= now
        if waited or (reached and (self.due is None or self.due > soon)):
            return replace(self, due=soon)
        return self

    def ends_now(self, held: int, now: datetime) -> bool:
        """Return whether the core is asked now: what never took place nobody can judge, so it waits."""
        return self.stage is Stage.RUNNING and bool(held) and self._reached(now)

    def told_now(self, now: datetime) -> bool:
        """Return whether the stewards hear of the answers now, also of those that are missing."""
        return self.stage is Stage.ASKING and self._reached(now)

    def reminded_now(self, now: datetime) -> bool:
        """Return whether the stewards are reminded now, once."""
        return self.stage is Stage.DECIDING and not self.reminded and self._reached(now)

    def _reached(self, now: datetime) -> bool:
        return self.rests is None and self.due is not None and self.due <= now

    def asked(self, now: datetime) -> "Trial":
        """Return it with the core asked."""
        return replace(self, stage=Stage.ASKING, due=now + ASKED_FOR)

    def told(self, posts: Sequence[DeliveryId], now: datetime) -> "Trial":
        """Return it with the stewards told, the first time or again; after the second time nothing is due."""
        again = self.stage is Stage.DECIDING
        due = None if again else now + REMINDED_AFTER
        return replace(self, stage=Stage.DECIDING, posts=(*self.posts, *posts), reminded=again, due=due)

    def decided(self, decision: Decision) -> "Trial":
        """Return it decided."""
        return replace(self, stage=Stage.OVER, due=None, rests=None, decision=decision)

    def withdrawn(self) -> "Trial":
        """Return it over without a decision."""
        return replace(self, stage=Stage.OVER, due=None, rests=None)


def new_trial(ident: str, community: CommunityId, ritual: RitualId, terms: Terms, now: datetime) -> Trial:
    """Return a trial that begins now."""
    due = now + timedelta(days=terms.days) if terms.days is not None else None
    return Trial(ident, community, ritual, terms, now, due)


def core(stewards: Iterable[MemberId], came: Sequence[AbstractSet[MemberId]]) -> tuple[MemberId, ...]:
    """Return who is asked, until rings exist: the stewards, and whoever came to at least half of the dates.

    Args:
        stewards: in the order in which they are to be asked.
        came: who was at each date that took place.
    """
    often: dict[MemberId, int] = {}
    for each in came:
        for member in each:
            often[member] = often.get(member, 0) + 1
    regulars = sorted(m for m, times in often.items() if 2 * times >= len(came))
    return tuple(dict.fromkeys([*stewards, *regulars]))


@dataclass(frozen=True, slots=True)
class Figures:
    """How a ritual went while on trial: the members at each date, worth-it totals if enough, replies to questions."""

    came: tuple[int, ...]
    worth: Mapping[Worth, int] | None
    replies: int

    @property
    def usually(self) -> float:
        """Return how many came to a date, on average."""
        return sum(self.came) / len(self.came) if self.came else 0.0


@dataclass(frozen=True, slots=True)
class Voice:
    """What a member who is asked says; `verdict` is None while they have not answered.

    `account` is None for whoever was forgotten since.
    """

    member: MemberId
    account: AccountId | None
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class Counted:
    """The answers of those asked."""

    verdicts: Mapping[Verdict, int]
    missing: int


def counted_voices(voices: Iterable[Voice], here: AbstractSet[MemberId]) -> Counted:
    """Return how often each answer was given, and how many of those who are still here have not answered."""
    found = list(voices)
    verdicts = {v: sum(x.verdict is v for x in found) for v in Verdict}
    return Counted(verdicts, sum(x.verdict is None and x.member in here for x in found))


class TrialStore(Protocol):
    """Trials, and what those who are asked say. Kept with accounts; of a member the last answer counts."""

    async def put(self, changed: Sequence[Trial]) -> None: ...
    async def get(self, trials: Iterable[str]) -> Mapping[str, Trial]:
        """Return trials by id, held until this unit of work ends."""

    async def open_of(self, rituals: Iterable[RitualId]) -> Mapping[RitualId, Trial]:
        """Return the trial of each ritual that has one which is not over."""

    async def open_in(self, communities: Iterable[CommunityId]) -> tuple[Trial, ...]:
        """Return the trials of communities that are not over, oldest first."""

    async def held(self, trials: Iterable[str]) -> Mapping[str, tuple[OccurrenceId, ...]]:
        """Return the dates of each trial that took place and are over, in order."""

    async def replies(self, dates: Iterable[OccurrenceId]) -> Mapping[OccurrenceId, int]:
        """Return how many members answered the question of each date."""

    async def ask(self, asked: Sequence[tuple[Trial, AccountId]], at: datetime) -> None:
        """Write who is asked; who is already, stays."""

    async def answer(
        self, trial: Trial, account: AccountId, theirs: Sequence[AccountId], verdict: Verdict, at: datetime
    ) -> None:
        """Keep a member's answer, one a member, at whichever of `theirs` accounts; the last one counts."""

    async def voices(self, trials: Iterable[str]) -> Mapping[str, tuple[Voice, ...]]:
        """Return what those asked say, each member once; whoever was forgotten counts with what they had said."""

    async def export(self, who: Who) -> Record: ...
    async def forget(self, who: Who) -> None: ...
