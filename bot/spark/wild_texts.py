"""The words about the wild slot."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.cards import Block, Bold, Button, Buttons, Card, Look, Moment, MomentStyle, Para, note, para
from bot.community.model import Community
from bot.errors import shortened
from bot.i18n import _, counted
from bot.keys import OccurrenceId
from bot.spark.model import Slot, Suggestion, WildDate


@dataclass(frozen=True, slots=True)
class Offered:
    """One idea to choose, in the reader's language; `about` is empty for a member's."""

    key: str
    title: str
    about: str


def offer(home: Community) -> Card:
    """Return what stewards are asked once, when something steady has gone on for two months."""
    text = para(
        _("{community} has a steady rhythm now. One date a month could be kept for something new: a wild slot."),
        community=Bold(home.name),
    )
    how = para(_("Three weeks before, you get three ideas to choose from; without one, nothing happens."))
    button = Buttons((Button(_("The last Thursday, 16:00"), "community.settings", 'wild:"last Thursday 16:00"'),))
    quiet = note(_("You are asked once. Another time: community settings wild:first Tuesday 10:00"))
    return Card(_("Something new once a month?"), (text, how, button, quiet))


def choosing(slot: Slot, date: OccurrenceId, offered: Sequence[Offered]) -> Card:
    """Return the ideas for a date that comes up."""
    when = (
        [para(_("On {date} there is room for something new. Which of these?"), date=Moment(slot.starts))]
        if slot.starts
        else []
    )
    quiet = note(_("It is announced as something new that happens once. If nobody chooses, it is left out."))
    return Card(_("What shall the wild slot be?"), (*when, *_listed(offered), _choice(date, offered), quiet))


def _listed(offered: Sequence[Offered]) -> list[Block]:
    blocks: list[Block] = []
    for each in offered:
        if each.about:
            blocks.append(para("{idea}: {about}", idea=Bold(each.title), about=each.about))
        else:
            blocks.append(para(_("{idea}, an idea of a member"), idea=Bold(each.title)))
    return blocks


def _choice(date: OccurrenceId, offered: Sequence[Offered]) -> Buttons:
    chosen = [Button(shortened(o.title), "rhythm.try", f"{date} {o.key}") for o in offered]
    return Buttons((*chosen, Button(_("Something of our own"), "rhythm.own", date)))


def suggested(slot: Slot | None, date: WildDate, suggestion: Suggestion) -> Card:
    """Return that a member has an idea, while a date that comes up is still free."""
    text = para(_("A member would like to try “{idea}” in the wild slot."), idea=suggestion.text)
    blocks: list[Block] = [text]
    if slot is not None and slot.starts is not None:
        blocks.append(para(_("The date of {date} is still free."), date=Moment(slot.starts, MomentStyle.DAY)))
    button = Button(_("Take it"), "rhythm.try", f"{date.date} {suggestion.id}", Look.FIRST)
    return Card(_("An idea for the wild slot"), (*blocks, Buttons((button,))))


def kept(slot: Slot | None, suggestion: Suggestion, mine: OccurrenceId | None, *, steward: bool) -> Card:
    """Return the answer to whoever had an idea; `mine`: the date a steward may give it to at once."""
    blocks: list[Block] = [para(_("“{idea}” waits to be chosen."), idea=suggestion.text)]
    if slot is None:
        blocks.append(para(_("There is no wild slot here yet. {how}"), how=_opening(steward=steward)))
    if mine is not None and slot is not None and slot.starts is not None:
        blocks.append(para(_("The date of {date} is still free."), date=Moment(slot.starts, MomentStyle.DAY)))
        blocks.append(Buttons((Button(_("Take it"), "rhythm.try", f"{mine} {suggestion.id}", Look.FIRST),)))
    else:
        blocks.append(note(_("Stewards see it when they choose.")))
    return Card(_("A good idea"), tuple(blocks))


def chosen(slot: Slot, date: WildDate) -> Card:
    """Return the answer to the steward who chose."""
    blocks: list[Block] = [para(_("{idea} is what the wild slot is for this time."), idea=Bold(date.title))]
    if date.about:
        blocks.append(Para((date.about,)))
    if slot.starts is not None:
        blocks.append(
            note(_("On {date}. Its announcement says that it is new and happens once."), date=Moment(slot.starts))
        )
    return Card(_("Chosen"), (*blocks, Buttons((Button(_("Something else"), "rhythm.own", date.date),))))


def slot(found: Slot | None, date: WildDate | None, offered: Sequence[Offered], waiting: int, *, steward: bool) -> Card:
    """Return what the wild slot is for next time, as a member or a steward sees it."""
    title = _("The wild slot")
    idea = Button(_("I have an idea"), "rhythm.idea")
    if found is None:
        text = Para((_("One date a month can be kept for something new. There is no such date here yet."),))
        return Card(title, (text, Buttons((idea,)), note("{how}", how=_opening(steward=steward))))
    blocks: list[Block] = [para(_("{name} · {rhythm}"), name=Bold(found.name), rhythm=found.rhythm)]
    if date is None or found.starts is None:
        blocks.append(Para((_("It has no date ahead."),)))
    elif date.title:
        blocks.append(para(_("On {date}: {idea}"), date=Moment(found.starts), idea=Bold(date.title)))
        blocks += [Para((date.about,))] if date.about else []
    else:
        blocks.append(para(_("On {date}: still free"), date=Moment(found.starts)))
        blocks += _listed(offered)
    if waiting:
        blocks.append(note(counted("{count} idea of members waits.", "{count} ideas of members wait.", waiting)))
    choice = _choice(date.date, offered).buttons if date is not None and offered else ()
    if steward and date is not None and date.title:
        choice = (Button(_("Something else"), "rhythm.own", date.date),)
    return Card(title, (*blocks, Buttons((*choice, idea))))


def _opening(*, steward: bool) -> str:
    """Return how there comes to be a wild slot, for whoever reads it."""
    return _("To open one: community settings wild:last Thursday 16:00") if steward else _("Stewards can open one.")


def again(date: WildDate) -> Card:
    """Return what stewards are asked when something was tried."""
    text = para(
        _("{idea} has been tried. If it was worth it, it can become a ritual, on trial."), idea=Bold(date.title)
    )
    button = Button(_("Do it again"), "ritual.create", _name(date.title))
    return Card(_("Once, or again?"), (text, Buttons((button,)), note(_("Doing nothing is fine: it was for once."))))


def _name(title: str) -> str:
    """Return a title as the first argument of a command that is typed, no longer than a button carries."""
    return '"' + title.replace('"', "”") + '"'
