"""`ritual skip`, `pause`, `resume` and `retire`: the life of a ritual."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from bot.cards import Card, Para, Reply
from bot.commands import Access, Arg, Call, Command
from bot.errors import Conflict, Invalid, shortened
from bot.i18n import _, later
from bot.rhythm import texts
from bot.rhythm.finding import NAME, Finding, rooms_of
from bot.rhythm.model import Ritual, RitualState
from bot.rhythm.planning import Planning


@dataclass(frozen=True, slots=True)
class Lives(Finding):
    """Lets rituals rest, go on and end."""

    planning: Planning

    @staticmethod
    def commands() -> tuple[Command, ...]:
        """Return the commands that a ritual lives by."""
        return COMMANDS

    async def skip(self, call: Call) -> Reply:
        """Leave one date out: the next one, or the one that was named."""
        ritual = await self._active(call)
        planned = ritual.next(self.now)
        if "date" in call.args:
            planned = self._date(ritual, call.text("date"))
        if planned is None:
            raise Conflict(_("It has no date left to skip. Nothing was changed."))
        changed = replace(
            ritual, when=ritual.when.skip(_local_day(planned, ritual.when.zone)), revision=ritual.revision + 1
        )
        await self.store.put(call.community, changed)
        following = changed.next(planned)
        await self.planning.skip(changed, planned, following)
        await self.planning.plan(changed)
        return Reply(texts.skipped(ritual, planned, following))

    def _date(self, ritual: Ritual, text: str) -> datetime:
        """Return the start on a local day of the ritual's zone, which must be one of its dates."""
        try:
            day = date.fromisoformat(text.strip())
        except ValueError as error:
            sentence = _("“{text}” is not a date. Write it like 2026-12-24. Nothing was changed.")
            raise Invalid(sentence.format(text=shortened(text)), field="date") from error
        begins = datetime.combine(day, time.min, ZoneInfo(ritual.when.zone))
        start = ritual.coming(begins, 1)
        if not start or _local_day(start[0], ritual.when.zone) != day or start[0] <= self.now:
            raise Invalid(
                _("There is no coming date of it on {day}. Nothing was changed.").format(day=day),
                field="date",
            )
        return start[0]

    async def pause(self, call: Call) -> Reply:
        """Let a ritual rest until somebody resumes it."""
        ritual = await self._active(call)
        await self.store.put(call.community, replace(ritual.pause(), revision=ritual.revision + 1))
        await self.planning.stop(ritual)
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
        return Reply(texts.started(active, planned.starts, await rooms_of(active, self.places)))

    async def retire(self, call: Call) -> Reply:
        """End a ritual for good; its record stays."""
        ritual = await self._ritual(call)
        await self.store.put(call.community, replace(ritual.retire(), revision=ritual.revision + 1))
        await self.planning.stop(ritual)
        text = _("It is over, with thanks. Its record stays, and its name is free again.")
        return Reply(Card(_("{name} is retired").format(name=ritual.name), (Para((text,)),)))

    async def _active(self, call: Call) -> Ritual:
        ritual = await self._ritual(call)
        if ritual.state is not RitualState.ACTIVE:
            raise Conflict(_("It is resting. Nothing was changed. Wake it with: ritual resume"))
        return ritual


def _local_day(at: datetime, zone: str) -> date:
    return at.astimezone(ZoneInfo(zone)).date()


COMMANDS = (
    Command(
        ("ritual", "skip"),
        later("Leave out the next date, or one you name"),
        Lives.skip,
        (NAME, Arg("date", later("Such as 2026-12-24; the next one otherwise"), required=False, longest=20)),
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
