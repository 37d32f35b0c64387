"""A written line as what a Discord client would send: a command that was picked, with its options filled."""

import re
from collections.abc import Mapping
from typing import Final

from bot.catalogue.catalogue import Catalogue
from bot.catalogue.reading import answers_of
from bot.errors import Refusal
from tests.worlds.towns import Unsayable

ROOT: Final = "hearth"
NAMED: Final = re.compile(r"""(?<![\w.+\-@#/<&])([@#])(?:(\w[\w-]*)(?!@|\.\w)|"([^"<>\n]+)")""")
LINKED: Final = re.compile(r"<([@#])!?(\d+)>")


def picked(line: str, catalogue: Catalogue) -> tuple[tuple[str, ...], dict[str, str]]:
    """Return a command's path and its options as text.

    Raises:
        Unsayable: no command is called that, or its options cannot hold all that was written.
    """
    text = line.strip().removeprefix("/")
    first, _, rest = text.partition(" ")
    text = rest.strip() if first.lower() == ROOT else text
    words = text.split(None, 2)
    for size in (2, 1):
        path = tuple(w.lower() for w in words[:size])
        entry = catalogue.entries.get(path)
        if len(path) == size and entry is not None and not entry.command.hidden:
            left = text.split(None, size)
            try:
                return path, answers_of(entry.command, left[size] if len(left) > size else "")
            except Refusal as refusal:
                raise Unsayable(refusal.sentence) from refusal
    if not words:
        return ("help",), {}
    raise Unsayable(line)


def linked(text: str, ids: Mapping[str, int]) -> str:
    """Return a text with `@maria` and `#general` as a client sends them; `ids` by the sign and the name."""

    def one(found: re.Match[str]) -> str:
        number = ids.get(found[1] + (found[2] or found[3]).lower())
        return found[0] if number is None else f"<{found[1]}{number}>"

    return NAMED.sub(one, text)


def unlinked(text: str, names: Mapping[int, str]) -> str:
    """Return a text with names where a client holds ids."""
    return LINKED.sub(lambda found: found[1] + names.get(int(found[2]), "somebody"), text)
