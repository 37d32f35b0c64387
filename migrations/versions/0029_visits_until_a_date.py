"""With which ritual's date a guest's visit to a circle ends."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0029"
down_revision: str | None = "0028"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Make the step."""
    with op.batch_alter_table("circle_seats", schema=None) as batch_op:
        batch_op.add_column(sa.Column("ritual_id", sa.String(length=16), nullable=True))
        batch_op.create_index(batch_op.f("ix_circle_seats_ritual"), ["ritual_id"], unique=False)
