"""The buttons under a draft: what was shown takes effect, or is dropped."""

from dataclasses import dataclass

from bot.cards import Card, Para, Reply
from bot.commands import Access, Arg, Call, Command
from bot.community.duties import Service
from bot.community.store import CommunityStore
from bot.errors import Conflict, NotFound
from bot.i18n import _
from bot.rhythm import texts
from bot.rhythm.drafting import Drafting
from bot.rhythm.finding import rooms_of
from bot.rhythm.model import RitualState
from bot.rhythm.planning import Planning
from bot.rhythm.store import Draft, RitualStore


@dataclass(frozen=True, slots=True)
class Drafts(Service):
    """Decides about drafts."""

    store: RitualStore
    places: CommunityStore
    drafting: Drafting
    planning: Planning

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
        draft = await self.store.draft(call.community, call.text("draft"))
        if draft is None:
            raise Conflict(_("That is decided already: it was started, changed again or dropped. See it: ritual list"))
        await self.store.drop_draft(draft.id)
        ritual = draft.ritual
        if draft.new:
            await self.drafting.free(call.community, ritual.name)
        else:
            await self._still(draft)
        await self.store.put(call.community, ritual)
        await self.planning.stop(ritual)
        planned = await self.planning.plan(ritual)
        if planned is None and ritual.state is RitualState.PAUSED:
            text = _("It rests as before. Wake it with: ritual resume")
            return Reply(Card(_("{name} is changed").format(name=ritual.name), (Para((text,)),)))
        if planned is None:
            raise Conflict(_("Its only date has passed meanwhile. Nothing was started. Give another: ritual create"))
        return Reply(texts.started(ritual, planned.starts, await rooms_of(ritual, self.places)))

    async def _still(self, draft: Draft) -> None:
        """Refuse a change of something that was changed meanwhile."""
        before = (await self.store.get([draft.ritual.id])).get(draft.ritual.id)
        if before is None or before.revision != draft.ritual.revision - 1 or before.state is RitualState.RETIRED:
            raise Conflict(
                _("Somebody changed it a moment before. Nothing was changed. Look and try again: ritual list")
            )

    async def drop(self, call: Call) -> Reply:
        """Forget a draft."""
        draft = await self.store.draft(call.community, call.text("draft"))
        if draft is not None:
            await self.store.drop_draft(draft.id)
        return Reply(Card(_("Dropped"), (Para((_("Nothing was changed."),)),)))


COMMANDS = (
    Command(("ritual", "first"), "", Drafts.first, (), Access.STEWARD, hidden=True),
    Command(("ritual", "start"), "", Drafts.start, (Arg("draft", ""),), Access.STEWARD, hidden=True),
    Command(("ritual", "drop"), "", Drafts.drop, (Arg("draft", ""),), Access.STEWARD, hidden=True),
)
