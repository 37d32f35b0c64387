"""The first tables."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0001"
down_revision: str | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:  # noqa: PLR0915 - a first step makes every table
    """Make the step."""
    op.create_table(
        "calls_seen",
        sa.Column("platform", sa.String(length=16), nullable=False),
        sa.Column("space", sa.String(length=200), nullable=False),
        sa.Column("call_id", sa.String(length=200), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("platform", "space", "call_id", name=op.f("pk_calls_seen")),
    )
    with op.batch_alter_table("calls_seen", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_calls_seen_seen_at"), ["seen_at"], unique=False)

    op.create_table(
        "clock",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ahead_seconds", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock")),
    )
    op.create_table(
        "communities",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("charter", sa.Text(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("stage", sa.String(length=32), nullable=False),
        sa.Column("founded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("founded_by", sa.String(length=16), nullable=True),
        sa.Column("desk_room_id", sa.String(length=16), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_communities")),
    )
    op.create_table(
        "inbox",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("platform", sa.String(length=16), nullable=False),
        sa.Column("space", sa.String(length=200), nullable=False),
        sa.Column("event_id", sa.String(length=200), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("worked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_inbox")),
        sa.UniqueConstraint("platform", "space", "event_id", name=op.f("uq_inbox_platform_space_event_id")),
    )
    with op.batch_alter_table("inbox", schema=None) as batch_op:
        batch_op.create_index(
            "ix_inbox_open",
            ["seq"],
            unique=False,
            sqlite_where=sa.text("worked_at IS NULL"),
            postgresql_where=sa.text("worked_at IS NULL"),
        )

    op.create_table(
        "beats",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("community_id", sa.String(length=16), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("grace_seconds", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_beats_community_id_communities")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_beats")),
        sa.UniqueConstraint("kind", "subject", "due_at", name=op.f("uq_beats_kind_subject_due_at")),
    )
    with op.batch_alter_table("beats", schema=None) as batch_op:
        batch_op.create_index(
            "ix_beats_due",
            ["due_at"],
            unique=False,
            sqlite_where=sa.text("state = 'due'"),
            postgresql_where=sa.text("state = 'due'"),
        )
        batch_op.create_index("ix_beats_subject", ["subject"], unique=False)

    op.create_table(
        "members",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("community_id", sa.String(length=16), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=True),
        sa.Column("language", sa.String(length=16), nullable=True),
        sa.Column("quiet_from", sa.Integer(), nullable=True),
        sa.Column("quiet_to", sa.Integer(), nullable=True),
        sa.Column("snoozed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_members_community_id_communities")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_members")),
    )
    with op.batch_alter_table("members", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_members_community_id"), ["community_id"], unique=False)

    op.create_table(
        "prompt_uses",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("community_id", sa.String(length=16), nullable=False),
        sa.Column("prompt_id", sa.String(length=16), nullable=False),
        sa.Column("occurrence_id", sa.String(length=16), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_prompt_uses_community_id_communities")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prompt_uses")),
        sa.UniqueConstraint("occurrence_id", name=op.f("uq_prompt_uses_occurrence_id")),
    )
    with op.batch_alter_table("prompt_uses", schema=None) as batch_op:
        batch_op.create_index("ix_prompt_uses_community_prompt", ["community_id", "prompt_id"], unique=False)

    op.create_table(
        "spaces",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("platform", sa.String(length=16), nullable=False),
        sa.Column("external_id", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("community_id", sa.String(length=16), nullable=True),
        sa.Column("home_room_id", sa.String(length=16), nullable=True),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_spaces_community_id_communities")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spaces")),
        sa.UniqueConstraint("platform", "external_id", name=op.f("uq_spaces_platform_external_id")),
    )
    with op.batch_alter_table("spaces", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_spaces_community_id"), ["community_id"], unique=False)

    op.create_table(
        "accounts",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("space_id", sa.String(length=16), nullable=False),
        sa.Column("external_id", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("member_id", sa.String(length=16), nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_accounts_member_id_members")),
        sa.ForeignKeyConstraint(["space_id"], ["spaces.id"], name=op.f("fk_accounts_space_id_spaces")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("space_id", "external_id", name=op.f("uq_accounts_space_id_external_id")),
    )
    with op.batch_alter_table("accounts", schema=None) as batch_op:
        batch_op.create_index("ix_accounts_member_id", ["member_id"], unique=False)

    op.create_table(
        "nudges",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("community_id", sa.String(length=16), nullable=False),
        sa.Column("member_id", sa.String(length=16), nullable=False),
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_nudges_community_id_communities")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_nudges_member_id_members")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nudges")),
    )
    with op.batch_alter_table("nudges", schema=None) as batch_op:
        batch_op.create_index("ix_nudges_member_week", ["member_id", "week"], unique=False)

    op.create_table(
        "rooms",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("space_id", sa.String(length=16), nullable=False),
        sa.Column("external_id", sa.String(length=200), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("private", sa.Boolean(), nullable=False),
        sa.Column("circle_id", sa.String(length=16), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["space_id"], ["spaces.id"], name=op.f("fk_rooms_space_id_spaces")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rooms")),
        sa.UniqueConstraint("space_id", "external_id", name=op.f("uq_rooms_space_id_external_id")),
    )
    with op.batch_alter_table("rooms", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rooms_circle_id"), ["circle_id"], unique=False)

    op.create_table(
        "circles",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("community_id", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("folded", sa.String(length=80), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("cap", sa.Integer(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=16), nullable=True),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_circles_community_id_communities")),
        sa.ForeignKeyConstraint(["created_by"], ["accounts.id"], name=op.f("fk_circles_created_by_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_circles")),
    )
    with op.batch_alter_table("circles", schema=None) as batch_op:
        batch_op.create_index("ix_circles_community", ["community_id", "folded"], unique=False)

    op.create_table(
        "deliveries",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("community_id", sa.String(length=16), nullable=False),
        sa.Column("space_id", sa.String(length=16), nullable=False),
        sa.Column("destination", sa.String(length=24), nullable=False),
        sa.Column("room_id", sa.String(length=16), nullable=True),
        sa.Column("account_id", sa.String(length=16), nullable=True),
        sa.Column("circle_id", sa.String(length=16), nullable=True),
        sa.Column("act", sa.String(length=16), nullable=False),
        sa.Column("payload", sa.Text(), nullable=True),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=25), nullable=False),
        sa.Column("sent_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("edits", sa.String(length=16), nullable=True),
        sa.Column("retry_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.Column("why", sa.String(length=64), nullable=True),
        sa.Column("external_id", sa.String(length=200), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_deliveries_account_id_accounts")),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_deliveries_community_id_communities")
        ),
        sa.ForeignKeyConstraint(["room_id"], ["rooms.id"], name=op.f("fk_deliveries_room_id_rooms")),
        sa.ForeignKeyConstraint(["space_id"], ["spaces.id"], name=op.f("fk_deliveries_space_id_spaces")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_deliveries")),
        sa.UniqueConstraint("id", name=op.f("uq_deliveries_id")),
        sa.UniqueConstraint("key", name=op.f("uq_deliveries_key")),
    )
    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.create_index(
            "ix_deliveries_destination",
            ["destination", "seq"],
            unique=False,
            sqlite_where=sa.text("state IN ('due', 'sending', 'waiting')"),
            postgresql_where=sa.text("state IN ('due', 'sending', 'waiting')"),
        )
        batch_op.create_index(batch_op.f("ix_deliveries_edits"), ["edits"], unique=False)
        batch_op.create_index(
            "ix_deliveries_finished",
            ["finished_at"],
            unique=False,
            sqlite_where=sa.text("payload IS NOT NULL AND finished_at IS NOT NULL"),
            postgresql_where=sa.text("payload IS NOT NULL AND finished_at IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_deliveries_lane",
            ["space_id", "priority", "seq"],
            unique=False,
            sqlite_where=sa.text("state IN ('due', 'sending', 'waiting')"),
            postgresql_where=sa.text("state IN ('due', 'sending', 'waiting')"),
        )
        batch_op.create_index("ix_deliveries_reason", ["reason"], unique=False)

    op.create_table(
        "guests",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("community_id", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("folded", sa.String(length=120), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("biography", sa.Text(), nullable=False),
        sa.Column("link", sa.String(length=500), nullable=False),
        sa.Column("source", sa.String(length=120), nullable=False),
        sa.Column("source_key", sa.String(length=120), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("suggested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("suggested_by", sa.String(length=16), nullable=True),
        sa.Column("base", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.String(length=16), nullable=True),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_guests_community_id_communities")),
        sa.ForeignKeyConstraint(["owner_id"], ["accounts.id"], name=op.f("fk_guests_owner_id_accounts")),
        sa.ForeignKeyConstraint(["suggested_by"], ["accounts.id"], name=op.f("fk_guests_suggested_by_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guests")),
        sa.UniqueConstraint("community_id", "folded", name=op.f("uq_guests_community_id_folded")),
    )
    op.create_table(
        "link_codes",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("community_id", sa.String(length=16), nullable=False),
        sa.Column("space_id", sa.String(length=16), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=16), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries_left", sa.Integer(), nullable=False),
        sa.Column("claimed_space_id", sa.String(length=16), nullable=True),
        sa.Column("claimed_by", sa.String(length=16), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_link_codes_account_id_accounts")),
        sa.ForeignKeyConstraint(["claimed_by"], ["accounts.id"], name=op.f("fk_link_codes_claimed_by_accounts")),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_link_codes_community_id_communities")
        ),
        sa.ForeignKeyConstraint(["space_id"], ["spaces.id"], name=op.f("fk_link_codes_space_id_spaces")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_codes")),
    )
    op.create_table(
        "notices",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("community_id", sa.String(length=16), nullable=False),
        sa.Column("cause", sa.String(length=120), nullable=False),
        sa.Column("hour", sa.DateTime(timezone=True), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("deliveries", sa.Text(), nullable=False),
        sa.Column("taken_by", sa.String(length=16), nullable=True),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_notices_community_id_communities")),
        sa.ForeignKeyConstraint(["taken_by"], ["accounts.id"], name=op.f("fk_notices_taken_by_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sa.UniqueConstraint("community_id", "cause", "hour", name=op.f("uq_notices_community_id_cause_hour")),
    )
    op.create_table(
        "prompts",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("community_id", sa.String(length=16), nullable=False),
        sa.Column("deck", sa.String(length=32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("folded", sa.String(length=64), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("dated", sa.String(length=10), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.String(length=16), nullable=True),
        sa.Column("base", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["added_by"], ["accounts.id"], name=op.f("fk_prompts_added_by_accounts")),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_prompts_community_id_communities")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prompts")),
        sa.UniqueConstraint("community_id", "folded", name=op.f("uq_prompts_community_id_folded")),
    )
    op.create_table(
        "ritual_drafts",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("community_id", sa.String(length=16), nullable=False),
        sa.Column("account_id", sa.String(length=16), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("new", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_ritual_drafts_account_id_accounts")),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_ritual_drafts_community_id_communities")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ritual_drafts")),
    )
    op.create_table(
        "rituals",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("community_id", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("folded", sa.String(length=80), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("rule", sa.String(length=500), nullable=False),
        sa.Column("begins", sa.Date(), nullable=False),
        sa.Column("at", sa.Time(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("skipped", sa.String(length=4000), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("deck", sa.String(length=32), nullable=False),
        sa.Column("guests", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=16), nullable=True),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_rituals_community_id_communities")),
        sa.ForeignKeyConstraint(["created_by"], ["accounts.id"], name=op.f("fk_rituals_created_by_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rituals")),
        sa.UniqueConstraint("community_id", "folded", name=op.f("uq_rituals_community_id_folded")),
    )
    op.create_table(
        "stewards",
        sa.Column("community_id", sa.String(length=16), nullable=False),
        sa.Column("account_id", sa.String(length=16), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("named_by", sa.String(length=16), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_stewards_account_id_accounts")),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_stewards_community_id_communities")
        ),
        sa.ForeignKeyConstraint(["named_by"], ["accounts.id"], name=op.f("fk_stewards_named_by_accounts")),
        sa.PrimaryKeyConstraint("community_id", "account_id", name=op.f("pk_stewards")),
    )
    op.create_table(
        "circle_seats",
        sa.Column("community_id", sa.String(length=16), nullable=False),
        sa.Column("circle_id", sa.String(length=16), nullable=False),
        sa.Column("account_id", sa.String(length=16), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_circle_seats_account_id_accounts")),
        sa.ForeignKeyConstraint(["circle_id"], ["circles.id"], name=op.f("fk_circle_seats_circle_id_circles")),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_circle_seats_community_id_communities")
        ),
        sa.PrimaryKeyConstraint("circle_id", "account_id", name=op.f("pk_circle_seats")),
    )
    with op.batch_alter_table("circle_seats", schema=None) as batch_op:
        batch_op.create_index("ix_circle_seats_account", ["account_id"], unique=False)

    op.create_table(
        "guest_slots",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("community_id", sa.String(length=16), nullable=False),
        sa.Column("ritual_id", sa.String(length=16), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("guest_id", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_guest_slots_community_id_communities")
        ),
        sa.ForeignKeyConstraint(["guest_id"], ["guests.id"], name=op.f("fk_guest_slots_guest_id_guests")),
        sa.ForeignKeyConstraint(["ritual_id"], ["rituals.id"], name=op.f("fk_guest_slots_ritual_id_rituals")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guest_slots")),
        sa.UniqueConstraint("ritual_id", "starts_at", name=op.f("uq_guest_slots_ritual_id_starts_at")),
    )
    with op.batch_alter_table("guest_slots", schema=None) as batch_op:
        batch_op.create_index("ix_guest_slots_community_starts", ["community_id", "starts_at"], unique=False)
        batch_op.create_index("ix_guest_slots_guest", ["guest_id"], unique=False)

    op.create_table(
        "occurrences",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("community_id", sa.String(length=16), nullable=False),
        sa.Column("ritual_id", sa.String(length=16), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("prompt_id", sa.String(length=16), nullable=True),
        sa.Column("posts", sa.Text(), server_default="[]", nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_occurrences_community_id_communities")
        ),
        sa.ForeignKeyConstraint(["ritual_id"], ["rituals.id"], name=op.f("fk_occurrences_ritual_id_rituals")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_occurrences")),
        sa.UniqueConstraint("ritual_id", "starts_at", name=op.f("uq_occurrences_ritual_id_starts_at")),
    )
    with op.batch_alter_table("occurrences", schema=None) as batch_op:
        batch_op.create_index("ix_occurrences_community_starts", ["community_id", "starts_at"], unique=False)

    op.create_table(
        "ritual_rooms",
        sa.Column("ritual_id", sa.String(length=16), nullable=False),
        sa.Column("space_id", sa.String(length=16), nullable=False),
        sa.Column("room_id", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["ritual_id"], ["rituals.id"], name=op.f("fk_ritual_rooms_ritual_id_rituals")),
        sa.ForeignKeyConstraint(["room_id"], ["rooms.id"], name=op.f("fk_ritual_rooms_room_id_rooms")),
        sa.ForeignKeyConstraint(["space_id"], ["spaces.id"], name=op.f("fk_ritual_rooms_space_id_spaces")),
        sa.PrimaryKeyConstraint("ritual_id", "space_id", name=op.f("pk_ritual_rooms")),
    )
    op.create_table(
        "worths",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("community_id", sa.String(length=16), nullable=False),
        sa.Column("occurrence_id", sa.String(length=16), nullable=False),
        sa.Column("account_id", sa.String(length=16), nullable=True),
        sa.Column("answer", sa.String(length=8), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_worths_account_id_accounts")),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_worths_community_id_communities")),
        sa.ForeignKeyConstraint(
            ["occurrence_id"], ["occurrences.id"], name=op.f("fk_worths_occurrence_id_occurrences")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_worths")),
        sa.UniqueConstraint("occurrence_id", "account_id", name=op.f("uq_worths_occurrence_id_account_id")),
    )
    op.create_table(
        "sandbox_spaces",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sandbox_spaces")),
        sa.UniqueConstraint("name", name=op.f("uq_sandbox_spaces_name")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "sandbox_people",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("space_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("handle", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("here", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["space_id"], ["sandbox_spaces.id"], name=op.f("fk_sandbox_people_space_id_sandbox_spaces")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sandbox_people")),
        sa.UniqueConstraint("space_id", "handle", name=op.f("uq_sandbox_people_space_id_handle")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "sandbox_rooms",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("space_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("topic", sa.String(length=250), nullable=False),
        sa.Column("private", sa.Boolean(), nullable=False),
        sa.Column("archived", sa.Boolean(), nullable=False),
        sa.Column("hearth", sa.Boolean(), nullable=False),
        sa.Column("key", sa.String(length=25), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["space_id"], ["sandbox_spaces.id"], name=op.f("fk_sandbox_rooms_space_id_sandbox_spaces")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sandbox_rooms")),
        sa.UniqueConstraint("space_id", "name", name=op.f("uq_sandbox_rooms_space_id_name")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("sandbox_rooms", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sandbox_rooms_key"), ["key"], unique=False)

    op.create_table(
        "sandbox_messages",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("space_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("room_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("direct_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("author_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("card", sa.Text(), nullable=True),
        sa.Column("names", sa.Text(), nullable=True),
        sa.Column("key", sa.String(length=25), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited", sa.Boolean(), nullable=False),
        sa.CheckConstraint("(room_id IS NULL) <> (direct_id IS NULL)", name=op.f("ck_sandbox_messages_one_place")),
        sa.ForeignKeyConstraint(
            ["author_id"], ["sandbox_people.id"], name=op.f("fk_sandbox_messages_author_id_sandbox_people")
        ),
        sa.ForeignKeyConstraint(
            ["direct_id"], ["sandbox_people.id"], name=op.f("fk_sandbox_messages_direct_id_sandbox_people")
        ),
        sa.ForeignKeyConstraint(
            ["room_id"], ["sandbox_rooms.id"], name=op.f("fk_sandbox_messages_room_id_sandbox_rooms")
        ),
        sa.ForeignKeyConstraint(
            ["space_id"], ["sandbox_spaces.id"], name=op.f("fk_sandbox_messages_space_id_sandbox_spaces")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sandbox_messages")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("sandbox_messages", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sandbox_messages_direct_id_id"), ["direct_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sandbox_messages_key"), ["key"], unique=False)
        batch_op.create_index(batch_op.f("ix_sandbox_messages_room_id_id"), ["room_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sandbox_messages_space_id"), ["space_id"], unique=False)

    op.create_table(
        "sandbox_seats",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("room_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["sandbox_people.id"], name=op.f("fk_sandbox_seats_person_id_sandbox_people")
        ),
        sa.ForeignKeyConstraint(["room_id"], ["sandbox_rooms.id"], name=op.f("fk_sandbox_seats_room_id_sandbox_rooms")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sandbox_seats")),
        sa.UniqueConstraint("room_id", "person_id", name=op.f("uq_sandbox_seats_room_id_person_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("sandbox_seats", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sandbox_seats_person_id"), ["person_id"], unique=False)
