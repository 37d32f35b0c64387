"""The addresses of calendars."""

from sqlalchemy import Column, ForeignKey, Index, String, Table, Text, text

from storage.tables.base import ID, Instant, member, metadata

COMMUNITYS_OWN = text("member_id IS NULL")

feeds = Table(
    "feeds",
    metadata,
    Column("id", ID, primary_key=True),
    Column("community_id", ID, ForeignKey("communities.id"), nullable=False),
    # Whose calendar it is; empty for the community's.
    member(nullable=True, unique=True),
    # SHA-256 of the secret in the address, by which it is found.
    Column("digest", String(64), nullable=False, unique=True),
    # The secret, sealed (adapters/ciphers.py): shown again to whoever may see it, and to nobody who reads this alone.
    Column("sealed", Text, nullable=False),
    Column("made_at", Instant, nullable=False),
    Index(
        "uq_feeds_community_id",
        "community_id",
        unique=True,
        sqlite_where=COMMUNITYS_OWN,
        postgresql_where=COMMUNITYS_OWN,
    ),
)
