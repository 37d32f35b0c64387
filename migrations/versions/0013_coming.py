"""Who comes: going, maybe, not going or waiting; seats; and rituals of which somebody wants no reminders."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0013"
down_revision: str | None = "0012"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Make the step."""
    op.create_table(
        "no_reminders",
        sa.Column("community_id", sa.String(length=16), nullable=False),
        sa.Column("ritual_id", sa.String(length=16), nullable=False),
        sa.Column("account_id", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_no_reminders_account_id_accounts")),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_no_reminders_community_id_communities")
        ),
        sa.ForeignKeyConstraint(["ritual_id"], ["rituals.id"], name=op.f("fk_no_reminders_ritual_id_rituals")),
        sa.PrimaryKeyConstraint("ritual_id", "account_id", name=op.f("pk_no_reminders")),
    )
    op.create_index("ix_no_reminders_account", "no_reminders", ["account_id"], unique=False)
    with op.batch_alter_table("rituals", schema=None) as batch_op:
        batch_op.add_column(sa.Column("capacity", sa.Integer(), nullable=True))
    with op.batch_alter_table("rsvps", schema=None) as batch_op:
        batch_op.add_column(sa.Column("status", sa.String(length=8), server_default="no", nullable=False))
        batch_op.add_column(sa.Column("asked_again", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.execute(sa.text("UPDATE rsvps SET status = 'going' WHERE going"))
    # No version that was given out knows the column `going`.
    with op.batch_alter_table("rsvps", schema=None) as batch_op:
        batch_op.alter_column("status", server_default=None)
        batch_op.drop_column("going")
