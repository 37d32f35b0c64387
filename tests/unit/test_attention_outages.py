"""What waits survives outages and rests: nothing important is lost with the message that was to carry it."""

from datetime import timedelta
from typing import Protocol

import pytest

from bot.community.attention import Weight
from tests.unit.test_attention import DAY, HOUR, WEEK, last, titles, wants, when, wish
from tests.worlds.town import BEGIN, Town


async def _nothing(lane: str) -> None:
    """Send nothing: the platform cannot be reached."""


async def unreachable(town: Town, *, until: timedelta) -> None:
    """Let Hearth go on while nothing gets through, until so long after the beginning."""
    wakeups = town.hearth.wakeups
    assert wakeups is not None
    drain, wakeups.drain = wakeups.drain, _nothing
    while town.clock.now() < BEGIN + until:
        await town.clock.travel(town.clock.now() + HOUR)
        await town.hearth.pulse()
    wakeups.drain = drain
    await town.hearth.pulse()
    await town.hearth.settle()


async def silent(town: Town, *, until: timedelta) -> None:
    """Let Hearth itself be down, until so long after the beginning."""
    await town.clock.travel(BEGIN + until)
    await town.hearth.pulse()
    await town.hearth.settle()


class Outage(Protocol):
    """A time in which nothing arrives."""

    async def __call__(self, town: Town, *, until: timedelta) -> None: ...


OUTAGES = pytest.mark.parametrize("outage", [unreachable, silent])


async def full(town: Town, person: str) -> None:
    """Let somebody have had what they allow this week, and something more wait for Monday."""
    made = [await wish(town, person, n, Weight.PROMISE) for n in ("A", "B", "C", "D")]
    await wants(town, *made)
    assert await titles(town, person) == ["A", "B"]


@OUTAGES
async def test_what_a_weekly_message_carried_into_an_outage_comes_after_it_within_the_budget(
    home: Town, outage: Outage
) -> None:
    await full(home, "jonas")
    await home.waits(WEEK - 2 * HOUR)
    await outage(home, until=WEEK + 30 * HOUR)
    # Tuesday afternoon: the week ahead says nothing any more, and has cost nothing; what it carried comes alone.
    await home.waits(HOUR)
    assert await titles(home) == ["A", "B", "C", "D"]
    assert {at.date() for at in (await when(home))[2:]} == {(BEGIN + WEEK + DAY).date()}
    await home.waits(WEEK)
    assert await titles(home) == ["A", "B", "C", "D"]  # nothing is carried twice, and no week is empty talk


@OUTAGES
async def test_who_wants_the_weekly_message_only_has_it_all_in_the_next_one(home: Town, outage: Outage) -> None:
    await home.types("jonas", "/my listen on")
    await wants(home, await wish(home, "jonas", "Long", Weight.DUTY), await wish(home, "jonas", "Short", good=8 * DAY))
    await home.waits(WEEK - 2 * HOUR)
    await outage(home, until=WEEK + 30 * HOUR)
    await home.waits(5 * DAY)
    assert await titles(home) == []
    await home.waits(2 * DAY)
    assert await titles(home) == ["week"]
    assert await when(home) == [BEGIN + 2 * WEEK]
    said = await last(home)
    assert "Long waits.\n" in said
    assert "1 thing came too late to be sent. Read it: my show\n" in said
    assert "I did not send you\nShort waits." in await home.said(await home.types("jonas", "/my show"))


async def rests(town: Town, until: str) -> None:
    """Let the community rest, quietly."""
    shown = await town.types("maria", f"/community pause until:{until}")
    await town.presses("maria", shown.card, "Rest quietly")


async def test_what_is_wished_in_a_rest_comes_after_it_the_most_important_first(home: Town) -> None:
    await rests(home, "2026-12-09")  # a Wednesday
    await home.waits(DAY)
    made = [
        await wish(home, "jonas", "Idea", Weight.IDEA),
        await wish(home, "jonas", "Duty", Weight.DUTY),
        await wish(home, "jonas", "Promise", Weight.PROMISE),
        await wish(home, "jonas", "Short", Weight.DUTY, good=2 * DAY),
    ]
    await wants(home, *made)
    await home.waits(14 * DAY)  # Tuesday evening, a night before the rest is over
    assert await titles(home) == []
    await home.waits(DAY)
    assert await titles(home) == ["Duty", "Promise"]
    assert all(at >= BEGIN + 16 * DAY - 2 * HOUR for at in await when(home))
    await home.waits(6 * DAY)
    assert await titles(home) == ["Duty", "Promise", "week"]
    assert "Idea waits.\n" in await last(home)
    assert "I did not send you\nShort waits." in await home.said(await home.types("jonas", "/my show"))


async def test_what_was_under_way_when_a_rest_began_comes_after_it_once(home: Town) -> None:
    wakeups = home.hearth.wakeups
    assert wakeups is not None
    drain, wakeups.drain = wakeups.drain, _nothing
    await wants(home, await wish(home, "jonas", "One"))
    await rests(home, "2026-12-09")
    wakeups.drain = drain
    await home.waits(14 * DAY)
    assert await titles(home) == []
    await home.waits(3 * DAY)
    assert await titles(home) == ["One"]
