"""Trying what is hidden: a circle's name, its room's, its id, and buttons that were shown to others."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from adapters.text import room_name
from bot.catalogue.catalogue import Entry
from bot.commands import Arg, Kind
from tests.journeys.leaking.eyes import Leak
from tests.journeys.leaking.ground import PEOPLE
from tests.journeys.leaking.secrets import Circle, cores
from tests.journeys.leaking.story import Story
from tests.worlds.shown import Answer, ButtonShown

T = TypeVar("T")
FOR_STEWARDS = {"circle.take", "circle.enter"}
"""Buttons that the community's stewards are meant to press."""
BESIDE = (
    *("/ritual show {name}", "/ritual preview {name}", "/ritual host {name}", "/ritual recap {name}", "/help {name}"),
    *("/guest confirm {name}", "/guest invite {name}", "/prompt list {name}", "/prompt draw deck:{name}"),
    *("/circle invite {own} @{other} until:{name}", "/circle merge {own} {name} sure:yes", "/circle enter {name} why"),
    *("/steward audit circle:{name}", "/steward audit {name}", "/rhythm map month:{name}", "/my zone {name}"),
    *('/ritual create "Hike" "every Friday 12:00" "Air" room:{room}', '/ritual edit "Friday wins" room:{room}'),
    *("/community settings home:{room}", '/circle share {own} "Summary" "We found it" room:{room}'),
)
"""Other commands into which somebody may type a circle's name, or its room's, to see what comes back."""


@dataclass(slots=True, repr=False)
class Probes(Story):
    """Steps of those who look for what they may not know."""

    async def probes(self, number: int, person: str, other: str) -> None:
        """Type a hidden circle's name or id into a command; it must sound like one that does not exist."""
        pairs = self._hidden()
        if not pairs:
            return
        mine = [p for p in pairs if p[0] == person] or pairs
        person, circle = mine[number % len(mine)]
        templates = (*self._templates(other), *BESIDE)
        template = templates[number // 5 % len(templates)]
        own = next((c.name for c in self.now.circles.values() if "steward" in self.now.role(person, c.id)), "none")
        by_id = number % 4 == 0 and "{room}" not in template
        if by_id and template.startswith("/circle enter"):
            return  # an id is what stewards come in by
        [core] = cores(circle.name)
        word, ghost = (circle.id, _mirrored(circle.id)) if by_id else (core, "zq" + core[:1:-1])

        async def tries(one: str) -> Answer:
            name = one if by_id else circle.name.replace(core, one)
            room = f"#{room_name(name)}"
            return await self.types(person, template.format(name=f'"{name}"', own=f'"{own}"', other=other, room=room))

        await self._same(person, tries, ghost, word)

    async def steals(self, number: int) -> None:
        """Press a button that was shown to somebody else."""
        pairs = self._hidden()
        if not self.pool or not pairs:
            return
        person = pairs[number // 7 % len(pairs)][0] if number % 5 else PEOPLE[number % len(PEOPLE)]
        theirs = self._ids_of([c for p, c in pairs if p == person])
        better = [b for _p, b in self.pool if any(i in b.value for i in theirs)]
        button = better[number % len(better)] if better and number % 3 else self.pool[number % len(self.pool)][1]
        found = next((i for i in theirs if i in button.value), None)
        if found is None or (button.action in FOR_STEWARDS and person in self.now.stewards):
            await self.pushes(person, button)
            return

        async def tries(one: str) -> Answer:
            return await self.pushes(person, ButtonShown(button.label, button.action, button.value.replace(found, one)))

        await self._same(person, tries, _mirrored(found), found)

    async def is_offered(self, number: int, person: str) -> None:
        """Look at what is offered while somebody types."""
        if person not in self.village.present():
            return
        entries = self.village.here.ground.hearth.engine.catalogue.entries.values()
        asks = [(e.command.path, a.name) for e in entries for a in e.command.args if a.suggest is not None]
        path, arg = asks[number % len(asks)]
        typed = self.circle(number // 3).name[: number % 4]
        offered = await self.village.town(person).offered(person, path, arg, typed)
        self.eyes.reply(person, " ".join(offered), self.now)
        self.settled(person, "offered")

    # What is hidden from whom

    def _hidden(self) -> list[tuple[str, Circle]]:
        """Return who is here and may not know of which circle."""
        living = [c for c in self.now.circles.values() if c.state != "closed"]
        here = sorted(self.village.present())
        return [(p, c) for c in living for p in here if not self.now.knows(p, c.id)]

    def _ids_of(self, circles: Sequence[Circle]) -> list[str]:
        """Return ids by which something of these circles can be reached."""
        found = [c.id for c in circles]
        for table in ("circle_handovers", "circle_shares"):
            rows = self.village.read(f"select id, circle_id from {table}")
            found += [ident for ident, circle in rows if circle in found]
        return found

    async def _same(self, person: str, tries: Callable[[str], Awaitable[Answer]], ghost: str, word: str) -> None:
        """Try what is not there, then what is hidden: both must be told alike, and change nothing."""
        first = await tries(ghost)
        before = self.now.roles
        second = await tries(word)
        if self.now.roles != before:
            raise Leak(f"{person} changed who is in a circle that is hidden from them")
        if _blank(first.raw, ghost) != _blank(second.raw, word):
            raise Leak(f"{person} can tell what is hidden from nothing: {first.text[:150]!r}, {second.text[:150]!r}")
        self.pairs += 1

    def _templates(self, other: str) -> list[str]:
        """Return a line for each command that takes a circle's name first."""
        entries = self.village.here.ground.hearth.engine.catalogue.entries.values()
        return [_line(e, other) for e in entries if _names_a_circle(e)]


def _mirrored(ident: str) -> str:
    """Return an id that nothing has."""
    return ident[::-1].translate(str.maketrans("abcdefgh", "bcdefgha"))


def _blank(text: str, word: str) -> str:
    return text.casefold().replace(word.casefold(), "§")


def _names_a_circle(entry: Entry) -> bool:
    noun, verb = (*entry.command.path, "")[:2]
    first = entry.command.args[0].name if entry.command.args else ""
    return noun == "circle" and verb not in {"create", "enter"} and first in {"name", "circle"}


def _line(entry: Entry, other: str) -> str:
    filled = [_filled(a, other) for a in entry.command.args[1:] if a.required]
    return " ".join((f"/{entry.command.name}", "{name}", *filled))


def _filled(arg: Arg, other: str) -> str:
    match arg.kind:
        case Kind.PERSON | Kind.PEOPLE:
            return f"@{other}"
        case Kind.WHOLE:
            return "5"
        case Kind.CHOICE:
            return arg.choices[0]
        case Kind.ROOM:
            return "#general"
        case _:
            return "none"
