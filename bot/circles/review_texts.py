"""What a circle's stewards are asked at its review, and what it says of itself while it is dormant."""

from datetime import UTC, date, datetime, time

from bot.cards import Block, Button, Buttons, Card, Look, Mention, Moment, MomentStyle, Note, Para, fill, note, para
from bot.circles.model import CircleSeen, Role, State
from bot.circles.reviews import LAST_WORD
from bot.circles.texts import said, strong
from bot.i18n import _
from bot.keys import MemberId


def on(day: date) -> Moment:
    """Return a day to be shown, the same in every zone."""
    return Moment(datetime.combine(day, time(12), UTC), MomentStyle.DAY)


def at(moment: datetime) -> Moment:
    """Return the day of a moment."""
    return Moment(moment, MomentStyle.DAY)


def _answers(circle: CircleSeen) -> Buttons:
    keep = Button(_("Keep it"), "circle.keep", circle.id, Look.FIRST)
    merge = Button(_("Merge into…"), "circle.merge", circle.id)
    return Buttons((keep, merge, Button(_("Close it"), "circle.close", circle.id)))


def question(circle: CircleSeen, given: datetime | None) -> Card:
    """Return the one question of a review, to a steward."""
    if given is None:
        heard = Para((_("I read nothing there, and nobody has used a command or answered a date of it yet."),))
    else:
        text = _("I read nothing there; somebody last joined, answered a date or used a command on {date}.")
        heard = para(text, date=at(given))
    asked = para(_("Is {circle} still alive?"), circle=strong(circle.name))
    why = Note((_("You get this because you are its steward. One answer is enough; to set the date: circle review"),))
    return Card(_("Still alive?"), (asked, heard, _answers(circle), why))


def last_call(circle: CircleSeen, now: datetime) -> Card:
    """Return the last reminder, which says that it is the last."""
    text = _("Nobody has answered yet whether {circle} is still alive. This is my last reminder.")
    after = _("Without an answer it is dormant from {date} on: nothing is deleted, and anybody in it can revive it.")
    blocks: tuple[Block, ...] = (para(text, circle=strong(circle.name)), para(after, date=at(now + LAST_WORD)))
    return Card(_("Still alive?"), (*blocks, _answers(circle), Note((_("You get this because you are its steward."),))))


def dormant(circle: CircleSeen) -> Card:
    """Return the word to a steward that a circle rests now, with what can be done."""
    text = _("Nobody answered, so {circle} is dormant now. Its room, its people and what was said stay as they are.")
    card = said(_("It is dormant"), text, circle)
    return Card(card.title, (*card.blocks, Buttons(rest_buttons(circle))))


def rests(circle: CircleSeen) -> Card:
    """Return the same to everybody in its rooms: whoever reads it may revive it."""
    text = _(
        "Nobody answered whether {circle} is still alive, so it is dormant. Nothing is deleted; one tap revives it."
    )
    return Card(_("It is dormant"), (para(text, circle=strong(circle.name)), Buttons(rest_buttons(circle))))


def woken(circle: CircleSeen, who: MemberId) -> Card:
    """Return the word in its rooms that a circle goes on."""
    text = _("{name} has revived {circle}. It is open again.")
    return Card(_("Revived"), (para(text, name=Mention(who), circle=strong(circle.name)),))


def rest_buttons(circle: CircleSeen) -> tuple[Button, ...]:
    """Return what can be done with a dormant circle: anybody in it revives it, stewards merge and archive."""
    revive = Button(_("Revive"), "circle.revive", circle.id, Look.FIRST)
    if circle.role is not Role.STEWARD:
        return (revive,)
    merge = Button(_("Merge into…"), "circle.merge", circle.id)
    return (revive, merge, Button(_("Archive it"), "circle.close", circle.id))


def kept(circle: CircleSeen, day: date) -> Card:
    """Return the yes to whoever keeps a circle."""
    text = fill(_("{circle} goes on. I ask its stewards again on {date}."), circle=strong(circle.name), date=on(day))
    return Card(_("Kept"), (Para(text),))


def revived(circle: CircleSeen, day: date) -> Card:
    """Return the yes to whoever revives a circle."""
    text = _("{circle} is open again. I ask its stewards on {date} how it goes.")
    return Card(_("Revived"), (para(text, circle=strong(circle.name), date=on(day)),))


def scheduled(circle: CircleSeen, day: date) -> Card:
    """Return the yes to whoever sets the date by hand."""
    text = _("I ask the stewards of {circle} on {date} whether it is still alive.")
    return Card(_("The next review"), (para(text, circle=strong(circle.name), date=on(day)),))


def sure_to_merge(circle: CircleSeen, into: CircleSeen, count: str) -> Card:
    """Return the question before two circles become one."""
    text = para(
        _("{circle} would be closed, and {people} invited to {into}. Nobody is moved: each decides for themselves."),
        circle=strong(circle.name),
        people=count,
        into=strong(into.name),
    )
    yes = Button(_("Merge"), "circle.merge", f"{circle.id} into:{into.id} sure:yes", Look.DANGER)
    return Card(_("Merge them?"), (text, Buttons((yes, Button(_("Leave it"), "circle.show", circle.id)))))


def merged(circle: CircleSeen, into: CircleSeen, count: str) -> Card:
    """Return the yes to whoever merged two circles."""
    text = _("{circle} is closing, with thanks to everybody in it. Invited to {into}: {people}.")
    return Card(_("Merged"), (para(text, circle=strong(circle.name), into=strong(into.name), people=count),))


def show_blocks(circle: CircleSeen) -> tuple[Block, ...]:
    """Return what `circle show` says of a review that is open, or of a circle that rests, to those inside."""
    if not circle.inside:
        return ()
    if circle.state is State.DORMANT:
        text = Para((_("Nobody answered its review. Nothing is deleted, and anybody in it can revive it."),))
        return (text, Buttons(rest_buttons(circle)))
    if circle.asked_at is None or circle.state is not State.OPEN or circle.role is not Role.STEWARD:
        return ()
    keep = Button(_("Keep it"), "circle.keep", circle.id, Look.FIRST)
    return (
        note(_("I asked on {date} whether it is still alive."), date=at(circle.asked_at)),
        Buttons((keep, Button(_("Merge into…"), "circle.merge", circle.id))),
    )
