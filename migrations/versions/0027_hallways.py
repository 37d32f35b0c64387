"""Hallways of dates, and their rooms."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0027"
down_revision: str | None = "0026"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Make the step."""
    op.create_table(
        "hallways",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("community_id", sa.String(length=16), nullable=False),
        sa.Column("occurrence_id", sa.String(length=16), nullable=False),
        sa.Column("opened_by", sa.String(length=16), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("notices", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_hallways_community_id_communities")
        ),
        sa.ForeignKeyConstraint(
            ["occurrence_id"], ["occurrences.id"], name=op.f("fk_hallways_occurrence_id_occurrences")
        ),
        sa.ForeignKeyConstraint(["opened_by"], ["accounts.id"], name=op.f("fk_hallways_opened_by_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hallways")),
        sa.UniqueConstraint("occurrence_id", name=op.f("uq_hallways_occurrence_id")),
    )
    op.create_index(op.f("ix_hallways_community_id"), "hallways", ["community_id"])
    op.create_index("ix_hallways_opened_by", "hallways", ["opened_by"])
    op.create_table(
        "hallway_rooms",
        sa.Column("room_id", sa.String(length=16), nullable=False),
        sa.Column("hallway_id", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["room_id"], ["rooms.id"], name=op.f("fk_hallway_rooms_room_id_rooms")),
        sa.ForeignKeyConstraint(["hallway_id"], ["hallways.id"], name=op.f("fk_hallway_rooms_hallway_id_hallways")),
        sa.PrimaryKeyConstraint("room_id", name=op.f("pk_hallway_rooms")),
    )
    op.create_index(op.f("ix_hallway_rooms_hallway_id"), "hallway_rooms", ["hallway_id"])
