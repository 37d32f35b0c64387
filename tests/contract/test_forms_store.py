"""The contract of what is kept about forms on dates, on SQLite and on PostgreSQL."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot.community.model import Account, Member
from bot.community.store import Who
from bot.keys import AccountId, DeliveryId, MemberId, OccurrenceId
from bot.rhythm.model import OccurrenceState, occurrence
from bot.spark.form_runs import Dot, Entry, Held, Phase, Run, Sheet, State
from bot.spark.form_store import Written
from storage.database import Database
from storage.form_runs import SqlFormRuns
from storage.forms import SqlForms
from storage.members import SqlMembers
from tests.contract.storing import rituals
from tests.worlds.ground import IDS, NORTH, NOW, SOUTH, usual

DAY = timedelta(days=1)
FIRST, SECOND = (occurrence(NORTH.ritual(), usual(NOW + n * DAY)) for n in (1, 8))
OTHER, OTHERS = MemberId("north-other"), AccountId("north-second")
RUN = Run(
    FIRST.id,
    NORTH.community,
    FIRST.ritual,
    "retro",
    FIRST.starts,
    45,
    NOW,
    frozenset({0, 2}),
    {"notes": Sheet(Phase.VOTING, "Vote.", (DeliveryId("card"),), (DeliveryId("told"),))},
)
NEXT = replace(RUN, occurrence=SECOND.id, starts=SECOND.starts, began=None, done=frozenset(), sheets={})


def store(session: AsyncSession) -> SqlFormRuns:
    return SqlFormRuns(session, IDS)


def entry(ident: str, *, date: OccurrenceId = FIRST.id, place: int = 0) -> Entry:
    return Entry(ident, date, "notes", place, NORTH.member, NORTH.account, "", f"Text of {ident}")


def form(ident: str, source: str = "form: walk", *, community: str = NORTH.community) -> Written:
    return Written(ident, type(NORTH.community)(community), "walk", source, NORTH.account, NOW)


@pytest.fixture
async def ground(any_database: Database) -> Database:
    """Return a database with two communities, two people in the north, and two dates with a form there."""
    async with any_database.writing() as session:
        for plot in (NORTH, SOUTH):
            await plot.settle(session)
        people = SqlMembers(session)
        await people.put_member(Member(OTHER, NORTH.community, NOW))
        await people.put_account(Account(OTHERS, NORTH.space, "second", "Second", OTHER))
        await rituals(session).put(NORTH.community, NORTH.ritual())
        await rituals(session).plan([FIRST, SECOND])
        await store(session).put([RUN, NEXT])
    return any_database


async def test_a_run_is_found_as_it_was_put_and_put_again(ground: Database) -> None:
    async with ground.writing() as session:
        assert await store(session).runs([FIRST.id]) == {FIRST.id: RUN}
        closed = RUN.with_sheet("notes", replace(RUN.sheets["notes"], phase=Phase.TOLD)).finished([1])
        await store(session).put([closed])
    async with ground.writing() as session:
        assert await store(session).runs([FIRST.id, SECOND.id]) == {FIRST.id: closed, SECOND.id: NEXT}
        assert await store(session).of_form(NORTH.community, ["retro"]) == (NEXT,)
        assert await store(session).of_form(SOUTH.community, ["retro"]) == ()
        await store(session).drop_runs([SECOND.id])
        assert await store(session).runs([SECOND.id]) == {}


async def test_lines_wait_are_carried_without_their_dots_and_go_with_them(ground: Database) -> None:
    async with ground.writing() as session:
        for n, ident in enumerate(("one", "two", "three")):
            await store(session).add(RUN, entry(ident, place=n), NOW + timedelta(seconds=n))
            await store(session).dot(RUN, Dot("notes", ident, NORTH.member, NORTH.account), NOW)
        await store(session).reword("one", "Anew")
        found = (await store(session).entries([FIRST.id]))[FIRST.id]
        assert [(e.id, e.place, e.text, e.member) for e in found] == [
            ("one", 0, "Anew", NORTH.member),
            ("two", 1, "Text of two", NORTH.member),
            ("three", 2, "Text of three", NORTH.member),
        ]
        await store(session).let_wait(["two", "three"])
        waiting = (await store(session).waiting([FIRST.ritual]))[FIRST.ritual]
        assert [e.id for e in waiting] == ["two", "three"]
        await store(session).carry({"two": SECOND.id, "three": SECOND.id})
        assert [e.id for e in (await store(session).entries([SECOND.id]))[SECOND.id]] == ["two", "three"]
        assert [d.choice for d in (await store(session).dots([FIRST.id]))[FIRST.id]] == ["one"]
        assert await store(session).waiting([FIRST.ritual]) == {FIRST.ritual: ()}
        await store(session).drop("one")
        assert await store(session).entry("one") is None
        assert await store(session).dots([FIRST.id]) == {FIRST.id: ()}


async def test_two_accounts_of_one_member_are_one_in_what_is_read(ground: Database) -> None:
    async with ground.writing() as session:
        await store(session).dot(RUN, Dot("vote", "0", NORTH.member, NORTH.account), NOW)
        await store(session).dot(RUN, Dot("vote", "1", OTHER, OTHERS), NOW + timedelta(seconds=1))
        await store(session).draw([(RUN, Held("guide", OTHER, OTHERS, "", State.ASKED))], NOW)
        account = await SqlMembers(session).account(OTHERS)
        assert account is not None
        await SqlMembers(session).put_account(replace(account, member=NORTH.member))
        assert {d.member for d in (await store(session).dots([FIRST.id]))[FIRST.id]} == {NORTH.member}
        both = [NORTH.account, OTHERS]
        await store(session).undot(RUN, "vote", ["0", "1"], both)
        assert await store(session).dots([FIRST.id]) == {FIRST.id: ()}
        await store(session).take(RUN, Held("guide", NORTH.member, NORTH.account, "", State.PASSED), both, NOW)
        [held] = (await store(session).parts([FIRST.id]))[FIRST.id]
        assert (held.member, held.state) == (NORTH.member, State.PASSED)


async def test_when_somebody_had_a_role_last_and_what_does_not_count(ground: Database) -> None:
    async with ground.writing() as session:
        await store(session).draw([(RUN, Held("guide", NORTH.member, NORTH.account, "", State.HOLDS))], NOW)
        await store(session).draw([(NEXT, Held("guide", OTHER, OTHERS, "", State.PASSED))], NOW)
        key = (FIRST.ritual, "guide", NORTH.member)
        assert await store(session).last([FIRST.ritual]) == {key: FIRST.starts}
        await store(session).release([FIRST.id, SECOND.id])
        parts = await store(session).parts([FIRST.id, SECOND.id])
        assert ([h.state for h in parts[FIRST.id]], parts[SECOND.id]) == ([State.ASKED], ())
        await rituals(session).mark([FIRST.id], OccurrenceState.DROPPED)
        assert await store(session).last([FIRST.ritual]) == {}


async def test_what_somebody_gave_is_found_exported_and_forgotten(ground: Database) -> None:
    async with ground.writing() as session:
        await store(session).add(RUN, entry("one"), NOW)
        await store(session).dot(RUN, Dot("notes", "one", NORTH.member, NORTH.account), NOW)
        await store(session).draw([(NEXT, Held("guide", NORTH.member, NORTH.account, "", State.HOLDS))], NOW)
        assert set(await store(session).touched([NORTH.account], NOW)) == {FIRST.id, SECOND.id}
        assert await store(session).touched([NORTH.account], FIRST.starts) == (SECOND.id,)
        who = Who(NORTH.community, NORTH.member, (NORTH.account,))
        assert set(await store(session).export(who)) == {"form_entries", "form_dots", "form_parts"}
        await store(session).forget(who)
        assert await store(session).touched([NORTH.account], NOW) == ()


async def test_a_name_is_one_form_and_older_versions_are_found_by_id(ground: Database) -> None:
    async with ground.writing() as session:
        forms = SqlForms(session)
        await forms.write(form("first"))
        await forms.write(form("second", "form: walk\n"))
        await forms.write(form("south", community=SOUTH.community))
        assert await forms.written(NORTH.community) == (form("second", "form: walk\n"),)
        both = [(NORTH.community, "walk"), (SOUTH.community, "walk"), (NORTH.community, "none")]
        assert {c: w.id for (c, _n), w in (await forms.named(both)).items()} == {
            NORTH.community: "second",
            SOUTH.community: "south",
        }
        assert await forms.versions(["first", "gone"]) == {"first": form("first")}
        await forms.remove(form("second"))
        assert await forms.written(NORTH.community) == ()
        assert set(await forms.versions(["second"])) == {"second"}
