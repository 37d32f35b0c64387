"""Hallways: rooms for a while for those who came to a date. Who is in one is kept nowhere."""

from sqlalchemy import Column, ForeignKey, Index, Table, Text

from storage.tables.base import ID, Instant, account, metadata

hallways = Table(
    "hallways",
    metadata,
    Column("id", ID, primary_key=True),
    Column("community_id", ID, ForeignKey("communities.id"), nullable=False, index=True),
    Column("occurrence_id", ID, ForeignKey("occurrences.id"), nullable=False, unique=True),
    account("opened_by"),
    Column("opened_at", Instant, nullable=False),
    Column("closes_at", Instant, nullable=False),
    Column("closed_at", Instant, nullable=True),
    # Ids of the deliveries under the date that tell of it, with spaces between.
    Column("notices", Text, nullable=False),
    Index("ix_hallways_opened_by", "opened_by"),
)

hallway_rooms = Table(
    "hallway_rooms",
    metadata,
    Column("room_id", ID, ForeignKey("rooms.id"), primary_key=True),
    Column("hallway_id", ID, ForeignKey("hallways.id"), nullable=False, index=True),
)
