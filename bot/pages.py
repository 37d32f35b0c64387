"""What stands at addresses of the world outside: feeds, lists of feeds, and why something cannot be read there."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol, TypeAlias

from bot.keys import CommunityId


class Trouble(StrEnum):
    """Why an address cannot be read."""

    ADDRESS = "address"  # none that Hearth reads: private, another port, credentials in it
    UNREACHABLE = "unreachable"  # nobody answers there, or not as the web does
    SLOW = "slow"
    LARGE = "large"
    REDIRECTS = "redirects"  # sent on and on
    GONE = "gone"  # for good, its server says
    STATUS = "status"  # another answer than a page
    KIND = "kind"  # a picture, a film, a web page: neither a feed nor a list of feeds
    BROKEN = "broken"  # it looks like one, and cannot be read
    HOSTILE = "hostile"  # entities of its own, or more of something than any feed has


@dataclass(frozen=True, slots=True)
class Asked:
    """An address to read. `etag` and `modified` are what it answered the last time, empty at first."""

    url: str
    etag: str = ""
    modified: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing a feed tells of: plain text, each within its limit. `published` is aware UTC, None where untold."""

    key: str
    title: str
    link: str
    published: datetime | None


@dataclass(frozen=True, slots=True)
class Outline:
    """A feed that a list of feeds names."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Pulled:
    """What came of reading. Exactly one of `entries`, `outlines` may be filled.

    `same`: nothing changed since the last time, and nothing else is told. `moved` is the address that holds from now
    on, empty where it did not change. `listing`: it is a list of feeds (OPML).
    """

    title: str = ""
    entries: tuple[Entry, ...] = ()
    outlines: tuple[Outline, ...] = ()
    etag: str = ""
    modified: str = ""
    moved: str = ""
    same: bool = False
    listing: bool = False


@dataclass(frozen=True, slots=True)
class Unread:
    """Why nothing could be read. `status` is the answer of HTTP where that is why, else 0."""

    why: Trouble
    status: int = 0


Reading: TypeAlias = Pulled | Unread


@dataclass(frozen=True, slots=True)
class PageRead:
    """An address was looked at; `page` is the id of what it belongs to. `at` is community time."""

    community: CommunityId
    page: str
    reading: Reading
    at: datetime


class Pages(Protocol):
    """Reads addresses of strangers, safely: a hostile one costs a bounded time and memory and learns nothing."""

    async def read(self, asked: Asked) -> Reading:
        """Return what stands there; never raises for what a stranger's server does."""


class NoPages:
    """Reads nothing: a process that has no way out."""

    __slots__ = ()

    async def read(self, asked: Asked) -> Reading:
        """Return that nobody can be reached."""
        del asked
        return Unread(Trouble.UNREACHABLE)
