"""Text rules of the sandbox beyond those that all platforms share: what people may be called, how long things are."""

from typing import Final

from adapters.text import slug

HANDLE_CHARACTERS: Final = 40
PERSON_NAME_CHARACTERS: Final = 80
"""Slack's longest display name (docs.slack.dev, users.profile)."""
SPACE_CHARACTERS: Final = 80
TOPIC_CHARACTERS: Final = 250
"""Slack's longest topic (docs.slack.dev, conversations.setTopic)."""
SAID_CHARACTERS: Final = 4000
"""As much as Slack asks a message to hold (docs.slack.dev, chat.postMessage)."""
HEARTH_HANDLE: Final = "hearth"
"""Hearth's own; nobody else gets it."""


def handle(name: str) -> str:
    """Return what is typed after @ for a person of that name: their first name, where it has letters."""
    words = [w for w in (slug(word) for word in name.split()) if w]
    return (words[0] if words else "person")[:HANDLE_CHARACTERS].rstrip("-")
