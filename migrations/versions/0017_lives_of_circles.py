"""Since when a circle stands where it stands, and circles whose first room was not made yet."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0017"
down_revision: str | None = "0016"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

STANDS = """
    UPDATE circles SET state = :state WHERE state = 'open'
    AND NOT EXISTS (SELECT 1 FROM rooms WHERE rooms.circle_id = circles.id AND rooms.external_id IS NOT NULL)
    AND {some} EXISTS (SELECT 1 FROM rooms WHERE rooms.circle_id = circles.id AND rooms.state = 'opening')
"""


def statements() -> tuple[sa.TextClause, ...]:
    """Return what tells apart the circles that were all called open.

    Where no room was ever made, its room is still owed, or cannot be made.
    """
    owed = sa.text(STANDS.format(some="")).bindparams(state="opening")
    return owed, sa.text(STANDS.format(some="NOT")).bindparams(state="asked")


def upgrade() -> None:
    """Make the step."""
    with op.batch_alter_table("circles", schema=None) as batch_op:
        batch_op.add_column(sa.Column("state_since", sa.DateTime(timezone=True), nullable=True))
    for statement in statements():
        op.execute(statement)
