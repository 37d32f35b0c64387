"""The statements with which workers look for what is to be sent, built once: they are asked again and again."""

from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, Update, and_, bindparam, exists, or_, select, update

from bot.deliveries import OPEN_STATES, State
from storage.bulk import IDS, among
from storage.tables.base import Instant
from storage.tables.engine import deliveries

OPEN = tuple(s.value for s in OPEN_STATES)


def is_open(state: ColumnElement[str]) -> ColumnElement[bool]:
    """Return the condition of the partial indexes, its values written out.

    As parameters SQLite could not tell that the index holds what is asked for, and would read every row.
    """
    return state.in_(bindparam(None, OPEN, expanding=True, literal_execute=True))


def _ready() -> ColumnElement[bool]:
    """Due, waited long enough, or left in `sending` longer than a request can live (since `given_up`).

    `retry_at` of a row in `sending` is when the platform may be asked again whether it was accepted.
    """
    real, given_up = bindparam("real", type_=Instant), bindparam("given_up", type_=Instant)
    sending, retry_at = deliveries.c.state == State.SENDING.value, deliveries.c.retry_at
    return or_(
        deliveries.c.state == State.DUE.value,
        and_(deliveries.c.state == State.WAITING.value, retry_at <= real),
        and_(sending, deliveries.c.sent_from <= given_up, or_(retry_at.is_(None), retry_at <= real)),
    )


def _claim() -> Select[Any]:
    before = deliveries.alias()
    first = ~exists().where(
        before.c.destination == deliveries.c.destination,
        before.c.seq < deliveries.c.seq,
        is_open(before.c.state),
    )
    edited = deliveries.alias()
    stands = ~exists().where(edited.c.id == deliveries.c.edits, is_open(edited.c.state))
    return (
        select(deliveries)
        .where(deliveries.c.space_id == bindparam("lane"), is_open(deliveries.c.state))
        .where(READY, first, stands)
        .order_by(deliveries.c.priority, deliveries.c.seq)
        .limit(bindparam("most", type_=Integer))
        .with_for_update(skip_locked=True)
    )


READY = _ready()
CLAIM = _claim()
"""The first rows of a `lane`, at most `most`: of each free destination the first one."""
LANES = select(deliveries.c.space_id).distinct().where(is_open(deliveries.c.state), READY)
"""The spaces that have something to send."""
BY_ID = select(deliveries).where(among(deliveries.c.id, IDS))
WIN = (
    update(deliveries)
    .where(
        deliveries.c.seq == bindparam("the_seq"),
        deliveries.c.state == bindparam("was"),
        deliveries.c.attempt == bindparam("tried"),
    )
    .values(
        state=State.SENDING.value,
        attempt=bindparam("attempt"),
        sent_from=bindparam("sent_from"),
        first_from=bindparam("first_from"),
    )
)
"""Only one worker wins a row as it was read."""


@cache
def settling(names: tuple[str, ...]) -> Update:
    """Return what writes an outcome into the row `the_id` where it is still the attempt `tried`; `more` failures."""
    mine = and_(deliveries.c.id == bindparam("the_id"), deliveries.c.attempt == bindparam("tried"))
    values: dict[str, Any] = {name: bindparam(name) for name in names if name != "more"}
    if "more" in names:
        values["failures"] = deliveries.c.failures + bindparam("more", type_=Integer)
    return update(deliveries).where(mine, deliveries.c.state != State.WITHDRAWN.value).values(**values)
