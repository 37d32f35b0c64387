"""A community to measure on, and how many statements one of its commands takes."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeAlias, cast

from sqlalchemy import event, select
from sqlalchemy.ext.asyncio import AsyncSession

from adapters.clock import SystemClock
from adapters.ids import RandomIds
from adapters.main.house import House
from adapters.main.wiring import Hearth, wire
from bot.cards import Card, Para
from bot.commands import Person, Request
from bot.deliveries import Priority
from bot.keys import CommunityId, MemberId
from migrations.run import upgrade
from storage.database import Database
from storage.members import SqlMembers
from storage.tables.community import communities

Counts: TypeAlias = dict[str, list[int]]
"""Kind of command ("read", "write") to [statements that read, statements that write]."""
SETUP = {"name": "Bench", "charter": "Measuring", "zone": "UTC", "language": "en", "rhythm": "every Tuesday 10:00"}


@dataclass(frozen=True, slots=True)
class Place:
    """Where the community lives: platform, space, its general room, its people."""

    platform: str
    space: str
    room: str
    people: Sequence[str]

    def request(self, text: str, person: str, *, form: bool = False) -> Request:
        """Return what somebody types there, or the form of a set-up."""
        return Request(
            id=RandomIds().new(),
            platform=self.platform,
            space=self.space,
            space_name="Bench",
            person=Person(person, f"Person {person}", installer=True, zone="Europe/Copenhagen"),
            room=self.room,
            room_name="general",
            text="" if form else text,
            path=("community", "setup") if form else (),
            answers=SETUP if form else {},
            form=form,
        )


async def settle(url: str, place: Place, lane: int = 0) -> Counts:
    """Set a community up on a new database, with people; owe `lane` messages; return statements a command."""
    database = Database(url)
    await upgrade(database.engine)
    hearth = wire(database, SystemClock(), RandomIds(), {}, sends=False)
    await _call(hearth, place.request("", place.people[0], form=True))
    for person in place.people:
        await _call(hearth, place.request("my show", person))
    await _call(
        hearth, place.request('ritual create "Friday wins" "every Friday 10:00" "What went well"', place.people[0])
    )
    counts: Counts = {"read": [0, 0], "write": [0, 0]}
    for kind, text in (("read", "rhythm next"), ("write", 'guest suggest "Counted"')):
        with _counted(database, counts[kind]):
            await _call(hearth, place.request(text, place.people[1]))
    if lane:
        await _owe(hearth, lane)
    await hearth.close()
    return counts


def commands(count: int, begin: int) -> Sequence[tuple[int, str]]:
    """Return (number, text) of commands, half of which only read and half of which write."""
    return [(begin + n, f'guest suggest "Guest {begin + n}"' if n % 2 else "rhythm next") for n in range(count)]


@contextmanager
def _counted(database: Database, counts: list[int]) -> Iterator[None]:
    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("BEGIN", "COMMIT")):
            counts[0 if statement.startswith("SELECT") else 1] += 1

    event.listen(database.engine.sync_engine, "before_cursor_execute", note)
    yield
    event.remove(database.engine.sync_engine, "before_cursor_execute", note)


async def _call(hearth: Hearth, request: Request) -> None:
    answer = await hearth.engine.answer(request)
    card = answer.reply.card
    assert card is not None, answer
    assert card.title != "That did not work", answer


async def _owe(hearth: Hearth, count: int) -> None:
    """Owe direct messages to everybody in turn."""
    async with hearth.database.reading() as session:
        members: Sequence[MemberId] = [m.id for m in await SqlMembers(session).members_of(await _community(session))]
    until = hearth.clock.now() + timedelta(days=1)
    async with hearth.engine.unit() as house:
        for number in range(count):
            card = Card("A nudge", (Para((f"Number {number}",)),))
            cast("House", house).owing.direct(
                members[number % len(members)], card, reason="bench", expires_at=until, priority=Priority.NUDGE
            )


async def _community(session: AsyncSession) -> CommunityId:
    return CommunityId((await session.scalars(select(communities.c.id))).one())
