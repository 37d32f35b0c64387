"""The words about looking after guests: thanking them above all."""

from collections.abc import Sequence
from datetime import timedelta

from bot.cards import Block, Bold, Button, Buttons, Card, Look, Mention, Moment, Para, note, para
from bot.errors import shortened
from bot.i18n import _, counted
from bot.keys import MemberId
from bot.voices.model import Guest, Slot
from bot.voices.questions import Best

GOOD_FOR = timedelta(days=7)
MOST_ALONE = 5


def subject(guest: Guest) -> str:
    """Return what a reminder to thank a guest is about: this guest, this time."""
    return f"thank:{guest.id}:{guest.turns}"


def thanks(community: str, guest: Guest, words: str, contact: str, liked: Best | None = None) -> Card:
    """Return a thank-you in plain words, to be sent; `words` are the sender's own, `contact` where to.

    `liked` is the answer that helped most.
    """
    text = _("Dear {guest}, thank you for being with us at {community}.").format(guest=guest.name, community=community)
    if guest.topic:
        text += " " + _("Your hour on “{topic}” gave us a lot to talk about.").format(topic=guest.topic)
    if liked is not None:
        text += " " + _("What helped most was your answer to “{question}”.").format(question=liked.question)
    if words:
        text += " " + " ".join(words.split())
    text += " " + _("You are welcome back any time.")
    reach: list[Block] = [note(_("Where to write: {contact}"), contact=contact)] if contact else []
    return Card(_("Words to send them"), (Para((text,)), *reach, note(_("I noted that they are thanked."))))


def thank_them(guests: Sequence[tuple[Guest, Slot]], *, minder: bool) -> Card:
    """Return the reminder to thank guests who were here; `minder`: its reader looks after them."""
    blocks: list[Block] = [
        para(_("{guest} was here on {date}. A few words of thanks?"), guest=Bold(g.name), date=Moment(s.starts))
        for g, s in guests
    ]
    blocks.append(Buttons(tuple(thank_button(g) for g, _slot in guests[:MOST_ALONE])))
    if minder:
        blocks.append(note(_("You get this because you look after this guest. I remind you once.")))
    else:
        blocks.append(note(_("You get this because nobody looks after them. I remind you once.")))
    return Card(_("Thank your guest"), tuple(blocks))


def thank_button(guest: Guest) -> Button:
    """Return the button that opens the form of a thank-you."""
    return Button(_("Thank {name}").format(name=shortened(guest.name)), "guest.thank", guest.id, Look.FIRST)


def minding(guest: Guest, by: MemberId) -> tuple[Card, Para]:
    """Return what somebody reads who looks after a guest now, and a line of it."""
    text = para(_("{who} asks you to look after {guest}, a guest."), who=Mention(by), guest=Bold(guest.name))
    what = para(_("Note what they answer, and thank them when they were here: guest confirm, guest later, guest thank"))
    return Card(_("A guest to look after"), (text, what)), text


def alone(guests: Sequence[Guest]) -> Card:
    """Return what stewards read when whoever looked after guests has left."""
    blocks: list[Block] = [
        para(_("Whoever looked after {guest} has left. Who does from now on?"), guest=Bold(g.name))
        for g in guests[:MOST_ALONE]
    ]
    if len(guests) > MOST_ALONE:
        more = len(guests) - MOST_ALONE
        blocks.append(note("{more}", more=counted("and {count} more", "and {count} more", more)))
    buttons = [
        Button(_("I look after {name}").format(name=shortened(g.name)), "guest.take", g.id) for g in guests[:MOST_ALONE]
    ]
    return Card(_("A guest needs somebody"), (*blocks, Buttons(tuple(buttons)), note(_("All of them: guest board"))))
