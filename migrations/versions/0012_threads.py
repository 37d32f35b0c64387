"""Messages in threads of the sandbox."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0012"
down_revision: str | None = "0010"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Make the step."""
    with op.batch_alter_table("sandbox_messages", schema=None) as batch_op:
        batch_op.add_column(sa.Column("under_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_sandbox_messages_under_id_sandbox_messages"),
            "sandbox_messages",
            ["under_id"],
            ["id"],
            ondelete="SET NULL",
        )
        batch_op.create_index(batch_op.f("ix_sandbox_messages_under_id"), ["under_id"], unique=False)
