"""A command's arguments as Discord's options. What comes back is read from the payload, so nothing is converted."""

import inspect
from collections.abc import Awaitable, Callable
from typing import Any, Final

import discord
from discord import app_commands
from discord.enums import AppCommandOptionType, ChannelType

from adapters.discord.limits import COMMAND_CHOICES, MODAL_INPUT, SELECT_OPTION
from adapters.discord.words import sentence
from bot.commands import Arg, Kind

KINDS: Final = {
    Kind.TEXT: AppCommandOptionType.string,
    Kind.LONG: AppCommandOptionType.string,
    Kind.WHOLE: AppCommandOptionType.integer,
    Kind.PERSON: AppCommandOptionType.user,
    Kind.PEOPLE: AppCommandOptionType.string,
    Kind.ROOM: AppCommandOptionType.channel,
    Kind.CHOICE: AppCommandOptionType.string,
}
"""People are typed as @name, one after the other: Discord has no option for several."""
Interaction = discord.Interaction[Any]
Suggest = Callable[[Interaction, str], Awaitable[tuple[str, ...]]]
"""(interaction, what was typed so far) to the values to offer."""


class Given(app_commands.Transformer):
    """One option of a command."""

    def __init__(self, arg: Arg) -> None:
        """Take the argument it stands for."""
        self.arg = arg

    @property
    def type(self) -> AppCommandOptionType:
        """Return the option's kind."""
        return KINDS[self.arg.kind]

    @property
    def channel_types(self) -> list[ChannelType]:
        """Return which channels can be picked."""
        return [ChannelType.text, ChannelType.news] if self.arg.kind is Kind.ROOM else []

    @property
    def max_value(self) -> int | None:
        """Return the most characters of a text."""
        return min(self.arg.longest, MODAL_INPUT) if self.arg.kind in {Kind.TEXT, Kind.LONG} else None

    @property
    def choices(self) -> list[app_commands.Choice[str | int | float]] | None:
        """Return the only values of a choice."""
        chosen = self.arg.choices[:COMMAND_CHOICES]
        return [app_commands.Choice(name=sentence(c), value=c) for c in chosen] or None

    async def transform(self, _interaction: Interaction, value: Any, /) -> Any:
        """Return the value as it came."""
        return value


class Suggested(Given):
    """An option whose values are offered while somebody types."""

    def __init__(self, arg: Arg, suggest: Suggest) -> None:
        """Take the argument and who knows its values."""
        super().__init__(arg)
        self.suggest = suggest

    async def autocomplete(  # type: ignore[override] # the library takes choices of any one kind
        self, interaction: Interaction, value: Any, /
    ) -> list[app_commands.Choice[str]]:
        """Return at most 25 values; one that Discord would refuse is left out."""
        found = await self.suggest(interaction, str(value))
        fitting = [v for v in found if 1 <= len(v) <= SELECT_OPTION]
        return [app_commands.Choice(name=v, value=v) for v in fitting[:COMMAND_CHOICES]]


def identifier(arg: Arg) -> str:
    """Return an argument's name as Python can write it."""
    return arg.name.replace("-", "_")


def parameter(arg: Arg, suggest: Suggest) -> inspect.Parameter:
    """Return an option as discord.py reads it from a callback. All are optional.

    A client never sends a command whose required option is missing, so the form could not open.
    """
    option = Suggested(arg, suggest) if arg.suggest is not None and not arg.choices else Given(arg)
    return inspect.Parameter(identifier(arg), inspect.Parameter.KEYWORD_ONLY, default=None, annotation=option)
