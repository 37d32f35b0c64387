"""Questions that wait for a steward's yes, and links of those from outside."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0032"
down_revision: str | None = "0031"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Make the step."""
    op.add_column("prompts", sa.Column("link", sa.String(length=500), nullable=False, server_default=sa.text("''")))
    op.create_table(
        "prompt_notices",
        sa.Column("community_id", sa.String(length=16), nullable=False),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("posts", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_prompt_notices_community_id_communities")
        ),
        sa.PrimaryKeyConstraint("community_id", name=op.f("pk_prompt_notices")),
    )
    op.create_table(
        "prompt_candidates",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("community_id", sa.String(length=16), nullable=False),
        sa.Column("deck", sa.String(length=32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("folded", sa.String(length=64), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("dated", sa.String(length=10), nullable=False),
        sa.Column("link", sa.String(length=500), nullable=False),
        sa.Column("added_by", sa.String(length=16), nullable=True),
        sa.Column("feed_id", sa.String(length=16), nullable=True),
        sa.Column("key", sa.String(length=200), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["added_by"], ["accounts.id"], name=op.f("fk_prompt_candidates_added_by_accounts")),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_prompt_candidates_community_id_communities")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prompt_candidates")),
        sa.UniqueConstraint("community_id", "folded", name=op.f("uq_prompt_candidates_community_id_folded")),
        sa.UniqueConstraint("community_id", "key", name=op.f("uq_prompt_candidates_community_id_key")),
    )
    with op.batch_alter_table("prompt_candidates", schema=None) as batch_op:
        batch_op.create_index(
            "ix_prompt_candidates_community_state_added", ["community_id", "state", "added_at"], unique=False
        )
