"""Content lines of iCalendar: escaped, inert, folded (RFC 5545 §3.1, §3.3.11)."""

import unicodedata
from datetime import UTC, datetime
from typing import Final

OCTETS: Final = 75
"""A line's most, its end left out (RFC 5545 §3.1)."""
STEERING: Final = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""What turns the direction of the text behind it around (Unicode TR 9, 2.1 to 2.6)."""
BREAKS: Final = str.maketrans({"\r": "\n", "\x0b": "\n", "\x0c": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n"})
SIGNS: Final = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})
DROPPED: Final = frozenset({"Cc", "Cs"})


def text(words: str) -> str:
    """Return words as a TEXT value: nothing that people wrote can end a line or begin a property."""
    clean = words.replace("\r\n", "\n").translate(BREAKS)
    if not clean.isascii() or not clean.isprintable():
        clean = "".join(c for c in clean if c == "\n" or (c not in STEERING and unicodedata.category(c) not in DROPPED))
    return clean.translate(SIGNS)


def utc(at: datetime) -> str:
    """Return an aware instant as a DATE-TIME in UTC."""
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def folded(line: str) -> str:
    """Return a line of any length as lines of at most 75 octets, no character cut, ended by CRLF."""
    if len(line) <= OCTETS and line.isascii():
        return line + "\r\n"
    rows, row, left = [], "", OCTETS
    for character in line:
        size = len(character.encode())
        if size > left:
            rows.append(row)
            # The blank that a folded line begins with counts.
            row, left = "", OCTETS - 1
        row += character
        left -= size
    return "\r\n ".join([*rows, row]) + "\r\n"
