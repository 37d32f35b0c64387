"""The cards of what members bring back from outside, and of the month's digest."""

from collections.abc import Sequence

from bot.cards import Block, Bold, Button, Buttons, Card, Field, Form, Input, Look, Mention, Note, Para, note, para
from bot.errors import shortened
from bot.i18n import _, counted, later
from bot.keys import MemberId
from bot.voices.brought import LONGEST_LINE, LONGEST_LINK, LONGEST_WHAT, Brought, Heard, Shown

LINES = 5


def card(brought: Brought) -> Card:
    """Return it as the rooms see it."""
    count = counted("{count} wants to hear more.", "{count} want to hear more.", brought.fans)
    fans: tuple[Block, ...] = (Note((count,)),) if brought.fans else ()
    button = Buttons((Button(_("I want to hear more"), "guest.hear", brought.id),))
    return Card(_("From outside: {what}").format(what=brought.what), (*_lines(brought), button, *fans))


def _lines(brought: Brought) -> tuple[Block, ...]:
    who = para(_("{name} was there and brings back:"), name=Bold(brought.name))
    surprise = para(_("What surprised me: {text}"), text=brought.surprise)
    idea = para(_("What we could try: {text}"), text=brought.idea)
    line = " · ".join(x for x in (brought.dated, brought.link) if x)
    return (who, surprise, idea, *((Note((line,)),) if line else ()))


STANDS = {
    Shown.NOWHERE: later(
        "Nobody has seen it yet; I keep it for 30 days. The digest comes on the first weekday of a month."
    ),
    Shown.ROOMS: later("It stands in the home rooms of all your spaces, and in the next digest."),
    Shown.DIGEST: later("It stands in the next digest, on the first weekday of the month."),
}


def own(brought: Brought) -> Card:
    """Return it to its author, with what they can do about it."""
    change = (
        Button(_("Change"), "guest.reword", brought.id),
        Button(_("Take it back"), "guest.unbring", brought.id),
    )
    first: tuple[Button, ...] = ()
    if brought.shown is Shown.NOWHERE:
        first = (
            Button(_("Show it in our rooms"), "guest.tell", f"{brought.id} rooms", Look.FIRST),
            Button(_("Only in the digest"), "guest.tell", f"{brought.id} digest"),
        )
    said = _(STANDS[brought.shown])
    blocks = (*_lines(brought), Buttons((*first, *change)), note("{said}", said=said))
    return Card(_("From outside: {what}").format(what=brought.what), blocks)


def rewording(brought: Brought) -> Form:
    """Return the form in which it is changed, filled as it is."""
    keeps = _("Empty keeps it as it is")
    lines = (
        ("what", _("What it was"), Input.LINE, brought.what, LONGEST_WHAT),
        ("surprise", _("What surprised me"), Input.LINES, brought.surprise, LONGEST_LINE),
        ("idea", _("What we could try"), Input.LINES, brought.idea, LONGEST_LINE),
        ("link", _("Link"), Input.LINE, brought.link, LONGEST_LINK),
    )
    fields = tuple(Field(n, label, kind, False, keeps, value, longest=most) for n, label, kind, value, most in lines)
    return Form(_("Say it in other words"), ("guest", "rebring"), fields, {"brought": brought.id})


def gone() -> Card:
    """Return what stands in rooms where something was taken back."""
    return Card(_("From outside"), (para(_("Whoever brought this has taken it back.")),))


def listed(found: Sequence[Brought], reader: MemberId) -> Card:
    """Return what was brought back lately, the reader's own with a way to change it."""
    if not found:
        text = _("Nobody has brought anything back yet. Were you somewhere? guest bring")
        return Card(_("From outside"), (para(text),))
    blocks: list[Block] = [_line(b) for b in found]
    mine = [b for b in found if b.member == reader][:LINES]
    if mine:
        blocks.append(Buttons(tuple(Button(shortened(b.what), "guest.mine", b.id) for b in mine)))
    return Card(_("From outside"), (*blocks, note(_("Bring something back yourself: guest bring"))))


def heard(brought: Brought, who: MemberId) -> tuple[Card, Para]:
    """Return what the author hears: alone, and as a line of the digest."""
    sentence = _("{who} wants to hear more of what you brought from {what}.")
    line = para(sentence, who=Mention(who), what=Bold(brought.what))
    why = _("You get this because you brought it back.")
    return Card(_("Somebody is curious"), (line, Note((why,)))), line


def digest(told: Sequence[Brought], outside: Sequence[Heard]) -> Card:
    """Return the month's digest."""
    lines = [*(_line(b) for b in told), *(_outside(h) for h in outside)]
    more = len(lines) - LINES
    rest: list[Block] = [Note((counted("and {count} more", "and {count} more", more),))] if more > 0 else []
    hint = note(_("This is what came in from outside this month. Bring something back: guest bring"))
    return Card(_("Outside in"), (*lines[:LINES], *rest, hint))


def _line(brought: Brought) -> Para:
    sentence = _("{name} was at {what}. To try: {idea}")
    text = para(sentence, name=Bold(brought.name), what=brought.what, idea=shortened(brought.idea))
    return Para((*text.spans, f" · {brought.link}")) if brought.link else text


def _outside(heard: Heard) -> Para:
    if heard.asked:
        return para(_("We asked: “{question}” {source}"), question=shortened(heard.text), source=heard.more)
    if not heard.more:
        return para(_("{guest} was our guest."), guest=Bold(heard.text))
    return para(_("{guest} was our guest: {topic}"), guest=Bold(heard.text), topic=shortened(heard.more))
