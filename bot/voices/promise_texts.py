"""The words about guests whose date is off, or another one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.cards import Block, Bold, Buttons, Card, Moment, Note, Para, note, para
from bot.i18n import _, counted
from bot.voices import texts
from bot.voices.caring_texts import MOST_ALONE
from bot.voices.model import Guest, GuestState, Slot


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of a guest's chair: `slot` as it was, in the ritual of that name; `to` is None where it is off."""

    guest: Guest
    slot: Slot
    ritual: str
    to: datetime | None


def changed(changes: Sequence[Change], *, minder: bool) -> Card:
    """Return whom to tell what; `minder`: its reader looks after the guest."""
    blocks: list[Block] = [line(c) for c in changes[:MOST_ALONE]]
    if len(changes) > MOST_ALONE:
        more = len(changes) - MOST_ALONE
        blocks.append(Note((counted("and {count} more", "and {count} more", more),)))
    if minder:
        if len(changes) == 1 and changes[0].to is not None:
            blocks.append(Buttons(texts.answers(changes[0].guest)[1:]))
        blocks.append(note(_("You get this because you look after them. Another date: guest invite")))
    else:
        blocks.append(note(_("You get this because nobody looks after them. Another date: guest invite")))
    return Card(_("Tell your guest"), tuple(blocks))


def line(change: Change) -> Para:
    """Return what became of one guest's date."""
    said_yes = change.slot.state is GuestState.CONFIRMED
    if change.to is None:
        text = _("{guest} was asked for {ritual} on {date}. That is off now: please tell them.")
        if said_yes:
            text = _("{guest} had said yes to {ritual} on {date}. That is off now: please tell them.")
    else:
        text = _("{guest} was asked for {ritual} on {date}. It is on {to} now: please ask if that suits them.")
        if said_yes:
            text = _("{guest} had said yes to {ritual} on {date}. It is on {to} now: please ask if that suits them.")
    to = Moment(change.to) if change.to is not None else ""
    who, ritual = Bold(change.guest.name), Bold(change.ritual)
    return para(text, guest=who, ritual=ritual, date=Moment(change.slot.starts), to=to)
