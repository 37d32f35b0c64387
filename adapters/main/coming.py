"""What Hearth is about to do next in a space, in words that anybody may read."""

from collections.abc import Sequence

from adapters.main.wiring import Hearth
from adapters.sandbox.world import PLATFORM
from adapters.web.ports import ComingShown
from bot.beats import Beat
from bot.community.budget import WEEKLY
from bot.i18n import _
from bot.keys import OccurrenceId
from bot.rhythm.model import Moment
from storage.community import SqlCommunities
from storage.rhythm import SqlRituals
from storage.timing import SqlBeats

MOST = 8
READ = 60
"""Beats read to find that many lines: all members' Mondays of one week are one line, at the first of them."""


async def coming_of(hearth: Hearth, space: str) -> Sequence[ComingShown]:
    """Return the next beats of the community that lives in a space, earliest first."""
    async with hearth.database.reading() as session:
        home = await SqlCommunities(session).space(PLATFORM, space)
        if home is None or home.community is None:
            return ()
        due = await SqlBeats(session, hearth.engine.ids).due(home.community, READ)
        rituals = SqlRituals(session, hearth.engine.ids, hearth.clock.now())
        dates = await rituals.occurrences([OccurrenceId(b.subject) for b in due])
        named = await rituals.get(dict.fromkeys(o.ritual for o in dates.values()))
    names = {o.id: named[o.ritual].name for o in dates.values()}
    lines: list[ComingShown] = []
    weeks: set[str] = set()
    for beat in due:
        said = _said(beat, names.get(OccurrenceId(beat.subject), ""))
        week = f"{beat.kind} {beat.due_at:%G-%V}" if beat.kind == WEEKLY else beat.id
        if said and week not in weeks:
            lines.append(ComingShown(beat.due_at, said))
        weeks.add(week)
    return lines[:MOST]


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
