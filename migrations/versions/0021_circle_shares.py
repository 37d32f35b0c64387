"""Summaries on their way out of a circle, and the answers of those quoted."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0021"
down_revision: str | None = "0020"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Make the step."""
    op.create_table(
        "circle_shares",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("community_id", sa.String(length=16), nullable=False),
        sa.Column("circle_id", sa.String(length=16), nullable=False),
        sa.Column("drafter_id", sa.String(length=16), nullable=True),
        sa.Column("room_id", sa.String(length=16), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("posts", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.ForeignKeyConstraint(["circle_id"], ["circles.id"], name=op.f("fk_circle_shares_circle_id_circles")),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_circle_shares_community_id_communities")
        ),
        sa.ForeignKeyConstraint(["drafter_id"], ["accounts.id"], name=op.f("fk_circle_shares_drafter_id_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_circle_shares")),
    )
    with op.batch_alter_table("circle_shares", schema=None) as batch_op:
        batch_op.create_index("ix_circle_shares_circle", ["circle_id"], unique=False)
        batch_op.create_index("ix_circle_shares_drafter_id", ["drafter_id"], unique=False)
    op.create_table(
        "circle_share_voices",
        sa.Column("share_id", sa.String(length=16), nullable=False),
        sa.Column("account_id", sa.String(length=16), nullable=False),
        sa.Column("stance", sa.String(length=16), nullable=False),
        sa.Column("agreed", sa.Text(), nullable=False),
        sa.Column("proposed", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_circle_share_voices_account_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["share_id"], ["circle_shares.id"], name=op.f("fk_circle_share_voices_share_id_circle_shares")
        ),
        sa.PrimaryKeyConstraint("share_id", "account_id", name=op.f("pk_circle_share_voices")),
    )
    with op.batch_alter_table("circle_share_voices", schema=None) as batch_op:
        batch_op.create_index("ix_circle_share_voices_account", ["account_id"], unique=False)
