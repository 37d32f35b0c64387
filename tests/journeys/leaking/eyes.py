"""Everything that is new to anybody after a step: messages, rooms and their names, and the log."""

import json
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any

from tests.journeys.leaking.ground import THERE, Village
from tests.journeys.leaking.secrets import LET_IN, Secrets, Standing, cores

MESSAGES = "select id, space_id, room_id, direct_id, text, card, names, edited from sandbox_messages"
NEW = f"{MESSAGES} where id > ? or edited order by id"
ROOMS = "select id, space_id, name, topic, private, archived, hearth from sandbox_rooms"
SEATS = "select s.room_id, p.handle from sandbox_seats s join sandbox_people p on p.id = s.person_id"
OWNERS = "select external_id, circle_id from rooms where circle_id is not null and external_id is not null"
SHOWN = 120
"""Characters beside a canary that a failure shows."""


class Leak(AssertionError):
    """Somebody learnt what they may not know."""


@dataclass(slots=True, repr=False)
class Places:
    """Rooms by their number, who is in each, and whose circle's it is."""

    rooms: Mapping[int, Any]
    inside: Mapping[int, AbstractSet[str]]
    owners: Mapping[int, str]

    def readers(self, room: int, here: AbstractSet[str]) -> list[str]:
        """Return who can read in a room: everybody of its space in a public one."""
        _id, space, _name, _topic, private, *_rest = self.rooms[room]
        found = self.inside.get(room, set()) if private else {p for p in here if (p in THERE) is (space == 2)}
        return sorted(found)


def _places(village: Village) -> Places:
    inside: dict[int, set[str]] = {}
    for room, handle in village.read(SEATS):
        inside.setdefault(room, set()).add(handle)
    owners = {int(external[1:]): circle for external, circle in village.read(OWNERS)}
    return Places({r[0]: r for r in village.read(ROOMS)}, inside, owners)


@dataclass(slots=True, repr=False)
class Eyes:
    """Looks for everybody.

    `hand`: who was let into which room by hand, past Hearth; `fresh`: (person, card) of the last step's direct
    messages; `last`, `edits`, `logged`: how far it has looked.
    """

    village: Village
    secrets: Secrets
    hand: dict[int, set[str]] = field(default_factory=dict)
    fresh: list[tuple[str, str]] = field(default_factory=list)
    last: int = 0
    edits: dict[int, str] = field(default_factory=dict)
    logged: int = 0

    def reply(self, person: str, text: str, *times: Standing, typed: str = "", ever: bool = False) -> None:
        """Check what somebody is told. What they typed they know; `ever`: so is what was open to them once."""
        known = cores(typed)
        for secret in self.secrets.outside(text, person, *times):
            once = self.secrets.ever.get(secret.core, set()) if ever else set()
            if secret.core not in known and not any(t.selves(person) & once for t in times):
                raise Leak(f"{person} was told of a {secret.kind}: {around(text, secret.core)}")
        if text.startswith("{") and not ever:
            self._company(person, json.loads(text), times, typed)

    def _company(self, person: str, card: Mapping[str, Any], times: tuple[Standing, ...], typed: str) -> None:
        """Check that no card names a circle beside its people to somebody who is nothing there."""
        for block in card["blocks"]:
            part = json.dumps([card["title"], block])
            for secret in self.secrets.of(part):
                if secret.kind == "circle" and not any(t.role(person, secret.circle) for t in times):
                    self._alone(person, part, secret.circle, times[-1], typed)

    def _alone(self, person: str, part: str, circle: str, now: Standing, typed: str) -> None:
        for other in now.people(circle, LET_IN):
            member = now.members[other]
            if member in part and member != now.members.get(person) and f"@{other}" not in typed:
                raise Leak(f"{person} was told that {other} is in {now.circles[circle].name}")

    def look(self, before: Standing, after: Standing, *, exporter: str | None = None) -> None:
        """Check all that has come since the last look; an exporter gets back what once was sent to them.

        The export comes to whichever of their accounts is in use.
        """
        them = before.selves(exporter) | after.selves(exporter) if exporter is not None else set()
        people = dict(self.village.read("select id, handle from sandbox_people"))
        here, places = self.village.present(), _places(self.village)
        self._rooms(places, here, before, after)
        self.fresh = []
        for ident, _space, room, direct, said, card, names, edited in self.village.read(NEW, self.last):
            text = f"{said} {card} {names}"
            if edited and self.edits.get(ident) == text:
                continue
            self.edits |= {ident: text} if edited else {}
            self.last = max(self.last, ident)
            if direct is None:
                self._posted(text, places.readers(room, here), places.owners.get(room), before, after)
                continue
            reader = people[direct]
            self.reply(reader, card or text, before, after, ever=reader in them)
            self.reply(reader, f"- {text}", before, after, ever=reader in them)
            self.fresh += [(reader, card)] if card else []
        self._log(after)

    def _posted(self, text: str, readers: list[str], owner: str | None, before: Standing, after: Standing) -> None:
        for person in readers if cores(text) else ():
            for secret in self.secrets.outside(text, person, before, after):
                # Whoever is in a circle's room reads what stands there; who is in it is looked at by itself.
                if secret.circle != owner or secret.kind in {"share", "report"}:
                    raise Leak(f"{person} reads in a room of a {secret.kind}: {around(text, secret.core)}")

    def _rooms(self, places: Places, here: AbstractSet[str], before: Standing, after: Standing) -> None:
        """Check the names of the rooms that everybody sees, and who is in those of circles."""
        for room, (_id, _space, name, topic, private, archived, hearth) in places.rooms.items():
            circle, inside = places.owners.get(room), places.inside.get(room, set())
            if not private:
                for person in places.readers(room, here) if cores(f"{name} {topic}") else ():
                    self.reply(person, f"{name} {topic}", before, after)
                continue
            by_hand = self.hand.get(room, set())
            by_hand &= inside
            if circle is not None and hearth and not archived:
                for person in sorted(p for p in inside - by_hand if not after.let_in(p, circle)):
                    raise Leak(f"{person} is in the room of a circle and has no seat there")

    def _log(self, now: Standing) -> None:
        text = self.village.log.getvalue()
        new, self.logged = text[self.logged :], len(text)
        for core in sorted(cores(new) & self.secrets.unlogged(now)):
            raise Leak(f"the log holds {around(new, core)}")
        broken = [line for line in new.splitlines() if '"level": "error"' in line]
        assert not broken, broken[0][-1500:]


def around(text: str, core: str) -> str:
    """Return a canary and what stands beside it."""
    at = text.casefold().find(core)
    return text[max(0, at - SHOWN) : at + SHOWN]
