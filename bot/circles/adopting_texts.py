"""What is said when an older room becomes a circle."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time

from bot.cards import (
    Block,
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
    note,
    para,
)
from bot.circles.elders import Bar
from bot.circles.model import LARGEST_CAP, Circle, CircleSeen
from bot.circles.texts import first_message, strong
from bot.circles.unread import Unread
from bot.i18n import _, counted
from bot.keys import DeliveryId, MemberId
from bot.rooms import RoomState


def looking() -> Card:
    """Return the word to whoever asked, until the room was looked at."""
    text = _("I look at that room now, and write you what it would become. Nothing is changed yet.")
    return Card(_("One moment"), (Para((text,)),))


def once_more() -> Card:
    """Return the yes to whoever confirmed."""
    text = _("I look once more who is in it, and adopt it. The room reads so in a moment.")
    return Card(_("On its way"), (Para((text,)),))


def left() -> Card:
    """Return the word to whoever let it be."""
    return Card(_("Left as it is"), (Para((_("Nothing was changed."),)),))


def barred(bar: Bar, seen: RoomState, size: int) -> Card:
    """Return why a room cannot be adopted, in one sentence, and what helps."""
    remedy = f" {seen.remedy}" if seen.remedy else ""
    return Card(_("Not adopted"), (Para((_barred(size)[bar] + (remedy if bar is Bar.UNSEEN else ""),)),))


def _barred(size: int) -> Mapping[Bar, str]:
    return {
        Bar.UNSEEN: _("I am not in that room, so I cannot adopt it. Nothing was changed."),
        Bar.GONE: _("That room is gone. Nothing was changed."),
        Bar.ARCHIVED: _("That room is archived. Nothing was changed. Open it again first, then: circle adopt"),
        Bar.OUTSIDE: _("I do not know that room here. Nothing was changed. Write # and pick one that you are in."),
        Bar.CIRCLE: _("That room is a circle's already. Nothing was changed. See it: circle list"),
        Bar.DESK: _("I write to the community's stewards there, so it stays as it is. Nothing was changed."),
        Bar.ROLES: _(
            "Roles open that room, so I cannot tell who is in it. Nothing was changed. Let its people in one by one "
            "instead of by role, then: circle adopt"
        ),
        Bar.PUBLIC: _(
            "Everybody can read that room, so it is no private one. Nothing was changed. "
            "A circle that is open to all has a room of its own: circle create"
        ),
        Bar.UNTOLD: _("This platform does not tell me who is in that room, so I cannot adopt it. Nothing was changed."),
        Bar.LARGE: _(
            "{count} people are in that room; a circle has room for {most} at most. Nothing was changed."
        ).format(count=size, most=LARGEST_CAP),
        Bar.CAP: _(
            "{count} people are in that room, more than should fit. Nothing was changed. Name a larger size, or none."
        ).format(count=size),
        Bar.ALONE: _(
            "A circle needs two stewards, and you are alone in that room. Nothing was changed. "
            "Name somebody, who is let in: circle adopt steward:@name"
        ),
    }


def taken(name: PrivateText) -> Card:
    """Return the refusal of a name that another circle has."""
    text = para(
        _("There is a circle called {name} already. Nothing was changed. Give it another name: circle adopt name:…"),
        name=name,
    )
    return Card(_("Not adopted"), (text,))


def other_gone() -> Card:
    """Return the refusal where the second steward has left between the preview and the yes."""
    text = _("Its second steward is not here any more. Nothing was changed. Once more: circle adopt")
    return Card(_("Not adopted"), (Para((text,)),))


@dataclass(frozen=True, slots=True)
class Preview:
    """What a look found, for whoever asked.

    `chosen`: nobody named the second steward; `inside`: the asker is in the room; `renamed`: it gets another name.
    """

    circle: Circle
    viewer: MemberId
    other: MemberId
    size: int
    look: DeliveryId
    chosen: bool
    inside: bool
    renamed: bool


def preview(shown: Preview, seen: RoomState) -> Card:
    """Return what a room would become, before it does."""
    circle, viewer, other = shown.circle, shown.viewer, shown.other
    name, purpose = PrivateText(circle.name, circle.id, viewer), PrivateText(circle.purpose, circle.id, viewer)
    text = para(_("{circle} would become a private circle: {purpose}"), circle=name, purpose=purpose)
    inside = _("{size} of at most {cap}").format(size=shown.size, cap=circle.cap)
    rows = Fields(
        (
            (_("Stewards"), (Mention(viewer), ", ", Mention(other))),
            (_("Members"), (_("everybody who is in the room: {size}").format(size=inside),)),
            (_("Review"), (Moment(datetime.combine(circle.review_on, time(12), UTC), MomentStyle.DAY),)),
        )
    )
    who = _("Members see who is here; nobody outside sees that it exists. I do not read what you write there.")
    value = f"{shown.look} steward:{other}" + (" inside:yes" if shown.inside else "")
    yes = Button(_("Adopt it"), "circle.adopt-sure", value, Look.FIRST)
    blocks: list[Block] = [text, rows, Para((who,))]
    if shown.renamed:
        blocks.append(Para((_("The room is given that name too, if I may."),)))
    if seen.missing:
        lack = _("I lack {missing} there; until I have it I cannot let people in. {remedy}")
        blocks.append(Para((lack.format(missing=seen.missing, remedy=seen.remedy),)))
    buttons = Buttons((yes, Button(_("Leave it as it is"), "circle.adopt-not", shown.look)))
    notes = [Note((_why(),))] if shown.chosen else []
    return Card(_("Adopt this room?"), (*blocks, buttons, *notes))


def _why() -> str:
    return _("I chose the second steward: who is longest in the community of those in it. To choose: steward:@name")


def first_word(circle: CircleSeen, by: MemberId, unread: Unread) -> Card:
    """Return what an adopted room reads: that it is a circle now, and who can see what."""
    text = para(
        _("This room is older than I am; {name} has made it a circle. What you wrote stays as it is."), name=Mention(by)
    )
    return first_message(circle, unread, before=(text,))


def adopted(circle: CircleSeen) -> Card:
    """Return the word to whoever adopted it."""
    size = counted("{count} person is in it.", "{count} people are in it.", circle.size)
    text = para(_("{circle} is a circle now. {size}"), circle=strong(circle.name), size=size)
    return Card(_("Adopted"), (text, Buttons((Button(_("See it"), "circle.show", circle.id, Look.FIRST),))))


def named(circle: CircleSeen, by: MemberId) -> Card:
    """Return the word to the second steward."""
    text = para(
        _("{name} made {circle} a circle, and named you as its second steward."),
        name=Mention(by),
        circle=strong(circle.name),
    )
    hand = Button(_("Hand it on"), "circle.handover", circle.id)
    why = note(_("You get this because a circle needs two people who look after it."))
    return Card(
        _("You look after a circle"), (text, Buttons((Button(_("See it"), "circle.show", circle.id), hand)), why)
    )
