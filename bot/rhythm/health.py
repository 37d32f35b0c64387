"""`rhythm health`, and the monthly card to stewards: what there is to say about the rhythm, with its remedies."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from hashlib import sha256
from typing import Final
from zoneinfo import ZoneInfo

from bot.beats import Beat, Beats, Planners
from bot.cards import Card, Reply
from bot.commands import Access, Call, Command
from bot.community.desk import Desk
from bot.community.duties import Service
from bot.community.model import MORNING, Community, at_local
from bot.community.store import CommunityStore
from bot.errors import Conflict
from bot.facts import CommunityFounded, Listens
from bot.i18n import _, later, speaking
from bot.keys import CommunityId
from bot.rhythm import health_texts as texts
from bot.rhythm.drafting import Drafting
from bot.rhythm.finding import NAME, Finding
from bot.rhythm.model import Ritual, RitualState
from bot.rhythm.recurrence import Recurrence
from bot.rhythm.senses import AHEAD, Coming, findings
from bot.rhythm.senses import Finding as Found
from bot.rhythm.slowing import once_more, slower
from bot.rhythm.store import RitualStore, SenseStore, Told
from bot.times import CommunityResumed

MONTHLY: Final = "rhythm.monthly"
MONTHLY_GRACE: Final = timedelta(days=2)
"""What a month was like may be told on Wednesday as well."""
SETTLED: Final = timedelta(days=1)
"""Answers come for a day: a run is looked at from then on."""
BACK: Final = timedelta(weeks=4)
"""How far back messages are counted: a month, so that one full week alone does not ring."""
MOST_DATES: Final = 100
"""Dates of one ritual that are looked at: one a day for twelve weeks, and some more."""
SPREAD_MINUTES: Final = 60
"""Communities of one zone do not all look at once: each has a minute of the hour after nine of its own."""


@dataclass(frozen=True, slots=True)
class Health(Service):
    """Looks at the rhythm, asked or once a month."""

    now: datetime
    store: RitualStore
    senses: SenseStore
    places: CommunityStore
    beats: Beats
    desk: Desk
    told: Told

    @staticmethod
    def commands() -> tuple[Command, ...]:
        """Return `rhythm health`."""
        return COMMANDS

    @staticmethod
    def planners() -> Planners:
        """Return the planner of the monthly look."""
        return {MONTHLY: Health.monthly}

    @staticmethod
    def listens() -> Listens:
        """Return what the first look begins with."""
        return ((CommunityFounded, Health.founded), (CommunityResumed, Health.founded))

    async def health(self, call: Call) -> Reply:
        """Show what there is to say, or that all is well."""
        homes = await self.places.communities([call.community])
        rituals, found = await self._look(homes)
        more = await self.told.lines(call.community)
        return Reply(texts.health(found[call.community], rituals[call.community], self.now, more))

    async def founded(self, facts: Sequence[CommunityFounded | CommunityResumed]) -> None:
        """Plan the first look at a community that is new or goes on."""
        for home in (await self.places.communities([f.community for f in facts])).values():
            self._plan(home)

    async def monthly(self, beats: Sequence[Beat]) -> None:
        """Tell stewards what there is to say, if there is something, and plan each community's next look."""
        homes = await self.places.communities(dict.fromkeys(b.community for b in beats))
        for home in homes.values():
            self._plan(home)
        timely = {b.community for b in beats if not b.late(self.now) and is_its_morning(self.now, homes[b.community])}
        rituals, found = await self._look({c: homes[c] for c in timely})
        cards: dict[CommunityId, Card] = {}
        for community, each in found.items():
            with speaking(homes[community].language):
                if each:
                    cards[community] = texts.monthly(each, rituals[community], homes[community].name, self.now)
        if cards:
            await self.desk.hear_all(MONTHLY, cards)

    def _plan(self, home: Community) -> None:
        self.beats.at(MONTHLY, home.id, home.id, next_look(self.now, home), grace=MONTHLY_GRACE)

    async def _look(
        self, homes: Mapping[CommunityId, Community]
    ) -> tuple[Mapping[CommunityId, tuple[Ritual, ...]], Mapping[CommunityId, tuple[Found, ...]]]:
        """Return the active rituals and the findings of each community, in a fixed number of queries."""
        rituals = {
            c: tuple(r for r in each if r.state is RitualState.ACTIVE)
            for c, each in (await self.store.all(homes)).items()
        }
        runs = await self.senses.runs([r.id for each in rituals.values() for r in each], self.now - SETTLED)
        loads = await self.senses.loads(homes, self.now - BACK)
        found = {
            c: findings(
                {r.id: runs[r.id] for r in rituals[c]},
                [d for r in rituals[c] for d in coming(r, self.now, self.now + AHEAD)],
                loads[c],
                now=self.now,
                zone=home.zone,
                weeks=_weeks(home, self.now),
            )
            for c, home in homes.items()
        }
        return rituals, found


@dataclass(frozen=True, slots=True)
class Remedies(Finding):
    """What a finding offers that no other command does."""

    drafting: Drafting

    @staticmethod
    def commands() -> tuple[Command, ...]:
        """Return the buttons under findings."""
        return tuple(
            Command(path, "", handler, (replace(NAME, help=""),), Access.STEWARD, hidden=True)
            for path, handler in ((("ritual", "slower"), Remedies.slower), (("ritual", "extra"), Remedies.extra))
        )

    async def slower(self, call: Call) -> Reply:
        """Show a ritual half as often; it changes when the steward says so."""
        ritual = await self._ritual(call)
        rare = slower(ritual.when, self.now)
        if rare is None:
            raise Conflict(_("It cannot come back less often than it does. Nothing was changed. See it: ritual show"))
        return await self._offer(call, ritual, rare)

    async def extra(self, call: Call) -> Reply:
        """Show a ritual with one date more, soon; it is added when the steward says so."""
        ritual = await self._ritual(call)
        more = once_more(ritual.when, self.now)
        if more is None:
            raise Conflict(_("There is no day free between its next two dates. Nothing was changed. See: rhythm next"))
        return await self._offer(call, ritual, more)

    async def _offer(self, call: Call, ritual: Ritual, when: Recurrence) -> Reply:
        changed = replace(ritual, when=when, revision=ritual.revision + 1)
        return await self.drafting.offer(call, changed, new=False)


def coming(ritual: Ritual, after: datetime, until: datetime) -> list[Coming]:
    """Return a ritual's dates later than `after` and before `until`, earliest first."""
    length = timedelta(minutes=ritual.minutes)
    return [Coming(ritual.id, s, s + length) for s in ritual.coming(after, MOST_DATES) if s < until]


def next_look(after: datetime, home: Community) -> datetime:
    """Return when a community is looked at next, later than `after`: on a month's first Monday, after nine."""
    late = int(sha256(home.id.encode()).hexdigest(), 16) % SPREAD_MINUTES
    day = after.astimezone(ZoneInfo(home.zone)).date().replace(day=1)
    while True:
        monday = day + timedelta(days=-day.weekday() % 7)
        look = at_local(monday, time(MORNING.hour, late), home.zone)
        if look > after:
            return look
        day = (day + timedelta(days=31)).replace(day=1)


def is_its_morning(now: datetime, home: Community) -> bool:
    """Return whether the stewards are told now; a beat of another zone, of none or in a pause only plans the next."""
    if home.paused_until is not None and home.paused_until > now:
        return False
    local = now.astimezone(ZoneInfo(home.zone))
    first = local.day - local.weekday()  # the Monday of this week
    return 1 <= first <= 7 and local.weekday() <= MONTHLY_GRACE.days and local.hour >= MORNING.hour


def _weeks(home: Community, now: datetime) -> float:
    """Return over how many weeks messages are counted: at most four, and no more than the community is old."""
    return max(1.0, min(BACK, now - home.founded_at) / timedelta(weeks=1))


COMMANDS = (
    Command(
        ("rhythm", "health"),
        later("See what is too quiet, too full or too much"),
        Health.health,
        access=Access.STEWARD,
        examples=("rhythm health",),
        reads=True,
    ),
)
