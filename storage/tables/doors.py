"""Whom circles do not let in: for a while after a no, and until further notice."""

from sqlalchemy import Column, ForeignKey, Index, Table

from storage.tables.base import ID, Instant, account, metadata

circle_refusals = Table(
    "circle_refusals",
    metadata,
    Column("community_id", ID, ForeignKey("communities.id"), nullable=False),
    Column("circle_id", ID, ForeignKey("circles.id"), primary_key=True),
    account(forget="delete", primary_key=True, nullable=False),
    Column("until", Instant, nullable=False),
    Index("ix_circle_refusals_account", "account_id"),
)

circle_blocks = Table(
    "circle_blocks",
    metadata,
    Column("community_id", ID, ForeignKey("communities.id"), nullable=False),
    Column("circle_id", ID, ForeignKey("circles.id"), primary_key=True),
    account(forget="delete", primary_key=True, nullable=False),
    Column("at", Instant, nullable=False),
    Index("ix_circle_blocks_account", "account_id"),
    # Exporting it would tell whom it is about, and that there is such a circle.
    info={"untold": True},
)
