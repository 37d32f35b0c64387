"""Feeds that communities follow."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, UniqueConstraint

from storage.tables.base import ID, Instant, account, metadata, words

prompt_feeds = Table(
    "prompt_feeds",
    metadata,
    Column("id", ID, primary_key=True),
    Column("community_id", ID, ForeignKey("communities.id"), nullable=False),
    words("url", of="added_by", longest=500),
    Column("title", String(100), nullable=False),
    Column("state", String(16), nullable=False),
    account("added_by"),
    Column("added_at", Instant, nullable=False),
    Column("etag", String(200), nullable=False),
    Column("modified", String(200), nullable=False),
    Column("failures", Integer, nullable=False),
    Column("trouble", String(16), nullable=False),
    Column("status", Integer, nullable=False),
    Column("read_at", Instant, nullable=True),
    Column("newest_at", Instant, nullable=True),
    # Real time: since when a reading is wanted, and since when somebody is at it.
    Column("wanted_at", Instant, nullable=True),
    Column("read_from", Instant, nullable=True),
    Column("attempt", Integer, nullable=False, server_default="0"),
    UniqueConstraint("community_id", "url"),
)
Index(
    "ix_prompt_feeds_wanted",
    prompt_feeds.c.wanted_at,
    sqlite_where=prompt_feeds.c.wanted_at.is_not(None),
    postgresql_where=prompt_feeds.c.wanted_at.is_not(None),
)
