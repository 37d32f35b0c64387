"""What Discord's side of Hearth needs of the rest; whoever wires it hands it in."""

from typing import Protocol

from bot.cards import Reply
from bot.catalogue.catalogue import Catalogue
from bot.commands import Event, Request
from bot.ports import Names


class Reader(Protocol):
    """Who reads a reply: how their space knows whom it mentions, their IANA zone and IETF language tag."""

    @property
    def names(self) -> Names: ...
    @property
    def zone(self) -> str: ...
    @property
    def language(self) -> str: ...


class Answer(Protocol):
    """A reply and who reads it."""

    @property
    def reply(self) -> Reply: ...
    @property
    def reader(self) -> Reader: ...


class Engine(Protocol):
    """The door of the core."""

    @property
    def catalogue(self) -> Catalogue: ...

    async def answer(self, request: Request) -> Answer:
        """Answer a command, a button or a form; never raises."""

    async def suggest(self, request: Request, path: tuple[str, ...], arg: str, typed: str) -> tuple[str, ...]:
        """Return at most 25 values for an argument being typed."""

    async def receive(self, event: Event) -> None:
        """Take in what happened; a second copy does nothing."""


class Homes(Protocol):
    """Knows to which space a direct message belongs."""

    async def space_of(self, message: str, person: str) -> str | None:
        """Return the space (guild id) that sent a person a message, both as Discord's ids; None: nobody knows."""


class Synced(Protocol):
    """Remembers which commands Discord was told, as a fingerprint of them."""

    async def get(self) -> str | None:
        """Return the last fingerprint; None: Discord was never told any."""

    async def set(self, fingerprint: str) -> None:
        """Remember a fingerprint."""
