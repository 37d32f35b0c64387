"""What was sent, to be counted; and each community's first look at its rhythm."""

from collections.abc import Sequence
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision: str = "0009"
down_revision: str | None = "0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None
NEVER_LATE = 2_000_000_000
"""Seconds, 63 years: nobody is to be told that this beat was missed."""


def upgrade() -> None:
    """Make the step."""
    op.create_index(
        "ix_deliveries_sent",
        "deliveries",
        ["community_id", "expires_at"],
        unique=False,
        sqlite_where=sa.text("state = 'sent'"),
        postgresql_where=sa.text("state = 'sent'"),
    )
    _plan_first_looks()


def _plan_first_looks() -> None:
    """Plan a beat for each community that is there: on no first Monday it only plans the next, on that morning."""
    beats = sa.table(
        "beats",
        *(sa.column(n) for n in ("id", "kind", "community_id", "subject", "grace_seconds", "state")),
        sa.column("due_at", sa.DateTime(timezone=True)),
    )
    communities = sa.table("communities", sa.column("id"))
    connection = op.get_bind()
    wednesday = datetime(2026, 11, 25, tzinfo=UTC)
    rows = [
        {
            "id": f"{community[:13]}-mo",
            "kind": "rhythm.monthly",
            "community_id": community,
            "subject": community,
            "due_at": wednesday,
            "grace_seconds": NEVER_LATE,
            "state": "due",
        }
        for community in connection.scalars(sa.select(communities.c.id))
    ]
    if rows:
        op.bulk_insert(beats, rows)
