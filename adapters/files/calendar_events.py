"""One event of a calendar, with what overrides single dates of it, as a recurrence."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from adapters.cleaning import clipped, one_line
from adapters.files.calendar_zones import Component, known_zone
from bot.errors import shortened
from bot.i18n import _
from bot.rhythm.days import days_of
from bot.rhythm.imports import Found
from bot.rhythm.model import LONGEST_MINUTES, LONGEST_VALUE, MINUTES
from bot.rhythm.recurrence import is_date, next_start
from bot.rhythm.rules import Frequency, Rule, last_moment, read_rule
from bot.rhythm.when import Moved, Recurrence
from bot.rhythm.words import ONE_DAY

LONGEST_UID: Final = 255
"""RFC 7986 §5.3: at most 255 octets."""
MINUTE: Final = timedelta(minutes=1)
WEEK: Final = 7
LINK: Final = re.compile(r"\S*(?:://|www\.)\S*")
IN_UTC: Final = re.compile(r"UNTIL=([0-9]{8}T[0-9]{6})Z", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Unfit(Exception):
    """An event cannot be a ritual; the sentence says why."""

    sentence: str


def event_of(
    events: Sequence[Component], *, row: int, name: str, zones: Mapping[str, str], zone: str, now: datetime
) -> Found:
    """Return an event and what overrides it as a ritual that may be.

    Args:
        events: those of one UID, the one that comes back first.
        row: its place in the file.
        name: what it is called.
        zones: IANA names by the file's own TZIDs.
        zone: IANA; for times without a zone.
        now: aware.

    Raises:
        Unfit: it can be none.
    """
    event, *overrides = events
    if not any(c.isalnum() for c in name):
        raise Unfit(_("It has no name."))
    uid = str(event.get("UID", ""))
    if not uid or len(uid.encode()) > LONGEST_UID or "RECURRENCE-ID" in event:
        raise Unfit(_("It has no UID of its own, so I could not tell it from others the next time."))
    if str(event.get("STATUS", "")).upper() == "CANCELLED":
        raise Unfit(_("It is cancelled."))
    reading = Reading(zones, zone)
    when = reading.recurrence(event)
    minutes = _minutes(event)
    when = _overridden(when, overrides, reading, minutes)
    if next_start(when, now) is None:
        raise Unfit(_("It is over: no date of it is left."))
    return Found(row, uid, name, _value(event, name), when, minutes)


@dataclass(frozen=True, slots=True)
class Reading:
    """How a file's times are read: `zones` by TZID, `zone` for those without one."""

    zones: Mapping[str, str]
    zone: str

    def recurrence(self, event: Component) -> Recurrence:
        """Return the event's rule with its skipped and added dates.

        Raises:
            Unfit: it has none that Hearth keeps.
        """
        starts = event.get("DTSTART")
        if starts is None:
            raise Unfit(_("It does not say when it starts."))
        if not isinstance(starts.dt, datetime):
            raise Unfit(_("It lasts whole days; a ritual begins at a time. Add it by hand: ritual create"))
        zone = self.zone_of(starts)
        wall = self.wall(starts.dt, starts, zone)
        rule = _rule(event, wall, zone)
        when = Recurrence(str(rule), wall.date(), wall.time(), zone)
        skipped = frozenset(self._skipped(event, when))
        return self._with_added(event, _with_first(when, rule), skipped)

    def zone_of(self, starts: Any) -> str:
        """Return the IANA zone of a DTSTART.

        Raises:
            Unfit: it names one that nobody knows.
        """
        if (tzid := starts.params.get("TZID")) is not None:
            found = self.zones.get(str(tzid)) or known_zone(str(tzid))
            if found is None:
                raise Unfit(_("I know no time zone “{zone}”.").format(zone=shortened(str(tzid))))
            return found
        return self.zone if starts.dt.tzinfo is None else "UTC"

    def wall(self, at: datetime, prop: Any, zone: str) -> datetime:
        """Return what clocks in a zone show at a date-time of the file."""
        bare = at.replace(tzinfo=None)
        if at.tzinfo is None and prop.params.get("TZID") is None:
            return bare
        tzid = prop.params.get("TZID")
        source = (self.zones.get(str(tzid)) or known_zone(str(tzid))) if tzid is not None else "UTC"
        if source is None:
            raise Unfit(_("I know no time zone “{zone}”.").format(zone=shortened(str(tzid))))
        if source == zone:
            return bare
        return bare.replace(tzinfo=ZoneInfo(source)).astimezone(ZoneInfo(zone)).replace(tzinfo=None)

    def _dates(self, event: Component, name: str, when: Recurrence) -> Iterator[datetime]:
        """Yield the local date-times of EXDATE or RDATE; a day alone means its usual time."""
        listed = event.get(name, [])
        for prop in listed if isinstance(listed, list) else [listed]:
            for each in prop.dts:
                if isinstance(each.dt, datetime):
                    yield self.wall(each.dt, prop, when.zone)
                elif isinstance(each.dt, date):
                    yield datetime.combine(each.dt, when.at)
                else:
                    raise Unfit(_("It adds dates with ends of their own (RDATE periods), which I cannot keep."))

    def _skipped(self, event: Component, when: Recurrence) -> Iterator[date]:
        # An EXDATE at another time of day takes nothing away (RFC 5545 §3.8.5.1).
        return (wall.date() for wall in self._dates(event, "EXDATE", when) if wall.time() == when.at)

    def _with_added(self, event: Component, when: Recurrence, skipped: frozenset[date]) -> Recurrence:
        """Return it with its RDATEs, one a day at most."""
        for wall in self._dates(event, "RDATE", when):
            there = any(wall.date() == a.date() and wall != a for a in when.added)
            if there or (is_date(when, wall.date()) and wall.time() != when.at):
                raise Unfit(_("It has two dates on one day; a ritual has one. Add the other by hand: ritual create"))
            if not is_date(when, wall.date()):
                when = replace(when, added=when.added | {wall})
        return replace(when, skipped=skipped)


def _rule(event: Component, wall: datetime, zone: str) -> Rule:
    """Return the event's rule; one date is a rule of one day."""
    written = event.get("RRULE")
    if written is None:
        return ONE_DAY
    if isinstance(written, list) or "EXRULE" in event:
        raise Unfit(_("It has more than one rule, which I cannot keep."))
    text = IN_UTC.sub(lambda found: f"UNTIL={_local(found[1], zone)}", written.to_ical().decode())
    try:
        rule = read_rule(text)
    except ValueError as error:
        raise Unfit(_("I cannot keep “{part}” of its rule.").format(part=shortened(str(error)))) from None
    weekly = rule.frequency is Frequency.DAILY and rule.interval % WEEK == 0 and not (rule.months or rule.month_days)
    if weekly and not rule.days:
        return replace(rule, frequency=Frequency.WEEKLY, interval=rule.interval // WEEK, days=((0, wall.weekday()),))
    return rule


def _with_first(when: Recurrence, rule: Rule) -> Recurrence:
    """Return it with its first date, which a calendar has also when the rule does not fit it (RFC 5545 §3.8.5.3)."""
    if next(days_of(when, when.begins), None) == when.begins:
        return when
    if rule.count is not None:
        if rule.count == 1:
            return replace(when, rule=str(ONE_DAY))
        rule = replace(rule, count=rule.count - 1)
    return replace(when, rule=str(rule), added=frozenset({datetime.combine(when.begins, when.at)}))


def _overridden(when: Recurrence, overrides: Sequence[Component], reading: Reading, minutes: int) -> Recurrence:
    """Return it with its single dates where the overrides have them."""
    for override in overrides:
        known = override["RECURRENCE-ID"]
        if "RANGE" in known.params:
            raise Unfit(_("It changes from one date on (RANGE=THISANDFUTURE), which I cannot keep."))
        original = known.dt
        wall = reading.wall(original, known, when.zone) if isinstance(original, datetime) else None
        day = wall.date() if wall is not None else original
        if not is_date(when, day):
            raise Unfit(_("It moves {day}, which is no date of it.").format(day=day))
        if str(override.get("STATUS", "")).upper() == "CANCELLED":
            when = when.skip(day)
        else:
            when = _moved(when, override, day, reading, minutes)
    return when


def _moved(when: Recurrence, override: Component, day: date, reading: Reading, minutes: int) -> Recurrence:
    """Return it with one date where an override has it."""
    starts = override.get("DTSTART")
    if starts is None or not isinstance(starts.dt, datetime):
        raise Unfit(_("It moves {day} to no time of day.").format(day=day))
    wall = reading.wall(starts.dt, starts, when.zone)
    own = _minutes(override)
    usual = next((a for a in when.added if a.date() == day), datetime.combine(day, when.at))
    if wall == usual and own == minutes:
        return when
    return when.move(day, Moved(wall, own if own != minutes else None))


def _minutes(event: Component) -> int:
    """Return how long an event takes; what says nothing takes as long as rituals usually do."""
    starts, ends, lasts = event.get("DTSTART"), event.get("DTEND"), event.get("DURATION")
    if lasts is not None:
        length = lasts.dt
    elif ends is not None and isinstance(ends.dt, datetime):
        length = ends.dt - starts.dt if (ends.dt.tzinfo is None) == (starts.dt.tzinfo is None) else timedelta()
    else:
        length = timedelta()
    minutes = int(length / MINUTE)
    if minutes > LONGEST_MINUTES:
        raise Unfit(_("It lasts longer than a day."))
    return minutes if minutes > 0 else MINUTES


def _value(event: Component, name: str) -> str:
    """Return the first paragraph of what is said of it, without links: those may open rooms to anybody."""
    first = str(event.get("DESCRIPTION", "")).replace("\r", "").strip().split("\n\n")[0]
    return clipped(one_line(LINK.sub("", first)), LONGEST_VALUE) or name


def _local(stamp: str, zone: str) -> str:
    """Return a UTC stamp in local time."""
    return f"{last_moment(stamp).replace(tzinfo=ZoneInfo('UTC')).astimezone(ZoneInfo(zone)):%Y%m%dT%H%M%S}"
