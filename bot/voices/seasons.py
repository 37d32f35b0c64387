"""When a question has its time of year."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from bot.voices.data import read

MONTHS = 12
SEASONS: Final[Mapping[str, frozenset[int]]] = {
    "spring": frozenset({3, 4, 5}),
    "summer": frozenset({6, 7, 8}),
    "autumn": frozenset({9, 10, 11}),
    "winter": frozenset({12, 1, 2}),
}
"""Meteorological seasons of the north, as months."""


@dataclass(frozen=True, slots=True)
class Window:
    """When something is asked: in these months everywhere (1 is January), or in a season of the place."""

    months: frozenset[int] = frozenset()
    season: str = ""

    def open(self, month: int, zone: str) -> bool:
        """Return whether it is open in a month, for a community in an IANA zone."""
        if not self.season:
            return not self.months or month in self.months
        shift = half_years(zone)
        return shift is not None and (month + shift * MONTHS // 2 - 1) % MONTHS + 1 in SEASONS[self.season]


ALWAYS = Window()


def half_years(zone: str) -> int | None:
    """Return by how many half years the seasons of a zone differ from the north's; None where there are not four."""
    if zone in _zones("tropical"):
        return None
    return 1 if zone in _zones("southern") else 0


@cache
def _zones(kind: str) -> frozenset[str]:
    return frozenset(read("climes.yaml")[kind])
