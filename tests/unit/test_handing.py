"""Hand-overs: whoever is next is asked, has three days to say no, and a circle always knows who carries it."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.cards import Card
from bot.community.line import SILENT_AFTER
from storage.tables.circles import circle_handovers
from storage.tables.community import accounts
from tests.worlds.saying import answers, refusal, says
from tests.worlds.town import Town

NOT = "Nothing was changed."
SETTLED = f"That question is not yours, or it is settled already. {NOT}"
MENTORS = '/circle create "Mentors" "How we mentor" @jonas'
HOURS_72 = timedelta(hours=72)


async def letters(town: Town, person: str) -> list[str]:
    """Return what somebody was sent directly, without invitations."""
    found = [town.text(m) for m in await town.mail(person)]
    return [t for t in found if not t.startswith(("An invitation", "What I know"))]


async def question(town: Town, person: str) -> Card:
    """Return the last question that somebody was sent."""
    cards = [m.card for m in await town.mail(person) if m.card is not None and m.card.title == "Hand-over"]
    assert cards
    return cards[-1]


async def stewards(town: Town, person: str) -> str:
    """Return who looks after the circle, as somebody inside reads it."""
    shown = await says(town, person, "/circle show Mentors")
    return next(line for line in shown.split("\n") if line.startswith("Stewards: "))


async def states(town: Town) -> list[str]:
    """Return what became of each question, oldest first."""
    query = select(circle_handovers.c.state).order_by(circle_handovers.c.asked_at, circle_handovers.c.id)
    async with town.database.reading() as session:
        return sorted(await session.scalars(query))


async def notices(town: Town, person: str = "maria") -> list[str]:
    return [t for t in await letters(town, person) if t.startswith("A circle need")]


@pytest.fixture
async def circle(home: Town) -> Town:
    """Return a town with a private circle: Maria and Jonas look after it, Noor was there before Aisha."""
    await home.types("maria", MENTORS + " people:@aisha @noor")
    await home.types("noor", "/circle join Mentors")
    await home.clock.travel(home.clock.now() + timedelta(hours=1))
    await home.types("aisha", "/circle join Mentors")
    return home


# Asked and answered


async def test_who_is_longest_there_is_asked_when_fewer_than_two_are_left(circle: Town) -> None:
    await circle.types("maria", "/circle leave Mentors")
    [said] = [circle.text(m) for m in await circle.reads("jonas", "mentors")][1:]
    assert said == (
        "Hand-over\n"
        "@Maria is no longer a steward of Mentors.\n"
        "@Noor, would you carry it from here? You have until Thu 26 Nov 10:00; saying no is fine.\n"
        "[I will] [Rather not]\n"
        "If I hear nothing by then, it is theirs. Nobody is told why somebody says no."
    )
    assert await letters(circle, "noor") == [said]
    assert await letters(circle, "aisha") == await letters(circle, "jonas") == []
    assert "Hand-over: @Noor is asked, until Thu 26 Nov 10:00." in await says(circle, "aisha", "/circle show Mentors")
    assert await stewards(circle, "jonas") == "Stewards: @Jonas"  # nothing is anybody's before they had their say


async def test_a_yes_makes_a_steward_once_and_is_announced(circle: Town) -> None:
    await circle.types("maria", "/circle leave Mentors")
    asked = await question(circle, "noor")
    assert await answers(circle, "noor", asked, "I will") == (
        "Thank you\nYou are a steward of Mentors now. To see who is there: circle show"
    )
    assert await answers(circle, "noor", asked, "I will") == (
        "Thank you\nYou are a steward of Mentors now. To see who is there: circle show"
    )
    await circle.minute_passes()
    assert [circle.text(m) for m in await circle.reads("jonas", "mentors")][1:] == [
        "Hand-over\nThis is settled. Thank you.",
        "Hand-over\n@Noor looks after Mentors from now on. Thank you!",
    ]
    assert await letters(circle, "noor") == ["Hand-over\nThis is settled. Thank you."]
    assert await stewards(circle, "aisha") == "Stewards: @Noor, @Jonas"
    assert await states(circle) == ["yes"]
    await circle.waits(HOURS_72)
    assert await states(circle) == ["yes"]


async def test_a_no_is_told_to_nobody_and_the_next_one_is_asked(circle: Town) -> None:
    await circle.types("maria", "/circle leave Mentors")
    asked = await question(circle, "noor")
    assert await answers(circle, "noor", asked, "Rather not") == (
        "That is fine\nThank you for saying so. I look for somebody else, and nobody is told why."
    )
    assert refusal(await circle.presses("noor", asked, "Rather not")) == SETTLED
    assert (await letters(circle, "aisha"))[-1].startswith(
        "Hand-over\nMentors should have two stewards, so that it is never without.\n@Aisha, would you carry it"
    )
    await circle.presses("aisha", await question(circle, "aisha"), "Rather not")
    # Jonas carries it alone, and hears so once; the desk of the community does not.
    for _day in range(3):
        await circle.waits(timedelta(days=1))
    assert [t.split("\n")[0] for t in await letters(circle, "jonas")] == ["You are the only steward"]
    assert await notices(circle) == []
    assert await states(circle) == ["alone", "no", "no"]
    assert "It has one steward." in await says(circle, "jonas", "/circle show Mentors")


async def test_only_whoever_was_asked_can_answer(circle: Town) -> None:
    await circle.types("maria", "/circle leave Mentors")
    asked = await question(circle, "noor")
    for person in ("aisha", "jonas", "maria"):
        for label in ("I will", "Rather not"):
            assert refusal(await circle.presses(person, asked, label)) == SETTLED
    assert await states(circle) == ["asked"]


# Silence


async def test_who_says_nothing_for_three_days_carries_it_and_may_still_say_no(circle: Town) -> None:
    await circle.types("maria", "/circle leave Mentors")
    await circle.waits(HOURS_72 - timedelta(minutes=1))
    assert await states(circle) == ["asked"]
    await circle.waits(timedelta(minutes=1))
    assert await states(circle) == ["carried"]
    assert await stewards(circle, "aisha") == "Stewards: @Noor, @Jonas"
    assert [circle.text(m) for m in await circle.reads("jonas", "mentors")][-1] == (
        "Hand-over\n@Noor looks after Mentors from now on. Thank you!"
    )
    told = (await letters(circle, "noor"))[-1]
    assert told == (
        "You are a steward\n"
        "I heard no “rather not” from you, so you look after Mentors now. Rather not after all? That is fine too.\n"
        "[Rather not]"
    )
    late = (await circle.mail("noor"))[-1].card
    await circle.presses("noor", late, "Rather not")
    assert await stewards(circle, "aisha") == "Stewards: @Jonas"
    assert await states(circle) == ["asked", "no"]
    assert "@Aisha, would you carry it" in (await letters(circle, "aisha"))[-1]


async def test_a_steward_silent_for_six_weeks_is_joined_by_another_and_may_come_back(circle: Town) -> None:
    await circle.waits(SILENT_AFTER - timedelta(days=1))
    for person in ("maria", "noor", "aisha"):
        await circle.types(person, "/circle list")
    await circle.waits(timedelta(days=2))
    assert (await letters(circle, "noor"))[-1].startswith(
        "Hand-over\n@Jonas could not be around lately, which happens; Mentors shall not wait for it.\n"
        "@Noor, would you carry it from here?"
    )
    put = await question(circle, "noor")
    asked = (await circle.mail("jonas"))[-1]
    assert circle.text(asked) == (
        "Are you still there?\n"
        "I have not heard of you for six weeks, so I look for somebody who looks after Mentors with you.\n"
        "[I am here]\n"
        "Nothing is taken from you."
    )
    assert await answers(circle, "jonas", asked.card, "I am here") == "Good to have you\nThen all stays as it is."
    assert await states(circle) == ["over"]
    assert refusal(await circle.presses("noor", put, "I will")) == SETTLED


async def test_nobody_was_silent_while_the_community_rested(circle: Town) -> None:
    paused = await circle.types("maria", "/community pause until:2027-02-01")
    await circle.presses("maria", paused.card, "Rest quietly")
    await circle.waits(timedelta(weeks=12))
    assert await states(circle) == []
    await circle.types("maria", "/circle list")
    await circle.waits(timedelta(weeks=4))
    assert await states(circle) == ["asked"]  # six weeks after the rest


async def test_a_sabbatical_is_no_silence_and_nobody_on_one_is_asked(circle: Town) -> None:
    await circle.types("jonas", "/my sabbatical 2027-03-01")
    await circle.types("noor", "/my sabbatical 2027-03-01")
    await circle.waits(SILENT_AFTER - timedelta(days=1))
    for person in ("maria", "aisha"):
        await circle.types(person, "/circle list")
    await circle.waits(timedelta(days=3))
    assert await states(circle) == []
    await circle.types("maria", "/circle leave Mentors")
    assert "@Aisha, would you carry it" in (await letters(circle, "aisha"))[-1]


async def test_a_member_nobody_has_heard_of_carries_nothing_by_silence(circle: Town) -> None:
    async with circle.database.writing() as session:
        before = circle.clock.now() - SILENT_AFTER
        await session.execute(update(accounts).where(accounts.c.name.in_(["Noor", "Aisha"])).values(used_at=before))
    await circle.waits(SILENT_AFTER - timedelta(days=5))
    for person in ("maria", "jonas"):
        await circle.types(person, "/circle list")
    await circle.waits(timedelta(days=4))
    await circle.types("maria", "/circle leave Mentors")
    await circle.waits(2 * HOURS_72)
    assert await stewards(circle, "jonas") == "Stewards: @Jonas"
    assert await states(circle) == ["alone", "passed", "passed"]


# Going away meanwhile


async def test_when_the_asked_one_leaves_the_next_one_is_asked_at_once(circle: Town) -> None:
    await circle.types("maria", "/circle leave Mentors")
    await circle.leaves("noor")
    assert "@Aisha, would you carry it" in (await letters(circle, "aisha"))[-1]
    assert await states(circle) == ["asked", "passed"]


async def test_a_circle_that_closes_meanwhile_needs_nobody(circle: Town) -> None:
    await circle.types("maria", "/circle leave Mentors")
    asked = await question(circle, "noor")
    await circle.presses("jonas", (await circle.types("jonas", "/circle close Mentors")).card, "Close it")
    assert refusal(await circle.presses("noor", asked, "I will")) == SETTLED
    await circle.waits(2 * HOURS_72)
    assert await states(circle) == ["over"]
    assert await notices(circle) == []


async def test_a_steward_who_leaves_the_community_is_not_named(circle: Town) -> None:
    await circle.leaves("jonas")
    assert (await letters(circle, "noor"))[-1].startswith(
        "Hand-over\nA steward of Mentors has left.\n@Noor, would you carry it"
    )


async def test_whoever_asks_to_be_forgotten_while_asked_leaves_no_question_behind(circle: Town) -> None:
    await circle.types("maria", "/circle leave Mentors")
    await circle.types("noor", "/my forget yes")
    assert await states(circle) == ["asked"]
    assert "@Aisha, would you carry it" in (await letters(circle, "aisha"))[-1]


# Nobody inside


async def test_a_private_circle_without_a_steward_is_told_without_its_name_until_somebody_takes_it_on(
    home: Town,
) -> None:
    await home.types("maria", "/steward add @aisha")
    await home.types("aisha", MENTORS.replace("@jonas", "@noor"))
    await home.leaves("noor")
    assert await notices(home) == []  # Aisha looks after it
    await home.types("aisha", "/circle leave Mentors")
    assert await notices(home) == []  # she is the last one, and cannot simply go
    await home.leaves("aisha")
    notice = (
        "A circle needs a steward\n"
        "A private circle has nobody who looks after it. I do not say which.\n"
        "Whoever takes it on comes in as its steward, and it is said in its room.\n"
        "[Take it on] [Look in first]"
    )
    assert await notices(home) == [notice]
    await home.waits(timedelta(days=6))
    assert await notices(home) == [notice]
    await home.waits(timedelta(days=2))
    assert await notices(home) == [notice, notice]
    card = [m.card for m in await home.mail("maria") if m.card is not None][-1]
    assert card.title == "A circle needs a steward"
    assert "Only stewards can do that" in refusal(await home.presses("jonas", card, "Take it on"))
    assert await answers(home, "maria", card, "Take it on") == (
        "Thank you\nYou are a steward of Mentors now. To see who is there: circle show"
    )
    assert refusal(await home.presses("maria", card, "Take it on")) == f"That is settled already. {NOT}"
    await home.minute_passes()
    taken = "A circle needed a steward\n@Maria has taken it on. Thank you!"
    assert await notices(home) == [taken, taken]
    assert [home.text(m) for m in await home.reads("maria", "mentors")][-1] == (
        "Hand-over\n@Maria, a steward of the community, looks after Mentors from now on, because nobody here could."
    )
    assert await stewards(home, "maria") == "Stewards: @Maria"


async def test_a_listed_circle_is_named_at_the_desk(home: Town) -> None:
    await home.types("maria", "/steward add @aisha")
    await home.types("aisha", MENTORS.replace("@jonas", "@noor") + " kind:listed")
    await home.leaves("noor")
    await home.leaves("aisha")
    assert "Mentors has nobody who looks after it." in (await notices(home))[-1]


# Handed on


async def test_a_steward_hands_on_and_is_a_member_again_once_somebody_has_said_yes(circle: Town) -> None:
    assert await says(circle, "maria", "/circle handover Mentors @aisha") == (
        "Asked\nI have asked @Aisha whether they carry Mentors from here; they have until Thu 26 Nov 10:00. "
        "Until then it is yours."
    )
    again = refusal(await circle.types("jonas", "/circle handover Mentors @noor"))
    assert again == f"Somebody is being asked already. {NOT} To see who: circle show"
    assert await stewards(circle, "jonas") in {"Stewards: @Maria, @Jonas", "Stewards: @Jonas, @Maria"}
    asked = await question(circle, "aisha")
    assert "@Maria would like to hand Mentors on." in circle.text((await circle.mail("aisha"))[-1])
    await circle.presses("aisha", asked, "I will")
    assert await stewards(circle, "noor") == "Stewards: @Jonas, @Aisha"
    # Nobody asks Maria to take it back.
    await circle.types("jonas", "/circle leave Mentors")
    assert "@Noor, would you carry it" in (await letters(circle, "noor"))[-1]


async def test_a_steward_who_hands_on_and_is_still_needed_stays_beside_them(circle: Town) -> None:
    await circle.types("jonas", "/circle leave Mentors")
    for person in ("noor", "aisha"):
        await circle.presses(person, await question(circle, person), "Rather not")
    await circle.types("maria", "/circle handover Mentors @aisha")
    await circle.presses("aisha", await question(circle, "aisha"), "I will")
    assert await stewards(circle, "noor") == "Stewards: @Maria, @Aisha"
    assert (await letters(circle, "maria"))[-1] == (
        "Hand-over\nMentors is handed on. You stay beside the new steward until there are two others; "
        "to go: circle leave"
    )


async def test_a_no_to_a_steward_leaves_all_as_it_was(circle: Town) -> None:
    await circle.types("maria", "/circle handover Mentors @aisha")
    await circle.presses("aisha", await question(circle, "aisha"), "Rather not")
    assert (await letters(circle, "maria"))[-1] == (
        "Hand-over\n@Aisha would rather not carry Mentors, and it stays with you. To ask somebody else: circle handover"
    )
    assert await states(circle) == ["no"]


async def test_only_a_steward_hands_on_and_only_to_a_member(circle: Town) -> None:
    await circle.lets_in("Mei")
    for person, to, sentence in (
        ("noor", "@aisha", f"Only a steward of that circle can do that. {NOT}"),
        ("maria", "@mei", f"They are not in that circle. {NOT} First: circle invite"),
        ("maria", "@jonas", f"They look after it already. {NOT}"),
        ("mei", "@aisha", f"I know no circle called “Mentors” here. {NOT} Try: circle list."),
    ):
        assert refusal(await circle.types(person, f"/circle handover Mentors {to}")) == sentence
    assert await states(circle) == []
