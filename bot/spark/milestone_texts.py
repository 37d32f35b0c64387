"""The words about milestones: quiet, and with a way out."""

from collections.abc import Sequence
from typing import assert_never

from bot.cards import Block, Bold, Button, Buttons, Card, Look, Note, Para, RoomLink, note, para
from bot.community.model import Community
from bot.errors import shortened
from bot.i18n import _, counted
from bot.keys import RoomId
from bot.spark.milestones import Kind, Own, Personal, Reached


def post(home: Community, found: Reached | None, people: Sequence[tuple[str, Own]]) -> Card:
    """Return what stands in the home rooms: the community's milestone, and those of members who said yes."""
    blocks: list[Block] = [_said(home, found)] if found is not None else []
    blocks += [_theirs(name, own) for name, own in people]
    return Card(_("A small milestone"), (*blocks, Note((_("Thank you. There is nothing to do."),))))


def _said(home: Community, found: Reached) -> Para:
    match found.kind:
        case Kind.YEARS:
            return para(_("{name} is {years} old."), name=Bold(home.name), years=_years(found.number))
        case Kind.STREAK:
            weeks = counted("{count} week", "{count} weeks", found.number)
            return para(_("Something has taken place here in {weeks} running."), weeks=weeks)
        case Kind.DATES:
            return para(_("{name} has taken place {times}."), name=Bold(found.name), times=_times(found.number))
        case Kind.ANSWERS:
            answers = counted("{count} answer", "{count} answers", found.number)
            return para(_("Questions here have been given {answers}."), answers=answers)
        case _:
            assert_never(found.kind)


def _years(number: int) -> str:
    return counted("{count} year", "{count} years", number)


def _times(number: int) -> str:
    return counted("{count} time", "{count} times", number)


def _theirs(name: str, own: Own) -> Para:
    who = Bold(shortened(name))
    match own.kind:
        case Personal.YEARS:
            return para(_("{name} has been here for {years}."), name=who, years=_years(own.number))
        case Personal.HOSTED:
            return para(_("{name} has hosted {times}."), name=who, times=_times(own.number))
        case _:
            assert_never(own.kind)


def _yours(home: Community, own: Own) -> Para:
    community = Bold(home.name)
    match own.kind:
        case Personal.YEARS:
            text = _("It is {years} since you joined {community}.")
            return para(text, years=_years(own.number), community=community)
        case Personal.HOSTED:
            return para(_("You have hosted {times} in {community}."), times=_times(own.number), community=community)
        case _:
            assert_never(own.kind)


def asking(home: Community, own: Own, room: RoomId) -> tuple[Card, Para]:
    """Return what a member is asked in private, as a message and as a line of the digest."""
    said = _yours(home, own)
    ask = para(_("May I say so in {room}? Without an answer I say nothing."), room=RoomLink(room))
    buttons = Buttons(
        (
            Button(_("Yes"), "my.milestone", f"{own.id} yes", Look.FIRST),
            Button(_("No, thanks"), "my.milestone", f"{own.id} no"),
            Button(_("Never ask"), "my.milestones", "off"),
        )
    )
    return Card(_("A milestone of yours"), (said, ask, buttons)), Para((*said.spans, " ", *ask.spans))


def answered(*, yes: bool) -> Card:
    """Return the answer to whoever was asked."""
    if yes:
        text = _("I say it on Wednesday, in one quiet line. Changed your mind? my milestones off")
        return Card(_("Thank you"), (Para((text,)),))
    return Card(_("Noted"), (Para((_("Nobody hears of it."),)),))


def preference(*, wanted: bool) -> Card:
    """Return what holds for somebody from now on."""
    if wanted:
        text = _("I may ask you again whether to mention one; without your yes I say nothing.")
        return Card(_("Milestones"), (Para((text,)),))
    text = _("I do not ask again, and nothing of yours is mentioned: no milestone, and nothing a year later.")
    return Card(_("Milestones"), (Para((text,)), note(_("To be asked again: my milestones on"))))
