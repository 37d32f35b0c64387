"""`ritual skip`, `pause`, `resume` and `retire`: the life of a ritual."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.cards import Card, Para, Reply
from bot.commands import Access, Call, Command
from bot.errors import Conflict
from bot.facts import Listens, Noted, Tell
from bot.i18n import _, later
from bot.rhythm import moving_texts, texts
from bot.rhythm.changing import without_past
from bot.rhythm.finding import DATE, NAME, Finding, rooms_of
from bot.rhythm.holidays import Policy
from bot.rhythm.model import RitualState
from bot.rhythm.planning import Planning
from bot.rhythm.trying import Trying
from bot.times import HolidaysChanged


@dataclass(frozen=True, slots=True)
class Lives(Finding):
    """Lets rituals rest, go on and end."""

    planning: Planning
    tell: Tell
    trying: Trying

    @staticmethod
    def commands() -> tuple[Command, ...]:
        """Return the commands that a ritual lives by."""
        return COMMANDS

    @staticmethod
    def listens() -> Listens:
        """Return what moves dates."""
        return ((HolidaysChanged, Lives.holidays_changed),)

    async def holidays_changed(self, facts: Sequence[HolidaysChanged]) -> None:
        """Plan anew what goes by the community's holidays."""
        for rituals in (await self.store.all(f.community for f in facts)).values():
            for ritual in rituals:
                if ritual.state is RitualState.ACTIVE and ritual.holidays is not Policy.KEEP:
                    await self.planning.anew(ritual)

    async def skip(self, call: Call) -> Reply:
        """Leave one date out: the next one, or the one that was named."""
        ritual = await self._active(call)
        start = self._start(call, ritual)
        when = without_past(ritual.when, self.now).skip(start.day)
        changed = replace(ritual, when=when, revision=ritual.revision + 1)
        await self.store.put(call.community, changed)
        following = changed.next(start.at)
        await self.planning.skip(changed, start, following)
        await self.planning.plan(changed)
        self.tell(Noted.by(call, "ritual.skip", about=ritual.id))
        card = moving_texts.skipped(ritual, start.at, following)
        return Reply(replace(card, blocks=(*card.blocks, moving_texts.undo(ritual, start.day))))

    async def pause(self, call: Call) -> Reply:
        """Let a ritual rest until somebody resumes it."""
        ritual = await self._active(call)
        await self.store.put(call.community, replace(ritual.pause(), revision=ritual.revision + 1))
        await self.planning.stop(ritual)
        self.tell(Noted.by(call, "ritual.pause", about=ritual.id))
        await self.trying.rest(ritual)
        text = _("It is resting; what was not posted yet is taken back. Wake it with: ritual resume")
        return Reply(Card(_("{name} rests").format(name=ritual.name), (Para((text,)),)))

    async def resume(self, call: Call) -> Reply:
        """Let a resting ritual go on."""
        ritual = await self._ritual(call)
        if ritual.state is not RitualState.PAUSED:
            raise Conflict(_("It is not resting. Nothing was changed."))
        active = replace(ritual.resume(), revision=ritual.revision + 1)
        await self.store.put(call.community, active)
        planned = await self.planning.plan(active)
        if planned is None:
            raise Conflict(_("It has no date left. Nothing was changed. Give it a new rhythm: ritual edit"))
        self.tell(Noted.by(call, "ritual.resume", about=ritual.id))
        await self.trying.go_on(active)
        return Reply(texts.started(active, planned.starts, await rooms_of(active, self.places)))

    async def retire(self, call: Call) -> Reply:
        """End a ritual for good; its record stays."""
        ritual = await self._ritual(call)
        await self.store.put(call.community, replace(ritual.retire(), revision=ritual.revision + 1))
        await self.planning.stop(ritual)
        self.tell(Noted.by(call, "ritual.retire", about=ritual.id))
        await self.trying.withdraw(ritual)
        text = _("It is over, with thanks. Its record stays, and its name is free again.")
        return Reply(Card(_("{name} is retired").format(name=ritual.name), (Para((text,)),)))


COMMANDS = (
    Command(
        ("ritual", "skip"),
        later("Leave out the next date, or one you name"),
        Lives.skip,
        (NAME, DATE),
        Access.STEWARD,
        ("ritual skip Friday wins", "ritual skip Friday wins date:2026-12-25"),
    ),
    Command(
        ("ritual", "pause"),
        later("Let a ritual rest"),
        Lives.pause,
        (NAME,),
        Access.STEWARD,
        ("ritual pause Friday wins",),
    ),
    Command(
        ("ritual", "resume"),
        later("Wake a resting ritual"),
        Lives.resume,
        (NAME,),
        Access.STEWARD,
        ("ritual resume Friday wins",),
    ),
    Command(
        ("ritual", "retire"),
        later("End a ritual for good"),
        Lives.retire,
        (NAME,),
        Access.STEWARD,
        ("ritual retire Friday wins",),
    ),
)
