"""Rituals, their occurrences, and the moments around each."""

import base64
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import islice
from zoneinfo import ZoneInfo

from bot.community.model import Space
from bot.keys import AccountId, CommunityId, DeliveryId, OccurrenceId, PromptId, RitualId, RoomId, SpaceId
from bot.rhythm.days import days_of
from bot.rhythm.holidays import Policy, Touched, touched
from bot.rhythm.recurrence import Recurrence, Start, next_start, starts, upcoming

LEAD = timedelta(days=1)
"""An announcement comes a day before."""
REMINDER = timedelta(hours=1)
HEADS_UP = timedelta(days=2)
"""Whoever hosts hears of it two days before."""
ROOMY = timedelta(days=4)
"""What comes back sooner than this is neither announced nor reminded of: the opening is enough."""
MINUTES = 45
LONGEST_MINUTES = 24 * 60
LONGEST_NAME = 60
"""A name stands in a card's title next to other words, and in an error."""
LONGEST_VALUE = 200


class RitualState(StrEnum):
    """Where a ritual stands."""

    ACTIVE = "active"
    PAUSED = "paused"
    RETIRED = "retired"


class OccurrenceState(StrEnum):
    """Where one date stands."""

    PLANNED = "planned"
    OPENED = "opened"
    ENDED = "ended"
    MISSED = "missed"  # its moment passed while Hearth was away
    DROPPED = "dropped"  # skipped, paused, retired or moved


class Late(StrEnum):
    """What a ritual does about dates that passed while Hearth was away."""

    SKIP = "skip"  # they are missed
    LATEST_ONCE = "latest-once"  # the latest of them opens, saying that it is late
    ALL = "all"  # each of them opens, in order


class Worth(StrEnum):
    """An answer to the worth-it question."""

    YES = "yes"
    SO_SO = "so-so"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Ritual:
    """Something that recurs, with a stated value and a place. `rooms` holds only rooms chosen by hand.

    `capacity` is how many may come to a date, None for as many as like.
    """

    id: RitualId
    community: CommunityId
    name: str
    value: str
    when: Recurrence
    minutes: int
    deck: str
    guests: bool
    state: RitualState
    revision: int
    created_at: datetime
    created_by: AccountId | None
    rooms: Mapping[SpaceId, RoomId] = field(default_factory=dict)
    uid: str = ""  # of the calendar's event it was taken from
    late: Late = Late.SKIP
    holidays: Policy = Policy.KEEP
    rests: datetime | None = None  # until when the whole community does
    capacity: int | None = None
    hosted: bool = False  # somebody stands on its rota
    alternates: bool = False  # its guests' chair takes turns with own cases and peer clinics
    wild: bool = False  # each of its dates is for something new, which happens once
    idea: str = ""  # what a wild one is, where one date of it is meant (bot/rhythm/billing.py)
    form: str = ""  # the name of the form its dates have, folded

    @property
    def free(self) -> bool:
        """Return whether the date that is meant is still for anything: nobody chose yet what is tried."""
        return self.wild and not self.idea

    def _from(self, after: datetime) -> datetime:
        """Return when dates may come again: later than that, and than the community's rest."""
        return after if self.rests is None else max(after, self.rests)

    def next(self, after: datetime) -> datetime | None:
        """Return the first start strictly later than `after` (aware UTC), None when there is none."""
        return next_start(self.when, self._from(after)) if self.state is RitualState.ACTIVE else None

    def next_date(self, after: datetime) -> Start | None:
        """Return the first date that begins strictly later than `after`, None when there is none."""
        return next(upcoming(self.when, self._from(after)), None) if self.state is RitualState.ACTIVE else None

    def dates(self, after: datetime, count: int) -> tuple[Start, ...]:
        """Return at most `count` dates that begin strictly later than `after`, whatever the state."""
        return tuple(islice(upcoming(self.when, self._from(after)), count))

    def coming(self, after: datetime, count: int) -> tuple[datetime, ...]:
        """Return at most `count` starts strictly later than `after`, aware UTC, whatever the state."""
        return starts(self.when, self._from(after), count)

    def on_holidays(self, after: datetime, until: datetime, language: str) -> tuple[Touched, ...]:
        """Return the rule's days after `after` and up to `until` (both aware) that are holidays, in order."""
        if self.when.holidays is None:
            return ()
        zone = ZoneInfo(self.when.zone)
        first = self._from(after).astimezone(zone).date()
        single = {*self.when.skipped, *self.when.moved}
        days = (d for d in days_of(self.when, first) if d >= first and d not in single)
        return touched(self.when.holidays, days, until.astimezone(zone).date(), language)

    def posted_in(self, spaces: Iterable[Space]) -> tuple[RoomId, ...]:
        """Return where it is posted: one room a space that is there, its own or the space's home."""
        rooms = (self.rooms.get(s.id, s.home) for s in spaces if s.gone_at is None)
        return tuple(r for r in rooms if r is not None)

    def pause(self) -> "Ritual":
        """Return the ritual resting."""
        return replace(self, state=RitualState.PAUSED)

    def resume(self) -> "Ritual":
        """Return the ritual going on."""
        return replace(self, state=RitualState.ACTIVE)

    def retire(self) -> "Ritual":
        """Return the ritual ended for good."""
        return replace(self, state=RitualState.RETIRED)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One date of a ritual, with its messages in every space, which are edited in place.

    `announced` and `openings` are its cards, `posts` the worth-it questions, `called` its cards that list topics,
    `scheduled` what stands in calendars, each with the ritual's room of that space. `original` is when it would begin
    had nobody moved it, `opened_at` when it was opened, which may be late.
    """

    id: OccurrenceId
    community: CommunityId
    ritual: RitualId
    starts: datetime
    minutes: int
    state: OccurrenceState
    original: datetime
    prompt: PromptId | None = None
    posts: tuple[DeliveryId, ...] = ()
    announced: tuple[DeliveryId, ...] = ()
    openings: tuple[DeliveryId, ...] = ()
    scheduled: tuple[tuple[RoomId, DeliveryId], ...] = ()
    opened_at: datetime | None = None
    called: tuple[DeliveryId, ...] = ()

    @property
    def opened_late(self) -> bool:
        """Return whether it was opened when its moment had passed."""
        return self.opened_at is not None and self.opened_at > self.starts + GRACE[Moment.OPEN]

    @property
    def asked_at(self) -> datetime:
        """Return when it is asked about, aware UTC: at its end, or as long after a late opening."""
        if self.opened_at is None or not self.opened_late:
            return self.ends
        return self.opened_at + timedelta(minutes=self.minutes)

    @property
    def ends(self) -> datetime:
        """Return when it is over, aware UTC."""
        return self.starts + timedelta(minutes=self.minutes)


class Moment(StrEnum):
    """The beats of an occurrence; the values are the kinds of their rows."""

    HOST = "ritual.host"
    ANNOUNCE = "ritual.announce"
    REMIND = "ritual.remind"
    OPEN = "ritual.open"
    WORTH = "ritual.worth"


GRACE = {
    Moment.HOST: HEADS_UP,
    Moment.ANNOUNCE: timedelta(hours=6),
    Moment.REMIND: timedelta(minutes=30),
    Moment.OPEN: timedelta(hours=2),
    Moment.WORTH: timedelta(hours=12),
}


def moments(ritual: Ritual, occurrence: Occurrence, then: Start | None = None) -> dict[Moment, datetime]:
    """Return when each beat of an occurrence is due, aware UTC.

    Rituals that come back within four days have no announcement and no reminder, those without hosts no heads-up.
    `then` is the date that follows, where it is known already.
    """
    due = {Moment.OPEN: occurrence.starts, Moment.WORTH: occurrence.ends}
    following = then.at if then is not None else next_start(ritual.when, occurrence.starts)
    if following is None or following - occurrence.starts >= ROOMY:
        due[Moment.ANNOUNCE] = occurrence.starts - LEAD
        due[Moment.REMIND] = occurrence.starts - REMINDER
    if ritual.hosted:
        due[Moment.HOST] = host_due(occurrence)
    return due


def host_due(occurrence: Occurrence) -> datetime:
    """Return when whoever hosts a date hears of it, aware UTC."""
    return occurrence.starts - HEADS_UP


def occurrence_id(ritual: RitualId, original: datetime) -> OccurrenceId:
    """Return the id of a ritual's date: the same whenever it is planned and wherever it is moved.

    `original` is when it would begin had nobody moved it, aware UTC.
    """
    digest = hashlib.sha256(f"{ritual}@{original.isoformat()}".encode()).digest()
    return OccurrenceId(base64.b32encode(digest[:10]).decode().lower())


def occurrence(ritual: Ritual, start: Start) -> Occurrence:
    """Return a ritual's date as it is planned."""
    return Occurrence(
        occurrence_id(ritual.id, start.original),
        ritual.community,
        ritual.id,
        start.at,
        start.minutes or ritual.minutes,
        OccurrenceState.PLANNED,
        start.original,
    )


ENOUGH_ANSWERS = 5
"""Totals are shown only from five answers on, so that nobody's answer can be told from them."""


def totals(answers: Mapping[str, int]) -> dict[Worth, int] | None:
    """Return how often each answer was given, None while there are too few to show."""
    if sum(answers.values()) < ENOUGH_ANSWERS:
        return None
    return {worth: answers.get(worth.value, 0) for worth in Worth}
