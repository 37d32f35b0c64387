"""The words about guests of a circle: asked in, there, and gone again."""

from collections.abc import Sequence
from datetime import datetime

from bot.cards import Block, Button, Buttons, Card, Look, Mention, Moment, Note, Para, Span, joined, para
from bot.circles.guests import guests
from bot.circles.model import CircleSeen, Kind, Role, Seat
from bot.circles.seat_texts import some
from bot.circles.texts import strong
from bot.i18n import _
from bot.keys import MemberId


def invitation(circle: CircleSeen, by: MemberId, until: datetime) -> Card:
    """Return the word to somebody who is asked in as a guest."""
    text = para(
        _("{name} invites you to {circle} as a guest, until {until}: {purpose}"),
        name=Mention(by),
        circle=strong(circle.name),
        until=Moment(until),
        purpose=circle.purpose,
    )
    buttons = Buttons(
        (
            Button(_("Come in"), "circle.join", circle.id, Look.FIRST),
            Button(_("Rather not"), "circle.back-out", circle.id),
        )
    )
    notes = [_("Then your seat ends by itself; you need do nothing.")]
    if circle.kind is Kind.PRIVATE:
        notes.append(_("It is private: nobody outside knows of it."))
    return Card(_("Come as a guest"), (text, buttons, Note((" ".join(notes),))))


def asked(circle: CircleSeen, until: datetime, people: Sequence[MemberId], longer: Sequence[MemberId]) -> list[Block]:
    """Return to the steward who is asked in, and whose seat ends at another time now."""
    blocks: list[Block] = []
    if people:
        text = _("Invited to {circle} as guests, until {until}: {people}.")
        blocks.append(para(text, circle=strong(circle.name), until=Moment(until), people=some(people)))
    if longer:
        text = _("Guests of {circle} until {until} now: {people}.")
        blocks.append(para(text, circle=strong(circle.name), until=Moment(until), people=some(longer)))
    return blocks


def ended(circle: CircleSeen, people: Sequence[MemberId]) -> Card:
    """Return to the steward who is out now."""
    text = para(_("No longer guests of {circle}: {people}."), circle=strong(circle.name), people=some(people))
    return Card(_("Their visit is over"), (text,))


def welcome(circle: CircleSeen, until: datetime) -> Card:
    """Return the yes to a guest who comes in."""
    text = para(
        _("You are a guest in {circle} until {until}. Its room stands in your list."),
        circle=strong(circle.name),
        until=Moment(until),
    )
    return Card(_("Welcome"), (text,))


def here(who: MemberId, until: datetime) -> Card:
    """Return to the room that somebody is there who is no member; only members see who is in it."""
    text = para(_("{name} is here as a guest until {until}, and reads along."), name=Mention(who), until=Moment(until))
    return Card(_("A guest"), (text,))


def other_time(circle: CircleSeen, until: datetime) -> Card:
    """Return to a guest until when they are one now."""
    text = para(_("You are a guest in {circle} until {until} now."), circle=strong(circle.name), until=Moment(until))
    return Card(_("Your visit"), (text,))


def gone(people: Sequence[MemberId]) -> Card:
    """Return to the room who is no longer there."""
    text = para(_("{people}: here as a guest, and gone again. Thank you for the visit."), people=some(people))
    return Card(_("The visit is over"), (text,))


def goodbye(circle: CircleSeen) -> Card:
    """Return to a guest that their visit is over."""
    text = para(_("Your visit to {circle} is over, as agreed. Thank you for coming."), circle=strong(circle.name))
    return Card(_("Until another time"), (text,))


def rows(circle: CircleSeen, now: datetime) -> list[tuple[str, tuple[Span, ...]]]:
    """Return what `circle show` adds: to a guest until when, to those inside who is a guest."""
    mine = [s.until for s in circle.seats if s.member == circle.viewer and s.until is not None]
    if circle.role is Role.GUEST and mine:
        return [(_("You are a guest"), (_("until "), Moment(max(mine))))]
    there = guests(circle.seats, now)
    if not circle.inside or not there:
        return []
    return [(_("Guests"), joined([_guest(s) for s in there], ", "))]


def _guest(seat: Seat) -> tuple[Span, ...]:
    return (Mention(seat.member), *((_(" until "), Moment(seat.until)) if seat.until else ()))


def nobody(why: list[Block]) -> Card:
    """Return that nobody was asked, and why."""
    return Card(_("Nobody new"), (*why, Para((_("Nothing was changed."),))))
