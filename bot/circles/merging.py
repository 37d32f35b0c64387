"""`circle merge`: everybody is invited to another circle, and the first one closes. Nobody is moved."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.cards import Reply
from bot.circles import review_texts as texts
from bot.circles.closing import Closing
from bot.circles.finding import NAME, Finding, whole
from bot.circles.inviting import AT_ONCE, Inviting
from bot.circles.model import LONGEST_NAME, CircleSeen, Role, State
from bot.commands import Arg, Call, Command
from bot.commands import Kind as ArgKind
from bot.errors import Conflict, NotAllowed, NotFound
from bot.facts import Noted, Tell
from bot.i18n import _, counted, later


@dataclass(frozen=True, slots=True)
class Merging(Finding):
    """Lets two circles become one, each person by their own yes."""

    inviting: Inviting
    closing: Closing
    tell: Tell

    @staticmethod
    def commands() -> tuple[Command, ...]:
        """Return the command by which two circles become one."""
        return COMMANDS

    async def others(self, call: Call, typed: str) -> Sequence[str]:
        """Return the circles that the asker looks after and that could take people in."""
        circles = await self.store.seen(call.community, call.member)
        names = [c.name if isinstance(c.name, str) else c.name.text for c in circles if _takes(c)]
        return [n for n in names if typed.casefold() in n.casefold()]

    async def merge(self, call: Call) -> Reply:
        """Ask once more, then invite everybody to the other circle and close this one."""
        circle = await self._steered(call)
        into = await self._into(call, circle)
        everybody = await whole(self.store, call.community, circle.id)
        there = set((await whole(self.store, call.community, into.id)).members())
        people = [m for m in everybody.members() if m not in there]
        count = counted("{count} person", "{count} people", len(people))
        if call.text("sure") != "yes":
            return Reply(texts.sure_to_merge(circle, into, count))
        for first in range(0, len(people), AT_ONCE):
            await self.inviting.invite(call, into, people[first : first + AT_ONCE])
        await self.closing.end(everybody)
        self.tell(Noted.by(call, "circle.merge", circle=circle.id))
        return Reply(texts.merged(circle, into, count))

    async def _into(self, call: Call, circle: CircleSeen) -> CircleSeen:
        name = call.text("into")
        into = await self.store.named(call.community, name, call.member)
        if into is None:
            raise NotFound("circle", name, field="into")
        if into.id == circle.id:
            raise Conflict(_("That is the same circle. Nothing was changed."), field="into")
        if not _takes(into):
            raise NotAllowed(_("You need to be a steward of both circles, and both open. Nothing was changed."))
        return into


def _takes(circle: CircleSeen) -> bool:
    return circle.role is Role.STEWARD and circle.state in {State.OPEN, State.OPENING}


COMMANDS = (
    Command(
        ("circle", "merge"),
        later("Invite everybody to another circle, and close this one"),
        Merging.merge,
        (
            NAME,
            Arg(
                "into",
                later("The circle that everybody is invited to"),
                label=later("Into which circle"),
                suggest=Merging.others,
                longest=LONGEST_NAME,
            ),
            Arg("sure", later("yes, to skip the question"), ArgKind.CHOICE, required=False, choices=("yes",)),
        ),
        examples=("circle merge Mentors Guides",),
    ),
)
