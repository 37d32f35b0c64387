"""What is told of where a circle stands: since when, what is missing, and where to click."""

from collections.abc import Mapping
from dataclasses import replace

from bot.cards import (
    Block,
    Button,
    Buttons,
    Card,
    Fields,
    Look,
    Moment,
    MomentStyle,
    Para,
    PrivateText,
    Span,
    fill,
    para,
)
from bot.circles.hitches import Awaited, Doing, Hitch
from bot.circles.life import Standing
from bot.circles.model import CircleSeen, Role, State
from bot.circles.review_texts import show_blocks
from bot.circles.texts import strong
from bot.deliveries import EXPIRED, UNKNOWN
from bot.i18n import _
from bot.keys import RoomId

Places = Mapping[RoomId, str]
"""The name of the space that each room is in."""
NOTHING = Standing()
NOWHERE: Places = {}


def stands(circle: CircleSeen) -> tuple[Span, ...]:
    """Return where a circle stands, and since when."""
    sentence = {
        State.ASKED: _("without a room, since {date}"),
        State.OPENING: _("its room is being made, since {date}"),
        State.OPEN: _("open, since {date}"),
        State.DORMANT: _("dormant, since {date}"),
        State.CLOSING: _("closing, since {date}"),
        State.CLOSED: _("closed, since {date}"),
    }[circle.state]
    return fill(sentence, date=Moment(circle.since, MomentStyle.DAY))


def with_life(card: Card, circle: CircleSeen, told: Standing = NOTHING, places: Places = NOWHERE) -> Card:
    """Return a circle's card with where it stands, and for its stewards what is amiss and the one next step."""
    if not circle.inside:
        return card
    blocks = [_with_row(b, circle) for b in card.blocks if not isinstance(b, Buttons)]
    buttons = [b for b in card.blocks if isinstance(b, Buttons)]
    review = show_blocks(circle)
    if circle.role is not Role.STEWARD:
        return replace(card, blocks=(*blocks, *review, *buttons))
    lines = (*(hitch(h, places) for h in told.hitches), *(gone(r.id, places) for r in told.gone))
    waits = tuple(awaited(a, places) for a in told.awaited[:1])
    if told.amiss:
        again = Button(_("Try again"), "circle.mend", circle.id, Look.FIRST)
        close = () if circle.state is State.CLOSING else (Button(_("Close it"), "circle.close", circle.id),)
        buttons = [Buttons((again, *close))] if circle.state is not State.OPEN else [Buttons((again,)), *buttons]
    elif circle.state is State.CLOSING:
        buttons = []
    return replace(card, blocks=(*blocks, *lines, *waits, *review, *buttons))


def _with_row(block: Block, circle: CircleSeen) -> Block:
    if not isinstance(block, Fields):
        return block
    return Fields(((_("Stands"), stands(circle)), *block.rows))


def hitch(told: Hitch, places: Places) -> Para:
    """Return what could not be done, that nothing is lost, and how to mend it."""
    what = {
        Doing.OPEN: _("I could not make its room in {space}. Nothing is lost."),
        Doing.INVITE: _("I could not let everybody into its room in {space}. They keep their seats."),
        Doing.REMOVE: _("I could not take somebody out of its room in {space}."),
        Doing.CLOSE: _("I could not archive its room in {space}. Nothing is lost."),
        Doing.SAY: _("A message of mine did not arrive in its room in {space}."),
    }[told.doing]
    return Para((*fill(what, space=places.get(told.room, "")), " ", why(told.why, told.missing, told.remedy)))


def why(code: str, missing: str, remedy: str) -> str:
    """Return why something was refused: the permission and the place where it is given, else what is known."""
    if missing:
        return _("I lack {missing}. {remedy}").format(missing=missing, remedy=remedy)
    if code == EXPIRED:
        return _("I kept trying, and it never went through.")
    if code == UNKNOWN:
        return _("I cannot tell whether it was done; please look there.")
    return _("The answer was: {code}").format(code=code)


def gone(room: RoomId, places: Places) -> Para:
    """Return the word about a room that is not there any more."""
    text = _("Its room in {space} is gone, or I was taken out of it. Everybody keeps their seat.")
    return para(text, space=places.get(room, ""))


def awaited(told: Awaited, places: Places) -> Para:
    """Return what is under way, and when it is tried next."""
    what = {
        Doing.OPEN: _("I am making its room in {space}."),
        Doing.INVITE: _("I am letting people into its room in {space}."),
        Doing.CLOSE: _("I am archiving its room in {space}."),
    }.get(told.doing, _("I am still at work on its room in {space}."))
    spans = fill(what, space=places.get(told.room, ""))
    if told.until is not None:
        spans = (*spans, " ", *fill(_("I was asked to wait, and try again at {time}."), time=Moment(told.until)))
    return Para(spans)


def mending(circle: CircleSeen) -> Card:
    """Return the yes to whoever asked to try again."""
    look = Button(_("How did it go?"), "circle.show", circle.id)
    return Card(_("Trying again"), (Para((_("I am at it; nothing is done twice."),)), Buttons((look,))))


def numbered(circle: CircleSeen, called: str) -> Card:
    """Return the word in a room whose name was taken."""
    text = para(
        _("Another room was called so already, so this one of {circle} is called {called}."),
        circle=strong(circle.name),
        called=PrivateText(called, circle.id),
    )
    return Card(_("The name was taken"), (text,))
