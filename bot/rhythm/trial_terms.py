"""How long a new ritual is on trial, as a steward says it: days, dates, or whichever comes first."""

import re
from dataclasses import dataclass
from typing import Final

from bot.commands import Arg, Call
from bot.errors import Invalid, shortened
from bot.i18n import _, counted, later

MOST_DAYS: Final = 366
MOST_DATES: Final = 100


@dataclass(frozen=True, slots=True)
class Terms:
    """When a trial is over: after so many days, or after so many dates that took place; None for no such end."""

    days: int | None
    dates: int | None


USUAL: Final = Terms(days=60, dates=8)
"""Long enough for a habit, short enough to remember how it began (mission 1.4)."""
NO_TRIAL: Final = frozenset({"none", "no", "0"})
DAYS: Final = {"day": 1, "days": 1, "week": 7, "weeks": 7, "month": 30, "months": 30}
DATES: Final = frozenset({"date", "dates", "run", "runs", "time", "times"})
PART: Final = re.compile(r"(\d{1,4})\s*([a-z]+)")

TRIAL = Arg(
    "trial",
    later("Such as 90 days, or 12 dates; none for no trial; 60 days or 8 dates otherwise"),
    required=False,
    label=later("Trial"),
    longest=40,
)


def terms_of(call: Call, *, once: bool) -> Terms | None:
    """Return the trial that a call asks for, None when it wants none, or says nothing and the ritual comes `once`.

    Raises:
        Invalid: at the field `trial`.
    """
    if "trial" in call.args:
        return read_terms(call.text("trial"))
    return None if once else USUAL


def read_terms(text: str) -> Terms | None:
    """Return the trial that is meant: "90 days", "12 dates", "90 days or 12 dates"; None for "none".

    Raises:
        Invalid: at the field `trial`; it cannot be read, or is too long.
    """
    said = " ".join(text.casefold().split())
    if said in NO_TRIAL:
        return None
    days: int | None = None
    dates: int | None = None
    for part in said.split(" or "):
        found = PART.fullmatch(part)
        number, unit = (int(found[1]), found[2]) if found else (0, "")
        if unit in DAYS and days is None:
            days = number * DAYS[unit]
        elif unit in DATES and dates is None:
            dates = number
        else:
            raise _unread(text)
    if days == 0 or dates == 0:
        return None
    if (days or 1) > MOST_DAYS or (dates or 1) > MOST_DATES:
        sentence = _("A trial takes at most {days} days or {dates} dates. Nothing was changed.")
        raise Invalid(sentence.format(days=MOST_DAYS, dates=MOST_DATES), field="trial")
    return Terms(days, dates)


def _unread(text: str) -> Invalid:
    sentence = _("I did not understand the trial “{text}”. Try: 60 days, 8 dates, or none. Nothing was changed.")
    return Invalid(sentence.format(text=shortened(text)), field="trial")


def days_said(days: int) -> str:
    """Return a number of days in words."""
    return counted("{count} day", "{count} days", days)


def dates_said(dates: int) -> str:
    """Return a number of dates in words."""
    return counted("{count} date", "{count} dates", dates)


def length_said(terms: Terms) -> str:
    """Return how long a trial is, in words."""
    if terms.days is not None and terms.dates is not None:
        return _("{days} or {dates}").format(days=days_said(terms.days), dates=dates_said(terms.dates))
    return days_said(terms.days) if terms.days is not None else dates_said(terms.dates or 0)
