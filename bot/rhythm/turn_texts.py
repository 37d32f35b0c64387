"""The words about what a date is: who comes from outside, whose own case it is, or a peer clinic."""

from collections.abc import Sequence

from bot.cards import Block, Bold, Button, Buttons, Moment, Note, Para, Span, fill, para
from bot.i18n import _
from bot.rhythm.model import Occurrence, Ritual
from bot.rhythm.recurrence import Start
from bot.rhythm.store import Voice

CASE, CLINIC = "case", "clinic"


def spoken(voice: Voice | None) -> list[Block]:
    """Return what a date is about, with who speaks; nothing where nobody does."""
    if voice is None:
        return []
    quiet: Sequence[Block] = ()
    if voice.instead:
        quiet = (Note((_("Nobody from outside could come this time, so we have something of our own."),)),)
    if voice.turn == CLINIC:
        return [para(_("A peer clinic: bring something you are stuck on, and the others help.")), *quiet]
    if voice.turn == CASE and not voice.name:
        return [para(_("An own case: one of us brings something from their work. Will you?")), *quiet]
    if voice.turn == CASE:
        return [para(_("An own case: {name} brings “{topic}”"), name=Bold(voice.name), topic=voice.topic), *quiet]
    who: tuple[Span, ...] = (Bold(voice.name),)
    if voice.organisation:
        who = fill(_("{name} ({organisation})"), name=who, organisation=voice.organisation)
    if voice.topic:
        return [para(_("With {who}: {topic}"), who=who, topic=voice.topic)]
    return [para(_("With {who}"), who=who)]


def adding(ritual: Ritual, date: Occurrence, voice: Voice | None, *, hosted: bool) -> list[Block]:
    """Return the button by which members bring something to a date: to its agenda, or a case of their own."""
    buttons: list[Button] = []
    if voice is not None and voice.turn == CASE and not voice.name:
        buttons.append(Button(_("I bring a case"), "ritual.case", ritual.id))
    if hosted or (voice is not None and voice.turn == CLINIC):
        buttons.append(Button(_("Add to agenda"), "ritual.agenda", date.id))
    return [Buttons(tuple(buttons))] if buttons else []


def week_line(start: Start, ritual: Ritual, voice: Voice | None) -> Para:
    """Return a coming date in one line."""
    when, name = Moment(start.at), Bold(ritual.name)
    if voice is None:
        return para(_("{when} · {ritual}"), when=when, ritual=name)
    if voice.turn == CLINIC:
        return para(_("{when} · {ritual}, a peer clinic"), when=when, ritual=name)
    if voice.turn == CASE and voice.name:
        return para(_("{when} · {ritual}, a case of {who}"), when=when, ritual=name, who=voice.name)
    if voice.turn == CASE:
        return para(_("{when} · {ritual}, an own case"), when=when, ritual=name)
    return para(_("{when} · {ritual}, with {who}"), when=when, ritual=name, who=voice.name)
