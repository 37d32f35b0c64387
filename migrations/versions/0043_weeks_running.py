"""How many weeks running something took place, at a community's last look."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0043"
down_revision: str | None = "0042"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Make the step."""
    op.add_column("sparks", sa.Column("streak", sa.Integer(), server_default=sa.text("0"), nullable=False))
