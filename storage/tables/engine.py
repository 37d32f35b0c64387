"""Beats, deliveries, the inbox, calls seen and the clock: what the engine itself keeps."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint, text

from storage.tables.base import ID, NAME, Instant, Serial, account, metadata

DUE = text("state = 'due'")
beats = Table(
    "beats",
    metadata,
    Column("id", ID, primary_key=True),
    Column("kind", String(32), nullable=False),
    Column("community_id", ID, ForeignKey("communities.id"), nullable=False),
    Column("subject", String(64), nullable=False, info={"person": "subject"}),
    Column("due_at", Instant, nullable=False),
    Column("grace_seconds", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    # The subject first, so that what is withdrawn by its subject needs no index of its own.
    UniqueConstraint("subject", "kind", "due_at"),
    # With the id, in the order in which they are claimed: many that are due at once need not be sorted each time.
    Index("ix_beats_due", "due_at", "id", sqlite_where=DUE, postgresql_where=DUE),
)

OPEN = text("state IN ('due', 'sending', 'waiting')")

deliveries = Table(
    "deliveries",
    metadata,
    Column("seq", Serial, primary_key=True, autoincrement=True),
    Column("id", ID, nullable=False, unique=True),
    Column("community_id", ID, ForeignKey("communities.id"), nullable=False),
    Column("space_id", ID, ForeignKey("spaces.id"), nullable=False),
    Column("destination", String(24), nullable=False),
    Column("room_id", ID, ForeignKey("rooms.id"), nullable=True),
    account(forget="delete", nullable=True),
    Column("circle_id", ID, nullable=True),
    Column("act", String(16), nullable=False),
    Column("payload", Text, nullable=True, info={"person": "payload"}),
    Column("priority", Integer, nullable=False),
    Column("reason", String(64), nullable=False, info={"person": "subject"}),
    Column("expires_at", Instant, nullable=False),
    Column("state", String(16), nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("key", String(25), nullable=False),  # made of the id, so it is unique as well
    Column("sent_from", Instant, nullable=True),
    Column("first_from", Instant, nullable=True),
    Column("edits", ID, nullable=True, index=True),
    Column("retry_at", Instant, nullable=True),
    Column("failures", Integer, nullable=False, server_default="0"),
    Column("why", String(64), nullable=True),
    Column("external_id", NAME, nullable=True),
    Column("finished_at", Instant, nullable=True),
    Index("ix_deliveries_lane", "space_id", "priority", "seq", sqlite_where=OPEN, postgresql_where=OPEN),
    Index("ix_deliveries_destination", "destination", "seq", sqlite_where=OPEN, postgresql_where=OPEN),
    Index("ix_deliveries_reason", "reason"),
    Index(
        "ix_deliveries_sent",
        "community_id",
        "expires_at",
        sqlite_where=text("state = 'sent'"),
        postgresql_where=text("state = 'sent'"),
    ),
    Index("ix_deliveries_external_id", "external_id"),
    Index(
        "ix_deliveries_finished",
        "finished_at",
        sqlite_where=text("payload IS NOT NULL AND finished_at IS NOT NULL"),
        postgresql_where=text("payload IS NOT NULL AND finished_at IS NOT NULL"),
    ),
)

inbox = Table(
    "inbox",
    metadata,
    Column("seq", Serial, primary_key=True, autoincrement=True),
    Column("platform", String(16), nullable=False),
    Column("space", NAME, nullable=False),
    Column("event_id", NAME, nullable=False),
    Column("payload", Text, nullable=False, info={"person": "payload"}),
    Column("received_at", Instant, nullable=False),
    Column("worked_at", Instant, nullable=True),
    Column("failures", Integer, nullable=False, server_default="0"),
    UniqueConstraint("platform", "space", "event_id"),
    Index(
        "ix_inbox_open",
        "seq",
        sqlite_where=text("worked_at IS NULL"),
        postgresql_where=text("worked_at IS NULL"),
    ),
)

calls_seen = Table(
    "calls_seen",
    metadata,
    Column("platform", String(16), primary_key=True),
    Column("space", NAME, primary_key=True),
    Column("call_id", NAME, primary_key=True),
    Column("seen_at", Instant, nullable=False, index=True),
)

clock = Table(
    "clock",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("ahead_seconds", Integer, nullable=False),
)
