"""What is said in a circle when one of its spaces goes, and when it is back."""

from collections.abc import Sequence

from bot.cards import Block, Card, Note, Para, fill, para
from bot.circles.model import CircleSeen
from bot.circles.texts import people, strong
from bot.i18n import _
from bot.keys import MemberId


def gone(circle: CircleSeen, space: str, out: Sequence[MemberId]) -> Card:
    """Return the word to the other side and to the stewards; `out` are those who have no account elsewhere."""
    text = _("I was taken out of {space}, and with that {circle} has no room there now. The circle goes on.")
    blocks: list[Block] = [para(text, space=space, circle=strong(circle.name))]
    if out:
        them = _("Out of it until I am back there: {people}. They keep their seats.")
        blocks.append(Para(fill(them, people=people(out))))
    quiet = _("Nothing is lost. Whoever has an account here as well comes in with: circle join")
    return Card(_("One side less"), (*blocks, Note((quiet,))))


def back(space: str) -> Card:
    """Return the word to each side that a space is there again."""
    text = _("I am in {space} again: this circle has its room there, and whoever has a seat is let in.")
    return Card(_("Both sides again"), (para(text, space=space),))
