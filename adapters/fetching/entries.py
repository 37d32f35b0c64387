"""One entry of a feed, made plain: its title and link without markup and without what follows readers around."""

import re
from calendar import timegm
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from adapters.cleaning import clipped, one_line, web_link
from bot.pages import Entry

TITLE_CHARACTERS: Final = 200
_RAW: Final = 5_000
"""As much of a title as is looked at, markup included."""
_FOLLOWS: Final = re.compile(
    r"utm_\w+|mtm_\w+|pk_\w+|hsa_\w+|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|twclid|igshid|mc_[ce]id|_hs(?:enc|mi)"
    r"|vero_id|mkt_tok|oly_(?:anon|enc)_id|s_cid|ref_src|at_(?:medium|campaign)",
    re.IGNORECASE,
)
"""Names in addresses that tell who came from where, and change nothing of what is shown."""


def cleaned(text: Any, most: int) -> str:
    """Return a stranger's text on one line, without markup, cut to so many characters."""
    return clipped(one_line(str(text)[:_RAW]), most) if text else ""


def entry(found: Mapping[str, Any], base: str) -> Entry | None:
    """Return an entry as feedparser has it; None without a title, of which no question could be made."""
    title = cleaned(found.get("title"), TITLE_CHARACTERS)
    if not any(map(str.isalnum, title)):
        return None
    link = untracked(web_link(urljoin(base, _link(found).strip())))
    key = str(found.get("id") or link or title)
    return Entry(sha256(key.encode("utf-8", "replace")).hexdigest()[:40], title, link, _published(found))


def _link(found: Mapping[str, Any]) -> str:
    """Return the entry's own address, before that of a service which counts who goes there."""
    return str(found.get("feedburner_origlink") or found.get("link") or "")[:2000]


def untracked(link: str) -> str:
    """Return an address without what only follows readers around."""
    parts = urlsplit(link)
    if not parts.query:
        return link
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    kept = [(k, v) for k, v in pairs if not _FOLLOWS.fullmatch(k)]
    return link if len(kept) == len(pairs) else urlunsplit(parts._replace(query=urlencode(kept)))


def _published(found: Mapping[str, Any]) -> datetime | None:
    """Return when it was published, else when it was changed last."""
    told = found.get("published_parsed") or found.get("updated_parsed")
    try:
        return datetime.fromtimestamp(timegm(told), UTC) if told else None
    except (TypeError, ValueError, OverflowError, OSError):
        return None
