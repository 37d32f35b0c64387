"""Where what is known of guests comes from."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0042"
down_revision: str | None = "0041"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Make the step."""
    op.create_table(
        "guest_origins",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("community_id", sa.String(length=16), nullable=False),
        sa.Column("guest_id", sa.String(length=16), nullable=False),
        sa.Column("source", sa.String(length=600), nullable=False),
        sa.Column("source_key", sa.String(length=200), nullable=False),
        sa.Column("file", sa.String(length=500), nullable=False),
        sa.Column("spelled", sa.String(length=120), nullable=False),
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("link", sa.String(length=500), nullable=False),
        sa.Column("gave", sa.String(length=60), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_guest_origins_community_id_communities")
        ),
        sa.ForeignKeyConstraint(["guest_id"], ["guests.id"], name=op.f("fk_guest_origins_guest_id_guests")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guest_origins")),
    )
    with op.batch_alter_table("guest_origins", schema=None) as batch_op:
        batch_op.create_index("ix_guest_origins_community_guest", ["community_id", "guest_id"], unique=False)
        batch_op.create_index("ix_guest_origins_guest", ["guest_id"], unique=False)
