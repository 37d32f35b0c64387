"""The cards about single dates that move, or come back to where they were."""

from collections.abc import Sequence
from datetime import date, datetime

from bot.cards import Block, Bold, Button, Buttons, Card, Look, Moment, Note, Para, Span, joined, note, para
from bot.i18n import _
from bot.rhythm.changing import left_out
from bot.rhythm.model import Ritual
from bot.rhythm.recurrence import Start

MOST_LEFT_OUT = 5
"""As many left out dates as a card shows."""


def moved(ritual: Ritual, before: datetime, starts: datetime) -> Card:
    """Return the word in the room that an announced date takes place at another time."""
    return Card(_("It moves"), (moves(ritual, before, starts),))


def moves(ritual: Ritual, before: datetime, starts: datetime) -> Para:
    """Return the sentence that says where a date went."""
    return para(
        _("{name} on {before} moves to {starts}."),
        name=Bold(ritual.name),
        before=Moment(before),
        starts=Moment(starts),
    )


def preview(ritual: Ritual, start: Start, to: Start, draft: str) -> Card:
    """Return what would happen to one date, before it does."""
    text = para(
        _("{name} on {before} would move to {starts}, for {minutes} minutes."),
        name=Bold(ritual.name),
        before=Moment(start.at),
        starts=Moment(to.at),
        minutes=str(to.minutes or ritual.minutes),
    )
    yes = Button(_("Move it"), "ritual.start", draft, Look.FIRST)
    quiet = Note((_("Until you say so, everything stays as it is."),))
    return Card(_("One date"), (text, Buttons((yes, Button(_("Drop it"), "ritual.drop", draft))), quiet))


def undo(ritual: Ritual, day: date) -> Buttons:
    """Return the way back."""
    return Buttons((Button(_("Put it back"), "ritual.restore", f"{ritual.id} {day}"),))


def put_back(ritual: Ritual, starts: datetime) -> Card:
    """Return the word that a date takes place after all."""
    text = para(_("{name} takes place on {date} after all."), name=Bold(ritual.name), date=Moment(starts))
    return Card(_("It is on"), (text,))


def dated(starts: Sequence[Start]) -> tuple[Span, ...]:
    """Return dates with commas between, those that moved with where they were."""
    return joined([_one(start) for start in starts], ", ")


def _one(start: Start) -> tuple[Span, ...]:
    if start.at == start.original:
        return (Moment(start.at),)
    return para(_("{date} (moved from {before})"), date=Moment(start.at), before=Moment(start.original)).spans


def skipped(ritual: Ritual, starts: datetime, following: datetime | None) -> Card:
    """Return the word in the room that an announced date does not take place."""
    blocks: list[Block] = [para(_("There is no {name} on {date}."), name=Bold(ritual.name), date=Moment(starts))]
    if following is not None:
        blocks.append(note(_("Next time: {date}"), date=Moment(following)))
    return Card(_("Not this time"), tuple(blocks))


def missing(ritual: Ritual, now: datetime) -> list[tuple[str, tuple[Span, ...]]]:
    """Return the row of a card that shows the dates ahead that are left out; nothing without any."""
    ahead = [(Moment(at),) for at in left_out(ritual.when, now)[:MOST_LEFT_OUT]]
    return [(_("Left out"), joined([*ahead], ", "))] if ahead else []
