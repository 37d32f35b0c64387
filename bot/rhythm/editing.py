"""`ritual edit`: another rhythm, room, name or reason."""

from dataclasses import dataclass, replace
from typing import Final

from bot.cards import Reply
from bot.commands import Access, Arg, Call, Command, Kind
from bot.community.names import clean_name
from bot.errors import Invalid
from bot.i18n import _, later
from bot.rhythm import arguments
from bot.rhythm.arguments import (
    CAPACITY,
    DECK,
    FORM,
    GUESTS,
    HOLIDAYS,
    LATE,
    LENGTH,
    ROOM,
    VALUE,
    WHEN,
    changed,
    minutes_of,
)
from bot.rhythm.changing import at_midnight, followed, from_day, keeping, wall_of
from bot.rhythm.drafting import Drafting
from bot.rhythm.finding import DATE, NAME, Finding
from bot.rhythm.hours import TURNS, again, begun
from bot.rhythm.model import LONGEST_NAME, Ritual, RitualState
from bot.rhythm.phrases import read_when
from bot.rhythm.recurrence import Recurrence, Start

ALL: Final = "all"
THIS: Final = "this"
FOLLOWING: Final = "following"
ONE_DATE: Final = frozenset({"name", "when", "minutes"})
"""What can be said of one date only; of it and the following also which times take turns."""


@dataclass(frozen=True, slots=True)
class Editing(Finding):
    """Changes a ritual that is there."""

    drafting: Drafting
    forms_offered = arguments.forms_offered

    @staticmethod
    def commands() -> tuple[Command, ...]:
        """Return `ritual edit`."""
        return COMMANDS

    async def edit(self, call: Call) -> Reply:
        """Show what the changed ritual would be; it changes when the steward says so."""
        ritual = await self._ritual(call)
        scope = call.text("scope", ALL)
        if scope != ALL:
            return await self._from_one_date(call, ritual, scope)
        if "date" in call.args:
            raise Invalid(
                _("Is that date alone meant, or it and the following? Add scope:this or scope:following."),
                field="scope",
            )
        await self.drafting.public_room(call)
        await self.drafting.known_deck(call)
        edited = await self.drafting.formed(call, changed(call, ritual), new=False)
        if "new-name" in call.args:
            edited = replace(edited, name=clean_name(call.text("new-name"), field="new-name"))
            if edited.name.casefold() != ritual.name.casefold():
                await self.drafting.free(call.community, edited.name, field="new-name")
        if "when" in call.args:
            new = read_when(call.text("when"), zone=ritual.when.zone, now=self.now, field="when")
            today = wall_of(ritual.when, self.now).date()
            new = begun(call, new, ritual.when.turns)
            edited = replace(edited, when=keeping(ritual.when, new, since=today))
        elif "turns" in call.args:
            edited = replace(edited, when=again(call, ritual.when, self.now))
        if edited == ritual:
            raise Invalid(_("Nothing was given to change. Try: ritual edit “{name}” when:…").format(name=ritual.name))
        one = ritual.state is RitualState.ACTIVE and set(call.args) <= ONE_DATE and ritual.next(self.now) is not None
        return await self.drafting.offer(call, replace(edited, revision=ritual.revision + 1), new=False, one=one)

    async def _from_one_date(self, call: Call, ritual: Ritual, scope: str) -> Reply:
        """Show a change of one date, or of it and those that follow."""
        known = ONE_DATE | {"turns"} if scope == FOLLOWING else ONE_DATE
        if other := sorted(set(call.args) - known - {"scope", "date"}):
            sentence = _("For some dates only the rhythm and the minutes can change, not {other}. Nothing was changed.")
            raise Invalid(sentence.format(other=", ".join(other)), field=other[0])
        if not known & (set(call.args) - {"name"}):
            raise Invalid(_("Nothing was given to change. Try: ritual edit “{name}” when:…").format(name=ritual.name))
        start = self._start(call, await self._active(call))
        if scope == THIS:
            return await self.drafting.offer_one(call, ritual, start, field="when")
        edited = replace(ritual, minutes=minutes_of(call, ritual), when=self._following(call, ritual, start))
        return await self.drafting.offer(call, replace(edited, revision=ritual.revision + 1), new=False)

    def _following(self, call: Call, ritual: Ritual, start: Start) -> Recurrence:
        """Return the rhythm that changes from one date on."""
        before, new = ritual.when, from_day(ritual.when, start.day)
        if "when" in call.args:
            since = max(self.now, at_midnight(before, start.day))
            new = begun(call, read_when(call.text("when"), zone=before.zone, now=since, field="when"), new.turns)
        elif "turns" in call.args:
            new = again(call, new, at_midnight(before, start.day))
        return followed(before, start.day, new, minutes=ritual.minutes, now=self.now)


COMMANDS = (
    Command(
        ("ritual", "edit"),
        later("Change a ritual"),
        Editing.edit,
        (
            NAME,
            replace(WHEN, required=False, asked=True, help=later("A new rhythm; empty to keep it")),
            replace(VALUE, required=False, asked=True, help=later("A new reason; empty to keep it")),
            replace(ROOM, asked=True, help=later("Another room; empty to keep it")),
            replace(LENGTH, asked=True, help=later("Another length; empty to keep it")),
            Arg("new-name", later("A new name"), required=False, longest=LONGEST_NAME),
            GUESTS,
            DECK,
            FORM,
            LATE,
            HOLIDAYS,
            CAPACITY,
            TURNS,
            Arg(
                "scope",
                later("Which dates change: all, this one, or this one and the following"),
                Kind.CHOICE,
                required=False,
                choices=(ALL, THIS, FOLLOWING),
            ),
            replace(DATE, help=later("From which date, or which one, such as 2026-12-24; the next one otherwise")),
        ),
        Access.STEWARD,
        (
            'ritual edit "Friday wins" when:"every Friday 11:00"',
            'ritual edit "Friday wins" turns:"10:00, 18:00"',
            'ritual edit "Friday wins" when:"every Friday 11:00" scope:following date:2027-01-08',
        ),
        bare_form=True,
    ),
)
