"""What wants members' attention, and how much of it they give."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0006"
down_revision: str | None = "0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Make the step."""
    op.create_table(
        "wishes",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("community_id", sa.String(length=16), nullable=False),
        sa.Column("member_id", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("card", sa.Text(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("good_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("wished_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("delivery_id", sa.String(length=16), nullable=True),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_wishes_community_id_communities")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_wishes_member_id_members")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wishes")),
        sa.UniqueConstraint("member_id", "kind", "subject", name=op.f("uq_wishes_member_id_kind_subject")),
    )
    with op.batch_alter_table("wishes", schema=None) as batch_op:
        batch_op.create_index("ix_wishes_community_subject", ["community_id", "subject"], unique=False)
        batch_op.create_index(batch_op.f("ix_wishes_good_until"), ["good_until"], unique=False)
    op.add_column("nudges", sa.Column("zone", sa.String(length=64), nullable=True))
    op.add_column("nudges", sa.Column("delivery_id", sa.String(length=16), nullable=True))
    op.create_index("ix_nudges_member_sent", "nudges", ["member_id", "sent_at"], unique=False)
    op.add_column("members", sa.Column("budget", sa.Integer(), nullable=True))
    op.add_column("members", sa.Column("listens", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("members", sa.Column("sabbatical_until", sa.DateTime(timezone=True), nullable=True))
