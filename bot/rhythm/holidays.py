"""Public holidays: which days are, what they are called, and where a date goes that falls on one.

The package `holidays` knows them; it is loaded when the first community has a country.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Final

DAY: Final = timedelta(days=1)
SATURDAY: Final = 5
LONGEST_MOVE: Final = timedelta(days=21)
"""No country has a longer run of holidays and weekends: 12 days in a row are the most in 2025 to 2035 (Russia)."""


class Policy(StrEnum):
    """What a ritual does on a public holiday."""

    KEEP = "keep"  # it takes place
    SKIP = "skip"
    MOVE = "move"  # to the next working day


@dataclass(frozen=True, slots=True)
class Holidays:
    """Whose holidays hold, and what is done about them. ISO 3166-1 code, and the region's code ("" for none)."""

    country: str
    region: str
    policy: Policy = Policy.KEEP

    def name(self, day: date, language: str = "en") -> str | None:
        """Return what a day is called if it is a holiday, in that language where the package has it."""
        return _year(self.country, self.region, day.year, language).get(day) if self.country else None

    def works(self, day: date) -> bool:
        """Return whether it is a working day: Monday to Friday and no holiday."""
        return day.weekday() < SATURDAY and self.name(day) is None

    def day_for(self, day: date) -> date | None:
        """Return the day on which a date of that day takes place, None when it does not."""
        if self.policy is Policy.KEEP or self.name(day) is None:
            return day
        return self._next_working(day) if self.policy is Policy.MOVE else None

    def _next_working(self, day: date) -> date:
        later = day + DAY
        while not self.works(later) and later - day < LONGEST_MOVE:
            later += DAY
        return later


@dataclass(frozen=True, slots=True)
class Touched:
    """A date that falls on a holiday: its day, the holiday's name, and where it goes (None: it is left out)."""

    day: date
    name: str
    to: date | None


def touched(holidays: Holidays, days: Iterator[date], until: date, language: str) -> tuple[Touched, ...]:
    """Return the days up to `until` that fall on holidays, in order."""
    found: list[Touched] = []
    for day in days:
        if day > until:
            break
        name = holidays.name(day, language)
        if name is not None:
            found.append(Touched(day, name, holidays.day_for(day)))
    return tuple(found)


@lru_cache(maxsize=1024)
def _year(country: str, region: str, year: int, language: str) -> Mapping[date, str]:
    """Return a year's holidays by day, in the language that is asked for, else in English, else in the country's."""
    import holidays  # noqa: PLC0415 - it takes 0.4 s, and most processes never need it

    known = getattr(holidays, country).supported_languages
    spoken = next((tag for tag in (language, f"{language}_{country}", "en_US", "en_GB") if tag in known), None)
    found = holidays.country_holidays(country, subdiv=region or None, years=year, language=spoken)
    return {day: name for day, name in found.items() if day.year == year}
