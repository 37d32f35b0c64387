"""The words of the command tree in the languages of the translation catalogue, as Discord's client shows them."""

import re
from collections.abc import Callable, Sequence
from typing import Final

import discord
from discord import app_commands

from adapters.discord.limits import COMMAND_DESCRIPTION
from bot.i18n import SOURCE_LANGUAGE, _, languages, speaking

NAME: Final = re.compile(r"[-_'\w]{1,32}")
"""With lower case where there is such (discord-api-docs, interactions/application-commands, naming)."""
SIBLINGS: Final = "siblings"
LONGEST: Final = "longest"
Say = Callable[[str, str], str]
"""(sentence, language) to the sentence in that language."""


def word(text: str, siblings: Sequence[str]) -> app_commands.locale_str:
    """Return a name to be localised; those beside it must stay distinct."""
    return app_commands.locale_str(text, siblings=tuple(siblings))


def sentence(text: str, longest: int = COMMAND_DESCRIPTION) -> app_commands.locale_str:
    """Return a description, a choice's name or a menu's, to be localised in at most `longest` characters."""
    return app_commands.locale_str(text, longest=longest)


def say(text: str, language: str) -> str:
    """Return a sentence in a language."""
    with speaking(language):
        return _(text)


def names(siblings: Sequence[str], language: str, speak: Say) -> dict[str, str]:
    """Return the localised names that Discord takes: of its pattern, and no two alike, the English ones included."""
    found: dict[str, str] = {}
    for english in siblings:
        local = speak(english, language)
        others = {*found.values(), *(s for s in siblings if s != english)}
        if local != english and NAME.fullmatch(local) and local == local.lower() and local not in others:
            found[english] = local
    return found


class Words(app_commands.Translator):
    """Localises the tree when it is told to Discord; runs at no other time."""

    def __init__(self, spoken: Sequence[str] | None = None, speak: Say = say) -> None:
        """Take the languages to speak (IETF tags; those of the catalogue unless given) and who speaks them."""
        self.spoken = tuple(languages() if spoken is None else spoken)
        self.speak = speak

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContextTypes,  # noqa: ARG002 - the string tells what it is
    ) -> str | None:
        """Return a word or a sentence in a language; None leaves the English one."""
        tag = locale.value
        language = next((t for t in (tag, tag.partition("-")[0]) if t in self.spoken), SOURCE_LANGUAGE)
        if language == SOURCE_LANGUAGE:
            return None
        siblings = string.extras.get(SIBLINGS)
        if siblings is not None:
            return names(siblings, language, self.speak).get(string.message)
        local = self.speak(string.message, language)
        return local if local != string.message and 1 <= len(local) <= string.extras[LONGEST] else None
