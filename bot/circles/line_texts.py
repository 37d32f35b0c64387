"""What is said when a circle is handed on: kindly, with a way to say no, and never why."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.cards import Block, Button, Buttons, Card, Look, Mention, Moment, Note, Para, Span, fill, para
from bot.circles.line import CircleLine
from bot.circles.model import CircleSeen
from bot.circles.texts import people, said, strong
from bot.community.line import Ask, AskState
from bot.i18n import _
from bot.keys import MemberId


def why_stepped(circle: CircleSeen, who: MemberId | None) -> tuple[Span, ...]:
    """Return that a steward is one no longer; nobody is named who has left the community."""
    name = strong(circle.name)
    if who is None:
        return fill(_("A steward of {circle} has left."), circle=name)
    return fill(_("{name} is no longer a steward of {circle}."), name=Mention(who), circle=name)


def why_silent(circle: CircleSeen, who: Sequence[MemberId]) -> tuple[Span, ...]:
    """Return that a steward is not around, without blame."""
    text = _("{names} could not be around lately, which happens; {circle} shall not wait for it.")
    return fill(text, names=people(who), circle=strong(circle.name))


def why_out(circle: CircleSeen, who: Sequence[MemberId]) -> tuple[Span, ...]:
    """Return that a steward is not in the room any more, whoever did that."""
    text = _("Not in the room of {circle} any more: {names}.")
    return fill(text, names=people(who), circle=strong(circle.name))


def why_handed(circle: CircleSeen, by: MemberId) -> tuple[Span, ...]:
    """Return that a steward would like to hand on."""
    text = _("{name} would like to hand {circle} on.")
    return fill(text, name=Mention(by), circle=strong(circle.name))


def why_two(circle: CircleSeen) -> tuple[Span, ...]:
    """Return that a circle should have two stewards."""
    return fill(_("{circle} should have two stewards, so that it is never without."), circle=strong(circle.name))


def asking(ask: Ask, why: tuple[Span, ...]) -> Card:
    """Return the question, as it stands in the circle and in the direct message."""
    if ask.member is None or ask.until is None:
        msg = "a question to nobody"
        raise RuntimeError(msg)
    text = _("{name}, would you carry it from here? You have until {date}; saying no is fine.")
    question = para(text, name=Mention(ask.member), date=Moment(ask.until))
    yes = Button(_("I will"), "circle.carry", ask.id, Look.FIRST)
    buttons = Buttons((yes, Button(_("Rather not"), "circle.rather-not", ask.id)))
    quiet = Note((_("If I hear nothing by then, it is theirs. Nobody is told why somebody says no."),))
    return Card(_("Hand-over"), (Para(why), question, buttons, quiet))


def settled() -> Card:
    """Return what stands in a question's place once it needs no answer; it names nothing."""
    return Card(_("Hand-over"), (Para((_("This is settled. Thank you."),)),))


def carries(circle: CircleSeen, who: MemberId) -> Card:
    """Return the word in the circle about who looks after it from now on."""
    text = _("{name} looks after {circle} from now on. Thank you!")
    return Card(_("Hand-over"), (para(text, name=Mention(who), circle=strong(circle.name)),))


def yours(circle: CircleSeen) -> Card:
    """Return the yes to whoever said that they will."""
    text = _("You are a steward of {circle} now. To see who is there: circle show")
    return said(_("Thank you"), text, circle)


def yours_by_now(circle: CircleSeen, ask: Ask) -> Card:
    """Return the word to whoever carries a circle because they did not say no; they still can."""
    text = _(
        "I heard no “rather not” from you, so you look after {circle} now. Rather not after all? That is fine too."
    )
    card = said(_("You are a steward"), text, circle)
    buttons = Buttons((Button(_("Rather not"), "circle.rather-not", ask.id),))
    return replace(card, blocks=(*card.blocks, buttons))


def not_you() -> Card:
    """Return the answer to "rather not"."""
    return Card(
        _("That is fine"), (Para((_("Thank you for saying so. I look for somebody else, and nobody is told why."),)),)
    )


def handed_not(circle: CircleSeen, who: MemberId) -> Card:
    """Return the word to a steward who wanted to hand on, when the answer is no."""
    text = _("{name} would rather not carry {circle}, and it stays with you. To ask somebody else: circle handover")
    return Card(_("Hand-over"), (para(text, name=Mention(who), circle=strong(circle.name)),))


def asked(circle: CircleSeen, who: MemberId, until: datetime) -> Card:
    """Return the yes to a steward who hands on."""
    text = _(
        "I have asked {name} whether they carry {circle} from here; they have until {date}. Until then it is yours."
    )
    return Card(_("Asked"), (para(text, name=Mention(who), circle=strong(circle.name), date=Moment(until)),))


def stays_beside(circle: CircleSeen) -> Card:
    """Return the word to a steward who handed on and is still needed."""
    text = _("{circle} is handed on. You stay beside the new steward until there are two others; to go: circle leave")
    return said(_("Hand-over"), text, circle)


def alone(circle: CircleSeen) -> Card:
    """Return the word to the one steward who is left, when nobody else could be found."""
    text = _(
        "You look after {circle} alone now: I know of nobody else to ask just now. Nothing is wrong with that. "
        "When you know somebody: circle handover"
    )
    return said(_("You are the only steward"), text, circle)


def still_yours(circle: CircleSeen) -> Card:
    """Return the word to a steward of whom nobody has heard."""
    text = _("I have not heard of you for six weeks, so I look for somebody who looks after {circle} with you.")
    card = said(_("Are you still there?"), text, circle)
    here = Button(_("I am here"), "circle.here", circle.id, Look.FIRST)
    return replace(card, blocks=(*card.blocks, Buttons((here,)), Note((_("Nothing is taken from you."),))))


def is_here() -> Card:
    """Return the answer to a steward who is still there."""
    return Card(_("Good to have you"), (Para((_("Then all stays as it is."),)),))


def desk_told(circle: CircleSeen) -> Card:
    """Return the word in a circle that nobody inside carries."""
    text = _("Nobody of you carries {circle} now, and that is fine. I have asked the stewards of the community.")
    quiet = Note((_("They hear that a circle needs somebody, and nothing of what is written here."),))
    card = said(_("Hand-over"), text, circle)
    return replace(card, blocks=(*card.blocks, quiet))


def orphan(circle: CircleSeen, ask: Ask) -> Card:
    """Return the notice to the community's stewards; a private circle is not named."""
    text: tuple[Span, ...] = (_("A private circle has nobody who looks after it. I do not say which."),)
    if isinstance(circle.name, str):
        text = fill(_("{circle} has nobody who looks after it."), circle=strong(circle.name))
    blocks: list[Block] = [Para(text)]
    blocks.append(Para((_("Whoever takes it on comes in as its steward, and it is said in its room."),)))
    take = Button(_("Take it on"), "circle.take", ask.id, Look.FIRST)
    blocks.append(Buttons((take, Button(_("Look in first"), "circle.enter", circle.id))))
    return Card(_("A circle needs a steward"), tuple(blocks))


def taken(who: MemberId) -> Card:
    """Return what stands in the notice's place once somebody has taken it on."""
    text = para(_("{name} has taken it on. Thank you!"), name=Mention(who))
    return Card(_("A circle needed a steward"), (text,))


def took(circle: CircleSeen, who: MemberId) -> Card:
    """Return the word in the circle about the community's steward who looks after it now."""
    text = _("{name}, a steward of the community, looks after {circle} from now on, because nobody here could.")
    return Card(_("Hand-over"), (para(text, name=Mention(who), circle=strong(circle.name)),))


def beside(card: Card, line: CircleLine | None) -> Card:
    """Return a circle's card with who is being asked, for those inside."""
    ask = line.open if line is not None else None
    if ask is None:
        return card
    match ask.state:
        case AskState.ASKED if ask.member is not None and ask.until is not None:
            text = _("Hand-over: {name} is asked, until {date}.")
            more = para(text, name=Mention(ask.member), date=Moment(ask.until))
        case AskState.ALONE:
            more = Para((_("It has one steward. When you know a second: circle handover"),))
        case _:
            more = Para((_("Hand-over: the stewards of the community are asked."),))
    above = [b for b in card.blocks if not isinstance(b, Buttons)]
    return replace(card, blocks=(*above, more, *(b for b in card.blocks if isinstance(b, Buttons))))
