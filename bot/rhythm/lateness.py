"""What becomes of a ritual's dates whose moment passed while Hearth was away: pure rules."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import dropwhile

from bot.rhythm.model import GRACE, Late, Moment, Occurrence, OccurrenceState, Ritual, occurrence
from bot.rhythm.recurrence import Start, upcoming

OPEN_GRACE = GRACE[Moment.OPEN]


@dataclass(frozen=True, slots=True)
class Passed:
    """What was found after an absence, in order: dates that still open, late, and dates that do not."""

    opens: tuple[Occurrence, ...]
    missed: tuple[Occurrence, ...]


def is_late(starts: datetime, now: datetime) -> bool:
    """Return whether a date that begins then can no longer open in time (both aware)."""
    return now > starts + OPEN_GRACE


def passed(ritual: Ritual, planned: Occurrence, now: datetime) -> Passed:
    """Sort the planned date, which is late, and those after it that are late too, by the ritual's policy.

    With `all`, later dates come up in turn by themselves: each is planned when the one before it has opened.
    With `latest-once` nothing opens late when a date can still open in time: that is the latest then.
    """
    if ritual.late is Late.ALL:
        return Passed((planned,), ())
    late = [planned]
    for start in upcoming(ritual.when, planned.starts):
        if not is_late(start.at, now):
            timely = start.at <= now
            break
        late.append(occurrence(ritual, start))
    else:
        timely = False
    opens = () if ritual.late is Late.SKIP or timely else (late[-1],)
    missed = late[: len(late) - len(opens)]
    return Passed(opens, tuple(replace(o, state=OccurrenceState.MISSED) for o in missed))


def following(ritual: Ritual, last: Occurrence, now: datetime) -> Start | None:
    """Return the date to plan after this one: the first that opens in time, or with `all` simply the next."""
    return two_following(ritual, last, now)[0]


def two_following(ritual: Ritual, last: Occurrence, now: datetime) -> tuple[Start | None, Start | None]:
    """Return the date to plan after this one, and the one after that; None where there is none.

    Both at once, because a date's moments depend on when the next comes, and finding dates is what costs.
    """
    coming: Iterator[Start] = upcoming(ritual.when, last.starts)
    if ritual.late is not Late.ALL:
        coming = dropwhile(lambda start: is_late(start.at, now), coming)
    return next(coming, None), next(coming, None)
