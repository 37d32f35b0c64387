"""What becomes of two members' settings when they turn out to be one person: the stricter of the two holds."""

from dataclasses import dataclass, fields, replace
from datetime import datetime

from bot.community.model import DAY_MINUTES, Member, is_quiet

Span = tuple[int, int]
"""Quiet hours, as minutes after local midnight: from, to."""


@dataclass(frozen=True, slots=True)
class Own:
    """A member's own settings; `quiet` is None where they never set any, `zone` comes with whether they chose it."""

    zone: tuple[str | None, bool] = (None, False)
    language: str | None = None
    quiet: Span | None = None
    snoozed_until: datetime | None = None
    budget: int | None = None
    listens: bool = False
    sabbatical_until: datetime | None = None


def own_of(member: Member) -> Own:
    """Return a member's settings."""
    quiet = None
    if member.quiet_from is not None and member.quiet_to is not None:
        quiet = member.quiet_from, member.quiet_to
    return Own(
        (member.zone, member.zone_chosen),
        member.language,
        quiet,
        member.snoozed_until,
        member.budget,
        member.listens,
        member.sabbatical_until,
    )


def with_own(member: Member, own: Own) -> Member:
    """Return a member with these settings."""
    begins, ends = own.quiet or (None, None)
    return replace(
        member,
        zone=own.zone[0],
        zone_chosen=own.zone[1],
        language=own.language,
        quiet_from=begins,
        quiet_to=ends,
        snoozed_until=own.snoozed_until,
        budget=own.budget,
        listens=own.listens,
        sabbatical_until=own.sabbatical_until,
    )


def merged(kept: Member, other: Member) -> Own:
    """Return the settings of two members who are one person.

    Zone and language are those of the one who stays, unless they have none; snooze and sabbatical are the later
    ones, the budget is the smaller one, and who listens with one of the two listens; quiet hours are read in the
    zone that holds and become the stricter ones (`quieter`).
    """
    mine, theirs = own_of(kept), own_of(other)
    said = mine.budget is not None or theirs.budget is not None
    quiet = None
    if mine.quiet is not None or theirs.quiet is not None:
        quiet = quieter(kept.quiet(), other.quiet())
    return Own(
        zone=mine.zone if mine.zone[0] is not None else theirs.zone,
        language=mine.language or theirs.language,
        quiet=quiet,
        snoozed_until=_later(mine.snoozed_until, theirs.snoozed_until),
        budget=min(kept.most, other.most) if said else None,
        listens=mine.listens or theirs.listens,
        sabbatical_until=_later(mine.sabbatical_until, theirs.sabbatical_until),
    )


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    return max((at for at in (one, other) if at is not None), default=None)


def quieter(one: Span, other: Span) -> Span:
    """Return the union of two spans of quiet hours where it is one span that leaves part of the day.

    Otherwise the longer of the two, and the first when they are equally long: two spans a day cannot be
    set, and a day without an hour for messages would be a silent farewell.
    """
    quiet = [is_quiet(m, one) or is_quiet(m, other) for m in range(DAY_MINUTES)]
    begins = [m for m in range(DAY_MINUTES) if quiet[m] and not quiet[m - 1]]
    ends = [m for m in range(DAY_MINUTES) if quiet[m - 1] and not quiet[m]]
    if len(begins) == 1:
        return begins[0], ends[0]
    return max(one, other, key=_length)


def _length(span: Span) -> int:
    begins, ends = span
    return (ends - begins) % DAY_MINUTES


def restored(now: Own, before: Own, after: Own) -> Own:
    """Return the settings after a link is undone: as they were before it, but what was changed since stays.

    Args:
        now: what holds.
        before: what held before the link.
        after: what the link made of it.
    """
    kept = {f.name: getattr(now, f.name) for f in fields(Own)}
    unchanged = [name for name, value in kept.items() if value == getattr(after, name)]
    return Own(**kept | {name: getattr(before, name) for name in unchanged})
