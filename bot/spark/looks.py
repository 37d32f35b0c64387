"""The weekly look: ideas for wild dates, milestones, what was a year ago. One moment a community and week."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from hashlib import sha256
from typing import Final
from zoneinfo import ZoneInfo

from bot.beats import Beat, Beats, Planners
from bot.cards import Card
from bot.community.duties import Service
from bot.community.model import Community, at_local
from bot.community.store import CommunityStore
from bot.deliveries import Owe
from bot.facts import CommunityFounded, Listens
from bot.keys import CommunityId
from bot.spark.marking import Marking
from bot.spark.mixing import Mixing
from bot.spark.model import Sparks
from bot.spark.posting import post
from bot.spark.remembering import Remembering
from bot.spark.store import History, SparkStore
from bot.spark.streaks import Streak
from bot.spark.wild import Wild
from bot.times import CommunityResumed

LOOK: Final = "community.spark"
"""The house's own upkeep: it goes on while a community rests, does nothing then, and is never told as missed."""
GRACE: Final = timedelta(days=2)
"""What a week was like may be told on Friday as well; later the next look says it."""
DAY: Final = 2
"""Wednesday, counted from Monday: the week ahead is told on Mondays, and most dates are later in a week."""
HOUR: Final = 10
SPREAD_MINUTES: Final = 60
"""Communities of one zone do not all look at once: each has a minute of the hour of its own."""
BACK: Final = timedelta(days=380)
"""As far back as the week a year ago begins, and two weeks more."""


@dataclass(frozen=True, slots=True)
class Looks(Service):
    """Looks at communities once a week."""

    now: datetime
    store: SparkStore
    history: History
    places: CommunityStore
    beats: Beats
    owe: Owe
    wild: Wild
    mixing: Mixing
    marking: Marking
    remembering: Remembering

    @staticmethod
    def planners() -> Planners:
        """Return the planner of the weekly look."""
        return {LOOK: Looks.weekly}

    @staticmethod
    def listens() -> Listens:
        """Return what the first look begins with."""
        return ((CommunityFounded, Looks.founded), (CommunityResumed, Looks.founded))

    async def founded(self, facts: Sequence[CommunityFounded | CommunityResumed]) -> None:
        """Plan the first look at a community that is new or goes on."""
        for home in (await self.places.communities([f.community for f in facts])).values():
            self._plan(home)

    async def weekly(self, beats: Sequence[Beat]) -> None:
        """Look at communities whose moment it is, and plan each one's next look."""
        homes = await self.places.communities(dict.fromkeys(b.community for b in beats))
        for home in homes.values():
            self._plan(home)
        homes = {c: h for c, h in homes.items() if is_its_day(self.now, h)}
        if not homes:
            return
        sparks = await self.store.sparks(homes)
        held = await self.history.held(homes, self.now - BACK)
        offered = await self.wild.look(homes, sparks, held)
        streaks = await self.mixing.streaks(homes, held)
        marked = await self.marking.look(homes, sparks, held, streaks)
        # One word a week: what was a year ago waits for a week without a milestone.
        others = {c: h for c, h in homes.items() if c not in marked}
        remembered = await self.remembering.look(others, sparks, held)
        await self._say(homes, {**marked, **remembered})
        await self.store.put([self._after(s, streaks[c], offered, remembered) for c, s in sparks.items()])

    def _after(
        self, sparks: Sparks, streak: Streak, offered: Container[CommunityId], remembered: Container[CommunityId]
    ) -> Sparks:
        """Return what was done for a community last."""
        was_offered = self.now if sparks.community in offered else sparks.offered_at
        was_remembered = self.now if sparks.community in remembered else sparks.remembered_at
        return replace(
            sparks,
            offered_at=was_offered,
            looked_at=self.now,
            remembered_at=was_remembered,
            streak=streak.weeks,
        )

    async def _say(self, homes: Mapping[CommunityId, Community], cards: Mapping[CommunityId, Card]) -> None:
        """Post each community's card once on every side."""
        spaces = await self.places.spaces(cards) if cards else {}
        for community, card in cards.items():
            post(self.owe, spaces[community], card, reason=homes[community].id, expires_at=self.now + GRACE)

    def _plan(self, home: Community) -> None:
        self.beats.at(LOOK, home.id, home.id, next_look(self.now, home), grace=GRACE)


def next_look(after: datetime, home: Community) -> datetime:
    """Return when a community is looked at next, later than `after`: on a Wednesday after ten, in its zone."""
    late = int(sha256(home.id.encode()).hexdigest(), 16) % SPREAD_MINUTES
    day = after.astimezone(ZoneInfo(home.zone)).date()
    day += timedelta(days=(DAY - day.weekday()) % 7)
    look = at_local(day, time(HOUR, late), home.zone)
    return look if look > after else at_local(day + timedelta(weeks=1), time(HOUR, late), home.zone)


def is_its_day(now: datetime, home: Community) -> bool:
    """Return whether it is looked at now; a beat of another zone, of none or in a rest only plans the next."""
    if home.resting(now):
        return False
    local = now.astimezone(ZoneInfo(home.zone))
    return DAY <= local.weekday() <= DAY + GRACE.days and (local.weekday() > DAY or local.hour >= HOUR)
