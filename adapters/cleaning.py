"""Text of strangers made plain: no control characters, no markup, no lone surrogates, and never slow.

Everything here takes time in proportion to its input and cannot fail on any string. What comes out is
still only text; renderers escape it.
"""

import html
import re
import unicodedata
from urllib.parse import urlsplit

from bot.voices.speakers import LINK_CHARACTERS

# Joiners carry meaning in Persian and Indic names and in emoji; every other format character only hides
# text or turns its direction.
_JOINERS = "\u200c\u200d"
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co"})  # Unicode Standard, table 4-4

_REFERENCE = re.compile(r"&#?\w{1,32};")
_SILENT_ELEMENT = re.compile(r"<(?:script|style)\b[^<>]*>[^<]*", re.IGNORECASE)
_ANY_TAG = re.compile(r"<[^<>]*>")
_BREAKING_TAG = re.compile(r"<(?:br|/p|/div|/li|/h[1-6])\b[^<>]*>", re.IGNORECASE)
# In a biography only HTML's own words are tags: `<3` and `List<int>` are somebody's text.
_HTML_TAG = re.compile(
    r"</?(?:a|abbr|b|blockquote|br|code|div|em|font|h[1-6]|hr|i|img|li|ol|p|pre|script|small|span|strong|style"
    r"|sub|sup|table|tbody|td|th|tr|u|ul)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_BARE_HOST = re.compile(r"(?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,24}(?:[/?#]\S*)?")
_UNFIT_FOR_A_LINK = re.compile(r"[\s<>\"'`|\\^{}]")


def one_line(text: str) -> str:
    """Return the text on one line, without markup, composed (NFC)."""
    bare = _ANY_TAG.sub(" ", _SILENT_ELEMENT.sub(" ", _unescaped(text)))
    return unicodedata.normalize("NFC", " ".join(_seen(bare).translate({0x3C: " ", 0x3E: " "}).split()))


def prose(text: str) -> str:
    """Return the text with its lines kept, without HTML, at most one empty line at a time."""
    broken = _BREAKING_TAG.sub("\n", _SILENT_ELEMENT.sub("", text))
    lines = (" ".join(line.split()) for line in _seen(_unescaped(_HTML_TAG.sub("", broken))).split("\n"))
    kept: list[str] = []
    for line in lines:
        if line or (kept and kept[-1]):
            kept.append(line)
    return "\n".join(kept).strip()


def clipped(text: str, limit: int) -> str:
    """Return the text, cut to at most `limit` characters with an ellipsis."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def web_link(text: str) -> str:
    """Return an http or https address, a bare host (`www.example.org`) with https; empty if it is none."""
    given = text.strip()
    if len(given) > LINK_CHARACTERS or _UNFIT_FOR_A_LINK.search(given) or _seen(given) != given:
        return ""
    if _BARE_HOST.fullmatch(given):
        given = f"https://{given}"
    try:
        parts = urlsplit(given)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and "@" not in parts.netloc
        _ = parts.port  # Reading it is what checks it.
    except ValueError:
        return ""
    return given if usable and len(given) <= LINK_CHARACTERS else ""


def _unescaped(text: str) -> str:
    """Return the text with its HTML references read, short ones only: Python refuses huge numbers."""
    return _REFERENCE.sub(lambda found: html.unescape(found[0]), text)


def _seen(text: str) -> str:
    """Return the text without what cannot be seen; tabs become blanks, every line end a newline."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    if lines.isprintable():
        return lines
    return "".join(
        " " if c == "\t" else c for c in lines if c in "\n\t" or c in _JOINERS or unicodedata.category(c) not in _UNSEEN
    )
