"""`rhythm mix` and `rhythm streak`: how familiar the rhythm is, and how long it holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from bot.cards import Block, Reply
from bot.commands import Access, Call, Command
from bot.community.duties import Service
from bot.community.model import Community
from bot.community.store import CommunityStore
from bot.facts import Listens
from bot.i18n import later
from bot.keys import CommunityId
from bot.spark import mix_texts as texts
from bot.spark.mix import familiar_since, mixed, reading
from bot.spark.model import Held
from bot.spark.store import History, RestStore, SparkStore
from bot.spark.streaks import Streak, monday_of, streak, weeks_between, weeks_of
from bot.times import CommunityPaused, CommunityResumed

LONG: Final = timedelta(days=1100)
"""Three years: as far back as a streak is counted when somebody asks."""


@dataclass(frozen=True, slots=True)
class Mixing(Service):
    """Looks at what took place."""

    now: datetime
    history: History
    rests: RestStore
    store: SparkStore
    places: CommunityStore

    @staticmethod
    def commands() -> tuple[Command, ...]:
        """Return both commands."""
        return COMMANDS

    @staticmethod
    def listens() -> Listens:
        """Return what does not count against a streak."""
        return ((CommunityPaused, Mixing.paused), (CommunityResumed, Mixing.resumed))

    async def paused(self, facts: Sequence[CommunityPaused]) -> None:
        """Note when communities rest; one whose rest was made longer rests since it first did."""
        await self.rests.begin(dict.fromkeys((f.community for f in facts), self.now))

    async def resumed(self, facts: Sequence[CommunityResumed]) -> None:
        """Note when they go on."""
        await self.rests.end(dict.fromkeys((f.community for f in facts), self.now))

    async def mix(self, call: Call) -> Reply:
        """Show how much was familiar and how much new."""
        held = (await self.history.held([call.community], self.now - LONG))[call.community]
        return Reply(texts.mix(held, self.now))

    async def streak(self, call: Call) -> Reply:
        """Show in how many weeks running something took place."""
        homes = await self.places.communities([call.community])
        held = await self.history.held(homes, self.now - LONG)
        found = (await self.streaks(homes, held))[call.community]
        return Reply(texts.streak(found))

    async def streaks(
        self, homes: Mapping[CommunityId, Community], held: Mapping[CommunityId, Sequence[Held]]
    ) -> Mapping[CommunityId, Streak]:
        """Return the streak of each community, in a fixed number of queries."""
        neutral = await self._neutral(homes)
        return {c: streak(weeks_of(held[c], h.zone), neutral[c], monday_of(self.now, h.zone)) for c, h in homes.items()}

    async def _neutral(self, homes: Mapping[CommunityId, Community]) -> Mapping[CommunityId, frozenset[date]]:
        """Return the weeks in which each community rested, or Hearth was away from one of its dates."""
        rests = await self.rests.stretches(homes)
        missed = await self.history.missed(homes)
        return {
            c: frozenset(
                {w for b, e in rests[c] for w in weeks_between(b, e or self.now, h.zone)}
                | {monday_of(m, h.zone) for m in missed[c]}
            )
            for c, h in homes.items()
        }

    # What other cards show of it

    async def lines(self, community: CommunityId) -> tuple[Block, ...]:
        """Return the mix and the streak in a line each, for stewards."""
        homes = await self.places.communities([community])
        held = await self.history.held(homes, self.now - LONG)
        found = (await self.streaks(homes, held))[community]
        since = familiar_since(held[community], self.now)
        return texts.lines(
            mixed(held[community], self.now - texts.SEASON), reading(held[community], self.now), since, found
        )

    async def quiet_line(self, community: CommunityId) -> tuple[Block, ...]:
        """Return the streak as one quiet line for everybody, as it was at the last look."""
        return texts.quiet((await self.store.sparks([community]))[community].streak)


COMMANDS = (
    Command(
        ("rhythm", "mix"),
        later("See how much was familiar and how much new"),
        Mixing.mix,
        access=Access.STEWARD,
        examples=("rhythm mix",),
        reads=True,
    ),
    Command(
        ("rhythm", "streak"),
        later("See in how many weeks running something took place"),
        Mixing.streak,
        examples=("rhythm streak",),
        reads=True,
    ),
)
