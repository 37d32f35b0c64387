"""Many beats of one instant: claimed in the order of their index, and written into fewer of them."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0019"
down_revision: str | None = "0018"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

DUE = sa.text("state = 'due'")


def upgrade() -> None:
    """Make the step."""
    with op.batch_alter_table("beats") as table:
        table.drop_index("ix_beats_due")
        table.drop_index("ix_beats_subject")
        table.drop_constraint("uq_beats_kind_subject_due_at", type_="unique")
        table.create_unique_constraint("uq_beats_subject_kind_due_at", ["subject", "kind", "due_at"])
        table.create_index("ix_beats_due", ["due_at", "id"], sqlite_where=DUE, postgresql_where=DUE)
    with op.batch_alter_table("deliveries") as table:
        table.drop_constraint("uq_deliveries_key", type_="unique")
