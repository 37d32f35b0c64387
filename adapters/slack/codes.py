"""Slack's error codes, one by one: what each means for what was asked, what is missing, and who mends it where."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from bot.errors import Outcome
from bot.i18n import later


@dataclass(frozen=True, slots=True)
class Code:
    """`lost`: the room itself is gone. `wait`: how long not to ask again, at least."""

    outcome: Outcome = Outcome.NEVER
    missing: str = ""
    remedy: str = ""
    lost: bool = False
    wait: timedelta | None = None


NEVER: Final = Code()
UNKNOWN: Final = Code(Outcome.UNKNOWN)
"""Slack says of these that part of it may have been done."""
LATER: Final = Code(Outcome.NOT_DONE)
FLOODED: Final = Code(Outcome.NOT_DONE, wait=timedelta(minutes=5))
MOVING: Final = Code(Outcome.NOT_DONE, wait=timedelta(minutes=1))
"""The workspace is on its way into an Enterprise organisation."""
GONE: Final = Code(lost=True)
REINSTALL: Final = Code(
    missing=later("a token that Slack accepts"),
    remedy=later("api.slack.com/apps → Hearth → Install App → Reinstall to Workspace, then: hearth slack install"),
)
UPGRADE: Final = Code(
    missing=later("a permission of the app"),
    remedy=later("api.slack.com/apps → Hearth → App Manifest → take the newest, then Reinstall to Workspace"),
)
ADMIN: Final = Code(
    missing=later("the workspace’s leave"),
    remedy=later("Workspace settings → Permissions: an admin can let apps do this"),
)
ORGANISATION: Final = Code(
    missing=later("access to this workspace"),
    remedy=later("An admin of the organisation can add Hearth to it: Manage → Apps → Hearth → Add to workspaces"),
)
OWNER: Final = Code(
    missing=later("the right to rename that room"),
    remedy=later("Slack lets only whoever made a room, or an admin, rename it: its name → Settings → Edit name"),
)
SEAT: Final = Code(
    missing=later("being in that room"),
    remedy=later("Somebody who is in that room can let Hearth in: /invite @Hearth"),
)
MESSAGES_TAB: Final = Code(
    missing=later("the Messages tab"),
    remedy=later("api.slack.com/apps → Hearth → App Home → Show Tabs → Messages Tab"),
)
HOME_TAB: Final = Code(
    missing=later("the Home tab"),
    remedy=later("api.slack.com/apps → Hearth → App Home → Show Tabs → Home Tab"),
)

CODES: Final[dict[str, Code]] = {
    "ratelimited": LATER,
    "rate_limited": LATER,
    "message_limit_exceeded": FLOODED,
    "internal_error": UNKNOWN,
    "fatal_error": UNKNOWN,
    "service_unavailable": UNKNOWN,
    "request_timeout": UNKNOWN,
    "team_added_to_org": MOVING,
    "org_login_required": MOVING,
    "invalid_auth": REINSTALL,
    "not_authed": REINSTALL,
    "account_inactive": REINSTALL,
    "token_revoked": REINSTALL,
    "token_expired": REINSTALL,  # Hearth's tokens do not rotate: one that expires came from elsewhere
    "invalid_refresh_token": REINSTALL,
    "not_allowed_token_type": UPGRADE,
    "no_permission": UPGRADE,
    "missing_scope": UPGRADE,  # faults.py names the scope
    "team_access_not_granted": ORGANISATION,
    "accesslimited": ADMIN,
    "ekm_access_denied": ADMIN,
    "two_factor_setup_required": ADMIN,
    "access_denied": ADMIN,
    "cannot_create_channel": ADMIN,
    "paid_teams_only": ADMIN,
    "plan_upgrade_required": ADMIN,
    "permission_denied": ADMIN,
    "not_authorized": OWNER,
    "channel_not_found": GONE,
    "not_in_channel": SEAT,
    "is_archived": GONE,
    "is_inactive": GONE,
    "messages_tab_disabled": MESSAGES_TAB,
    "not_enabled": HOME_TAB,
    "cannot_reply_to_message": NEVER,
    "thread_not_found": NEVER,
    "name_taken": NEVER,
    "cant_invite_self": NEVER,
    "already_in_channel": NEVER,
    "cant_invite": NEVER,
    "user_is_restricted": NEVER,
    "ura_max_channels": NEVER,
    "org_user_not_in_team": NEVER,
    "user_not_found": NEVER,
    "user_disabled": NEVER,
    "no_external_invite_permission": NEVER,
    "user_not_in_channel": NEVER,
    "msg_too_long": NEVER,
    "msg_blocks_too_long": NEVER,
    "too_many_attachments": NEVER,
    "invalid_blocks": NEVER,
    "invalid_blocks_format": NEVER,
    "invalid_arguments": NEVER,
    "no_text": NEVER,
    "metadata_too_large": NEVER,
    "markdown_text_conflict": NEVER,
    "expired_trigger_id": NEVER,
    "exchanged_trigger_id": NEVER,
    "invalid_trigger_id": NEVER,
    "view_too_large": NEVER,
    "push_limit_reached": NEVER,
    "hash_conflict": LATER,
    "duplicate_external_id": NEVER,
    "not_found": NEVER,
    "message_not_found": NEVER,
    "cant_update_message": NEVER,
    "edit_window_closed": NEVER,
    "cant_delete_message": NEVER,
    "already_reacted": NEVER,
    "no_reaction": NEVER,
    "already_pinned": NEVER,
    "already_archived": NEVER,
    "not_archived": NEVER,
    "time_in_past": NEVER,
    "time_too_far": NEVER,
    "restricted_too_many": NEVER,
    "handle_already_exists": NEVER,
    "name_already_exists": NEVER,
}
"""Those that mean "it is so already" are caught where they are harmless (platform.py)."""
PREFIXES: Final[dict[str, Code]] = {"restricted_action": ADMIN, "invalid_name": NEVER, "invalid_metadata": NEVER}
SCOPE_OF: Final[dict[str, str]] = {
    "chat.postMessage": "chat:write",
    "chat.postEphemeral": "chat:write",
    "chat.update": "chat:write",
    "chat.delete": "chat:write",
    "conversations.open": "im:write",
    "conversations.create": "groups:write",
    "conversations.invite": "groups:write",
    "conversations.kick": "groups:write",
    "conversations.rename": "groups:write",
    "conversations.archive": "groups:write",
    "conversations.setTopic": "groups:write",
    "conversations.setPurpose": "groups:write",
    "conversations.join": "channels:join",
    "conversations.info": "channels:read",
    "conversations.members": "groups:read",
    "conversations.history": "channels:history",
    "conversations.replies": "channels:history",
    "users.conversations": "groups:read",
    "users.info": "users:read",
}
"""The scope a method needs, for an answer that does not say it (slack-api-ref, the methods' pages)."""
