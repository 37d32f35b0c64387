"""What is said of reports, and of stewards of the community who come into a circle."""

from collections.abc import Sequence

from bot.cards import Button, Buttons, Card, Mention, Note, Para, fill, para
from bot.circles.model import CircleSeen
from bot.circles.texts import people, said, strong
from bot.i18n import _
from bot.keys import CircleId, MemberId


def report(by: MemberId, circle: CircleId, wrong: str, called: str) -> Card:
    """Return the report; the circle is named by the reporter's own words only."""
    text = para(_("{name} tells you what is wrong in {circle}:"), name=Mention(by), circle=called or _("a circle"))
    quiet = _("Its own stewards were not told. Answer {name} directly; coming in is read there at once.")
    come = Buttons((Button(_("Come in"), "circle.enter", circle),))
    return Card(_("A report"), (text, Para((wrong,)), come, Note(fill(quiet, name=Mention(by)))))


def reported(stewards: Sequence[MemberId]) -> Card:
    """Return the yes to whoever reported."""
    text = para(_("I have told {names}, and nobody else. They know that it comes from you."), names=people(stewards))
    return Card(_("Thank you for saying so"), (text,))


def entered(circle: CircleSeen, who: MemberId, reason: str) -> Card:
    """Return the word in the circle about a steward of the community who comes in."""
    text = _("{name}, a steward of the community, has come into {circle}. The reason: “{reason}”")
    return Card(_("Somebody has come in"), (para(text, name=Mention(who), circle=strong(circle.name), reason=reason),))


def inside(circle: CircleSeen) -> Card:
    """Return the yes to whoever came in."""
    text = _("You are in {circle}, and its room reads who you are and why. When you are done: circle leave")
    return said(_("You are in"), text, circle)
