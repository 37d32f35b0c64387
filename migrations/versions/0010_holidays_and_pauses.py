"""Where a community's public holidays are, its pauses, what rituals do about both, and absences of Hearth."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0010"
down_revision: str | None = "0009"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Make the step."""
    op.create_table(
        "absences",
        sa.Column("community_id", sa.String(length=16), nullable=False),
        sa.Column("away_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("back_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("missed", sa.Text(), nullable=False),
        sa.Column("opened", sa.Text(), nullable=False),
        sa.Column("others", sa.Integer(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_absences_community_id_communities")
        ),
        sa.PrimaryKeyConstraint("community_id", name=op.f("pk_absences")),
    )
    with op.batch_alter_table("communities", schema=None) as batch_op:
        batch_op.add_column(sa.Column("country", sa.String(length=2), server_default=sa.text("''"), nullable=False))
        batch_op.add_column(sa.Column("region", sa.String(length=32), server_default=sa.text("''"), nullable=False))
        batch_op.add_column(sa.Column("paused_until", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("pause_told", sa.Boolean(), server_default=sa.false(), nullable=False))
    with op.batch_alter_table("rituals", schema=None) as batch_op:
        batch_op.add_column(sa.Column("late", sa.String(length=16), server_default="skip", nullable=False))
        batch_op.add_column(sa.Column("holidays", sa.String(length=8), server_default="keep", nullable=False))
    with op.batch_alter_table("occurrences", schema=None) as batch_op:
        batch_op.add_column(sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True))
