"""The cards of guests and their chairs."""

from bot.cards import Bold, Button, Buttons, Card, Look, Moment, Para, para
from bot.errors import shortened
from bot.i18n import _
from bot.voices.model import Date, Guest, GuestState, Slot


def line(guest: Guest, slot: Slot | None) -> Para:
    """Return a guest in one line, with the chair they have."""
    about = " · ".join(x for x in (guest.organisation, shortened(guest.topic)) if x) or _("no topic yet")
    if slot is None:
        return para(_("{name} · {about}"), name=Bold(guest.name), about=about)
    state = _("confirmed for") if slot.state is GuestState.CONFIRMED else _("asked for")
    return para(
        _("{name} · {about} · {state} {date}"),
        name=Bold(guest.name),
        about=about,
        state=state,
        date=Moment(slot.starts),
    )


def chair(date: Date, guest: Guest | None, slot: Slot | None) -> Para:
    """Return a chair in one line: who has it (`slot`), or whose turn it is."""
    when, ritual = Moment(date.starts), Bold(date.name)
    if guest is None:
        return para(_("{when} · {ritual}: an empty chair, and nobody left to ask"), when=when, ritual=ritual)
    if slot is None:
        text = _("{when} · {ritual}: empty; next in fair rotation is {name}")
    elif slot.state is GuestState.CONFIRMED:
        text = _("{when} · {ritual}: {name}, confirmed")
    else:
        text = _("{when} · {ritual}: {name}, asked")
    return para(text, when=when, ritual=ritual, name=Bold(guest.name))


def invitation(community: str, guest: Guest, date: Date) -> Card:
    """Return words to send a guest, whose chair is kept from now on; `community` is its name."""
    words = _(
        "Dear {guest}, we are {community}. Would you be our guest at {ritual}? We would love to "
        "hear you{topic}. The date is"
    )
    about = _(" on “{topic}”").format(topic=guest.topic) if guest.topic else ""
    text = words.format(guest=guest.name, community=community, ritual=date.name, topic=about)
    buttons = Buttons(
        (
            Button(_("They said yes"), "guest.confirm", guest.id, Look.FIRST),
            Button(_("They said no"), "guest.decline", guest.id),
        )
    )
    keep = para(
        _("The chair of {ritual} on {date} is kept for {guest}."),
        ritual=Bold(date.name),
        date=Moment(date.starts),
        guest=Bold(guest.name),
    )
    return Card(_("Words to send them"), (keep, Para((text, " ", Moment(date.starts), ".")), buttons))
