"""Showing what a ritual would be, before it is."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.cards import Reply
from bot.commands import Call
from bot.community.store import CommunityStore
from bot.errors import Conflict, Invalid, NotFound, shortened
from bot.i18n import _
from bot.keys import CommunityId, RoomId
from bot.ports import Ids
from bot.rhythm import moving_texts, texts, trial_texts
from bot.rhythm.arguments import NO_DECK, NO_FORM, deck_of, minutes_of
from bot.rhythm.changing import dates_ahead, moved_to, wall_of, without_past
from bot.rhythm.finding import rooms_of
from bot.rhythm.holidays import Holidays, Policy
from bot.rhythm.ledger import Ledgers
from bot.rhythm.model import Ritual, RitualState
from bot.rhythm.phrases import read_date
from bot.rhythm.recurrence import Start
from bot.rhythm.store import Draft, Forms, Questions, RitualStore
from bot.rhythm.trial_terms import Terms
from bot.rhythm.trials import TrialStore


@dataclass(frozen=True, slots=True)
class Drafting:
    """What making and changing a ritual share."""

    now: datetime
    store: RitualStore
    places: CommunityStore
    ids: Ids
    questions: Questions
    ledgers: Ledgers
    trials: TrialStore
    forms: Forms

    async def offer(
        self, call: Call, ritual: Ritual, *, new: bool, one: bool = False, trial: Terms | None = None
    ) -> Reply:
        """Keep a draft and show it; nothing changes before the steward says so.

        `one`: it may be meant for the next date alone. `trial`: how long a new one is on trial.
        """
        home = await self.places.community(call.community)
        if ritual.holidays is not Policy.KEEP and (home is None or not home.country):
            raise Invalid(
                _("I do not know whose holidays. Nothing was changed. First: community settings country:Denmark"),
                field="holidays",
            )
        if home is not None:
            known = Holidays(home.country, home.region, ritual.holidays) if home.country else None
            ritual = replace(ritual, when=ritual.when.under(known), rests=home.paused_until)
        draft = Draft(ritual.id if new else self.ids.new(), call.community, call.account, ritual, new=new, trial=trial)
        await self.store.put_draft(draft)
        return await self.preview(draft, one=one)

    async def preview(self, draft: Draft, *, one: bool = False) -> Reply:
        """Show what would happen: the next three dates, the rooms, and one yes."""
        starts = draft.ritual.dates(self.now, 3)
        if not starts:
            raise Invalid(_("No date is left in that rhythm. Nothing was changed."), field="when")
        rooms = await rooms_of(draft.ritual, self.places)
        hours = await self.ledgers.of(draft.ritual)
        card = texts.preview(draft.ritual, starts, rooms, draft.id, self.now, hours, new=draft.new, one=one)
        if not draft.new:
            return Reply(card)
        return Reply(trial_texts.previewed(card, draft.trial, await self.on_trial(draft.community)))

    async def on_trial(self, community: CommunityId) -> list[str]:
        """Return the names of the rituals that are on trial and do not rest."""
        trials = await self.trials.open_in([community])
        rituals = await self.store.get([t.ritual for t in trials]) if trials else {}
        return [rituals[t.ritual].name for t in trials if rituals[t.ritual].state is RitualState.ACTIVE]

    async def offer_one(self, call: Call, ritual: Ritual, start: Start, *, field: str) -> Reply:
        """Keep a draft in which one date takes place elsewhere, as the field says and `minutes`, and show it."""
        minutes = minutes_of(call, ritual) if "minutes" in call.args else start.minutes
        at, wall = start.at, wall_of(ritual.when, start.at)
        if field in call.args:
            at = read_date(call.text(field), day=wall.date(), zone=ritual.when.zone, now=self.now, field=field)
        to = replace(start, at=at, minutes=minutes)
        if to == start:
            raise Invalid(_("It takes place then already. Nothing was changed. Name another time."), field=field)
        if any(s.at == at and s.original != start.original for s in dates_ahead(ritual, self.now)):
            raise Invalid(_("It has another date then. Nothing was changed. Name another time."), field=field)
        when = moved_to(without_past(ritual.when, self.now), start, wall_of(ritual.when, at), minutes)
        changed = replace(ritual, when=when, revision=ritual.revision + 1)
        draft = Draft(self.ids.new(), call.community, call.account, changed, new=False)
        await self.store.put_draft(draft)
        return Reply(moving_texts.preview(ritual, start, to, draft.id))

    async def free(self, community: CommunityId, name: str, *, field: str = "name") -> None:
        """Refuse a name that another ritual has."""
        if await self.store.named(community, name) is not None:
            sentence = _("There is a ritual called “{name}” already. Nothing was changed. Choose another name.")
            raise Conflict(sentence.format(name=shortened(name)), field=field)

    async def known_deck(self, call: Call) -> None:
        """Refuse a deck without questions: the ritual would open with none, week after week."""
        deck = deck_of(call)
        if deck not in {"", NO_DECK} and not await self.questions.has_deck(call.community, deck):
            raise NotFound("deck", deck, field="deck")

    async def formed(self, call: Call, ritual: Ritual, *, new: bool) -> Ritual:
        """Return the ritual with the form a call names; a new one takes as long as its form, unless the call says."""
        name = call.text("form")
        if name.casefold() in {"", NO_FORM}:
            return replace(ritual, form="") if name else ritual
        found = await self.forms.minutes(call.community, name)
        if found is None:
            raise NotFound("form", name, field="form")
        folded, minutes = found
        takes = minutes if new and "minutes" not in call.args else ritual.minutes
        return replace(ritual, form=folded, minutes=takes)

    async def public_room(self, call: Call) -> None:
        """Refuse a private room: a ritual is everybody's, and its place is shown to everybody."""
        room = await self.places.room(RoomId(call.text("room"))) if "room" in call.args else None
        if room is not None and room.private:
            raise Invalid(_("A ritual needs a room that everybody sees. Nothing was changed."), field="room")
