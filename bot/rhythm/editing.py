"""`ritual edit`: another rhythm, room, name or reason."""

from dataclasses import dataclass, replace

from bot.cards import Reply
from bot.commands import Access, Arg, Call, Command
from bot.community.names import clean_name
from bot.errors import Invalid
from bot.i18n import _, later
from bot.rhythm.arguments import DECK, GUESTS, LATE, LENGTH, ROOM, VALUE, WHEN, changed
from bot.rhythm.drafting import Drafting
from bot.rhythm.finding import NAME, Finding
from bot.rhythm.model import LONGEST_NAME
from bot.rhythm.phrases import read_when


@dataclass(frozen=True, slots=True)
class Editing(Finding):
    """Changes a ritual that is there."""

    drafting: Drafting

    @staticmethod
    def commands() -> tuple[Command, ...]:
        """Return `ritual edit`."""
        return COMMANDS

    async def edit(self, call: Call) -> Reply:
        """Show what the changed ritual would be; it changes when the steward says so."""
        ritual = await self._ritual(call)
        await self.drafting.public_room(call)
        await self.drafting.known_deck(call)
        edited = changed(call, ritual)
        if "new-name" in call.args:
            edited = replace(edited, name=clean_name(call.text("new-name"), field="new-name"))
            if edited.name.casefold() != ritual.name.casefold():
                await self.drafting.free(call.community, edited.name, field="new-name")
        if "when" in call.args:
            zone = ritual.when.zone
            edited = replace(edited, when=read_when(call.text("when"), zone=zone, now=self.now, field="when"))
        if edited == ritual:
            raise Invalid(_("Nothing was given to change. Try: ritual edit “{name}” when:…").format(name=ritual.name))
        return await self.drafting.offer(call, replace(edited, revision=ritual.revision + 1), new=False)


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
            LATE,
        ),
        Access.STEWARD,
        ('ritual edit "Friday wins" when:"every Friday 11:00"',),
        bare_form=True,
    ),
)
