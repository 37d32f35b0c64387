"""The words about agendas."""

from collections.abc import Sequence

from bot.cards import Block, Bold, Button, Buttons, Card, Look, Moment, Note, note, para
from bot.errors import shortened
from bot.i18n import _, counted
from bot.rhythm.model import Occurrence, OccurrenceState, Ritual
from bot.rhythm.program import Item

MOST_SHOWN = 10


def listed(items: Sequence[Item]) -> list[Block]:
    """Return an agenda: who wants to talk about what, in the order in which they said so."""
    if not items:
        return []
    blocks: list[Block] = [para(_("On the agenda:"))]
    blocks += [para("{name}: {text}", name=Bold(shortened(i.name)), text=i.text) for i in items[:MOST_SHOWN]]
    more = len(items) - MOST_SHOWN
    if more > 0:
        blocks.append(Note((counted("and {count} more", "and {count} more", more),)))
    return blocks


def call(ritual: Ritual, date: Occurrence, items: Sequence[Item]) -> Card:
    """Return the question in the rooms what there is to talk about, with what was said already."""
    text = para(_("What should {name} be about on {date}?"), name=Bold(ritual.name), date=Moment(date.starts))
    first = Button(_("Add to agenda"), "ritual.agenda", date.id, Look.FIRST)
    return Card(_("Topics for {name}").format(name=ritual.name), (text, *listed(items), Buttons((first,))))


def topics(ritual: Ritual, date: Occurrence, items: Sequence[Item]) -> Card:
    """Return what the cards that list topics say now: a question, until the date begins."""
    planned = date.state is OccurrenceState.PLANNED
    return call(ritual, date, items) if planned else thread(ritual, items)


def noted(ritual: Ritual, date: Occurrence, text: str, item: str) -> Card:
    """Return the answer to whoever added something."""
    said = para(
        _("“{text}” is on the agenda of {name} on {date}."), text=text, name=ritual.name, date=Moment(date.starts)
    )
    off = Buttons((Button(_("Take it off"), "ritual.unlist", item),))
    return Card(_("Noted"), (said, off, note(_("It stands under your name, in every space of the community."))))


def thread(ritual: Ritual, items: Sequence[Item]) -> Card:
    """Return what begins the thread of a date that has an agenda."""
    quiet = _("Talk about them here, so that whoever was not there can read it later.")
    return Card(_("Agenda of {name}").format(name=ritual.name), (*listed(items), Note((quiet,))))
