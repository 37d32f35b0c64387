"""When a member may be written to: pure rules over their zone, quiet hours, snooze, sabbatical and budget."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.community.budget import Ledger
from bot.community.model import Member, at_local, is_quiet, morning_of, next_monday_morning

DAY = timedelta(days=1)
WEEKS_AHEAD = 9
"""Days after which every week that counts now is over, in whatever zone."""


def welcome_from(member: Member, zone: str, at: datetime) -> datetime:
    """Return the first moment (UTC) not before `at` at which a message is welcome: see `Member`'s settings.

    The budget is not asked here.
    """
    for until in (member.snoozed_until, member.sabbatical_until):
        at = max(at, until or at)
    return _after_quiet(member, zone, at)


def _after_quiet(member: Member, zone: str, at: datetime) -> datetime:
    local = at.astimezone(ZoneInfo(zone))
    begins, ends = member.quiet()
    if not is_quiet(_minute(at, zone), (begins, ends)):
        return at
    clock = time(ends // 60, ends % 60)
    end = at_local(local.date(), clock, zone)
    # Where clocks change an end may come twice or be moved into quiet hours; then the next day's is taken.
    while end <= at or is_quiet(_minute(end, zone), (begins, ends)):
        local += DAY
        end = at_local(local.date(), clock, zone)
    return end


def _minute(at: datetime, zone: str) -> int:
    local = at.astimezone(ZoneInfo(zone))
    return local.hour * 60 + local.minute


def is_welcome(member: Member, zone: str, at: datetime) -> bool:
    """Return whether a message may come at that moment."""
    return welcome_from(member, zone, at) == at


def quiet_begins(member: Member, zone: str, now: datetime) -> datetime:
    """Return when the member's quiet hours begin next, aware UTC; a day later when there are none."""
    begins, ends = member.quiet()
    if begins == ends:
        return now + DAY
    day = now.astimezone(ZoneInfo(zone)).date()
    clock = time(begins // 60, begins % 60)
    today = at_local(day, clock, zone)
    return today if today > now else at_local(day + DAY, clock, zone)


def week_ends(zone: str, at: datetime) -> datetime:
    """Return the last moment (UTC) of the ISO week in which a moment lies, in a zone."""
    day = at.astimezone(ZoneInfo(zone)).date()
    return at_local(day + timedelta(days=7 - day.weekday()), time(), zone) - timedelta(seconds=1)


def next_weekly(member: Member, zone: str, after: datetime) -> datetime:
    """Return when the weekly message comes next, strictly later than `after` (aware); UTC.

    It is a Monday's morning; who comes back from a sabbatical has one on the morning of that day.
    """
    back = member.sabbatical_until
    if back is not None and back > after:
        day = back.astimezone(ZoneInfo(zone)).date()
        mornings = (morning_of(day + n * DAY, zone, member.quiet()) for n in range(3))
        return next(m for m in mornings if m >= back)
    return next_monday_morning(after, zone, member.quiet())


def next_carrying(member: Member, zone: str, after: datetime) -> datetime:
    """Return the next weekly message that will come: not one during a snooze."""
    weekly = next_weekly(member, zone, after)
    while member.snoozed_until is not None and weekly < member.snoozed_until:
        weekly = next_weekly(member, zone, weekly)
    return weekly


def next_alone(member: Member, zone: str, ledger: Ledger, at: datetime) -> datetime | None:
    """Return the first moment (UTC) not before `at` at which a message may come alone; None when none may."""
    if member.listens or member.most == 0:
        return None
    moment = welcome_from(member, zone, at)
    for _day in range(WEEKS_AHEAD):
        if ledger.spent(moment, zone) < member.most:
            return moment
        local = moment.astimezone(ZoneInfo(zone)).date()
        moment = welcome_from(member, zone, at_local(local + DAY, time(), zone))
    return None
