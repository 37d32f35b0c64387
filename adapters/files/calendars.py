"""A file of events (iCalendar, RFC 5545), read into rituals and the events that can be none."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from adapters.cleaning import clipped, one_line
from adapters.files.calendar_events import Unfit, event_of
from adapters.files.calendar_zones import Component, parsed, zones_of
from bot.errors import Invalid, shortened
from bot.i18n import _
from bot.rhythm.imports import EVENTS_A_FILE, CalendarRead, Found, RefusedEvent
from bot.rhythm.model import LONGEST_NAME

MEGABYTE: Final = 1_000_000
FILE_BYTES: Final = 5 * MEGABYTE
"""Our own limit; a community's calendar has some kilobytes."""


def read_calendar(content: bytes, *, filename: str, zone: str, now: datetime) -> CalendarRead:
    """Return the events of a calendar that come back or are still ahead, in the file's order.

    Args:
        content: the whole file.
        filename: as the person's own computer calls it; for sentences only.
        zone: IANA; what times without a zone are meant in.
        now: aware; what is over by then is refused.

    Raises:
        Invalid: nothing of it can be read, with one sentence. A single event never raises; it is refused.
    """
    calendars = _parsed(content, shortened(one_line(filename)))
    found: list[Found] = []
    refused: list[RefusedEvent] = []
    row = 0
    for calendar in calendars:
        zones = zones_of(calendar)
        for events in _by_uid(calendar).values():
            row += 1
            name = clipped(one_line(str(events[0].get("SUMMARY", ""))), LONGEST_NAME)
            try:
                found.append(event_of(events, row=row, name=name, zones=zones, zone=zone, now=now))
            except Unfit as unfit:
                refused.append(RefusedEvent(row, name, unfit.sentence))
    if row > EVENTS_A_FILE:
        sentence = _("“{file}” has more than {limit} events, so nothing was read; send it in parts.")
        raise Invalid(sentence.format(file=shortened(one_line(filename)), limit=EVENTS_A_FILE))
    if not row:
        raise Invalid(_("“{file}” has no events, so nothing was read.").format(file=shortened(one_line(filename))))
    return CalendarRead(*_once(found, refused))


def _parsed(content: bytes, filename: str) -> Sequence[Component]:
    if len(content) > FILE_BYTES:
        sentence = _("“{file}” is larger than {limit} MB, so nothing was read; send it in parts.")
        raise Invalid(sentence.format(file=filename, limit=FILE_BYTES // MEGABYTE))
    try:
        return parsed(content.decode("utf-8-sig"))
    except Exception as error:
        sentence = _("“{file}” is no calendar that I can read, so nothing was read; I read iCalendar files (.ics).")
        raise Invalid(sentence.format(file=filename)) from error


def _by_uid(calendar: Component) -> Mapping[str, list[Component]]:
    """Return each event with what overrides single dates of it, the event itself first."""
    found: dict[str, list[Component]] = {}
    for place, event in enumerate(calendar.walk("VEVENT")):
        found.setdefault(str(event.get("UID", f"without UID {place}")), []).append(event)
    return {uid: sorted(events, key=lambda e: "RECURRENCE-ID" in e) for uid, events in found.items()}


def _once(
    found: Sequence[Found], refused: Sequence[RefusedEvent]
) -> tuple[tuple[Found, ...], tuple[RefusedEvent, ...]]:
    """Refuse the second of two calendars' events with one UID."""
    first: dict[str, Found] = {}
    twice: list[RefusedEvent] = []
    for each in found:
        if each.uid in first:
            why = _("The file has it twice (same UID); the first one counts.")
            twice.append(RefusedEvent(each.row, each.name, why))
        else:
            first[each.uid] = each
    return tuple(first.values()), tuple(sorted([*refused, *twice], key=lambda r: r.row))
