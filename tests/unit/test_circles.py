"""`circle`: rooms of their own, and who may see what of them."""

from typing import cast

import pytest
from sqlalchemy import select, update

from adapters.sandbox.platform import SandboxPlatform
from adapters.sandbox.world import PLATFORM
from bot.cards import Card
from bot.errors import Outcome, PlatformFault
from bot.ports import Platform
from storage.tables.circles import circle_seats, circles
from storage.tables.engine import deliveries
from tests.worlds.saying import refusal, says
from tests.worlds.town import SPACE, Town

NOT = "Nothing was changed."
MENTORS = '/circle create "Mentors" "How we mentor" @jonas'


async def refused(town: Town, person: str, line: str) -> str:
    """Return the sentence with which a line is refused."""
    return refusal(await town.types(person, line))


async def inside(town: Town, name: str = "mentors") -> set[str]:
    """Return who the platform has in a circle's room."""
    room = await town.room(name)
    return set(room.people) if room else set()


async def last(town: Town, person: str) -> Card:
    """Return the last direct message of Hearth's to somebody."""
    card = (await town.mail(person))[-1].card
    assert card is not None
    return card


# Making one


async def test_a_circle_gets_a_room_two_stewards_and_a_first_message(home: Town) -> None:
    said = await says(home, "maria", MENTORS)
    assert said == ("A new circle\nI am opening Mentors; it stands in your list of rooms in a moment.\n[Invite]")
    room = await home.room("mentors")
    assert room is not None
    assert (room.private, room.topic) == (True, "How we mentor")
    assert room.people == {"maria", "jonas"}
    [first] = await home.reads("jonas", "mentors")
    assert home.text(first) == (
        "Mentors\n"
        "This is Mentors. How we mentor\n"
        "Stewards: @Maria, @Jonas.\n"
        "Members see who is here; nobody outside sees that it exists. I do not read what you write here.\n"
        "[Invite] [Who is here?]\n"
        "Review on Sun 21 Feb."
    )


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (MENTORS.replace("@jonas", "@maria"), f"A circle needs two stewards: you and somebody else. {NOT}"),
        (MENTORS.replace("Mentors", "***"), f"A name needs a letter or a number. {NOT}"),
        (MENTORS.replace("Mentors", "x" * 61), f"That name has 61 characters; at most 60 fit. {NOT}"),
        (MENTORS.replace("How we mentor", "x" * 201), f"That purpose has 201 characters; at most 200 fit. {NOT}"),
        (MENTORS + " cap:1", f"A circle has room for 2 to 500. {NOT}"),
        (MENTORS + " cap:501", f"A circle has room for 2 to 500. {NOT}"),
        (MENTORS + " review:soon", f"“soon” is not a date. Write it like 2027-03-01. {NOT}"),
        (MENTORS + " review:2026-11-23", f"The review must lie ahead. {NOT}"),
        (MENTORS + " kind:secret", f"kind is one of: private, listed, open. “secret” is not among them. {NOT}"),
        (
            MENTORS.replace("@jonas", "jonas"),
            f"I do not know whom you mean by “jonas”. Write @ and pick the name. {NOT}",
        ),
    ],
)
async def test_what_cannot_be_used_is_refused_in_one_sentence(home: Town, line: str, sentence: str) -> None:
    assert await refused(home, "maria", line) == sentence
    async with home.database.reading() as session:
        assert (await session.execute(select(circles))).all() == []
    assert await home.room("mentors") is None


async def test_only_a_steward_of_the_community_opens_one(home: Town) -> None:
    said = await refused(home, "jonas", MENTORS.replace("@jonas", "@aisha"))
    assert said == f"Only stewards can do that. {NOT} See who they are: steward list"


async def test_a_name_that_one_knows_of_is_taken(home: Town) -> None:
    await home.types("maria", MENTORS)
    said = await refused(home, "maria", MENTORS.replace("Mentors", "mentors").replace("@jonas", "@noor"))
    assert said == f"There is a circle called “mentors” already. {NOT} Choose another name."


async def test_a_name_of_a_circle_one_may_not_know_of_is_free(home: Town) -> None:
    # Anything else would tell that it exists.
    await home.types("maria", "/steward add @aisha")
    await home.types("maria", MENTORS)
    await home.types("aisha", MENTORS.replace("@jonas", "@noor"))
    assert await inside(home, "mentors-2") == {"aisha", "noor"}
    assert "Aisha" in await says(home, "noor", "/circle show Mentors")
    assert "Maria" in await says(home, "jonas", "/circle show Mentors")


async def test_who_is_invited_from_the_start_is_told(home: Town) -> None:
    await home.types("maria", MENTORS + " people:@aisha @noor @jonas")
    assert await inside(home) == {"maria", "jonas"}
    for person in ("aisha", "noor"):
        [message] = await home.mail(person)
        assert home.text(message) == (
            "An invitation\n"
            "@Maria invites you to Mentors: How we mentor\n"
            "[Join] [Rather not]\n"
            "It is private: nobody outside knows of it."
        )
    assert await home.mail("jonas") == []


# Looking


async def test_an_outsider_sees_nothing_of_a_private_circle(home: Town) -> None:
    await home.types("maria", MENTORS + " people:@aisha")
    assert await says(home, "noor", "/circle list") == "Circles\nThere is none that you can see."
    for verb in ("show", "join", "leave", "close", "invite"):
        more = " @aisha" if verb == "invite" else ""
        unknown = await refused(home, "noor", f'/circle {verb} "Mentors"{more}')
        never = await refused(home, "noor", f'/circle {verb} "Nothing"{more}')
        assert unknown.replace("Mentors", "Nothing") == never, verb
    seen = await home.types("noor", "/circle list")
    assert home.last is not None
    assert "Mentors" not in repr(seen)
    assert await home.hearth.engine.suggest(home.last, ("circle", "show"), "name", "") == ()
    assert [r.name for r in await home.world.rooms(SPACE, viewer="noor")] == ["general"]


async def test_its_id_helps_an_outsider_no_more_than_its_name(home: Town) -> None:
    await home.types("maria", MENTORS)
    async with home.database.reading() as session:
        ident = await session.scalar(select(circles.c.id))
    for verb in ("show", "join", "leave", "close"):
        said = await refused(home, "noor", f"/circle {verb} {ident}")
        assert NOT in said
        assert "Mentors" not in said


async def test_who_is_invited_sees_it_without_its_people(home: Town) -> None:
    await home.types("maria", MENTORS + " people:@aisha")
    shown = await says(home, "aisha", "/circle show Mentors")
    assert shown == ("Mentors\nHow we mentor\nKind: private\nSize: 2 people of at most 30\n[Join] [Rather not]")
    assert "you are invited" in await says(home, "aisha", "/circle list")


async def test_a_listed_circle_shows_its_name_and_purpose_but_not_its_people(home: Town) -> None:
    await home.types("maria", MENTORS + " kind:listed")
    assert await says(home, "noor", "/circle list") == "Circles\nMentors · listed: ask to join · How we mentor"
    shown = await says(home, "noor", "/circle show mentors")
    assert "Maria" not in shown
    assert "[Ask to join]" in shown
    assert "Maria" in await says(home, "jonas", "/circle show mentors")
    room = await home.room("mentors")
    assert room is not None
    assert room.private


async def test_suggestions_hold_only_what_the_asker_may_know_of(home: Town) -> None:
    await home.types("maria", MENTORS)
    await home.types("maria", '/circle create "Menders" "Repairs" @jonas kind:open')
    for person, names in (("maria", ("Menders", "Mentors")), ("noor", ("Menders",))):
        await home.types(person, "/circle list")
        assert home.last is not None
        assert await home.hearth.engine.suggest(home.last, ("circle", "show"), "name", "me") == names


# Coming in


async def test_joining_after_an_invitation(home: Town) -> None:
    await home.types("maria", MENTORS)
    assert await says(home, "maria", "/circle invite Mentors @aisha") == "Invited\nI have invited 1 person."
    joined = await home.presses("aisha", await last(home, "aisha"), "Join")
    assert await home.said(joined) == "Welcome\nYou are in Mentors. Its room stands in your list."
    assert await inside(home) == {"maria", "jonas", "aisha"}
    assert refusal(await home.presses("aisha", await last(home, "aisha"), "Join")) == (f"You are in it already. {NOT}")
    again = await says(home, "maria", "/circle invite Mentors @aisha @jonas")
    assert again == f"Nobody new\nIn it already: @Aisha, @Jonas.\n{NOT}"


async def test_declining_an_invitation_takes_it_away_and_tells_nobody(home: Town) -> None:
    await home.types("maria", MENTORS + " people:@aisha")
    before = len(await home.mail("maria"))
    await home.presses("aisha", await last(home, "aisha"), "Rather not")
    assert await says(home, "aisha", "/circle list") == "Circles\nThere is none that you can see."
    assert (len(await home.mail("maria")), await inside(home)) == (before, {"maria", "jonas"})


async def test_only_its_stewards_invite_and_close(home: Town) -> None:
    await home.types("maria", MENTORS + " people:@aisha")
    await home.types("aisha", "/circle join Mentors")
    for line in ("/circle invite Mentors @noor", "/circle close Mentors"):
        assert await refused(home, "aisha", line) == f"Only a steward of that circle can do that. {NOT}"


async def test_asking_to_join_and_being_let_in(home: Town) -> None:
    await home.types("maria", MENTORS + " kind:listed")
    assert await says(home, "aisha", "/circle join Mentors") == (
        "Asked\nI have asked the stewards of Mentors. You will hear from me."
    )
    asked = {p: await last(home, p) for p in ("maria", "jonas")}
    assert {c.title for c in asked.values()} == {"May they come in?"}
    again = await refused(home, "aisha", "/circle join Mentors")
    assert again == f"You have asked already; its stewards will answer. {NOT}"
    assert await inside(home) == {"maria", "jonas"}
    let = await home.presses("jonas", asked["jonas"], "Let them in")
    assert let.card is not None
    assert let.card.title == "Let in"
    assert await inside(home) == {"maria", "jonas", "aisha"}
    assert (await last(home, "aisha")).title == "Welcome"
    second = refusal(await home.presses("maria", asked["maria"], "Let them in"))
    assert second == f"That is answered already. {NOT}"
    assert refusal(await home.presses("maria", asked["maria"], "Not now")) == second


async def test_asking_and_being_told_not_now(home: Town) -> None:
    await home.types("maria", MENTORS + " kind:listed")
    await home.types("aisha", "/circle join Mentors")
    await home.presses("maria", await last(home, "maria"), "Not now")
    assert (await last(home, "aisha")).title == "Not now"
    assert await inside(home) == {"maria", "jonas"}
    assert "Not yet" in await says(home, "aisha", "/circle join Mentors")


async def test_a_question_can_be_taken_back_and_an_old_button_then_lets_nobody_in(home: Town) -> None:
    await home.types("maria", MENTORS + " kind:listed")
    await home.types("aisha", "/circle join Mentors")
    asked = await last(home, "maria")
    shown = await home.types("aisha", "/circle show Mentors")
    await home.presses("aisha", shown.card, "Take it back")
    assert refusal(await home.presses("maria", asked, "Let them in")) == f"That is answered already. {NOT}"
    assert await inside(home) == {"maria", "jonas"}


async def test_nobody_but_a_steward_answers_who_asks(home: Town) -> None:
    await home.types("maria", MENTORS + " kind:listed")
    await home.types("aisha", "/circle join Mentors")
    asked = await last(home, "maria")
    for person in ("aisha", "noor"):
        said = refusal(await home.presses(person, asked, "Let them in"))
        assert said == f"Only a steward of that circle can do that. {NOT}"


async def test_inviting_somebody_who_asked_lets_them_in(home: Town) -> None:
    await home.types("maria", MENTORS + " kind:listed")
    await home.types("aisha", "/circle join Mentors")
    await home.types("maria", "/circle invite Mentors @aisha")
    assert "aisha" in await inside(home)


async def test_everybody_may_come_into_an_open_circle(home: Town) -> None:
    await home.types("maria", MENTORS + " kind:open")
    room = await home.room("mentors")
    assert room is not None
    assert not room.private
    assert "Welcome" in await says(home, "noor", "/circle join Mentors")
    assert "noor" in await inside(home)


# Going out


async def test_leaving_takes_the_room_away_and_the_circle_with_it(home: Town) -> None:
    await home.types("maria", MENTORS + " people:@aisha")
    await home.types("aisha", "/circle join Mentors")
    said = await says(home, "aisha", "/circle leave Mentors")
    assert said == "You have left\nYou are no longer in Mentors. Nobody is told why."
    assert await inside(home) == {"maria", "jonas"}
    assert await says(home, "aisha", "/circle list") == "Circles\nThere is none that you can see."
    assert NOT in await refused(home, "aisha", "/circle leave Mentors")


async def test_leaving_what_one_is_not_in_is_refused(home: Town) -> None:
    await home.types("maria", MENTORS + " kind:open")
    assert await refused(home, "noor", "/circle leave Mentors") == f"You are not in it. {NOT}"


async def test_the_last_one_cannot_simply_leave(home: Town) -> None:
    await home.types("maria", MENTORS)
    await home.types("jonas", "/circle leave Mentors")
    said = await refused(home, "maria", "/circle leave Mentors")
    assert said == f"You are the last one in it. {NOT} Invite somebody, or close it: circle close"


async def test_who_leaves_the_space_is_out_of_every_circle_the_same_day(home: Town) -> None:
    await home.types("maria", MENTORS)
    await home.types("maria", '/circle create "Menders" "Repairs" @jonas kind:open')
    await home.leaves("jonas")
    async with home.database.reading() as session:
        assert len((await session.execute(select(circle_seats))).all()) == 2
    assert "Size: 1 person" in await says(home, "maria", "/circle show Mentors")


async def test_when_everybody_has_left_the_desk_hears_without_a_name(home: Town) -> None:
    await home.types("maria", "/steward add @aisha")
    await home.types("aisha", MENTORS.replace("@jonas", "@noor"))
    await home.leaves("noor")
    await home.leaves("aisha")
    told = home.text((await home.mail("maria"))[-1])
    assert "needs a steward" in told
    assert "Mentors" not in told


async def test_closing_asks_once_and_then_archives_the_room(home: Town) -> None:
    await home.types("maria", MENTORS)
    sure = await home.types("maria", "/circle close Mentors")
    room = await home.room("mentors")
    assert room is not None
    assert not room.archived
    await home.presses("maria", sure.card, "Close it")
    room = await home.room("mentors")
    assert room is not None
    assert room.archived
    assert await says(home, "jonas", "/circle list") == "Circles\nThere is none that you can see."
    assert NOT in refusal(await home.presses("maria", sure.card, "Close it"))
    await home.types("maria", MENTORS)
    assert await inside(home, "mentors-2") == {"maria", "jonas"}


async def test_keeping_it_changes_nothing(home: Town) -> None:
    await home.types("maria", MENTORS)
    sure = await home.types("maria", "/circle close Mentors")
    kept = await home.presses("maria", sure.card, "Keep it")
    assert "Mentors" in await home.said(kept)
    assert await inside(home) == {"maria", "jonas"}


# When the platform refuses


class NoRooms(SandboxPlatform):
    """A sandbox that lets Hearth make no room."""

    async def open_room(self, space: str, name: str, purpose: str, *, private: bool, key: str) -> str:
        raise PlatformFault("no_permission", Outcome.NEVER, missing="groups:write", remedy="Ask an admin.")


async def test_what_a_platform_refuses_a_private_circle_is_told_to_its_stewards_only(home: Town) -> None:
    await home.types("maria", "/steward add @aisha")
    platforms = cast("dict[str, Platform]", home.hearth.courier.platforms)
    platforms[PLATFORM] = NoRooms(home.world, home.clock)
    mail = {p: len(await home.mail(p)) for p in ("maria", "aisha", "jonas", "noor")}
    await home.types("maria", MENTORS)
    new = {p: len(await home.mail(p)) - n for p, n in mail.items()}
    assert new == {"maria": 1, "jonas": 1, "aisha": 0, "noor": 0}
    told = home.text((await home.mail("jonas"))[-1])
    assert "I could not do something in Mentors." in told
    assert "groups:write" in told


async def test_no_row_of_the_general_room_ever_held_its_name(home: Town) -> None:
    await home.types("maria", MENTORS.replace("Mentors", "Canary") + " people:@aisha")
    await home.types("aisha", "/circle join Canary")
    await home.types("jonas", "/circle leave Canary")
    await home.types("maria", "/circle close Canary sure:yes")
    async with home.database.reading() as session:
        rows = (await session.execute(select(deliveries).where(deliveries.c.circle_id.is_(None)))).all()
    for row in rows:
        assert "Canary" not in (row.payload or "") or row.account_id is not None
    assert [m for m in await home.reads(None) if "Canary" in home.text(m)] == []
    assert [m for m in await home.mail("noor") if "Canary" in home.text(m)] == []


async def test_a_circle_of_another_community_is_not_there(home: Town) -> None:
    await home.types("maria", MENTORS + " kind:open")
    await home.adds_space("other")
    await home.lets_in("Olga", space="other")
    await home.sets_up("olga", space="other", rhythm="")
    async with home.database.writing() as session:
        ident = await session.scalar(select(circles.c.id))
        await session.execute(update(circles).values(cap=30))
    for name in ("Mentors", ident):
        reply = await home.types("olga", f"/circle join {name}", space="other")
        assert NOT in refusal(reply)
    assert await inside(home) == {"maria", "jonas"}
