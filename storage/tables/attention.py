"""What wants members' attention, and the messages they got of Hearth's own accord."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, UniqueConstraint

from storage.tables.base import ID, Instant, member, metadata, words

nudges = Table(
    "nudges",
    metadata,
    Column("id", ID, primary_key=True),
    Column("community_id", ID, ForeignKey("communities.id"), nullable=False),
    member(),
    # The ISO week and the zone that held when it was owed.
    Column("week", String(8), nullable=False),
    Column("zone", String(64), nullable=True),
    Column("kind", String(32), nullable=False),
    Column("sent_at", Instant, nullable=False),
    # What is not in the deliveries counts all the same: it may have been sent before deliveries were noted here.
    Column("delivery_id", ID, nullable=True),
    Index("ix_nudges_member_week", "member_id", "week"),
    Index("ix_nudges_member_sent", "member_id", "sent_at"),
)

wishes = Table(
    "wishes",
    metadata,
    Column("id", ID, primary_key=True),
    Column("community_id", ID, ForeignKey("communities.id"), nullable=False),
    member(nullable=False),
    Column("kind", String(32), nullable=False),
    Column("subject", String(64), nullable=False),
    Column("weight", Integer, nullable=False),
    words("card", of="member_id", forget="delete"),
    words("line", of="member_id", forget="delete"),
    Column("good_until", Instant, nullable=False, index=True),
    Column("wished_at", Instant, nullable=False),
    # The message that carries it, alone or as a line of the weekly one; whether it arrived, the delivery says.
    Column("delivery_id", ID, nullable=True),
    UniqueConstraint("member_id", "kind", "subject"),
    Index("ix_wishes_community_subject", "community_id", "subject"),
)
