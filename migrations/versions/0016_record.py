"""The record of who did what to whom."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0016"
down_revision: str | None = "0015"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Make the step."""
    op.create_table(
        "record",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("community_id", sa.String(length=16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.String(length=16), nullable=True),
        sa.Column("verb", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.String(length=16), nullable=True),
        sa.Column("circle_id", sa.String(length=16), nullable=True),
        sa.Column("about_id", sa.String(length=16), server_default=sa.text("''"), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["accounts.id"], name=op.f("fk_record_actor_id_accounts")),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_record_community_id_communities")),
        sa.ForeignKeyConstraint(["subject_id"], ["members.id"], name=op.f("fk_record_subject_id_members")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_record")),
    )
    with op.batch_alter_table("record", schema=None) as batch_op:
        batch_op.create_index("ix_record_at", ["at"], unique=False)
        batch_op.create_index("ix_record_circle", ["circle_id", "at"], unique=False)
        batch_op.create_index("ix_record_community_at", ["community_id", "at"], unique=False)
