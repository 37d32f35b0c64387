"""`ritual move` and `ritual restore`: one date at another time, and back."""

from dataclasses import dataclass, replace
from datetime import date

from bot.cards import Reply
from bot.commands import Access, Arg, Call, Command
from bot.errors import Invalid
from bot.facts import Noted, Tell
from bot.i18n import _, later
from bot.rhythm import moving_texts
from bot.rhythm.arguments import LENGTH
from bot.rhythm.changes import Changes
from bot.rhythm.changing import chain_of, put_back, without_past
from bot.rhythm.drafting import Drafting
from bot.rhythm.finding import DATE, NAME, Finding, read_day, rooms_of
from bot.rhythm.model import Ritual, occurrence_id
from bot.rhythm.recurrence import Start


@dataclass(frozen=True, slots=True)
class Moving(Finding):
    """Moves single dates."""

    drafting: Drafting
    changes: Changes
    tell: Tell

    @staticmethod
    def commands() -> tuple[Command, ...]:
        """Return the commands about single dates."""
        return COMMANDS

    async def move(self, call: Call) -> Reply:
        """Show one date at another time; it moves when the steward says so."""
        ritual = await self._active(call)
        return await self.drafting.offer_one(call, ritual, self._start(call, ritual), field="to")

    async def restore(self, call: Call) -> Reply:
        """Let a date that was skipped or moved take place where its rhythm has it."""
        ritual = await self._active(call)
        day = _decided(ritual, read_day(call.text("date")))
        when = put_back(without_past(ritual.when, self.now), day)
        changed = replace(ritual, when=when, revision=ritual.revision + 1)
        start = next((s for s in changed.dates(self.now, 500) if s.day == day), None)
        if start is None:
            raise Invalid(_("That date lies in the past. Nothing was changed."), field="date")
        moved, _next = await self.changes.make(ritual, changed)
        if not moved:
            await self._tell_again(changed, start)
        self.tell(Noted.by(call, "ritual.restore", about=ritual.id))
        return Reply(moving_texts.put_back(ritual, start.at))

    async def _tell_again(self, ritual: Ritual, start: Start) -> None:
        """Say that it takes place after all in the rooms that were told that it does not."""
        ident = occurrence_id(ritual.id, start.original)
        before = (await self.store.occurrences([ident])).get(ident)
        if before is not None and before.announced:
            card = moving_texts.put_back(ritual, start.at)
            for room in await rooms_of(ritual, self.places):
                self.changes.owe.post(room, card, reason=ident, expires_at=start.at)


def _decided(ritual: Ritual, day: date) -> date:
    """Return the rule's day about which something was decided, named by itself or by where its date is now."""
    for each in chain_of(ritual.when):
        if day in each.skipped or day in each.moved:
            return day
    for each in chain_of(ritual.when):
        for usual, moved in each.moved.items():
            if moved.at.date() == day:
                return usual
    raise Invalid(
        _("Its date on {day} is neither skipped nor moved. Nothing was changed.").format(day=day), field="date"
    )


COMMANDS = (
    Command(
        ("ritual", "move"),
        later("Let one date take place at another time"),
        Moving.move,
        (
            NAME,
            Arg("to", later("Such as Thursday 14:00, 3 December 9:30, or only 15:00"), label=later("New date or time")),
            replace(DATE, asked=True, label=later("Which date")),
            replace(LENGTH, asked=True, help=later("Another length of that date; empty to keep it")),
        ),
        Access.STEWARD,
        ('ritual move "Friday wins" "Thursday 14:00"', 'ritual move "Friday wins" 15:00 date:2026-12-04'),
    ),
    Command(
        ("ritual", "restore"),
        later("Let a skipped or moved date take place as usual"),
        Moving.restore,
        (NAME, replace(DATE, required=True, help=later("Such as 2026-12-24"), label=later("Which date"))),
        Access.STEWARD,
        ('ritual restore "Friday wins" 2026-12-25',),
    ),
)
