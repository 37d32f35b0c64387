"""Guests of a circle: in until an hour and not a moment longer, also when Hearth was away."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.circles.guests import example, guests, over, read_until
from bot.circles.model import Role, Seat
from bot.circles.places import taken
from tests.unit.test_circles import MENTORS, NOT, inside, last, refused
from tests.unit.test_places import circles
from tests.unit.test_seats import latest, titled
from tests.worlds.ground import NOW
from tests.worlds.saying import refusal, says
from tests.worlds.town import Town

TUESDAY = '/circle invite Mentors @noor until:"2026-11-24 18:00"'
ROOM = "mentors"


async def visit(home: Town, kind: str = "private", more: str = "") -> None:
    """Let Noor be a guest of Maria's circle until Tuesday, six in the evening."""
    await home.types("maria", MENTORS + f" kind:{kind}{more}")
    await home.types("maria", TUESDAY)
    await home.presses("noor", await last(home, "noor"), "Come in")


# Rules


@given(circles(), st.integers(-90, 90))
def test_nobody_is_a_guest_after_their_time(seats: list[Seat], hours: int) -> None:
    now = NOW + timedelta(hours=hours)
    assert all(s.until is None or s.until > now for s in guests(seats, now))
    left = [s for s in seats if s not in over(seats, now)]
    assert [s for s in left if s.role is Role.GUEST] == list(guests(seats, now))
    assert all(s.role in {Role.GUEST, Role.INVITED} for s in over(seats, now))


@given(circles())
def test_guests_take_no_seat(seats: list[Seat]) -> None:
    without = [s for s in seats if s.role is not Role.GUEST]
    assert taken(seats, NOW) == taken(without, NOW)


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("2026-12-24", datetime(2026, 12, 24, 23, tzinfo=UTC)),  # the whole day, in Copenhagen
        ("2026-12-24 18:30", datetime(2026, 12, 24, 17, 30, tzinfo=UTC)),
        (" NOW ", NOW),
        ("2027-03-28 02:30", datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),  # skipped by the change of clocks
        ("Friday wins", None),
        ("2026-13-01", None),
        ("2026-12-24 25:00", None),
    ],
)
def test_when_a_visit_ends_is_read_in_the_stewards_zone(text: str, until: datetime | None) -> None:
    assert read_until(text, NOW, "Europe/Copenhagen") == until


def test_the_example_can_be_typed() -> None:
    assert read_until(example(NOW, "Europe/Copenhagen"), NOW, "Europe/Copenhagen") is not None


# What people do


async def test_a_guest_is_asked_in_sees_no_members_and_goes_by_themselves(home: Town) -> None:
    await home.types("maria", MENTORS)
    assert await says(home, "maria", TUESDAY) == (
        "Guests\nInvited to Mentors as guests, until Tue 24 Nov 18:00: @Noor."
    )
    assert await latest(home, "noor") == (
        "Come as a guest\n"
        "@Maria invites you to Mentors as a guest, until Tue 24 Nov 18:00: How we mentor\n"
        "[Come in] [Rather not]\n"
        "Then your seat ends by itself; you need do nothing. It is private: nobody outside knows of it."
    )
    invitation = await last(home, "noor")
    said = await home.said(await home.presses("noor", invitation, "Come in"))
    assert said == "Welcome\nYou are a guest in Mentors until Tue 24 Nov 18:00. Its room stands in your list."
    assert await inside(home) == {"maria", "jonas", "noor"}
    here = "A guest\n@Noor is here as a guest until Tue 24 Nov 18:00, and reads along."
    assert home.text((await home.reads("jonas", ROOM))[-1]) == here
    shown = await says(home, "noor", "/circle show Mentors")
    assert "Maria" not in shown
    assert "You are a guest: until Tue 24 Nov 18:00" in shown
    assert "Size: 2 people of at most 30" in shown
    assert "Guests: @Noor until Tue 24 Nov 18:00" in await says(home, "jonas", "/circle show Mentors")
    said = refusal(await home.presses("noor", invitation, "Come in"))
    assert said == f"You are in it as a guest. To stay, ask one of its stewards. {NOT}"

    await home.waits(timedelta(hours=32, minutes=59))
    assert "noor" in await inside(home)
    await home.waits(timedelta(minutes=1))
    assert await inside(home) == {"maria", "jonas"}
    assert await latest(home, "noor") == (
        "Until another time\nYour visit to Mentors is over, as agreed. Thank you for coming."
    )
    gone = "The visit is over\n@Noor: here as a guest, and gone again. Thank you for the visit."
    assert home.text((await home.reads("jonas", ROOM))[-1]) == gone
    assert NOT in await refused(home, "noor", "/circle show Mentors")
    assert NOT in refusal(await home.presses("noor", invitation, "Come in"))


async def test_after_an_outage_a_guest_goes_at_once_and_once(home: Town) -> None:
    await visit(home)
    await home.clock.travel(home.clock.now() + timedelta(days=40))
    for _again in range(2):
        await home.hearth.pulse()
        await home.hearth.settle()
    assert await inside(home) == {"maria", "jonas"}
    assert [home.text(m).split("\n")[0] for m in await home.mail("noor")] == ["Come as a guest", "Until another time"]


async def test_a_visit_ends_while_the_community_rests(home: Town) -> None:
    await visit(home)
    asked = await home.types("maria", "/community pause 2026-12-20")
    await home.presses("maria", asked.card, "Rest quietly")
    await home.waits(timedelta(days=2))
    assert await inside(home) == {"maria", "jonas"}


async def test_a_visit_is_extended_and_ended_early(home: Town) -> None:
    await visit(home)
    longer = await says(home, "jonas", '/circle invite Mentors @noor until:"2026-11-25"')
    assert longer == "Guests\nGuests of Mentors until Thu 26 Nov 00:00 now: @Noor."
    assert await latest(home, "noor") == "Your visit\nYou are a guest in Mentors until Thu 26 Nov 00:00 now."
    await home.waits(timedelta(days=2))
    assert "noor" in await inside(home)
    assert await says(home, "jonas", "/circle invite Mentors @noor until:now") == (
        "Their visit is over\nNo longer guests of Mentors: @Noor."
    )
    assert await inside(home) == {"maria", "jonas"}
    said = await refused(home, "jonas", "/circle invite Mentors @noor until:now")
    assert said == f"None of them is a guest now. {NOT}"


async def test_a_visit_may_last_until_a_date_of_a_ritual_is_over(home: Town) -> None:
    await home.starts_ritual("maria", '/ritual create "Friday wins" "every Friday 10:00" "What went well"')
    await home.types("maria", MENTORS)
    said = await says(home, "maria", '/circle invite Mentors @noor @jonas until:"friday wins"')
    assert said == ("Guests\nInvited to Mentors as guests, until Fri 27 Nov 10:45: @Noor.\nIn it already: @Jonas.")


async def test_a_visit_until_a_date_moves_with_it_and_one_until_the_same_hour_does_not(home: Town) -> None:
    await home.starts_ritual("maria", '/ritual create "Friday wins" "every Friday 10:00" "What went well"')
    await home.types("maria", MENTORS)
    await home.types("maria", '/circle invite Mentors @noor until:"friday wins"')
    await home.types("maria", '/circle invite Mentors @aisha until:"2026-11-27 10:45"')
    await home.types("noor", "/circle join Mentors")
    await home.types("aisha", "/circle join Mentors")
    moved = await home.types("maria", '/ritual move "Friday wins" "2026-11-28 15:00"')
    await home.presses("maria", moved.card, "Move it")
    assert await latest(home, "noor") == "Your visit\nYou are a guest in Mentors until Sat 28 Nov 15:45 now."
    await home.waits(datetime(2026, 11, 28, 12, tzinfo=UTC) - home.clock.now())
    assert await inside(home) == {"maria", "jonas", "noor"}
    await home.waits(timedelta(hours=3))
    assert await inside(home) == {"maria", "jonas"}


@pytest.mark.parametrize(
    ("until", "sentence"),
    [
        (
            "Thursday",
            "“Thursday” is neither a date nor a ritual with a date ahead. Try 2026-11-30 18:00, or now to end a visit. "
            + NOT,
        ),
        ("2026-11-22", f"A visit ends ahead, within a year. {NOT}"),
        ("2028-01-01", f"A visit ends ahead, within a year. {NOT}"),
    ],
)
async def test_an_end_that_is_none_is_refused(home: Town, until: str, sentence: str) -> None:
    await home.types("maria", MENTORS)
    assert await refused(home, "maria", f'/circle invite Mentors @noor until:"{until}"') == sentence
    assert await home.mail("noor") == []


async def test_an_invitation_as_a_guest_ends_with_the_visit(home: Town) -> None:
    await home.types("maria", MENTORS)
    await home.types("maria", TUESDAY)
    await home.waits(timedelta(days=2))
    assert NOT in refusal(await home.presses("noor", await last(home, "noor"), "Come in"))
    assert NOT in await refused(home, "noor", "/circle show Mentors")


async def test_a_guest_fits_into_a_full_circle_and_may_stay_when_there_is_a_seat(home: Town) -> None:
    await visit(home, more=" cap:2")
    assert await inside(home) == {"maria", "jonas", "noor"}
    full = await says(home, "maria", "/circle invite Mentors @noor")
    assert full == f"Nobody new\nGuests, and it is full, so they stay guests: @Noor.\n{NOT}"
    await home.types("maria", "/circle edit Mentors cap:3")
    stays = await says(home, "maria", "/circle invite Mentors @noor")
    assert stays == "Invited\nWere guests, and members from now on: @Noor."
    await home.waits(timedelta(days=3))
    assert await inside(home) == {"maria", "jonas", "noor"}


async def test_a_guest_may_go_and_be_blocked(home: Town) -> None:
    await visit(home)
    said = await says(home, "noor", "/circle leave Mentors")
    assert said == "You have left\nYou are no longer in Mentors. Nobody is told why."
    assert await inside(home) == {"maria", "jonas"}
    await home.types("maria", TUESDAY)
    await home.presses("noor", await last(home, "noor"), "Come in")
    await home.types("maria", "/circle block Mentors @noor")
    assert await inside(home) == {"maria", "jonas"}
    assert "Blocked" in await says(home, "maria", TUESDAY)


async def test_a_guest_of_an_open_circle_may_become_a_member(home: Town) -> None:
    await visit(home, kind="open")
    assert titled(await home.types("noor", "/circle join Mentors")) == "Welcome"
    await home.waits(timedelta(days=3))
    assert "Size: 3 people" in await says(home, "maria", "/circle show Mentors")
