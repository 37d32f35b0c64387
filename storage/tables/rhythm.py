"""Rituals, their occurrences, and what people gave to them."""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    Time,
    UniqueConstraint,
    false,
    text,
)

from storage.tables.base import ID, Instant, account, metadata, words

rituals = Table(
    "rituals",
    metadata,
    Column("id", ID, primary_key=True),
    Column("community_id", ID, ForeignKey("communities.id"), nullable=False),
    words("name", of="created_by", longest=80),
    Column("folded", String(80), nullable=False),
    words("value", of="created_by"),
    Column("rule", String(500), nullable=False),
    Column("begins", Date, nullable=False),
    Column("at", Time, nullable=False),
    Column("zone", String(64), nullable=False),
    Column("skipped", String(4000), nullable=False),
    # What else becomes of single dates, as JSON (storage/recurrences.py).
    Column("exceptions", Text, nullable=False, server_default="{}"),
    # UID of the calendar's event it was taken from.
    Column("uid", String(255), nullable=True),
    Column("minutes", Integer, nullable=False),
    Column("deck", String(32), nullable=False),
    Column("guests", Boolean, nullable=False),
    Column("state", String(16), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    account("created_by"),
    Column("late", String(16), nullable=False, server_default="skip"),
    Column("holidays", String(8), nullable=False, server_default="keep"),
    Column("capacity", Integer, nullable=True),
    # Each of its dates is for something new (bot/spark).
    Column("wild", Boolean, nullable=False, server_default=false()),
    # The name of the form its dates have, folded; empty for none.
    Column("form", String(80), nullable=False, server_default=text("''")),
    Column("alternates", Boolean, nullable=False, server_default=false()),
    # What calendars are told of a change: how many there were, and when the last one was.
    Column("sequence", Integer, nullable=False, server_default="0"),
    Column("changed_at", Instant, nullable=True),
    UniqueConstraint("community_id", "folded"),
    UniqueConstraint("community_id", "uid"),
)

ritual_rooms = Table(
    "ritual_rooms",
    metadata,
    Column("ritual_id", ID, ForeignKey("rituals.id"), primary_key=True),
    Column("space_id", ID, ForeignKey("spaces.id"), primary_key=True),
    Column("room_id", ID, ForeignKey("rooms.id"), nullable=False),
)

occurrences = Table(
    "occurrences",
    metadata,
    Column("id", ID, primary_key=True),
    Column("community_id", ID, ForeignKey("communities.id"), nullable=False),
    Column("ritual_id", ID, ForeignKey("rituals.id"), nullable=False),
    Column("starts_at", Instant, nullable=False),
    # RECURRENCE-ID; empty for dates written before there were moved ones.
    Column("original_at", Instant, nullable=True),
    Column("minutes", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("prompt_id", ID, nullable=True),
    Column("opened_at", Instant, nullable=True),
    # The messages of a date, as JSON lists of our deliveries: what is edited in place, in every space.
    Column("announced", Text, nullable=False, server_default="[]"),
    Column("openings", Text, nullable=False, server_default="[]"),
    Column("posts", Text, nullable=False, server_default="[]"),
    Column("scheduled", Text, nullable=False, server_default="[]"),
    Column("called", Text, nullable=False, server_default="[]"),
    UniqueConstraint("ritual_id", "original_at"),
    Index("ix_occurrences_community_starts", "community_id", "starts_at"),
)

ritual_drafts = Table(
    "ritual_drafts",
    metadata,
    Column("id", ID, primary_key=True),
    Column("community_id", ID, ForeignKey("communities.id"), nullable=False),
    account(forget="delete", nullable=False),
    words("payload", of="account_id", forget="delete"),
    Column("new", Boolean, nullable=False),
    Column("made_at", Instant, nullable=False),
)

worths = Table(
    "worths",
    metadata,
    Column("id", ID, primary_key=True),
    Column("community_id", ID, ForeignKey("communities.id"), nullable=False),
    Column("occurrence_id", ID, ForeignKey("occurrences.id"), nullable=False),
    account(forget="blank"),
    Column("answer", String(8), nullable=False),
    Column("answered_at", Instant, nullable=False),
    UniqueConstraint("occurrence_id", "account_id"),
)

rsvps = Table(
    "rsvps",
    metadata,
    Column("id", ID, primary_key=True),
    Column("community_id", ID, ForeignKey("communities.id"), nullable=False),
    Column("occurrence_id", ID, ForeignKey("occurrences.id"), nullable=False),
    account(forget="delete", nullable=False),
    Column("status", String(8), nullable=False),
    # The date has moved since: they were asked whether it still holds.
    Column("asked_again", Boolean, nullable=False, server_default=false()),
    Column("answered_at", Instant, nullable=False),
    UniqueConstraint("occurrence_id", "account_id"),
    Index("ix_rsvps_account", "account_id"),
)

no_reminders = Table(
    "no_reminders",
    metadata,
    Column("community_id", ID, ForeignKey("communities.id"), nullable=False),
    Column("ritual_id", ID, ForeignKey("rituals.id"), primary_key=True),
    account(forget="delete", primary_key=True, nullable=False),
    Index("ix_no_reminders_account", "account_id"),
)

prompt_answers = Table(
    "prompt_answers",
    metadata,
    Column("id", ID, primary_key=True),
    Column("community_id", ID, ForeignKey("communities.id"), nullable=False),
    Column("occurrence_id", ID, ForeignKey("occurrences.id"), nullable=False),
    account(forget="delete", nullable=False),
    words("text", of="account_id", forget="delete"),
    Column("answered_at", Instant, nullable=False),
    UniqueConstraint("occurrence_id", "account_id"),
    Index("ix_prompt_answers_account", "account_id"),
    Index("ix_prompt_answers_community_answered", "community_id", "answered_at"),
)
