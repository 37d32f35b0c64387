"""What tables share: naming, instants, and the mark on every column that is about a person."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Text,
    TypeDecorator,
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

ID = String(16)
NAME = String(200)

Serial = BigInteger().with_variant(Integer, "sqlite")
"""A growing number; SQLite counts by itself only in a plain INTEGER."""


class Instant(TypeDecorator[datetime]):
    """An aware instant. Refuses naive ones; always returns UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return UTC, without its zone on SQLite, which keeps none."""
        if value is None:
            return None
        if value.tzinfo is None:
            msg = "a naive datetime reached the store"
            raise ValueError(msg)
        utc = value if value.tzinfo is UTC else value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Return aware UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def instant_text(value: datetime | None) -> str | None:
    """Return an aware instant as SQLAlchemy writes it into SQLite: in UTC, without its zone, with microseconds."""
    if value is None:
        return None
    utc = value if value.tzinfo is UTC else value.astimezone(UTC)
    return utc.replace(tzinfo=None).isoformat(" ", "microseconds")


def account(name: str = "account_id", *, forget: str = "blank", **options: Any) -> "Column[Any]":
    """Return a column that points to an account. `forget`: "blank" or "delete" (the whole row).

    A column that other rows need stays without a foreign key when it is blanked to "".
    """
    options.setdefault("nullable", forget == "blank")
    return Column(name, ID, ForeignKey("accounts.id"), info={"person": "account", "forget": forget}, **options)


def member(name: str = "member_id", *, forget: str = "delete", **options: Any) -> "Column[Any]":
    """Return a column that points to a member. `forget` as for `account`."""
    options.setdefault("nullable", forget == "blank")
    return Column(name, ID, ForeignKey("members.id"), info={"person": "member", "forget": forget}, **options)


def words(name: str, *, of: str, forget: str = "keep", longest: int | None = None, **options: Any) -> "Column[Any]":
    """Return a column that holds a person's words; `of` is the column that names the person.

    `forget`: "keep" where the words became the community's own once given (a ritual's name), and stay
    without their author; "blank" where they are the person's.
    """
    kind = Text() if longest is None else String(longest)
    options.setdefault("nullable", False)
    return Column(name, kind, info={"person": "words", "of": of, "forget": forget}, **options)
