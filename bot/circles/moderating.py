"""`circle report` and `circle enter`: the way past a circle's own stewards, and the way in with a reason."""

from dataclasses import dataclass

from bot.cards import Reply
from bot.circles import moderating_texts as texts
from bot.circles.finding import NAME, Finding, seen_by, whole
from bot.circles.life import LIVING
from bot.circles.model import Role, Sweep
from bot.circles.seating import ACTS_EXPIRE, Seating
from bot.commands import Access, Arg, Call, Command, Kind
from bot.errors import OURS, Conflict, NotAllowed, NotFound
from bot.facts import Noted, Tell
from bot.i18n import _, later
from bot.keys import CircleId

LONGEST_REASON = 200
LONGEST_REPORT = 1000


@dataclass(frozen=True, slots=True)
class Moderating(Finding):
    """Lets people reach the community's stewards, and these come in."""

    seating: Seating
    tell: Tell

    @staticmethod
    def commands() -> tuple[Command, ...]:
        """Return `circle report` and `circle enter`."""
        return COMMANDS

    async def report(self, call: Call) -> Reply:
        """Tell the community's stewards who are not stewards of the circle what is wrong there.

        It is not written into the record, which the circle's own stewards read.
        """
        circle = await self._circle(call)
        if not circle.inside:
            raise NotAllowed(_("Only whoever is in that circle can report something there. Nothing was sent."))
        own = {*circle.stewards(), call.member}
        others = [m for m in await self.seating.people.stewards(call.community) if m not in own]
        if not others:
            sentence = _(
                "All stewards of the community look after this circle as well, or it is you, so there is nobody "
                "else whom I could tell. Nothing was sent."
            )
            raise Conflict(sentence)
        card = texts.report(call.member, circle.id, call.text("wrong"), call.text("called"))
        for steward in others:
            self.seating.owe.direct(steward, card, reason=call.member, expires_at=self.now + ACTS_EXPIRE)
        return Reply(texts.reported(others))

    async def enter(self, call: Call) -> Reply:
        """Come into a circle by its id, as a member; its room reads who and why at once."""
        ident = call.text("circle").strip()
        found = await self.store.named(call.community, ident, Sweep()) if OURS.fullmatch(ident) else None
        if found is None or found.id != CircleId(ident) or found.state not in LIVING:
            raise NotFound("circle", ident, field="circle")
        if call.member in found.members():
            raise Conflict(_("You are in it already. Nothing was changed."))
        await self.seating.give(found, call.member, Role.MEMBER, space=call.space)
        card = texts.entered(found, call.member, call.text("reason"))
        await self.seating.notices.tell(found.id, card)
        self.tell(Noted.by(call, "circle.enter", subject=call.member, circle=found.id))
        everybody = await whole(self.store, call.community, found.id)
        return Reply(texts.inside(await seen_by(self.store, everybody, call.member)))


COMMANDS = (
    Command(
        ("circle", "report"),
        later("Tell the community's stewards what is wrong in a circle"),
        Moderating.report,
        (
            NAME,
            Arg(
                "wrong",
                later("They read it with your name; those who look after this circle do not"),
                Kind.LONG,
                label=later("What is wrong?"),
                longest=LONGEST_REPORT,
            ),
            Arg(
                "called",
                later("Empty: “a circle”. They read nothing else of what it is called"),
                required=False,
                asked=True,
                label=later("What may I call the circle?"),
                longest=60,
            ),
        ),
        examples=("circle report Mentors",),
    ),
    Command(
        ("circle", "enter"),
        later("Come into a circle that needs you, with a reason that is read there"),
        Moderating.enter,
        (
            Arg("circle", later("Its id, from a notice or a report"), label=later("Circle"), longest=16),
            Arg(
                "reason",
                later("Everybody in it reads this at once, with your name"),
                label=later("Why do you come in?"),
                longest=LONGEST_REASON,
            ),
        ),
        Access.STEWARD,
        ('circle enter abcd2345efgh6723 "Somebody asked for help"',),
    ),
)
