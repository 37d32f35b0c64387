"""The words about dates that are for something new."""

from datetime import datetime

from bot.cards import Block, Bold, Button, Buttons, Card, Look, Moment, MomentStyle, Para, note, para
from bot.i18n import _
from bot.rhythm.model import Occurrence, Ritual

SUGGEST = "rhythm.idea"


def once(ritual: Ritual) -> list[Block]:
    """Return that it is new and happens once, where it is a wild date."""
    if not ritual.wild:
        return []
    return [para(_("Something new this month: {idea}. It happens once."), idea=Bold(ritual.idea))]


def free(ritual: Ritual, date: Occurrence) -> Card:
    """Return what stands in the room a day before when nobody chose anything: no empty event, but a question."""
    text = para(_("{date} is kept for something new, and nobody chose yet what."), date=Moment(date.starts))
    ask = para(_("What would you like to try once? Without an idea it is left out this time."))
    button = Buttons((Button(_("I have an idea"), SUGGEST, "", Look.FIRST),))
    return Card(_("Still free: {name}").format(name=ritual.name), (text, ask, button))


def left_out(ritual: Ritual, following: datetime | None) -> Card:
    """Return what the card of a free date says once its hour has come."""
    blocks: list[Block] = [Para((_("Nobody chose anything, so it was left out. That happens."),))]
    if following is not None:
        blocks.append(note(_("Next time: {date}"), date=Moment(following, MomentStyle.DAY)))
    return Card(_("Left out: {name}").format(name=ritual.name), tuple(blocks))
