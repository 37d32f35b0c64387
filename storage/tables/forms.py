"""Forms of events: those a community wrote, what became of them on a date, and what people gave to it."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint, text

from storage.tables.base import ID, Instant, account, metadata, words

CURRENT = text("current")

# A row a version: a date that began keeps the one it began with.
forms = Table(
    "forms",
    metadata,
    Column("id", ID, primary_key=True),
    Column("community_id", ID, ForeignKey("communities.id"), nullable=False),
    Column("folded", String(80), nullable=False),
    # A form became the community's own, and stays without whoever wrote it.
    words("source", of="account_id"),
    account(),
    Column("written_at", Instant, nullable=False),
    Column("current", Boolean, nullable=False),
    Index("uq_forms_folded", "community_id", "folded", unique=True, sqlite_where=CURRENT, postgresql_where=CURRENT),
    Index("ix_forms_account", "account_id"),
)

form_runs = Table(
    "form_runs",
    metadata,
    Column("occurrence_id", ID, ForeignKey("occurrences.id"), primary_key=True),
    Column("community_id", ID, ForeignKey("communities.id"), nullable=False),
    Column("ritual_id", ID, ForeignKey("rituals.id"), nullable=False),
    # The name of a shipped form, or the id of one of the community's own.
    Column("form", String(80), nullable=False),
    Column("starts_at", Instant, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("began_at", Instant, nullable=True),
    # Which steps are done, as a JSON list of their places.
    Column("done", Text, nullable=False),
    # What became of its lists: phase and cards, as JSON.
    Column("lists", Text, nullable=False),
    Index("ix_form_runs_form", "community_id", "form"),
    Index("ix_form_runs_ritual", "ritual_id"),
)

form_entries = Table(
    "form_entries",
    metadata,
    Column("id", ID, primary_key=True),
    Column("community_id", ID, ForeignKey("communities.id"), nullable=False),
    Column("ritual_id", ID, ForeignKey("rituals.id"), nullable=False),
    Column("occurrence_id", ID, ForeignKey("occurrences.id"), nullable=False),
    Column("list", String(24), nullable=False),
    Column("place", Integer, nullable=False),
    account(forget="delete", nullable=False),
    words("text", of="account_id", forget="delete"),
    # It had no turn, and waits for the next date.
    Column("waits", Boolean, nullable=False),
    Column("added_at", Instant, nullable=False),
    Index("ix_form_entries_occurrence", "occurrence_id"),
    Index("ix_form_entries_ritual", "ritual_id", "waits"),
    Index("ix_form_entries_account", "account_id"),
)

form_dots = Table(
    "form_dots",
    metadata,
    Column("id", ID, primary_key=True),
    Column("community_id", ID, ForeignKey("communities.id"), nullable=False),
    Column("occurrence_id", ID, ForeignKey("occurrences.id"), nullable=False),
    Column("list", String(24), nullable=False),
    # The id of an entry, or the number of an option.
    Column("choice", String(16), nullable=False),
    account(forget="delete", nullable=False),
    Column("given_at", Instant, nullable=False),
    UniqueConstraint("occurrence_id", "list", "choice", "account_id"),
    Index("ix_form_dots_account", "account_id"),
)

form_parts = Table(
    "form_parts",
    metadata,
    Column("id", ID, primary_key=True),
    Column("community_id", ID, ForeignKey("communities.id"), nullable=False),
    Column("ritual_id", ID, ForeignKey("rituals.id"), nullable=False),
    Column("occurrence_id", ID, ForeignKey("occurrences.id"), nullable=False),
    Column("role", String(24), nullable=False),
    account(forget="delete", nullable=False),
    Column("state", String(8), nullable=False),
    Column("since", Instant, nullable=False),
    UniqueConstraint("occurrence_id", "role", "account_id"),
    Index("ix_form_parts_ritual", "ritual_id", "role"),
    Index("ix_form_parts_account", "account_id"),
)
