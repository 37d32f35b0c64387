"""Ways to go on from a command being typed: commands first, then their arguments and values."""

from collections.abc import Sequence

from adapters.web.ports import Suggestion
from bot.catalogue import quoted
from bot.commands import Arg, Command, Request
from bot.engine import Engine
from bot.i18n import _

MOST = 12


async def suggestions(engine: Engine, request: Request, typed: str) -> Sequence[Suggestion]:
    """Return at most 12 ways to go on; commands the asker may not use stand among them nowhere."""
    command = _command(engine, typed)
    if command is None:
        allowed = await engine.allowed(request)
        start = typed.lstrip().lower()
        found = [c for c in allowed if c.name.startswith(start)]
        return [Suggestion(c.name + " ", c.name, _(c.summary)) for c in found][:MOST]
    return (await _arguments(engine, request, command, typed))[:MOST]


def _command(engine: Engine, typed: str) -> Command | None:
    """Return the command a line begins with, once a space stands behind it."""
    words = typed.lower().split(" ")
    for size in (2, 1):
        entry = engine.catalogue.entries.get(tuple(words[:size]))
        if entry is not None and len(words) > size and not entry.command.hidden:
            return entry.command
    return None


async def _arguments(engine: Engine, request: Request, command: Command, typed: str) -> list[Suggestion]:
    rest = typed[len(command.name) :].lstrip()
    before, key, part = rest.rpartition(":")
    arg = next((a for a in command.args if key and before.split(" ")[-1] == a.name), None)
    if arg is not None:
        values = await engine.suggest(request, command.path, arg.name, part.strip('" '))
        head = typed[: len(typed) - len(part)]
        return [Suggestion(head + _word(v) + " ", v, _(arg.help)) for v in values]
    first = command.args[0] if command.args else None
    found: list[Suggestion] = []
    if first is not None and " " not in rest.strip('"') and ":" not in rest:
        values = await engine.suggest(request, command.path, first.name, rest.strip('"'))
        found = [Suggestion(f"{command.name} {_word(v)} ", v, _(first.help)) for v in values]
    return found + _keys(command, typed, rest)


def _keys(command: Command, typed: str, rest: str) -> list[Suggestion]:
    """Return the arguments that can still be named."""
    last = rest.rsplit(" ", maxsplit=1)[-1]
    head = typed[: len(typed) - len(last)]
    free: list[Arg] = [a for a in command.args if f"{a.name}:" not in rest and a.name.startswith(last.lower())]
    return [Suggestion(f"{head}{a.name}:", f"{a.name}:", _(a.help)) for a in free]


def _word(text: str) -> str:
    return quoted(text) if " " in text else text
