"""Text rules that all platforms share: what can be shown, and what rooms may be called."""

import re
import unicodedata
from collections.abc import Container
from typing import Final

ROOM_NAME_CHARACTERS: Final = 80
"""Slack's longest channel name (docs.slack.dev, conversations.create)."""
STEERING: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""What turns the direction of the text behind it around (Unicode TR 9, 2.1 to 2.4)."""
LETTERS: Final = str.maketrans({"ß": "ss", "æ": "ae", "ø": "o", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th"})
"""Letters that Unicode does not take apart."""


def inert(text: str) -> str:
    """Return the text without what steers a client, a terminal or a database instead of being read."""
    return "".join(
        c for c in text if c in "\n\t" or (c not in STEERING and unicodedata.category(c) not in {"Cc", "Cs"})
    )


def clipped(text: str, longest: int) -> str:
    """Return at most `longest` characters; what is cut ends in an ellipsis."""
    return text if len(text) <= longest else text[: max(longest - 1, 0)] + "…"[:longest]


def joined(text: str) -> str:
    """Return the text inert and on one line."""
    return " ".join(inert(text).split())


def one_line(text: str, longest: int) -> str:
    """Return the text inert, on one line, and clipped."""
    return clipped(joined(text), longest)


def slug(text: str) -> str:
    """Return lowercase letters a to z, digits, - and _; accents are dropped, the rest becomes -."""
    plain = unicodedata.normalize("NFKD", text.lower().translate(LETTERS))
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9_]+", "-", letters).strip("-")


def room_name(text: str) -> str:
    """Return a room's name in the form every platform takes: a to z, digits, - and _, at most 80.

    Source:
        docs.slack.dev, conversations.create.
    """
    return slug(text)[:ROOM_NAME_CHARACTERS].rstrip("-") or "room"


def numbered(name: str, number: int, *, longest: int = ROOM_NAME_CHARACTERS) -> str:
    """Return a name with a number behind it, never more than `longest` characters; 1 leaves it alone."""
    if number == 1:
        return name
    ending = f"-{number}"
    return name[: longest - len(ending)].rstrip("-") + ending


def free(name: str, taken: Container[str], *, longest: int) -> str:
    """Return the name, or with -2, -3 … behind it when it is taken."""
    number = 1
    while (found := numbered(name, number, longest=longest)) in taken:
        number += 1
    return found


def is_called(there: str, wanted: str) -> bool:
    """Return whether a room is called as it was asked for, with or without a number behind it."""
    name = room_name(wanted)
    tail = re.search(r"-([1-9][0-9]{0,3})$", there)
    return there == name or (tail is not None and there == numbered(name, int(tail[1])))
