"""Text rules of Slack: what can be shown, what must be escaped, and what channels may be called."""

import re
import unicodedata
from typing import Final

from adapters.slack.limits import FALLBACK_BYTES, ROOM_NAME_CHARACTERS

STEERING: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""What turns the direction of the text behind it around (Unicode TR 9, 2.1 to 2.4)."""
LETTERS: Final = str.maketrans({"ß": "ss", "æ": "ae", "ø": "o", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th"})
"""Letters that Unicode does not take apart."""
ENTITIES: Final = {"&amp;": "&", "&lt;": "<", "&gt;": ">"}
"""Slack's three control characters (docs.slack.dev, messaging/formatting-message-text)."""


def inert(text: str) -> str:
    """Return the text without what steers a client instead of being read."""
    return "".join(
        c for c in text if c in "\n\t" or (c not in STEERING and unicodedata.category(c) not in {"Cc", "Cs"})
    )


def clipped(text: str, longest: int) -> str:
    """Return at most `longest` characters; what is cut ends in an ellipsis."""
    return text if len(text) <= longest else text[: max(longest - 1, 0)] + "…"[:longest]


def one_line(text: str, longest: int) -> str:
    """Return the text inert, on one line, and clipped."""
    return clipped(" ".join(inert(text).split()), longest)


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


def channel_name(text: str) -> str:
    """Return a channel's name as Slack takes it: a to z, digits, - and _, at most 80.

    Source:
        docs.slack.dev, conversations.create.
    """
    plain = unicodedata.normalize("NFKD", text.lower().translate(LETTERS))
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    name = re.sub(r"[^a-z0-9_]+", "-", letters).strip("-")
    return name[:ROOM_NAME_CHARACTERS].rstrip("-") or "room"


def numbered(name: str, number: int) -> str:
    """Return a channel's name with a number behind it, still short enough; 1 leaves it alone."""
    if number == 1:
        return name
    ending = f"-{number}"
    return name[: ROOM_NAME_CHARACTERS - len(ending)].rstrip("-") + ending
