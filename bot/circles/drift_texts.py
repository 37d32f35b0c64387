"""What a circle's stewards are told of its room, each with one thing to do. Seen with the eyes of whoever reads it."""

from collections.abc import Sequence

from bot.cards import Button, Buttons, Card, Look, Note, Para, PrivateText, para
from bot.circles.drift import Kind
from bot.circles.model import CircleSeen
from bot.circles.texts import people, said, strong
from bot.i18n import _
from bot.keys import MemberId
from bot.rooms import RoomState


def about(circle: CircleSeen, kind: Kind, seen: RoomState, those: Sequence[MemberId]) -> Card:
    """Return the card about one kind of difference; `those` are the people it is about."""
    match kind:
        case Kind.GONE:
            return gone(circle)
        case Kind.UNSEEN:
            return unseen(circle, seen)
        case Kind.RENAMED:
            return renamed(circle, seen.called)
        case Kind.PUBLIC:
            return public(circle, seen)
        case Kind.RIGHT:
            return right(circle, seen)
        case Kind.ADDED:
            return added(circle, those)
        case Kind.ABSENT:
            return absent(circle, those)


def _asked(card: Card, *buttons: Button, quiet: str = "") -> Card:
    note = (Note((quiet,)),) if quiet else ()
    return Card(card.title, (*card.blocks, *note, Buttons(buttons)))


def gone(circle: CircleSeen) -> Card:
    """Return the word about a room that was archived or deleted."""
    text = _(
        "Somebody archived or deleted the room of {circle}. Everybody still has their seat. Shall I open a new room?"
    )
    return _asked(
        said(_("The room is gone"), text, circle),
        Button(_("Open it again"), "circle.mend", circle.id, Look.FIRST),
        Button(_("Close the circle"), "circle.close", circle.id),
    )


def unseen(circle: CircleSeen, seen: RoomState) -> Card:
    """Return the word about a room that Hearth does not see any more."""
    text = _("I do not see the room of {circle} any more: I was taken out of it, or it is gone. Nothing is lost.")
    card = said(_("I am not in the room any more"), text, circle)
    reopen = Button(_("Open another room"), "circle.mend", circle.id)
    return _asked(card, reopen, quiet=_("I lack {missing}. {remedy}").format(missing=seen.missing, remedy=seen.remedy))


def renamed(circle: CircleSeen, name: str) -> Card:
    """Return the question which name holds."""
    text = para(
        _("The room of {circle} is called {name} now. Which name shall it have?"),
        circle=strong(circle.name),
        name=PrivateText(name, circle.id, circle.viewer if isinstance(circle.viewer, str) else None),
    )
    return _asked(
        Card(_("Somebody renamed the room"), (text,)),
        Button(_("Keep the new name"), "circle.keep-name", circle.id),
        Button(_("Put it back"), "circle.put-back", circle.id, Look.FIRST),
    )


def another(circle: CircleSeen) -> Card:
    """Return the yes to whoever lets a room be made anew."""
    text = _("I am opening a new room for {circle}, and let everybody in who has a seat. The old one stays as it is.")
    return said(_("A new room"), text, circle)


def called(circle: CircleSeen) -> Card:
    """Return to a circle's rooms on two sides how it is called now."""
    return said(_("Another name"), _("This circle is called {circle} now."), circle)


def other_side(space: str) -> Card:
    """Return to the room on the other side that one is gone."""
    text = _(
        "This circle's room in {space} is gone, or I was taken out of it. Everybody there keeps their seat, and its "
        "stewards are asked. Here all goes on."
    )
    return Card(_("The other room is gone"), (para(text, space=space),))


def taken(circle: CircleSeen, name: str) -> Card:
    """Return that a name is not free: it holds already for a circle that all who read this may know of."""
    text = para(
        _("There is a circle called {name} already, so {circle} keeps its name. Nothing was changed."),
        name=PrivateText(name, circle.id, circle.viewer if isinstance(circle.viewer, str) else None),
        circle=strong(circle.name),
    )
    put_back = Button(_("Put it back"), "circle.put-back", circle.id, Look.FIRST)
    return _asked(Card(_("That name is taken"), (text,)), put_back, quiet=_("Or give the room another name by hand."))


def public(circle: CircleSeen, seen: RoomState) -> Card:
    """Return the urgent word about a room that outsiders can read."""
    text = _(
        "The room of {circle} was made public: people outside the circle can read it now. I cannot undo that. "
        "Please make it private again, or let me open a new private room."
    )
    return _asked(
        said(_("Others can read the room"), text, circle),
        Button(_("Open a private room"), "circle.mend", circle.id, Look.FIRST),
        quiet=seen.hide,
    )


def right(circle: CircleSeen, seen: RoomState) -> Card:
    """Return the word about a right that Hearth lacks in a room."""
    text = _("I cannot look after the room of {circle} as I should. Nothing is lost.")
    card = said(_("I may not do everything in the room"), text, circle)
    lack = Para((_("I lack {missing}. {remedy}").format(missing=seen.missing, remedy=seen.remedy),))
    return Card(card.title, (*card.blocks, lack))


def added(circle: CircleSeen, those: Sequence[MemberId]) -> Card:
    """Return the question about people who were let in by hand."""
    text = _("In the room of {circle}, and without a seat: {names}. Shall they stay?")
    return _asked(
        Card(_("Let in by hand"), (para(text, names=people(those), circle=strong(circle.name)),)),
        Button(_("Give a seat"), "circle.seat", circle.id, Look.FIRST),
        Button(_("Take out"), "circle.take-out", circle.id),
        quiet=_("Until somebody answers, nothing changes."),
    )


def absent(circle: CircleSeen, those: Sequence[MemberId]) -> Card:
    """Return the question about people who are out of the room and have a seat."""
    text = _(
        "Not in the room of {circle} any more, and still with a seat: {names}. They left it, or somebody took them out."
    )
    return _asked(
        Card(_("Out of the room"), (para(text, names=people(those), circle=strong(circle.name)),)),
        Button(_("Let back in"), "circle.let-back", circle.id, Look.FIRST),
        Button(_("Free the seat"), "circle.free-seat", circle.id),
        quiet=_("Until somebody answers, they keep their seat."),
    )
