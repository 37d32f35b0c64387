"""Which events come with which intents, and what they hide without them (DD:events/gateway)."""

from typing import Final

from tests.worlds.discord.words import (
    INTENT_CONTENT,
    INTENT_DM_REACTIONS,
    INTENT_DMS,
    INTENT_EVENTS,
    INTENT_GUILDS,
    INTENT_MEMBERS,
    INTENT_MESSAGES,
    INTENT_REACTIONS,
    Json,
)

BY_START: Final = (
    ("GUILD_MEMBER_", INTENT_MEMBERS),
    ("GUILD_SCHEDULED_EVENT_", INTENT_EVENTS),
    ("THREAD_MEMBERS_UPDATE", INTENT_GUILDS),
    ("GUILD_", INTENT_GUILDS),
    ("CHANNEL_", INTENT_GUILDS),
    ("THREAD_", INTENT_GUILDS),
)
HIDDEN: Final[Json] = {"content": "", "embeds": [], "components": [], "attachments": []}


def wanted(name: str, intents: int, *, direct: bool) -> bool:
    """Return whether a session with these intents hears of an event."""
    if name.startswith("MESSAGE_REACTION_"):
        return bool(intents & (INTENT_DM_REACTIONS if direct else INTENT_REACTIONS))
    if name.startswith("MESSAGE_"):
        return bool(intents & (INTENT_DMS if direct else INTENT_MESSAGES))
    needed = next((intent for start, intent in BY_START if name.startswith(start)), 0)
    return not needed or bool(intents & needed)


def hidden(name: str, data: Json, intents: int, bot: int, *, direct: bool) -> Json:
    """Return an event as a session without the message content intent reads it."""
    if not name.startswith("MESSAGE_") or "author" not in data or intents & INTENT_CONTENT or direct:
        return data
    own = data["author"]["id"] == str(bot)
    meant = any(u["id"] == str(bot) for u in data["mentions"])
    return data if own or meant else data | HIDDEN
