"""Rules that somebody pastes as they are written in calendars (RFC 5545 RRULE)."""

import re
from dataclasses import replace
from datetime import UTC, time
from typing import Final
from zoneinfo import ZoneInfo

from bot.errors import shortened
from bot.i18n import _
from bot.rhythm.reading.facts import Facts
from bot.rhythm.reading.limits import check_interval
from bot.rhythm.reading.scanning import YEARS
from bot.rhythm.reading.tokens import Unclear
from bot.rhythm.rules import Rule, last_moment, read_rule
from bot.rhythm.words import last_day

WRITTEN: Final = re.compile(r"(?:RRULE:)?((?:[A-Z-]+=[^\s;]*;)*FREQ=[^\s;]*(?:;[^\s;]*)*)", re.ASCII | re.IGNORECASE)
IN_UTC: Final = re.compile(r"UNTIL=([0-9]{8}T[0-9]{6})Z", re.ASCII | re.IGNORECASE)


def split_written(text: str) -> tuple[str, str]:
    """Return the written rule in a text, empty when there is none, and the text around it."""
    found = WRITTEN.search(text)
    if found is None:
        return "", text
    return found[1], f"{text[: found.start()]} {text[found.end() :]}"


def written_rule(text: str, facts: Facts, *, at: time, zone: str) -> Rule:
    """Return the rule that was written; its UNTIL becomes the end of the last local day.

    Raises:
        Unclear: it is none we take, or words beside it say days too.
    """
    said = facts.paces or facts.weekdays or facts.nth or facts.month_days or facts.dates
    if said or facts.working_days or facts.months or facts.not_months or facts.weeks:
        raise Unclear(_("Beside a written rule only a time, a zone, a start and an end can stand."))
    try:
        rule = read_rule(IN_UTC.sub(lambda match: f"UNTIL={_local(match[1], zone)}", text))
    except ValueError as error:
        raise Unclear(_reason(str(error))) from None
    check_interval(rule.frequency, rule.interval)
    last = last_day(rule, at)
    if last is not None:
        if last.year not in YEARS:
            raise Unclear(_("The year {year} is too far away.").format(year=last.year))
        rule = replace(rule, until=last_moment(f"{last:%Y%m%d}"))
    return rule


def _local(stamp: str, zone: str) -> str:
    """Return a UTC stamp in local time; what is too far away is left as it is."""
    moment = last_moment(stamp)
    if moment.year not in YEARS:
        return stamp
    return f"{moment.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)):%Y%m%dT%H%M%S}"


def _reason(part: str) -> str:
    """Return what is wrong with a part of a rule."""
    if part.startswith("FREQ="):
        return _("A rule is DAILY, WEEKLY, MONTHLY or YEARLY.")
    return _("I cannot use “{part}” in a rule.").format(part=shortened(part))
