"""Circles at risk, reports past a circle's own stewards, and the way in with a reason."""

from sqlalchemy import select

from bot.cards import Button, Card
from storage.tables.circles import circles
from tests.worlds.saying import refusal, says
from tests.worlds.town import Town, buttons

NOT = "Nothing was changed."
MENTORS = '/circle create "Mentors" "How we mentor" @noor'


async def founded(town: Town) -> None:
    """Let Aisha and Noor look after a private circle; Jonas is in it. Maria and Aisha are the community's stewards."""
    await town.types("maria", "/steward add @aisha")
    await town.types("aisha", MENTORS + " people:@jonas")
    await town.types("jonas", "/circle join Mentors")


def come_in(card: Card | None) -> Button:
    assert card is not None
    return next(b for b in buttons(card) if b.action == "circle.enter")


async def test_an_audit_counts_private_circles_that_the_asker_is_not_in(home: Town) -> None:
    await founded(home)
    well = "All circles have two stewards who are there, and a room."
    last = "I look for private rooms older than me now, and write you what I find."
    assert await says(home, "maria", "/circle audit") == f"Circles at risk\n{well}\n{last}"
    await home.types("noor", "/circle leave Mentors")
    assert await says(home, "maria", "/circle audit") == (
        "Circles at risk\n"
        "Private circles that you are not in: 1 is being handed on, 1 has one steward. "
        f"Their own people are asked; I do not say which.\n{last}"
    )
    named = f"Circles at risk\nMentors: one steward · a hand-over is under way\n{last}"
    assert await says(home, "aisha", "/circle audit") == named
    assert "Only stewards can do that" in refusal(await home.types("jonas", "/circle audit"))


async def test_a_report_goes_past_the_circles_own_stewards_and_names_it_as_the_reporter_says(home: Town) -> None:
    await founded(home)
    before = len(await home.mail("aisha")), len(await home.mail("noor"))
    said = await says(home, "jonas", '/circle report Mentors "Somebody is shouted at" called:"the one on Mondays"')
    assert said == ("Thank you for saying so\nI have told @Maria, and nobody else. They know that it comes from you.")
    assert home.text((await home.mail("maria"))[-1]) == (
        "A report\n"
        "@Jonas tells you what is wrong in the one on Mondays:\n"
        "Somebody is shouted at\n"
        "[Come in]\n"
        "Its own stewards were not told. Answer @Jonas directly; coming in is read there at once."
    )
    await home.types("jonas", '/circle report Mentors "Again"')
    assert "what is wrong in a circle:\nAgain" in home.text((await home.mail("maria"))[-1])
    assert (len(await home.mail("aisha")), len(await home.mail("noor"))) == before


async def test_when_all_stewards_look_after_the_circle_a_report_says_so_and_sends_nothing(home: Town) -> None:
    await home.types("maria", MENTORS + " people:@jonas")
    await home.types("jonas", "/circle join Mentors")
    assert refusal(await home.types("jonas", '/circle report Mentors "Shouting"')) == (
        "All stewards of the community look after this circle as well, or it is you, so there is nobody else whom "
        "I could tell. Nothing was sent."
    )
    assert refusal(await home.types("aisha", '/circle report Mentors "Shouting"')).startswith("I know no circle called")


async def test_a_steward_comes_in_with_a_reason_that_the_room_reads_at_once(home: Town) -> None:
    await founded(home)
    await home.types("jonas", '/circle report Mentors "Shouting"')
    card = (await home.mail("maria"))[-1].card
    asked = await home.pushes("maria", come_in(card).action, come_in(card).value)
    assert asked.form is not None
    assert [f.label for f in asked.form.fields] == ["Why do you come in?"]
    came = await home.fills("maria", asked.form, {"reason": "Somebody asked for help"})
    assert await home.said(came) == (
        "You are in\nYou are in Mentors, and its room reads who you are and why. When you are done: circle leave"
    )
    assert home.text((await home.reads("jonas", "mentors"))[-1]) == (
        "Somebody has come in\n"
        "@Maria, a steward of the community, has come into Mentors. The reason: “Somebody asked for help”"
    )
    room = await home.room("mentors")
    assert room is not None
    assert "maria" in room.people
    again = await home.pushes("maria", "circle.enter", come_in(card).value + ' "Once more"')
    assert refusal(again) == f"You are in it already. {NOT}"


async def test_no_name_opens_a_circle_and_no_member_comes_in_so(home: Town) -> None:
    await founded(home)
    async with home.database.reading() as session:
        ident = await session.scalar(select(circles.c.id))
    assert refusal(await home.types("maria", '/circle enter Mentors "Curious"')) == (
        f"I know no circle called “Mentors” here. {NOT} Try: circle list."
    )
    unknown = refusal(await home.types("maria", '/circle enter aaaaaaaaaaaaaaaa "Curious"'))
    assert unknown == f"I know no such circle here. {NOT} Try: circle list."
    await home.lets_in("Mei")
    assert "Only stewards can do that" in refusal(await home.types("mei", f'/circle enter {ident} "Curious"'))
