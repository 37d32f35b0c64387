"""What a steward says of the times of day that take turns."""

from datetime import datetime, time
from typing import Final

from bot.commands import Arg, Call
from bot.errors import Invalid, shortened
from bot.i18n import _, later
from bot.rhythm.calendar_words import listed
from bot.rhythm.reading.times_of_day import times_of_day
from bot.rhythm.reading.tokens import Unclear
from bot.rhythm.rules import read_rule
from bot.rhythm.turning import sharing, taking
from bot.rhythm.when import Recurrence
from bot.rhythm.words import ONE_DAY, clock_words

FEWEST: Final = 2
MOST: Final = 4
NO_TURNS: Final = "none"
"""What is typed for dates that all begin at the same time."""
EXAMPLE: Final = "10:00, 18:00"
TURNS = Arg(
    "turns",
    later("Times of day that take turns, such as 10:00, 18:00; none for always the same"),
    required=False,
    label=later("Times in turn"),
    longest=60,
)


def turns_of(call: Call) -> tuple[time, ...] | None:
    """Return the times a call names, none for `NO_TURNS`; None when it says nothing of them.

    Raises:
        Invalid: at the field `turns`.
    """
    if "turns" not in call.args:
        return None
    typed = call.text("turns")
    if typed.strip().casefold() == NO_TURNS:
        return ()
    try:
        times = times_of_day(typed)
    except (Unclear, Invalid):
        times = ()
    if FEWEST <= len(set(times)) == len(times) <= MOST:
        return times
    sentence = _("“{text}” — I need {fewest} to {most} different times of day. Try: {example}. Nothing was changed.")
    shown = sentence.format(text=shortened(typed), fewest=FEWEST, most=MOST, example=EXAMPLE)
    raise Invalid(shown, field="turns")


def begun(call: Call, new: Recurrence, known: tuple[time, ...] = ()) -> Recurrence:
    """Return a rhythm that was typed, with the times a call names, else with those `known` that take turns so far.

    The first date takes the time that was typed with it.

    Raises:
        Invalid: at the field `turns`; that time is none of them.
    """
    named = turns_of(call)
    times = known if named is None else named
    if not times:
        return new
    if read_rule(new.rule) == ONE_DAY:
        raise Invalid(_("That is one date: there is nothing to take turns. Nothing was changed."), field="turns")
    if new.at not in times:
        shown = listed([clock_words(at) for at in times])
        among = _("{time} is none of the times that take turns: {times}. Nothing was changed. Name it among them.")
        alone = _("{time} is none of the times that take turns: {times}. Nothing was changed. To end that: turns:none")
        sentence = among if named else alone
        raise Invalid(sentence.format(time=clock_words(new.at), times=shown), field="turns")
    return sharing(new, times)


def again(call: Call, when: Recurrence, after: datetime) -> Recurrence:
    """Return a rhythm as it is with the times a call names, from the first date after then on.

    Raises:
        Invalid: at the field `turns`.
    """
    times = turns_of(call)
    return when if times is None or (not times and not when.turns) else taking(when, times, after)
