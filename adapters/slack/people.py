"""Who asks, whom they mean and where they stand: what a payload does not say is asked of Slack, once an hour."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, Final

import structlog

from adapters.slack.clients import Clients
from adapters.slack.events import name_of
from adapters.slack.memory import Memory
from bot.commands import Person, Request
from bot.errors import PlatformFault
from bot.i18n import languages

log = structlog.get_logger()
LOOK_LIMIT: Final = timedelta(seconds=5)
"""Longer nobody waits for a name; what is not known by then is not."""


@dataclass(frozen=True, slots=True)
class Room:
    """A room as Slack tells of it; `talk` is a direct message, of two or of several."""

    name: str
    private: bool
    talk: bool = False


UNSEEN: Final = Room("", private=True)
"""A room of which Slack tells Hearth nothing is somebody's own."""


@dataclass(slots=True)
class People:
    """Looks people and rooms up. Never raises: what cannot be learnt is left as the payload said."""

    clients: Clients
    persons: Memory[tuple[str, str], Person] = field(init=False)
    rooms: Memory[tuple[str, str], Room] = field(init=False)

    def __post_init__(self) -> None:
        """Begin with nobody known."""
        self.persons = Memory(self.clients.clock)
        self.rooms = Memory(self.clients.clock)

    def language(self, team: str, person: str) -> str | None:
        """Return the language of somebody who was looked up before, without asking."""
        known = self.persons.get((team, person))
        return known.language if known else None

    async def known(self, request: Request) -> Request:
        """Return a request with everything the engine wants to know of who asks, whom they mean, and where."""
        try:
            async with asyncio.timeout(LOOK_LIMIT.total_seconds()):
                return await self._known(request)
        except TimeoutError:
            log.warning("people were not looked up in time", space=request.space)
            return replace(request, room_private=request.room is not None)

    async def _known(self, request: Request) -> Request:
        team = request.space
        # A mention comes with a handle at most, and a handle is not how people are shown.
        meant = [Person(p, name) for p, name in request.people.items()]
        unseen = [r for r, (name, _private) in request.rooms.items() if not name]
        here = [request.room] if request.room is not None else []
        installation, asker, people, rooms = await asyncio.gather(
            self.clients.installation(team),
            self.person(team, request.person),
            asyncio.gather(*(self.person(team, p) for p in meant)),
            asyncio.gather(*(self.room(team, r) for r in [*unseen, *here])),
        )
        if installation is not None and installation.installer == asker.external:
            asker = replace(asker, installer=True)
        place = rooms[-1] if here else None
        return replace(
            request,
            person=asker,
            space_name=installation.team_name if installation else request.space_name,
            room=None if place is not None and place.talk else request.room,
            room_name=place.name if place else "",
            room_private=place.private if place else False,
            people={p.external: p.name for p in people},
            rooms={**request.rooms, **{r: (at.name, at.private) for r, at in zip(unseen, rooms, strict=False)}},
        )

    async def person(self, team: str, person: Person) -> Person:
        """Return somebody with their name, zone, language, and whether they run the workspace."""
        found = self.persons.get((team, person.external))
        if found is not None:
            return found
        try:
            told = await self.clients.call(team, "users.info", user=person.external, include_locale=True)
        except PlatformFault as fault:
            log.info("a person could not be looked up", space=team, code=fault.code)
            return person
        found = _person(told.get("user") or {}, person)
        self.persons.put((team, person.external), found)
        return found

    async def room(self, team: str, room: str) -> Room:
        """Return a room's name and whether it is private."""
        found = self.rooms.get((team, room))
        if found is not None:
            return found
        try:
            told = (await self.clients.call(team, "conversations.info", channel=room)).get("channel") or {}
        except PlatformFault as fault:
            log.info("a room could not be looked up", space=team, code=fault.code)
            return UNSEEN
        talk = bool(told.get("is_im") or told.get("is_mpim"))
        private = bool(told.get("is_private", True))
        found = Room("" if talk or private else str(told.get("name") or ""), private, talk)
        self.rooms.put((team, room), found)
        return found


def _person(user: Mapping[str, Any], asked: Person) -> Person:
    """Return a person from Slack's user object (docs.slack.dev, reference/objects/user-object)."""
    return Person(
        asked.external,
        name_of(user) or asked.name,
        installer=bool(user.get("is_admin") or user.get("is_owner")),
        zone=user.get("tz") or None,
        language=_language(str(user.get("locale") or "")),
    )


def _language(locale: str) -> str | None:
    """Return the language Hearth speaks that is nearest to a locale, as "en-US"; None when it speaks none like it."""
    return next((tag for tag in (locale, locale.partition("-")[0]) if tag in languages()), None)
