"""The cards of circles. A private circle's words stay bound to it and to whoever reads them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, time

from bot.cards import (
    Block,
    Bold,
    Button,
    Buttons,
    Card,
    Fields,
    Look,
    Mention,
    Moment,
    MomentStyle,
    Note,
    Para,
    PrivateText,
    Span,
    fill,
    joined,
    note,
    para,
)
from bot.circles.model import CircleSeen, Kind, Role
from bot.circles.unread import Unread, promise
from bot.deliveries import UNKNOWN
from bot.facts import DeliveryRefused
from bot.i18n import _, counted
from bot.keys import MemberId


def kind_words(kind: Kind) -> str:
    """Return what a kind means, in a few words."""
    return {Kind.PRIVATE: _("private"), Kind.LISTED: _("listed: ask to join"), Kind.OPEN: _("open to all")}[kind]


def people(members: Sequence[MemberId]) -> tuple[Span, ...]:
    """Return members with commas between."""
    each: list[tuple[Span, ...]] = [(Mention(m),) for m in members]
    return joined(each, ", ") if each else (_("nobody yet"),)


def strong(name: str | PrivateText) -> Span:
    """Return a name to be seen first; a private one stays bound."""
    return Bold(name) if isinstance(name, str) else name


def first_message(circle: CircleSeen, unread: Unread, *, before: Sequence[Block] = ()) -> Card:
    """Return what stands first in a circle's room: what it is for and who can see what. `before`: what comes first."""
    who = {
        Kind.PRIVATE: _("Members see who is here; nobody outside sees that it exists."),
        Kind.LISTED: _("Everybody sees its name and purpose; only members see who is here and what is said."),
        Kind.OPEN: _("Everybody may come in and read."),
    }[circle.kind]
    review = datetime.combine(circle.review_on, time(12), UTC)
    blocks: list[Block] = [
        Para(fill(_("This is {circle}. {purpose}"), circle=strong(circle.name), purpose=circle.purpose)),
        Para(fill(_("Stewards: {stewards}."), stewards=people(circle.stewards()))),
        Para((who, " ", promise(circle.kind, unread))),
        Buttons(
            (
                Button(_("Invite"), "circle.invite", circle.id),
                Button(_("Who is here?"), "circle.show", circle.id),
            )
        ),
        note(_("Review on {date}."), date=Moment(review, MomentStyle.DAY)),
    ]
    return Card(circle.name, (*before, *blocks))


def created(circle: CircleSeen) -> Card:
    """Return the yes to whoever made it."""
    text = para(_("I am opening {circle}; it stands in your list of rooms in a moment."), circle=strong(circle.name))
    buttons = Buttons((Button(_("Invite"), "circle.invite", circle.id, Look.FIRST),))
    return Card(_("A new circle"), (text, buttons))


def listed(circles: Sequence[CircleSeen]) -> Card:
    """Return the circles a viewer may know of, a line each."""
    if not circles:
        return Card(_("Circles"), (para(_("There is none that you can see.")),))
    return Card(_("Circles"), tuple(_line(c) for c in circles))


def _line(circle: CircleSeen) -> Para:
    mine = {
        Role.STEWARD: _(" · you are a steward"),
        Role.MEMBER: _(" · you are in it"),
        Role.GUEST: _(" · you are a guest"),
        Role.INVITED: _(" · you are invited"),
        Role.WAITING: _(" · you wait for a seat"),
        Role.ASKED: _(" · you asked to join"),
        None: "",
    }[circle.role]
    kind = kind_words(circle.kind)
    return para(
        _("{name} · {kind} · {purpose}{mine}"),
        name=strong(circle.name),
        kind=kind,
        purpose=circle.purpose,
        mine=mine,
    )


def shown(circle: CircleSeen, more: Sequence[tuple[str, tuple[Span, ...]]] = ()) -> Card:
    """Return one circle; who is in it is for those inside. `more` are rows at its end."""
    rows: list[tuple[str, tuple[Span, ...]]] = [(_("Kind"), (kind_words(circle.kind),))]
    if circle.inside:
        rows.append((_("Stewards"), people(circle.stewards())))
        rows.append((_("Members"), people(circle.members())))
        review = datetime.combine(circle.review_on, time(12), UTC)
        rows.append((_("Review"), (Moment(review, MomentStyle.DAY),)))
    size = counted("{count} person", "{count} people", circle.size)
    rows.append((_("Size"), (_("{size} of at most {cap}").format(size=size, cap=circle.cap),)))
    return Card(circle.name, (Para((circle.purpose,)), Fields((*rows, *more)), Buttons(_buttons(circle))))


def _buttons(circle: CircleSeen) -> tuple[Button, ...]:
    leave = Button(_("Leave"), "circle.leave", circle.id)
    match circle.role:
        case Role.STEWARD:
            return (
                Button(_("Invite"), "circle.invite", circle.id),
                Button(_("What happened here"), "circle.record", circle.id),
                leave,
                Button(_("Close it"), "circle.close", circle.id),
            )
        case Role.MEMBER | Role.GUEST:
            return (leave,)
        case Role.WAITING:
            return (Button(_("Leave the list"), "circle.back-out", circle.id),)
        case Role.INVITED:
            return (
                Button(_("Join"), "circle.join", circle.id, Look.FIRST),
                Button(_("Rather not"), "circle.back-out", circle.id),
            )
        case Role.ASKED:
            return (Button(_("Take it back"), "circle.back-out", circle.id),)
        case None:
            ask = _("Join") if circle.kind is Kind.OPEN else _("Ask to join")
            return (Button(ask, "circle.join", circle.id, Look.FIRST),)


def invitation(circle: CircleSeen, by: MemberId) -> Card:
    """Return the word to somebody who is invited; the circle is seen with their eyes."""
    text = para(
        _("{name} invites you to {circle}: {purpose}"),
        name=Mention(by),
        circle=strong(circle.name),
        purpose=circle.purpose,
    )
    join = Button(_("Join"), "circle.join", circle.id, Look.FIRST)
    buttons = Buttons((join, Button(_("Rather not"), "circle.back-out", circle.id)))
    quiet = {Kind.PRIVATE: _("It is private: nobody outside knows of it.")}.get(circle.kind, "")
    return Card(_("An invitation"), (text, buttons, *([Note((quiet,))] if quiet else [])))


def asking(circle: CircleSeen, who: MemberId) -> Card:
    """Return the question to a steward whether somebody may come in."""
    text = para(_("{name} asks to join {circle}."), name=Mention(who), circle=strong(circle.name))
    let = Button(_("Let them in"), "circle.admit", f"{circle.id} {who}", Look.FIRST)
    return Card(
        _("May they come in?"),
        (text, Buttons((let, Button(_("Not now"), "circle.decline", f"{circle.id} {who}")))),
    )


def came_in(who: MemberId) -> Card:
    """Return to the rooms of a circle on two sides who came in: each side sees its own people only."""
    return Card(_("Somebody new"), (para(_("{name} is in this circle now."), name=Mention(who)),))


def closed(circle: CircleSeen) -> Card:
    """Return the last word in a circle's room, and the yes to whoever closed it."""
    return said(_("Closed"), _("{circle} is closed, with thanks to everybody in it."), circle)


def said(title: str, template: str, circle: CircleSeen) -> Card:
    """Return a one-line card about a circle; the template is translated and names `{circle}`."""
    return Card(title, (para(template, circle=strong(circle.name)),))


def closing(circle: CircleSeen) -> Card:
    """Return the question before a circle is closed."""
    text = _(
        "{circle} would be closed for everybody in it, and its room archived. What was said stays with the platform."
    )
    card = said(_("Close it?"), text, circle)
    yes = Button(_("Close it"), "circle.close", f"{circle.id} sure:yes", Look.DANGER)
    buttons = Buttons((yes, Button(_("Keep it"), "circle.show", circle.id)))
    return replace(card, blocks=(*card.blocks, buttons))


def orphan() -> Card:
    """Return the notice about a circle without people, which never names it."""
    text = _("Everybody has left it; nobody is there to look after it.")
    return Card(_("A circle needs a steward"), (Para((text,)),))


def undelivered(circle: CircleSeen, fact: DeliveryRefused) -> Card:
    """Return the word to a steward that something could not be done, or that nobody knows whether it was."""
    title, why = _("Something of mine did not arrive"), fact.why
    if why == UNKNOWN:
        text = _("I cannot tell whether my message in {circle} arrived, and I do not send twice. Please look there.")
        card = said(title, text, circle)
    else:
        if fact.missing:
            why = _("I lack {missing}. {remedy}").format(missing=fact.missing, remedy=fact.remedy)
        card = said(title, _("I could not do something in {circle}. Nothing is lost."), circle)
        card = replace(card, blocks=(*card.blocks, Para((why,))))
    if not fact.again:
        return card
    label = _("Send again") if fact.why == UNKNOWN else _("Try again")
    again = Button(label, "delivery.again", fact.delivery, Look.FIRST)
    return replace(card, blocks=(*card.blocks, Buttons((again, Button(_("Drop it"), "delivery.drop", fact.delivery)))))
