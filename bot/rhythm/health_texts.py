"""The cards of rhythm senses: findings with their numbers, each with what can be done about it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final, assert_never

from bot.cards import Block, Bold, Button, Buttons, Card, Look, Moment, MomentStyle, Para, note, para
from bot.errors import shortened
from bot.i18n import _, counted
from bot.keys import RitualId
from bot.rhythm.calendar_words import date_words
from bot.rhythm.model import Ritual
from bot.rhythm.senses import AHEAD, LOUD, Burst, Clash, Crowded, Finding, Gap, Overload, Quiet
from bot.rhythm.slowing import once_more, slower

MOST_FINDINGS: Final = 6
"""As many fit on a card with their buttons (40 components on Discord); few enough to act on, too."""
Rituals = Mapping[RitualId, Ritual]


def health(found: Sequence[Finding], rituals: Sequence[Ritual], now: datetime, more: Sequence[Block] = ()) -> Card:
    """Return what a steward sees who asks; `more` stands below what was found."""
    title = _("How the rhythm is doing")
    if not rituals:
        return Card(title, (para(_("Nothing is planned, so there is nothing to look at. Start one: ritual create")),))
    looked = counted("{count} ritual", "{count} rituals", len(rituals))
    quiet = note(
        _("I looked at {rituals}: their last runs, the coming twelve weeks, and what I sent in the last four."),
        rituals=looked,
    )
    if not found:
        return Card(title, (para(_("All is well: nothing is too quiet, too full or too much.")), *more, quiet))
    return Card(title, (*_told(found, rituals, now), *more, quiet))


def monthly(found: Sequence[Finding], rituals: Sequence[Ritual], name: str, now: datetime) -> Card:
    """Return what the stewards get on the first Monday of a month."""
    quiet = note(
        _(
            "You get this because you look after {community}: on the first Monday of a month, and only if there is "
            "something to say. To see it any time: rhythm health"
        ),
        community=Bold(name),
    )
    return Card(_("The rhythm this month"), (*_told(found, rituals, now), quiet))


def _told(found: Sequence[Finding], rituals: Sequence[Ritual], now: datetime) -> list[Block]:
    known = {r.id: r for r in rituals}
    blocks: list[Block] = []
    for finding in found[:MOST_FINDINGS]:
        blocks.append(said(finding, known))
        buttons = _remedies(finding, known, now)
        if buttons:
            blocks.append(Buttons(buttons))
    more = len(found) - MOST_FINDINGS
    if more > 0:
        blocks.append(para("{more}", more=counted("And {count} more thing.", "And {count} more things.", more)))
    return blocks


def said(finding: Finding, rituals: Rituals) -> Para:
    """Return one finding in words, with its numbers."""
    match finding:
        case Quiet():
            return _quiet(finding, Bold(rituals[finding.ritual].name))
        case Burst(ritual, people, usual):
            text = _(
                "{name} was full: {people} people took part where {usual} are usual. An extra session may be welcome."
            )
            return para(text, name=Bold(rituals[ritual].name), people=str(people), usual=str(usual))
        case Overload(_space, a_week, posts, directs):
            text = _(
                "A member gets {count} messages from me in a week: {posts} in rooms, {directs} in private. "
                "From {most} on, people begin to mute me."
            )
            return para(text, count=str(a_week), posts=str(posts), directs=str(directs), most=str(LOUD + 1))
        case Crowded(monday, number):
            text = _("{rituals} meet in the week of {date}. Nobody can come to all of them.")
            many = counted("{count} ritual", "{count} rituals", number)
            return para(text, rituals=many, date=date_words(monday))
        case Clash(one, other, at, times):
            text = _("{one} and {other} are at the same hour on {date}: {times} in the coming twelve weeks.")
            often = counted("{count} time", "{count} times", times)
            return para(
                text, one=Bold(rituals[one].name), other=Bold(rituals[other].name), date=Moment(at), times=often
            )
        case Gap(begins, ends):
            days = counted("{count} day", "{count} days", finding.days)
            text = _("Nothing happens between {begins} and {ends}: {days}.")
            return para(text, begins=_day(begins), ends=_day(ends), days=days)
        case _:
            assert_never(finding)


def _quiet(finding: Quiet, name: Bold) -> Para:
    people = ", ".join(map(str, finding.people))
    if finding.usual > max(finding.people):
        text = _("{name} has been quiet three times: {people} people where {usual} were usual. That happens.")
        return para(text, name=name, people=people, usual=str(finding.usual))
    text = _("{name} has been quiet three times: {people} people took part. That happens.")
    return para(text, name=name, people=people)


def _day(at: datetime) -> Moment:
    return Moment(at, MomentStyle.DAY)


def _remedies(finding: Finding, rituals: Rituals, now: datetime) -> tuple[Button, ...]:
    """Return what can be done with one tap; what changes a rhythm is shown before it takes effect."""
    match finding:
        case Quiet(ritual):
            rest = Button(_("Rest"), "ritual.pause", ritual)
            retire = Button(_("Retire with thanks"), "ritual.retire", ritual, Look.DANGER)
            return (*_slower(rituals[ritual], now, _("Half as often")), rest, retire)
        case Overload() | Crowded():
            most = _most_often(rituals, now)
            label = _("{name}: half as often").format(name=shortened(most.name)) if most else ""
            return _slower(most, now, label) if most else ()
        case Clash(one, other):
            return tuple(_move(rituals[r]) for r in (one, other))
        case Gap():
            return (Button(_("Start something"), "ritual.create"),)
        case Burst(ritual):
            return _extra(rituals[ritual], now)
        case _:
            assert_never(finding)


def _move(ritual: Ritual) -> Button:
    return Button(_("Move {name}").format(name=shortened(ritual.name)), "ritual.edit", ritual.id)


def _slower(ritual: Ritual, now: datetime, label: str) -> tuple[Button, ...]:
    if slower(ritual.when, now) is None:
        return ()
    return (Button(label, "ritual.slower", ritual.id, Look.FIRST),)


def _extra(ritual: Ritual, now: datetime) -> tuple[Button, ...]:
    if once_more(ritual.when, now) is None:
        return ()
    return (Button(_("One extra session"), "ritual.extra", ritual.id, Look.FIRST),)


def _most_often(rituals: Rituals, now: datetime) -> Ritual | None:
    """Return the ritual that comes most often in the weeks ahead, the first by name of equals."""
    often = Counter({r.id: sum(s < now + AHEAD for s in r.coming(now, 100)) for r in rituals.values()})
    return min(rituals.values(), key=lambda r: (-often[r.id], r.name), default=None)
