"""Days and times as the page writes them, in the reader's zone and language."""

from datetime import datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_datetime

from bot.i18n import language

KEPT = 4096
"""Texts remembered: a page asks for the same days and minutes again and again."""


@lru_cache(KEPT)
def _written(at: datetime, pattern: str, tag: str) -> str:
    return format_datetime(at, pattern, locale=Locale.parse(tag, sep="-"))


def _local(at: datetime, zone: str, pattern: str) -> str:
    local = at.astimezone(ZoneInfo(zone)).replace(second=0, microsecond=0, tzinfo=None)
    return _written(local, pattern, language())


def _day(at: datetime, zone: str, pattern: str) -> str:
    local = at.astimezone(ZoneInfo(zone))
    return _written(datetime.combine(local.date(), time()), pattern, language())


def time_of(at: datetime, zone: str) -> str:
    """Return "10:00"."""
    return _local(at, zone, "HH:mm")


def day_of(at: datetime, zone: str) -> str:
    """Return "Friday 5 December"."""
    return _day(at, zone, "EEEE d MMMM")


def date_of(at: datetime, zone: str) -> str:
    """Return "Friday 5 December 2025"."""
    return _day(at, zone, "EEEE d MMMM y")


def moment_of(at: datetime, zone: str) -> str:
    """Return "Fri 5 Dec 10:00"."""
    return _local(at, zone, "EEE d MMM HH:mm")
