"""The words about recaps: who was there, never who was not."""

from collections.abc import Sequence

from bot.cards import Block, Bold, Button, Buttons, Card, Look, Moment, Para, Span, joined, note, para
from bot.errors import shortened
from bot.i18n import _, counted
from bot.rhythm.model import Occurrence, Ritual
from bot.rhythm.program import Recap, There

MOST_NAMES = 40


def names(there: Sequence[There]) -> tuple[Span, ...]:
    """Return who was there: plain names, which ping nobody."""
    each: list[tuple[Span, ...]] = [(Bold(shortened(t.name)),) for t in there[:MOST_NAMES]]
    if len(there) > MOST_NAMES:
        more = len(there) - MOST_NAMES
        each.append((counted("and {count} more", "and {count} more", more),))
    return joined(each, ", ")


def card(ritual: Ritual, date: Occurrence, recap: Recap, there: Sequence[There]) -> Card:
    """Return what stands in the thread of a date, or in its room."""
    blocks: list[Block] = [note("{date}", date=Moment(date.starts))]
    if there:
        blocks.append(para(_("Who was there: {names}"), names=names(there)))
    if recap.decided:
        blocks += [para(_("What we take with us:")), *(Para((line,)) for line in recap.decided.splitlines() if line)]
    if recap.links:
        blocks += [para(_("To look at:")), *(Para((line,)) for line in recap.links.splitlines() if line)]
    return Card(_("Recap of {name}").format(name=ritual.name), tuple(blocks))


def _hallway(date: Occurrence) -> Button:
    """Return the button by which those who were there get a room for a while."""
    return Button(_("Open the hallway"), "ritual.hallway", date.id)


def noted(date: Occurrence, there: Sequence[There], *, hallway: bool) -> Card:
    """Return the answer to whoever wrote it; `hallway`: it offers to open one."""
    if there:
        text = para(_("The recap stands in the rooms. Who was there: {names}"), names=names(there))
    else:
        text = para(_("The recap stands in the rooms."))
    offer = (_hallway(date),) if hallway and there else ()
    change = Buttons((Button(_("Change it"), "ritual.recap", date.id), *offer))
    return Card(_("Noted"), (text, change, note(_("Thank you. What is left empty the next time stays as it is."))))


def asking(ritual: Ritual, date: Occurrence, there: Sequence[There]) -> tuple[Card, Para]:
    """Return the question to the host after the end, and a line of it."""
    text = para(_("How was {name}? A few lines help whoever could not come."), name=Bold(ritual.name))
    blocks: list[Block] = [text]
    if there:
        blocks.append(para(_("Going by their answers, these were there: {names}"), names=names(there)))
    offer = (_hallway(date),) if there else ()
    blocks.append(Buttons((Button(_("Write the recap"), "ritual.recap", date.id, Look.FIRST), *offer)))
    blocks.append(note(_("You get this because you hosted it.")))
    return Card(_("Recap of {name}?").format(name=ritual.name), tuple(blocks)), text
