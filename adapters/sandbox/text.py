"""Text rules of the sandbox: what can be shown, and what rooms and people may be called."""

import re
import unicodedata
from collections.abc import Container
from typing import Final

ROOM_NAME_CHARACTERS: Final = 80
"""Slack's longest channel name (docs.slack.dev, conversations.create)."""
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
STEERING: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""What turns the direction of the text behind it around (Unicode TR 9, 2.1 to 2.4)."""
LETTERS: Final = str.maketrans({"ß": "ss", "æ": "ae", "ø": "o", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th"})
"""Letters that Unicode does not take apart."""


def inert(text: str) -> str:
    """Return the text without what steers a terminal, a page or a database instead of being read."""
    return "".join(
        c for c in text if c in "\n\t" or (c not in STEERING and unicodedata.category(c) not in {"Cc", "Cs"})
    )


def one_line(text: str, longest: int) -> str:
    """Return the text inert, on one line, and clipped."""
    return clipped(" ".join(inert(text).split()), longest)


def clipped(text: str, longest: int) -> str:
    """Return at most `longest` characters; what is cut ends in an ellipsis."""
    return text if len(text) <= longest else text[: max(longest - 1, 0)] + "…"[:longest]


def slug(text: str) -> str:
    """Return lowercase letters a to z, digits, - and _; accents are dropped, the rest becomes -."""
    plain = unicodedata.normalize("NFKD", text.lower().translate(LETTERS))
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9_]+", "-", letters).strip("-")


def room_name(text: str) -> str:
    """Return a room's name in the form every platform takes."""
    return slug(text)[:ROOM_NAME_CHARACTERS].rstrip("-") or "room"


def handle(name: str) -> str:
    """Return what is typed after @ for a person of that name: their first name, where it has letters."""
    words = [w for w in (slug(word) for word in name.split()) if w]
    return (words[0] if words else "person")[:HANDLE_CHARACTERS].rstrip("-")


def numbered(name: str, taken: Container[str], *, longest: int) -> str:
    """Return the name, or with -2, -3 … behind it when it is taken; never more than `longest` characters."""
    number, free = 1, name
    while free in taken:
        number += 1
        ending = f"-{number}"
        free = name[: longest - len(ending)].rstrip("-") + ending
    return free
