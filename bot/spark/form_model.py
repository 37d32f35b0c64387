"""A form of an event as data: who does what, when what is said, and what people write and vote on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

LONGEST_SOURCE: Final = 3000
"""As much as a form field of Slack holds (adapters/slack/limits.py)."""
LONGEST_FORM_NAME: Final = 40
LONGEST_KEY: Final = 24
LONGEST_TITLE: Final = 60
LONGEST_VALUE: Final = 200
LONGEST_SENTENCE: Final = 200
LONGEST_SAY: Final = 800
LONGEST_ENTRY: Final = 300
MOST_ROLES: Final = 6
MOST_LISTS: Final = 5
MOST_STEPS: Final = 24
MOST_ENTRIES: Final = 20
"""On one list: each has a button of its own, and Discord takes five rows of five (components/reference)."""
MOST_COLUMNS: Final = 5
MOST_DOTS: Final = 10
MOST_HANDS: Final = 10
LONGEST_MINUTES: Final = 24 * 60
FARTHEST: Final = timedelta(days=28)
"""Before a date; a ritual's next date is written when the one before it opens."""


class Source(StrEnum):
    """Where the people come from who are given a role."""

    VOLUNTEERS = "volunteers"  # whoever takes it
    ROTA = "rota"  # the ritual's hosts
    COMERS = "comers"  # whoever said that they come


@dataclass(frozen=True, slots=True)
class Role:
    """Something that somebody does on a date. `rotate` off: it stays with whoever had it last."""

    key: str
    duty: str
    source: Source
    count: int = 1
    rotate: bool = True


@dataclass(frozen=True, slots=True)
class Collection:
    """A list that people fill by a button, under their names, or a question with fixed `options`.

    `each`: lines a person may write; `most`: lines in all; `votes`: dots each person has, 0 for none. `columns`: the
    list is written in several; `by`: only the holders of that role write. `minutes`: how long one line takes on the
    date, `slots`: how many have their turn, 0 for as many as fit; `carry`: the others are on the next date's list.
    `against`: an earlier question with the same options, to tell who changed their mind.
    """

    key: str
    title: str
    ask: str
    each: int = 1
    most: int = MOST_ENTRIES
    votes: int = 0
    columns: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    by: str = ""
    minutes: int = 0
    slots: int = 0
    carry: bool = False
    against: str = ""

    def turns(self, minutes: int) -> int:
        """Return how many lines have their turn in a number of minutes; at least one."""
        if self.slots:
            return self.slots
        return max(1, minutes // self.minutes) if self.minutes else self.most


class Act(StrEnum):
    """What a step does with a list; SAY does nothing with any."""

    SAY = "say"
    COLLECT = "collect"
    VOTE = "vote"
    CLOSE = "close"
    RESULT = "result"


class Part(StrEnum):
    """What the time of a step is counted from."""

    BEFORE = "before"  # so long before the start
    STEPS = "steps"  # after the start
    AFTER = "after"  # after the end


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happens at a time. `role`: whoever has it is mentioned."""

    part: Part
    at: timedelta
    act: Act
    list: str = ""
    say: str = ""
    role: str = ""

    def due(self, starts: datetime, minutes: int) -> datetime:
        """Return when it is due for a date that begins then (aware UTC)."""
        match self.part:
            case Part.BEFORE:
                return starts - self.at
            case Part.STEPS:
                return starts + self.at
            case Part.AFTER:
                return starts + timedelta(minutes=minutes) + self.at


@dataclass(frozen=True, slots=True)
class Form:
    """A form. `steps` stand in the order of their times; `shipped`: it came with Hearth, and is translated."""

    name: str
    title: str
    value: str
    minutes: int
    roles: tuple[Role, ...] = ()
    lists: tuple[Collection, ...] = ()
    steps: tuple[Step, ...] = ()
    shipped: bool = False

    def role(self, key: str) -> Role | None:
        """Return a role by its key."""
        return next((r for r in self.roles if r.key == key), None)

    def list(self, key: str) -> Collection | None:
        """Return a list by its key."""
        return next((c for c in self.lists if c.key == key), None)

    def sentences(self) -> Iterator[str]:
        """Yield everything that people read of it, for translation."""
        yield self.title
        yield self.value
        for role in self.roles:
            yield from (role.key, role.duty)
        for each in self.lists:
            yield from (each.title, each.ask, *each.columns, *each.options)
        yield from (s.say for s in self.steps)

    def closes(self, key: str, after: int) -> "Step | None":
        """Return the first step behind a place at which nothing is written to a list any more."""
        ends = {Act.VOTE, Act.CLOSE, Act.RESULT}
        return next((s for s in self.steps[after + 1 :] if s.list == key and s.act in ends), None)


def in_order(steps: Sequence[Step], minutes: int) -> tuple[Step, ...]:
    """Return steps in the order of their times, those of one time as they were written."""
    start = datetime.min.replace(tzinfo=UTC) + FARTHEST * 2
    return tuple(sorted(steps, key=lambda s: s.due(start, minutes)))
