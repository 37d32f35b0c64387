"""Who gets which role: whoever had it least recently, nobody twice. Pure rules."""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256

from bot.keys import MemberId
from bot.spark.form_model import Role

_NEVER = datetime.min.replace(tzinfo=UTC)


def drawn(
    wanted: Sequence[Role],
    pools: Mapping[str, Collection[MemberId]],
    last: Mapping[tuple[str, MemberId], datetime],
    *,
    busy: Collection[MemberId] = (),
    late: Collection[MemberId] = (),
    seed: str,
) -> list[tuple[str, MemberId]]:
    """Return (role, member) of what is drawn; of as many roles as possible each has somebody of its own.

    Args:
        wanted: a role as often as somebody is missing for it, in the order in which they matter.
        pools: who may have each role, by its key.
        last: when somebody had a role last (aware UTC), by role and member.
        busy: who has a role on that date already.
        late: who is drawn only where nobody else is left: whoever hosts has enough to do.
        seed: what makes this ritual's order its own: the same on every machine, and a newcomer reshuffles nobody.
    """
    orders = [_order(role, pools.get(role.key, ()), last, busy, late, seed) for role in wanted]
    has: dict[MemberId, int] = {}
    for place in range(len(wanted)):
        _seat(place, orders, has, set())
    return [(wanted[place].key, member) for member, place in sorted(has.items(), key=lambda each: each[1])]


def _order(
    role: Role,
    pool: Collection[MemberId],
    last: Mapping[tuple[str, MemberId], datetime],
    busy: Collection[MemberId],
    late: Collection[MemberId],
    seed: str,
) -> list[MemberId]:
    """Return who may have a role, first who should: whoever had it least recently, or most where it does not rotate."""
    free = sorted(
        {m for m in pool if m not in busy},
        key=lambda m: sha256(f"{len(seed)}:{seed}{role.key}:{m}".encode("utf-8", "surrogatepass")).hexdigest(),
    )
    free.sort(key=lambda m: last.get((role.key, m), _NEVER), reverse=not role.rotate)
    free.sort(key=lambda m: m in late)
    return free


def _seat(place: int, orders: Sequence[Sequence[MemberId]], has: dict[MemberId, int], seen: set[MemberId]) -> bool:
    """Give a place to somebody; whoever has another one may move to make room (Kuhn's way to a largest matching)."""
    for member in orders[place]:
        if member not in has:
            has[member] = place
            return True
    for member in orders[place]:
        if member in seen:
            continue
        seen.add(member)
        if _seat(has[member], orders, has, seen):
            has[member] = place
            return True
    return False
