"""The words about seats: who was invited and who not, waiting for one, and one that is free."""

from collections.abc import Sequence

from bot.cards import Block, Button, Buttons, Card, Look, Mention, Moment, Note, Para, Span, joined, para
from bot.circles.invited import Invited, Why
from bot.circles.model import CircleSeen, Role, Seat
from bot.circles.places import waiting
from bot.circles.texts import strong
from bot.i18n import _, counted
from bot.keys import MemberId

MOST_NAMES = 20
"""As many names as a line shows; more are counted."""


def some(members: Sequence[MemberId]) -> tuple[Span, ...]:
    """Return people with commas between; of many, the first."""
    each: list[tuple[Span, ...]] = [(Mention(m),) for m in members[:MOST_NAMES]]
    left = len(members) - MOST_NAMES
    if left > 0:
        each.append((counted("and {count} more", "and {count} more", left),))
    return joined(each, ", ")


def invited(result: Invited) -> Card:
    """Return to whoever invites what became of it; nobody else reads who was not invited."""
    blocks: list[Block] = []
    if result.asked:
        said = counted("I have invited {count} person.", "I have invited {count} people.", len(result.asked))
        blocks.append(Para((said,)))
        if result.full:
            blocks.append(
                Para((_("It is full just now: whoever says yes waits for a seat, in the order of their yes."),))
            )
    if result.let_in:
        blocks.append(para(_("Had asked, and in it now: {people}."), people=some(result.let_in)))
    if result.waiting:
        blocks.append(para(_("Had asked; it is full, so they wait for a seat: {people}."), people=some(result.waiting)))
    if result.stay:
        blocks.append(para(_("Were guests, and members from now on: {people}."), people=some(result.stay)))
    something = bool(blocks)
    blocks += kept_out(result)
    if not something:
        blocks.append(Para((_("Nothing was changed."),)))
    return Card(_("Invited") if something else _("Nobody new"), tuple(blocks))


def kept_out(result: Invited) -> list[Block]:
    """Return who was not invited, a line a reason."""
    return [para(template, people=some(result.kept_out[why])) for why, template in _reasons() if why in result.kept_out]


def _reasons() -> tuple[tuple[Why, str], ...]:
    return (
        (Why.INSIDE, _("In it already: {people}.")),
        (Why.INVITED, _("Invited already: {people}.")),
        (Why.GUEST, _("Guests, and it is full, so they stay guests: {people}.")),
        (Why.BLOCKED, _("Blocked from it, so first circle unblock: {people}.")),
        (Why.WAITING, _("On its waiting list already: {people}.")),
    )


def waits(circle: CircleSeen, place: int) -> Card:
    """Return to somebody who wanted in that it is full, and their place."""
    text = para(
        _("{circle} is full just now. You are number {place} on its waiting list, and hear when a seat is free."),
        circle=strong(circle.name),
        place=str(place),
    )
    return Card(_("On the waiting list"), (text, _leave_list(circle)))


def may_wait(circle: CircleSeen, place: int) -> Card:
    """Return to somebody whose question was answered yes that there is no seat yet."""
    text = para(
        _("The stewards of {circle} say yes. It is full just now: you are number {place} on its waiting list."),
        circle=strong(circle.name),
        place=str(place),
    )
    return Card(_("Yes, as soon as there is a seat"), (text, _leave_list(circle)))


def _leave_list(circle: CircleSeen) -> Buttons:
    return Buttons((Button(_("Leave the list"), "circle.back-out", circle.id),))


def told_to_wait(circle: CircleSeen) -> Card:
    """Return to the steward who said yes that there is no seat yet."""
    text = _("{circle} is full, so they wait for a seat, and I have told them. They move up by themselves.")
    more = Buttons((Button(_("More seats"), "circle.edit", circle.id),))
    return Card(_("On the waiting list"), (para(text, circle=strong(circle.name)), more))


def offer(circle: CircleSeen, seat: Seat) -> Card:
    """Return to whoever is next that a seat is kept for them, and until when."""
    text = para(
        _("There is a seat for you in {circle}. I keep it until {until}; then it goes to the next one."),
        circle=strong(circle.name),
        until=Moment(seat.until) if seat.until else "",
    )
    buttons = Buttons(
        (
            Button(_("Take the seat"), "circle.join", circle.id, Look.FIRST),
            Button(_("No, thank you"), "circle.back-out", circle.id),
        )
    )
    return Card(_("A seat is free"), (text, buttons, Note((_("You get this because you asked to be told."),))))


def gone_on(circle: CircleSeen) -> Card:
    """Return to somebody who did not answer that the seat went on, and that they may still come."""
    text = para(
        _("I kept a seat in {circle} for you and heard nothing, so it went to the next one. You may still come."),
        circle=strong(circle.name),
    )
    buttons = (
        Button(_("Join"), "circle.join", circle.id, Look.FIRST),
        Button(_("Rather not"), "circle.back-out", circle.id),
    )
    return Card(_("The seat has gone on"), (text, Buttons(buttons)))


def same_size(circle: CircleSeen) -> Card:
    """Return that nothing is different."""
    text = para(
        _("{circle} has room for {cap}, and a no holds for {days} days. Nothing was changed."),
        circle=strong(circle.name),
        cap=str(circle.cap),
        days=str(circle.cooldown),
    )
    return Card(_("As it was"), (text,))


def new_size(circle: CircleSeen, size: int, offered: int) -> Card:
    """Return how many fit now, how long a no holds, and what follows."""
    blocks: list[Block] = [
        para(
            _("{circle} has room for {cap}, {size} are in it. After a no, somebody may ask again in {days} days."),
            circle=strong(circle.name),
            cap=str(circle.cap),
            size=str(size),
            days=str(circle.cooldown),
        )
    ]
    if size > circle.cap:
        blocks.append(Para((_("Nobody is taken out. New people come in once there are fewer."),)))
    if offered > 0:
        said = counted("A seat is offered to the next one.", "Seats are offered to the next {count}.", offered)
        blocks.append(Para((said,)))
    return Card(_("Seats"), tuple(blocks))


def rows(circle: CircleSeen, place: int | None) -> list[tuple[str, tuple[Span, ...]]]:
    """Return what `circle show` adds: to stewards who asks and waits, to somebody who waits their own place."""
    if circle.role is Role.WAITING and place is not None:
        return [(_("Waiting list"), (_("you are number {place}").format(place=place),))]
    if circle.role is not Role.STEWARD:
        return []
    asked = tuple(dict.fromkeys(s.member for s in circle.seats if s.role is Role.ASKED))
    line = tuple(s.member for s in waiting(circle.seats))
    found = ((_("Asking"), asked), (_("Waiting for a seat"), line))
    return [(label, some(members)) for label, members in found if members]
