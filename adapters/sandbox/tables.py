"""The sandbox's tables: a platform of its own, so Hearth's tables and these never point to each other.

What stands in them is what a platform keeps: here the sandbox is Slack or Discord, and what people write
in its rooms is kept by it, not by Hearth.
"""

from datetime import UTC, datetime
from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.engine import Dialect

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

KEY_CHARACTERS: Final = 25
"""The longest key a thing can be made under: Discord's nonce (discord-api-docs, resources/message)."""
Serial = BigInteger().with_variant(Integer, "sqlite")
"""A growing number. `sqlite_autoincrement` keeps SQLite from giving the number of a deleted row again."""


class Instant(TypeDecorator[datetime]):
    """An aware instant. Refuses naive ones; always returns UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return UTC, without its zone on SQLite, which keeps none."""
        if value is None:
            return None
        if value.tzinfo is None:
            msg = "a naive datetime reached the sandbox"
            raise ValueError(msg)
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Return aware UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


spaces = Table(
    "sandbox_spaces",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("name", String(80), nullable=False, unique=True),
    sqlite_autoincrement=True,
)

people = Table(
    "sandbox_people",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("space_id", Serial, ForeignKey("sandbox_spaces.id"), nullable=False),
    Column("handle", String(40), nullable=False),
    Column("name", String(80), nullable=False),
    Column("zone", String(64), nullable=False),
    Column("here", Boolean, nullable=False),
    UniqueConstraint("space_id", "handle"),
    sqlite_autoincrement=True,
)

# `hearth`: Hearth is in it. `key` and `opened_at` (real time) are set where Hearth made it.
rooms = Table(
    "sandbox_rooms",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("space_id", Serial, ForeignKey("sandbox_spaces.id"), nullable=False),
    Column("name", String(80), nullable=False),
    Column("topic", String(250), nullable=False),
    Column("private", Boolean, nullable=False),
    Column("archived", Boolean, nullable=False),
    Column("hearth", Boolean, nullable=False),
    Column("key", String(KEY_CHARACTERS), nullable=True, index=True),
    Column("opened_at", Instant, nullable=False),
    UniqueConstraint("space_id", "name"),
    sqlite_autoincrement=True,
)

seats = Table(
    "sandbox_seats",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("room_id", Serial, ForeignKey("sandbox_rooms.id"), nullable=False),
    Column("person_id", Serial, ForeignKey("sandbox_people.id"), nullable=False, index=True),
    UniqueConstraint("room_id", "person_id"),
    sqlite_autoincrement=True,
)

# `direct_id`: whose direct messages with Hearth. `at` is community time, `sent_at` real time. Hearth's own
# messages have no author, and a card with the names it mentions; people's have a text. `under_id`: the message in whose
# thread it stands; when that is deleted, what stood there stands in the room.
messages = Table(
    "sandbox_messages",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("space_id", Serial, ForeignKey("sandbox_spaces.id"), nullable=False, index=True),
    Column("room_id", Serial, ForeignKey("sandbox_rooms.id"), nullable=True),
    Column("direct_id", Serial, ForeignKey("sandbox_people.id"), nullable=True),
    Column("author_id", Serial, ForeignKey("sandbox_people.id"), nullable=True),
    Column("text", Text, nullable=False),
    Column("card", Text, nullable=True),
    Column("names", Text, nullable=True),
    Column("key", String(KEY_CHARACTERS), nullable=True, index=True),
    Column("at", Instant, nullable=False),
    Column("sent_at", Instant, nullable=False),
    Column("edited", Boolean, nullable=False),
    Column("under_id", Serial, ForeignKey("sandbox_messages.id", ondelete="SET NULL"), nullable=True, index=True),
    CheckConstraint("(room_id IS NULL) <> (direct_id IS NULL)", name="one_place"),
    Index(None, "room_id", "id"),
    Index(None, "direct_id", "id"),
    sqlite_autoincrement=True,
)
