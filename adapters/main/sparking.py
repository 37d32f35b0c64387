"""What the spark asks of rhythm, and the services that keep the spark, in one unit of work."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from adapters.main.ground import Ground
from bot.cards import Reply
from bot.commands import Call
from bot.community.duties import Service
from bot.community.store import CommunityStore
from bot.errors import Invalid
from bot.facts import Noted, Tell
from bot.i18n import _, speaking
from bot.keys import CommunityId, OccurrenceId, RitualId
from bot.ports import Ids
from bot.rhythm.billing import Billing
from bot.rhythm.drafting import Drafting
from bot.rhythm.model import MINUTES, OccurrenceState, Ritual, RitualState, occurrence_id
from bot.rhythm.phrases import read_when
from bot.rhythm.planning import Planning
from bot.rhythm.recurrence import Recurrence, describe
from bot.rhythm.showing import Showing
from bot.rhythm.store import RitualStore
from bot.spark.looks import Looks
from bot.spark.marking import Marking
from bot.spark.mixing import Mixing
from bot.spark.model import Slot
from bot.spark.remembering import Remembering
from bot.spark.store import Questions
from bot.spark.wild import Wild
from storage.held import SqlHeld
from storage.memories import SqlMemories
from storage.milestones import SqlMilestones
from storage.spark import SqlRests, SqlSparks, SqlWild

SPARKS: tuple[type[Service], ...] = (Wild, Mixing, Remembering, Looks)
"""In the order in which help shows them; `Marking` stands with what is a member's own."""
APART = timedelta(days=20)
"""Two dates of a wild slot are at least so far apart: once a month, also where an end of one meets a beginning."""


@dataclass(frozen=True, slots=True)
class RitualSlots:
    """`Slots`: the rituals that are wild."""

    now: datetime
    rituals: RitualStore
    places: CommunityStore
    drafting: Drafting
    planning: Planning
    showing: Showing
    billing: Billing
    ids: Ids
    tell: Tell

    async def of(self, communities: Iterable[CommunityId]) -> Mapping[CommunityId, Slot]:
        """Return the wild slots that do not rest."""
        found = await self.rituals.all(communities)
        wild = {c: next((r for r in each if _goes_on(r)), None) for c, each in found.items()}
        return {c: self._slot(r) for c, r in wild.items() if r is not None}

    def _slot(self, ritual: Ritual) -> Slot:
        start = ritual.next_date(self.now)
        date = occurrence_id(ritual.id, start.original) if start is not None else None
        starts = start.at if start is not None else None
        return Slot(ritual.id, ritual.name, describe(ritual.when), date, starts)

    async def at(self, date: OccurrenceId) -> tuple[CommunityId, Slot, bool] | None:
        """Return a wild date with its slot, and whether it is still to come."""
        found = (await self.rituals.occurrences([date])).get(date)
        if found is None:
            return None
        ritual = (await self.rituals.get([found.ritual]))[found.ritual]
        if not ritual.wild:
            return None
        coming = found.state is OccurrenceState.PLANNED and found.starts > self.now
        slot = replace(self._slot(ritual), date=date, starts=found.starts)
        return found.community, slot, coming and ritual.state is RitualState.ACTIVE

    async def open(self, call: Call, rhythm: str) -> Reply:
        """Show a wild slot as it would be, or in another rhythm."""
        home = await self.places.community(call.community)
        zone, language = (home.zone, home.language) if home is not None else ("UTC", "en")
        when = read_when(rhythm, zone=zone, now=self.now, field="wild")
        before = await self._wild(call.community)
        if before is not None and before.state is RitualState.ACTIVE:
            changed = replace(before, when=when, revision=before.revision + 1)
            _monthly(changed, self.now)
            return await self.drafting.offer(call, changed, new=False)
        with speaking(language):
            name, value = _("Wild slot: something new"), _("Once a month something we have never tried")
        ritual = self._new(call, name, value, when)
        _monthly(ritual, self.now)
        await self.drafting.free(call.community, name, field="wild")
        return await self.drafting.offer(call, ritual, new=True)

    def _new(self, call: Call, name: str, value: str, when: Recurrence) -> Ritual:
        return Ritual(
            id=RitualId(self.ids.new()),
            community=call.community,
            name=name,
            value=value,
            when=when,
            minutes=MINUTES,
            deck="",
            guests=False,
            state=RitualState.ACTIVE,
            revision=1,
            created_at=self.now,
            created_by=call.account,
            wild=True,
        )

    async def close(self, call: Call) -> bool:
        """Retire the wild slot; its record stays."""
        ritual = await self._wild(call.community)
        if ritual is None:
            return False
        await self.rituals.put(call.community, replace(ritual.retire(), revision=ritual.revision + 1))
        await self.planning.stop(ritual)
        self.tell(Noted.by(call, "ritual.retire", about=ritual.id))
        return True

    async def show(self, date: OccurrenceId) -> None:
        """Let announcements and calendars say what a date is used for now."""
        found = (await self.rituals.occurrences([date])).get(date)
        if found is None:
            return
        ritual = (await self.rituals.get([found.ritual]))[found.ritual]
        shown = (await self.billing.of([(ritual, date)]))[date]
        await self.showing.again([date], opened=False)
        await self.planning.calendar.follow(shown, [(found, found)])

    async def _wild(self, community: CommunityId) -> Ritual | None:
        found = (await self.rituals.all([community]))[community]
        return next((r for r in found if r.wild), None)


def _goes_on(ritual: Ritual) -> bool:
    return ritual.wild and ritual.state is RitualState.ACTIVE


def _monthly(ritual: Ritual, now: datetime) -> None:
    """Refuse what comes more often than once a month: then nothing is familiar any more."""
    dates = ritual.coming(now, 13)
    if any(later - earlier < APART for earlier, later in pairwise(dates)):
        raise Invalid(
            _("A wild slot comes once a month or less. Nothing was changed. Try: last Thursday 16:00"), field="wild"
        )


def mixing_of(ground: Ground) -> Mixing:
    """Return what looks at how familiar and how new it was."""
    return Mixing(
        ground.now, SqlHeld(ground.session), SqlRests(ground.session), SqlSparks(ground.session), ground.places
    )


def spark_services(ground: Ground, slots: RitualSlots, questions: Questions) -> dict[type, Any]:
    """Return the services of the spark, in one unit of work."""
    now, places, session = ground.now, ground.places, ground.session
    wild = Wild(now, SqlWild(session), slots, places, ground.desk, ground.ids, ground.tell)
    mixing, milestones = mixing_of(ground), SqlMilestones(session)
    marking = Marking(now, milestones, places, ground.people, ground.attention, ground.ids)
    remembering = Remembering(now, SqlMemories(session), questions, SqlWild(session), places, ground.owe)
    sparks, held = SqlSparks(session), SqlHeld(session)
    return {
        Wild: wild,
        Mixing: mixing,
        Marking: marking,
        Remembering: remembering,
        Looks: Looks(now, sparks, held, places, ground.beats, ground.owe, wild, mixing, marking, remembering),
    }
