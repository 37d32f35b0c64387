"""When a community went on after a rest; and each community's first daily look at its stewards."""

from collections.abc import Sequence
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision: str = "0028"
down_revision: str | None = "0027"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None
NEVER_LATE = 2_000_000_000
"""Seconds, 63 years: nobody is to be told that this beat was missed."""


def upgrade() -> None:
    """Make the step."""
    op.add_column("communities", sa.Column("resumed_at", sa.DateTime(timezone=True), nullable=True))
    _plan_first_looks()


def _plan_first_looks() -> None:
    """Plan a beat for each community that is there; it plans the next ones, in the community's morning."""
    beats = sa.table(
        "beats",
        *(sa.column(n) for n in ("id", "kind", "community_id", "subject", "grace_seconds", "state")),
        sa.column("due_at", sa.DateTime(timezone=True)),
    )
    communities = sa.table("communities", sa.column("id"))
    connection = op.get_bind()
    rows = [
        {
            "id": f"{community[:13]}-st",
            "kind": "community.stewards",
            "community_id": community,
            "subject": community,
            "due_at": datetime(2026, 11, 30, tzinfo=UTC),
            "grace_seconds": NEVER_LATE,
            "state": "due",
        }
        for community in connection.scalars(sa.select(communities.c.id))
    ]
    if rows:
        op.bulk_insert(beats, rows)
