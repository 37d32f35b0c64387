"""Names of time zones in calendars, as IANA has them."""

from typing import Any, TypeAlias
from zoneinfo import available_timezones

from icalendar import Calendar as _Calendar
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

Component: TypeAlias = Any
"""A part of a calendar; icalendar types each property as one of all kinds there are."""


def parsed(text: str) -> list[Component]:
    """Return the calendars of a file.

    Raises:
        ValueError: it is none, or torn; the library raises others for some.
    """
    if text.upper().count("BEGIN:VCALENDAR") != text.upper().count("END:VCALENDAR"):
        msg = "a calendar that does not end"
        raise ValueError(msg)
    # RFC 5545 §3.8.3.1 lets a registered name begin with a slash; icalendar takes that for a path.
    text = text.replace(";TZID=/", ";TZID=").replace("\nTZID:/", "\nTZID:")
    return [each for each in _Calendar.from_ical(text, multiple=True) if each.name == "VCALENDAR"]


def zones_of(calendar: Component) -> dict[str, str]:
    """Return the IANA name of each VTIMEZONE of a calendar that has one, by its TZID."""
    found: dict[str, str] = {}
    for part in calendar.walk("VTIMEZONE"):
        tzid = str(part.get("TZID", ""))
        name = known_zone(tzid) or known_zone(str(part.get("X-LIC-LOCATION", "")))
        if name is not None:
            found[tzid] = name
    return found


def known_zone(tzid: str) -> str | None:
    """Return the IANA name that is meant: itself, the end of a longer name, or the one for Windows's name."""
    names = available_timezones()
    parts = tzid.strip().strip("/").split("/")
    ends = ("/".join(parts[place:]) for place in range(len(parts)))
    return next((end for end in ends if end in names), None) or WINDOWS_TO_OLSON.get(tzid.strip())
