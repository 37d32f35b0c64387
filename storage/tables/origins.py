"""Where what is known of guests comes from."""

from sqlalchemy import Column, ForeignKey, Index, String, Table, Text

from storage.tables.base import ID, Instant, metadata

guest_origins = Table(
    "guest_origins",
    metadata,
    Column("id", ID, primary_key=True),
    Column("community_id", ID, ForeignKey("communities.id"), nullable=False),
    Column("guest_id", ID, ForeignKey("guests.id"), nullable=False),
    # As the file says it: the program that wrote it, whom it means there, and what the file is called.
    Column("source", String(600), nullable=False),
    Column("source_key", String(200), nullable=False),
    Column("file", String(500), nullable=False),
    Column("spelled", String(120), nullable=False),
    Column("organisation", Text, nullable=False),
    Column("link", String(500), nullable=False),
    # Which fields of the guest it filled, parted by blanks.
    Column("gave", String(60), nullable=False),
    Column("at", Instant, nullable=False),
    Index("ix_guest_origins_community_guest", "community_id", "guest_id"),
    Index("ix_guest_origins_guest", "guest_id"),
)
