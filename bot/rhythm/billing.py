"""What a date is called: a ritual's dates after the ritual, those of a wild one after what is tried."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from bot.keys import OccurrenceId
from bot.rhythm.model import Ritual


class Idea(Protocol):
    """What is tried on one date."""

    @property
    def title(self) -> str: ...
    @property
    def about(self) -> str: ...


class Ideas(Protocol):
    """What rhythm needs of the spark; main hands it that sibling."""

    async def chosen(self, dates: Iterable[OccurrenceId]) -> Mapping[OccurrenceId, Idea]:
        """Return what is tried on those of the dates for which somebody chose something."""


@dataclass(frozen=True, slots=True)
class Billing:
    """Finds what dates are called."""

    ideas: Ideas

    async def of(self, dates: Sequence[tuple[Ritual, OccurrenceId]]) -> Mapping[OccurrenceId, Ritual]:
        """Return the ritual of each date as that date shows it; nothing is read where none is wild."""
        wild = [date for ritual, date in dates if ritual.wild]
        chosen = await self.ideas.chosen(wild) if wild else {}
        return {date: billed(ritual, chosen.get(date)) for ritual, date in dates}


def billed(ritual: Ritual, idea: Idea | None) -> Ritual:
    """Return a ritual as the date shows it on which an idea is tried: "Wild slot: A paper read aloud"."""
    if idea is None:
        return ritual
    head = ritual.name.partition(":")[0].strip()
    return replace(ritual, name=f"{head}: {idea.title}", value=idea.about or ritual.value, idea=idea.title)
