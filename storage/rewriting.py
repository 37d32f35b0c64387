"""The statements that belong to cards which are written anew, built once: older texts go, and none comes too often."""

from sqlalchemy import and_, bindparam, func, or_, select, update

from bot.deliveries import State
from storage.bulk import IDS, among
from storage.tables.base import Instant
from storage.tables.engine import deliveries

REPLACE = (
    update(deliveries)
    .where(among(deliveries.c.edits, IDS), deliveries.c.state.in_(["due", "waiting"]))
    .values(state=State.WITHDRAWN.value, payload=None)
)
"""Withdraws unsent edits of the messages `ids`."""
BLANK_OLDER = (
    update(deliveries)
    .where(
        or_(
            and_(among(deliveries.c.edits, IDS), deliveries.c.finished_at.is_not(None)),
            and_(among(deliveries.c.id, IDS), deliveries.c.state == State.SENT.value),
        )
    )
    .values(payload=None)
)
"""Blanks what the messages `ids` said so far."""
EDITED_LATELY = (
    select(deliveries.c.edits, func.max(deliveries.c.finished_at).label("at"))
    .where(
        among(deliveries.c.edits, IDS),
        deliveries.c.state == State.SENT.value,
        deliveries.c.finished_at > bindparam("since", type_=Instant),
    )
    .group_by(deliveries.c.edits)
)
"""Those of the messages `ids` that were edited since then, and when last."""
