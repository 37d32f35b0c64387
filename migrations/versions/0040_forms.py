"""Forms of events, and what becomes of them on dates."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision: str = "0040"
down_revision: str | None = "0039"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def _key(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name)


def _home(table: str) -> sa.ForeignKeyConstraint:
    return _key(table, "community_id", "communities")


def _id(name: str, *, nullable: bool = False) -> "sa.Column[str]":
    return sa.Column(name, sa.String(length=16), nullable=nullable)


def _at(name: str, *, nullable: bool = False) -> "sa.Column[datetime]":
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    """Make the step."""
    with op.batch_alter_table("rituals", schema=None) as batch_op:
        batch_op.add_column(sa.Column("form", sa.String(length=80), server_default=sa.text("''"), nullable=False))
    _forms()
    _runs()
    _given()


def _forms() -> None:
    op.create_table(
        "forms",
        _id("id"),
        _id("community_id"),
        sa.Column("folded", sa.String(length=80), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        _id("account_id", nullable=True),
        _at("written_at"),
        sa.Column("current", sa.Boolean(), nullable=False),
        _home("forms"),
        _key("forms", "account_id", "accounts"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forms")),
    )
    current = sa.text("current")
    op.create_index(
        "uq_forms_folded",
        "forms",
        ["community_id", "folded"],
        unique=True,
        sqlite_where=current,
        postgresql_where=current,
    )
    op.create_index("ix_forms_account", "forms", ["account_id"])


def _runs() -> None:
    op.create_table(
        "form_runs",
        _id("occurrence_id"),
        _id("community_id"),
        _id("ritual_id"),
        sa.Column("form", sa.String(length=80), nullable=False),
        _at("starts_at"),
        sa.Column("minutes", sa.Integer(), nullable=False),
        _at("began_at", nullable=True),
        sa.Column("done", sa.Text(), nullable=False),
        sa.Column("lists", sa.Text(), nullable=False),
        _home("form_runs"),
        _key("form_runs", "occurrence_id", "occurrences"),
        _key("form_runs", "ritual_id", "rituals"),
        sa.PrimaryKeyConstraint("occurrence_id", name=op.f("pk_form_runs")),
    )
    op.create_index("ix_form_runs_form", "form_runs", ["community_id", "form"])
    op.create_index("ix_form_runs_ritual", "form_runs", ["ritual_id"])


def _given() -> None:
    op.create_table(
        "form_entries",
        _id("id"),
        _id("community_id"),
        _id("ritual_id"),
        _id("occurrence_id"),
        sa.Column("list", sa.String(length=24), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        _id("account_id"),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("waits", sa.Boolean(), nullable=False),
        _at("added_at"),
        _home("form_entries"),
        _key("form_entries", "ritual_id", "rituals"),
        _key("form_entries", "occurrence_id", "occurrences"),
        _key("form_entries", "account_id", "accounts"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_entries")),
    )
    op.create_index("ix_form_entries_occurrence", "form_entries", ["occurrence_id"])
    op.create_index("ix_form_entries_ritual", "form_entries", ["ritual_id", "waits"])
    op.create_index("ix_form_entries_account", "form_entries", ["account_id"])
    op.create_table(
        "form_dots",
        _id("id"),
        _id("community_id"),
        _id("occurrence_id"),
        sa.Column("list", sa.String(length=24), nullable=False),
        sa.Column("choice", sa.String(length=16), nullable=False),
        _id("account_id"),
        _at("given_at"),
        _home("form_dots"),
        _key("form_dots", "occurrence_id", "occurrences"),
        _key("form_dots", "account_id", "accounts"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_dots")),
        sa.UniqueConstraint(
            "occurrence_id",
            "list",
            "choice",
            "account_id",
            name=op.f("uq_form_dots_occurrence_id_list_choice_account_id"),
        ),
    )
    op.create_index("ix_form_dots_account", "form_dots", ["account_id"])
    op.create_table(
        "form_parts",
        _id("id"),
        _id("community_id"),
        _id("ritual_id"),
        _id("occurrence_id"),
        sa.Column("role", sa.String(length=24), nullable=False),
        _id("account_id"),
        sa.Column("state", sa.String(length=8), nullable=False),
        _at("since"),
        _home("form_parts"),
        _key("form_parts", "ritual_id", "rituals"),
        _key("form_parts", "occurrence_id", "occurrences"),
        _key("form_parts", "account_id", "accounts"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_parts")),
        sa.UniqueConstraint(
            "occurrence_id", "role", "account_id", name=op.f("uq_form_parts_occurrence_id_role_account_id")
        ),
    )
    op.create_index("ix_form_parts_ritual", "form_parts", ["ritual_id", "role"])
    op.create_index("ix_form_parts_account", "form_parts", ["account_id"])
