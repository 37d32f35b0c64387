"""Showing what a ritual would be, before it is."""

from dataclasses import dataclass
from datetime import datetime

from bot.cards import Reply
from bot.commands import Call
from bot.community.store import CommunityStore
from bot.errors import Conflict, Invalid, NotFound, shortened
from bot.i18n import _
from bot.keys import CommunityId, RoomId
from bot.ports import Ids
from bot.rhythm import texts
from bot.rhythm.arguments import NO_DECK, deck_of
from bot.rhythm.finding import rooms_of
from bot.rhythm.model import Ritual
from bot.rhythm.store import Draft, Questions, RitualStore


@dataclass(frozen=True, slots=True)
class Drafting:
    """What making and changing a ritual share."""

    now: datetime
    store: RitualStore
    places: CommunityStore
    ids: Ids
    questions: Questions

    async def offer(self, call: Call, ritual: Ritual, *, new: bool) -> Reply:
        """Keep a draft and show it; nothing changes before the steward says so."""
        draft = Draft(ritual.id if new else self.ids.new(), call.community, call.account, ritual, new=new)
        await self.store.put_draft(draft)
        return await self.preview(draft)

    async def preview(self, draft: Draft) -> Reply:
        """Show what would happen: the next three dates, the rooms, and one yes."""
        starts = draft.ritual.coming(self.now, 3)
        if not starts:
            raise Invalid(_("No date is left in that rhythm. Nothing was changed."), field="when")
        rooms = await rooms_of(draft.ritual, self.places)
        return Reply(texts.preview(draft.ritual, starts, rooms, draft.id, new=draft.new))

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

    async def public_room(self, call: Call) -> None:
        """Refuse a private room: a ritual is everybody's, and its place is shown to everybody."""
        room = await self.places.room(RoomId(call.text("room"))) if "room" in call.args else None
        if room is not None and room.private:
            raise Invalid(_("A ritual needs a room that everybody sees. Nothing was changed."), field="room")
