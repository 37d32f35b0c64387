"""Writes docs/commands.md anew from the catalogue; `--check` only compares."""

import sys
from collections.abc import Iterator
from pathlib import Path

from adapters.main.house import catalogue
from bot.catalogue import Catalogue
from bot.catalogue.helping import NOUNS
from bot.commands import Access, Arg, Command, Kind

ROOT = Path(__file__).resolve().parent.parent
COMMANDS = ROOT / "docs" / "commands.md"

HEAD = """\
# Commands

Written from the catalogue by `make docs`; a test fails when it is stale.

A command is a noun and a verb: `/ritual create`, or with Hearth's own word first, `/hearth ritual create`.
Each reply is for you alone; what others shall see is posted. Leave out anything that must be given and a
form asks for it. `help` shows the same as this page, only with what you may do.

How a line is read:

* **Bold** arguments must be given, in this order. Several words go in quotes, `"Friday wins"`; the last argument
  takes what is left of the line and needs none.
* *Italic* ones may be given, by name: `minutes:30`, `room:#general`. Any argument may be named. A command that has
  only italic ones takes the first without its name: `/my snooze 7`.
* A person is `@maria`, a room is `#general`.
* A time reads as you would say it: `every other Tuesday 10:00`, `first Monday of the month 9am`,
  `weekdays 09:30 until June`. The next three dates are shown before anything takes effect.
"""

MAY = {
    Access.ANYONE: "anyone",
    Access.INSTALLER: "whoever may set Hearth up, and stewards",
    Access.MEMBER: "members",
    Access.HOST: "the host of that date, and stewards",
    Access.STEWARD: "stewards",
}
SORTS = {
    Kind.TEXT: "",
    Kind.LONG: "several lines",
    Kind.WHOLE: "a whole number",
    Kind.PERSON: "@somebody",
    Kind.PEOPLE: "@one or more",
    Kind.ROOM: "#room",
    Kind.CHOICE: "",
}


def written(commands: Catalogue) -> str:
    """Return the whole page."""
    return "\n".join([HEAD, *(_noun(commands, noun) for noun in commands.nouns())])


def _noun(commands: Catalogue, noun: str) -> str:
    shown = list(commands.shown(noun=noun))
    lines = [f"## {noun}", "", NOUNS.get(noun, ""), ""]
    lines += ["| command | what it does | who may | arguments |", "|---|---|---|---|"]
    lines += [_row(c) for c in shown]
    examples = [e for c in shown for e in c.examples]
    if examples:
        lines += ["", "```", *(f"/{e}" for e in examples), "```"]
    return "\n".join(lines) + "\n"


def _row(command: Command) -> str:
    arguments = "<br>".join(map(_argument, command.args)) or "none"
    cells = (f"`{command.name}`", command.summary, MAY[command.access], arguments)
    return f"| {' | '.join(map(_cell, cells))} |"


def _argument(arg: Arg) -> str:
    name = f"**{arg.name}**" if arg.required else f"*{arg.name}*"
    return ": ".join([name, "; ".join(_about(arg))])


def _about(arg: Arg) -> Iterator[str]:
    yield arg.help
    if SORTS[arg.kind]:
        yield SORTS[arg.kind]
    if arg.choices:
        yield " or ".join(f"`{c}`" for c in arg.choices)


def _cell(text: str) -> str:
    """Return a text that cannot end its cell."""
    return text.replace("|", "\\|")


def stale() -> bool:
    """Return whether the page says something else than the catalogue."""
    return not COMMANDS.is_file() or COMMANDS.read_text(encoding="utf-8") != written(catalogue())


def main() -> int:
    """Write the page, or compare it."""
    if "--check" in sys.argv:
        if stale():
            print("docs/commands.md is stale: make docs", file=sys.stderr)
        return int(stale())
    COMMANDS.write_text(written(catalogue()), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
