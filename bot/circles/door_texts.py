"""The words about a no and about a block. Whoever is blocked reads none of these."""

from collections.abc import Collection
from datetime import datetime

from bot.cards import Button, Buttons, Card, Look, Mention, Moment, MomentStyle, Note, Para, Span, para
from bot.circles.model import CircleSeen, Kind
from bot.circles.seat_texts import some
from bot.circles.texts import strong
from bot.i18n import _
from bot.keys import MemberId


def not_now(circle: CircleSeen, again: datetime | None) -> Card:
    """Return to somebody who asked that it is not now, and from when on they may ask again."""
    if again is None:
        text = _("The stewards of {circle} cannot take you in just now. It is not about you; ask again another time.")
        return Card(_("Not now"), (para(text, circle=strong(circle.name)),))
    text = _("The stewards of {circle} cannot take you in just now. It is not about you; from {day} you may ask again.")
    return Card(_("Not now"), (para(text, circle=strong(circle.name), day=Moment(again, MomentStyle.DAY)),))


def answered(circle: CircleSeen, who: MemberId, again: datetime | None) -> Card:
    """Return to the steward what the asker was told."""
    text = para(_("I have told them kindly. {circle} stays as it is."), circle=strong(circle.name))
    if again is not None:
        text = para(
            _("I have told them kindly, and that they may ask for {circle} again from {day}."),
            circle=strong(circle.name),
            day=Moment(again, MomentStyle.DAY),
        )
    block = Button(_("Block quietly"), "circle.bar", f"{circle.id} {who}")
    return Card(_("Answered"), (text, Buttons((block,))))


def not_yet(circle: CircleSeen, again: datetime) -> Card:
    """Return to somebody who asks too early when they may; the stewards are not bothered."""
    text = _(
        "The stewards of {circle} could not take you in lately. From {day} you may ask again. Nothing was changed."
    )
    return Card(_("Not yet"), (para(text, circle=strong(circle.name), day=Moment(again, MomentStyle.DAY)),))


def blocked(circle: CircleSeen, who: MemberId) -> Card:
    """Return to the steward what a block does; also what it cannot do."""
    text = para(
        _("{name} does not come into {circle} from now on, and is not told. Asking, they read that you were asked."),
        name=Mention(who),
        circle=strong(circle.name),
    )
    if circle.kind is Kind.PRIVATE:
        text = para(
            _("{name} does not come into {circle} from now on, and is not told. To them there is no such circle."),
            name=Mention(who),
            circle=strong(circle.name),
        )
    undo = Buttons((Button(_("Take it back"), "circle.unbar", f"{circle.id} {who}"),))
    if circle.kind is not Kind.OPEN:
        return Card(_("Blocked"), (text, undo))
    more = Note((_("Its room is open to everybody on the platform, so they may still read there."),))
    return Card(_("Blocked"), (text, undo, more))


def unblocked(circle: CircleSeen, who: MemberId, *, asks: bool) -> Card:
    """Return to the steward that somebody may ask again, or what they asked meanwhile."""
    text = para(_("{name} may ask for {circle} again."), name=Mention(who), circle=strong(circle.name))
    if not asks:
        return Card(_("No longer blocked"), (text,))
    value = f"{circle.id} {who}"
    let = Button(_("Let them in"), "circle.admit", value, Look.FIRST)
    waits = Para((_("They have asked already, and wait for an answer."),))
    return Card(_("No longer blocked"), (text, waits, Buttons((let, Button(_("Not now"), "circle.decline", value)))))


def rows(who: Collection[MemberId]) -> list[tuple[str, tuple[Span, ...]]]:
    """Return what `circle show` adds for stewards."""
    return [(_("Blocked; only stewards see this"), some(sorted(who)))] if who else []
