"""What a simulated time comes to: plain figures, the same for the same seed."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class RitualFigures:
    """One ritual. `coming`: how many said that they come, over the dates held; `worth`: yes, so-so, no."""

    name: str
    held: int
    skipped: int
    moved: int
    missed: int
    coming: float
    answers: int
    worth: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class NudgeFigures:
    """Messages of Hearth's own accord. The last three must be 0."""

    weekly: int
    alone: int
    most_a_week: int
    over_budget: int
    in_quiet_hours: int
    unwelcome: int


@dataclass(frozen=True, slots=True)
class HostFigures:
    """Dates held that had a host, of how many people in turn; recaps of them, and who was there by these, a recap.

    `holidays` are the dates that were left out because of a public holiday.
    """

    hosted: int
    hosts: int
    recaps: int
    there: float
    holidays: int


@dataclass(frozen=True, slots=True)
class WeekFigures:
    """One week, from its Monday: dates held, people who said that they come, nudges, dates that rested."""

    monday: date
    held: int
    coming: int
    nudges: int
    rested: int


@dataclass(frozen=True, slots=True)
class Simulated:
    """The figures of some simulated weeks. `broken` says in sentences which promise was not kept."""

    weeks: int
    seed: int
    members: int
    rituals: tuple[RitualFigures, ...]
    nudges: NudgeFigures
    hosting: HostFigures
    deliveries: Mapping[str, int]
    acts: Mapping[str, int]
    by_month: Mapping[str, int]
    by_week: tuple[WeekFigures, ...]
    doubled: int
    unsettled: int
    late: int
    failed: int
    broken: tuple[str, ...] = ()

    def plain(self) -> dict[str, Any]:
        """Return everything as JSON takes it."""
        weeks = [{**asdict(w), "monday": w.monday.isoformat()} for w in self.by_week]
        return asdict(self) | {"by_week": weeks}
