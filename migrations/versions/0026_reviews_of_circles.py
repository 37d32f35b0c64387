"""When circles are asked whether they are alive, and the first question of those there are."""

from collections.abc import Sequence
from datetime import UTC, datetime, time

import sqlalchemy as sa
from alembic import op

revision: str = "0026"
down_revision: str | None = "0025"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

LIVING = sa.text("SELECT id, community_id, review_on FROM circles WHERE state NOT IN ('closing', 'closed')").columns(
    review_on=sa.Date()
)
YEAR_SECONDS = 365 * 24 * 60 * 60


def upgrade() -> None:
    """Make the step."""
    with op.batch_alter_table("circles", schema=None) as batch_op:
        batch_op.add_column(sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("given_at", sa.DateTime(timezone=True), nullable=True))
    beats = sa.table(
        "beats",
        sa.column("id", sa.String()),
        sa.column("kind", sa.String()),
        sa.column("community_id", sa.String()),
        sa.column("subject", sa.String()),
        sa.column("due_at", sa.DateTime(timezone=True)),
        sa.column("grace_seconds", sa.Integer()),
        sa.column("state", sa.String()),
    )
    # A circle has no beat yet that would bear its id.
    rows = [
        {
            "id": row.id,
            "kind": "circle.review",
            "community_id": row.community_id,
            "subject": row.id,
            "due_at": datetime.combine(row.review_on, time(10), UTC),
            "grace_seconds": YEAR_SECONDS,
            "state": "due",
        }
        for row in op.get_bind().execute(LIVING)
    ]
    op.bulk_insert(beats, rows)
