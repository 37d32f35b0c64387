"""What is said when a community needs another steward: kindly, with a way to say no, and never why somebody went."""

from collections.abc import Sequence
from datetime import datetime

from bot.cards import Bold, Button, Buttons, Card, Look, Mention, Moment, Note, Para, Span, fill, joined, para
from bot.community.line import Ask
from bot.community.model import Community
from bot.i18n import _
from bot.keys import MemberId


def _people(who: Sequence[MemberId]) -> tuple[Span, ...]:
    return joined([(Mention(m),) for m in who], ", ")


def why_stepped(home: Community, who: MemberId | None) -> tuple[Span, ...]:
    """Return that a steward is one no longer; nobody is named who has left the community."""
    if who is None:
        return fill(_("A steward of {community} has left."), community=Bold(home.name))
    text = _("{name} is no longer a steward of {community}.")
    return fill(text, name=Mention(who), community=Bold(home.name))


def why_silent(home: Community, who: Sequence[MemberId]) -> tuple[Span, ...]:
    """Return that a steward is not around, without blame."""
    text = _("{names} could not be around lately, which happens; {community} shall not wait for it.")
    return fill(text, names=_people(who), community=Bold(home.name))


def why_two(home: Community) -> tuple[Span, ...]:
    """Return that a community should have two stewards."""
    text = _("{community} should have two stewards, so that it is never without.")
    return fill(text, community=Bold(home.name))


def asking(ask: Ask, until: datetime, why: tuple[Span, ...]) -> Card:
    """Return the question, as it stands in a direct message."""
    text = _("Would you look after it from here, as a steward? You have until {date}; saying no is fine.")
    yes = Button(_("I will"), "steward.carry", ask.id, Look.FIRST)
    buttons = Buttons((yes, Button(_("Rather not"), "steward.rather-not", ask.id)))
    quiet = _(
        "I ask you because you have been here longest of those who are around. If I hear nothing by then, you are "
        "a steward. Nobody is told why somebody says no."
    )
    return Card(_("Would you be a steward?"), (Para(why), para(text, date=Moment(until)), buttons, Note((quiet,))))


def settled() -> Card:
    """Return what stands in a question's place once it needs no answer."""
    return Card(_("Would you be a steward?"), (Para((_("This is settled. Thank you."),)),))


def beside(why: tuple[Span, ...]) -> Card:
    """Return the word to the stewards who are there that another one is looked for."""
    text = _(
        "I am asking who could look after it beside you, and tell you when somebody does. If you know somebody "
        "yourself: steward add @somebody"
    )
    return Card(_("A second steward"), (Para(why), Para((text,))))


def carries(home: Community, who: MemberId, others: Sequence[MemberId]) -> Card:
    """Return the word in the home rooms about who looks after the community from now on."""
    if not others:
        text = _("{name} looks after {community} from now on. Thank you!")
        return Card(_("A new steward"), (para(text, name=Mention(who), community=Bold(home.name)),))
    text = _("{name} looks after {community} from now on, together with {others}. Thank you!")
    said = fill(text, name=Mention(who), community=Bold(home.name), others=_people(others))
    return Card(_("A new steward"), (Para(said),))


def yours(home: Community) -> Card:
    """Return the yes to whoever said that they will."""
    text = _("You are a steward of {community} now. To see what that lets you do: help")
    return Card(_("Thank you"), (para(text, community=Bold(home.name)),))


def yours_by_now(home: Community, ask: Ask) -> Card:
    """Return the word to whoever is a steward because they did not say no; they still can."""
    text = _(
        "I heard no “rather not” from you, so you look after {community} now: help shows what that lets you do. "
        "Rather not after all? That is fine too."
    )
    buttons = Buttons((Button(_("Rather not"), "steward.rather-not", ask.id),))
    return Card(_("You are a steward"), (para(text, community=Bold(home.name)), buttons))


def not_you() -> Card:
    """Return the answer to "rather not"."""
    return Card(
        _("That is fine"), (Para((_("Thank you for saying so. I look for somebody else, and nobody is told why."),)),)
    )


def alone(home: Community) -> Card:
    """Return the word to the one steward who is left, when nobody else could be found."""
    text = _(
        "You look after {community} alone now: I know of nobody else to ask just now. Nothing is wrong with that. "
        "When you know somebody: steward add @somebody"
    )
    return Card(_("You are the only steward"), (para(text, community=Bold(home.name)),))


def still_yours(home: Community) -> Card:
    """Return the word to a steward of whom nobody has heard."""
    text = _("I have not heard of you for six weeks, so I look for somebody who looks after {community} with you.")
    here = Buttons((Button(_("I am here"), "steward.here", "", Look.FIRST),))
    quiet = Note((_("Nothing is taken from you."),))
    return Card(_("Are you still there?"), (para(text, community=Bold(home.name)), here, quiet))


def is_here() -> Card:
    """Return the answer to a steward who is still there."""
    return Card(_("Good to have you"), (Para((_("Then all stays as it is."),)),))


def wanted(home: Community, ask: Ask) -> Card:
    """Return the word where everybody reads it, when nobody is left to ask."""
    text = _(
        "Nobody who looks after {community} is around just now, and that happens. Whoever manages this space, and "
        "would like to, can say so here; afterwards they add whom they like: steward add @somebody"
    )
    take = Buttons((Button(_("I will"), "steward.take", ask.id, Look.FIRST),))
    quiet = Note((_("Nothing is lost meanwhile: what is planned goes on."),))
    return Card(_("A steward is wanted"), (para(text, community=Bold(home.name)), take, quiet))


def taken(who: MemberId) -> Card:
    """Return what stands in its place once somebody has said so."""
    return Card(_("A steward was wanted"), (para(_("{name} has taken it on. Thank you!"), name=Mention(who)),))
