"""Who comes to a date: what members say, the seats there are, and the waiting list, as pure rules."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot.keys import AccountId, MemberId


class Coming(StrEnum):
    """What a member said of a date."""

    GOING = "going"
    MAYBE = "maybe"
    NO = "no"
    WAITING = "waiting"  # they would come, and every seat is taken


@dataclass(frozen=True, slots=True)
class Rsvp:
    """What one member said of one date, with the name shown and when they asked (aware UTC).

    `again`: the date has moved since, and they were asked whether it still holds.
    """

    id: str
    member: MemberId
    account: AccountId
    name: str
    status: Coming
    at: datetime
    again: bool = False


@dataclass(frozen=True, slots=True)
class Turnout:
    """Who comes, as a card shows it: names in the order in which they said so. `capacity` None is no limit."""

    going: tuple[str, ...] = ()
    maybe: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    again: int = 0
    capacity: int | None = None


NOBODY = Turnout()


def once_each(said: Iterable[Rsvp]) -> tuple[Rsvp, ...]:
    """Return what counts of what was said of one date, oldest first: the last word of each member.

    Somebody with two accounts may have spoken twice before these were one person's: then a seat stays theirs, and so
    does the better place in the queue, whichever they asked for last.
    """
    found: dict[MemberId, Rsvp] = {}
    for each in said:
        before = found.get(each.member)
        if each.status is Coming.WAITING and before is not None and before.status in {Coming.GOING, Coming.WAITING}:
            continue
        found.pop(each.member, None)
        found[each.member] = each
    return tuple(found.values())


def one_too_many(said: Sequence[Rsvp], capacity: int | None, kept: MemberId, restored: MemberId) -> Rsvp | None:
    """Return whose seat is another's by now, when one person is two members again; None when there is room.

    While they were one they had one seat, or none, and somebody else may have taken what was free.

    Args:
        said: what everybody says of the date, the two apart, oldest first.
        capacity: how many seats there are, None for no limit.
        kept: who spoke for both; they keep their seat rather than the other one.
        restored: who is a member of their own again.
    """
    two = {r.member: r for r in said if r.member in {kept, restored}}
    going = [two[m] for m in (restored, kept) if m in two and two[m].status is Coming.GOING]
    together = once_each(replace(r, member=kept) for r in two.values())
    had = sum(r.status is Coming.GOING for r in together)
    over = capacity is not None and sum(r.status is Coming.GOING for r in said) > capacity
    return going[0] if over and len(going) > had else None


def turnout(said: Sequence[Rsvp], capacity: int | None) -> Turnout:
    """Return what a card shows of what was said, oldest first."""
    names = {c: tuple(r.name for r in said if r.status is c) for c in Coming}
    again = sum(r.again and r.status is not Coming.NO for r in said)
    return Turnout(names[Coming.GOING], names[Coming.MAYBE], names[Coming.WAITING], again, capacity)


def free_seats(said: Sequence[Rsvp], capacity: int | None) -> int | None:
    """Return how many more may come, None when there is no limit; never below nought."""
    if capacity is None:
        return None
    return max(0, capacity - sum(r.status is Coming.GOING for r in said))


def seated(wish: Coming, member: MemberId, said: Sequence[Rsvp], capacity: int | None) -> Coming:
    """Return what holds when a member says they go: a seat they have stays theirs, and nobody jumps the queue.

    Args:
        wish: what they say; only GOING can become WAITING.
        member: who says it.
        said: what everybody said of that date.
        capacity: how many seats there are, None for no limit.
    """
    before = next((r.status for r in said if r.member == member), None)
    if wish is not Coming.GOING or before in {Coming.GOING, Coming.WAITING}:
        return before if wish is Coming.GOING and before is not None else wish
    others = [r for r in said if r.member != member]
    free = free_seats(others, capacity)
    queue = any(r.status is Coming.WAITING for r in others)
    return Coming.GOING if free is None or (free > 0 and not queue) else Coming.WAITING


def moving_up(said: Sequence[Rsvp], capacity: int | None) -> tuple[Rsvp, ...]:
    """Return who gets a seat that is free now: those who have waited longest."""
    waiting = sorted((r for r in said if r.status is Coming.WAITING), key=lambda r: (r.at, r.id))
    free = free_seats(said, capacity)
    return tuple(waiting if free is None else waiting[:free])


def place_in_line(member: MemberId, said: Sequence[Rsvp]) -> int:
    """Return which one in the queue a member is, from 1; 0 when they do not wait."""
    waiting = sorted((r for r in said if r.status is Coming.WAITING), key=lambda r: (r.at, r.id))
    return next((n for n, r in enumerate(waiting, start=1) if r.member == member), 0)
