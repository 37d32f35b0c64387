"""What communities chose of the spark: the wild slot, milestones, what was a year ago."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint, text, true

from storage.tables.base import ID, Instant, account, metadata, words

sparks = Table(
    "sparks",
    metadata,
    Column("community_id", ID, ForeignKey("communities.id"), primary_key=True),
    Column("milestones", Boolean, nullable=False, server_default=true()),
    Column("memories", Boolean, nullable=False, server_default=true()),
    Column("offered_at", Instant, nullable=True),
    Column("looked_at", Instant, nullable=True),
    Column("remembered_at", Instant, nullable=True),
    # Weeks running, at the last look.
    Column("streak", Integer, nullable=False, server_default=text("0")),
)

community_rests = Table(
    "community_rests",
    metadata,
    Column("community_id", ID, ForeignKey("communities.id"), primary_key=True),
    Column("began_at", Instant, primary_key=True),
    Column("ended_at", Instant, nullable=True),
)

wild_suggestions = Table(
    "wild_suggestions",
    metadata,
    Column("id", ID, primary_key=True),
    Column("community_id", ID, ForeignKey("communities.id"), nullable=False),
    account(forget="delete", nullable=False),
    words("text", of="account_id", forget="delete", longest=60),
    Column("suggested_at", Instant, nullable=False),
    Index("ix_wild_suggestions_community_id", "community_id"),
    Index("ix_wild_suggestions_account_id", "account_id"),
)

# A date may be chosen for before it is written, so it is no foreign key.
wild_dates = Table(
    "wild_dates",
    metadata,
    Column("occurrence_id", ID, primary_key=True),
    Column("community_id", ID, ForeignKey("communities.id"), nullable=False),
    # Keys of Hearth's ideas and ids of suggestions, with spaces between.
    Column("offered", Text, nullable=False, server_default=text("''")),
    words("title", of="chosen_by", longest=60),
    words("about", of="chosen_by"),
    account("chosen_by"),
    Column("changed_at", Instant, nullable=False),
    Index("ix_wild_dates_community_id", "community_id"),
)

# What was told, or is not to be: it was reached before anybody looked, or was told too late.
milestones = Table(
    "milestones",
    metadata,
    Column("community_id", ID, ForeignKey("communities.id"), primary_key=True),
    Column("key", String(64), primary_key=True),
    Column("reached_at", Instant, nullable=False),
)

own_milestones = Table(
    "own_milestones",
    metadata,
    Column("id", ID, primary_key=True),
    Column("community_id", ID, ForeignKey("communities.id"), nullable=False),
    account(forget="delete", nullable=False),
    Column("kind", String(16), nullable=False),
    Column("number", Integer, nullable=False),
    Column("consent", String(8), nullable=False),
    Column("asked_at", Instant, nullable=False),
    UniqueConstraint("account_id", "kind", "number"),
    Index("ix_own_milestones_community_consent", "community_id", "consent"),
)

# Who is never asked about milestones nor named a year later; it stays when they leave and come back.
milestone_refusals = Table(
    "milestone_refusals",
    metadata,
    account(forget="delete", primary_key=True, nullable=False),
    Column("community_id", ID, ForeignKey("communities.id"), nullable=False, index=True),
    Column("refused_at", Instant, nullable=False),
)

# Dates whose question may be asked again, once.
memories = Table(
    "memories",
    metadata,
    Column("occurrence_id", ID, ForeignKey("occurrences.id"), primary_key=True),
    Column("community_id", ID, ForeignKey("communities.id"), nullable=False),
    Column("told_at", Instant, nullable=False),
    account("asked_by"),
    Column("asked_at", Instant, nullable=True),
)

# Dates of which nothing written is told later: it names somebody who was forgotten.
untold_dates = Table(
    "untold_dates",
    metadata,
    Column("occurrence_id", ID, ForeignKey("occurrences.id"), primary_key=True),
    Column("community_id", ID, ForeignKey("communities.id"), nullable=False),
)
