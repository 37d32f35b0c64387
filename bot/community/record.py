"""The record of who did what to whom. It never holds what was said, and nothing in it is changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Protocol

from bot.cards import PrivateText
from bot.community.duties import Service
from bot.community.store import Record, Who
from bot.facts import Listens, Noted
from bot.keys import CircleId, CommunityId, MemberId

PAST_STEWARDS: Final = frozenset({"circle.report"})
"""Verbs that go past a circle's own stewards: nobody reads there by whom, or about which circle."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One act. `actor` and `subject` are None where it was Hearth, or somebody who is forgotten."""

    at: datetime
    verb: str
    actor: MemberId | None
    subject: MemberId | None
    circle: CircleId | None
    about: str = ""


@dataclass(frozen=True, slots=True)
class Glimpse:
    """A circle as its reader may know of it; `whole`: they steer it, and see who did what there."""

    name: str | PrivateText
    whole: bool


@dataclass(frozen=True, slots=True)
class Sought:
    """Which acts. `verb` is a whole verb or a noun, "" for any.

    Where a `person` is sought, acts in circles count only in those of `whole`: else a name would find a circle.
    """

    community: CommunityId
    person: MemberId | None = None
    verb: str = ""
    since: datetime | None = None
    circle: CircleId | None = None
    whole: frozenset[CircleId] = frozenset()


class Records(Protocol):
    """What is kept of acts. There is no method that changes or removes one, but forgetting a person."""

    async def add(self, acts: Sequence[Noted]) -> None:
        """Write acts; whoever is not there any more stays out of theirs."""

    async def entries(self, sought: Sought, *, most: int, skip: int = 0) -> tuple[Entry, ...]:
        """Return acts, newest first."""

    async def export(self, who: Who) -> Record: ...
    async def forget(self, who: Who) -> None: ...


def readable(entry: Entry, circles: Mapping[CircleId, Glimpse]) -> tuple[Entry, str | PrivateText | None]:
    """Return what a reader may see of an act, and the circle's name; None where they may not know it, or it has none.

    Who did it, and to whom, is seen where it happened in no circle, or in one the reader steers.
    """
    if entry.circle is None:
        return entry, None
    glimpse = circles.get(entry.circle) if entry.verb not in PAST_STEWARDS else None
    if glimpse is not None and glimpse.whole:
        return entry, glimpse.name
    blind = replace(entry, actor=None, subject=None, about="")
    return blind, glimpse.name if glimpse is not None else None


@dataclass(frozen=True, slots=True)
class Recording(Service):
    """Writes down what is told."""

    store: Records

    @staticmethod
    def listens() -> Listens:
        """Return what is written down."""
        return ((Noted, Recording.noted),)

    async def noted(self, facts: Sequence[Noted]) -> None:
        """Write acts down, in the transaction in which they happened."""
        await self.store.add(facts)

    async def export(self, who: Who) -> Record:
        """Return what the person did, and what was done to them."""
        return await self.store.export(who)

    async def forget(self, who: Who) -> None:
        """Take the person out of the record; that something was done stays."""
        await self.store.forget(who)
