"""The line of stewards: who carries a circle on, who is asked next, and what silence means. Pure rules."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Self

from bot.keys import AccountId, CircleId, CommunityId, DeliveryId, MemberId

ENOUGH: Final = 2
"""Stewards who are there: mission.md 1.7."""
SILENT_AFTER: Final = timedelta(weeks=6)
"""mission.md 1.7."""
ANSWER_WITHIN: Final = timedelta(hours=72)
"""mission.md 4.2."""
NO_HOLDS: Final = timedelta(days=180)
"""How long Hearth does not ask again of its own accord whoever said "rather not", or has handed on."""
PASSED_HOLDS: Final = timedelta(days=14)
"""How long it does not ask again whom it could not ask: they were away, or nothing reached them."""
DESK_AGAIN: Final = timedelta(days=7)
"""How often the community's stewards hear of a circle that nobody has taken on."""


class AskState(StrEnum):
    """What became of a question who carries on. The first three are open: at most one of these is, in one place."""

    ASKED = "asked"  # somebody inside may say no until then
    DESK = "desk"  # nobody inside is left to ask: the community's stewards are, or for its own seat everybody
    ALONE = "alone"  # one steward is there, and nobody is left to ask for a second
    YES = "yes"
    CARRIED = "carried"  # nobody said no in time, so it is theirs
    NO = "no"
    PASSED = "passed"  # away, silent or out of reach, so somebody else was asked
    OVER = "over"  # no longer needed
    TAKEN = "taken"  # by a steward of the community, or by somebody who manages a space of it


OPEN: Final = frozenset({AskState.ASKED, AskState.DESK, AskState.ALONE})


@dataclass(frozen=True, slots=True)
class Insider:
    """Somebody in a circle or a community. `since`: in it; `seen`: their last sign of life anywhere; both aware.

    `accounts` are those that have a seat, at least one. `away`: on a sabbatical or a snooze, which is no silence.
    `out`: they have a seat and are in none of the rooms it is in.
    """

    member: MemberId
    accounts: tuple[AccountId, ...]
    steward: bool
    since: datetime
    seen: datetime
    away: bool = False
    out: bool = False

    def silent(self, now: datetime) -> bool:
        """Return whether nobody has heard of them for six weeks."""
        return not self.away and now - max(self.since, self.seen) >= SILENT_AFTER


@dataclass(frozen=True, slots=True)
class Ask:
    """One question who carries on. `until` is when silence ends it, or when the desk hears of it again.

    `account` and `member` are whom it was put to; None at the desk. `by`: the steward who hands on, None
    where Hearth asks of its own accord. `told` are the messages that show it. `circle` is None where it is
    about the community itself.
    """

    id: str
    community: CommunityId
    circle: CircleId | None
    state: AskState
    at: datetime
    until: datetime | None = None
    account: AccountId | None = None
    member: MemberId | None = None
    by: MemberId | None = None
    by_account: AccountId | None = None
    told: tuple[DeliveryId, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """Who is there, longest first, and who was asked lately. It has neither name nor purpose."""

    community: CommunityId
    people: tuple[Insider, ...]
    asks: tuple[Ask, ...] = ()

    @property
    def open(self) -> Ask | None:
        """Return the question that is open."""
        return next((a for a in self.asks if a.state in OPEN), None)

    def person(self, member: MemberId | None) -> Insider | None:
        """Return somebody inside."""
        return next((p for p in self.people if p.member == member), None)

    def steady(self, now: datetime) -> tuple[MemberId, ...]:
        """Return its stewards who are there: those on a sabbatical too, the silent ones not."""
        return tuple(p.member for p in self.people if p.steward and not p.out and not p.silent(now))

    def silent(self, now: datetime) -> tuple[MemberId, ...]:
        """Return its stewards of whom nobody has heard."""
        return tuple(p.member for p in self.people if p.steward and p.silent(now))

    def out(self) -> tuple[MemberId, ...]:
        """Return its stewards who are in none of its rooms."""
        return tuple(p.member for p in self.people if p.steward and p.out)

    def ended(self, ask: Ask, state: AskState) -> Self:
        """Return the line once a question has come to its end."""
        asks = tuple(replace(a, state=state) if a.id == ask.id else a for a in self.asks)
        taken = state in {AskState.YES, AskState.CARRIED}
        people = tuple(replace(p, steward=p.steward or (taken and p.member == ask.member)) for p in self.people)
        return replace(self, asks=asks, people=people)


@dataclass(frozen=True, slots=True)
class Step:
    """What is to be done about a line: the open question ends as `closes`, `asks` is asked, or `opens` is noted."""

    closes: AskState | None = None
    asks: Insider | None = None
    opens: AskState | None = None


def not_again(asks: Sequence[Ask], now: datetime) -> frozenset[MemberId]:
    """Return whom Hearth does not ask of its own accord now."""
    found: set[MemberId | None] = set()
    for ask in asks:
        if ask.state is AskState.NO or ask.state is AskState.ASKED:
            found.add(ask.member if now - ask.at < NO_HOLDS else None)
        elif ask.state is AskState.PASSED and now - ask.at < PASSED_HOLDS:
            found.add(ask.member)
        elif ask.state in {AskState.YES, AskState.CARRIED} and now - ask.at < NO_HOLDS:
            found.add(ask.by)
    return frozenset(m for m in found if m is not None)


def next_in_line(line: Line, now: datetime) -> Insider | None:
    """Return who is asked next: the longest-standing member who may be; whoever was silent comes last."""
    refusing = not_again(line.asks, now)
    able = [p for p in line.people if not p.steward and not (p.away or p.out) and p.member not in refusing]
    return min(able, key=lambda p: (p.silent(now), p.since, p.member), default=None)


def step(line: Line, now: datetime, *, reached: bool) -> Step:
    """Return what is to be done about a line now. `reached`: the open question has arrived with whom it was put to.

    A silent member carries nothing by saying nothing, nor does one whom the question has never reached.
    """
    ask = line.open
    if ask is None:
        return _opened(line, now)
    closes = _end(line, ask, now, reached=reached)
    if closes is None:
        return Step()
    return replace(_opened(line.ended(ask, closes), now), closes=closes)


def _opened(line: Line, now: datetime) -> Step:
    there = line.steady(now)
    if len(there) >= ENOUGH:
        return Step()
    follower = next_in_line(line, now)
    if follower is not None:
        return Step(asks=follower)
    return Step(opens=AskState.ALONE if there else AskState.DESK)


def _end(line: Line, ask: Ask, now: datetime, *, reached: bool) -> AskState | None:
    """Return how an open question ends, None while it goes on."""
    if ask.state is not AskState.ASKED:
        same = _opened(replace(line, asks=tuple(a for a in line.asks if a.id != ask.id)), now)
        return None if same == Step(opens=ask.state) else AskState.OVER
    person = line.person(ask.member)
    if person is None or person.away or person.out:
        return AskState.PASSED
    if person.steward or (ask.by is None and len(line.steady(now)) >= ENOUGH):
        return AskState.OVER
    if ask.until is None or now < ask.until:
        return None
    return AskState.CARRIED if reached and not person.silent(now) else AskState.PASSED
