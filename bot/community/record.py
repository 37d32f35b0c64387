"""The record of who did what to whom. It never holds what was said, and nothing in it is changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.community.duties import Service
from bot.community.store import Record, Who
from bot.facts import Listens, Noted


class Records(Protocol):
    """What is kept of acts. There is no method that changes or removes one, but forgetting a person."""

    async def add(self, acts: Sequence[Noted]) -> None:
        """Write acts; whoever is not there any more stays out of theirs."""

    async def export(self, who: Who) -> Record: ...
    async def forget(self, who: Who) -> None: ...


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
