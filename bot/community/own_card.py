"""What a member sees of their own settings."""

from bot.cards import Block, Button, Buttons, Card, Fields, Moment, MomentStyle, Note, Span
from bot.commands import Call
from bot.community.model import MOST_NUDGES, Member
from bot.i18n import _, counted


def settings_card(member: Member, call: Call, more: tuple[Block, ...] = ()) -> Card:
    """Return a member's settings with a button for what is changed most; `more` stands below them."""
    rows: tuple[tuple[str, tuple[Span, ...]], ...] = (
        (_("Time zone"), (call.zone,)),
        (_("Quiet hours"), (_hours(member.quiet()),)),
        (_("Messages of my own accord"), (_messages(member),)),
        (_("Snoozed"), _snooze(member, call)),
        (_("Sabbatical"), _sabbatical(member, call)),
        (_("Steward"), (_("yes") if call.steward else _("no"),)),
    )
    hint = _("Change them like this: my zone Europe/Madrid · my quiet 20:00-08:00 · my budget 1 · my snooze 7")
    return Card(_("Your settings"), (Fields(rows), *more, Buttons(_buttons(member, call)), Note((hint,))))


def _hours(quiet: tuple[int, int]) -> str:
    if quiet[0] == quiet[1]:
        return _("none")
    return "–".join(f"{m // 60:02d}:{m % 60:02d}" for m in quiet)


def _messages(member: Member) -> str:
    if member.most == 0:
        return _("none: rhythm week shows what is on")
    if member.listens:
        return _("the weekly one only")
    return counted("at most {count} a week", "at most {count} a week", member.most)


def _snooze(member: Member, call: Call) -> tuple[Span, ...]:
    if member.snoozed_until is None or member.snoozed_until <= call.now:
        return (_("no"),)
    return (_("until "), Moment(member.snoozed_until))


def _sabbatical(member: Member, call: Call) -> tuple[Span, ...]:
    if member.sabbatical_until is None or member.sabbatical_until <= call.now:
        return (_("no"),)
    return (_("until "), Moment(member.sabbatical_until, MomentStyle.DAY))


def _buttons(member: Member, call: Call) -> tuple[Button, ...]:
    fewer = Button(_("Fewer messages"), "my.budget", str(member.most - 1))
    if member.most == 0:
        fewer = Button(_("Messages again"), "my.budget", str(MOST_NUDGES))
    listen = Button(_("Weekly one only"), "my.listen", "on")
    if member.listens:
        listen = Button(_("Not only the weekly one"), "my.listen", "off")
    away = Button(_("Sabbatical"), "my.sabbatical")
    if member.sabbatical_until is not None and member.sabbatical_until > call.now:
        away = Button(_("I am back"), "my.sabbatical", "off")
    know = Button(_("What do you know of me?"), "my.export")
    return fewer, listen, Button(_("Snooze a week"), "my.snooze", "7"), away, know
