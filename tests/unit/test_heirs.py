"""A community keeps two stewards: whoever is there longest is asked, may say no, and it is said who it is."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from adapters.sandbox.world import PLATFORM
from bot.acts import MembersLinked
from bot.cards import Card
from bot.commands import Event, EventKind
from bot.community.line import SILENT_AFTER
from bot.community.succession import Succession
from storage.tables.circles import circle_handovers
from storage.tables.community import accounts, communities, members
from storage.tables.engine import deliveries
from tests.worlds.saying import answers, refusal, says
from tests.worlds.town import SPACE, Town

SETTLED = "That question is not yours, or it is settled already. Nothing was changed."
HOURS_72 = timedelta(hours=72)
DAY = timedelta(days=1)


async def letters(town: Town, person: str) -> list[str]:
    """Return what somebody was sent directly about stewards."""
    found = [town.text(m) for m in await town.mail(person)]
    return [t for t in found if "steward" in t.lower() or t.startswith("Are you still there?")]


async def question(town: Town, person: str) -> Card:
    """Return the last question that somebody was sent."""
    cards = [m.card for m in await town.mail(person) if m.card is not None]
    return next(c for c in reversed(cards) if c.title == "Would you be a steward?")


async def asked(town: Town) -> set[str]:
    """Return who is being asked now."""
    people = ("maria", "jonas", "aisha", "noor")
    return {p for p in people if any("[I will]" in t for t in await letters(town, p))}


async def stewards(town: Town, person: str = "aisha") -> str:
    """Return who looks after the community, by name."""
    said = (await says(town, person, "/steward list")).removeprefix("Stewards\n")
    return ", ".join(sorted(said.split(", ")))


async def wall(town: Town) -> list[str]:
    """Return what was said in the home room about stewards."""
    found = [town.text(m) for m in await town.reads("aisha")]
    return [t for t in found if "steward" in t.lower()]


async def states(town: Town) -> list[str]:
    """Return what became of each question."""
    async with town.database.reading() as session:
        return sorted(await session.scalars(select(circle_handovers.c.state)))


async def heard_of(town: Town, *people: str) -> None:
    """Let people give a sign of life."""
    for person in people:
        await town.types(person, "/help")


async def comes_back(town: Town, person: str) -> None:
    """Let somebody come in again with the account they had."""
    now = town.clock.now()
    event = Event(f"back-{person}", PLATFORM, SPACE, EventKind.ARRIVED, now, person=person, name=person.title())
    await town.hearth.engine.receive(event)
    await town.hearth.pulse()


@pytest.fixture
async def pair(home: Town) -> Town:
    """Return a town with two stewards, Maria and Jonas; Noor and Aisha are there too, and Noor came later."""
    await home.types("maria", "/steward add @jonas")
    await home.lets_in("Zoe")
    await heard_of(home, "maria", "jonas", "aisha", "noor")
    return home


# Asked and answered


async def test_a_community_that_never_had_a_second_steward_is_left_alone(home: Town) -> None:
    await heard_of(home, "maria", "jonas", "aisha", "noor")
    await home.waits(3 * DAY)
    await home.leaves("noor")
    await home.waits(3 * DAY)
    assert await states(home) == []
    assert await wall(home) == []


async def test_when_a_steward_leaves_who_is_longest_there_is_asked_and_the_other_one_hears_of_it(pair: Town) -> None:
    await pair.leaves("maria")
    [first] = await asked(pair)
    assert (await letters(pair, first))[-1] == (
        "Would you be a steward?\n"
        "A steward of Testing guild has left.\n"
        "Would you look after it from here, as a steward? You have until Thu 26 Nov 09:00; saying no is fine.\n"
        "[I will] [Rather not]\n"
        "I ask you because you have been here longest of those who are around. If I hear nothing by then, you are a "
        "steward. Nobody is told why somebody says no."
    )
    assert (await letters(pair, "jonas"))[-1] == (
        "A second steward\n"
        "A steward of Testing guild has left.\n"
        "I am asking who could look after it beside you, and tell you when somebody does. If you know somebody "
        "yourself: steward add @somebody"
    )
    assert await wall(pair) == []  # nothing is said before it is settled
    assert await stewards(pair, "jonas") == "@Jonas"


async def _first_and_second(town: Town) -> tuple[str, str]:
    [first] = await asked(town)
    return first, ({"aisha", "noor"} - {first}).pop()


async def test_a_yes_makes_a_steward_once_and_is_announced_once(pair: Town) -> None:
    await pair.leaves("maria")
    first, second = await _first_and_second(pair)
    card = await question(pair, first)
    yes = "Thank you\nYou are a steward of Testing guild now. To see what that lets you do: help"
    assert await answers(pair, first, card, "I will") == yes
    assert await answers(pair, first, card, "I will") == yes
    assert refusal(await pair.presses(second, card, "I will")) == SETTLED
    assert refusal(await pair.presses(first, card, "Rather not")) == SETTLED
    name = first.title()
    assert await wall(pair) == [
        f"A new steward\n@{name} looks after Testing guild from now on, together with @Jonas. Thank you!"
    ]
    assert await stewards(pair) == ", ".join(sorted(("@Jonas", f"@{name}")))
    await pair.waits(2 * HOURS_72)
    assert await states(pair) == ["yes"]
    assert len(await wall(pair)) == 1
    record = await says(pair, "jonas", "/steward audit steward")
    for line in ("was asked to be a steward", "is a steward now, because one was missing"):
        assert f"@{name} {line}" in record


async def test_a_no_is_told_to_nobody_and_the_next_one_is_asked_until_nobody_is_left(pair: Town) -> None:
    await pair.leaves("maria")
    first, second = await _first_and_second(pair)
    before = await letters(pair, "jonas")
    card = await question(pair, first)
    assert await answers(pair, first, card, "Rather not") == (
        "That is fine\nThank you for saying so. I look for somebody else, and nobody is told why."
    )
    assert refusal(await pair.presses(first, card, "Rather not")) == SETTLED
    assert "[I will]" in (await letters(pair, second))[-1]
    await pair.presses(second, await question(pair, second), "Rather not")
    for _day in range(3):
        await pair.waits(DAY)
    assert (await letters(pair, "jonas"))[len(before) :] == [
        (
            "You are the only steward\n"
            "You look after Testing guild alone now: I know of nobody else to ask just now. "
            "Nothing is wrong with that. When you know somebody: steward add @somebody"
        )
    ]
    assert await states(pair) == ["alone", "no", "no"]
    assert await wall(pair) == []
    await pair.types("jonas", f"/steward add @{first}")
    assert await states(pair) == ["no", "no", "over"]


async def test_nobody_is_asked_who_was_never_heard_of_or_rests(pair: Town) -> None:
    for person in ("aisha", "noor"):
        await pair.types(person, "/my sabbatical 2027-03-01")
    await pair.leaves("maria")
    assert await asked(pair) == set()  # Zoe was never heard of
    assert await states(pair) == ["alone"]


async def test_whoever_stepped_back_is_not_asked_to_come_back(pair: Town) -> None:
    await pair.types("jonas", "/steward remove @jonas")
    [first] = await asked(pair)
    assert first in {"aisha", "noor"}
    assert "@Jonas is no longer a steward of Testing guild." in (await letters(pair, first))[-1]
    for person in await _first_and_second(pair):
        await pair.presses(person, await question(pair, person), "Rather not")
    assert await states(pair) == ["alone", "no", "no", "no"]


async def test_a_steward_who_is_added_by_hand_settles_it(pair: Town) -> None:
    await pair.leaves("maria")
    first, second = await _first_and_second(pair)
    card = await question(pair, first)
    await pair.types("jonas", f"/steward add @{second}")
    assert await states(pair) == ["over"]
    assert refusal(await pair.presses(first, card, "I will")) == SETTLED


# Silence


async def test_who_says_nothing_for_three_days_is_a_steward_and_may_still_say_no(pair: Town) -> None:
    await pair.leaves("maria")
    first, second = await _first_and_second(pair)
    await pair.waits(HOURS_72 - timedelta(minutes=1))
    assert await states(pair) == ["asked"]
    await pair.waits(timedelta(minutes=1))
    assert await states(pair) == ["carried"]
    name = first.title()
    assert await wall(pair) == [
        f"A new steward\n@{name} looks after Testing guild from now on, together with @Jonas. Thank you!"
    ]
    assert (await letters(pair, first))[-1] == (
        "You are a steward\n"
        "I heard no “rather not” from you, so you look after Testing guild now: help shows what that lets you do. "
        "Rather not after all? That is fine too.\n"
        "[Rather not]"
    )
    await pair.presses(first, (await pair.mail(first))[-1].card, "Rather not")
    assert await stewards(pair, first) == "@Jonas"
    assert "[I will]" in (await letters(pair, second))[-1]


async def test_a_question_that_never_arrived_makes_nobody_a_steward(pair: Town) -> None:
    await pair.leaves("maria")
    _first, second = await _first_and_second(pair)
    async with pair.database.writing() as session:  # as a platform does whose direct messages are closed
        shut = deliveries.c.payload.contains("Would you be a steward?")
        await session.execute(update(deliveries).where(shut).values(state="refused"))
    await pair.waits(HOURS_72)
    assert await states(pair) == ["asked", "passed"]
    assert "[I will]" in (await letters(pair, second))[-1]
    assert await stewards(pair) == "@Jonas"


async def test_a_steward_silent_for_six_weeks_is_joined_by_another_and_may_come_back(pair: Town) -> None:
    await pair.waits(SILENT_AFTER - DAY)
    await heard_of(pair, "maria", "aisha", "noor")
    await pair.waits(2 * DAY)
    first, _second = await _first_and_second(pair)
    card = await question(pair, first)
    assert "@Jonas could not be around lately, which happens; Testing guild shall not wait" in pair.text(
        (await pair.mail(first))[-1]
    )
    still = (await pair.mail("jonas"))[-1]
    assert pair.text(still) == (
        "Are you still there?\n"
        "I have not heard of you for six weeks, so I look for somebody who looks after Testing guild with you.\n"
        "[I am here]\n"
        "Nothing is taken from you."
    )
    assert await answers(pair, "jonas", still.card, "I am here") == "Good to have you\nThen all stays as it is."
    assert await states(pair) == ["over"]
    assert refusal(await pair.presses(first, card, "I will")) == SETTLED
    assert await stewards(pair) == "@Jonas, @Maria"


# Going and coming back meanwhile


async def test_when_the_asked_one_leaves_or_is_forgotten_the_next_one_is_asked_at_once(pair: Town) -> None:
    await heard_of(pair, "zoe")
    await pair.leaves("maria")
    first, second = await _first_and_second(pair)
    await pair.leaves(first)
    assert "[I will]" in (await letters(pair, second))[-1]
    await pair.types(second, "/my forget yes")
    assert "[I will]" in (await letters(pair, "zoe"))[-1]
    assert await states(pair) == ["asked", "passed"]


async def test_a_steward_who_comes_back_in_time_keeps_the_seat(pair: Town) -> None:
    await pair.leaves("maria")
    first, _second = await _first_and_second(pair)
    card = await question(pair, first)
    await pair.waits(2 * DAY)
    await comes_back(pair, "maria")
    assert (await stewards(pair), await states(pair)) == ("@Jonas, @Maria", ["over"])
    await pair.waits(2 * DAY)
    assert refusal(await pair.presses(first, card, "I will")) == SETTLED
    assert await wall(pair) == []


async def test_a_steward_who_comes_back_when_there_are_two_others_is_a_member(pair: Town) -> None:
    await pair.leaves("maria")
    first, _second = await _first_and_second(pair)
    await pair.presses(first, await question(pair, first), "I will")
    await pair.waits(4 * DAY)
    await comes_back(pair, "maria")
    assert await stewards(pair) == ", ".join(sorted(("@Jonas", f"@{first.title()}")))
    assert "left, and is no steward any more" in await says(pair, "jonas", "/steward audit steward")


async def test_a_steward_who_asks_to_be_forgotten_is_followed_by_another(pair: Town) -> None:
    await pair.types("jonas", "/my forget yes")
    [first] = await asked(pair)
    assert first in {"aisha", "noor"}
    assert "A steward of Testing guild has left." in (await letters(pair, first))[-1]


# Resting


async def test_nobody_was_silent_while_the_community_rested(pair: Town) -> None:
    await pair.presses("maria", (await pair.types("maria", "/community pause until:2027-02-01")).card, "Rest quietly")
    await pair.waits(timedelta(weeks=12))
    assert await states(pair) == []
    # A hand-over goes on meanwhile, among those who were there before.
    await pair.leaves("maria")
    assert await asked(pair) != set()


async def test_nobody_becomes_a_steward_by_silence_while_the_community_rests(pair: Town) -> None:
    await pair.leaves("maria")
    assert await states(pair) == ["asked"]
    await pair.presses("jonas", (await pair.types("jonas", "/community pause until:2027-01-11")).card, "Rest quietly")
    before = len(await pair.reads("jonas"))
    await pair.waits(timedelta(days=14))
    assert await states(pair) == ["asked"]
    assert len(await pair.reads("jonas")) == before
    await pair.waits(timedelta(days=45))  # the rest is over, and a daily look has come
    assert await states(pair) != ["asked"]


# Nobody is left


async def test_when_no_steward_is_left_the_home_room_hears_how_somebody_becomes_one(home: Town) -> None:
    await home.types("maria", "/steward add @jonas")
    await home.leaves("jonas")
    assert await states(home) == ["alone"]  # nobody else was ever heard of
    await home.waits(DAY)
    await home.leaves("maria")
    assert await states(home) == ["desk", "over"]
    [wanted] = [m for m in await home.reads("aisha") if "steward" in home.text(m).lower()]
    assert home.text(wanted) == (
        "A steward is wanted\n"
        "Nobody who looks after Testing guild is around just now, and that happens. Whoever manages this space, "
        "and would like to, can say so here; afterwards they add whom they like: steward add @somebody\n"
        "[I will]\n"
        "Nothing is lost meanwhile: what is planned goes on."
    )
    assert refusal(await home.presses("aisha", wanted.card, "I will")) == (
        "That is for whoever manages this space; they can add you afterwards. Nothing was changed. Ask them."
    )


async def test_whoever_manages_the_space_becomes_the_steward_of_a_community_that_has_none(pair: Town) -> None:
    for person in ("aisha", "noor"):
        await pair.types(person, "/my sabbatical 2027-03-01")
    await pair.types("maria", "/steward remove @maria")
    await pair.leaves("jonas")
    card = next(m.card for m in await pair.reads("maria") if "A steward is wanted" in pair.text(m))
    assert await answers(pair, "maria", card, "I will") == (
        "Thank you\nYou are a steward of Testing guild now. To see what that lets you do: help"
    )
    assert refusal(await pair.presses("maria", card, "I will")) == "That is settled already. Nothing was changed."
    await pair.minute_passes()
    assert await wall(pair) == [
        "A steward was wanted\n@Maria has taken it on. Thank you!",
        "A new steward\n@Maria looks after Testing guild from now on. Thank you!",
    ]
    assert await stewards(pair) == "@Maria"
    assert "@Maria is a steward now, because there was none" in await says(pair, "maria", "/steward audit steward")


async def test_two_stewards_who_turn_out_to_be_one_person_are_joined_by_another(pair: Town) -> None:
    async with pair.database.writing() as session:
        ids = {r.name: r for r in await session.execute(select(accounts.c.name, accounts.c.member_id))}
        maria, jonas = ids["Maria"].member_id, ids["Jonas"].member_id
        await session.execute(update(accounts).where(accounts.c.name == "Jonas").values(member_id=maria))
        await session.execute(update(members).where(members.c.id == jonas).values(linked_to=maria))
        [home] = await session.scalars(select(communities.c.id))
    async with pair.hearth.engine.unit() as house:
        await house.service(Succession).linked([MembersLinked(home, maria, jonas, pair.clock.now())])
        await house.flush()
    await pair.hearth.settle()
    [first] = await asked(pair)
    assert "Testing guild should have two stewards, so that it is never without." in (await letters(pair, first))[-1]
