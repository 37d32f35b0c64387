"""What a person does in the sandbox, as a request: a typed line, a pressed button, a filled form."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from adapters.sandbox.world import PLATFORM, Person, Room, World
from bot.cards import Form, Input
from bot.commands import Person as Asker
from bot.commands import Request
from bot.errors import NotFound

ROOT: Final = "hearth"
"""The word all of Hearth's commands begin with, as `/hearth ritual list`; `/ritual list` is read as well."""
QUOTES: Final = r"\"“”„«»"
# What stands before decides: in ada@example.org, in https://example.org/@ada and in <@ada> nobody is meant.
# What stands behind does too: @ada@example.org and @ada.example.org are addresses elsewhere.
NAMED: Final = re.compile(
    rf"""
    (?<![\w.+\-@#/<&]) (?:
        @ (?P<handle> [A-Za-z0-9] [\w-]* ) (?! @ | \.\w )
      | @ [{QUOTES}] (?P<name> [^{QUOTES}<>\n]+ ) [{QUOTES}]
      | [#] (?P<room> [A-Za-z0-9_] [\w-]* )
    )
    | (?P<raw> < (?P<sign> [@#] ) (?P<id> [^<>|\s]+ ) (?: \| [^<>]* )? > )
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Sight:
    """What somebody sees where they stand: the people of their space, its open rooms and their own."""

    space: str
    person: Person
    room: Room | None
    people: tuple[Person, ...]
    rooms: tuple[Room, ...]


async def sight(world: World, space: str, person: str, room: str | None = None) -> Sight:
    """Return what somebody sees, standing in a room, or in their direct messages with Hearth (None).

    Raises:
        NotFound: they are not here, or see no such room.
    """
    people = await world.people(space)
    me = next((p for p in people if p.id == person), None)
    if me is None:
        raise NotFound("person", person)
    rooms = await world.rooms(space, viewer=person)
    here = next((r for r in rooms if r.id == room), None)
    if room is not None and here is None:
        raise NotFound("room", room)
    return Sight(space, me, here, people, rooms)


def typed(seen: Sight, request: str, text: str) -> Request:
    """Return the request of a typed line. `request` is a new id for each line."""
    return _request(seen, request, text=linked(seen, without_root(text)))


def pressed(seen: Sight, request: str, action: str, value: str) -> Request:
    """Return the request of a button, as its card carried it. `request` is a new id for each press."""
    return _request(seen, request, path=tuple(action.split(".")), text=value)


def submitted(seen: Sight, request: str, form: Form, answers: Mapping[str, str]) -> Request:
    """Return the request of a filled form: its answers, and what it knew before. `request` is a new id.

    In the questions that ask for people or rooms, names typed by hand are read as in a line; everywhere
    else an answer stays as it was written.
    """
    asks = {f.name for f in form.fields if f.input in {Input.PERSON, Input.PEOPLE, Input.ROOM}}
    read = {name: linked(seen, text) if name in asks else _unlinked(seen, text) for name, text in answers.items()}
    return _request(seen, request, path=form.path, answers={**form.known, **read}, form=True)


def without_root(text: str) -> str:
    """Return a line without the slash and Hearth's own word."""
    line = text.strip()
    if not line.startswith("/"):
        return line
    line = line[1:].strip()
    word, *rest = line.split(None, 1) or [""]
    return "".join(rest) if word.lower() == ROOT else line


def linked(seen: Sight, text: str) -> str:
    """Return a text with @handles, @"Full Names" and #rooms as `<@id>` and `<#id>`, where they are known.

    An id written by hand counts only where the writer sees what it names; else its brackets change into
    others, which mean nothing to anybody.
    """
    return NAMED.sub(lambda found: _link(seen, found), text)


def _unlinked(seen: Sight, text: str) -> str:
    """Return a text as written, but for ids written by hand of what the writer does not see."""
    return NAMED.sub(lambda found: _raw(seen, found) if found["raw"] else found[0], text)


def _link(seen: Sight, found: re.Match[str]) -> str:
    if found["raw"]:
        return _raw(seen, found)
    if found["room"]:
        return _cut(found["room"], {r.name: r.id for r in seen.rooms}, "#") or found[0]
    if found["handle"]:
        return _cut(found["handle"], {p.id: p.id for p in seen.people}, "@") or found[0]
    wanted = " ".join(found["name"].split()).casefold()
    those = [p.id for p in seen.people if p.name.casefold() == wanted]
    return f"<@{those[0]}>" if len(those) == 1 else found[0]


def _cut(word: str, known: Mapping[str, str], sign: str) -> str | None:
    """Return the link of a word, whether or not a dash of the sentence clings to its end."""
    name = word.lower()
    for end in (name, name.rstrip("-_")):
        if end in known:
            return f"<{sign}{known[end]}>{word[len(end) :]}"
    return None


def _raw(seen: Sight, found: re.Match[str]) -> str:
    visible = {p.id for p in seen.people} if found["sign"] == "@" else {r.id for r in seen.rooms}
    return found["raw"] if found["id"] in visible else f"‹{found['raw'][1:-1]}›"


def _request(
    seen: Sight,
    request: str,
    *,
    text: str = "",
    path: tuple[str, ...] = (),
    answers: Mapping[str, str] | None = None,
    form: bool = False,
) -> Request:
    room = seen.room
    return Request(
        id=request,
        platform=PLATFORM,
        space=seen.space,
        space_name=seen.space,
        person=Asker(seen.person.id, seen.person.name, installer=seen.person.first, zone=seen.person.zone),
        room=room.id if room else None,
        room_name=room.name if room else "",
        room_private=room.private if room else False,
        text=text,
        path=path,
        answers=answers or {},
        form=form,
        people={p.id: p.name for p in seen.people},
        rooms={r.id: (r.name, r.private) for r in seen.rooms},
    )
