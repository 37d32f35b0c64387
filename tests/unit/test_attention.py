"""What wants a member's attention: alone within the budget, in the weekly message otherwise, never lost in silence."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from adapters.sandbox.tables import people as sandbox_people
from adapters.sandbox.world import PLATFORM
from bot.cards import Button, Buttons, Card, Para
from bot.commands import Event, EventKind
from bot.community.attending import Attending
from bot.community.attention import Weight, Wish
from bot.keys import CommunityId, MemberId
from storage.attention import SqlWishes
from storage.community import SqlCommunities
from storage.members import SqlMembers
from storage.tables.attention import wishes
from tests.worlds.town import BEGIN, SPACE, Town

DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)
HOUR = timedelta(hours=1)
BECAUSE = "You get this because you belong to Testing guild. It is {n} of at most {most} messages from me this week. "
NEXT = "The next week ahead is due {when}."


async def member_of(town: Town, person: str) -> tuple[CommunityId, MemberId]:
    async with town.database.reading() as session:
        space = await SqlCommunities(session).space("sandbox", SPACE)
        assert space is not None
        account = await SqlMembers(session).account_at(space.id, person)
    assert account is not None
    assert account.member is not None
    assert space.community is not None
    return space.community, account.member


async def wish(
    town: Town,
    person: str,
    name: str,
    weight: Weight = Weight.PROMISE,
    *,
    good: timedelta = 3 * WEEK,
    subject: str = "",
    kind: str = "test.wish",
) -> Wish:
    community, member = await member_of(town, person)
    card = Card(name, (Para((f"It is about {name}.",)), Buttons((Button("Look", "rhythm.week"),))))
    until = town.clock.now() + good
    return Wish(community, member, kind, subject or name, weight, card, Para((f"{name} waits.",)), until)


async def wants(town: Town, *wishes: Wish) -> None:
    """Let a feature want these in one unit of work, and what may come arrive."""
    async with town.hearth.engine.unit() as house:
        await house.service(Attending).want(wishes)
    await town.hearth.settle()


async def withdraws(town: Town, *subjects: str) -> None:
    community, _member = await member_of(town, "jonas")
    async with town.hearth.engine.unit() as house:
        await house.service(Attending).withdraw(community, subjects)
    await town.hearth.settle()


async def titles(town: Town, person: str = "jonas") -> list[str]:
    """Return the titles of what somebody got of Hearth's own accord; the weekly message is called week."""
    found = [str(m.card.title) for m in await town.mail(person) if m.card is not None]
    return ["week" if t == "Your week in Testing guild" else t for t in found]


async def when(town: Town, person: str = "jonas") -> list[datetime]:
    return [m.at for m in await town.mail(person)]


async def last(town: Town, person: str = "jonas") -> str:
    return town.text((await town.mail(person))[-1])


async def shows(town: Town, person: str, line: str = "/my show") -> str:
    return await town.said(await town.types(person, line))


# Alone, or with the week


async def test_it_comes_at_once_says_how_many_it_is_and_leads_to_fewer(home: Town) -> None:
    await wants(home, await wish(home, "jonas", "One"))
    assert await last(home) == (
        "One\nIt is about One.\n[Look] [Fewer]\n"
        "It is 1 of at most 2 messages from me this week. The next week ahead is due Mon 30 Nov 09:00."
    )


async def test_what_is_over_the_budget_comes_with_the_week_the_most_important_first(home: Town) -> None:
    made = [
        await wish(home, "jonas", n, Weight(w))
        for n, w in (
            ("Idea", Weight.IDEA),
            ("Choice", Weight.CHOICE),
            ("Duty", Weight.DUTY),
            ("Promise", Weight.PROMISE),
        )
    ]
    await wants(home, *made)
    assert await titles(home) == ["Duty", "Promise"]
    await home.waits(WEEK)
    assert await titles(home) == ["Duty", "Promise", "week"]
    assert await last(home) == (
        "Your week in Testing guild\n"
        "This did not come by itself, so that you get no more than 2 a week:\n"
        "Choice waits.\n"
        "Idea waits.\n"
        "[Fewer] [Snooze a week]\n" + BECAUSE.format(n=1, most=2) + NEXT.format(when="Mon 7 Dec 09:00")
    )
    await home.waits(2 * WEEK)
    assert await titles(home) == ["Duty", "Promise", "week"]


async def test_one_thing_is_wished_once_and_anew_when_it_was_withdrawn(home: Town) -> None:
    one = await wish(home, "jonas", "One")
    await wants(home, one, one)
    await wants(home, one)
    assert await titles(home) == ["One"]
    await withdraws(home, "One")
    await wants(home, one)
    assert await titles(home) == ["One", "One"]


async def test_at_night_it_waits_for_the_end_of_quiet_hours(home: Town) -> None:
    await home.waits(12 * HOUR)  # nine in the evening
    await wants(home, await wish(home, "jonas", "One"))
    assert await titles(home) == []
    await home.waits(12 * HOUR)
    assert await when(home) == [BEGIN + DAY - HOUR]


async def test_on_monday_morning_it_comes_with_the_week_and_not_before_it(home: Town) -> None:
    await home.waits(WEEK - 10 * HOUR)  # Sunday, eleven in the evening
    await wants(home, await wish(home, "jonas", "One"), await wish(home, "jonas", "Early", good=9.5 * HOUR))
    await home.waits(12 * HOUR)
    # What says nothing any more at nine comes at eight.
    assert await titles(home) == ["Early", "week"]
    assert "One waits." in await last(home)
    assert "It is 2 of at most 2 messages" in await last(home)


async def test_a_snooze_is_waited_for_and_takes_back_what_is_not_sent(home: Town) -> None:
    await home.types("jonas", "/my snooze 3")
    await wants(home, await wish(home, "jonas", "One"), await wish(home, "jonas", "Short", good=2 * DAY))
    await home.waits(3 * DAY)
    assert await titles(home) == ["One"]
    assert await when(home) == [BEGIN + 3 * DAY]
    said = await shows(home, "jonas")
    assert "I did not send you\nShort waits.\n" in said


async def _nothing(lane: str) -> None:
    """Send nothing: the platform cannot be reached."""


async def test_what_is_under_way_is_taken_back_by_a_snooze_and_comes_after_it_within_the_budget(home: Town) -> None:
    wakeups = home.hearth.wakeups
    assert wakeups is not None
    drain, wakeups.drain = wakeups.drain, _nothing
    await wants(home, await wish(home, "jonas", "One"), await wish(home, "jonas", "Two"))
    await home.types("jonas", "/my snooze 2")
    wakeups.drain = drain
    await home.waits(DAY)
    assert await titles(home) == []
    await home.waits(DAY)
    assert await titles(home) == ["One", "Two"]


async def test_what_could_not_be_sent_in_its_hours_is_sent_in_the_next_and_counts_once(home: Town) -> None:
    wakeups = home.hearth.wakeups
    assert wakeups is not None
    drain, wakeups.drain = wakeups.drain, _nothing
    await wants(home, await wish(home, "jonas", "One"), await wish(home, "jonas", "Two"))
    await home.clock.travel(BEGIN + 12 * HOUR)  # quiet hours began at eight
    wakeups.drain = drain
    await home.hearth.pulse()
    await home.hearth.settle()
    assert await titles(home) == []
    await home.waits(DAY)
    assert await titles(home) == ["One", "Two"]
    await wants(home, await wish(home, "jonas", "Three"))
    assert await titles(home) == ["One", "Two"]


async def test_withdrawing_takes_back_what_waits_and_what_is_under_way(home: Town) -> None:
    await wants(home, await wish(home, "jonas", "One"), await wish(home, "jonas", "Two"))
    wakeups = home.hearth.wakeups
    assert wakeups is not None
    drain, wakeups.drain = wakeups.drain, _nothing
    await wants(home, await wish(home, "aisha", "Under way"))
    await wants(home, await wish(home, "jonas", "Waits"))
    await withdraws(home, "Waits", "Under way")
    wakeups.drain = drain
    await home.waits(WEEK)
    assert await titles(home) == ["One", "Two"]
    assert await titles(home, "aisha") == []
    assert "Waits" not in await shows(home, "jonas")
    # What was taken back unsent cost nothing.
    await wants(home, await wish(home, "aisha", "A"), await wish(home, "aisha", "B"))
    assert await titles(home, "aisha") == ["A", "B"]


async def test_taken_back_in_the_unit_of_work_that_wanted_it_it_never_was(home: Town) -> None:
    made = await wish(home, "jonas", "One")
    async with home.hearth.engine.unit() as house:
        await house.service(Attending).want([made])
        await house.service(Attending).withdraw(made.community, ["One"])
    async with home.hearth.engine.unit() as house:
        await house.service(Attending).withdraw(made.community, ["One"])
        await house.service(Attending).want([replace(made, card=Card("Anew"))])
    await home.hearth.settle()
    assert await titles(home) == ["Anew"]


# What members allow


async def test_a_budget_of_none_is_silence_and_the_week_is_there_to_be_read(home: Town) -> None:
    await home.starts_ritual("maria", '/ritual create "Friday wins" "every Friday 10:00" "What went well"')
    assert "Messages of my own accord: none: rhythm week shows what is on" in await shows(home, "jonas", "/my budget 0")
    await wants(home, await wish(home, "jonas", "One"), await wish(home, "jonas", "Short", good=DAY))
    await home.waits(2 * WEEK)
    assert await titles(home) == []
    assert await shows(home, "jonas", "/rhythm week") == (
        "The week ahead\nFri 11 Dec 10:00 · Friday wins\nWaiting for you\nOne waits.\nI did not send you\nShort waits."
    )
    # Whoever wants messages again gets at once what waited.
    await home.types("jonas", "/my budget 3")
    assert await titles(home) == ["One"]


@pytest.mark.parametrize(("budget", "alone"), [(1, 1), (2, 2), (5, 5), (7, 6)])
async def test_a_member_chooses_how_many(home: Town, budget: int, alone: int) -> None:
    await home.types("jonas", f"/my budget {budget}")
    await wants(home, *[await wish(home, "jonas", f"Wish {n}") for n in range(6)])
    assert len(await titles(home)) == alone


async def test_who_listens_gets_the_weekly_message_only_and_reads_why(home: Town) -> None:
    await home.types("jonas", "/my listen on")
    await wants(home, await wish(home, "jonas", "One", Weight.DUTY))
    assert await titles(home) == []
    assert "Waiting for you\nOne waits.\n" in await shows(home, "jonas")
    await home.waits(WEEK)
    assert (await last(home)).startswith(
        "Your week in Testing guild\nYou wanted one message a week, so this did not come by itself:\nOne waits.\n"
    )
    assert "Waiting for you" not in await shows(home, "jonas")
    await home.types("jonas", "/my listen off")
    await wants(home, await wish(home, "jonas", "Two"))
    assert await titles(home) == ["week", "Two"]


async def test_a_sabbatical_is_silence_and_ends_with_one_kind_message_of_what_is_still_good(home: Town) -> None:
    await home.starts_ritual("maria", '/ritual create "Friday wins" "every Friday 10:00" "What went well"')
    said = await shows(home, "jonas", "/my sabbatical until:2026-12-16")
    assert "Sabbatical: until Wed 16 Dec\n" in said
    await wants(
        home,
        await wish(home, "jonas", "Good", good=4 * WEEK),
        await wish(home, "jonas", "Over", Weight.DUTY, good=2 * WEEK),
    )
    await home.waits(23 * DAY - HOUR)
    assert await titles(home) == []
    await home.waits(HOUR)
    assert await when(home) == [BEGIN + 23 * DAY]  # Wednesday 16 December, nine o'clock
    assert await last(home) == (
        "Your week in Testing guild\n"
        "Welcome back. This is what is still good.\n"
        "Fri 18 Dec 10:00 · Friday wins\n"
        "Good waits.\n"
        "1 thing came too late to be sent. Read it: my show\n"
        "[Fewer] [Snooze a week]\n" + BECAUSE.format(n=1, most=2) + NEXT.format(when="Mon 21 Dec 09:00")
    )
    assert "I did not send you\nOver waits." in await shows(home, "jonas")
    await home.waits(WEEK)
    assert (await titles(home), "Welcome back" in await last(home)) == (["week", "week"], False)


async def test_a_sabbatical_that_is_ended_lets_the_next_monday_come(home: Town) -> None:
    await home.starts_ritual("maria", '/ritual create "Friday wins" "every Friday 10:00" "What went well"')
    await home.types("jonas", "/my sabbatical until:2027-06-01")
    assert "Sabbatical: no\n" in await shows(home, "jonas", "/my sabbatical off")
    await home.waits(WEEK)
    assert await titles(home) == ["week"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("/my budget 8", "I can send you 0 to 7 messages a week. Nothing was changed."),
        ("/my budget -1", "I can send you 0 to 7 messages a week. Nothing was changed."),
        ("/my sabbatical soon", "“soon” is not a day. Try 2027-01-22, or off. Nothing was changed."),
        (
            "/my sabbatical 2026-11-23",
            "The day you come back must lie ahead, within two years. Nothing was changed. To end it: off",
        ),
        (
            "/my sabbatical 2029-01-01",
            "The day you come back must lie ahead, within two years. Nothing was changed. To end it: off",
        ),
    ],
)
async def test_what_cannot_be_set_is_refused_in_one_sentence(home: Town, typed: str, said: str) -> None:
    before = await shows(home, "jonas")
    assert said in await shows(home, "jonas", typed)
    assert await shows(home, "jonas") == before


async def test_everything_is_set_by_buttons_as_well(home: Town) -> None:
    shown = await home.types("jonas", "/my show")
    fewer = await home.presses("jonas", shown.card, "Fewer messages")
    assert "at most 1 a week" in await home.said(fewer)
    none = await home.presses("jonas", fewer.card, "Fewer messages")
    assert "[Messages again] [Weekly one only]" in await home.said(none)
    again = await home.presses("jonas", none.card, "Messages again")
    listens = await home.presses("jonas", again.card, "Weekly one only")
    assert "the weekly one only" in await home.said(listens)
    await home.presses("jonas", listens.card, "Not only the weekly one")
    asked = await home.presses("jonas", shown.card, "Sabbatical")
    away = await home.fills("jonas", asked.form, {"until": "2027-01-10"})
    assert "Sabbatical: until Sun 10 Jan" in await home.said(away)
    assert "Sabbatical: no" in await home.said(await home.presses("jonas", away.card, "I am back"))


async def test_what_came_too_late_can_be_read_for_four_weeks_and_longer_by_who_is_away(home: Town) -> None:
    for person in ("jonas", "aisha"):
        await home.types(person, "/my budget 0")
        await wants(home, await wish(home, person, "Short", good=DAY))
    await home.types("aisha", "/my sabbatical until:2027-02-01")
    await home.waits(28 * DAY)
    assert "I did not send you\nShort waits." in await shows(home, "jonas")
    await home.waits(2 * DAY)
    assert "Short waits." not in await shows(home, "jonas")
    await home.waits(60 * DAY)
    assert "I did not send you\nShort waits." in await shows(home, "aisha")
    await home.waits(21 * DAY)
    assert "Short waits." not in await shows(home, "aisha")
    async with home.database.reading() as session:
        assert (await session.execute(select(wishes))).all() == []


# Coming and going


async def test_who_comes_back_has_nothing_waiting_and_reads_that_what_they_set_still_holds(
    home: Town,
) -> None:
    for line in ("/my listen on", "/my budget 1", "/my snooze 3"):
        await home.types("jonas", line)
    await wants(home, await wish(home, "jonas", "One"))
    await home.leaves("jonas")
    await wants(home, await wish(home, "jonas", "Two"))
    _community, member = await member_of(home, "jonas")
    async with home.database.reading() as session:
        assert await SqlWishes(session, home.hearth.engine.ids).unsaid(member, BEGIN) == ()
    await returns(home, "jonas", "aisha")
    assert await last(home) == (
        "Welcome back\n"
        "You are in Testing guild again, and what you had set still holds: at most 1 message a week, "
        "the weekly message only, snoozed until Thu 26 Nov 09:00.\n"
        "[My settings]"
    )
    assert "Messages of my own accord: the weekly one only" in await shows(home, "jonas")
    # Who had set nothing, or is new, is told nothing.
    assert await titles(home, "aisha") == []


async def returns(town: Town, *people: str) -> None:
    """Let people who left come in again, with the same accounts."""
    for person in people:
        async with town.database.writing() as session:
            await session.execute(update(sandbox_people).where(sandbox_people.c.handle == person).values(here=True))
        event = Event(f"back-{person}", PLATFORM, SPACE, EventKind.ARRIVED, town.clock.now(), person=person)
        await town.hearth.engine.receive(event)
    await town.hearth.pulse()
    await town.hearth.settle()
