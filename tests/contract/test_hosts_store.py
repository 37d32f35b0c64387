"""The store's contract about hosts, agendas and recaps, on SQLite and on PostgreSQL."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from adapters.ids import SeededIds
from adapters.sandbox.read import pressed, sight
from bot.community.model import Account, Member
from bot.community.store import Who
from bot.keys import AccountId, MemberId
from bot.rhythm.coming import Coming
from bot.rhythm.model import Occurrence, OccurrenceState, occurrence
from bot.rhythm.program import Part, Program, Recap, host_of
from storage.database import Database
from storage.given import SqlGiven
from storage.hosts import SqlHosts
from storage.members import SqlMembers
from storage.recaps import SqlRecaps
from storage.rhythm import SqlRituals
from tests.worlds.ground import NORTH, NOW, SOUTH, usual
from tests.worlds.town import BEGIN, SPACE, open_town

RITUAL = NORTH.ritual()
SECOND, EVA = AccountId("north-second"), MemberId("north-eva")
WHO = Who(NORTH.community, NORTH.member, (NORTH.account,))


def date(week: int) -> Occurrence:
    return occurrence(RITUAL, usual(NOW + timedelta(days=4, weeks=week)))


def hosts(session: AsyncSession) -> SqlHosts:
    return SqlHosts(session, SeededIds("hosts"))


def rituals(session: AsyncSession) -> SqlRituals:
    return SqlRituals(session, SeededIds("r"), NOW)


@pytest.fixture
async def ground(any_database: Database) -> Database:
    """Return a database with a ritual, three dates of it, and two members: Ada and Eva."""
    async with any_database.writing() as session:
        await NORTH.settle(session)
        await SOUTH.settle(session)
        await SqlMembers(session).put_member(Member(EVA, NORTH.community, NOW))
        await SqlMembers(session).put_account(Account(SECOND, NORTH.space, "U2", "Eva", EVA))
        await rituals(session).put(NORTH.community, RITUAL)
        await rituals(session).plan([date(n) for n in range(3)])
    return any_database


async def test_a_rota_holds_each_member_once_with_when_they_hosted_last(ground: Database) -> None:
    async with ground.writing() as session:
        store = hosts(session)
        assert not (await rituals(session).get([RITUAL.id]))[RITUAL.id].hosted
        for _again in range(2):
            await store.join(RITUAL, NORTH.account, [NORTH.account], NOW)
        await store.join(RITUAL, SECOND, [SECOND], NOW)
        await store.put([(date(0), SECOND, [], Part.ASKED), (date(1), SECOND, [], Part.PASSED)], NOW)
    async with ground.reading() as session:
        store = hosts(session)
        found = (await store.rotas([RITUAL.id]))[RITUAL.id]
        assert {t.name: t.last for t in found} == {"Ada": None, "Eva": date(0).starts}
        assert (await rituals(session).get([RITUAL.id]))[RITUAL.id].hosted
        assert await store.rotas_of([SECOND]) == (RITUAL.id,)
        assert await store.hosted_by([SECOND], NOW) == (date(0).id,)
        assert await store.hosted_by([SECOND], date(0).starts) == ()
    async with ground.writing() as session:
        # A date that does not take place was nobody's turn.
        await rituals(session).mark([date(0).id], OccurrenceState.DROPPED)
        await hosts(session).leave(RITUAL, [NORTH.account])
        [turn] = (await hosts(session).rotas([RITUAL.id]))[RITUAL.id]
        assert (turn.name, turn.last) == ("Eva", None)


async def test_two_accounts_that_became_one_member_are_one_host_with_one_part(ground: Database) -> None:
    async with ground.writing() as session:
        store = hosts(session)
        await store.join(RITUAL, NORTH.account, [NORTH.account], NOW)
        await store.join(RITUAL, SECOND, [SECOND], NOW)
        await store.put([(date(0), NORTH.account, [], Part.PASSED)], NOW)
        await store.put([(date(0), SECOND, [], Part.HOSTS)], NOW + timedelta(minutes=1))
        await SqlMembers(session).put_account(Account(SECOND, NORTH.space, "U2", "Eva", NORTH.member))
    async with ground.writing() as session:
        store = hosts(session)
        assert len((await store.rotas([RITUAL.id]))[RITUAL.id]) == 1
        [part] = (await store.hostings([date(0).id]))[date(0).id]
        assert (part.member, part.part) == (NORTH.member, Part.HOSTS)
        await store.put([(date(0), NORTH.account, [NORTH.account, SECOND], Part.PASSED)], NOW)
        [part] = (await store.hostings([date(0).id]))[date(0).id]
        assert part.part is Part.PASSED


async def test_a_date_that_moved_forgets_who_could_not_and_asks_who_could(ground: Database) -> None:
    async with ground.writing() as session:
        store = hosts(session)
        await store.put([(date(0), NORTH.account, [], Part.PASSED), (date(0), SECOND, [], Part.HOSTS)], NOW)
        await store.drop_passes([date(0).id])
        [part] = (await store.hostings([date(0).id]))[date(0).id]
        assert (part.name, part.part) == ("Eva", Part.ASKED)


async def test_cards_show_the_host_and_the_agenda_in_order(ground: Database) -> None:
    async with ground.writing() as session:
        store = hosts(session)
        assert await store.programs([date(0).id]) == {date(0).id: Program()}
        await store.join(RITUAL, SECOND, [SECOND], NOW)
        await store.put([(date(0), SECOND, [], Part.HOSTS)], NOW)
        last = ""
        for minute, (account, text) in enumerate([(NORTH.account, "First"), (SECOND, "Second"), (SECOND, "Third")]):
            last = await store.add(date(0), account, text, NOW + timedelta(minutes=minute))
        await store.drop(last)
        assert await store.date_of(last) is None
        program = (await store.programs([date(0).id]))[date(0).id]
        assert (program.hosted, program.host) == (True, "Eva")
        assert [(i.name, i.text) for i in program.agenda] == [("Ada", "First"), ("Eva", "Second")]
        assert await store.agendas([date(1).id]) == {date(1).id: ()}


async def test_whoever_said_they_come_was_there_until_a_recap_says_who_was(ground: Database) -> None:
    async with ground.writing() as session:
        given, store = SqlGiven(session, SeededIds("g")), SqlRecaps(session)
        await given.rsvp(date(0), NORTH.account, [NORTH.account], status=Coming.GOING, at=NOW)
        await given.rsvp(date(0), SECOND, [SECOND], status=Coming.MAYBE, at=NOW)
        assert [t.name for t in (await store.attended([date(0).id]))[date(0).id]] == ["Ada"]
        recap = Recap(date(0).id, NORTH.account, "We sing", "")
        await store.put(date(0), recap, NOW)
        await store.came(date(0), [SECOND])
        found = await store.attended([date(0).id, date(1).id])
        assert {d: [t.name for t in each] for d, each in found.items()} == {date(0).id: ["Eva"], date(1).id: []}
        assert await store.recaps([date(0).id, date(1).id]) == {date(0).id: recap}
        await store.put(date(0), replace(recap, decided="We hum"), NOW)
        assert (await store.recaps([date(0).id]))[date(0).id].decided == "We hum"


async def test_the_last_date_is_one_that_was_opened(ground: Database) -> None:
    async with ground.writing() as session:
        store, later = SqlRecaps(session), date(2).starts + timedelta(days=1)
        assert await store.last(RITUAL.id, later) is None
        await rituals(session).mark([date(0).id, date(1).id], OccurrenceState.ENDED)
        await rituals(session).mark([date(2).id], OccurrenceState.DROPPED)
        assert await store.last(RITUAL.id, later) == date(1).id
        assert await store.last(RITUAL.id, date(0).starts) == date(0).id


async def test_members_are_known_by_their_shown_names_whatever_their_case_and_in_no_other_community(
    ground: Database,
) -> None:
    async with ground.reading() as session:
        found = await SqlRecaps(session).known_as(RITUAL, ["EVA", "ada", "Nobody"])
    # The south has an Ada too.
    assert {n: [t.member for t in each] for n, each in found.items()} == {
        "eva": [EVA],
        "ada": [NORTH.member],
        "nobody": [],
    }


async def test_forgetting_a_person_leaves_what_was_decided_and_nothing_else_of_them(ground: Database) -> None:
    async with ground.writing() as session:
        store, noted = hosts(session), SqlRecaps(session)
        await store.join(RITUAL, NORTH.account, [NORTH.account], NOW)
        await store.put([(date(0), NORTH.account, [], Part.HOSTS)], NOW)
        await store.add(date(0), NORTH.account, "A canary", NOW)
        await noted.put(date(0), Recap(date(0).id, NORTH.account, "We sing", ""), NOW)
        await noted.came(date(0), [NORTH.account, SECOND])
        assert set(await store.export(WHO)) == {"ritual_hosts", "hostings", "agenda_items"}
        assert set(await noted.export(WHO)) == {"recaps", "attendances"}
        assert await store.touched([NORTH.account]) == (date(0).id,)
        assert await noted.told_of([NORTH.account]) == (date(0).id,)
        await store.forget(WHO)
        await noted.forget(WHO)
        assert (await store.export(WHO), await noted.export(WHO)) == ({}, {})
        assert (await noted.recaps([date(0).id]))[date(0).id] == Recap(date(0).id, None, "We sing", "")
        assert [t.name for t in (await noted.attended([date(0).id]))[date(0).id]] == ["Eva"]


async def test_of_two_who_take_a_date_at_once_one_hosts_it(any_database: Database) -> None:
    town = await open_town(any_database)
    await town.sets_up()
    await town.starts_ritual("maria", '/ritual create "Friday wins" "every Friday 10:00" "What went well"')
    await town.types("jonas", '/ritual host "Friday wins" add')
    await town.hearth.advance_to(BEGIN + timedelta(days=2.2), town.clock)
    await town.types("maria", '/ritual swap "Friday wins"')
    await town.hearth.advance_to(BEGIN + timedelta(days=3.2), town.clock)
    shown = next(m for m in await town.reads("noor") if m.card is not None and "Coming up" in str(m.card.title))
    value = next(str(b.value) for k in shown.card.blocks for b in getattr(k, "buttons", ()) if b.label == "I host it")  # type: ignore[union-attr]
    requests = [
        pressed(await sight(town.world, SPACE, p, town.rooms[SPACE]), f"at-once-{p}", "ritual.hosting", value)
        for p in ("maria", "aisha", "noor")
    ]
    replies = await asyncio.gather(*(town.hearth.engine.call(r) for r in requests))
    titles = sorted(str(r.card.title) for r in replies if r.card is not None)
    assert titles == ["Thank you", "That did not work", "That did not work"]
    ident = type(date(0).id)(value.split()[0])
    async with any_database.reading() as session:
        parts = (await hosts(session).hostings([ident]))[ident]
    assert sum(p.part in {Part.ASKED, Part.HOSTS} for p in parts) == 1
    assert host_of(parts) is not None
    await town.close()
