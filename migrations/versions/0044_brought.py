"""What members bring back from outside, and the digests that tell of it."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0044"
down_revision: str | None = "0043"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Make the step."""
    op.create_table(
        "outside_digests",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("community_id", sa.String(length=16), nullable=False),
        sa.Column("since_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("posts", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_outside_digests_community_id_communities")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outside_digests")),
        sa.UniqueConstraint("community_id", "until_at", name=op.f("uq_outside_digests_community_id_until_at")),
    )
    op.create_table(
        "brought",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("community_id", sa.String(length=16), nullable=False),
        sa.Column("account_id", sa.String(length=16), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("surprise", sa.Text(), nullable=False),
        sa.Column("idea", sa.Text(), nullable=False),
        sa.Column("dated", sa.String(length=10), nullable=False),
        sa.Column("link", sa.String(length=500), nullable=False),
        sa.Column("shown", sa.String(length=16), nullable=False),
        sa.Column("posts", sa.Text(), nullable=False),
        sa.Column("digest_id", sa.String(length=16), nullable=True),
        sa.Column("brought_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_brought_account_id_accounts")),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_brought_community_id_communities")),
        sa.ForeignKeyConstraint(
            ["digest_id"], ["outside_digests.id"], name=op.f("fk_brought_digest_id_outside_digests")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_brought")),
    )
    with op.batch_alter_table("brought", schema=None) as batch_op:
        batch_op.create_index("ix_brought_community_brought", ["community_id", "brought_at"], unique=False)
        batch_op.create_index("ix_brought_account", ["account_id"], unique=False)
        batch_op.create_index("ix_brought_digest", ["digest_id"], unique=False)
    op.create_table(
        "brought_fans",
        sa.Column("brought_id", sa.String(length=16), nullable=False),
        sa.Column("account_id", sa.String(length=16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_brought_fans_account_id_accounts")),
        sa.ForeignKeyConstraint(
            ["brought_id"], ["brought.id"], name=op.f("fk_brought_fans_brought_id_brought"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("brought_id", "account_id", name=op.f("pk_brought_fans")),
    )
    with op.batch_alter_table("brought_fans", schema=None) as batch_op:
        batch_op.create_index("ix_brought_fans_account", ["account_id"], unique=False)
