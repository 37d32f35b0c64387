"""`help`: what the asker may do, with examples."""

from dataclasses import dataclass

from bot.cards import Bold, Card, Note, Para, Reply, Span, fill, joined
from bot.catalogue.catalogue import Catalogue
from bot.commands import Access, Arg, Call, Command
from bot.errors import Invalid, shortened
from bot.i18n import _, later
from bot.keys import NOWHERE

NOUNS = {
    "community": later("The community itself"),
    "ritual": later("What comes back every week or month"),
    "rhythm": later("What is coming up"),
    "guest": later("Voices from outside"),
    "question": later("Questions to a guest, before they come"),
    "prompt": later("Questions that start a conversation"),
    "circle": later("Rooms of their own, private, listed or open"),
    "my": later("Your own settings and data"),
    "steward": later("Who looks after the community"),
    "help": later("This page"),
}


@dataclass(frozen=True, slots=True)
class Help:
    """Answers `help` from the catalogue itself."""

    catalogue: Catalogue

    @staticmethod
    def commands() -> tuple[Command, ...]:
        """Return the one command."""
        about = Arg("about", later("A noun, such as ritual"), required=False)
        return (
            Command(
                ("help",),
                later("Show what you can do here"),
                Help.show,
                (about,),
                Access.ANYONE,
                ("help", "help ritual"),
                reads=True,
            ),
        )

    async def show(self, call: Call) -> Reply:
        """Return the nouns, or the commands of one."""
        noun = call.text("about").lower()
        if not noun:
            return Reply(self._nouns(call))
        commands = self._allowed(call, noun)
        if not commands:
            sentence = _("I have no help about “{noun}” for you. Type help to see what there is.")
            raise Invalid(sentence.format(noun=shortened(noun)))
        return Reply(Card(_("What you can do with {noun}").format(noun=noun), tuple(map(_entry, commands))))

    def _allowed(self, call: Call, noun: str | None = None) -> list[Command]:
        who = {"member": call.community != NOWHERE, "steward": call.steward, "installer": call.installer}
        return [c for c in self.catalogue.shown(noun=noun) if self.catalogue.allowed(c, **who)]

    def _nouns(self, call: Call) -> Card:
        verbs: dict[str, list[str]] = {}
        for command in self._allowed(call):
            verbs.setdefault(command.path[0], []).extend(command.path[1:])
        rows = [_noun(noun, names) for noun, names in verbs.items()]
        more = _("Type help and a word, such as: help ritual. Leave anything out and I will ask for it.")
        return Card(_("What you can do here"), (*rows, Note((more,))))


def _noun(noun: str, verbs: list[str]) -> Para:
    about = _(NOUNS.get(noun, noun))
    if not verbs:
        return Para((Bold(noun), " · ", about))
    return Para((Bold(noun), " · ", about, ": ", ", ".join(verbs)))


def _entry(command: Command) -> Para:
    example: tuple[Span, ...] = ()
    if command.examples:
        each: list[tuple[Span, ...]] = [(e,) for e in command.examples]
        example = fill(_(" · for example: {examples}"), examples=joined(each, " · "))
    return Para((Bold(command.name), " · ", _(command.summary), *example))
