"""Trials of rituals from their beginning to their end: they rest and go on with the ritual, and end by themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.beats import Beat, Planners
from bot.community.duties import Service
from bot.community.store import Record, Who
from bot.facts import Listens, OccurrenceEnded
from bot.i18n import speaking
from bot.ports import Ids
from bot.rhythm import trial_texts
from bot.rhythm.asking import TRIAL, Asking
from bot.rhythm.model import Ritual, RitualState
from bot.rhythm.store import RitualStore
from bot.rhythm.trial_terms import Terms
from bot.rhythm.trials import Stage, Trial, TrialStore, new_trial
from bot.times import CommunityPaused, CommunityResumed


@dataclass(frozen=True, slots=True)
class Trying(Service):
    """Keeps the time of trials."""

    now: datetime
    store: RitualStore
    trials: TrialStore
    asking: Asking
    ids: Ids

    @staticmethod
    def planners() -> Planners:
        """Return the planner of the moments at which a trial goes on by itself."""
        return {TRIAL: Trying.due}

    @staticmethod
    def listens() -> Listens:
        """Return what lets trials end, rest and go on."""
        return (
            (OccurrenceEnded, Trying.ended),
            (CommunityPaused, Trying.paused),
            (CommunityResumed, Trying.resumed),
        )

    async def export(self, who: Who) -> Record:
        """Return what the person said about rituals on trial, and what they decided."""
        return await self.trials.export(who)

    async def forget(self, who: Who) -> None:
        """Remove the person; the counts, and what was decided, stay without them."""
        await self.trials.forget(who)

    # What happens to its ritual

    async def begin(self, ritual: Ritual, terms: Terms | None) -> None:
        """Let a new ritual be on trial, if it is to be."""
        if terms is not None:
            trial = new_trial(self.ids.new(), ritual.community, ritual.id, terms, self.now)
            resting = ritual.rests is not None and ritual.rests > self.now
            await self.asking.keep([trial.rest(self.now) if resting else trial])

    async def rest(self, ritual: Ritual) -> None:
        """Let a trial rest with its ritual: neither its days nor its dates count."""
        for trial in await self._open(ritual):
            await self.asking.beats.withdraw(ritual.community, [trial.id], TRIAL)
            await self.asking.keep([trial.rest(self.now)])

    async def go_on(self, ritual: Ritual) -> None:
        """Let a trial go on with its ritual, unless the whole community rests."""
        if ritual.rests is None or ritual.rests <= self.now:
            await self._resume(await self._open(ritual))

    async def withdraw(self, ritual: Ritual) -> None:
        """Let a trial be over without a decision: its ritual was retired."""
        for trial in await self._open(ritual):
            await self.asking.stop(trial)
            await self.trials.put([trial.withdrawn()])
            home = await self.asking.places.community(ritual.community)
            with speaking(home.language if home else "en"):
                self.asking.edit(trial, trial_texts.withdrawn(ritual))

    async def _open(self, ritual: Ritual) -> list[Trial]:
        return list((await self.trials.open_of([ritual.id])).values())

    # What happens by itself

    async def due(self, beats: Sequence[Beat]) -> None:
        """Ask about trials that are over, and let the stewards hear when it is time, and once more."""
        found = (await self.trials.get(dict.fromkeys(b.subject for b in beats))).values()
        held = await self.trials.held(t.id for t in found)
        await self.asking.ask([t for t in found if t.ends_now(len(held[t.id]), self.now)])
        await self.asking.tell([t for t in found if t.told_now(self.now) or t.reminded_now(self.now)])

    async def ended(self, facts: Sequence[OccurrenceEnded]) -> None:
        """Let trials be over that have had their dates, and those that only waited for a first one."""
        found = (await self.trials.open_of(dict.fromkeys(f.ritual for f in facts))).values()
        await self._count([t for t in found if t.stage is Stage.RUNNING])

    async def paused(self, facts: Sequence[CommunityPaused]) -> None:
        """Let all trials of a community rest with it; their moments were withdrawn with all others."""
        found = await self.trials.open_in(dict.fromkeys(f.community for f in facts))
        await self.asking.keep([t.rest(self.now) for t in found])

    async def resumed(self, facts: Sequence[CommunityResumed]) -> None:
        """Let them go on with it, but for those whose rituals rest by themselves."""
        found = await self.trials.open_in(dict.fromkeys(f.community for f in facts))
        rituals = await self.store.get(dict.fromkeys(t.ritual for t in found))
        await self._resume([t for t in found if rituals[t.ritual].state is RitualState.ACTIVE])

    async def _resume(self, trials: Sequence[Trial]) -> None:
        on = [t.go_on(self.now) for t in trials]
        await self.asking.keep(on)
        await self._count(on)

    async def _count(self, trials: Sequence[Trial]) -> None:
        if not trials:
            return
        held = await self.trials.held(t.id for t in trials)
        counted = [(t, t.after_dates(len(held[t.id]), self.now)) for t in trials]
        await self.asking.keep([after for before, after in counted if after != before])
