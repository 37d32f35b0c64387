"""The cards of guests and their chairs."""

from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time

from bot.cards import Bold, Button, Buttons, Card, Look, Moment, Para, note, para
from bot.community.model import Community
from bot.errors import shortened
from bot.i18n import SOURCE_LANGUAGE, _, language, languages
from bot.voices.model import Date, Guest, GuestState, Slot
from bot.voices.rotation import PASSES_A_CYCLE

IN_WORDS = {"en": "EEEE d MMMM y"}
"""How a day is written out where a language's own full form is not everybody's: "Thursday 26 November 2026"."""


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


def declined(guest: Guest) -> Card:
    """Return what becomes of a guest who has just said no: the second no of a round is its last."""
    text = _("The chair is free again; {guest} stays on the list. Whose turn it is: guest slot")
    if guest.passes >= PASSES_A_CYCLE:
        text = _(
            "The chair is free again. {guest} has said no twice in this round, so I name the others first. "
            "Whose turn it is: guest slot"
        )
    return Card(_("Another time"), (para(text, guest=Bold(guest.name)),))


def invitation(community: Community | None, guest: Guest, date: Date, contact: str) -> Card:
    """Return words to send a guest, whose chair is kept from now on, and how to reach them ("" where not known).

    They are copied into a mail, where no platform shows a time: the date stands in words, with its zone.
    """
    keep = para(
        _("The chair of {ritual} on {date} is kept for {guest}."),
        ritual=Bold(date.name),
        date=Moment(date.starts),
        guest=Bold(guest.name),
    )
    words = Para((letter(community, guest, date),))
    reach = [note(_("Where to write: {contact}"), contact=contact)] if contact else []
    return Card(_("Words to send them"), (keep, words, *reach, Buttons(answers(guest))))


def ask_button(guest: Guest, date: Date) -> Button:
    """Return the button that keeps the chair of one date for a guest."""
    label = _("Ask {name}").format(name=shortened(guest.name))
    return Button(label, "guest.ask", f"{guest.id} {date.ritual} {minute(date)}")


def minute(date: Date) -> str:
    """Return a start as a button carries it: "2026-12-04T10:00", UTC."""
    return date.starts.isoformat(timespec="minutes")[:16]


def answers(guest: Guest) -> tuple[Button, ...]:
    """Return the buttons that note what a guest who was asked has answered."""
    yes = Button(_("They said yes"), "guest.confirm", guest.id, Look.FIRST)
    no = Button(_("They said no"), "guest.decline", guest.id)
    return yes, no, Button(_("Another time"), "guest.later", guest.id)


def letter(community: Community | None, guest: Guest, date: Date) -> str:
    """Return an invitation in plain words: who asks, why, for what and when."""
    words = _("Dear {guest}, we are {community}. Would you be our guest at {ritual}?").format(
        guest=guest.name, community=community.name if community else "", ritual=date.name
    )
    if community is not None and community.charter:
        words = _("Dear {guest}, we are {community}: {purpose} Would you be our guest at {ritual}?").format(
            guest=guest.name, community=community.name, purpose=_sentence(community.charter), ritual=date.name
        )
    if guest.topic:
        words += " " + _("We would love to hear you on “{topic}”.").format(topic=guest.topic)
    else:
        words += " " + _("We would love to hear what you are working on.")
    zone = community.zone if community else "UTC"
    when = date.starts.astimezone(ZoneInfo(zone))
    spoken = language() if language() in languages() else SOURCE_LANGUAGE
    day = format_date(when, format=IN_WORDS.get(spoken, "full"), locale=spoken)
    time = format_time(when, format="HH:mm", locale=spoken)
    return words + " " + _("It is on {day} at {time} ({zone}).").format(day=day, time=time, zone=zone)


def _sentence(text: str) -> str:
    """Return a text on one line, with a full stop at its end."""
    line = " ".join(text.split())
    return line if line.endswith((".", "!", "?", "…")) else f"{line}."
