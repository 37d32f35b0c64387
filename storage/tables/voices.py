"""Guests, their slots, prompts and when each was used."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint, false, text

from storage.tables.base import ID, Instant, account, metadata, words

guests = Table(
    "guests",
    metadata,
    Column("id", ID, primary_key=True),
    Column("community_id", ID, ForeignKey("communities.id"), nullable=False),
    words("name", of="suggested_by", longest=120),
    Column("folded", String(120), nullable=False),
    words("topic", of="suggested_by"),
    words("organisation", of="suggested_by"),
    words("biography", of="suggested_by"),
    Column("link", String(500), nullable=False),
    Column("source", String(120), nullable=False),
    Column("source_key", String(120), nullable=False),
    Column("state", String(16), nullable=False),
    Column("suggested_at", Instant, nullable=False),
    account("suggested_by"),
    Column("base", Integer, nullable=False),
    account("owner_id"),
    # When they came to their state; empty for when they were suggested.
    Column("since_at", Instant, nullable=True),
    Column("away_until", Instant, nullable=True),
    # How often they said no in which cycle of the pool, and when last.
    Column("passes", Integer, nullable=False, server_default="0"),
    Column("passed_in", Integer, nullable=False, server_default="0"),
    Column("passed_at", Instant, nullable=True),
    Column("volunteered", Boolean, nullable=False, server_default=false()),
    UniqueConstraint("community_id", "folded"),
    Index("ix_guests_owner", "owner_id"),
)

guest_contacts = Table(
    "guest_contacts",
    metadata,
    Column("guest_id", ID, ForeignKey("guests.id"), primary_key=True),
    Column("community_id", ID, ForeignKey("communities.id"), nullable=False),
    # How to reach somebody from outside, sealed with the operator's keys. It is theirs, not the giver's.
    words("sealed", of="given_by"),
    account("given_by"),
)

guest_slots = Table(
    "guest_slots",
    metadata,
    Column("id", ID, primary_key=True),
    Column("community_id", ID, ForeignKey("communities.id"), nullable=False),
    Column("ritual_id", ID, ForeignKey("rituals.id"), nullable=False),
    Column("starts_at", Instant, nullable=False),
    Column("guest_id", ID, ForeignKey("guests.id"), nullable=False),
    Column("state", String(16), nullable=False),
    UniqueConstraint("ritual_id", "starts_at"),
    Index("ix_guest_slots_guest", "guest_id"),
    Index("ix_guest_slots_community_starts", "community_id", "starts_at"),
)

chair_warnings = Table(
    "chair_warnings",
    metadata,
    # A date is known by its ritual and when it would begin, also while it is not written yet.
    Column("occurrence_id", ID, primary_key=True),
    Column("ritual_id", ID, ForeignKey("rituals.id"), nullable=False),
    Column("told_at", Instant, nullable=False),
)

prompts = Table(
    "prompts",
    metadata,
    Column("id", ID, primary_key=True),
    Column("community_id", ID, ForeignKey("communities.id"), nullable=False),
    Column("deck", String(32), nullable=False),
    words("text", of="added_by"),
    Column("folded", String(64), nullable=False),
    words("source", of="added_by"),
    Column("dated", String(10), nullable=False),
    Column("link", String(500), nullable=False, server_default=text("''")),
    Column("added_at", Instant, nullable=False),
    account("added_by"),
    Column("base", Integer, nullable=False),
    UniqueConstraint("community_id", "folded"),
)

prompt_uses = Table(
    "prompt_uses",
    metadata,
    Column("id", ID, primary_key=True),
    Column("community_id", ID, ForeignKey("communities.id"), nullable=False),
    Column("prompt_id", ID, nullable=False),
    Column("occurrence_id", ID, nullable=True, unique=True),
    Column("used_at", Instant, nullable=False),
    # In which round of its deck it was asked, from 1.
    Column("round", Integer, nullable=False, server_default=text("0")),
    # In which language, where it comes with Hearth.
    Column("language", String(8), nullable=False, server_default=text("''")),
    # Who drew it for themselves.
    account("drawn_by"),
    Index("ix_prompt_uses_community_prompt", "community_id", "prompt_id"),
    Index("ix_prompt_uses_drawn_by", "drawn_by"),
)

prompt_rests = Table(
    "prompt_rests",
    metadata,
    Column("community_id", ID, ForeignKey("communities.id"), primary_key=True),
    Column("prompt_id", ID, primary_key=True),
    account("rested_by"),
    Column("rested_at", Instant, nullable=False),
)
"""Questions that a community never wants to be asked: its own, and of those that come with Hearth."""

prompt_candidates = Table(
    "prompt_candidates",
    metadata,
    Column("id", ID, primary_key=True),
    Column("community_id", ID, ForeignKey("communities.id"), nullable=False),
    Column("deck", String(32), nullable=False),
    words("text", of="added_by"),
    Column("folded", String(64), nullable=False),
    words("source", of="added_by"),
    Column("dated", String(10), nullable=False),
    Column("link", String(500), nullable=False),
    account("added_by", forget="delete", nullable=True),
    Column("feed_id", ID, nullable=True),
    # What a feed calls it, so that it does not come again when its words change; none for a member's.
    Column("key", String(200), nullable=True),
    Column("added_at", Instant, nullable=False),
    Column("state", String(16), nullable=False),
    UniqueConstraint("community_id", "folded"),
    UniqueConstraint("community_id", "key"),
    Index("ix_prompt_candidates_community_state_added", "community_id", "state", "added_at"),
)

prompt_notices = Table(
    "prompt_notices",
    metadata,
    Column("community_id", ID, ForeignKey("communities.id"), primary_key=True),
    Column("heard_at", Instant, nullable=False),
    Column("posts", Text, nullable=False),
)
"""What the stewards of a community were told last of questions that wait, to be written anew in place."""

outside_digests = Table(
    "outside_digests",
    metadata,
    Column("id", ID, primary_key=True),
    Column("community_id", ID, ForeignKey("communities.id"), nullable=False),
    Column("since_at", Instant, nullable=False),
    Column("until_at", Instant, nullable=False),
    Column("posts", Text, nullable=False),
    UniqueConstraint("community_id", "until_at"),
)

brought = Table(
    "brought",
    metadata,
    Column("id", ID, primary_key=True),
    Column("community_id", ID, ForeignKey("communities.id"), nullable=False),
    account(forget="delete", nullable=False),
    words("what", of="account_id"),
    words("surprise", of="account_id"),
    words("idea", of="account_id"),
    Column("dated", String(10), nullable=False),
    Column("link", String(500), nullable=False),
    Column("shown", String(16), nullable=False),
    Column("posts", Text, nullable=False),
    Column("digest_id", ID, ForeignKey("outside_digests.id"), nullable=True),
    Column("brought_at", Instant, nullable=False),
    Index("ix_brought_community_brought", "community_id", "brought_at"),
    Index("ix_brought_account", "account_id"),
    Index("ix_brought_digest", "digest_id"),
)

brought_fans = Table(
    "brought_fans",
    metadata,
    Column("brought_id", ID, ForeignKey("brought.id", ondelete="CASCADE"), primary_key=True),
    account(forget="delete", nullable=False, primary_key=True),
    Column("at", Instant, nullable=False),
    Index("ix_brought_fans_account", "account_id"),
)
"""Who wants to hear more of what somebody brought back."""
