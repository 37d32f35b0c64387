"""Question boxes, questions, votes, and the keys by which who asked is known again."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0035"
down_revision: str | None = "0034"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Make the step."""
    op.create_table(
        "question_boxes",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("community_id", sa.String(length=16), nullable=False),
        sa.Column("ritual_id", sa.String(length=16), nullable=True),
        sa.Column("guest", sa.Text(), nullable=False),
        sa.Column("guest_id", sa.String(length=16), nullable=True),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("occurrence_id", sa.String(length=16), nullable=True),
        sa.Column("opened_by", sa.String(length=16), nullable=True),
        sa.Column("posts", sa.Text(), nullable=False),
        sa.Column("notices", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_question_boxes_community_id_communities")
        ),
        sa.ForeignKeyConstraint(["opened_by"], ["accounts.id"], name=op.f("fk_question_boxes_opened_by_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_boxes")),
    )
    with op.batch_alter_table("question_boxes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_question_boxes_community_id"), ["community_id", "starts_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_question_boxes_ritual_id"), ["ritual_id", "starts_at"], unique=False)
    op.create_table(
        "questions",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("community_id", sa.String(length=16), nullable=False),
        sa.Column("box_id", sa.String(length=16), nullable=False),
        sa.Column("asked_in", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("account_id", sa.String(length=16), nullable=True),
        sa.Column("mask", sa.String(length=64), nullable=False),
        sa.Column("into_id", sa.String(length=16), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.String(length=16), nullable=True),
        sa.Column("carried", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_by", sa.String(length=16), nullable=True),
        sa.Column("posts", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_questions_account_id_accounts")),
        sa.ForeignKeyConstraint(["answered_by"], ["accounts.id"], name=op.f("fk_questions_answered_by_accounts")),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_questions_community_id_communities")
        ),
        sa.ForeignKeyConstraint(["decided_by"], ["accounts.id"], name=op.f("fk_questions_decided_by_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questions")),
        sqlite_with_rowid=False,
    )
    # Made by hand, and not by a batch: that would copy the table into one that keeps the order of its rows.
    op.create_index(op.f("ix_questions_box_id"), "questions", ["box_id"], unique=False)
    op.create_index(op.f("ix_questions_community_id"), "questions", ["community_id"], unique=False)
    op.create_index(op.f("ix_questions_account_id"), "questions", ["account_id"], unique=False)
    op.create_index(op.f("ix_questions_mask"), "questions", ["mask"], unique=False)
    op.create_table(
        "question_marks",
        sa.Column("question_id", sa.String(length=16), nullable=False),
        sa.Column("account_id", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_question_marks_account_id_accounts")),
        sa.PrimaryKeyConstraint("question_id", "account_id", "kind", name=op.f("pk_question_marks")),
    )
    op.create_index(op.f("ix_question_marks_account_id"), "question_marks", ["account_id"], unique=False)
    op.create_table(
        "question_keys",
        sa.Column("community_id", sa.String(length=16), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_question_keys_community_id_communities")
        ),
        sa.PrimaryKeyConstraint("community_id", name=op.f("pk_question_keys")),
    )
