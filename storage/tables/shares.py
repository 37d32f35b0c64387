"""Summaries on their way out of a circle, and the answers of those quoted in them."""

from sqlalchemy import Column, ForeignKey, Index, String, Table, Text, text

from storage.tables.base import ID, Instant, account, metadata, words

circle_shares = Table(
    "circle_shares",
    metadata,
    Column("id", ID, primary_key=True),
    Column("community_id", ID, ForeignKey("communities.id"), nullable=False),
    Column("circle_id", ID, ForeignKey("circles.id"), nullable=False),
    account("drafter_id"),
    Column("room_id", ID, nullable=True),
    Column("state", String(16), nullable=False),
    # The words and how those quoted are called, sealed with the operator's keys; empty once posted or refused.
    words("sealed", of="drafter_id", forget="blank"),
    Column("ends_at", Instant, nullable=False),
    # Ids of the deliveries that posted it, with spaces between.
    Column("posts", Text, nullable=False, server_default=text("''")),
    Index("ix_circle_shares_circle", "circle_id"),
    Index("ix_circle_shares_drafter_id", "drafter_id"),
)

circle_share_voices = Table(
    "circle_share_voices",
    metadata,
    Column("share_id", ID, ForeignKey("circle_shares.id"), primary_key=True),
    account(forget="delete", primary_key=True, nullable=False),
    Column("stance", String(16), nullable=False),
    # Digests of what they agreed to, with spaces between.
    Column("agreed", Text, nullable=False),
    # Other words they propose, sealed; empty for none.
    words("proposed", of="account_id", forget="delete"),
    Index("ix_circle_share_voices_account", "account_id"),
)
