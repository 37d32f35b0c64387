"""The words about hosting: the rota, whose turn it is, and handing a date on."""

from collections.abc import Sequence

from bot.cards import Block, Bold, Button, Buttons, Card, Look, Moment, Note, Para, Span, joined, note, para
from bot.errors import shortened
from bot.i18n import _
from bot.rhythm.model import Occurrence, Ritual
from bot.rhythm.program import Program
from bot.rhythm.rota import Turn

MOST_NAMES = 20


def _names(rota: Sequence[Turn]) -> tuple[Span, ...]:
    each: list[tuple[Span, ...]] = [(Bold(shortened(t.name)),) for t in rota[:MOST_NAMES]]
    return joined(each, ", ")


def hosted(program: Program, date: Occurrence) -> list[Block]:
    """Return who hosts, as cards of a date say it; nothing where a ritual has no hosts."""
    if program.host is not None:
        return [para(_("Host: {name}"), name=Bold(shortened(program.host)))]
    if program.hosted:
        return [para(_("Nobody hosts it yet.")), Buttons((take(date),))]
    return []


def next_host(program: Program) -> list[Block]:
    """Return who hosts the next date, as `ritual show` says it."""
    if program.host is not None:
        return [note(_("The next date is hosted by {name}."), name=shortened(program.host))]
    if program.hosted:
        return [Note((_("Whoever hosts the next date hears of it two days before. The rota: ritual host"),))]
    return []


def take(date: Occurrence) -> Button:
    """Return the button of a volunteer."""
    return Button(_("I host it"), "ritual.hosting", f"{date.id} take")


def rota(ritual: Ritual, ordered: Sequence[Turn], following: str | None, starts: Moment | None, *, on_it: bool) -> Card:
    """Return the rota, whose turn is next first; `following` hosts the next date, at `starts`."""
    blocks: list[Block] = []
    if ordered:
        blocks.append(para(_("Hosts, in turn: {names}"), names=_names(ordered)))
    else:
        blocks.append(
            para(_("Nobody hosts it yet. Whoever hosts opens the round, keeps the time and notes the recap."))
        )
    if following is not None and starts is not None:
        blocks.append(para(_("On {date}: {name}"), date=starts, name=Bold(shortened(following))))
    if on_it:
        blocks.append(Buttons((Button(_("Take me off"), "ritual.host", f"{ritual.id} change:remove"),)))
    else:
        blocks.append(Buttons((Button(_("I host too"), "ritual.host", f"{ritual.id} change:add", Look.FIRST),)))
    blocks.append(note(_("The turn goes to whoever hosted least recently. They hear of it two days ahead.")))
    return Card(_("Hosts of {name}").format(name=ritual.name), tuple(blocks))


def ahead(ritual: Ritual, date: Occurrence) -> tuple[Card, Para]:
    """Return the heads-up of whoever hosts a date, and a line of it."""
    text = para(_("You host {name} on {date}."), name=Bold(ritual.name), date=Moment(date.starts))
    buttons = Buttons(
        (
            Button(_("I can"), "ritual.hosting", f"{date.id} yes", Look.FIRST),
            Button(_("I can't"), "ritual.hosting", f"{date.id} no"),
            Button(_("Ask for topics"), "ritual.topics", date.id),
        )
    )
    why = note(_("You get this because it is your turn on the rota. To ask somebody else yourself: ritual swap"))
    return Card(_("Your turn: {name}").format(name=ritual.name), (text, buttons, why)), text


def wanted(ritual: Ritual, date: Occurrence, host: str, *, by_host: bool) -> tuple[Card, Para]:
    """Return what somebody reads who is asked to take over, and a line of it; `by_host`: by the host, not a steward."""
    said = (
        _("{host} cannot host {name} on {date}. Can you?")
        if by_host
        else _("So far {host} hosts {name} on {date}. Can you, in their place?")
    )
    text = para(said, host=Bold(shortened(host)), name=Bold(ritual.name), date=Moment(date.starts))
    buttons = Buttons(
        (
            Button(_("I can"), "ritual.hosting", f"{date.id} yes", Look.FIRST),
            Button(_("I can't"), "ritual.hosting", f"{date.id} no"),
        )
    )
    why = (
        note(_("You get this because {host} asked for you."), host=shortened(host))
        if by_host
        else note(_("You get this because a steward asked for you."))
    )
    return Card(_("Can you host {name}?").format(name=ritual.name), (text, buttons, why)), text


def asked(ritual: Ritual, date: Occurrence, name: str, keeps: str | None) -> Card:
    """Return the yes to whoever asked for somebody in particular; `keeps` hosts until then, None: the asker."""
    if keeps is None:
        text = para(_("I ask {name}. Until they say yes, it stays with you."), name=Bold(shortened(name)))
    else:
        said = _("I ask {name}. Until they say yes, it stays with {host}.")
        text = para(said, name=Bold(shortened(name)), host=Bold(shortened(keeps)))
    when = note(_("{ritual}: {date}"), ritual=ritual.name, date=Moment(date.starts))
    return Card(_("Asked"), (text, when))


def took_over(ritual: Ritual, date: Occurrence, name: str) -> Card:
    """Return the good news to whoever could not host."""
    text = para(
        _("{name} hosts {ritual} on {date}."),
        name=Bold(shortened(name)),
        ritual=Bold(ritual.name),
        date=Moment(date.starts),
    )
    return Card(_("Somebody took it over"), (text, note(_("You get this because it was yours to host."))))


def declined(ritual: Ritual, date: Occurrence, name: str) -> Card:
    """Return the other news: it stays with them until somebody else is found."""
    said = _("{name} cannot host {ritual} on {date}. It is still with you.")
    text = para(said, name=Bold(shortened(name)), ritual=Bold(ritual.name), date=Moment(date.starts))
    on = Buttons((Button(_("Ask whoever is next"), "ritual.hosting", f"{date.id} no"),))
    return Card(_("Not this time"), (text, on, note(_("You get this because it is yours to host."))))


def yours(ritual: Ritual, date: Occurrence) -> Card:
    """Return the thanks to whoever said that they host."""
    text = para(_("You host {name} on {date}."), name=Bold(ritual.name), date=Moment(date.starts))
    quiet = _("Should something come up: ritual swap")
    return Card(_("Thank you"), (text, Note((quiet,))))


def handed_on(ritual: Ritual, following: str | None) -> Card:
    """Return what whoever cannot host reads: who is asked now."""
    quiet = _("Your next turn comes as if this one had never been yours.")
    title = _("{name} is off your hands").format(name=ritual.name)
    return Card(title, (_following(following), Note((quiet,))))


def taken_off(ritual: Ritual, date: Occurrence) -> Card:
    """Return what a host reads from whom a steward took a date."""
    text = para(
        _("A steward found another way for {name} on {date}: it is not yours to host any more."),
        name=Bold(ritual.name),
        date=Moment(date.starts),
    )
    quiet = _("Your next turn comes as if this one had never been yours.")
    return Card(_("{name} is off your hands").format(name=ritual.name), (text, Note((quiet,))))


def off(ritual: Ritual, host: str, following: str | None) -> Card:
    """Return what a steward reads who took a date from its host."""
    text = para(_("{host} does not host it any more, and hears so."), host=Bold(shortened(host)))
    return Card(_("{name} is handed on").format(name=ritual.name), (text, _following(following)))


def _following(following: str | None) -> Para:
    if following is None:
        return para(_("Nobody else is left to ask, so the stewards know, and anybody may take it."))
    return para(_("{name} is asked now."), name=Bold(shortened(following)))


def stays(ritual: Ritual, host: str | None) -> Card:
    """Return what somebody reads who was asked to take over and cannot."""
    text = para(_("Thank you for saying so. It stays with {name}."), name=Bold(shortened(host or _("nobody"))))
    return Card(_("Noted"), (text, note("{ritual}", ritual=ritual.name)))


def nobody(ritual: Ritual, date: Occurrence, after: str | None) -> Card:
    """Return what the stewards hear when nobody is left on the rota; `after`: who was to host and cannot."""
    name, at = Bold(ritual.name), Moment(date.starts)
    if after is None:
        text = para(_("Nobody on the rota can host {name} on {date}."), name=name, date=at)
    else:
        said = _("{host} does not host {name} on {date} after all, and nobody else on the rota can.")
        text = para(said, host=Bold(shortened(after)), name=name, date=at)
    quiet = _("You get this because you are a steward. The announcement asks for a volunteer as well.")
    return Card(_("A host is missing"), (text, Buttons((take(date),)), Note((quiet,))))


def unheard(ritual: Ritual, date: Occurrence, name: str) -> Card:
    """Return what the stewards hear of a host whom no message reached."""
    said = _(
        "{host} hosts {name} on {date} and does not know it yet: they want no more messages from me before then, or "
        "none gets through. Please tell them, or let me ask somebody else."
    )
    text = para(said, host=Bold(shortened(name)), name=Bold(ritual.name), date=Moment(date.starts))
    on = Buttons((Button(_("Ask whoever is next"), "ritual.swap", date.id),))
    return Card(_("A host does not know yet"), (text, on, note(_("You get this because you are a steward."))))
