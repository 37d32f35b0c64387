"""Words and numbers of Discord's API."""

from typing import Any, Final, TypeAlias

Json: TypeAlias = dict[str, Any]

TEXT: Final = 0
DM: Final = 1
PUBLIC_THREAD: Final = 11
PRIVATE_THREAD: Final = 12
THREADS: Final = frozenset({PUBLIC_THREAD, PRIVATE_THREAD})

# Permissions (DD:topics/permissions); the splits of 2026-02-23 are in force.
ADMINISTRATOR: Final = 1 << 3
MANAGE_CHANNELS: Final = 1 << 4
MANAGE_GUILD: Final = 1 << 5
ADD_REACTIONS: Final = 1 << 6
VIEW_CHANNEL: Final = 1 << 10
SEND_MESSAGES: Final = 1 << 11
MANAGE_MESSAGES: Final = 1 << 13
EMBED_LINKS: Final = 1 << 14
ATTACH_FILES: Final = 1 << 15
READ_MESSAGE_HISTORY: Final = 1 << 16
MENTION_EVERYONE: Final = 1 << 17
MANAGE_ROLES: Final = 1 << 28
USE_APPLICATION_COMMANDS: Final = 1 << 31
MANAGE_EVENTS: Final = 1 << 33
MANAGE_THREADS: Final = 1 << 34
CREATE_PUBLIC_THREADS: Final = 1 << 35
CREATE_PRIVATE_THREADS: Final = 1 << 36
SEND_MESSAGES_IN_THREADS: Final = 1 << 38
CREATE_EVENTS: Final = 1 << 44
PIN_MESSAGES: Final = 1 << 51
EVERYTHING: Final = (1 << 53) - 1
MEMBERS_HAVE: Final = (
    ADD_REACTIONS
    | VIEW_CHANNEL
    | SEND_MESSAGES
    | EMBED_LINKS
    | ATTACH_FILES
    | READ_MESSAGE_HISTORY
    | USE_APPLICATION_COMMANDS
    | CREATE_PUBLIC_THREADS
    | CREATE_PRIVATE_THREADS
    | SEND_MESSAGES_IN_THREADS
)
"""What @everyone may do in a new guild, as far as it matters here."""

# Gateway intents (DD:events/gateway).
INTENT_GUILDS: Final = 1 << 0
INTENT_MEMBERS: Final = 1 << 1
INTENT_PRESENCES: Final = 1 << 8
INTENT_MESSAGES: Final = 1 << 9
INTENT_REACTIONS: Final = 1 << 10
INTENT_DMS: Final = 1 << 12
INTENT_DM_REACTIONS: Final = 1 << 13
INTENT_CONTENT: Final = 1 << 15
INTENT_EVENTS: Final = 1 << 16
PRIVILEGED: Final = INTENT_MEMBERS | INTENT_PRESENCES | INTENT_CONTENT

EPHEMERAL: Final = 1 << 6
LOADING: Final = 1 << 7
SILENT: Final = 1 << 12
COMPONENTS_V2: Final = 1 << 15
SUPPRESS_EMBEDS: Final = 1 << 2
