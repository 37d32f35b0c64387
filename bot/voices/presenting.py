"""`guest show`: what is known of somebody from outside, and for stewards where it comes from."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.cards import Block, Bold, Card, Moment, MomentStyle, Note, Para, Reply, para
from bot.commands import Call, Command
from bot.i18n import _, later
from bot.voices.finding import GUEST, Finding
from bot.voices.store import Dated, OriginStore

ABOUT_CHARACTERS: Final = 700
"""As much of a biography as reads in one go."""
SHOWN: Final = 8
PARTS: Final = {
    "topic": later("topic"),
    "organisation": later("organisation"),
    "biography": later("biography"),
    "link": later("link"),
}


@dataclass(frozen=True, slots=True)
class Presenting(Finding):
    """Shows one guest."""

    origins: OriginStore

    @staticmethod
    def commands() -> tuple[Command, ...]:
        """Return `guest show`."""
        return COMMANDS

    async def show(self, call: Call) -> Reply:
        """Show what is known of a guest."""
        guest = await self._guest(call)
        blocks: list[Block] = []
        if guest.organisation:
            blocks.append(Para((guest.organisation,)))
        if guest.topic:
            blocks.append(Para((Bold(guest.topic),)))
        if guest.biography:
            text = guest.biography
            blocks.append(Para((text if len(text) <= ABOUT_CHARACTERS else text[: ABOUT_CHARACTERS - 1] + "…",)))
        if guest.link:
            blocks.append(Para((guest.link,)))
        if not blocks:
            blocks.append(para(_("Nothing but the name is known yet.")))
        if call.steward:
            files = (await self.origins.of(call.community, guest.id)).get(guest.id, ())
            blocks += _sources(files, guest.name)
        return Reply(Card(guest.name, tuple(blocks)))


def _sources(files: Sequence[Dated], name: str) -> list[Block]:
    """Return a line a file: when it came, what it gave, and how it spells them where that is another way."""
    blocks: list[Block] = []
    for each in files[-SHOWN:]:
        origin = each.origin
        gave = ", ".join(_(PARTS[g]) for g in origin.gave) or _("nothing new")
        where = origin.file or origin.source
        line = para(
            _("From {where} ({program}), {day}: {gave}"),
            where=where,
            program=origin.source.partition(":")[0],
            day=Moment(each.at, MomentStyle.DAY),
            gave=gave,
        )
        spelled = (" · " + _("there “{name}”").format(name=origin.name),) if origin.name != name else ()
        blocks.append(Note((*line.spans, *spelled)))
    return blocks


COMMANDS = (
    Command(
        ("guest", "show"),
        later("See what is known of a guest"),
        Presenting.show,
        (GUEST,),
        examples=("guest show Ada Lovelace",),
        reads=True,
    ),
)
