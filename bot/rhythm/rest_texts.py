"""The cards of a rest of the whole community."""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.cards import Block, Bold, Button, Buttons, Card, Look, Moment, MomentStyle, Note, Para, note, para
from bot.community.model import Community
from bot.i18n import _
from bot.rhythm.model import Ritual

MOST_COMING = 5


def _day(at: datetime) -> Moment:
    return Moment(at, MomentStyle.DAY)


def until_when(days: Sequence[date]) -> Card:
    """Return the question that a pause without a day leads to, with local days to choose from."""
    labels = (_("A week"), _("Two weeks"), _("Four weeks"))
    buttons = tuple(
        Button(label, "community.pause", day.isoformat(), Look.FIRST if number == 1 else Look.PLAIN)
        for number, (label, day) in enumerate(zip(labels, days, strict=True))
    )
    text = _("For how long? On that day everything goes on by itself. Another day: community pause until:4 January")
    return Card(_("A rest for everybody"), (Para((text,)), Buttons(buttons)))


def preview(home: Community, until: datetime, now: datetime) -> Card:
    """Return what a rest would be, before it is."""
    blocks: list[Block] = []
    if home.paused_until is not None and home.paused_until > now:
        blocks.append(para(_("It rests already, until {day}. This changes the day."), day=_day(home.paused_until)))
    stops = _(
        "Until {day} I send nothing of my own accord: no announcements, openings, reminders or weekly messages. What "
        "is not sent yet is taken back; commands still answer."
    )
    blocks.append(para(stops, day=_day(until)))
    said = _("In the home rooms I would post: “We rest until {day}.” and, when it goes on, what comes next.")
    blocks.append(para(said, day=_day(until)))
    value = f"{until.astimezone(ZoneInfo(home.zone)):%Y-%m-%d}"
    told = Button(_("Rest, and tell the rooms"), "community.rest", f"{value} told", Look.FIRST)
    blocks.append(Buttons((told, Button(_("Rest quietly"), "community.rest", f"{value} quietly"))))
    blocks.append(Note((_("Nothing changes before you say so. Sooner is possible: community resume"),)))
    return Card(_("A rest for everybody"), tuple(blocks))


def rests(until: datetime, *, again: bool) -> Card:
    """Return the yes to the steward."""
    text = (
        _("It rests until {day} now.") if again else _("The community rests until {day}, and goes on by itself then.")
    )
    return Card(_("A rest for everybody"), (para(text, day=_day(until)), note(_("Sooner: community resume"))))


def announced(until: datetime) -> Card:
    """Return the one word in the home rooms."""
    text = para(_("We rest until {day}. Until then nothing comes from me; then it goes on."), day=_day(until))
    return Card(_("A rest"), (text, note(_("You can still ask me things: help"))))


def back(coming: Sequence[tuple[Ritual, datetime]]) -> Card:
    """Return the word in the home rooms when it goes on."""
    return Card(_("We are back"), _coming(coming))


def resumed(coming: Sequence[tuple[Ritual, datetime]]) -> Card:
    """Return the yes to the steward who ended the rest."""
    return Card(_("The community goes on"), _coming(coming))


def _coming(coming: Sequence[tuple[Ritual, datetime]]) -> tuple[Block, ...]:
    if not coming:
        return (para(_("The rest is over. Nothing is planned yet.")),)
    lines = [para("{when} · {name}", when=Moment(at), name=Bold(r.name)) for r, at in coming[:MOST_COMING]]
    return (para(_("The rest is over. What comes next:")), *lines)
