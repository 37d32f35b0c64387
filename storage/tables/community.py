"""Communities, spaces, rooms, members, accounts, roles, links, activity and the desk."""

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
    UniqueConstraint,
    false,
    text,
)

from storage.tables.base import ID, NAME, Instant, account, member, metadata, words

communities = Table(
    "communities",
    metadata,
    Column("id", ID, primary_key=True),
    words("name", of="founded_by", longest=200),
    words("charter", of="founded_by"),
    Column("zone", String(64), nullable=False),
    Column("language", String(16), nullable=False),
    Column("stage", String(32), nullable=False),
    Column("founded_at", Instant, nullable=False),
    # No foreign key: accounts need members, members need a community, and a circle of keys has no first step.
    Column("founded_by", ID, nullable=True, info={"person": "account", "forget": "blank"}),
    Column("desk_room_id", ID, nullable=True),
    # ISO 3166: whose public holidays hold; empty for none.
    Column("country", String(2), nullable=False, server_default=text("''")),
    Column("region", String(32), nullable=False, server_default=text("''")),
    Column("paused_until", Instant, nullable=True),
    Column("pause_told", Boolean, nullable=False, server_default=false()),
    Column("resumed_at", Instant, nullable=True),
    # The language of its questions; empty for its own.
    Column("questions", String(8), nullable=False, server_default=text("''")),
)

spaces = Table(
    "spaces",
    metadata,
    Column("id", ID, primary_key=True),
    Column("platform", String(16), nullable=False),
    Column("external_id", NAME, nullable=False),
    Column("name", NAME, nullable=False),
    Column("community_id", ID, ForeignKey("communities.id"), nullable=True, index=True),
    Column("home_room_id", ID, nullable=True),
    Column("gone_at", Instant, nullable=True),
    UniqueConstraint("platform", "external_id"),
)

# How full a space was when it was counted last; `private`, `public`: new rooms of that kind count to it.
space_loads = Table(
    "space_loads",
    metadata,
    Column("space_id", ID, ForeignKey("spaces.id"), primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("community_id", ID, ForeignKey("communities.id"), nullable=False, index=True),
    Column("used", Integer, nullable=False),
    Column("cap", Integer, nullable=False),
    Column("private", Boolean, nullable=False),
    Column("public", Boolean, nullable=False),
    Column("counted_at", Instant, nullable=False),
    Column("told_at", Instant, nullable=True),  # its stewards were told that it fills
)

rooms = Table(
    "rooms",
    metadata,
    Column("id", ID, primary_key=True),
    Column("space_id", ID, ForeignKey("spaces.id"), nullable=False),
    Column("external_id", NAME, nullable=True),
    Column("name", NAME, nullable=False),
    Column("private", Boolean, nullable=False),
    Column("circle_id", ID, nullable=True, index=True),
    Column("state", String(16), nullable=False),
    UniqueConstraint("space_id", "external_id"),
)

members = Table(
    "members",
    metadata,
    Column("id", ID, primary_key=True, info={"person": "member", "forget": "delete"}),
    Column("community_id", ID, ForeignKey("communities.id"), nullable=False, index=True),
    Column("joined_at", Instant, nullable=False),
    Column("zone", String(64), nullable=True),
    Column("zone_chosen", Boolean, nullable=False, server_default=false()),
    Column("language", String(16), nullable=True),
    Column("quiet_from", Integer, nullable=True),
    Column("quiet_to", Integer, nullable=True),
    Column("snoozed_until", Instant, nullable=True),
    Column("budget", Integer, nullable=True),
    Column("listens", Boolean, nullable=False, server_default=false()),
    Column("sabbatical_until", Instant, nullable=True),
    Column("left_at", Instant, nullable=True),
    # No foreign key: the row it points to goes in the same statement.
    Column("linked_to", ID, nullable=True, index=True, info={"person": "member", "forget": "delete"}),
)

accounts = Table(
    "accounts",
    metadata,
    Column("id", ID, primary_key=True, info={"person": "account", "forget": "delete"}),
    Column("space_id", ID, ForeignKey("spaces.id"), nullable=False),
    Column("external_id", NAME, nullable=False, info={"person": "words", "of": "id", "forget": "delete"}),
    Column("name", NAME, nullable=False, info={"person": "words", "of": "id", "forget": "delete"}),
    member(nullable=True),
    Column("left_at", Instant, nullable=True),
    Column("used_at", Instant, nullable=True),
    UniqueConstraint("space_id", "external_id"),
    Index("ix_accounts_member_id", "member_id"),
)

stewards = Table(
    "stewards",
    metadata,
    Column("community_id", ID, ForeignKey("communities.id"), primary_key=True),
    account(forget="delete", primary_key=True, nullable=False),
    Column("since", Instant, nullable=False),
    account("named_by"),
)

link_codes = Table(
    "link_codes",
    metadata,
    Column("id", ID, primary_key=True),
    Column("community_id", ID, ForeignKey("communities.id"), nullable=False),
    Column("space_id", ID, ForeignKey("spaces.id"), nullable=False),
    Column("digest", String(64), nullable=False),
    account(forget="delete", nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("tries_left", Integer, nullable=False),
    Column("claimed_space_id", ID, nullable=True),
    account("claimed_by", forget="delete", nullable=True),
)

person_codes = Table(
    "person_codes",
    metadata,
    Column("id", ID, primary_key=True),
    Column("community_id", ID, ForeignKey("communities.id"), nullable=False),
    Column("digest", String(64), nullable=False),
    account(forget="delete", nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("tries_left", Integer, nullable=False),
    account("claimed_by", forget="delete", nullable=True),
)

member_links = Table(
    "member_links",
    metadata,
    Column("id", ID, primary_key=True),
    Column("community_id", ID, ForeignKey("communities.id"), nullable=False),
    member("kept_id", index=True, nullable=False),
    member("absorbed_id", unique=True, nullable=False),
    # Which accounts came over, and the kept member's settings before and after, as JSON.
    words("accounts", of="absorbed_id", forget="delete"),
    words("before", of="kept_id", forget="delete"),
    words("merged", of="kept_id", forget="delete"),
    Column("linked_at", Instant, nullable=False),
)

activity = Table(
    "activity",
    metadata,
    Column("community_id", ID, ForeignKey("communities.id"), nullable=False),
    account(forget="delete", primary_key=True, nullable=False),
    Column("room_id", ID, ForeignKey("rooms.id"), primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("number", Integer, nullable=False),
    Index("ix_activity_community_day", "community_id", "day"),
)

notices = Table(
    "notices",
    metadata,
    Column("id", ID, primary_key=True),
    Column("community_id", ID, ForeignKey("communities.id"), nullable=False),
    Column("cause", String(120), nullable=False),
    Column("hour", Instant, nullable=False),
    Column("number", Integer, nullable=False),
    Column("deliveries", Text, nullable=False),
    account("taken_by"),
    UniqueConstraint("community_id", "cause", "hour"),
)

# The last time Hearth was away while something was due, one row a community: what was missed and what opened
# late, as JSON objects of ritual and number of dates.
absences = Table(
    "absences",
    metadata,
    Column("community_id", ID, ForeignKey("communities.id"), primary_key=True),
    Column("away_from", Instant, nullable=False),
    Column("back_at", Instant, nullable=False),
    Column("missed", Text, nullable=False),
    Column("opened", Text, nullable=False),
    Column("others", Integer, nullable=False),
    Column("told_at", Instant, nullable=True),
)
