"""Days and times as the page writes them, in the reader's zone and language."""

from datetime import datetime
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_datetime

from bot.i18n import language


def _written(at: datetime, zone: str, pattern: str) -> str:
    locale = Locale.parse(language(), sep="-")
    return format_datetime(at.astimezone(ZoneInfo(zone)), pattern, locale=locale)


def time_of(at: datetime, zone: str) -> str:
    """Return "10:00"."""
    return _written(at, zone, "HH:mm")


def day_of(at: datetime, zone: str) -> str:
    """Return "Friday 5 December"."""
    return _written(at, zone, "EEEE d MMMM")


def date_of(at: datetime, zone: str) -> str:
    """Return "Friday 5 December 2025"."""
    return _written(at, zone, "EEEE d MMMM y")


def moment_of(at: datetime, zone: str) -> str:
    """Return "Fri 5 Dec 10:00"."""
    return _written(at, zone, "EEE d MMM HH:mm")
