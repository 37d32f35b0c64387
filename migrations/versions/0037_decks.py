"""The decks become data of the package: a community keeps what it asked, by a question's key, and in which round."""

import hashlib
from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0037"
down_revision: str | None = "0036"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

PRACTICE = (
    "What did you do this week that you would do the same way again?",
    "What are you stuck on, in one sentence?",
    "Which small habit has saved you the most time this year?",
    "What did you believe about our work a year ago that you no longer do?",
    "Who taught you something lately, and what was it?",
    "Which tool did you stop using, and what took its place?",
    "What would you ask somebody with ten years more of this than you?",
    "Which rule of thumb of yours would surprise the rest of us?",
    "What went wrong lately that others could learn from?",
    "What is the most boring part of your work that matters most?",
    "Which question do newcomers ask that you still cannot answer well?",
    "What did you leave undone on purpose, and were you right?",
    "Which piece of advice do you give often, and do you follow it?",
    "What changed in your field this year that changed what you do?",
    "If you could watch one of us work for a day, what would you look for?",
    "What have you read, heard or seen lately that we should know of?",
    "Which of your failures are you now glad about?",
    "What would you make simpler if nobody could object?",
    "What do you know that is written down nowhere?",
    "Which decision are you putting off, and what would settle it?",
    "What do people outside our field get wrong about it?",
    "What did somebody here say that you have used since?",
    "Where do you cut corners, and where never?",
    "What would you like to be able to do by this time next year?",
)
"""The questions that every community was given as rows so far; `practice-01` and so on now."""


def upgrade() -> None:
    """Make the step."""
    op.add_column(
        "communities", sa.Column("questions", sa.String(length=8), nullable=False, server_default=sa.text("''"))
    )
    op.create_table(
        "prompt_rests",
        sa.Column("community_id", sa.String(length=16), nullable=False),
        sa.Column("prompt_id", sa.String(length=16), nullable=False),
        sa.Column("rested_by", sa.String(length=16), nullable=True),
        sa.Column("rested_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_prompt_rests_community_id_communities")
        ),
        sa.ForeignKeyConstraint(["rested_by"], ["accounts.id"], name=op.f("fk_prompt_rests_rested_by_accounts")),
        sa.PrimaryKeyConstraint("community_id", "prompt_id", name=op.f("pk_prompt_rests")),
    )
    with op.batch_alter_table("prompt_uses", schema=None) as batch_op:
        batch_op.add_column(sa.Column("round", sa.Integer(), nullable=False, server_default=sa.text("0")))
        batch_op.add_column(sa.Column("language", sa.String(length=8), nullable=False, server_default=sa.text("''")))
        batch_op.add_column(sa.Column("drawn_by", sa.String(length=16), nullable=True))
        batch_op.create_foreign_key(op.f("fk_prompt_uses_drawn_by_accounts"), "accounts", ["drawn_by"], ["id"])
        batch_op.create_index("ix_prompt_uses_drawn_by", ["drawn_by"], unique=False)
    with op.batch_alter_table("prompt_answers", schema=None) as batch_op:
        batch_op.create_index("ix_prompt_answers_community_answered", ["community_id", "answered_at"], unique=False)
    _number_rounds()
    _forget_copies()


def _number_rounds() -> None:
    """Say of each use in which round it was: so far a round was one use more."""
    uses, prompts = _uses(), _prompts()
    before = uses.alias("before")
    earlier = (before.c.used_at < uses.c.used_at) | ((before.c.used_at == uses.c.used_at) & (before.c.id <= uses.c.id))
    same = (before.c.community_id == uses.c.community_id) & (before.c.prompt_id == uses.c.prompt_id)
    number = sa.select(sa.func.count()).select_from(before).where(same, earlier).scalar_subquery()
    base = sa.select(prompts.c.base).where(prompts.c.id == uses.c.prompt_id).scalar_subquery()
    op.execute(sa.update(uses).values(round=number + sa.func.coalesce(base, 0)))


def _forget_copies() -> None:
    """Let keys stand where copies of the shipped questions stood, and remove the copies."""
    uses, prompts = _uses(), _prompts()
    occurrences = sa.table("occurrences", sa.column("prompt_id"))
    for number, text in enumerate(PRACTICE, 1):
        key = f"practice-{number:02}"
        copies = sa.select(prompts.c.id).where(prompts.c.folded == _folded(text), prompts.c.added_by.is_(None))
        op.execute(sa.update(uses).where(uses.c.prompt_id.in_(copies)).values(prompt_id=key, language="en"))
        op.execute(sa.update(occurrences).where(occurrences.c.prompt_id.in_(copies)).values(prompt_id=key))
        op.execute(sa.delete(prompts).where(prompts.c.folded == _folded(text), prompts.c.added_by.is_(None)))


def _uses() -> sa.TableClause:
    names = ("id", "community_id", "prompt_id", "used_at", "round", "language")
    return sa.table("prompt_uses", *(sa.column(n) for n in names))


def _prompts() -> sa.TableClause:
    return sa.table("prompts", *(sa.column(n) for n in ("id", "folded", "added_by", "base")))


def _folded(text: str) -> str:
    words = "".join(c if c.isalnum() else " " for c in text.casefold()).split()
    return hashlib.sha256(" ".join(words).encode()).hexdigest()
