"""Of which empty chairs stewards have heard."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0036"
down_revision: str | None = "0035"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Make the step."""
    op.create_table(
        "chair_warnings",
        sa.Column("occurrence_id", sa.String(length=16), nullable=False),
        sa.Column("ritual_id", sa.String(length=16), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["ritual_id"], ["rituals.id"], name=op.f("fk_chair_warnings_ritual_id_rituals")),
        sa.PrimaryKeyConstraint("occurrence_id", name=op.f("pk_chair_warnings")),
    )
