"""The card of the pipeline."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.cards import Block, Bold, Button, Buttons, Card, Mention, Moment, MomentStyle, Note, Para, Span, note, para
from bot.errors import shortened
from bot.i18n import _, counted
from bot.keys import MemberId
from bot.voices import texts
from bot.voices.caring_texts import thank_button
from bot.voices.model import Guest, GuestState, Slot

A_DAY = timedelta(days=1)
MOST_PRESSING = 4
"""With as many rows of buttons and one more for the next in turn: five, as Discord's modest cards have."""


@dataclass(frozen=True, slots=True)
class Line:
    """A guest, the chair they have, who looks after them, and how to reach them ("" where not known)."""

    guest: Guest
    slot: Slot | None
    minder: MemberId | None
    contact: str


def board(
    guests: Iterable[Guest], pressing: Sequence[Line], following: Sequence[Line], *, more: int, now: datetime
) -> Card:
    """Return the board: all counted, `pressing` with their buttons, `more` of the same, who is next in turn."""
    everybody = list(guests)
    if not everybody:
        return Card(_("Guest board"), (para(_("There is nobody yet. Suggest somebody: guest suggest")),))
    blocks: list[Block] = [Para((_counts(everybody),))]
    for line in pressing:
        blocks.append(_line(line, now))
        if line.contact:
            blocks.append(note(_("Where to write: {contact}"), contact=line.contact))
        if buttons := _buttons(line.guest):
            blocks.append(Buttons(buttons))
    if more > 0:
        blocks.append(Note((counted("and {count} more", "and {count} more", more),)))
    if following:
        blocks.append(para(_("Next in turn: {names}"), names=_names(following)))
        blocks.append(Buttons(tuple(_ask(x.guest) for x in following)))
    blocks.append(note(_("Only stewards see this. Dates and chairs: guest slot. Somebody goes for good: guest remove")))
    return Card(_("Guest board"), tuple(blocks))


def _counts(guests: Iterable[Guest]) -> str:
    """Return how many stand where, in the order of the pipeline; where nobody stands is left out."""
    labels = {
        GuestState.WISHED: _("wished {count}"),
        GuestState.ASKED: _("asked {count}"),
        GuestState.CONFIRMED: _("confirmed {count}"),
        GuestState.HOSTED: _("to thank {count}"),
        GuestState.THANKED: _("thanked {count}"),
        GuestState.POSTPONED: _("another time {count}"),
        GuestState.DECLINED: _("said no {count}"),
    }
    number = Counter(g.state for g in guests)
    return " · ".join(label.format(count=number[state]) for state, label in labels.items() if number[state])


def _names(lines: Sequence[Line]) -> tuple[Span, ...]:
    spans: list[Span] = []
    for line in lines:
        about = ", ".join(x for x in (line.guest.organisation, shortened(line.guest.topic)) if x)
        spans += [", " if spans else "", Bold(line.guest.name), f" ({about})" if about else ""]
    return tuple(s for s in spans if s)


def _line(line: Line, now: datetime) -> Para:
    """Return where one guest stands, who looks after them, and what is to do."""
    guest = line.guest
    who: tuple[Span, ...] = (Mention(line.minder),) if line.minder else (_("nobody looks after them"),)
    since = guest.since or guest.suggested_at
    days = counted("{count} day", "{count} days", (now - since).days)
    date = Moment(line.slot.starts) if line.slot else Moment(guest.last or since)
    match guest.state:
        case GuestState.ASKED:
            text = _("{name} · asked for {date} · no answer for {days} · {who}")
            if now - since < A_DAY:
                text = _("{name} · asked for {date}, just now · {who}")
        case GuestState.CONFIRMED:
            text = _("{name} · comes on {date} · {who}")
        case GuestState.HOSTED:
            text = _("{name} · was here on {date} · waits for thanks · {who}")
        case _:
            text = _("{name} · another time, from {date} · {who}")
            date = Moment(guest.away_until or since, MomentStyle.DAY)
    return para(text, name=Bold(guest.name), date=date, days=days, who=who)


def _buttons(guest: Guest) -> tuple[Button, ...]:
    match guest.state:
        case GuestState.ASKED:
            return texts.answers(guest)
        case GuestState.CONFIRMED:
            return texts.answers(guest)[1:]
        case GuestState.HOSTED:
            return (thank_button(guest),)
        case _:
            return ()


def _ask(guest: Guest) -> Button:
    return Button(_("Ask {name}").format(name=shortened(guest.name)), "guest.invite", guest.id)
