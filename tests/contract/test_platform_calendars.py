"""The platform contract, calendars: what the core may count on where a platform has one of its own."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.errors import Outcome, PlatformFault
from bot.ports import Capability, Found, RoomAt, Seen, Slot
from tests.contract.lands import Land
from tests.contract.test_platform import needs, opened

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
Act = Callable[[Land, RoomAt, Slot], Awaitable[object]]


def slot(land: Land, *, within: timedelta = DAY) -> Slot:
    starts = land.real().replace(microsecond=0) + within
    return Slot("Friday wins", "What went well", starts, starts + HOUR)


async def put(land: Land, room: RoomAt, what: Slot, key: str = "event-1") -> str:
    return await land.platform.schedule(land.space, room, what, key)


async def test_an_event_stands_in_the_calendar_as_it_was_said(land: Land) -> None:
    needs(land, Capability.SCHEDULE)
    room, said = await opened(land), slot(land)
    assert await land.events() == {}
    made = await put(land, room, said)
    assert await land.events() == {made: said}


async def test_an_event_that_may_have_been_put_in_is_found_and_no_other(land: Land) -> None:
    """Whoever does not know whether it was accepted looks first, and does not put it in twice."""
    needs(land, Capability.SCHEDULE)
    room, said = await opened(land), slot(land)
    later = replace(said, starts=said.starts + DAY, ends=said.ends + DAY)
    assert await land.platform.look_up_slot(land.space, room, said, "event-1") == Found(Seen.ABSENT)
    made = await put(land, room, said)
    assert await land.platform.look_up_slot(land.space, room, said, "event-1") == Found(Seen.THERE, made)
    assert await land.platform.look_up_slot(land.space, room, later, "event-2") == Found(Seen.ABSENT)
    other = replace(said, name="Monday blues")
    assert await land.platform.look_up_slot(land.space, room, other, "event-3") == Found(Seen.ABSENT)


async def test_an_event_that_moves_stays_the_same_one_however_often_it_is_told(land: Land) -> None:
    needs(land, Capability.SCHEDULE)
    room, said = await opened(land), slot(land)
    made = await put(land, room, said)
    kept = await put(land, room, slot(land, within=3 * DAY), "event-2")
    moved = Slot("Thursday wins", "What went better", said.starts + DAY, said.ends + DAY + HOUR)
    for _time in range(2):
        await land.platform.reschedule(land.space, room, made, moved)
        assert await land.events() == {made: moved, kept: slot(land, within=3 * DAY)}
    assert await land.platform.look_up_slot(land.space, room, moved, "event-1") == Found(Seen.THERE, made)


async def test_an_event_that_is_taken_out_is_gone_and_taking_it_out_again_is_harmless(land: Land) -> None:
    needs(land, Capability.SCHEDULE)
    room = await opened(land)
    made, kept = await put(land, room, slot(land)), await put(land, room, slot(land, within=2 * DAY), "event-2")
    for _time in range(2):
        await land.platform.unschedule(land.space, made)
        assert set(await land.events()) == {kept}


async def test_an_event_that_somebody_deleted_stays_so(land: Land) -> None:
    needs(land, Capability.SCHEDULE)
    room, said = await opened(land), slot(land)
    made = await put(land, room, said)
    await land.strikes(made)
    await land.platform.reschedule(land.space, room, made, replace(said, name="Thursday wins"))
    await land.platform.unschedule(land.space, made)
    assert await land.events() == {}
    assert await land.platform.look_up_slot(land.space, room, said, "event-1") == Found(Seen.ABSENT)


async def test_an_event_that_is_over_stays_so(land: Land) -> None:
    needs(land, Capability.SCHEDULE)
    room, said = await opened(land), slot(land)
    made = await put(land, room, said)
    await land.waits(DAY + 2 * HOUR)
    await land.platform.reschedule(land.space, room, made, slot(land))
    await land.platform.unschedule(land.space, made)
    assert await land.events() == {}


@pytest.mark.parametrize("again", [False, True])
async def test_a_date_that_is_past_is_refused_for_good_and_changes_nothing(land: Land, *, again: bool) -> None:
    needs(land, Capability.SCHEDULE)
    room, said, past = await opened(land), slot(land), slot(land, within=-2 * HOUR)
    made = await put(land, room, said)
    told = land.platform.reschedule(land.space, room, made, past) if again else put(land, room, past, "event-2")
    with pytest.raises(PlatformFault) as refused:
        await told
    assert (refused.value.outcome, refused.value.lost) == (Outcome.NEVER, False)
    assert await land.events() == {made: said}


async def test_what_meets_in_private_is_in_no_calendar_that_everybody_reads(land: Land) -> None:
    needs(land, Capability.SCHEDULE)
    room = await opened(land, private=True)
    with pytest.raises(PlatformFault) as refused:
        await put(land, room, slot(land))
    assert refused.value.outcome is Outcome.NEVER
    assert await land.events() == {}


ACTS: dict[str, Act] = {
    "schedule": put,
    "reschedule": lambda land, room, what: land.platform.reschedule(land.space, room, "1", what),
    "unschedule": lambda land, _room, _what: land.platform.unschedule(land.space, "1"),
    "look up": lambda land, room, what: land.platform.look_up_slot(land.space, room, what, "event-1"),
}


@pytest.mark.parametrize("act", ACTS)
async def test_a_platform_without_a_calendar_says_so_for_good(land: Land, act: str) -> None:
    if Capability.SCHEDULE in land.platform.capabilities:
        return
    with pytest.raises(PlatformFault) as refused:
        await ACTS[act](land, await opened(land), slot(land))
    assert (refused.value.code, refused.value.outcome) == ("no_calendar", Outcome.NEVER)
