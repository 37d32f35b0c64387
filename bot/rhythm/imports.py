"""Rituals taken from a calendar: they come resting, and start when a steward says so."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count
from typing import Final

from bot.community.duties import Service
from bot.i18n import _
from bot.keys import CommunityId, RitualId
from bot.ports import Ids
from bot.rhythm.model import LONGEST_NAME, Ritual, RitualState
from bot.rhythm.recurrence import Recurrence, describe
from bot.rhythm.store import RitualStore

EVENTS_A_FILE: Final = 500


@dataclass(frozen=True, slots=True)
class Found:
    """An event that comes back, as a calendar has it. `row` is its place in the file, from 1; `minutes` its length."""

    row: int
    uid: str
    name: str
    value: str
    when: Recurrence
    minutes: int


@dataclass(frozen=True, slots=True)
class RefusedEvent:
    """An event that does not become a ritual, with one sentence that says why."""

    row: int
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class CalendarRead:
    """What a file of events held."""

    found: tuple[Found, ...]
    refused: tuple[RefusedEvent, ...]


@dataclass(frozen=True, slots=True)
class TakenIn:
    """A ritual that is new, and how it would go on."""

    row: int
    name: str
    says: str


@dataclass(frozen=True, slots=True)
class Imports(Service):
    """Takes events in, each once by its UID."""

    now: datetime
    store: RitualStore
    ids: Ids

    async def take_in(self, community: CommunityId, found: Sequence[Found]) -> list[TakenIn]:
        """Write those that are not there yet; nothing is posted, planned or shown in a room."""
        known = await self.store.known_uids(community, [f.uid for f in found])
        names = {r.name.casefold() for r in (await self.store.all([community]))[community]}
        taken: list[TakenIn] = []
        for each in found:
            if each.uid not in known:
                name = _free(each.name, names)
                names.add(name.casefold())
                await self.store.put(community, self._resting(community, replace(each, name=name)))
                taken.append(TakenIn(each.row, name, _says(each, name)))
        return taken

    def _resting(self, community: CommunityId, found: Found) -> Ritual:
        return Ritual(
            id=RitualId(self.ids.new()),
            community=community,
            name=found.name,
            value=found.value,
            when=found.when,
            minutes=found.minutes,
            deck="",
            guests=False,
            state=RitualState.PAUSED,
            revision=1,
            created_at=self.now,
            created_by=None,
            uid=found.uid,
        )


def _says(found: Found, name: str) -> str:
    """Return what it would be, and how it starts."""
    sentence = _("{rhythm}, for {minutes} minutes. It rests; start it with: ritual resume {name}")
    return sentence.format(rhythm=describe(found.when), minutes=found.minutes, name=name)


def _free(name: str, taken: Iterable[str]) -> str:
    """Return the name, with a number behind it when another ritual has it."""
    if name.casefold() not in taken:
        return name
    numbered = (f"{name[: LONGEST_NAME - len(end)]}{end}" for end in (f" ({n})" for n in count(2)))
    return next(each for each in numbered if each.casefold() not in taken)
