"""Text rules of Slack beyond those that all platforms share: what must be escaped."""

import re
from typing import Final

from adapters.slack.limits import FALLBACK_BYTES

ENTITIES: Final = {"&amp;": "&", "&lt;": "<", "&gt;": ">"}
"""Slack's three control characters (docs.slack.dev, messaging/formatting-message-text)."""


def escaped(text: str) -> str:
    """Return the text so that mrkdwn and `text` show it and do nothing else; formatting characters still act.

    Source:
        docs.slack.dev, messaging/formatting-message-text: replace &, < and >, and nothing else.
    """
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescaped(text: str) -> str:
    """Return what somebody wrote, once, from what Slack sends of it."""
    return re.sub(r"&(?:amp|lt|gt);", lambda found: ENTITIES[found[0]], text)


def fallback(words: str) -> str:
    """Return at most 4,000 bytes of escaped text; nothing is cut in the middle of an escape."""
    while len(escaped(words).encode()) > FALLBACK_BYTES:
        over = len(escaped(words).encode()) - FALLBACK_BYTES
        # An escape makes up to five bytes of one character, an emoji is four.
        words = words[: -max(over // 5, 1) - 1] + "…"
    return escaped(words)
