"""Circles and who is in them."""

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, String, Table, Text, text

from storage.tables.base import ID, Instant, account, metadata, words

LIVING = text("state <> 'closed'")

circles = Table(
    "circles",
    metadata,
    Column("id", ID, primary_key=True),
    Column("community_id", ID, ForeignKey("communities.id"), nullable=False),
    words("name", of="created_by", longest=80),
    Column("folded", String(80), nullable=False),
    words("purpose", of="created_by"),
    Column("kind", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("state_since", Instant, nullable=True),  # empty: since it was made
    Column("cap", Integer, nullable=False),
    Column("cooldown_days", Integer, nullable=False, server_default="30"),
    Column("review_on", Date, nullable=False),
    Column("asked_at", Instant, nullable=True),  # its stewards were asked whether it is alive, and did not answer yet
    Column("given_at", Instant, nullable=True),  # somebody last did something there that Hearth was given
    Column("created_at", Instant, nullable=False),
    account("created_by"),
    Index("ix_circles_community", "community_id", "folded"),
)

circle_seats = Table(
    "circle_seats",
    metadata,
    Column("community_id", ID, ForeignKey("communities.id"), nullable=False),
    Column("circle_id", ID, ForeignKey("circles.id"), primary_key=True),
    account(forget="delete", primary_key=True, nullable=False),
    Column("role", String(16), nullable=False),
    Column("since", Instant, nullable=False),
    Column("until", Instant),
    Column("ritual_id", ID, nullable=True),  # with whose date it ends; it moves with that
    Index("ix_circle_seats_ritual", "ritual_id"),
    Index("ix_circle_seats_account", "account_id"),
)

# What was refused to a circle's room: the last of each doing. It counts while its delivery is refused still.
circle_hitches = Table(
    "circle_hitches",
    metadata,
    Column("community_id", ID, ForeignKey("communities.id"), nullable=False),
    Column("circle_id", ID, ForeignKey("circles.id"), nullable=False, index=True),
    Column("room_id", ID, ForeignKey("rooms.id"), primary_key=True),
    Column("doing", String(16), primary_key=True),
    Column("delivery_id", ID, nullable=False),
    Column("why", String(64), nullable=False),
    Column("missing", Text, nullable=False),
    Column("remedy", Text, nullable=False),
)

# Differences between a circle's room and what it should be, of which its stewards were told.
drifts = Table(
    "drifts",
    metadata,
    Column("id", ID, primary_key=True),
    Column("community_id", ID, ForeignKey("communities.id"), nullable=False),
    Column("room_id", ID, ForeignKey("rooms.id"), nullable=False, index=True),
    Column("circle_id", ID, ForeignKey("circles.id"), nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    account(forget="delete", nullable=True),
    Column("told_at", Instant, nullable=False),
)

OPEN_ASK = text("state IN ('asked', 'desk', 'alone')")
OPEN_OWN = text("circle_id IS NULL AND state IN ('asked', 'desk', 'alone')")

# Who is asked to carry a circle on, or the community itself where no circle is named; at most one is open.
circle_handovers = Table(
    "circle_handovers",
    metadata,
    Column("id", ID, primary_key=True),
    Column("community_id", ID, ForeignKey("communities.id"), nullable=False),
    Column("circle_id", ID, ForeignKey("circles.id"), nullable=True),
    account(forget="delete", nullable=True),
    account("handed_by"),
    Column("state", String(16), nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("until", Instant, nullable=True),
    # The messages that show it, as a JSON list of our deliveries: edited in place.
    Column("told", Text, nullable=False),
    Index("uq_circle_handovers_open", "circle_id", unique=True, sqlite_where=OPEN_ASK, postgresql_where=OPEN_ASK),
    Index("uq_circle_handovers_own", "community_id", unique=True, sqlite_where=OPEN_OWN, postgresql_where=OPEN_OWN),
    Index("ix_circle_handovers_circle", "circle_id", "asked_at"),
    Index("ix_circle_handovers_account", "account_id"),
)
