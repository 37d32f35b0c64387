"""What communities chose of the spark: the wild slot, milestones, what was a year ago."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Table, Text, text, true

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
