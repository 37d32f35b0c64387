"""What every service answers for: its commands, beats and facts, and what it keeps about a person."""

from bot.beats import Planners
from bot.commands import Command
from bot.community.store import Record, Who
from bot.facts import Listens


class Service:
    """The duties, none of which applies; a service states those it has."""

    __slots__ = ()

    @staticmethod
    def commands() -> tuple[Command, ...]:
        """Return what people can do, in the order in which help shows it."""
        return ()

    @staticmethod
    def planners() -> Planners:
        """Return who plans which kind of beat."""
        return {}

    @staticmethod
    def listens() -> Listens:
        """Return which facts it hears."""
        return ()

    async def export(self, who: Who) -> Record:
        """Return everything this service keeps about the person."""
        del who
        return {}

    async def reveal(self, who: Who) -> tuple[str, ...]:
        """Return the person's words that are kept without their name: shown in the reply alone, never in a delivery.

        A delivery is kept for a while, and would tie the two together.
        """
        del who
        return ()

    async def forget(self, who: Who) -> None:
        """Remove the person from what this service keeps; counts that include them stay."""
        del who
