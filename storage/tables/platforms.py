"""What is kept about platforms: tokens, half-filled forms, which commands are known there."""

from sqlalchemy import Column, PrimaryKeyConstraint, String, Table, Text

from storage.tables.base import ID, NAME, Instant, account, metadata, words

installations = Table(
    "installations",
    metadata,
    Column("platform", String(16), nullable=False),
    Column("space", NAME, nullable=False),
    Column("name", NAME, nullable=False),
    Column("enterprise", NAME, nullable=True),
    # Sealed (adapters/ciphers.py): whoever reads the database alone has no token.
    Column("token", Text, nullable=False),
    Column("bot", NAME, nullable=False),
    Column("bot_user", NAME, nullable=False),
    # The platform's id of whoever installed it: they may set up before they have an account.
    Column("installed_by", NAME, nullable=False, info={"person": "external", "forget": "blank"}),
    Column("scopes", Text, nullable=False),
    Column("app", NAME, nullable=False),
    Column("installed_at", Instant, nullable=False),
    PrimaryKeyConstraint("platform", "space"),
)

kept_forms = Table(
    "kept_forms",
    metadata,
    Column("id", ID, primary_key=True),
    account(forget="delete", nullable=True),
    # SHA-256 of platform, space and person: somebody whose first word was refused has no account yet.
    Column("owner", String(64), nullable=False, info={"person": "digest", "forget": "delete"}),
    words("sealed", of="account_id", forget="delete"),
    Column("kept_at", Instant, nullable=False, index=True),
)

synced = Table(
    "synced",
    metadata,
    Column("name", String(80), primary_key=True),
    Column("fingerprint", String(64), nullable=False),
)
