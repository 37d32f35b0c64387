"""What Hearth is about to do next in a space, in words that anybody may read."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from adapters.main.wiring import Hearth
from adapters.sandbox.world import PLATFORM
from adapters.web.ports import ComingShown
from bot.beats import Beat
from bot.community.budget import WEEKLY
from bot.i18n import _
from bot.keys import OccurrenceId
from bot.ports import Ids
from bot.rhythm.model import Moment
from bot.spark.form_finding import FormBook
from bot.spark.form_model import Act, Form, Source, Step
from bot.spark.form_planning import ROLES, STEP
from bot.spark.form_runs import Held, Run, holders, planned
from bot.spark.form_texts import said
from storage.community import SqlCommunities
from storage.form_runs import SqlFormRuns
from storage.forms import SqlForms
from storage.rhythm import SqlRituals
from storage.timing import SqlBeats

MOST = 8
READ = 60
"""Beats read to find that many lines: all members' Mondays of one week are one line, at the first of them."""


@dataclass(frozen=True, slots=True)
class Formed:
    """The form of a date, how far it is, and who has which role."""

    form: Form
    run: Run
    parts: tuple[Held, ...]


async def coming_of(hearth: Hearth, space: str) -> Sequence[ComingShown]:
    """Return the next beats of the community that lives in a space, earliest first."""
    now = hearth.clock.now()
    async with hearth.database.reading() as session:
        home = await SqlCommunities(session).space(PLATFORM, space)
        if home is None or home.community is None:
            return ()
        due = await SqlBeats(session, hearth.engine.ids).due(home.community, READ)
        rituals = SqlRituals(session, hearth.engine.ids, now)
        dates = await rituals.occurrences([OccurrenceId(b.subject) for b in due])
        named = await rituals.get(dict.fromkeys(o.ritual for o in dates.values()))
        formed = await _formed(session, hearth.engine.ids, list(dates))
    names = {o.id: named[o.ritual].name for o in dates.values()}
    lines: list[ComingShown] = []
    weeks: set[str] = set()
    for beat in due:
        date = OccurrenceId(beat.subject)
        week = f"{beat.kind} {beat.due_at:%G-%V}" if beat.kind == WEEKLY else beat.id
        if week not in weeks and date in formed and beat.kind in {STEP, ROLES}:
            lines += [ComingShown(beat.due_at, s) for s in _steps(beat, names[date], formed[date], now)]
        elif week not in weeks and (words := _said(beat, names.get(date, ""))):
            lines.append(ComingShown(beat.due_at, words))
        weeks.add(week)
    return lines[:MOST]


async def _formed(session: AsyncSession, ids: Ids, dates: Sequence[OccurrenceId]) -> Mapping[OccurrenceId, Formed]:
    store = SqlFormRuns(session, ids)
    runs = await store.runs(dates)
    forms = await FormBook(SqlForms(session)).of(runs.values())
    parts = await store.parts(runs)
    return {d: Formed(forms[r.form], r, parts[d]) for d, r in runs.items() if r.form in forms}


def _steps(beat: Beat, ritual: str, date: Formed, now: datetime) -> Iterator[str]:
    """Yield a sentence for each thing that a form does then."""
    form = date.form
    if beat.kind == ROLES:
        drawn = [r for r in form.roles if r.source is not Source.VOLUNTEERS]
        if any(len(holders(date.parts, r.key)) < r.count for r in drawn):
            yield _("Give out the roles of {ritual}").format(ritual=ritual)
        return
    for place, due in planned(form, date.run, now):
        if due == beat.due_at:
            yield _step(form, form.steps[place], ritual)


def _step(form: Form, step: Step, ritual: str) -> str:
    each = form.list(step.list)
    words = {
        Act.SAY: _("Say what comes next at {ritual}"),
        Act.COLLECT: _("Let people write on “{list}” of {ritual}"),
        Act.VOTE: _("Let people vote on “{list}” of {ritual}"),
        Act.CLOSE: _("Close “{list}” of {ritual}"),
        Act.RESULT: _("Tell what came of “{list}” of {ritual}"),
    }[step.act]
    return words.format(list=said(form, each.title) if each is not None else "", ritual=ritual)


def _said(beat: Beat, ritual: str) -> str:
    """Return one sentence about a beat; empty for what nobody sees."""
    if beat.kind == WEEKLY:
        return _("Send members their week ahead")
    if beat.kind not in set(Moment):
        # A look of the house's own, or something that is its circle's own.
        return ""
    match Moment(beat.kind):
        case Moment.HOST:
            return _("Ask who hosts {ritual}").format(ritual=ritual)
        case Moment.ANNOUNCE:
            return _("Announce {ritual}").format(ritual=ritual)
        case Moment.REMIND:
            return _("Remind of {ritual}").format(ritual=ritual)
        case Moment.OPEN:
            return _("Open {ritual}").format(ritual=ritual)
        case Moment.WORTH:
            return _("Ask whether {ritual} was worth it").format(ritual=ritual)
