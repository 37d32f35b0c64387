"""Deciding for one person, at one moment, what comes alone, what stands in the weekly message, and what waits."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.cards import Card
from bot.community import nudging
from bot.community.attention import Digest
from bot.community.budget import WEEKLY, Ledger, Nudge
from bot.community.model import Community, Member, week_of
from bot.community.welcome import is_welcome, next_alone, next_carrying, quiet_begins, week_ends
from bot.community.wishes import Kept
from bot.i18n import speaking
from bot.keys import DeliveryId

MOST_CARRIED = 10
"""Lines that the weekly message takes along; what is left waits on, and the member can read it."""


@dataclass(frozen=True, slots=True)
class Message:
    """Something to be sent now: a kind of nudge, and the ids of the wishes that it carries."""

    kind: str
    card: Card
    reason: str
    expires_at: datetime
    wishes: tuple[str, ...]


@dataclass(slots=True)
class Person:
    """One person: their settings, what they got, what waits (in the order in which it should come).

    `weekly_due`: their weekly message is due now, and another unit of work is about to handle it.
    """

    member: Member
    home: Community
    now: datetime
    ledger: Ledger
    waiting: list[Kept]
    digest: Digest | None = None
    missed: int = 0
    weekly_due: bool = False
    noted: list[Nudge] = field(default_factory=list)

    @property
    def zone(self) -> str:
        """Return the zone in which the person lives."""
        return self.member.zone or self.home.zone

    def doubles(self) -> Sequence[str]:
        """Let go of what two linked members wished of the same; return the ids."""
        first: dict[tuple[str, str], str] = {}
        for kept in self.waiting:
            first.setdefault((kept.wish.kind, kept.wish.subject), kept.id)
        again = [k.id for k in self.waiting if k.id not in first.values()]
        self.waiting = [k for k in self.waiting if k.id in first.values()]
        return again

    def messages(self) -> Iterator[Message]:
        """Yield what comes now, one after the other; each is `sent` before the next is asked for."""
        if self.digest is not None and (weekly := self._weekly(self.digest)) is not None:
            yield weekly
        for kept in tuple(self.waiting):
            if self.moment_of(kept) == self.now:
                yield self._alone(kept)

    def sent(self, message: Message, delivery: DeliveryId) -> None:
        """Count a message, and let what it carries wait no longer."""
        week = week_of(self.now, self.zone)
        member = self.member
        nudge = Nudge(member.community, member.id, week, message.kind, self.now, self.zone, delivery)
        self.noted.append(nudge)
        self.ledger = self.ledger.and_one(nudge)
        self.waiting = [k for k in self.waiting if k.id not in message.wishes]

    def moments(self) -> Sequence[datetime]:
        """Return when to look again at what waits on; what the weekly message takes along needs no look."""
        return sorted({m for k in self.waiting if (m := self.moment_of(k)) is not None and m > self.now})

    def moment_of(self, kept: Kept) -> datetime | None:
        """Return when a wish may come alone; None when the weekly message takes it, or it comes too late."""
        alone = next_alone(self.member, self.zone, self.ledger, self.now)
        if alone is None or alone > kept.wish.good_until:
            return None
        weekly = self._weekly_at()
        soon = weekly <= alone or week_of(weekly, self.zone) == week_of(alone, self.zone)
        return None if soon and weekly <= kept.wish.good_until else alone

    def _weekly_at(self) -> datetime:
        """Return when the next weekly message comes; one that is due and not handled yet is about to."""
        return self.now if self.weekly_due else next_carrying(self.member, self.zone, self.now)

    def _weekly(self, digest: Digest) -> Message | None:
        number = self.ledger.spent(self.now, self.zone) + 1
        lines = self.waiting[:MOST_CARRIED]
        free = number <= self.member.most and not self.ledger.had_weekly(self.now, self.zone)
        if not (free and is_welcome(self.member, self.zone, self.now) and (digest.blocks or lines)):
            return None
        coming = next_carrying(self.member, self.zone, self.now)
        with speaking(self.member.language or self.home.language):
            card = nudging.weekly(self.member, self.home, self.now, digest, lines, number, coming, self.missed)
        reason = nudging.weekly_reason(self.member.id)
        return Message(WEEKLY, card, reason, self._until(digest.until), tuple(k.id for k in lines))

    def _alone(self, kept: Kept) -> Message:
        number = self.ledger.spent(self.now, self.zone) + 1
        with speaking(self.member.language or self.home.language):
            card = nudging.alone(kept.wish.card, number, self.member.most, self._weekly_at())
        return Message(kept.wish.kind, card, kept.id, self._until(kept.wish.good_until), (kept.id,))

    def _until(self, until: datetime) -> datetime:
        """Return how long it may be sent: not into quiet hours, nor into a week whose budget it is not counted in."""
        quiet = quiet_begins(self.member, self.zone, self.now) - timedelta(seconds=1)
        return max(self.now, min(until, quiet, week_ends(self.zone, self.now)))
