"""Trials of rituals, and what those who are asked at their end say."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint, false, text

from storage.tables.base import ID, Instant, account, metadata, words

# Those that are over stay: they are the record of what was decided, and why.
trials = Table(
    "trials",
    metadata,
    Column("id", ID, primary_key=True),
    Column("community_id", ID, ForeignKey("communities.id"), nullable=False),
    Column("ritual_id", ID, ForeignKey("rituals.id"), nullable=False),
    Column("days", Integer, nullable=True),
    Column("dates", Integer, nullable=True),
    Column("began_at", Instant, nullable=False),
    Column("due_at", Instant, nullable=True),
    Column("rests_since", Instant, nullable=True),
    Column("stage", String(16), nullable=False),
    # The cards that ask the stewards, as a JSON list of our deliveries: edited in place.
    Column("posts", Text, nullable=False),
    Column("reminded", Boolean, nullable=False, server_default=false()),
    Column("verdict", String(8), nullable=True),
    words("reason", of="decided_by"),
    account("decided_by"),
    Column("decided_at", Instant, nullable=True),
    Index("ix_trials_community", "community_id"),
    Index(
        "uq_trials_ritual_id",
        "ritual_id",
        unique=True,
        sqlite_where=text("stage <> 'over'"),
        postgresql_where=text("stage <> 'over'"),
    ),
)

# One row a trial and account that is asked; the answer is empty until it is given.
trial_voices = Table(
    "trial_voices",
    metadata,
    Column("id", ID, primary_key=True),
    Column("community_id", ID, ForeignKey("communities.id"), nullable=False),
    Column("trial_id", ID, ForeignKey("trials.id"), nullable=False),
    account(),
    Column("verdict", String(8), nullable=True),
    Column("asked_at", Instant, nullable=False),
    Column("answered_at", Instant, nullable=True),
    UniqueConstraint("trial_id", "account_id"),
    Index("ix_trial_voices_account", "account_id"),
)
