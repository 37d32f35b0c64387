"""`A year ago here`: once a month at most, in the home rooms, if there was something worth a word."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from bot.cards import Card, Reply
from bot.commands import Arg, Call, Command
from bot.community.duties import Service
from bot.community.model import Community
from bot.community.store import CommunityStore, Record, Who
from bot.deliveries import Owe
from bot.errors import Conflict
from bot.i18n import _, speaking
from bot.keys import CommunityId, OccurrenceId
from bot.spark import memory_texts as texts
from bot.spark.memories import MONTHLY, Memory, Told, a_year_ago, asked_again, without, worth_it
from bot.spark.model import Held, Sparks, WildDate
from bot.spark.posting import post
from bot.spark.store import MemoryStore, Questions, WildStore

LIVES: Final = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Remembering(Service):
    """Looks a year back."""

    now: datetime
    store: MemoryStore
    questions: Questions
    wild: WildStore
    places: CommunityStore
    owe: Owe

    @staticmethod
    def commands() -> tuple[Command, ...]:
        """Return the button under a question of a year ago."""
        return COMMANDS

    async def export(self, who: Who) -> Record:
        """Return the questions the person asked again."""
        return await self.store.export(who)

    async def forget(self, who: Who) -> None:
        """Keep what names them from being told a year later, and remove that they asked."""
        await self.store.forget(who)

    async def again(self, call: Call) -> Reply:
        """Ask a question of a year ago once more, in every home room, once."""
        date = OccurrenceId(call.text("date"))
        if not await self.store.ask(call.community, date, call.account, self.now):
            raise Conflict(_("Somebody asked it already, or it is gone. Nothing was posted."))
        asked = (await self.questions.opened_with([date])).get(date)
        if asked is None:
            raise Conflict(_("That question is gone. Nothing was posted."))
        home = await self.places.community(call.community)
        with speaking(home.language if home else "en"):
            card = texts.asked(asked.text)
        spaces = await self.places.spaces([call.community])
        post(self.owe, spaces[call.community], card, reason=date, expires_at=self.now + LIVES)
        return Reply(texts.thanks())

    async def look(
        self,
        homes: Mapping[CommunityId, Community],
        sparks: Mapping[CommunityId, Sparks],
        held: Mapping[CommunityId, Sequence[Held]],
    ) -> Mapping[CommunityId, Card]:
        """Return what those are told for which it is time and there is something."""
        due = {c: h for c, h in homes.items() if _due(sparks[c], self.now)}
        weeks = {c: _in_week(held[c], *a_year_ago(self.now, h.zone)) for c, h in due.items()}
        dates = [h for each in weeks.values() for h in each]
        if not dates:
            return {}
        told = await self._told([h.id for h in dates])
        titles = await self.wild.dates([h.id for h in dates if h.wild])
        barred = await self.store.unnamed(due)
        cards: dict[CommunityId, Card] = {}
        remembered: list[tuple[CommunityId, OccurrenceId]] = []
        for community, each in weeks.items():
            names = barred[community]
            found = worth_it(
                Memory(_named(h, titles.get(h.id), names), without(told.get(h.id, Told()), names)) for h in each
            )
            if not found:
                continue
            again = asked_again(found)
            remembered += [(community, again)] if again is not None else []
            with speaking(homes[community].language):
                cards[community] = texts.card(found, again)
        await self.store.remember(remembered, self.now)
        return cards

    async def _told(self, dates: Sequence[OccurrenceId]) -> Mapping[OccurrenceId, Told]:
        told, asked = await self.store.told(dates), await self.questions.opened_with(dates)
        return {d: replace(t, question=asked[d].text if d in asked else "") for d, t in told.items()}


def _due(sparks: Sparks, now: datetime) -> bool:
    return sparks.memories and (sparks.remembered_at is None or now - sparks.remembered_at >= MONTHLY)


def _named(held: Held, wild: WildDate | None, unnamed: Iterable[str]) -> Held:
    """Return a date as it was called: a wild one after what was tried, unless that names somebody."""
    title = without(Told(wild.title), unnamed).question if wild is not None else ""
    return replace(held, name=title or held.name)


def _in_week(held: Sequence[Held], begins: datetime, ends: datetime) -> list[Held]:
    return [h for h in held if begins <= h.starts < ends]


COMMANDS = (Command(("rhythm", "again"), "", Remembering.again, (Arg("date", "", longest=16),), hidden=True),)
