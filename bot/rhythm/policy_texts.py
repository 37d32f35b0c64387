"""What is said of holidays and of dates that passed while Hearth was away."""

from datetime import datetime
from typing import assert_never

from bot.cards import Block, Moment, MomentStyle, note, para
from bot.i18n import _, language
from bot.rhythm.holidays import Policy
from bot.rhythm.model import Late, Ritual

MOST_HOLIDAYS = 3


def holidays(ritual: Ritual, after: datetime, until: datetime) -> list[Block]:
    """Return a line for each date that falls on a public holiday, with its name and what becomes of the date."""
    lines: list[Block] = []
    for each in ritual.on_holidays(after, until, language())[:MOST_HOLIDAYS]:
        day = Moment(ritual.when.instant(each.day), MomentStyle.DAY)
        if each.to is None:
            lines.append(para(_("Not on {day}: {holiday}"), day=day, holiday=each.name))
        elif each.to == each.day:
            lines.append(para(_("{day} is {holiday}; it takes place all the same."), day=day, holiday=each.name))
        else:
            to = Moment(ritual.when.instant(each.to), MomentStyle.DAY)
            lines.append(para(_("{day} → {to}, {holiday}"), day=day, to=to, holiday=each.name))
    return lines


def policy(chosen: Policy) -> str:
    """Return what happens to dates on public holidays."""
    match chosen:
        case Policy.KEEP:
            return _("it takes place")
        case Policy.SKIP:
            return _("it is left out")
        case Policy.MOVE:
            return _("it moves to the next working day")
        case _:
            assert_never(chosen)


def lateness(late: Late) -> str:
    """Return what happens to dates that passed while Hearth was away."""
    match late:
        case Late.SKIP:
            return _("dates that passed are left out")
        case Late.LATEST_ONCE:
            return _("the latest date opens once, late")
        case Late.ALL:
            return _("each date opens, late")
        case _:
            assert_never(late)


def formed(ritual: Ritual) -> list[Block]:
    """Return which form its dates have, where they have one."""
    if not ritual.form:
        return []
    return [note(_('Its dates have the form “{form}”. How it goes: ritual form "{form}"'), form=ritual.form)]
