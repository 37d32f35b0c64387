"""Question boxes, the questions in them, votes and thanks, and the keys by which who asked is known again."""

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, String, Table, Text, text

from storage.tables.base import ID, Instant, account, metadata, words

question_boxes = Table(
    "question_boxes",
    metadata,
    Column("id", ID, primary_key=True),
    Column("community_id", ID, ForeignKey("communities.id"), nullable=False),
    Column("ritual_id", ID, nullable=True),
    words("guest", of="opened_by"),
    Column("guest_id", ID, nullable=True),
    words("topic", of="opened_by"),
    Column("starts_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("state", String(8), nullable=False),
    Column("occurrence_id", ID, nullable=True),
    account("opened_by"),
    # The guest's own account, where they have one here.
    account("speaker_id"),
    # Its cards as a JSON list of [room, delivery], and the stewards' notices as one of deliveries: edited in place.
    Column("posts", Text, nullable=False),
    Column("notices", Text, nullable=False),
    Index("ix_question_boxes_community_id", "community_id", "starts_at"),
    Index("ix_question_boxes_ritual_id", "ritual_id", "starts_at"),
)

# Nothing here says when a question was asked but the day. SQLite would keep rows in the order in which they came: this
# table has none but that of its ids, which are drawn.
questions = Table(
    "questions",
    metadata,
    Column("id", ID, primary_key=True),
    Column("community_id", ID, ForeignKey("communities.id"), nullable=False),
    Column("box_id", ID, nullable=False),
    Column("asked_in", ID, nullable=False),
    Column("state", String(8), nullable=False),
    Column("asked_on", Date, nullable=False),
    words("text", of="account_id", forget="blank"),
    account(),
    # What stands for whoever asked without their name (HMAC-SHA256 in hexadecimal); empty where the name is known.
    Column("mask", String(64), nullable=False, info={"person": "digest"}),
    Column("into_id", ID, nullable=True),
    words("reason", of="decided_by"),
    account("decided_by"),
    Column("carried", Integer, nullable=False, server_default=text("0")),
    words("answer", of="answered_by"),
    account("answered_by"),
    Column("posts", Text, nullable=False),
    Index("ix_questions_box_id", "box_id"),
    Index("ix_questions_community_id", "community_id"),
    Index("ix_questions_account_id", "account_id"),
    Index("ix_questions_mask", "mask"),
    sqlite_with_rowid=False,
)

question_marks = Table(
    "question_marks",
    metadata,
    Column("question_id", ID, primary_key=True),
    account(forget="delete", primary_key=True, nullable=False),
    Column("kind", String(8), primary_key=True),
    Index("ix_question_marks_account_id", "account_id"),
)

question_keys = Table(
    "question_keys",
    metadata,
    Column("community_id", ID, ForeignKey("communities.id"), primary_key=True),
    Column("sealed", Text, nullable=False),
)
