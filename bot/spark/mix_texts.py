"""The words about mixes and streaks: kind, and without guilt."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import assert_never

from bot.cards import Block, Card, Fields, Para, Span, note, para
from bot.i18n import _, counted
from bot.spark.mix import SEASON, YEAR, Mix, Reading, familiar_since, mixed, reading
from bot.spark.model import Held
from bot.spark.streaks import WORTH_SAYING, Streak

__all__ = ["SEASON", "lines", "mix", "quiet", "streak"]
HOUR = 60


def mix(held: Sequence[Held], now: datetime) -> Card:
    """Return how familiar and how new the last twelve weeks and twelve months were."""
    title = _("Familiar and new")
    year = mixed(held, now - YEAR)
    if not year.dates:
        return Card(title, (Para((_("Nothing has taken place yet, so there is nothing to compare."),)),))
    rows: list[tuple[str, tuple[Span, ...]]] = [
        (_("Twelve weeks"), (_shares(mixed(held, now - SEASON)),)),
        (_("Twelve months"), (_shares(year),)),
    ]
    said = Para((_said(reading(held, now), familiar_since(held, now)),))
    quiet = note(
        _("New are the first two dates of a ritual, what a wild slot was for, and guests and forms for the first time.")
    )
    return Card(title, (said, Fields(tuple(rows)), quiet))


def _shares(found: Mix) -> str:
    if not found.dates:
        return _("nothing took place")
    dates = counted("{count} date", "{count} dates", found.dates)
    text = _("{dates}, {new} of them new ({share} %)").format(
        dates=dates, new=found.new, share=round(100 * found.new / found.dates)
    )
    if not found.minutes:
        return text
    hours = counted("{count} hour", "{count} hours", max(1, round(found.minutes / HOUR)))
    share = round(100 * found.new_minutes / found.minutes)
    return _("{text}; of {hours} of people's time {share} % went to what was new").format(
        text=text, hours=hours, share=share
    )


def _said(found: Reading, since: timedelta) -> str:
    match found:
        case Reading.FEW:
            return _("There are too few dates yet to say how it is mixed.")
        case Reading.FAMILIAR:
            weeks = counted("{count} week", "{count} weeks", since.days // 7)
            text = _("All familiar for {weeks}: a wild slot would bring something new without changing anything.")
            return text.format(weeks=weeks)
        case Reading.NEW:
            return _("Half of it or more was new: people may miss what they know. Let something come back.")
        case Reading.BOTH:
            return _("Mostly familiar, with something new in it: a good mix.")
        case _:
            assert_never(found)


def lines(found: Mix, said: Reading, since: timedelta, held: Streak) -> tuple[Block, ...]:
    """Return the mix, and the streak where there is one, for the card on how the rhythm does."""
    if not found.dates:
        return ()
    mixture = para(_("Twelve weeks: {shares}."), shares=_shares(found))
    hint = [note("{text}", text=_said(said, since))] if said in {Reading.FAMILIAR, Reading.NEW} else []
    return (mixture, *hint, *quiet(held.weeks))


def quiet(weeks: int) -> tuple[Block, ...]:
    """Return the streak in one quiet line, from a month on."""
    if weeks < WORTH_SAYING:
        return ()
    return (note("{text}", text=counted("{count} week running.", "{count} weeks running.", weeks)),)


def streak(found: Streak) -> Card:
    """Return in how many weeks running something took place, and how it is counted."""
    rule = note(
        _(
            "A week counts when two people or more took part in something. One missed week in thirteen is forgiven, "
            "and weeks in which everybody rested do not matter. Nobody's own weeks are counted."
        )
    )
    if not found.weeks:
        none = Para((_("None at the moment. The next one begins with the next date."),))
        return Card(_("Weeks running"), (none, rule))
    text = counted(
        "Something has taken place in {count} week.",
        "Something has taken place in {count} weeks running.",
        found.weeks,
    )
    blocks: list[Block] = [Para((text,))]
    if found.forgiven:
        number = len(found.forgiven)
        text = counted("{count} quiet week is forgiven.", "{count} quiet weeks are forgiven.", number)
        blocks.append(Para((text,)))
    return Card(_("Weeks running"), (*blocks, rule))
