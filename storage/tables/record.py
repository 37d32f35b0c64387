"""The record: who did what to whom, never what was said."""

from sqlalchemy import Column, ForeignKey, Index, String, Table, text

from storage.tables.base import ID, Instant, Serial, account, member, metadata

# Only written to and, after 400 days, cleared; forgetting takes the person out of a row and leaves the act.
record = Table(
    "record",
    metadata,
    Column("seq", Serial, primary_key=True, autoincrement=True),
    Column("community_id", ID, ForeignKey("communities.id"), nullable=False),
    Column("at", Instant, nullable=False),
    account("actor_id"),
    Column("verb", String(40), nullable=False),
    member("subject_id", forget="blank"),
    # No foreign keys: an act outlives what it was done to.
    Column("circle_id", ID, nullable=True),
    Column("about_id", ID, nullable=False, server_default=text("''")),
    Index("ix_record_community_at", "community_id", "at"),
    Index("ix_record_circle", "circle_id", "at"),
    Index("ix_record_at", "at"),
)
