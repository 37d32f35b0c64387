"""The notice of empty chairs."""

from collections.abc import Sequence

from bot.cards import Block, Bold, Buttons, Card, Mention, Moment, Note, Para, Span, joined, note, para
from bot.community.model import Community
from bot.errors import shortened
from bot.i18n import _, counted
from bot.voices import texts
from bot.voices.alternating import Case
from bot.voices.model import Date, Guest

CHAIRS_SHOWN = 4


def empty(home: Community, chairs: Sequence[Date], guests: Sequence[Guest]) -> Card:
    """Return what stewards read of empty chairs: who could be asked, and words to send the first of them.

    `chairs` is not empty; the first of `guests` is next in turn.
    """
    blocks: list[Block] = [
        para(_("{when} · {ritual}: nobody is asked yet"), when=Moment(d.starts), ritual=Bold(d.name))
        for d in chairs[:CHAIRS_SHOWN]
    ]
    if len(chairs) > CHAIRS_SHOWN:
        more = len(chairs) - CHAIRS_SHOWN
        blocks.append(Note((counted("and {count} more", "and {count} more", more),)))
    if not guests:
        blocks.append(para(_("And nobody is left to ask. Suggest somebody: guest suggest")))
    else:
        who: list[tuple[Span, ...]] = [_who(g) for g in guests]
        blocks.append(para(_("Next in fair rotation: {names}"), names=joined(who, ", ")))
        blocks.append(Buttons(tuple(texts.ask_button(g, chairs[0]) for g in guests)))
        blocks.append(Para((texts.letter(home, guests[0], chairs[0]),)))
    blocks.append(note(_("You get this up to three weeks ahead, once for each date. All chairs: guest slot")))
    return Card(_("An empty chair") if len(chairs) == 1 else _("Empty chairs"), tuple(blocks))


def _who(guest: Guest) -> tuple[Span, ...]:
    about = ", ".join(x for x in (guest.organisation, shortened(guest.topic)) if x)
    return (Bold(guest.name), f" ({about})") if about else (Bold(guest.name),)


def caseless(dates: Sequence[tuple[Date, Sequence[Case]]]) -> Card:
    """Return what stewards read of own cases that nobody brings, each with the last cases of who could be asked."""
    blocks: list[Block] = []
    for date, cases in dates:
        blocks.append(
            para(
                _("{when} · {ritual}: an own case, nobody brings one yet"),
                when=Moment(date.starts),
                ritual=Bold(date.name),
            )
        )
        if cases:
            who: list[tuple[Span, ...]] = [(Mention(c.member),) for c in cases]
            blocks.append(para(_("You could ask, in this order: {names}"), names=joined(who, ", ")))
    blocks.append(para(_("Whoever has one types: ritual case. Without one it is a peer clinic.")))
    blocks.append(note(_("You get this a week ahead, once for each date. All chairs: guest slot")))
    return Card(_("Nobody brings a case yet"), tuple(blocks))
