"""Text as Discord shows it word for word: nothing a person wrote pings, links, formats, or shows a time."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

ALWAYS: Final = frozenset("\\`*_~|<>[]@")
"""Begins a mention, a link, a time, or a format wherever it stands (discord-api-docs, reference)."""
LINE_START: Final = re.compile(r"^[^\S\n]*(?:\d+(?=[.)])([.)])|([#+-]))", re.MULTILINE)
"""A list, a heading or a quiet line; a quote begins with what is in ALWAYS."""
ELSEWHERE: Final = re.compile(r"<(#)|(:)(?=//|[^\s:]+:)")
"""A channel's sign; the colon of an address or of an emoji's name."""
STEERING: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""What turns the direction of the text behind it around (Unicode TR 9, 2.1 to 2.4)."""


def readable(text: str) -> str:
    """Return the text without what steers a client instead of being read."""
    return "".join(
        c for c in text if c in "\n\t" or (c not in STEERING and unicodedata.category(c) not in {"Cc", "Cs"})
    )


def one_line(text: str) -> str:
    """Return the text readable, on one line."""
    return " ".join(readable(text).split())


def clipped(text: str, longest: int) -> str:
    """Return at most `longest` characters; what is cut ends in an ellipsis."""
    return text if len(text) <= longest else text[: max(longest - 1, 0)] + "…"[:longest]


def escaped(text: str) -> Iterator[str]:
    """Yield the text character by character, each that could mean something behind a backslash.

    Discord's backslash works before any sign that is neither a letter nor a digit; a character and its
    backslash are one piece, so that whoever clips cannot part them.
    """
    clean = readable(text)
    signs = {m.start(m.lastindex or 0) for rule in (LINE_START, ELSEWHERE) for m in rule.finditer(clean)}
    for position, character in enumerate(clean):
        yield f"\\{character}" if character in ALWAYS or position in signs else character
