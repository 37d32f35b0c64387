"""The daily sweep: what need not be kept any longer goes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.beats import Beat, Beats, Planners
from bot.community.duties import Service
from bot.community.store import Record, Who
from bot.facts import CommunityFounded, Listens

SWEEP = "community.sweep"
DAY = timedelta(days=1)


class Shelf(Protocol):
    """Everything that is kept for a while only."""

    async def clear(self, now: datetime, real: datetime) -> None:
        """Blank texts that finished 7 days ago; remove events and interactions of a day ago, old drafts and beats.

        Members' questions go 180 days after they were suggested, if declined; what they brought back and never
        showed, after 30.
        """

    async def export(self, who: Who) -> Record: ...
    async def forget(self, who: Who) -> None: ...


@dataclass(frozen=True, slots=True)
class Sweeping(Service):
    """Plans and does the daily sweep."""

    now: datetime
    real: datetime
    shelf: Shelf
    beats: Beats

    @staticmethod
    def planners() -> Planners:
        """Return the planner of the sweep."""
        return {SWEEP: Sweeping.sweep}

    @staticmethod
    def listens() -> Listens:
        """Return what starts it."""
        return ((CommunityFounded, Sweeping.founded),)

    async def export(self, who: Who) -> Record:
        """Return what is still owed to the person."""
        return await self.shelf.export(who)

    async def forget(self, who: Who) -> None:
        """Remove what was sent or is owed to the person, and their beats."""
        await self.shelf.forget(who)

    async def founded(self, facts: Sequence[CommunityFounded]) -> None:
        """Plan the first sweep."""
        for fact in facts:
            self.beats.at(SWEEP, fact.community, fact.community, self.now + DAY, grace=DAY)

    async def sweep(self, beats: Sequence[Beat]) -> None:
        """Clear once for all, and plan each community's next."""
        await self.shelf.clear(self.now, self.real)
        for beat in beats:
            following = max(beat.due_at + DAY, self.now + timedelta(seconds=1))
            self.beats.at(SWEEP, beat.community, beat.subject, following, grace=DAY)
