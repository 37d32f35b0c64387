"""An act: what somebody will do, and when."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from adapters.main.simulation.people import Someone


@dataclass(frozen=True, slots=True)
class Type:
    """Type a line; `then` are the actions of buttons to press, one on each answer that follows, while there are any."""

    line: str
    then: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Press:
    """Press a button by what it carries; `answers` fill the form that it may open."""

    action: str
    value: str
    answers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Arrive:
    """Come into a space for the first time, as somebody by their number."""

    number: int


@dataclass(frozen=True, slots=True)
class Leave:
    """Leave the space."""


@dataclass(frozen=True, slots=True)
class Second:
    """Come into a second space too, and show that both accounts are one's own."""

    who: Someone


Deed: TypeAlias = Type | Press | Arrive | Leave | Second


@dataclass(frozen=True, slots=True, order=True)
class Act:
    """What a handle does in a space at an instant (aware UTC); acts of one instant come in the order of `subject`."""

    at: datetime
    subject: str
    space: str
    handle: str
    deed: Deed = field(compare=False)
