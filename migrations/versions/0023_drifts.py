"""What stewards were told of circles' rooms, and the first daily look at those that are there."""

from collections.abc import Sequence
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision: str = "0023"
down_revision: str | None = "0022"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None
A_DAY_S = 86_400


def upgrade() -> None:
    """Make the step."""
    op.create_table(
        "drifts",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("community_id", sa.String(length=16), nullable=False),
        sa.Column("room_id", sa.String(length=16), nullable=False),
        sa.Column("circle_id", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("account_id", sa.String(length=16), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_drifts_account_id_accounts")),
        sa.ForeignKeyConstraint(["circle_id"], ["circles.id"], name=op.f("fk_drifts_circle_id_circles")),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_drifts_community_id_communities")),
        sa.ForeignKeyConstraint(["room_id"], ["rooms.id"], name=op.f("fk_drifts_room_id_rooms")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drifts")),
    )
    op.create_index("ix_drifts_circle_id", "drifts", ["circle_id"], unique=False)
    op.create_index("ix_drifts_room_id", "drifts", ["room_id"], unique=False)
    _plan_first_looks()


def _plan_first_looks() -> None:
    """Plan a look for each community that has a circle; the next one is at a time of day of its own."""
    beats = sa.table(
        "beats",
        *(sa.column(n) for n in ("id", "kind", "community_id", "subject", "grace_seconds", "state")),
        sa.column("due_at", sa.DateTime(timezone=True)),
    )
    circles = sa.table("circles", sa.column("community_id"), sa.column("state"))
    living = sa.select(circles.c.community_id).where(circles.c.state != "closed").distinct()
    rows = [
        {
            "id": f"{community[:13]}-rm",
            "kind": "community.rooms",
            "community_id": community,
            "subject": community,
            "due_at": datetime(2026, 11, 25, tzinfo=UTC),
            "grace_seconds": A_DAY_S,
            "state": "due",
        }
        for community in op.get_bind().scalars(living)
    ]
    if rows:
        op.bulk_insert(beats, rows)
