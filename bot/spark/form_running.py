"""What happens on a date with a form: its steps, each at its time, once; what is too late is left out and told."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from bot.beats import Beat, Beats, Planners
from bot.community.duties import Service
from bot.facts import Listens, OccurrenceDropped, OccurrenceMoved, OccurrenceOpened, Tell
from bot.keys import OccurrenceId
from bot.spark.form_finding import FormBook
from bot.spark.form_model import Act, Form
from bot.spark.form_planning import ROLES, STEP, plan_steps, write_steps
from bot.spark.form_runs import Entry, Run, due_now
from bot.spark.form_scene import Scenes, Seen
from bot.spark.form_sheets import Sheets
from bot.spark.form_store import RunStore
from bot.spark.part_drawing import Drawing
from bot.times import DatesMissed, OccurrencePlanned

MUCH_LATER: Final = timedelta(hours=2)
"""A date that opens so late, by the policy of its ritual, has its steps from then on."""
Waiting = Mapping[OccurrenceId, tuple[Entry, ...]]


@dataclass(frozen=True, slots=True)
class Running(Service):
    """Lets forms take their course."""

    now: datetime
    runs: RunStore
    book: FormBook
    scenes: Scenes
    sheets: Sheets
    drawing: Drawing
    beats: Beats
    tell: Tell

    @staticmethod
    def planners() -> Planners:
        """Return the planners of steps, and of giving roles."""
        return {STEP: Running.step, ROLES: Running.roles}

    @staticmethod
    def listens() -> Listens:
        """Return what moves steps, and what begins them."""
        return (
            (OccurrencePlanned, Running.planned),
            (OccurrenceMoved, Running.moved),
            (OccurrenceDropped, Running.dropped),
            (OccurrenceOpened, Running.opened),
        )

    async def planned(self, facts: Sequence[OccurrencePlanned]) -> None:
        """Give dates their forms; one that has begun keeps what it began with."""
        latest = {f.occurrence: f for f in facts}
        runs = await self.runs.runs(latest)
        forms = await self.book.by_names((f.community, f.form) for f in latest.values() if f.form)
        found: list[tuple[Run, Form]] = []
        for date, fact in latest.items():
            before, known = runs.get(date), forms.get((fact.community, fact.form))
            if known is None or (before is not None and before.began is not None):
                continue
            new = before or Run(date, fact.community, fact.ritual, known.version, fact.starts, fact.minutes)
            new = replace(new, form=known.version, starts=fact.starts, minutes=fact.minutes)
            found.append((new, known.form))
        gone = [d for d, f in latest.items() if not f.form and d in runs and runs[d].began is None]
        if gone:
            await self.runs.drop_runs(gone)
        await self.runs.put([run for run, _form in found])
        had = [runs[d] for d in [*gone, *(r.occurrence for r, _form in found)] if d in runs]
        await plan_steps(self.beats, found, self.now, before=had)

    async def moved(self, facts: Sequence[OccurrenceMoved]) -> None:
        """Let steps and roles go where the dates go."""
        starts = {f.occurrence: f.starts for f in facts}
        seen = await self.scenes.of(starts)
        ahead = [s for s in seen.values() if s.run.began is None]
        moved = [(replace(s.run, starts=starts[s.run.occurrence]), s.form) for s in ahead]
        await self.runs.put([run for run, _form in moved])
        await plan_steps(self.beats, moved, self.now)
        await self.drawing.taken_back(ahead)
        await self.runs.release([s.run.occurrence for s in ahead])

    async def dropped(self, facts: Sequence[OccurrenceDropped]) -> None:
        """Take back what is wished about roles of dates that do not take place; their beats are withdrawn already."""
        await self.drawing.taken_back(list((await self.scenes.of([f.occurrence for f in facts])).values()))

    async def opened(self, facts: Sequence[OccurrenceOpened]) -> None:
        """Begin: from now on the form stays as it is, and whatever is due at the start is done."""
        runs = await self.runs.runs([f.occurrence for f in facts])
        begun: list[Run] = []
        for fact in facts:
            run = runs.get(fact.occurrence)
            if run is not None and run.began is None:
                late = fact.at - fact.starts > MUCH_LATER
                begun.append(replace(run, began=fact.at, starts=fact.at if late else fact.starts))
        if begun:
            await self.runs.put(begun)
            await self.drawing.settle([r.occurrence for r in begun], ahead=False)
            await self._go([r.occurrence for r in begun], plan=True)

    async def step(self, beats: Sequence[Beat]) -> None:
        """Do what is due on dates."""
        await self._go([OccurrenceId(b.subject) for b in beats])

    async def roles(self, beats: Sequence[Beat]) -> None:
        """Give roles, and tell whoever has one."""
        await self.drawing.settle([OccurrenceId(b.subject) for b in beats])

    async def _go(self, dates: Iterable[OccurrenceId], *, plan: bool = False) -> None:
        """Do what is due on dates, in order."""
        await self._carry(await self.scenes.of(dict.fromkeys(dates)))
        done: list[Run] = []
        wait: list[str] = []
        for seen in (await self.scenes.of(dict.fromkeys(dates))).values():
            timely, late = due_now(seen.form, seen.run, self.now)
            run = seen.run
            for place in timely:
                now = replace(seen, run=run.finished([place]))
                run, left = self.sheets.step(now, seen.form.steps[place])
                wait += left
            for place in late:
                due = seen.form.steps[place].due(run.starts, run.minutes)
                self.tell(DatesMissed(run.community, run.ritual, due, self.now, others=1))
            run = run.finished([*timely, *late])
            if plan:
                write_steps(self.beats, run, seen.form, self.now)
            done.append(run)
        await self.runs.put(done)
        await self.runs.let_wait(wait)

    async def _carry(self, found: Mapping[OccurrenceId, Seen]) -> None:
        """Put lines that had no turn on the lists that open now."""
        opening = {
            (s.run.ritual, step.list): s.run.occurrence
            for s in found.values()
            for step in (s.form.steps[p] for p in due_now(s.form, s.run, self.now)[0])
            if step.act is Act.COLLECT and (each := s.form.list(step.list)) is not None and each.carry
        }
        if opening:
            waiting = await self.runs.waiting({ritual for ritual, _list in opening})
            carried = {
                e.id: date
                for ritual, entries in waiting.items()
                for e in entries
                if (date := opening.get((ritual, e.list))) is not None
            }
            await self.runs.carry(carried)
