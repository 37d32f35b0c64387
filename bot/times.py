"""What happened to a community's own time: dates planned or passed, holidays, rests. Facts (`bot.facts`)."""

from dataclasses import dataclass
from datetime import datetime

from bot.keys import CommunityId, OccurrenceId, RitualId


@dataclass(frozen=True, slots=True)
class DatesMissed:
    """Hearth was away when something of a ritual was due: so many dates were `missed`, others `opened` late.

    `others` are announcements, reminders and questions that were left out. `since` is when the first was due.
    """

    community: CommunityId
    ritual: RitualId
    since: datetime
    at: datetime
    missed: int = 0
    opened: int = 0
    others: int = 0


@dataclass(frozen=True, slots=True)
class HolidaysChanged:
    """A community's public holidays are others now: it has another country or region."""

    community: CommunityId
    at: datetime


@dataclass(frozen=True, slots=True)
class CommunityPaused:
    """The whole community rests until then; nothing comes of Hearth's own accord."""

    community: CommunityId
    until: datetime
    at: datetime


@dataclass(frozen=True, slots=True)
class CommunityResumed:
    """A community goes on after its rest: whatever comes of Hearth's own accord is planned anew."""

    community: CommunityId
    at: datetime


@dataclass(frozen=True, slots=True)
class BeatsLate:
    """So many beats of one kind were found after their grace; told by the engine. `since`: the first was due."""

    community: CommunityId
    kind: str
    number: int
    since: datetime
    at: datetime


@dataclass(frozen=True, slots=True)
class OccurrencePlanned:
    """A date was written down, with its length in minutes and the name of its form, empty for none.

    It is told again when one of these changes; when it moves, `OccurrenceMoved` is told as well.
    """

    community: CommunityId
    ritual: RitualId
    occurrence: OccurrenceId
    starts: datetime
    minutes: int
    form: str
    at: datetime
