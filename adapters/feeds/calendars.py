"""A calendar as an iCalendar stream (RFC 5545, RFC 7986), with what Google, Apple and Outlook look for. Pure."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from adapters.feeds.lines import folded, text, utc
from adapters.feeds.zones import timezone
from bot.i18n import _, speaking
from bot.rhythm.feeds import Entry, Source, Status, entries

REFRESH: Final = "PT1H"
HEAD: Final = (
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Hearth//Rhythm//EN",
    "CALSCALE:GREGORIAN",
    f"REFRESH-INTERVAL;VALUE=DURATION:{REFRESH}",
    f"X-PUBLISHED-TTL:{REFRESH}",
)
"""How often calendars shall look: RFC 7986 §5.7, and Outlook's own word for it ([MS-OXCICAL] 2.1.3.1.1.20)."""
BUSY: Final = {True: "BUSY", False: "FREE"}


def written(source: Source) -> bytes:
    """Return a calendar in UTF-8. It is the same for an equal source, on every machine."""
    shown = entries(source)
    zones = sorted({source.community.zone, *(e.zone for e in shown)})
    body = "".join(folded(line) for line in (*HEAD, *_names(source)))
    body += "".join(timezone(zone, source.window.begins.year, source.window.ends.year) for zone in zones)
    body += "".join(folded(line) for entry in shown for line in _event(entry))
    return (body + "END:VCALENDAR\r\n").encode()


def _names(source: Source) -> Iterator[str]:
    """Yield what the calendar is called: in RFC 7986's words, and in those that programs knew before it.

    No X-WR-TIMEZONE: each date brings its zone, and some programs read other dates anew by it.
    """
    name = source.community.name
    if source.own is not None:
        with speaking(source.own.language):
            name = _("My dates in {community}").format(community=name)
    for key in ("NAME", "X-WR-CALNAME"):
        yield f"{key}:{text(name)}"
    for key in ("DESCRIPTION", "X-WR-CALDESC"):
        yield f"{key}:{text(source.community.charter)}"


def _event(entry: Entry) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{entry.id}@hearth"
    yield f"DTSTAMP:{utc(entry.changed)}"
    yield f"LAST-MODIFIED:{utc(entry.changed)}"
    yield f"SEQUENCE:{entry.sequence}"
    yield f"DTSTART{_at(entry.starts, entry.zone)}"
    yield f"DTEND{_at(entry.ends, entry.zone)}"
    yield f"SUMMARY:{text(entry.name)}"
    if entry.about:
        yield f"DESCRIPTION:{text(entry.about)}"
    yield f"STATUS:{entry.status.value}"
    yield f"TRANSP:{'OPAQUE' if entry.busy else 'TRANSPARENT'}"
    yield f"X-MICROSOFT-CDO-BUSYSTATUS:{'TENTATIVE' if entry.status is Status.TENTATIVE else BUSY[entry.busy]}"
    yield "END:VEVENT"


def _at(at: datetime, zone: str) -> str:
    """Return an instant behind its property's name: local time with its zone, UTC where local time says two things."""
    local = at.astimezone(ZoneInfo(zone))
    if local.fold or local.replace(fold=1).utcoffset() != local.utcoffset():
        return f":{utc(at)}"
    return f";TZID={zone}:{local:%Y%m%dT%H%M%S}"
