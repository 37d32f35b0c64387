"""The slot that alternates: what each date was, and the cases that members offer to bring."""

from sqlalchemy import Column, ForeignKey, Index, String, Table

from storage.tables.base import ID, Instant, account, metadata, words

slot_turns = Table(
    "slot_turns",
    metadata,
    Column("ritual_id", ID, ForeignKey("rituals.id"), primary_key=True),
    Column("starts_at", Instant, primary_key=True),
    Column("community_id", ID, ForeignKey("communities.id"), nullable=False),
    # Whose turn it was, and what it was in the end.
    Column("turn", String(8), nullable=False),
    Column("held", String(8), nullable=False),
    Column("case_id", ID, nullable=True),
    Index("ix_slot_turns_community_starts", "community_id", "starts_at"),
)

own_cases = Table(
    "own_cases",
    metadata,
    Column("id", ID, primary_key=True),
    Column("community_id", ID, ForeignKey("communities.id"), nullable=False),
    Column("ritual_id", ID, ForeignKey("rituals.id"), nullable=False),
    account(forget="delete", nullable=False),
    words("topic", of="account_id", forget="delete"),
    Column("offered_at", Instant, nullable=False),
    Column("brought_at", Instant, nullable=True),
    Index("ix_own_cases_ritual", "ritual_id"),
    Index("ix_own_cases_account", "account_id"),
)
