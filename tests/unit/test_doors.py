"""A no that holds for a while, and a block that nobody is told of."""

from datetime import timedelta

from tests.unit.test_circles import MENTORS, NOT, inside, last, refused
from tests.unit.test_seats import full_circle, latest, titled
from tests.worlds.saying import refusal, says
from tests.worlds.town import Town

ASKED = "Asked\nI have asked the stewards of Mentors. You will hear from me."
ASKED_ALREADY = f"You have asked already; its stewards will answer. {NOT}"
BLOCK = "/circle block Mentors @noor"


# After a no


async def test_after_a_no_asking_again_gives_the_date_and_bothers_nobody(home: Town) -> None:
    await home.types("maria", MENTORS + " kind:listed")
    await home.types("noor", "/circle join Mentors")
    answered = await home.presses("maria", await last(home, "maria"), "Not now")
    assert await home.said(answered) == (
        "Answered\nI have told them kindly, and that they may ask for Mentors again from Wed 23 Dec.\n[Block quietly]"
    )
    assert await latest(home, "noor") == (
        "Not now\n"
        "The stewards of Mentors cannot take you in just now. It is not about you; from Wed 23 Dec you may ask again."
    )
    mail = [len(await home.mail(p)) for p in ("maria", "jonas")]
    assert await says(home, "noor", "/circle join Mentors") == (
        f"Not yet\nThe stewards of Mentors could not take you in lately. From Wed 23 Dec you may ask again. {NOT}"
    )
    assert [len(await home.mail(p)) for p in ("maria", "jonas")] == mail
    await home.waits(timedelta(days=30))
    assert await says(home, "noor", "/circle join Mentors") == ASKED


async def test_an_invitation_ends_what_a_no_began(home: Town) -> None:
    await home.types("maria", MENTORS + " kind:listed")
    await home.types("noor", "/circle join Mentors")
    await home.presses("maria", await last(home, "maria"), "Not now")
    await home.types("jonas", "/circle invite Mentors @noor")
    await home.presses("noor", await last(home, "noor"), "Rather not")
    assert await says(home, "noor", "/circle join Mentors") == ASKED


async def test_how_long_a_no_holds_is_the_circles_own(home: Town) -> None:
    await home.types("maria", MENTORS + " kind:listed")
    assert await says(home, "maria", "/circle edit Mentors cooldown:0") == (
        "Seats\nMentors has room for 30, 2 are in it. After a no, somebody may ask again in 0 days."
    )
    await home.types("noor", "/circle join Mentors")
    await home.presses("maria", await last(home, "maria"), "Not now")
    assert (await latest(home, "noor")).endswith("It is not about you; ask again another time.")
    assert await says(home, "noor", "/circle join Mentors") == ASKED
    assert await refused(home, "maria", "/circle edit Mentors cooldown:366") == f"A no holds for 0 to 365 days. {NOT}"


# A block


async def test_whoever_is_blocked_reads_what_everybody_reads_whose_question_waits(home: Town) -> None:
    await home.lets_in("Mei")
    await home.types("maria", MENTORS + " kind:listed")
    assert await says(home, "maria", BLOCK) == (
        "Blocked\n"
        "@Noor does not come into Mentors from now on, and is not told. Asking, they read that you were asked.\n"
        "[Take it back]"
    )
    mail = [len(await home.mail(p)) for p in ("maria", "jonas")]
    # Line by line the same as for Mei, who is not blocked.
    for line in ("show", "join", "join", "show", "leave", "join"):
        said = [await says(home, p, f"/circle {line} Mentors") for p in ("noor", "mei")]
        assert said[0] == said[1], line
    assert [len(await home.mail(p)) for p in ("maria", "jonas")] == [n + 2 for n in mail]  # both of Mei
    shown = await says(home, "maria", "/circle show Mentors")
    assert "Asking: @Mei\n" in shown
    assert "Blocked; only stewards see this: @Noor" in shown
    assert await home.mail("noor") == []
    for person in ("noor", "mei"):
        assert "Blocked" not in await says(home, person, "/circle show Mentors")
        exported = await says(home, person, "/my export")
        assert "circle_blocks" not in exported


async def test_a_block_opens_no_open_circle_and_no_seat_on_a_list(home: Town) -> None:
    await full_circle(home, "noor")
    said = await says(home, "maria", BLOCK)
    assert said.endswith("Its room is open to everybody on the platform, so they may still read there.")
    assert "you are number 1" in await says(home, "noor", "/circle show Mentors")
    await home.lets_in("Mei")
    assert "You are number 1 on" in await says(home, "mei", "/circle join Mentors")
    await home.types("aisha", "/circle leave Mentors")
    assert (await latest(home, "mei")).startswith("A seat is free\n")
    assert await home.mail("noor") == []
    assert titled(await home.types("noor", "/circle join Mentors")) == "On the waiting list"
    await home.types("noor", "/circle leave Mentors")
    assert await says(home, "noor", "/circle join Mentors") == ASKED
    assert await refused(home, "noor", "/circle join Mentors") == ASKED_ALREADY


async def test_to_somebody_who_is_blocked_a_private_circle_never_was(home: Town) -> None:
    await home.types("maria", MENTORS + " people:@noor @aisha")
    invitation = await last(home, "noor")
    await home.types("aisha", "/circle join Mentors")
    assert (await says(home, "maria", "/circle block Mentors @aisha")).startswith(
        "Blocked\n@Aisha does not come into Mentors from now on, and is not told. To them there is no such circle."
    )
    await home.types("maria", BLOCK)
    assert await inside(home) == {"maria", "jonas"}
    never = (await refused(home, "noor", "/circle join Nowhere")).replace("Nowhere", "Mentors")
    for person in ("noor", "aisha"):
        assert await refused(home, person, "/circle join Mentors") == never
    assert NOT in refusal(await home.presses("noor", invitation, "Join"))
    said = await says(home, "jonas", "/circle invite Mentors @noor")
    assert said == f"Nobody new\nBlocked from it, so first circle unblock: @Noor.\n{NOT}"


async def test_an_old_question_of_somebody_who_is_blocked_is_not_answered(home: Town) -> None:
    await home.types("maria", MENTORS + " kind:listed")
    await home.types("noor", "/circle join Mentors")
    asked = await last(home, "jonas")
    await home.types("maria", BLOCK)
    assert refusal(await home.presses("jonas", asked, "Let them in")) == f"That is answered already. {NOT}"
    assert await refused(home, "noor", "/circle join Mentors") == ASKED_ALREADY
    back = await home.types("jonas", "/circle unblock Mentors @noor")
    assert await home.said(back) == (
        "No longer blocked\n"
        "@Noor may ask for Mentors again.\n"
        "They have asked already, and wait for an answer.\n"
        "[Let them in] [Not now]"
    )
    assert titled(await home.presses("jonas", back.card, "Let them in")) == "Let in"
    assert "noor" in await inside(home)
    assert await refused(home, "jonas", "/circle unblock Mentors @noor") == f"They are not blocked. {NOT}"


async def test_a_no_may_become_a_block_and_the_date_still_holds(home: Town) -> None:
    await home.types("maria", MENTORS + " kind:listed")
    await home.types("noor", "/circle join Mentors")
    answered = await home.presses("maria", await last(home, "maria"), "Not now")
    blocked = await home.presses("maria", answered.card, "Block quietly")
    assert titled(blocked) == "Blocked"
    assert titled(await home.types("noor", "/circle join Mentors")) == "Not yet"
    await home.waits(timedelta(days=30))
    assert await says(home, "noor", "/circle join Mentors") == ASKED
    assert titled(await home.presses("maria", blocked.card, "Take it back")) == "No longer blocked"


async def test_stewards_are_not_blocked_and_nobody_else_blocks(home: Town) -> None:
    await home.types("maria", MENTORS + " kind:listed people:@aisha")
    await home.types("aisha", "/circle join Mentors")
    said = await refused(home, "maria", "/circle block Mentors @jonas")
    assert said == f"They are a steward of it, and stewards cannot be blocked. {NOT}"
    assert await refused(home, "aisha", BLOCK) == f"Only a steward of that circle can do that. {NOT}"
    await home.types("maria", BLOCK)
    assert await refused(home, "maria", BLOCK) == f"They are blocked already. {NOT}"
