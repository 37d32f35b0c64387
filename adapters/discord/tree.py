"""The command tree, generated from the catalogue: one top-level command a noun, one below it a verb."""

import inspect
from collections.abc import Sequence
from typing import Any, Final, Protocol

import discord
from discord import app_commands

from adapters.discord.options import Suggest, identifier, parameter
from adapters.discord.words import sentence, word
from bot.catalogue.catalogue import Catalogue
from bot.catalogue.helping import NOUNS
from bot.commands import Access, Command
from bot.i18n import later

Interaction = discord.Interaction[Any]
Tree = app_commands.CommandTree[Any]
MENU: Final = 32
"""The name of an entry in a menu (discord-api-docs, interactions/application-commands)."""
SUGGEST_PROMPT: Final = later("Suggest as a prompt")
"""In the menu of a message."""
PROMPT: Final = ("prompt", "add")
STEWARDS: Final = frozenset({Access.STEWARD, Access.INSTALLER})
EVERYBODYS: Final = frozenset({"community"})
"""Nouns about what belongs to all members, whoever may use their verbs of today: they are hidden from nobody.

A community's stewards need not manage the server, and what changes in it is everybody's to read.
"""


class Answers(Protocol):
    """Who answers what people do."""

    async def command(self, interaction: Interaction) -> None:
        """Answer a command."""

    async def suggest(self, interaction: Interaction, typed: str) -> tuple[str, ...]:
        """Return values for the option being typed."""

    async def hand_over(self, interaction: Interaction) -> None:
        """Answer a message that somebody hands over from its menu."""


class Commands(app_commands.CommandTree[Any]):
    """A tree for servers alone, whose commands still work when Discord knows an older form of them."""

    def __init__(self, client: discord.Client, catalogue: Catalogue, answers: Answers) -> None:
        """Grow the tree."""
        super().__init__(
            client,
            allowed_contexts=app_commands.AppCommandContext(guild=True),
            allowed_installs=app_commands.AppInstallationType(guild=True),
        )
        self.answers = answers
        nouns = catalogue.nouns()
        for noun in nouns:
            self.add_command(_noun(noun, nouns, list(catalogue.shown(noun=noun)), answers))
        if PROMPT in catalogue.entries:
            self.add_command(_menu(answers))

    async def on_error(self, interaction: Interaction, error: app_commands.AppCommandError, /) -> None:
        """Answer from the payload what the tree could not match: Discord may know an older or newer tree."""
        stale = (app_commands.CommandNotFound, app_commands.CommandSignatureMismatch)
        if isinstance(error, stale) and interaction.type is discord.InteractionType.application_command:
            await self.answers.command(interaction)
        elif interaction.type is not discord.InteractionType.autocomplete:
            await super().on_error(interaction, error)


def _noun(
    noun: str, nouns: Sequence[str], commands: list[Command], answers: Answers
) -> app_commands.Group | app_commands.Command[Any, ..., Any]:
    """Return a noun with its verbs, or the single word that is a command by itself."""
    if len(commands[0].path) == 1:
        return _leaf(commands[0], nouns, answers)
    group = app_commands.Group(
        name=word(noun, nouns),
        description=sentence(NOUNS.get(noun, noun)),
        default_permissions=_permissions(noun, commands),
    )
    verbs = [c.path[1] for c in commands]
    for command in commands:
        group.add_command(_leaf(command, verbs, answers))
    return group


def _permissions(noun: str, commands: Sequence[Command]) -> discord.Permissions | None:
    """Return who sees a noun at first: those who manage the server, if it is wholly the stewards'.

    Discord has no such default for verbs, and a server's admins may change it; the handler decides again.
    """
    wholly = noun not in EVERYBODYS and all(c.access in STEWARDS for c in commands)
    return discord.Permissions(manage_guild=True) if wholly else None


def _leaf(command: Command, siblings: Sequence[str], answers: Answers) -> app_commands.Command[Any, ..., Any]:
    """Return one command; discord.py reads its options from the signature of the callback."""

    async def callback(interaction: Interaction, **_given: object) -> None:
        await answers.command(interaction)

    suggest: Suggest = answers.suggest
    first = inspect.Parameter("interaction", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=discord.Interaction)
    options = [parameter(arg, suggest) for arg in command.args]
    callback.__signature__ = inspect.Signature([first, *options])  # type: ignore[attr-defined]
    arguments = [a.name for a in command.args]
    if arguments:
        app_commands.describe(**{identifier(a): sentence(a.help) for a in command.args})(callback)
        app_commands.rename(**{identifier(a): word(a.name, arguments) for a in command.args})(callback)
    return app_commands.Command(
        name=word(command.path[-1], siblings), description=sentence(command.summary), callback=callback
    )


def _menu(answers: Answers) -> app_commands.ContextMenu:
    async def callback(interaction: Interaction, _message: discord.Message) -> None:
        await answers.hand_over(interaction)

    return app_commands.ContextMenu(
        name=sentence(SUGGEST_PROMPT, MENU), callback=callback, type=discord.AppCommandType.message
    )
