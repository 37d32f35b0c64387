"""Which scopes and how many calls a minute each method takes (slack-api-ref; platforms.md 1.3 and 1.5)."""

from typing import Final, TypeAlias

from tests.worlds.slack.ground import Kind

ByKind: TypeAlias = dict[Kind, tuple[str, ...]]
HEARTH: Final = frozenset(
    {
        "commands",
        "chat:write",
        "im:write",
        "im:history",
        "channels:history",
        "channels:join",
        "channels:manage",
        "channels:read",
        "files:write",
        "groups:read",
        "groups:write",
        "reactions:read",
        "team:read",
        "users:read",
    }
)
"""What Hearth is installed with: no history of private channels."""

READ: Final[ByKind] = {Kind.PUBLIC: ("channels:read",), Kind.PRIVATE: ("groups:read",), Kind.IM: ("im:read",)}
HISTORY: Final[ByKind] = {
    Kind.PUBLIC: ("channels:history",),
    Kind.PRIVATE: ("groups:history",),
    Kind.IM: ("im:history",),
}
WRITE: Final[ByKind] = {Kind.PUBLIC: ("channels:manage",), Kind.PRIVATE: ("groups:write",), Kind.IM: ("im:write",)}
TOPIC: Final[ByKind] = {
    Kind.PUBLIC: ("channels:manage", "channels:write.topic"),
    Kind.PRIVATE: ("groups:write", "groups:write.topic"),
    Kind.IM: ("im:write",),
}
INVITES: Final[ByKind] = {
    Kind.PUBLIC: ("channels:manage", "channels:write.invites"),
    Kind.PRIVATE: ("groups:write", "groups:write.invites"),
    Kind.IM: ("im:write",),
}
BY_KIND: Final[dict[str, ByKind]] = {
    "conversations.info": READ,
    "conversations.members": READ,
    "conversations.history": HISTORY,
    "conversations.replies": HISTORY,
    "conversations.create": WRITE,
    "conversations.rename": WRITE,
    "conversations.archive": WRITE,
    "conversations.unarchive": WRITE,
    "conversations.kick": WRITE,
    "conversations.setTopic": TOPIC,
    "conversations.setPurpose": TOPIC,
    "conversations.invite": INVITES,
}
"""Methods whose scope depends on the kind of conversation: any one of those named."""

SCOPES: Final[dict[str, tuple[str, ...]]] = {
    "auth.test": (),
    "chat.postMessage": ("chat:write",),
    "chat.postEphemeral": ("chat:write",),
    "chat.update": ("chat:write",),
    "chat.delete": ("chat:write",),
    "conversations.open": ("im:write",),
    "files.getUploadURLExternal": ("files:write",),
    "files.completeUploadExternal": ("files:write",),
    "conversations.join": ("channels:join",),
    "conversations.list": ("channels:read", "groups:read", "im:read", "mpim:read"),
    "users.conversations": ("channels:read", "groups:read", "im:read", "mpim:read"),
    "users.info": ("users:read",),
    "users.list": ("users:read",),
    "team.info": ("team:read",),
    "views.open": (),
    "views.push": (),
    "views.update": (),
    "views.publish": (),
    "reactions.add": ("reactions:write",),
    "reactions.get": ("reactions:read",),
    **{method: tuple(s for some in kinds.values() for s in some) for method, kinds in BY_KIND.items()},
}
"""Method to the scopes of which a token must have one; none: every token may."""

TIER_2, TIER_3, TIER_4, SPECIAL = 20, 50, 100, 300
A_MINUTE: Final[dict[str, int]] = {
    **dict.fromkeys(SCOPES, TIER_3),
    **dict.fromkeys(("conversations.create", "conversations.archive", "conversations.unarchive"), TIER_2),
    **dict.fromkeys(("conversations.rename", "conversations.setTopic", "conversations.setPurpose"), TIER_2),
    **dict.fromkeys(("conversations.list", "users.list"), TIER_2),
    **dict.fromkeys(("chat.postEphemeral", "views.open", "views.push", "views.update", "views.publish"), TIER_4),
    **dict.fromkeys(("users.info", "conversations.members"), TIER_4),
    **dict.fromkeys(("files.getUploadURLExternal", "files.completeUploadExternal"), TIER_4),
    **dict.fromkeys(("chat.postMessage", "auth.test"), SPECIAL),
}
"""Calls a minute of one method in one workspace; the special ones are "several hundred"."""
