"""The line of stewards of a circle."""

from dataclasses import dataclass

from bot.community.line import Line
from bot.keys import CircleId


@dataclass(frozen=True, slots=True, kw_only=True)
class CircleLine(Line):
    """Who is in a circle, and who was asked lately."""

    circle: CircleId
