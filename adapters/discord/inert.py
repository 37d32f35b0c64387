"""Text as Discord shows it word for word: nothing a person wrote pings, links, formats, or shows a time."""

import re
from collections.abc import Iterator
from typing import Final

from adapters.text import inert

ALWAYS: Final = frozenset("\\`*_~|<>[]@")
"""Begins a mention, a link, a time, or a format wherever it stands (discord-api-docs, reference)."""
LINE_START: Final = re.compile(r"^[^\S\n]*(?:\d+(?=[.)])([.)])|([#+-]))", re.MULTILINE)
"""A list, a heading or a quiet line; a quote begins with what is in ALWAYS."""
ELSEWHERE: Final = re.compile(r"<(#)|(:)(?=//|[^\s:]+:)")
"""A channel's sign; the colon of an address or of an emoji's name."""


def escaped(text: str) -> Iterator[str]:
    """Yield the text character by character, each that could mean something behind a backslash.

    Discord's backslash works before any sign that is neither a letter nor a digit; a character and its
    backslash are one piece, so that whoever clips cannot part them.
    """
    clean = inert(text)
    signs = {m.start(m.lastindex or 0) for rule in (LINE_START, ELSEWHERE) for m in rule.finditer(clean)}
    for position, character in enumerate(clean):
        yield f"\\{character}" if character in ALWAYS or position in signs else character
