"""What the adapter needs of the engine."""

from typing import Protocol

from bot.cards import Reply
from bot.catalogue import Catalogue
from bot.commands import Event, Request
from bot.ports import Names


class Reader(Protocol):
    """Who reads a reply."""

    @property
    def names(self) -> Names:
        """Return how their space knows whom a card mentions."""

    @property
    def zone(self) -> str:
        """Return their IANA zone."""

    @property
    def language(self) -> str:
        """Return their IETF language tag."""


class Answer(Protocol):
    """A reply and who reads it."""

    @property
    def reply(self) -> Reply:
        """Return what the asker gets."""

    @property
    def reader(self) -> Reader:
        """Return what showing it needs."""


class Engine(Protocol):
    """Answers requests and keeps events. `answer` never raises."""

    @property
    def catalogue(self) -> Catalogue:
        """Return every command."""

    async def answer(self, request: Request) -> Answer:
        """Answer a command, a button or a form."""

    async def suggest(self, request: Request, path: tuple[str, ...], arg: str, typed: str) -> tuple[str, ...]:
        """Return at most 25 values for an argument being typed."""

    async def receive(self, event: Event) -> None:
        """Keep an event once."""
