"""What stewards hear after Hearth was away: one message an absence, with what was missed and what came late."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Protocol

from bot.beats import Beat, Beats, Planners
from bot.cards import Block, Bold, Card, Moment, Note, Para, note, para
from bot.community.desk import Desk
from bot.community.duties import Service
from bot.community.store import CommunityStore
from bot.errors import shortened
from bot.facts import Listens
from bot.i18n import _, counted, speaking
from bot.keys import CommunityId, RitualId
from bot.rhythm.model import Ritual
from bot.rhythm.store import RitualStore
from bot.times import BeatsLate, DatesMissed

BACK = "community.back"
CAUSE = "desk.away"
TOLD_AFTER = timedelta(minutes=1)
"""By then everything that was missed has been looked at; what is found later is written into the same message."""
GRACE = timedelta(days=3)
TOLD_ELSEWHERE = ("community.", "ritual.")
"""Kinds of beats that are done however late, and kinds whose planners tell what they left out."""
MOST_RITUALS = 5


@dataclass(frozen=True, slots=True)
class Absence:
    """The last time Hearth was away while something was due. `since`: the first thing was due; `back`: it was found.

    `missed` and `opened` are numbers of dates by ritual; `others` is a number of smaller moments.
    """

    community: CommunityId
    since: datetime
    back: datetime
    missed: Mapping[RitualId, int] = field(default_factory=dict)
    opened: Mapping[RitualId, int] = field(default_factory=dict)
    others: int = 0
    told: datetime | None = None

    def dates(self, fact: DatesMissed) -> "Absence":
        """Return it with what became of a ritual's dates."""
        missed, opened = dict(self.missed), dict(self.opened)
        for numbers, more in ((missed, fact.missed), (opened, fact.opened)):
            if more:
                numbers[fact.ritual] = numbers.get(fact.ritual, 0) + more
        since = min(self.since, fact.since)
        return replace(self, since=since, missed=missed, opened=opened, others=self.others + fact.others)

    def beats(self, fact: BeatsLate) -> "Absence":
        """Return it with other moments that passed."""
        return replace(self, since=min(self.since, fact.since), others=self.others + fact.number)


class AbsenceStore(Protocol):
    """The last absence of each community."""

    async def absences(self, communities: Iterable[CommunityId]) -> Mapping[CommunityId, Absence]:
        """Return the last absence of each community that had one."""

    async def hold(self, communities: Iterable[CommunityId]) -> Mapping[CommunityId, Absence]:
        """Return them; nobody else writes them while this unit of work lasts."""

    async def put_absences(self, absences: Sequence[Absence]) -> None: ...


@dataclass(frozen=True, slots=True)
class Absences(Service):
    """Gathers what passed while Hearth was away, and tells it."""

    now: datetime
    store: AbsenceStore
    rituals: RitualStore
    places: CommunityStore
    beats: Beats
    desk: Desk

    @staticmethod
    def planners() -> Planners:
        """Return the planner of the message."""
        return {BACK: Absences.tell}

    @staticmethod
    def listens() -> Listens:
        """Return what it gathers."""
        return ((DatesMissed, Absences.dates), (BeatsLate, Absences.late))

    async def dates(self, facts: Sequence[DatesMissed]) -> None:
        """Gather dates that passed."""
        await self._gather(facts)

    async def late(self, facts: Sequence[BeatsLate]) -> None:
        """Gather other moments that passed."""
        await self._gather([f for f in facts if not f.kind.startswith(TOLD_ELSEWHERE)])

    async def _gather(self, facts: Sequence[DatesMissed | BeatsLate]) -> None:
        if not facts:
            return
        found = dict(await self.store.hold(dict.fromkeys(f.community for f in facts)))
        tells: set[CommunityId] = {c for c, a in found.items() if a.told is not None}
        for fact in facts:
            absence = found.get(fact.community)
            # What was due after Hearth had come back passed in another absence.
            if absence is None or fact.since > absence.back:
                absence = Absence(fact.community, fact.since, self.now)
                tells.add(fact.community)
            found[fact.community] = absence.dates(fact) if isinstance(fact, DatesMissed) else absence.beats(fact)
        await self.store.put_absences(list(found.values()))
        for community in sorted(tells):
            self.beats.at(BACK, community, community, self.now + TOLD_AFTER, grace=GRACE)

    async def tell(self, beats: Sequence[Beat]) -> None:
        """Tell the stewards, or write what was found since into what they were told."""
        communities = await self.places.communities(dict.fromkeys(b.community for b in beats))
        absences = await self.store.absences(communities)
        rituals = await self.rituals.get(r for a in absences.values() for r in (*a.missed, *a.opened))
        told: list[Absence] = []
        for absence in absences.values():
            with speaking(communities[absence.community].language):
                card = away(absence, rituals)
            if absence.told is None:
                await self.desk.hear(absence.community, CAUSE, card)
                told.append(replace(absence, told=self.now))
            else:
                await self.desk.amend(absence.community, CAUSE, card, heard=absence.told)
        await self.store.put_absences(told)


def away(absence: Absence, rituals: Mapping[RitualId, Ritual]) -> Card:
    """Return what the stewards read."""
    text = _("Something was due on {since} and I was not there; I came back on {back}.")
    blocks: list[Block] = [para(text, since=Moment(absence.since), back=Moment(absence.back))]
    if absence.opened:
        blocks.append(Para((_("Opened late, because it still made sense:"),)))
        blocks.extend(_lines(absence.opened, rituals))
    if absence.missed:
        blocks.append(Para((_("Left out, so that nothing stale was posted:"),)))
        blocks.extend(_lines(absence.missed, rituals))
    if absence.others:
        others = counted(
            "{count} smaller moment passed too: an announcement, a reminder, a question or a weekly message.",
            "{count} smaller moments passed too: announcements, reminders, questions or weekly messages.",
            absence.others,
        )
        blocks.append(Note((others,)))
    if absence.missed or absence.opened:
        blocks.append(note(_("What a ritual does about that is yours to say: ritual edit NAME late:latest-once")))
    return Card(_("I was away"), tuple(blocks))


def _lines(numbers: Mapping[RitualId, int], rituals: Mapping[RitualId, Ritual]) -> list[Block]:
    """Return a line for each ritual, most dates first, and how many more there are."""
    known = sorted((-n, rituals[r].name) for r, n in numbers.items() if r in rituals)
    lines: list[Block] = [
        para("{name} · {dates}", name=Bold(shortened(name)), dates=counted("{count} date", "{count} dates", -number))
        for number, name in known[:MOST_RITUALS]
    ]
    if len(known) > MOST_RITUALS:
        more = len(known) - MOST_RITUALS
        lines.append(Para((counted("and {count} more ritual", "and {count} more rituals", more),)))
    return lines
