"""Whom circles do not let in, and for how long a no holds."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0022"
down_revision: str | None = "0021"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Make the step."""
    for table, column in (("circle_refusals", "until"), ("circle_blocks", "at")):
        op.create_table(
            table,
            sa.Column("community_id", sa.String(length=16), nullable=False),
            sa.Column("circle_id", sa.String(length=16), nullable=False),
            sa.Column("account_id", sa.String(length=16), nullable=False),
            sa.Column(column, sa.DateTime(timezone=True), nullable=False),
            sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f(f"fk_{table}_account_id_accounts")),
            sa.ForeignKeyConstraint(["circle_id"], ["circles.id"], name=op.f(f"fk_{table}_circle_id_circles")),
            sa.ForeignKeyConstraint(
                ["community_id"], ["communities.id"], name=op.f(f"fk_{table}_community_id_communities")
            ),
            sa.PrimaryKeyConstraint("circle_id", "account_id", name=op.f(f"pk_{table}")),
        )
        op.create_index(f"ix_{table}_account", table, ["account_id"])
    with op.batch_alter_table("circles", schema=None) as batch_op:
        batch_op.add_column(sa.Column("cooldown_days", sa.Integer(), server_default="30", nullable=False))
