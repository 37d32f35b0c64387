"""Days as people say them. Most need a first day to count from before they become dates."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Protocol

from bot.i18n import _
from bot.rhythm.calendar_words import date_words, day_of_year_words, weekday_name
from bot.rhythm.reading.tokens import Unclear
from bot.rhythm.rules import Frequency

LEAP_YEAR: Final = 2028
YEARS_AHEAD: Final = 8
"""As long as 29 February can keep one waiting (1896 to 1904, 2096 to 2104)."""
WEEK: Final = timedelta(days=7)
DECEMBER: Final = 12


class Said(Protocol):
    """A day or a stretch of days, once it is known from which day on to look."""

    def first(self, floor: date) -> date:
        """Return its first day; without a year of its own, the nearest that is not over at `floor`."""

    def last(self, floor: date) -> date:
        """Return its last day, found the same way."""


@dataclass(frozen=True, slots=True)
class DayOfYear:
    """A day such as 5 December, perhaps with a year, perhaps with the day of the week it should be.

    Raises:
        Unclear: no year, or not that one, has such a day; or it is another day of the week.
    """

    month: int
    day: int
    year: int | None = None
    weekday: int | None = None

    def __post_init__(self) -> None:
        """Refuse the 31st of June."""
        if not 1 <= self.day <= monthrange(self.year or LEAP_YEAR, self.month)[1]:
            shown = day_of_year_words(self.month, self.day)
            raise Unclear(_("There is no {date}.").format(date=shown))

    def first(self, floor: date) -> date:
        """Return that day, on or after `floor` when no year was said."""
        found = self._nearest(floor)
        if self.weekday not in (None, found.weekday()):
            shown, name = date_words(found), weekday_name(found.weekday())
            raise Unclear(_("{date} is a {weekday}.").format(date=shown, weekday=name), suggestion=shown)
        return found

    def last(self, floor: date) -> date:
        """Return that day."""
        return self.first(floor)

    def _nearest(self, floor: date) -> date:
        if self.year is not None:
            return date(self.year, self.month, self.day)
        for year in range(floor.year, floor.year + YEARS_AHEAD + 1):
            if self.day <= monthrange(year, self.month)[1]:
                found = date(year, self.month, self.day)
                if found >= floor:
                    return found
        raise Unclear(_("There is no {date}.").format(date=day_of_year_words(self.month, self.day)))


@dataclass(frozen=True, slots=True)
class DaysAhead:
    """Today, tomorrow."""

    days: int

    def first(self, floor: date) -> date:
        """Return the day so many days on."""
        return floor + timedelta(days=self.days)

    def last(self, floor: date) -> date:
        """Return that day."""
        return self.first(floor)


@dataclass(frozen=True, slots=True)
class ComingWeekday:
    """Next Tuesday: the first one after `floor`; this Tuesday may be `floor` itself."""

    weekday: int
    today_too: bool = False

    def first(self, floor: date) -> date:
        """Return the first such day."""
        start = floor if self.today_too else floor + timedelta(days=1)
        return start + timedelta(days=(self.weekday - start.weekday()) % 7)

    def last(self, floor: date) -> date:
        """Return that day."""
        return self.first(floor)


@dataclass(frozen=True, slots=True)
class DayOfWeek:
    """Tuesday next week: so many weeks after the one that holds `floor`; weeks start on Monday."""

    weekday: int
    weeks: int

    def first(self, floor: date) -> date:
        """Return that day."""
        return floor + timedelta(days=self.weekday - floor.weekday()) + self.weeks * WEEK

    def last(self, floor: date) -> date:
        """Return that day."""
        return self.first(floor)


@dataclass(frozen=True, slots=True)
class WholeMonth:
    """A month such as June, perhaps with a year."""

    month: int
    year: int | None = None

    def first(self, floor: date) -> date:
        """Return its first day."""
        year = self.year or floor.year + (self.month < floor.month)
        return date(year, self.month, 1)

    def last(self, floor: date) -> date:
        """Return its last day."""
        first = self.first(floor)
        return first.replace(day=monthrange(first.year, first.month)[1])


@dataclass(frozen=True, slots=True)
class WholePeriod:
    """This week, next month, 2027: so many periods after the one that holds `floor`."""

    frequency: Frequency
    ahead: int = 0
    year: int | None = None

    def first(self, floor: date) -> date:
        """Return its first day; weeks start on Monday."""
        match self.frequency:
            case Frequency.DAILY:
                return floor + timedelta(days=self.ahead)
            case Frequency.WEEKLY:
                return floor - timedelta(days=floor.weekday()) + self.ahead * WEEK
            case Frequency.MONTHLY:
                months = floor.year * DECEMBER + floor.month - 1 + self.ahead
                return date(months // DECEMBER, months % DECEMBER + 1, 1)
            case Frequency.YEARLY:
                return date(self.year or floor.year + self.ahead, 1, 1)

    def last(self, floor: date) -> date:
        """Return its last day."""
        first = self.first(floor)
        match self.frequency:
            case Frequency.DAILY:
                return first
            case Frequency.WEEKLY:
                return first + WEEK - timedelta(days=1)
            case Frequency.MONTHLY:
                return first.replace(day=monthrange(first.year, first.month)[1])
            case Frequency.YEARLY:
                return date(first.year, DECEMBER, 31)
