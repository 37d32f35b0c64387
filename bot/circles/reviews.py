"""The rules of a circle's review: when it is asked about, when last, and when silence makes it dormant."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.circles.model import REVIEW_AFTER, State
from bot.errors import Invalid, shortened
from bot.i18n import _
from bot.keys import CircleId, CommunityId

ASK = "circle.review"
REMIND = "circle.remind"
REST = "circle.rest"
ANSWER_WITHIN = timedelta(days=14)
LAST_WORD = timedelta(days=7)
"""From the last reminder until silence makes a circle dormant."""
AT = time(10)
"""When stewards are asked, in their community's zone."""
NO_LIFE = frozenset({"circle.leave", "circle.back-out", "circle.close", "circle.refuse"})
"""What people do that is no sign of a circle's life."""
BEGINS = frozenset({"circle.create", "circle.adopt"})


@dataclass(frozen=True, slots=True)
class Review:
    """A circle as its review sees it.

    `asked_at` is when the question was asked that is still open, None when none is. `given_at` is when Hearth was
    last given something there: somebody joined, answered a date, or used a command about it; None for never.
    """

    circle: CircleId
    community: CommunityId
    state: State
    review_on: date
    asked_at: datetime | None
    given_at: datetime | None

    @property
    def answered_by_life(self) -> bool:
        """Return whether something happened since the question, so that nobody needs to answer it."""
        return self.asked_at is not None and self.given_at is not None and self.given_at > self.asked_at


class ReviewStore(Protocol):
    """What is kept about reviews. `at` is community time, aware."""

    async def of(self, circles: Iterable[CircleId]) -> Mapping[CircleId, Review]:
        """Return the reviews of living circles, in a fixed number of queries."""

    async def all_of(self, communities: Iterable[CommunityId]) -> tuple[Review, ...]:
        """Return the reviews of all living circles of these communities."""

    async def ask(self, circles: Iterable[CircleId], at: datetime) -> None:
        """Note that the stewards of these circles are asked."""

    async def settle(self, circles: Iterable[CircleId], review_on: date) -> None:
        """Set the next review; no question is open any more."""

    async def let_rest(self, circles: Iterable[CircleId], at: datetime) -> tuple[CircleId, ...]:
        """Make open circles dormant; return which of these were open."""

    async def alive(self, circles: Iterable[CircleId], at: datetime) -> None:
        """Note that something was given to Hearth in these circles."""


def next_review(now: datetime) -> date:
    """Return the day of the review after one that was answered: in a quarter."""
    return (now + REVIEW_AFTER).date()


def moment(day: date, zone: str) -> datetime:
    """Return when a circle is asked about on a day (aware UTC)."""
    return datetime.combine(day, AT, ZoneInfo(zone)).astimezone(UTC)


def due(review: Review, zone: str, now: datetime) -> tuple[str, datetime]:
    """Return (kind, when) of the next beat of a circle's review, never in the past (aware UTC)."""
    if review.asked_at is None:
        return ASK, max(moment(review.review_on, zone), now)
    remind = review.asked_at + ANSWER_WITHIN
    return (REMIND, remind) if remind > now else (REST, max(remind + LAST_WORD, now))


def read_day(text: str, now: datetime, field: str) -> date:
    """Return the day that was typed.

    Raises:
        Invalid: at the field; it is no date, or does not lie ahead.
    """
    try:
        day = date.fromisoformat(text.strip())
    except ValueError as error:
        sentence = _("“{text}” is not a date. Write it like 2027-03-01. Nothing was changed.")
        raise Invalid(sentence.format(text=shortened(text)), field=field) from error
    if day <= now.date():
        raise Invalid(_("The review must lie ahead. Nothing was changed."), field=field)
    return day
