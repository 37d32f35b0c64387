"""The lands on which the platform contract is held."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import timedelta
from importlib import import_module
from pathlib import Path

import pytest

from bot.community.model import Member
from bot.community.store import Notice
from bot.deliveries import State
from bot.keys import PromptId
from bot.rhythm.model import occurrence
from bot.rhythm.store import Draft
from bot.voices.model import Use
from storage.absences import SqlAbsences
from storage.attention import SqlWishes
from storage.community import SqlCommunities, SqlDesk
from storage.database import Database
from storage.deliveries import SqlDeliveries
from storage.given import SqlGiven
from storage.members import SqlMembers
from storage.prompts import SqlPrompts
from storage.selves import SqlSelves
from storage.voices import SqlGuests
from tests.contract.lands import KINDS, OTHERS, Land, file_url, sandbox
from tests.contract.storing import (
    AWAY,
    CODE,
    HOUR,
    LINK,
    OTHER,
    WISH,
    plan_date,
    rituals,
)
from tests.worlds.ground import IDS, NORTH, NOW, REAL, SOUTH, usual


@pytest.fixture(params=[*KINDS, *OTHERS])
def opening(request: pytest.FixtureRequest, tmp_path: Path) -> AbstractAsyncContextManager[Land]:
    """Return how each land in turn is opened; not async itself, for PostgreSQL comes from a fixture that is."""
    if request.param in OTHERS:
        module, name = OTHERS[request.param].split(":")
        opened: AbstractAsyncContextManager[Land] = getattr(import_module(module), name)()
        return opened
    database, wire = KINDS[request.param]
    if database == "file":
        return sandbox(file_url(tmp_path), wire=wire)
    if database == "postgres":
        return sandbox(request.getfixturevalue("copied_postgres_url"), wire=wire)
    return sandbox(database, wire=wire)


@pytest.fixture
async def land(opening: AbstractAsyncContextManager[Land]) -> AsyncIterator[Land]:
    """Return each land in turn, empty."""
    async with opening as opened:
        yield opened


@pytest.fixture
async def ground(any_database: Database) -> Database:
    """Return a database with two communities that know nothing of each other."""
    async with any_database.writing() as session:
        await NORTH.settle(session)
        await SOUTH.settle(session)
    return any_database


@pytest.fixture
async def two_workers(any_ready_url: str) -> AsyncIterator[tuple[Database, Database]]:
    """Return two databases of two processes, on the same rows."""
    first, second = Database(any_ready_url), Database(any_ready_url)
    async with first.writing() as session:
        await NORTH.settle(session)
    yield first, second
    await first.close()
    await second.close()


@pytest.fixture
async def furnished(ground: Database) -> Database:
    """Return the two communities, with one of everything in the north."""
    async with ground.writing() as session:
        await rituals(session).put(NORTH.community, NORTH.ritual())
        draft = Draft("draft", NORTH.community, NORTH.account, NORTH.ritual(), new=True)
        await rituals(session).put_draft(draft)
        planned = occurrence(NORTH.ritual(), usual(NORTH.slot().starts))
        await rituals(session).plan([planned])
        await SqlGuests(session).add([NORTH.guest()])
        await SqlGuests(session).put_slot(NORTH.slot())
        store = SqlPrompts(session, IDS)
        await store.add([NORTH.prompt()], NOW)
        await store.use([Use(replace(NORTH.prompt(), turns=1), planned.id)], NOW)
        await store.rest(NORTH.community, PromptId("practice-01"), NORTH.account, NOW)
        await rituals(session).opened({planned.id: NORTH.prompt().id}, {planned.id: ()}, NOW)
        await SqlGiven(session, IDS).answer(planned, NORTH.account, [NORTH.account], "Naming", NOW)
        await NORTH.open_circle(session)
        await SqlDeliveries(session).put([NORTH.delivery(1), replace(NORTH.delivery(2), state=State.SENT)])
        await SqlDesk(session).put_notice(Notice("notice", NORTH.community, "desk.late", HOUR, 1, ()))
        await plan_date(session, NORTH.community)
        await SqlAbsences(session).put_absences([AWAY])
        home = await SqlCommunities(session).community(NORTH.community)
        assert home is not None
        await SqlCommunities(session).put_community(replace(home, paused_until=NOW + timedelta(days=1)))
        await SqlSelves(session).put_code(CODE, real=REAL)
        await SqlMembers(session).put_member(Member(OTHER, NORTH.community, NOW, linked_to=NORTH.member))
        await SqlSelves(session).put_link(LINK)
        await SqlWishes(session, IDS).add([WISH], NOW)
    return ground
