"""Who is asked to carry circles on; and each community's first daily look at them."""

from collections.abc import Sequence
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision: str = "0024"
down_revision: str | None = "0023"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None
NEVER_LATE = 2_000_000_000
"""Seconds, 63 years: nobody is to be told that this beat was missed."""


def upgrade() -> None:
    """Make the step."""
    op.create_table(
        "circle_handovers",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("community_id", sa.String(length=16), nullable=False),
        sa.Column("circle_id", sa.String(length=16), nullable=True),
        sa.Column("account_id", sa.String(length=16), nullable=True),
        sa.Column("handed_by", sa.String(length=16), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_circle_handovers_account_id_accounts")),
        sa.ForeignKeyConstraint(["circle_id"], ["circles.id"], name=op.f("fk_circle_handovers_circle_id_circles")),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_circle_handovers_community_id_communities")
        ),
        sa.ForeignKeyConstraint(["handed_by"], ["accounts.id"], name=op.f("fk_circle_handovers_handed_by_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_circle_handovers")),
    )
    op.create_index("ix_circle_handovers_account", "circle_handovers", ["account_id"], unique=False)
    op.create_index("ix_circle_handovers_circle", "circle_handovers", ["circle_id", "asked_at"], unique=False)
    is_open = sa.text("state IN ('asked', 'desk', 'alone')")
    own = sa.text("circle_id IS NULL AND state IN ('asked', 'desk', 'alone')")
    op.create_index(
        "uq_circle_handovers_open",
        "circle_handovers",
        ["circle_id"],
        unique=True,
        sqlite_where=is_open,
        postgresql_where=is_open,
    )
    op.create_index(
        "uq_circle_handovers_own",
        "circle_handovers",
        ["community_id"],
        unique=True,
        sqlite_where=own,
        postgresql_where=own,
    )
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
            "id": f"{community[:13]}-li",
            "kind": "community.line",
            "community_id": community,
            "subject": community,
            "due_at": datetime(2026, 11, 25, tzinfo=UTC),
            "grace_seconds": NEVER_LATE,
            "state": "due",
        }
        for community in connection.scalars(sa.select(communities.c.id))
    ]
    if rows:
        op.bulk_insert(beats, rows)
