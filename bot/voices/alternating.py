"""The slot that alternates: somebody from outside, a member's own case, a peer clinic, and around again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from bot.keys import AccountId, CommunityId, MemberId, RitualId
from bot.voices.rotation import Candidate, order

SETTLED: timedelta = timedelta(days=1)
"""By then, when a date is announced, somebody from outside has said yes, or it becomes something else."""
COUNTED = 12
"""As many dates as the ratio looks back."""
_NEVER = datetime.min.replace(tzinfo=UTC)


class Kind(StrEnum):
    """What a date may be, in the order in which they take turns."""

    GUEST = "guest"
    CASE = "case"
    CLINIC = "clinic"


_PLACE = {kind: place for place, kind in enumerate(Kind)}


@dataclass(frozen=True, slots=True)
class Case:
    """A case that a member offers to bring to a ritual; `brought_at` is the date at which they did, None until then.

    `name` is how they are shown.
    """

    id: str
    community: CommunityId
    ritual: RitualId
    account: AccountId
    member: MemberId
    name: str
    topic: str
    offered_at: datetime
    brought_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """What a date was: whose `turn` it was, what it was in the end (`held`), and which case was brought."""

    community: CommunityId
    ritual: RitualId
    starts: datetime
    turn: Kind
    held: Kind
    case: str | None = None


def turns_of(last: Mapping[Kind, datetime], dates: Sequence[tuple[datetime, bool]]) -> tuple[Kind, ...]:
    """Return whose turn it is at coming dates: what had none for longest, in the order of `Kind` where equal.

    Args:
        last: when each kind had its turn last, at dates that took place; what never had one is left out.
        dates: (start, whether somebody from outside has its chair) pairs, in order. Who was promised a chair keeps
            it, whatever was skipped before.
    """
    had = dict(last)
    found: list[Kind] = []
    for starts, promised in dates:
        kind = Kind.GUEST if promised else min(Kind, key=lambda k: (had.get(k, _NEVER), _PLACE[k]))
        had[kind] = starts
        found.append(kind)
    return tuple(found)


def in_the_end(turn: Kind, starts: datetime, now: datetime, *, confirmed: bool, case: bool) -> Kind:
    """Return what a date is as far as is known: nobody announces a guest who has not said yes.

    From a day before on a guest's date without one becomes an own case, where there is one, or a clinic; an own
    case that nobody brings is a clinic when it begins.
    """
    if turn is Kind.GUEST and not confirmed and starts - SETTLED <= now:
        return Kind.CASE if case else Kind.CLINIC
    if turn is Kind.CASE and not case and starts <= now:
        return Kind.CLINIC
    return turn


def bringers(cases: Iterable[Case], seed: str) -> tuple[Case, ...]:
    """Return the open cases of a ritual, whose turn it is first: who brought the fewest, least recently first."""
    mine = list(cases)
    waiting = {c.member: c for c in mine if c.brought_at is None}
    candidates = [_candidate(member, mine) for member in waiting]
    return tuple(waiting[MemberId(i)] for i in order(candidates, seed=seed))


def could_bring(cases: Iterable[Case], seed: str) -> tuple[Case, ...]:
    """Return the last case of each who brought one, whoever could be asked first to bring another one."""
    mine = list(cases)
    latest: dict[MemberId, Case] = {}
    for case in sorted((c for c in mine if c.brought_at is not None), key=lambda c: c.brought_at or _NEVER):
        latest[case.member] = case
    return tuple(latest[MemberId(i)] for i in order([_candidate(m, mine) for m in latest], seed=seed))


def _candidate(member: MemberId, cases: Iterable[Case]) -> Candidate:
    brought = [c.brought_at for c in cases if c.member == member and c.brought_at is not None]
    return Candidate(member, turns=len(brought), last=max(brought, default=None))
