"""The buttons under a draft: what was shown takes effect, or is dropped."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.cards import Card, Para, Reply
from bot.commands import Access, Arg, Call, Command, Kind
from bot.community.duties import Service
from bot.community.store import CommunityStore
from bot.errors import Conflict, NotFound
from bot.facts import Noted, Tell
from bot.i18n import _
from bot.rhythm import moving_texts, texts
from bot.rhythm.changes import Changes, Pair
from bot.rhythm.changing import moved_to, wall_of, without_past
from bot.rhythm.drafting import Drafting
from bot.rhythm.finding import rooms_of
from bot.rhythm.model import Ritual, RitualState
from bot.rhythm.planning import Planning
from bot.rhythm.store import Draft, RitualStore
from bot.rhythm.trying import Trying


@dataclass(frozen=True, slots=True)
class Drafts(Service):
    """Decides about drafts."""

    store: RitualStore
    places: CommunityStore
    drafting: Drafting
    planning: Planning
    changes: Changes
    tell: Tell
    trying: Trying

    @staticmethod
    def commands() -> tuple[Command, ...]:
        """Return the buttons of drafts."""
        return COMMANDS

    async def first(self, call: Call) -> Reply:
        """Show the starter ritual that set-up drafted, or ask for one."""
        draft = await self.store.newest_draft(call.community, call.account)
        if draft is None:
            raise NotFound("ritual", _("first"))
        return await self.drafting.preview(draft)

    async def start(self, call: Call) -> Reply:
        """Let a draft take effect; pressing twice does it once."""
        return await self._start(call, next_only=False)

    async def start_next(self, call: Call) -> Reply:
        """Let what a draft says of the rhythm and the length hold for the next date alone."""
        return await self._start(call, next_only=True)

    async def _start(self, call: Call, *, next_only: bool) -> Reply:
        draft = await self.store.draft(call.community, call.text("draft"))
        if draft is None:
            raise Conflict(_("That is decided already: it was started, changed again or dropped. See it: ritual list"))
        if draft.new:
            await self.drafting.free(call.community, draft.ritual.name)
        if draft.new and "too" not in call.args and await self.drafting.on_trial(call.community):
            return await self.drafting.preview(draft)  # another one has begun its trial since it was shown
        await self.store.drop_draft(draft.id)
        ritual = draft.ritual
        moved: Sequence[Pair] = ()
        verb = "ritual.create"
        if draft.new:
            await self.store.put(call.community, ritual)
            planned = await self.planning.plan(ritual)
            await self.trying.begin(ritual, draft.trial)
        else:
            before = await self._still(draft)
            changed = self._for_one(before, ritual) if next_only else ritual
            moved, planned = await self.changes.make(before, changed)
            verb = "ritual.move" if _only_moves(before, changed, self.drafting.now) else "ritual.edit"
        self.tell(Noted.by(call, verb, about=ritual.id))
        if planned is None and ritual.state is RitualState.PAUSED:
            text = _("It rests as before. Wake it with: ritual resume")
            return Reply(Card(_("{name} is changed").format(name=ritual.name), (Para((text,)),)))
        if planned is None:
            raise Conflict(_("Its only date has passed meanwhile. Nothing was started. Give another: ritual create"))
        card = texts.started(ritual, planned.starts, await rooms_of(ritual, self.places))
        gone = tuple(moving_texts.moves(ritual, old.starts, new.starts) for old, new in moved)
        return Reply(replace(card, blocks=(*gone, *card.blocks)))

    def _for_one(self, before: Ritual, drafted: Ritual) -> Ritual:
        """Return the ritual as it was, with its next date where the drafted one would have it."""
        start, to = before.next_date(self.drafting.now), drafted.next_date(self.drafting.now)
        if start is None or to is None:
            raise Conflict(_("It has no date left. Nothing was changed. Give it a new rhythm: ritual edit"))
        minutes = drafted.minutes if drafted.minutes != before.minutes else start.minutes
        when = moved_to(before.when, start, wall_of(before.when, to.at), minutes)
        return replace(before, when=when, revision=drafted.revision)

    async def _still(self, draft: Draft) -> Ritual:
        """Return what is changed; refuse when it was changed meanwhile."""
        before = (await self.store.get([draft.ritual.id])).get(draft.ritual.id)
        if before is None or before.revision != draft.ritual.revision - 1 or before.state is RitualState.RETIRED:
            raise Conflict(
                _("Somebody changed it a moment before. Nothing was changed. Look and try again: ritual list")
            )
        return before

    async def drop(self, call: Call) -> Reply:
        """Forget a draft."""
        draft = await self.store.draft(call.community, call.text("draft"))
        if draft is not None:
            await self.store.drop_draft(draft.id)
        return Reply(Card(_("Dropped"), (Para((_("Nothing was changed."),)),)))


def _only_moves(before: Ritual, changed: Ritual, now: datetime) -> bool:
    """Return whether nothing of a ritual changed but when single dates are."""
    moved = replace(without_past(before.when, now), moved=changed.when.moved)
    return replace(before, when=moved, revision=changed.revision) == changed


TOO = Arg("too", "", Kind.CHOICE, required=False, choices=("yes",))
"""Although another ritual is on trial."""
COMMANDS = (
    Command(("ritual", "first"), "", Drafts.first, (), Access.STEWARD, hidden=True),
    Command(("ritual", "start"), "", Drafts.start, (Arg("draft", ""), TOO), Access.STEWARD, hidden=True),
    Command(("ritual", "start-next"), "", Drafts.start_next, (Arg("draft", ""),), Access.STEWARD, hidden=True),
    Command(("ritual", "drop"), "", Drafts.drop, (Arg("draft", ""),), Access.STEWARD, hidden=True),
)
