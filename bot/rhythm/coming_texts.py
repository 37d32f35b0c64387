"""The words about who comes: on cards, in answers, and in the messages to those who said so."""

from collections.abc import Sequence
from typing import assert_never

from bot.cards import (
    Block,
    Bold,
    Button,
    Buttons,
    Card,
    Look,
    Moment,
    MomentStyle,
    Note,
    Para,
    Span,
    joined,
    note,
    para,
)
from bot.errors import shortened
from bot.i18n import _, counted
from bot.keys import OccurrenceId
from bot.rhythm.coming import Coming, Turnout
from bot.rhythm.model import Occurrence, Ritual

MOST_NAMES = 20
"""As many names as a card shows of those who come."""


def buttons(date: OccurrenceId, *more: Button) -> Buttons:
    """Return the three answers."""
    return Buttons(
        (
            Button(_("Going"), "ritual.rsvp", f"{date} yes", Look.FIRST),
            Button(_("Maybe"), "ritual.rsvp", f"{date} maybe"),
            Button(_("Not going"), "ritual.rsvp", f"{date} no"),
            *more,
        )
    )


def comers(turnout: Turnout) -> list[Block]:
    """Return who comes: plain names, which ping nobody."""
    blocks: list[Block] = []
    if turnout.going:
        blocks.append(para(_("Who comes: {names}"), names=_names(turnout.going)))
    if turnout.maybe:
        blocks.append(para(_("Maybe: {names}"), names=_names(turnout.maybe)))
    if turnout.capacity is not None:
        blocks.append(Note((_seats(turnout),)))
    if turnout.again:
        blocks.append(Note((_again(turnout.again),)))
    return blocks


def _again(count: int) -> str:
    return counted("It moved; {count} has yet to say again.", "It moved; {count} have yet to say again.", count)


def _names(all_names: Sequence[str]) -> tuple[Span, ...]:
    names: list[tuple[Span, ...]] = [(Bold(shortened(name)),) for name in all_names[:MOST_NAMES]]
    more = len(all_names) - MOST_NAMES
    if more > 0:
        names.append((counted("and {count} more", "and {count} more", more),))
    return joined(names, ", ")


def _seats(turnout: Turnout) -> str:
    text = _("{going} of {capacity} seats are taken.").format(going=len(turnout.going), capacity=turnout.capacity)
    if not turnout.waiting:
        return text
    return f"{text} {counted('{count} waits.', '{count} wait.', len(turnout.waiting))}"


def noted(ritual: Ritual, date: Occurrence, status: Coming, place: int) -> Card:
    """Return what somebody who answered reads; `place` is theirs in the queue, from 1."""
    match status:
        case Coming.GOING:
            said = _("You are going to {name} on {date}.")
        case Coming.MAYBE:
            said = _("You may come to {name} on {date}.")
        case Coming.NO:
            said = _("You are not going to {name} on {date}.")
        case Coming.WAITING:
            said = _("{name} on {date} is full. You are number {place} on the waiting list.")
        case _:
            assert_never(status)
    text = para(said, name=Bold(ritual.name), date=Moment(date.starts), place=str(place))
    quiet = _("You can change your mind until it begins.")
    if status is Coming.WAITING:
        quiet = _("When a seat is free it is yours, and I tell you at once. You can change your mind until it begins.")
    return Card(_("Noted"), (text, Note((quiet,))))


def promoted(ritual: Ritual, date: Occurrence) -> Card:
    """Return what somebody reads who got a seat they had waited for."""
    text = para(
        _("A seat at {name} is free, and it is yours: {date}."), name=Bold(ritual.name), date=Moment(date.starts)
    )
    cannot = Button(_("I can't after all"), "ritual.rsvp", f"{date.id} no")
    return Card(
        _("You have a seat"), (text, Buttons((cannot,)), note(_("You get this because you were on the waiting list.")))
    )


def waiting_again(ritual: Ritual, date: Occurrence, place: int) -> Card:
    """Return what somebody reads whose seat went to another while two accounts were one; `place` is from 1."""
    said = _(
        "Your two accounts are two members again. The seat you had at {name} on {date} was given to somebody else "
        "meanwhile, so you are number {place} on the waiting list."
    )
    text = para(said, name=Bold(ritual.name), date=Moment(date.starts), place=str(place))
    cannot = Button(_("I can't after all"), "ritual.rsvp", f"{date.id} no")
    quiet = _("When a seat is free it is yours, and I tell you at once. You can change your mind until it begins.")
    return Card(_("You are on the waiting list"), (text, Buttons((cannot,)), Note((quiet,))))


def moved(ritual: Ritual, date: Occurrence) -> tuple[Card, Para]:
    """Return what somebody reads who had said they come, or may, before the date moved; and a line of it."""
    text = para(
        _("{name} moved to {date}. Does that still hold for you?"), name=Bold(ritual.name), date=Moment(date.starts)
    )
    why = note(_("You get this because you had said you come, or may."))
    return Card(_("{name} moved").format(name=ritual.name), (text, buttons(date.id), why)), text


def reminding(ritual: Ritual, date: Occurrence) -> tuple[Card, Para]:
    """Return what somebody reads who goes, before it begins; and a line of it."""
    said = _("{name} begins at {time}, and you are going.")
    text = para(said, name=Bold(ritual.name), time=Moment(date.starts, MomentStyle.TIME))
    answers = Buttons(
        (
            Button(_("I can't after all"), "ritual.rsvp", f"{date.id} no"),
            Button(_("No reminders of this"), "ritual.reminders", f"{ritual.id} no"),
        )
    )
    why = note(_("You get this because you said you are going."))
    return Card(_("Soon: {name}").format(name=ritual.name), (text, answers, why)), text


def mine(status: Coming | None) -> str:
    """Return what the reader said of a date, as it stands behind its line; "" when they said nothing."""
    match status:
        case Coming.GOING:
            return _("you are going")
        case Coming.MAYBE:
            return _("you may come")
        case Coming.WAITING:
            return _("you are on the waiting list")
        case Coming.NO | None:
            return ""
        case _:
            assert_never(status)


def reminders_button(ritual: Ritual, *, wanted: bool) -> Buttons:
    """Return the way back, or the way out."""
    label = _("Remind me again") if wanted else _("No reminders of this")
    return Buttons((Button(label, "ritual.reminders", f"{ritual.id} {'yes' if wanted else 'no'}"),))
