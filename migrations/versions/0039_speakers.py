"""The accounts of guests who have one."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0039"
down_revision: str | None = "0038"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Make the step."""
    with op.batch_alter_table("question_boxes", schema=None) as batch_op:
        batch_op.add_column(sa.Column("speaker_id", sa.String(length=16), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_question_boxes_speaker_id_accounts"), "accounts", ["speaker_id"], ["id"]
        )
