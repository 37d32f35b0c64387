"""Seats in circles: a hundred invitations, a waiting list, and who moves up when."""

from datetime import timedelta

from bot.cards import Reply
from tests.unit.test_circles import MENTORS, NOT, inside, last, refused
from tests.worlds.saying import refusal, says
from tests.worlds.town import Town

FULL = "Mentors is full just now. You are number {n} on its waiting list, and hear when a seat is free."


async def full_circle(home: Town, *waiting: str, kind: str = "open") -> None:
    """Let Maria open a circle for three that Aisha fills, and people wait for a seat in it, one an hour."""
    await home.types("maria", MENTORS + f" kind:{kind} cap:3 people:@aisha")
    await home.types("aisha", "/circle join Mentors")
    for person in waiting:
        await home.waits(timedelta(hours=1))
        await home.types(person, "/circle join Mentors")


async def latest(home: Town, person: str) -> str:
    """Return what the last direct message to somebody says."""
    return home.text((await home.mail(person))[-1])


def titled(reply: Reply) -> str:
    """Return the title of an answer."""
    assert reply.card is not None
    return str(reply.card.title)


# Inviting


async def test_who_could_not_be_invited_is_told_to_whoever_invites_and_why(home: Town) -> None:
    await home.lets_in("Mei")
    await home.types("maria", MENTORS + " kind:listed people:@aisha")
    await home.types("noor", "/circle join Mentors")
    said = await says(home, "maria", "/circle invite Mentors @jonas @aisha @noor @mei")
    assert said == (
        "Invited\n"
        "I have invited 1 person.\n"
        "Had asked, and in it now: @Noor.\n"
        "In it already: @Jonas.\n"
        "Invited already: @Aisha."
    )
    assert await inside(home) == {"maria", "jonas", "noor"}


async def test_a_hundred_people_are_invited_at_once_and_one_more_is_refused(home: Town) -> None:
    letters = "abcdefghijk"
    people = [f"P{a}{b}" for a in letters for b in letters][:101]
    await home.lets_in(*people)
    await home.types("maria", MENTORS)
    handles = [f"@{p.lower()}" for p in people]
    too_many = await refused(home, "maria", "/circle invite Mentors " + " ".join(handles))
    assert too_many == f"At most 100 people at a time, and these are 101. {NOT}"
    assert await home.mail("paa") == []
    said = await says(home, "maria", "/circle invite Mentors " + " ".join(handles[:100]))
    assert said.split("\n")[:2] == ["Invited", "I have invited 100 people."]
    assert "[Join]" in await latest(home, people[99].lower())
    again = await says(home, "maria", "/circle invite Mentors " + " ".join(handles[1:]))
    names = ", ".join(f"@{p}" for p in people[1:21])
    assert again.split("\n") == ["Invited", "I have invited 1 person.", f"Invited already: {names}, and 79 more."]


# Waiting


async def test_a_full_circle_keeps_a_waiting_list_and_tells_the_place(home: Town) -> None:
    await full_circle(home, "noor")
    await home.lets_in("Mei")
    card = f"On the waiting list\n{FULL.format(n=2)}\n[Leave the list]"
    assert await says(home, "mei", "/circle join Mentors") == card
    # Asking again changes nothing, and tells the place again.
    assert await says(home, "mei", "/circle join Mentors") == card
    assert "Waiting list: you are number 2" in await says(home, "mei", "/circle show Mentors")
    assert "you wait for a seat" in await says(home, "mei", "/circle list")
    assert "Waiting for a seat: @Noor, @Mei" in await says(home, "maria", "/circle show Mentors")
    assert "Waiting" not in await says(home, "aisha", "/circle show Mentors")
    assert "Size: 3 people of at most 3" in await says(home, "aisha", "/circle show Mentors")


async def test_a_freed_seat_is_kept_for_the_first_who_may_take_it(home: Town) -> None:
    await home.lets_in("Mei")
    await full_circle(home, "noor", "mei")
    await home.types("aisha", "/circle leave Mentors")
    assert await latest(home, "noor") == (
        "A seat is free\n"
        "There is a seat for you in Mentors. I keep it until Thu 26 Nov 11:00; then it goes to the next one.\n"
        "[Take the seat] [No, thank you]\n"
        "You get this because you asked to be told."
    )
    assert await home.mail("mei") == []
    # It is kept: whoever comes meanwhile waits, and so does whoever is second.
    assert titled(await home.types("mei", "/circle join Mentors")) == "On the waiting list"
    assert titled(await home.types("aisha", "/circle join Mentors")) == "On the waiting list"
    assert titled(await home.presses("noor", await last(home, "noor"), "Take the seat")) == "Welcome"
    assert await inside(home) == {"maria", "jonas", "noor"}
    said = refusal(await home.presses("noor", await last(home, "noor"), "Take the seat"))
    assert said == f"You are in it already. {NOT}"


async def test_a_seat_that_nobody_takes_goes_on_and_the_first_may_still_come(home: Town) -> None:
    await home.lets_in("Mei")
    await full_circle(home, "noor", "mei")
    await home.types("aisha", "/circle leave Mentors")
    offered = await last(home, "noor")
    await home.waits(timedelta(hours=72))
    assert await latest(home, "noor") == (
        "The seat has gone on\n"
        "I kept a seat in Mentors for you and heard nothing, so it went to the next one. You may still come.\n"
        "[Join] [Rather not]"
    )
    assert (await latest(home, "mei")).startswith("A seat is free\n")
    assert titled(await home.presses("noor", offered, "Take the seat")) == "On the waiting list"
    await home.presses("mei", await last(home, "mei"), "No, thank you")
    assert (await latest(home, "noor")).startswith("A seat is free\n")
    await home.presses("noor", await last(home, "noor"), "Take the seat")
    assert await inside(home) == {"maria", "jonas", "noor"}


async def test_while_hearth_was_away_nobody_loses_the_seat_that_was_kept(home: Town) -> None:
    await full_circle(home, "noor")
    await home.types("aisha", "/circle leave Mentors")
    offered = await last(home, "noor")
    await home.clock.travel(home.clock.now() + timedelta(days=9))
    await home.hearth.pulse()
    await home.hearth.settle()
    await home.waits(timedelta(hours=23))
    assert titled(await home.presses("noor", offered, "Take the seat")) == "Welcome"


async def test_leaving_the_list_or_the_space_moves_the_others_up(home: Town) -> None:
    await home.lets_in("Mei", "Tomas")
    await full_circle(home, "noor", "mei", "tomas")
    said = await says(home, "noor", "/circle leave Mentors")
    assert said == "Off the list\nYou no longer wait for a seat in Mentors. Nobody is told why."
    await home.types("aisha", "/circle leave Mentors")
    assert (await latest(home, "mei")).startswith("A seat is free\n")
    await home.leaves("mei")
    assert (await latest(home, "tomas")).startswith("A seat is free\n")


async def test_raising_the_cap_fills_seats_and_lowering_it_takes_nobody_out(home: Town) -> None:
    await home.lets_in("Mei")
    await full_circle(home, "noor", "mei")
    lower = await says(home, "maria", "/circle edit Mentors cap:2")
    assert lower == (
        "Seats\nMentors has room for 2, 3 are in it. After a no, somebody may ask again in 30 days.\n"
        "Nobody is taken out. New people come in once there are fewer."
    )
    await home.types("aisha", "/circle leave Mentors")
    assert await home.mail("noor") == []
    assert await says(home, "maria", "/circle edit Mentors cap:4") == (
        "Seats\nMentors has room for 4, 2 are in it. After a no, somebody may ask again in 30 days.\n"
        "Seats are offered to the next 2."
    )
    for person in ("noor", "mei"):
        await home.presses(person, await last(home, person), "Take the seat")
    assert await inside(home) == {"maria", "jonas", "noor", "mei"}
    same = await says(home, "maria", "/circle edit Mentors cap:4")
    assert same == f"As it was\nMentors has room for 4, and a no holds for 30 days. {NOT}"
    assert await refused(home, "maria", "/circle edit Mentors cap:1") == f"A circle has room for 2 to 500. {NOT}"
    assert (
        await refused(home, "noor", "/circle edit Mentors cap:9") == f"Only a steward of that circle can do that. {NOT}"
    )


async def test_saying_yes_to_an_invitation_when_it_is_full_waits(home: Town) -> None:
    await full_circle(home, kind="private")
    said = await says(home, "maria", "/circle invite Mentors @noor")
    assert said == (
        "Invited\nI have invited 1 person.\n"
        "It is full just now: whoever says yes waits for a seat, in the order of their yes."
    )
    assert titled(await home.presses("noor", await last(home, "noor"), "Join")) == "On the waiting list"
    await home.types("aisha", "/circle leave Mentors")
    await home.presses("noor", await last(home, "noor"), "Take the seat")
    assert await inside(home) == {"maria", "jonas", "noor"}


async def test_a_yes_of_the_stewards_when_it_is_full_puts_the_asker_on_the_list_once(home: Town) -> None:
    await full_circle(home, "noor", kind="listed")
    asked = {p: await last(home, p) for p in ("maria", "jonas")}
    said = await home.said(await home.presses("maria", asked["maria"], "Let them in"))
    assert said == (
        "On the waiting list\n"
        "Mentors is full, so they wait for a seat, and I have told them. They move up by themselves.\n"
        "[More seats]"
    )
    assert await latest(home, "noor") == (
        "Yes, as soon as there is a seat\n"
        "The stewards of Mentors say yes. It is full just now: you are number 1 on its waiting list.\n"
        "[Leave the list]"
    )
    again = refusal(await home.presses("jonas", asked["jonas"], "Let them in"))
    assert again == f"That is answered already. {NOT}"
    await home.types("jonas", "/circle edit Mentors cap:4")
    assert (await latest(home, "noor")).startswith("A seat is free\n")
