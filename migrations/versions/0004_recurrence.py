"""Single dates of rituals that are moved or added, and where a ritual was taken from."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Make the step."""
    with op.batch_alter_table("rituals", schema=None) as batch_op:
        batch_op.add_column(sa.Column("exceptions", sa.Text(), server_default="{}", nullable=False))
        batch_op.add_column(sa.Column("uid", sa.String(length=255), nullable=True))
        batch_op.create_unique_constraint(batch_op.f("uq_rituals_community_id_uid"), ["community_id", "uid"])

    with op.batch_alter_table("occurrences", schema=None) as batch_op:
        batch_op.add_column(sa.Column("original_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.drop_constraint("uq_occurrences_ritual_id_starts_at", type_="unique")
        batch_op.create_unique_constraint(
            batch_op.f("uq_occurrences_ritual_id_original_at"), ["ritual_id", "original_at"]
        )
    # Nothing was moved before: each date is known by when it begins.
    op.execute("UPDATE occurrences SET original_at = starts_at")
