"""`rhythm`, and the weekly nudge: each member's week ahead, on their own Monday morning."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.beats import Beat, Beats, Planners
from bot.cards import Block, Bold, Button, Buttons, Card, Reply, note, para
from bot.commands import Call, Command
from bot.community.budget import MOST_NUDGES, place
from bot.community.duties import Service
from bot.community.model import Community, Member, at_local, is_quiet, next_monday_morning, week_of
from bot.community.store import CommunityStore, MemberStore, Record, Who
from bot.deliveries import Owe, Priority
from bot.facts import Joined, Left, Listens, MemberMoved, MembersLinked, MembersUnlinked, Tell
from bot.i18n import _, later, speaking
from bot.keys import CommunityId, MemberId, OccurrenceId, RitualId
from bot.rhythm import texts
from bot.rhythm.model import Ritual, RitualState, occurrence_id
from bot.rhythm.recurrence import Start
from bot.rhythm.store import GivenStore, Nudge, NudgeStore, RitualStore, Voice, Voices

WEEKLY = "member.week"
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
    nudges: NudgeStore
    places: CommunityStore
    people: MemberStore
    beats: Beats
    owe: Owe
    tell: Tell
    voices: Voices
    given: GivenStore

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
        )

    async def export(self, who: Who) -> Record:
        """Return the nudges the person got."""
        return await self.nudges.export(who)

    async def forget(self, who: Who) -> None:
        """Remove the nudges the person got."""
        await self.nudges.forget(who)

    # Asked for

    async def week(self, call: Call) -> Reply:
        """Show the coming seven days."""
        lines = await self._lines([call.community])
        return Reply(self._card(_("The week ahead"), lines[call.community]))

    async def next(self, call: Call) -> Reply:
        """Show the next date of each ritual."""
        rituals = (await self.rituals.all([call.community]))[call.community]
        coming = [(s, r) for r in rituals if (s := r.next_date(self.now)) is not None]
        coming.sort(key=_by_time)
        voices = await self.voices.confirmed([(r.id, s.at) for s, r in coming])
        expected = await self.given.expected([occurrence_id(r.id, s.original) for s, r in coming], call.member)
        lines = [(s, r, voices.get((r.id, s.at))) for s, r in coming]
        return Reply(self._card(_("What comes next"), lines, expected))

    @staticmethod
    def _card(title: str, lines: Sequence[Line], expected: frozenset[OccurrenceId] = frozenset()) -> Card:
        if not lines:
            return Card(title, (para(_("Nothing is planned. Start something that comes back: ritual create")),))
        return Card(title, tuple(texts.week(lines, expected)))

    async def _lines(self, communities: Sequence[CommunityId]) -> Mapping[CommunityId, list[Line]]:
        """Return the dates of the coming seven days by community, earliest first."""
        rituals = await self.rituals.all(communities)
        dates: list[tuple[Start, Ritual]] = []
        for each in rituals.values():
            active = [r for r in each if r.state is RitualState.ACTIVE]
            dates.extend((s, r) for r in active for s in r.dates(self.now, MOST_DATES) if s.at < self.now + AHEAD)
        keys: list[tuple[RitualId, datetime]] = [(r.id, s.at) for s, r in dates if r.guests]
        voices = await self.voices.confirmed(keys) if keys else {}
        lines: dict[CommunityId, list[Line]] = {c: [] for c in communities}
        for start, ritual in sorted(dates, key=_by_time):
            lines[ritual.community].append((start, ritual, voices.get((ritual.id, start.at))))
        return lines

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

    async def _plan_first(self, community: CommunityId, member: MemberId) -> None:
        found = await self.people.member(member)
        home = await self.places.community(community)
        if found is not None and home is not None and found.here:
            self._plan(found, home)

    def _plan(self, member: Member, community: Community) -> None:
        due = next_monday_morning(self.now, member.zone or community.zone, member.quiet())
        self.beats.at(WEEKLY, community.id, member.id, due, grace=WEEKLY_GRACE)

    async def nudge(self, beats: Sequence[Beat]) -> None:
        """Send each member their week, unless nothing is on, they are away, or they had enough."""
        communities = await self.places.communities(dict.fromkeys(b.community for b in beats))
        members = await self.people.members([MemberId(b.subject) for b in beats])
        present = [(b, m) for b in beats if (m := members.get(MemberId(b.subject))) and m.here]
        lines = await self._lines(list(communities))
        weeks = {m.id: week_of(self.now, m.zone or communities[m.community].zone) for _b, m in present}
        sent = await self.nudges.sent(list(weeks), min(weeks.values())) if weeks else {}
        noted: list[Nudge] = []
        for beat, member in present:
            community = communities[beat.community]
            self._plan(member, community)
            number = place(sent.get((member.id, weeks[member.id]), ()), WEEKLY)
            if number is None or not lines[community.id] or not self._welcome(beat, member, community):
                continue
            self._send(beat, member, community, lines[community.id], number)
            noted.append(Nudge(community.id, member.id, weeks[member.id], WEEKLY, self.now))
        if noted:
            await self.nudges.note(noted)

    def _welcome(self, beat: Beat, member: Member, community: Community) -> bool:
        """Return whether a message may come now: in time, not snoozed, outside quiet hours."""
        local = self.now.astimezone(ZoneInfo(member.zone or community.zone))
        snoozed = member.snoozed_until is not None and member.snoozed_until > self.now
        return not (beat.late(self.now) or snoozed or is_quiet(local.hour * 60 + local.minute, member.quiet()))

    def _send(self, beat: Beat, member: Member, community: Community, lines: Sequence[Line], number: int) -> None:
        with speaking(member.language or community.language):
            card = _nudge_card(community, lines, number)
        expires = min(beat.due_at + beat.grace, _quiet_begins(self.now, member, community))
        self.owe.direct(member.id, card, reason=member.id, expires_at=expires, priority=Priority.NUDGE)


def _by_time(date: tuple[Start, Ritual]) -> tuple[datetime, str]:
    return date[0].at, date[1].name


def _quiet_begins(now: datetime, member: Member, community: Community) -> datetime:
    """Return when the member's quiet hours begin next, aware UTC; a day later when there are none."""
    begins, ends = member.quiet()
    zone = member.zone or community.zone
    if begins == ends:
        return now + timedelta(days=1)
    day = now.astimezone(ZoneInfo(zone)).date()
    clock = time(begins // 60, begins % 60)
    today = at_local(day, clock, zone)
    return today if today > now else at_local(day + timedelta(days=1), clock, zone)


def _nudge_card(community: Community, lines: Sequence[Line], number: int) -> Card:
    blocks: list[Block] = [*texts.week(lines)]
    blocks.append(Buttons((Button(_("Fewer"), "my.show"), Button(_("Snooze a week"), "my.snooze", "7"))))
    quiet = _(
        "You get this because you belong to {community}. It is {number} of at most {most} messages from me this week."
    )
    blocks.append(note(quiet, community=Bold(community.name), number=str(number), most=str(MOST_NUDGES)))
    return Card(_("Your week in {community}").format(community=community.name), tuple(blocks))
