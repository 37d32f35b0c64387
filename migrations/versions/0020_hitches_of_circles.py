"""What could not be done for circles' rooms."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0020"
down_revision: str | None = "0019"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Make the step."""
    op.create_table(
        "circle_hitches",
        sa.Column("community_id", sa.String(length=16), nullable=False),
        sa.Column("circle_id", sa.String(length=16), nullable=False),
        sa.Column("room_id", sa.String(length=16), nullable=False),
        sa.Column("doing", sa.String(length=16), nullable=False),
        sa.Column("delivery_id", sa.String(length=16), nullable=False),
        sa.Column("why", sa.String(length=64), nullable=False),
        sa.Column("missing", sa.Text(), nullable=False),
        sa.Column("remedy", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["circle_id"], ["circles.id"], name=op.f("fk_circle_hitches_circle_id_circles")),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_circle_hitches_community_id_communities")
        ),
        sa.ForeignKeyConstraint(["room_id"], ["rooms.id"], name=op.f("fk_circle_hitches_room_id_rooms")),
        sa.PrimaryKeyConstraint("room_id", "doing", name=op.f("pk_circle_hitches")),
    )
    op.create_index(op.f("ix_circle_hitches_circle_id"), "circle_hitches", ["circle_id"], unique=False)
