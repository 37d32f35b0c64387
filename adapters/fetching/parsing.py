"""What a page says, if it is a feed or a list of feeds: pure functions on bytes of strangers, run in another process.

Nothing before the root element reaches a parser, so no entity is ever declared, and the number of elements is bounded.
RSS and Atom are read by feedparser, which forgives what many real feeds get wrong; OPML by defusedxml.

Sources: XML 1.0 §2.8 (prolog) and §4.3.3 (encodings), RFC 7303 §3; OPML 2.0, "What is an outline".
"""

import io
import re
from typing import Final
from urllib.parse import urljoin

from adapters.fetching.entries import cleaned, entry
from bot.addresses import readable
from bot.pages import Entry, Outline, Pulled, Trouble

MOST_ENTRIES: Final = 30
"""The newest of a feed stand first in it; a day brings no more that a community would look through."""
MOST_OUTLINES: Final = 100
MOST_TAGS: Final = 100_000
"""So many make feedparser work for three seconds at worst; two megabytes of an honest feed have a third of it."""
TITLE_CHARACTERS: Final = 100

_FEEDS: Final = frozenset({"rss", "feed", "rdf"})
_OPML: Final = "opml"
_ROOT: Final = re.compile(r"<(?:[A-Za-z_][\w.-]{0,50}:)?([A-Za-z_][\w.-]{0,50})[\s/>]")
_CHARSET: Final = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_DECLARED: Final = re.compile(rb"<\?xml[^>]{1,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})[\"']")
_MARKS: Final = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_SPOKEN: Final = re.compile(
    r"utf-?8|utf-?16(?:[bl]e)?|us-?ascii|iso-?8859-?\d{1,2}|latin-?1|windows-?125\d|cp125\d|koi8-[ru]"
    r"|shift[_-]?jis|euc-(?:jp|kr)|iso-2022-jp|gb2312|gbk|gb18030|big5"
)
"""Encodings that pages are written in; Python knows others, some of which are no encodings of text."""
_PLAIN: Final = '<?xml version="1.0" encoding="utf-8"?>\n'
_HTTP: Final = {"content-type": "application/xml; charset=utf-8"}


def parsed(body: bytes, kind: str, url: str) -> Pulled | Trouble:
    """Return what a page says; `kind` is its Content-Type, `url` where it stands."""
    text = _decoded(body, kind)
    start = _root(text)
    if isinstance(start, Trouble):
        return start
    found = _ROOT.match(text, start)
    name = found[1].casefold() if found else ""
    if name not in _FEEDS and name != _OPML:
        return Trouble.KIND
    if text.count("<", start) > MOST_TAGS:
        return Trouble.HOSTILE
    document = (_PLAIN + text[start:]).encode()
    return _listing(document, url) if name == _OPML else _feed(document, url)


def _feed(document: bytes, url: str) -> Pulled | Trouble:
    # Half a megabyte of modules, needed only where feeds are read.
    import feedparser  # noqa: PLC0415

    # Never its own fetching: it is handed bytes, and markup is taken out here rather than by its slow cleaner.
    found = feedparser.parse(
        io.BytesIO(document), response_headers=_HTTP, sanitize_html=False, resolve_relative_uris=False
    )
    title = cleaned(found.feed.get("title", ""), TITLE_CHARACTERS)
    if not found.entries and (found.bozo or not found.version):
        return Trouble.BROKEN
    entries: list[Entry] = []
    for each in found.entries[:MOST_ENTRIES]:
        made = entry(each, url)
        if made is not None:
            entries.append(made)
    return Pulled(title, tuple(entries))


def _listing(document: bytes, url: str) -> Pulled | Trouble:
    from defusedxml import DefusedXmlException  # noqa: PLC0415
    from defusedxml.ElementTree import ParseError, fromstring  # noqa: PLC0415

    try:
        tree = fromstring(document, forbid_dtd=True)
    except DefusedXmlException:
        return Trouble.HOSTILE
    except ParseError:
        return Trouble.BROKEN
    outlines: dict[str, Outline] = {}
    for each in tree.iter("outline"):
        address = readable(urljoin(url, (each.get("xmlUrl") or "").strip()[:1000]) if each.get("xmlUrl") else "")
        if address is not None and len(outlines) < MOST_OUTLINES:
            name = cleaned(each.get("title") or each.get("text") or "", TITLE_CHARACTERS)
            outlines.setdefault(address, Outline(name, address))
    return Pulled(
        cleaned(tree.findtext("head/title") or "", TITLE_CHARACTERS), (), tuple(outlines.values()), listing=True
    )


def _decoded(body: bytes, kind: str) -> str:
    """Return the text: by its mark, by what the server or the document says, else as most pages are written."""
    marked = next((name for mark, name in _MARKS if body.startswith(mark)), "")
    said, declared = _CHARSET.search(kind), _DECLARED.match(body.lstrip()[:300])
    told = [said[1] if said else "", declared[1].decode("ascii", "replace") if declared else ""]
    for name in (marked, *(t.lower() for t in told if _SPOKEN.fullmatch(t.lower())), "utf-8"):
        try:
            return body.decode(name) if name else _never(name)
        except (UnicodeError, LookupError):
            continue
    return body.decode("cp1252", "replace")


def _never(name: str) -> str:
    raise LookupError(name)


def _root(text: str) -> int | Trouble:
    """Return where the root element begins; what declares something before it is refused."""
    at = 0
    while True:
        at = text.find("<", at)
        if at < 0:
            return Trouble.KIND
        if text.startswith("<?", at):
            end, skip = text.find("?>", at), 2
        elif text.startswith("<!--", at):
            end, skip = text.find("-->", at + 4), 3
        elif text.startswith("<!", at):
            end, skip = text.find(">", at), 1
            if "[" in text[at : end if end >= 0 else len(text)]:
                return Trouble.HOSTILE
        else:
            return at
        if end < 0:
            return Trouble.KIND
        at = end + skip
