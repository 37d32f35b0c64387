"""The words about hallways: for whom, until when, and never who is there."""

from datetime import date, datetime

from bot.cards import Bold, Button, Buttons, Card, Moment, Para, note, para
from bot.circles.hallways import Gathering, Hallway
from bot.i18n import _, counted


def room_name(gathering: Gathering, day: date) -> str:
    """Return what the room is called; only those who are let in see it."""
    return _("hallway {name} {day}").format(name=gathering.name, day=day.isoformat())


def purpose(gathering: Gathering) -> str:
    """Return what stands as the room's purpose."""
    return _("For those who came to {name}. It closes by itself.").format(name=gathering.name)


def first_message(gathering: Gathering, closes: datetime) -> Card:
    """Return what stands first in the room: why it is there, who can see what, and when it closes."""
    why = para(
        _("You were at {name} on {date}: here you can go on from there."),
        name=Bold(gathering.name),
        date=Moment(gathering.starts or closes),
    )
    who = Para((_("Only those who came are let in, and nobody outside is told who is here. I read nothing here."),))
    end = para(
        _("It closes by itself: {closes}. I say so an hour before, and nothing is deleted. Leave whenever you like."),
        closes=Moment(closes),
    )
    return Card(_("A hallway"), (why, who, end, note(_("To stay together for longer, ask a steward for a circle."))))


def notice(gathering: Gathering, hallway: Hallway) -> Card:
    """Return what stands under the date while the hallway is open, for whoever came and is missing."""
    text = para(
        _("Those who came to {name} can go on in a room of their own until {closes}."),
        name=Bold(gathering.name),
        closes=Moment(hallway.closes_at),
    )
    button = Buttons((Button(_("Let me in"), "ritual.hallway-in", hallway.id),))
    return Card(_("A hallway is open"), (text, button, note(_("For those who came; who is there is told to nobody."))))


def over(gathering: Gathering) -> Card:
    """Return what stands under the date afterwards."""
    return Card(
        _("The hallway is closed"), (para(_("It was there for those who came to {name}."), name=gathering.name),)
    )


def opened(gathering: Gathering, hallway: Hallway) -> Card:
    """Return the yes to whoever opened it."""
    text = para(
        _("{people} can go on from {name}: the room stands in their list in a moment."),
        people=counted("{count} person", "{count} people", len(gathering.people)),
        name=Bold(gathering.name),
    )
    closes = note(_("It closes by itself: {closes}."), closes=Moment(hallway.closes_at))
    return Card(_("The hallway opens"), (text, closes))


def welcome(hallway: Hallway) -> Card:
    """Return the yes to whoever was missing."""
    text = para(_("You are let in: the room stands in your list in a moment."))
    return Card(_("Come in"), (text, note(_("It closes by itself: {closes}."), closes=Moment(hallway.closes_at))))


def soon(closes: datetime) -> Card:
    """Return the word an hour before."""
    text = para(_("This hallway closes on {closes}. Nothing is deleted."), closes=Moment(closes))
    return Card(_("In an hour"), (text, note(_("To stay together for longer, ask a steward for a circle."))))


def last_word() -> Card:
    """Return the last word in the room."""
    return Card(
        _("Closed"), (Para((_("This hallway is closed, with thanks. What was said stays with the platform."),)),)
    )
