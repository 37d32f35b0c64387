"""Seats in circles: waiting for one, keeping somebody out, and a guest who goes by themselves."""

from datetime import timedelta

from tests.journeys.telling import last_mail, mail, pressed, room_named, sets_up, told
from tests.worlds.towns import Town

ASKED = "Asked\nI have asked the stewards of Readers. You will hear from me."


async def people_in(town: Town) -> frozenset[str]:
    """Return who is in the circle's room, as the platform itself knows."""
    return (await room_named(town, "readers")).people


async def test_a_seat_is_waited_for_and_a_guest_comes_and_goes(town: Town) -> None:
    await sets_up(town)
    await town.types("maria", '/circle create "Readers" "Books on testing" @jonas kind:listed cap:3 people:@aisha')
    await pressed(town, "aisha", await last_mail(town, "aisha"), "Join")
    assert await told(town, "noor", "/circle join Readers") == ASKED
    await pressed(town, "jonas", await last_mail(town, "jonas"), "Let them in")
    assert (await last_mail(town, "noor")).text == (
        "Yes, as soon as there is a seat\n"
        "The stewards of Readers say yes. It is full just now: you are number 1 on its waiting list.\n"
        "[Leave the list]"
    )
    await town.types("aisha", "/circle leave Readers")
    assert (await last_mail(town, "noor")).text.startswith("A seat is free\nThere is a seat for you in Readers.")
    await pressed(town, "noor", await last_mail(town, "noor"), "Take the seat")
    assert await people_in(town) == {"maria", "jonas", "noor"}

    # It is full again; a guest takes no seat, and goes when it was said.
    await town.types("maria", '/circle invite Readers @aisha until:"2026-11-24 18:00"')
    await pressed(town, "aisha", await last_mail(town, "aisha"), "Come in")
    assert await people_in(town) == {"maria", "jonas", "noor", "aisha"}
    await town.waits(timedelta(days=2))
    assert await people_in(town) == {"maria", "jonas", "noor"}
    assert (await mail(town, "aisha"))[-1] == (
        "Until another time\nYour visit to Readers is over, as agreed. Thank you for coming."
    )

    # Whoever is blocked reads what everybody reads, and nobody hears of their question.
    await town.types("jonas", "/circle block Readers @aisha")
    before = await mail(town, "jonas"), await mail(town, "maria")
    assert await told(town, "aisha", "/circle join Readers") == ASKED
    assert (await mail(town, "jonas"), await mail(town, "maria")) == before
