"""What platforms tell of people and rooms: names, zones, and how often somebody did something in a chosen room."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from adapters.sandbox.world import PLATFORM
from bot.acts import Acted
from bot.commands import Event, EventKind
from bot.community.members import Members
from storage.tables.community import accounts, activity, members
from storage.tables.engine import beats, inbox
from tests.worlds.town import SPACE, Town

MONDAY = date(2026, 11, 23)


async def tells(town: Town, kind: EventKind, person: str = "jonas", **more: Any) -> None:
    """Let the platform tell something, and Hearth work it off."""
    town.count += 1
    event = Event(f"told-{town.count}", PLATFORM, SPACE, kind, town.clock.now(), person=person)
    await town.hearth.engine.receive(replace(event, **more))
    await town.hearth.pulse()


async def counts(town: Town) -> list[tuple[str, str, date, int]]:
    """Return (person, kind, day, number) of all that was counted."""
    query = select(accounts.c.external_id, activity.c.kind, activity.c.day, activity.c.number)
    query = query.join(accounts, accounts.c.id == activity.c.account_id)
    async with town.database.reading() as session:
        return sorted(tuple(r) for r in await session.execute(query))


async def kept(town: Town) -> int:
    async with town.database.reading() as session:
        return await session.scalar(select(func.count()).select_from(inbox)) or 0


async def name_of(town: Town, person: str) -> str | None:
    async with town.database.reading() as session:
        return await session.scalar(select(accounts.c.name).where(accounts.c.external_id == person))


# Acts in rooms


async def test_acts_in_the_home_room_are_counted_by_person_kind_and_day(home: Town) -> None:
    room = home.rooms[SPACE]
    for kind in (EventKind.WROTE, EventKind.WROTE, EventKind.REPLIED, EventKind.REACTED):
        await tells(home, kind, room=room)
    await tells(home, EventKind.WROTE, "noor", room=room)
    # Eleven at night in UTC is the next day in Copenhagen.
    await home.waits(timedelta(hours=15))
    await tells(home, EventKind.WROTE, room=room)
    assert await counts(home) == [
        ("jonas", "reacted", MONDAY, 1),
        ("jonas", "replied", MONDAY, 1),
        ("jonas", "wrote", MONDAY, 2),
        ("jonas", "wrote", MONDAY + timedelta(days=1), 1),
        ("noor", "wrote", MONDAY, 1),
    ]


async def test_the_same_act_told_twice_counts_once(home: Town) -> None:
    for _copy in range(2):
        await tells(home, EventKind.WROTE, id="same", room=home.rooms[SPACE])
    assert await counts(home) == [("jonas", "wrote", MONDAY, 1)]


async def test_acts_elsewhere_are_dropped_before_anything_is_kept(home: Town) -> None:
    lounge = (await home.world.add_room(SPACE, "lounge", private=False, by="maria")).id
    await home.types("maria", "/ritual list", room=lounge)
    await home.types("maria", '/circle create "Walks" "Walking" @jonas kind:open')
    walks = await home.room("walks")
    assert walks is not None
    before = await kept(home)
    for room in (lounge, walks.id, "C999", None):
        for kind in (EventKind.WROTE, EventKind.REPLIED, EventKind.REACTED):
            await tells(home, kind, room=room)
    await tells(home, EventKind.WROTE, space="elsewhere", room=home.rooms[SPACE])
    assert (await kept(home), await counts(home)) == (before, [])


async def test_a_rituals_own_room_counts_until_it_is_retired(home: Town) -> None:
    lounge = (await home.world.add_room(SPACE, "lounge", private=False, by="maria")).id
    await home.starts_ritual("maria", '/ritual create "Friday wins" "every Friday 10:00" "Why" room:#lounge')
    await tells(home, EventKind.WROTE, room=lounge)
    await home.types("maria", "/ritual retire Friday wins")
    await tells(home, EventKind.WROTE, room=lounge)
    assert await counts(home) == [("jonas", "wrote", MONDAY, 1)]


async def test_somebody_never_seen_is_noted_and_is_no_member_yet(home: Town) -> None:
    await tells(home, EventKind.WROTE, "stranger", room=home.rooms[SPACE])
    assert await counts(home) == [("stranger", "wrote", MONDAY, 1)]
    async with home.database.reading() as session:
        member = await session.scalar(select(accounts.c.member_id).where(accounts.c.external_id == "stranger"))
    assert member is None


async def test_that_somebody_acted_is_told(home: Town) -> None:
    told: list[Acted] = []

    async def hears(_service: object, facts: Sequence[Acted]) -> None:
        told.extend(facts)

    engine = home.hearth.engine
    home.hearth = replace(
        home.hearth, engine=replace(engine, listeners={**engine.listeners, Acted: [(Members, hears)]})
    )
    await tells(home, EventKind.REACTED, room=home.rooms[SPACE])
    assert [(f.kind, f.at) for f in told] == [("reacted", home.clock.now())]


async def test_what_was_counted_is_exported_and_forgotten(home: Town) -> None:
    await tells(home, EventKind.WROTE, room=home.rooms[SPACE])
    await home.types("jonas", "/my export")
    assert any("What I know of you: activity" in home.text(m) for m in await home.mail("jonas"))
    await home.types("jonas", "/my forget sure:yes")
    assert await counts(home) == []


# Names and zones


async def test_a_new_name_is_taken_over_and_shown(home: Town) -> None:
    await tells(home, EventKind.CHANGED, name="Jonas B.")
    assert await name_of(home, "jonas") == "Jonas B."
    await tells(home, EventKind.CHANGED, zone="Asia/Tokyo")
    assert await name_of(home, "jonas") == "Jonas B."


@pytest.mark.parametrize(("chosen", "holds"), [("", "Asia/Tokyo"), ("Europe/Madrid", "Europe/Madrid")])
async def test_a_new_zone_is_taken_over_unless_they_chose_one(home: Town, chosen: str, holds: str) -> None:
    if chosen:
        await home.types("jonas", f"/my zone {chosen}")
    await tells(home, EventKind.CHANGED, zone="Asia/Tokyo")
    assert f"Time zone: {holds}" in await home.said(await home.types("jonas", "/my show"))
    due = await mondays(home)
    assert due == {"Asia/Tokyo": 0, "Europe/Madrid": 8}[holds]


async def mondays(town: Town) -> int:
    """Return the hour (UTC) of Jonas's next Monday morning."""
    async with town.database.reading() as session:
        member = await session.scalar(select(accounts.c.member_id).where(accounts.c.external_id == "jonas"))
        query = select(beats.c.due_at).where(beats.c.subject == member, beats.c.state == "due")
        due = (await session.scalars(query)).one()
    return int(due.hour)


async def test_somebody_unknown_who_changes_is_not_noted(home: Town) -> None:
    await tells(home, EventKind.CHANGED, "stranger", name="Stranger", zone="Asia/Tokyo")
    assert await name_of(home, "stranger") is None


# When somebody called last


async def test_when_an_account_called_last_is_known_to_the_hour(home: Town) -> None:
    async def used() -> Any:
        async with home.database.reading() as session:
            return await session.scalar(select(accounts.c.used_at).where(accounts.c.external_id == "jonas"))

    assert await used() is None
    began = home.clock.now()
    await home.types("jonas", "/my show")
    assert await used() == began
    await home.waits(timedelta(minutes=59))
    await home.types("jonas", "/my show")
    assert await used() == began
    await home.waits(timedelta(minutes=1))
    await home.types("jonas", "/my show")
    assert await used() == began + timedelta(hours=1)
    async with home.database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(members)) == 4
