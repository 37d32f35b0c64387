"""The wild slot, what communities chose of the spark, and each community's first look."""

from collections.abc import Sequence
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision: str = "0034"
down_revision: str | None = "0033"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None
NEVER_LATE = 2_000_000_000
"""Seconds, 63 years: nobody is to be told that this beat was missed."""


def upgrade() -> None:
    """Make the step."""
    op.add_column("rituals", sa.Column("wild", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "sparks",
        sa.Column("community_id", sa.String(length=16), nullable=False),
        sa.Column("milestones", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("memories", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("remembered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_sparks_community_id_communities")),
        sa.PrimaryKeyConstraint("community_id", name=op.f("pk_sparks")),
    )
    op.create_table(
        "community_rests",
        sa.Column("community_id", sa.String(length=16), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_community_rests_community_id_communities")
        ),
        sa.PrimaryKeyConstraint("community_id", "began_at", name=op.f("pk_community_rests")),
    )
    op.create_table(
        "wild_suggestions",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("community_id", sa.String(length=16), nullable=False),
        sa.Column("account_id", sa.String(length=16), nullable=False),
        sa.Column("text", sa.String(length=60), nullable=False),
        sa.Column("suggested_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_wild_suggestions_account_id_accounts")),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_wild_suggestions_community_id_communities")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wild_suggestions")),
    )
    op.create_index("ix_wild_suggestions_community_id", "wild_suggestions", ["community_id"])
    op.create_index("ix_wild_suggestions_account_id", "wild_suggestions", ["account_id"])
    op.create_table(
        "wild_dates",
        sa.Column("occurrence_id", sa.String(length=16), nullable=False),
        sa.Column("community_id", sa.String(length=16), nullable=False),
        sa.Column("offered", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("chosen_by", sa.String(length=16), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["chosen_by"], ["accounts.id"], name=op.f("fk_wild_dates_chosen_by_accounts")),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_wild_dates_community_id_communities")
        ),
        sa.PrimaryKeyConstraint("occurrence_id", name=op.f("pk_wild_dates")),
    )
    op.create_index("ix_wild_dates_community_id", "wild_dates", ["community_id"])
    _plan_first_looks()


def _plan_first_looks() -> None:
    """Plan a beat for each community that is there: on another day it only plans the next, on its own."""
    beats = sa.table(
        "beats",
        *(sa.column(n) for n in ("id", "kind", "community_id", "subject", "grace_seconds", "state")),
        sa.column("due_at", sa.DateTime(timezone=True)),
    )
    communities = sa.table("communities", sa.column("id"))
    connection = op.get_bind()
    sunday = datetime(2026, 11, 29, tzinfo=UTC)
    rows = [
        {
            "id": f"{community[:13]}-sp",
            "kind": "community.spark",
            "community_id": community,
            "subject": community,
            "due_at": sunday,
            "grace_seconds": NEVER_LATE,
            "state": "due",
        }
        for community in connection.scalars(sa.select(communities.c.id))
    ]
    if rows:
        op.bulk_insert(beats, rows)
