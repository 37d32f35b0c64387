"""Where guests stand, and how to reach them."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0031"
down_revision: str | None = "0030"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Make the step."""
    with op.batch_alter_table("guests", schema=None) as batch_op:
        batch_op.add_column(sa.Column("since_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("away_until", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("passes", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("passed_in", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("passed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("volunteered", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.create_index("ix_guests_owner", ["owner_id"], unique=False)
    op.create_table(
        "guest_contacts",
        sa.Column("guest_id", sa.String(length=16), nullable=False),
        sa.Column("community_id", sa.String(length=16), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("given_by", sa.String(length=16), nullable=True),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_guest_contacts_community_id_communities")
        ),
        sa.ForeignKeyConstraint(["given_by"], ["accounts.id"], name=op.f("fk_guest_contacts_given_by_accounts")),
        sa.ForeignKeyConstraint(["guest_id"], ["guests.id"], name=op.f("fk_guest_contacts_guest_id_guests")),
        sa.PrimaryKeyConstraint("guest_id", name=op.f("pk_guest_contacts")),
    )
