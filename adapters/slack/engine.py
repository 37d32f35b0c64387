"""What the adapter needs of the engine."""

from typing import Protocol

from bot.cards import Card, Reply
from bot.catalogue import Catalogue
from bot.commands import Command, Event, Request
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


class Engine(Protocol):
    """Answers requests and keeps events. `call` never raises."""

    @property
    def catalogue(self) -> Catalogue:
        """Return every command."""

    async def call(self, request: Request) -> Reply:
        """Answer a command, a button or a form."""

    async def suggest(self, request: Request, path: tuple[str, ...], arg: str, typed: str) -> tuple[str, ...]:
        """Return at most 25 values for an argument being typed."""

    async def allowed(self, request: Request) -> tuple[Command, ...]:
        """Return the commands somebody may use."""

    async def reader(self, request: Request, card: Card | None) -> Reader:
        """Return what showing a card to its asker needs."""

    async def receive(self, event: Event) -> None:
        """Keep an event once."""
