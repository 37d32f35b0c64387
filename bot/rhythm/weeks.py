"""`rhythm`, and the weekly nudge: each member's week ahead, on their own Monday morning."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.acts import MembersLinked, MembersUnlinked
from bot.beats import Beat, Beats, Planners
from bot.cards import Card, Reply, para
from bot.commands import Call, Command
from bot.community.attention import Digest, Digests
from bot.community.budget import WEEKLY
from bot.community.duties import Service
from bot.community.model import Community, Member
from bot.community.store import CommunityStore, MemberStore
from bot.community.welcome import next_weekly
from bot.deliveries import Owe
from bot.facts import Joined, Left, Listens, MemberMoved
from bot.i18n import _, later, speaking
from bot.keys import CommunityId, MemberId, OccurrenceId, RitualId
from bot.rhythm import texts
from bot.rhythm.billing import Billing
from bot.rhythm.coming import Coming
from bot.rhythm.model import Ritual, RitualState, occurrence_id
from bot.rhythm.recurrence import Start
from bot.rhythm.store import GivenStore, RitualStore, Told, Voice, Voices
from bot.times import CommunityResumed

WEEKLY_GRACE = timedelta(hours=6)
AHEAD = timedelta(days=7)
MOST_DATES = 14
"""A day's line for two weeks: what comes more often is cut, and `rhythm next` shows it."""
Line = tuple[Start, Ritual, Voice | None]


@dataclass(frozen=True, slots=True)
class Weeks(Service):
    """The week ahead, asked for or sent."""

    now: datetime
    rituals: RitualStore
    places: CommunityStore
    people: MemberStore
    beats: Beats
    owe: Owe
    attention: Digests
    voices: Voices
    given: GivenStore
    billing: Billing
    told: Told

    @staticmethod
    def commands() -> tuple[Command, ...]:
        """Return the commands of `rhythm`."""
        return (
            Command(
                ("rhythm", "week"),
                later("See the coming seven days"),
                Weeks.week,
                examples=("rhythm week",),
                reads=True,
            ),
            Command(
                ("rhythm", "next"), later("See what comes next"), Weeks.next, examples=("rhythm next",), reads=True
            ),
        )

    @staticmethod
    def planners() -> Planners:
        """Return the planner of the weekly nudge."""
        return {WEEKLY: Weeks.nudge}

    @staticmethod
    def listens() -> Listens:
        """Return what moves a member's Monday."""
        return (
            (Joined, Weeks.joined),
            (MemberMoved, Weeks.moved),
            (Left, Weeks.left),
            (MembersLinked, Weeks.linked),
            (MembersUnlinked, Weeks.unlinked),
            (CommunityResumed, Weeks.resumed),
        )

    # Asked for

    async def week(self, call: Call) -> Reply:
        """Show the coming seven days, and what the asker was not sent."""
        lines = await self._lines([call.community])
        card = self._card(_("The week ahead"), lines[call.community])
        more = (*await self.attention.unsaid(call.member), *await self.told.quiet_line(call.community))
        return Reply(replace(card, blocks=(*card.blocks, *more)))

    async def next(self, call: Call) -> Reply:
        """Show the next date of each ritual."""
        rituals = (await self.rituals.all([call.community]))[call.community]
        coming = [(s, r) for r in rituals if (s := r.next_date(self.now)) is not None]
        coming.sort(key=_by_time)
        voices = await self.voices.parts([(r.id, s.at) for s, r in coming])
        said = await self.given.said([occurrence_id(r.id, s.original) for s, r in coming], call.member)
        shown = await self._billed(coming)
        lines = [(s, shown[_ident(s, r)], voices.get((r.id, s.at))) for s, r in coming]
        return Reply(self._card(_("What comes next"), lines, said))

    @staticmethod
    def _card(title: str, lines: Sequence[Line], said: Mapping[OccurrenceId, Coming] = texts.NOTHING_SAID) -> Card:
        if not lines:
            return Card(title, (para(_("Nothing is planned. Start something that comes back: ritual create")),))
        return Card(title, tuple(texts.week(lines, said)))

    async def _lines(self, communities: Sequence[CommunityId]) -> Mapping[CommunityId, list[Line]]:
        """Return the dates of the coming seven days by community, earliest first."""
        rituals = await self.rituals.all(communities)
        dates: list[tuple[Start, Ritual]] = []
        for each in rituals.values():
            active = [r for r in each if r.state is RitualState.ACTIVE]
            dates.extend((s, r) for r in active for s in r.dates(self.now, MOST_DATES) if s.at < self.now + AHEAD)
        keys: list[tuple[RitualId, datetime]] = [(r.id, s.at) for s, r in dates if r.guests]
        voices = await self.voices.parts(keys) if keys else {}
        lines: dict[CommunityId, list[Line]] = {c: [] for c in communities}
        shown = await self._billed(dates)
        for start, ritual in sorted(dates, key=_by_time):
            lines[ritual.community].append((start, shown[_ident(start, ritual)], voices.get((ritual.id, start.at))))
        return lines

    async def _billed(self, dates: Sequence[tuple[Start, Ritual]]) -> Mapping[OccurrenceId, Ritual]:
        return await self.billing.of([(r, _ident(s, r)) for s, r in dates])

    # Sent

    async def joined(self, facts: Sequence[Joined]) -> None:
        """Plan a new member's first Monday."""
        for fact in facts:
            await self._plan_first(fact.community, fact.member)

    async def moved(self, facts: Sequence[MemberMoved]) -> None:
        """Move a member's Monday with their zone and quiet hours."""
        for fact in facts:
            await self.beats.withdraw(fact.community, [fact.member], WEEKLY)
            await self._plan_first(fact.community, fact.member)

    async def linked(self, facts: Sequence[MembersLinked]) -> None:
        """Let one person have one Monday: that of the member who stays."""
        for fact in facts:
            await self.beats.withdraw(fact.community, [fact.kept, fact.absorbed], WEEKLY)
            await self._plan_first(fact.community, fact.kept)

    async def unlinked(self, facts: Sequence[MembersUnlinked]) -> None:
        """Give each of the two a Monday of their own again."""
        for fact in facts:
            await self.beats.withdraw(fact.community, [fact.kept], WEEKLY)
            for member in (fact.kept, fact.restored):
                await self._plan_first(fact.community, member)

    async def left(self, facts: Sequence[Left]) -> None:
        """Send nothing more to somebody who left, and take back what is under way."""
        for fact in facts:
            await self.beats.withdraw(fact.community, [fact.member])
            await self.owe.withdraw(fact.community, [fact.member])

    async def resumed(self, facts: Sequence[CommunityResumed]) -> None:
        """Give everybody their Mondays again."""
        homes = await self.places.communities(f.community for f in facts)
        for home in homes.values():
            for member in await self.people.members_of(home.id):
                if member.here:
                    self._plan(member, home)
                    self.attention.look(member.id)

    async def _plan_first(self, community: CommunityId, member: MemberId) -> None:
        found = await self.people.member(member)
        home = await self.places.community(community)
        if found is not None and home is not None and found.here:
            self._plan(found, home)

    def _plan(self, member: Member, community: Community) -> None:
        now = max(self.now, community.paused_until or self.now)
        due = next_weekly(member, member.zone or community.zone, now)
        self.beats.at(WEEKLY, community.id, member.id, due, grace=WEEKLY_GRACE)

    async def nudge(self, beats: Sequence[Beat]) -> None:
        """Offer each member their week; whether it comes, and what it takes along, is decided with all that waits."""
        communities = await self.places.communities(dict.fromkeys(b.community for b in beats))
        members = await self.people.members([MemberId(b.subject) for b in beats])
        present = [(b, m) for b in beats if (m := members.get(MemberId(b.subject))) and m.here]
        lines = await self._lines(list(communities))
        for beat, member in present:
            home = communities[beat.community]
            self._plan(member, home)
            if beat.late(self.now):
                self.attention.look(member.id)
            else:
                self.attention.digest(_digest(beat, member, home, lines[home.id]))


def _ident(start: Start, ritual: Ritual) -> OccurrenceId:
    return occurrence_id(ritual.id, start.original)


def _by_time(date: tuple[Start, Ritual]) -> tuple[datetime, str]:
    return date[0].at, date[1].name


def _digest(beat: Beat, member: Member, home: Community, lines: Sequence[Line]) -> Digest:
    with speaking(member.language or home.language):
        title = _("Your week in {community}").format(community=home.name)
        return Digest(home.id, member.id, title, tuple(texts.week(lines)), beat.due_at + beat.grace)
