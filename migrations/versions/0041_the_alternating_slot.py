"""The slot that alternates, and the cases that members offer to bring."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0041"
down_revision: str | None = "0040"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Make the step."""
    with op.batch_alter_table("rituals", schema=None) as batch_op:
        batch_op.add_column(sa.Column("alternates", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "slot_turns",
        sa.Column("ritual_id", sa.String(length=16), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("community_id", sa.String(length=16), nullable=False),
        sa.Column("turn", sa.String(length=8), nullable=False),
        sa.Column("held", sa.String(length=8), nullable=False),
        sa.Column("case_id", sa.String(length=16), nullable=True),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_slot_turns_community_id_communities")
        ),
        sa.ForeignKeyConstraint(["ritual_id"], ["rituals.id"], name=op.f("fk_slot_turns_ritual_id_rituals")),
        sa.PrimaryKeyConstraint("ritual_id", "starts_at", name=op.f("pk_slot_turns")),
    )
    op.create_index("ix_slot_turns_community_starts", "slot_turns", ["community_id", "starts_at"], unique=False)
    op.create_table(
        "own_cases",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("community_id", sa.String(length=16), nullable=False),
        sa.Column("ritual_id", sa.String(length=16), nullable=False),
        sa.Column("account_id", sa.String(length=16), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("brought_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_own_cases_account_id_accounts")),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_own_cases_community_id_communities")
        ),
        sa.ForeignKeyConstraint(["ritual_id"], ["rituals.id"], name=op.f("fk_own_cases_ritual_id_rituals")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_cases")),
    )
    op.create_index("ix_own_cases_ritual", "own_cases", ["ritual_id"], unique=False)
    op.create_index("ix_own_cases_account", "own_cases", ["account_id"], unique=False)
