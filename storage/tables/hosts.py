"""Who hosts dates, what stands on their agendas, and what was noted when they were over."""

from sqlalchemy import Column, ForeignKey, Index, String, Table, Text, UniqueConstraint

from storage.tables.base import ID, Instant, account, metadata, words

ritual_hosts = Table(
    "ritual_hosts",
    metadata,
    Column("community_id", ID, ForeignKey("communities.id"), nullable=False),
    Column("ritual_id", ID, ForeignKey("rituals.id"), primary_key=True),
    account(forget="delete", primary_key=True, nullable=False),
    Column("joined_at", Instant, nullable=False),
    Index("ix_ritual_hosts_account", "account_id"),
)

# One row a date and person who had something to do with hosting it; at most one of them hosts.
hostings = Table(
    "hostings",
    metadata,
    Column("id", ID, primary_key=True),
    Column("community_id", ID, ForeignKey("communities.id"), nullable=False),
    Column("occurrence_id", ID, ForeignKey("occurrences.id"), nullable=False),
    account(forget="delete", nullable=False),
    Column("part", String(8), nullable=False),
    Column("since", Instant, nullable=False),
    UniqueConstraint("occurrence_id", "account_id"),
    Index("ix_hostings_account", "account_id"),
)

agenda_items = Table(
    "agenda_items",
    metadata,
    Column("id", ID, primary_key=True),
    Column("community_id", ID, ForeignKey("communities.id"), nullable=False),
    Column("occurrence_id", ID, ForeignKey("occurrences.id"), nullable=False),
    account(forget="delete", nullable=False),
    words("text", of="account_id", forget="delete"),
    Column("added_at", Instant, nullable=False),
    Index("ix_agenda_items_occurrence", "occurrence_id"),
    Index("ix_agenda_items_account", "account_id"),
)

recaps = Table(
    "recaps",
    metadata,
    Column("occurrence_id", ID, ForeignKey("occurrences.id"), primary_key=True),
    Column("community_id", ID, ForeignKey("communities.id"), nullable=False),
    account(),
    # What a community decided is its own, and stays without whoever wrote it down.
    words("decided", of="account_id"),
    words("links", of="account_id"),
    Column("written_at", Instant, nullable=False),
    # Its cards, as a JSON list of our deliveries: edited in place, in every space.
    Column("posts", Text, nullable=False),
    Index("ix_recaps_account", "account_id"),
)

attendances = Table(
    "attendances",
    metadata,
    Column("community_id", ID, ForeignKey("communities.id"), nullable=False),
    Column("occurrence_id", ID, ForeignKey("occurrences.id"), primary_key=True),
    account(forget="delete", primary_key=True, nullable=False),
    Index("ix_attendances_account", "account_id"),
)
