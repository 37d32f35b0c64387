"""The wild slot: one date a month that is kept for something new, and what it is used for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from bot.cards import Card, Reply
from bot.commands import Access, Arg, Call, Command, Kind
from bot.community.desk import Desk
from bot.community.duties import Service
from bot.community.model import Community
from bot.community.store import CommunityStore, Record, Who
from bot.errors import Conflict, Invalid, NotFound
from bot.facts import Listens, Noted, OccurrenceEnded, Tell
from bot.i18n import _, later, speaking
from bot.keys import CommunityId, OccurrenceId
from bot.ports import Ids
from bot.spark import wild_texts as texts
from bot.spark.ideas import LONGEST_ABOUT, LONGEST_TITLE, known, offer
from bot.spark.model import CHOOSING, Held, Slot, Sparks, Suggestion, WildDate, steady
from bot.spark.store import Slots, WildStore

CHOOSE: Final = "spark.choose"
OFFER: Final = "spark.offer"
MOST_WAITING: Final = 50
"""Ideas of members that wait in one community: four years of wild slots."""


@dataclass(frozen=True, slots=True)
class Wild(Service):
    """Collects ideas, lets stewards choose, and says what was chosen."""

    now: datetime
    store: WildStore
    slots: Slots
    places: CommunityStore
    desk: Desk
    ids: Ids
    tell: Tell

    @staticmethod
    def commands() -> tuple[Command, ...]:
        """Return `rhythm wild` and its buttons."""
        return COMMANDS

    @staticmethod
    def listens() -> Listens:
        """Return after what stewards may want a thing again."""
        return ((OccurrenceEnded, Wild.ended),)

    async def export(self, who: Who) -> Record:
        """Return what the person suggested and chose."""
        return await self.store.export(who)

    async def forget(self, who: Who) -> None:
        """Remove their suggestions; what was tried stays, without whoever chose it."""
        await self.store.forget(who)

    # What people ask for

    async def wild(self, call: Call) -> Reply:
        """Show what the wild slot is for next time, or keep an idea."""
        if "idea" in call.args:
            return await self.suggest(call)
        slot = (await self.slots.of([call.community])).get(call.community)
        date = await self._date(call.community, slot)
        ideas = (await self.store.suggestions([call.community]))[call.community]
        offered: Sequence[texts.Offered] = ()
        if call.steward and slot is not None and date is not None and not date.title:
            keys = date.offered or await self._keys(call.community, ideas)
            offered = _shown(keys, ideas)
        return Reply(texts.slot(slot, date, offered, len(ideas), steward=call.steward))

    async def suggest(self, call: Call) -> Reply:
        """Keep a member's idea for stewards to choose from."""
        text = " ".join(call.text("idea").split())
        if not text:
            raise Invalid(_('An idea needs words. Nothing was changed. Try: rhythm wild "Fix-it hour"'), field="idea")
        waiting = (await self.store.suggestions([call.community]))[call.community]
        if any(s.text.casefold() == text.casefold() for s in waiting):
            raise Conflict(_("Somebody had that idea already, and it waits to be chosen. Nothing was changed."))
        if len(waiting) >= MOST_WAITING:
            raise Conflict(_("Many ideas are waiting already. Nothing was changed. Try again when some were chosen."))
        suggestion = Suggestion(self.ids.new(), call.community, call.account, text)
        await self.store.suggest(suggestion, self.now)
        slot = (await self.slots.of([call.community])).get(call.community)
        date = await self._date(call.community, slot)
        if date is not None and date.offered and not date.title and not call.steward:
            home = await self.places.community(call.community)
            with speaking(home.language if home else "en"):
                card = texts.suggested(slot, date, suggestion)
            await self.desk.hear(call.community, f"{CHOOSE}:{suggestion.id}", card)
        mine = date.date if date is not None and not date.title and call.steward else None
        return Reply(texts.kept(slot, suggestion, mine, steward=call.steward))

    async def choose(self, call: Call) -> Reply:
        """Let a date be for one of the ideas that were offered, unless it is for something already."""
        date, slot = await self._coming(call)
        if date.title:
            sentence = _("It is for “{idea}” already. Nothing was changed. To choose something else: rhythm wild")
            raise Conflict(sentence.format(idea=date.title))
        key = call.text("idea")
        idea = known(key)
        if idea is not None:
            home = await self.places.community(call.community)
            with speaking(home.language if home else "en"):
                title, about = _(idea.title), _(idea.about)
            return await self._choose(call, slot, replace(date, title=title, about=about))
        found = (await self.store.suggestions([call.community]))[call.community]
        suggestion = next((s for s in found if s.id == key), None)
        if suggestion is None:
            raise Conflict(_("That idea is gone: it was chosen, or taken back. Nothing was changed. See: rhythm wild"))
        await self.store.take(suggestion.id)
        return await self._choose(call, slot, replace(date, title=suggestion.text, about=""))

    async def own(self, call: Call) -> Reply:
        """Let a date be for what a steward typed."""
        date, slot = await self._coming(call)
        title = " ".join(call.text("title").split())
        if not title:
            raise Invalid(_("It needs a name. Nothing was changed."), field="title")
        return await self._choose(call, slot, replace(date, title=title, about=call.text("about")))

    async def _coming(self, call: Call) -> tuple[WildDate, Slot]:
        """Return a wild date of the asker's community that is still to come, and its slot.

        Raises:
            Conflict: it has begun, or does not take place.
        """
        ident = OccurrenceId(call.text("date"))
        found = await self.slots.at(ident)
        if found is None or found[0] != call.community:
            raise NotFound("ritual", ident)
        _community, slot, coming = found
        if not coming:
            raise Conflict(_("That date is over, or does not take place. Nothing was changed. See: rhythm wild"))
        dates = await self.store.dates([ident])
        return dates.get(ident) or WildDate(ident, call.community), slot

    async def _choose(self, call: Call, slot: Slot, date: WildDate) -> Reply:
        await self.store.put([replace(date, chosen_by=call.account)], self.now)
        await self.slots.show(date.date)
        self.tell(Noted.by(call, "ritual.wild", about=slot.ritual))
        return Reply(texts.chosen(slot, date))

    async def _date(self, community: CommunityId, slot: Slot | None) -> WildDate | None:
        if slot is None or slot.date is None:
            return None
        found = (await self.store.dates([slot.date])).get(slot.date)
        return found or WildDate(slot.date, community)

    async def _keys(self, community: CommunityId, ideas: Sequence[Suggestion]) -> tuple[str, ...]:
        offered = (await self.store.offered([community]))[community]
        return offer(community, offered, [s.id for s in ideas])

    # What happens by itself

    async def look(
        self,
        homes: Mapping[CommunityId, Community],
        sparks: Mapping[CommunityId, Sparks],
        held: Mapping[CommunityId, Sequence[Held]],
    ) -> frozenset[CommunityId]:
        """Give stewards ideas for wild dates that come up, and offer a slot once; return to whom it was offered."""
        slots = await self.slots.of(homes)
        await self._offer_ideas(homes, slots)
        new = {
            c: h
            for c, h in homes.items()
            if c not in slots and sparks[c].offered_at is None and steady(held[c], self.now)
        }
        cards: dict[CommunityId, Card] = {}
        for community, home in new.items():
            with speaking(home.language):
                cards[community] = texts.offer(home)
        if cards:
            await self.desk.hear_all(OFFER, cards)
        return frozenset(new)

    async def _offer_ideas(self, homes: Mapping[CommunityId, Community], slots: Mapping[CommunityId, Slot]) -> None:
        near = {
            c: s
            for c, s in slots.items()
            if s.date is not None and s.starts is not None and s.starts - self.now <= CHOOSING
        }
        if not near:
            return
        dates = await self.store.dates([s.date for s in near.values() if s.date is not None])
        ideas, offered = await self.store.suggestions(near), await self.store.offered(near)
        told: list[WildDate] = []
        cards: dict[CommunityId, Card] = {}
        for community, slot in near.items():
            assert slot.date is not None  # noqa: S101 - `near` holds no others
            date = dates.get(slot.date) or WildDate(slot.date, community)
            if date.offered or date.title:
                continue
            keys = offer(community, offered[community], [s.id for s in ideas[community]])
            told.append(replace(date, offered=keys))
            with speaking(homes[community].language):
                cards[community] = texts.choosing(slot, date.date, _shown(keys, ideas[community]))
        if told:
            await self.store.put(told, self.now)
            await self.desk.hear_all(CHOOSE, cards)

    async def ended(self, facts: Sequence[OccurrenceEnded]) -> None:
        """Ask stewards whether what was tried shall come back."""
        dates = await self.store.dates(f.occurrence for f in facts)
        tried = {d.community: d for d in dates.values() if d.title}
        homes = await self.places.communities(tried) if tried else {}
        cards: dict[CommunityId, Card] = {}
        for community, date in tried.items():
            with speaking(homes[community].language):
                cards[community] = texts.again(date)
        if cards:
            await self.desk.hear_all("spark.again", cards)


def _shown(keys: Sequence[str], ideas: Sequence[Suggestion]) -> tuple[texts.Offered, ...]:
    """Return what is offered, as (key, title, about) in the language being spoken; what is gone is left out."""
    theirs = {s.id: s.text for s in ideas}
    found: list[texts.Offered] = []
    for key in keys:
        idea = known(key)
        if idea is not None:
            found.append(texts.Offered(key, _(idea.title), _(idea.about)))
        elif key in theirs:
            found.append(texts.Offered(key, theirs[key], ""))
    return tuple(found)


IDEA = Arg("idea", later("What you would like to try once"), label=later("Your idea"), longest=LONGEST_TITLE)
PRESSED = Arg("date", "", longest=16)
COMMANDS = (
    Command(
        ("rhythm", "wild"),
        later("See what is tried next in the wild slot, or suggest something"),
        Wild.wild,
        (replace(IDEA, required=False),),
        examples=("rhythm wild", 'rhythm wild "Read a bad paper aloud"'),
    ),
    Command(("rhythm", "idea"), later("Suggest something to try once"), Wild.suggest, (IDEA,), hidden=True),
    Command(("rhythm", "try"), "", Wild.choose, (PRESSED, Arg("idea", "", longest=16)), Access.STEWARD, hidden=True),
    Command(
        ("rhythm", "own"),
        later("Choose something of your own"),
        Wild.own,
        (
            PRESSED,
            Arg("title", later("It stands in the announcement"), label=later("What"), longest=LONGEST_TITLE),
            Arg(
                "about",
                later("How it goes, in a sentence"),
                Kind.LONG,
                required=False,
                asked=True,
                label=later("How"),
                longest=LONGEST_ABOUT,
            ),
        ),
        Access.STEWARD,
        hidden=True,
    ),
)
