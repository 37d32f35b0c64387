"""Who comes: seats and the waiting list as rules, and as people meet them."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.keys import AccountId, MemberId
from bot.rhythm.coming import Coming, Rsvp, free_seats, moving_up, place_in_line, seated
from tests.worlds.town import BEGIN, Town

AT = datetime(2026, 11, 25, tzinfo=UTC)
PEOPLE = "abcde"
SAYS = st.sampled_from([Coming.GOING, Coming.MAYBE, Coming.NO])
ACTS = st.lists(st.tuples(st.sampled_from(PEOPLE), SAYS), max_size=25)


def says(said: Sequence[Rsvp], who: str, wish: Coming, capacity: int | None, number: int) -> list[Rsvp]:
    """Return what everybody said once somebody said something more, and free seats are filled."""
    status = seated(wish, MemberId(who), said, capacity)
    before = next((r for r in said if r.member == who), None)
    at = before.at if before is not None and before.status is status else AT + timedelta(minutes=number)
    new = Rsvp(f"{who}{number}", MemberId(who), AccountId(who), who, status, at)
    rest = sorted([*(r for r in said if r.member != who), new], key=lambda r: (r.at, r.id))
    up = {r.id for r in moving_up(rest, capacity)}
    return [Rsvp(r.id, r.member, r.account, r.name, Coming.GOING, r.at) if r.id in up else r for r in rest]


@given(ACTS, st.integers(1, 4) | st.none())
def test_seats_are_never_given_twice_and_nobody_waits_beside_a_free_one(
    acts: list[tuple[str, Coming]], capacity: int | None
) -> None:
    said: list[Rsvp] = []
    for number, (who, wish) in enumerate(acts):
        before = {r.member for r in said if r.status is Coming.GOING}
        said = says(said, who, wish, capacity, number)
        going = [r for r in said if r.status is Coming.GOING]
        waiting = [r for r in said if r.status is Coming.WAITING]
        assert len({r.member for r in said}) == len(said)
        assert capacity is None or len(going) <= capacity
        assert not waiting or free_seats(said, capacity) == 0
        # Nobody loses a seat but by their own word.
        assert before - {MemberId(who)} <= {r.member for r in going}
        assert [place_in_line(r.member, said) for r in waiting] == list(range(1, len(waiting) + 1))


# As people meet it


@pytest.fixture
async def small(home: Town) -> Town:
    """Return a town whose ritual has one seat and was announced: it is Thursday noon."""
    await home.starts_ritual("maria", '/ritual create "Friday wins" "every Friday 10:00" "What went well" capacity:1')
    await at(home, 3.2)
    return home


async def at(town: Town, days: float) -> None:
    await town.hearth.advance_to(BEGIN + timedelta(days=days), town.clock)


async def card(town: Town, title: str, *, person: str = "jonas") -> Any:
    return next(m for m in await town.reads(person) if m.card is not None and m.card.title == title)


async def presses(town: Town, person: str, label: str) -> str:
    shown = await card(town, "Coming up: Friday wins", person=person)
    said = await town.said(await town.presses(person, shown.card, label))
    await town.minute_passes()
    return said


async def seats(town: Town) -> str:
    return town.text(await card(town, "Coming up: Friday wins")).split("for 45 minutes.\n")[1]


async def mail(town: Town, person: str) -> list[str]:
    return [str(m.card.title) for m in await town.mail(person) if m.card is not None]


async def test_a_full_date_has_a_waiting_list_and_a_seat_that_is_free_is_told(small: Town) -> None:
    assert (await presses(small, "jonas", "Going")).startswith("Noted\nYou are going to Friday wins")
    assert await presses(small, "noor", "Going") == (
        "Noted\nFriday wins on Fri 27 Nov 10:00 is full. You are number 1 on the waiting list.\n"
        "When a seat is free it is yours, and I tell you at once. You can change your mind until it begins."
    )
    assert (await presses(small, "noor", "Going")).count("number 1") == 1  # twice changes nothing
    assert await seats(small) == "Who comes: Jonas\n1 of 1 seats are taken. 1 waits.\n[Going] [Maybe] [Not going]"
    await presses(small, "jonas", "Maybe")
    assert await seats(small) == ("Who comes: Noor\nMaybe: Jonas\n1 of 1 seats are taken.\n[Going] [Maybe] [Not going]")
    assert "You have a seat" in await mail(small, "noor")
    assert "you may come" in await small.said(await small.types("jonas", "/rhythm next"))


async def test_more_seats_let_those_who_wait_move_up(small: Town) -> None:
    await presses(small, "jonas", "Going")
    await presses(small, "noor", "Going")
    shown = await small.types("maria", '/ritual edit "Friday wins" capacity:0')
    await small.presses("maria", shown.card, "Change it")
    await small.minute_passes()
    both = {f"Who comes: {who}\n[Going] [Maybe] [Not going]" for who in ("Jonas, Noor", "Noor, Jonas")}
    assert await seats(small) in both  # they said so at one moment
    assert "You have a seat" in await mail(small, "noor")


async def test_whoever_leaves_frees_their_seat(small: Town) -> None:
    await presses(small, "jonas", "Going")
    await presses(small, "noor", "Going")
    await small.presses("jonas", (await small.types("jonas", "/my forget")).card, "Forget me")
    await small.minute_passes()
    assert (await seats(small)).startswith("Who comes: Noor\n")


async def test_a_date_that_moves_asks_those_who_come_again(small: Town) -> None:
    await presses(small, "jonas", "Going")
    shown = await small.types("maria", '/ritual move "Friday wins" 15:00')
    await small.presses("maria", shown.card, "Move it")
    await small.minute_passes()
    assert "It moved; 1 has yet to say again." in await seats(small)
    asked = await card_of_mail(small, "jonas", "Friday wins moved")
    said = await small.said(await small.presses("jonas", asked, "Going"))
    assert said.startswith("Noted\nYou are going to Friday wins on Fri 27 Nov 15:00.")
    await small.minute_passes()
    assert "It moved" not in await seats(small)


async def test_those_who_go_are_reminded_until_they_want_no_reminders(small: Town) -> None:
    await presses(small, "jonas", "Going")
    await at(small, 4.01)
    reminder = await card_of_mail(small, "jonas", "Soon: Friday wins")
    assert "Soon: Friday wins" not in await mail(small, "noor")
    said = await small.said(await small.presses("jonas", reminder, "No reminders of this"))
    assert said == "Noted\nI do not remind you of Friday wins any more.\n[Remind me again]"
    await at(small, 10.2)
    await presses(small, "jonas", "Going")
    await at(small, 11.01)
    assert (await mail(small, "jonas")).count("Soon: Friday wins") == 1


async def card_of_mail(town: Town, person: str, title: str) -> Any:
    return next(m.card for m in await town.mail(person) if m.card is not None and m.card.title == title)


async def test_a_strange_number_of_seats_is_refused_in_one_sentence(home: Town) -> None:
    said = await home.said(
        await home.types("maria", '/ritual create "Friday wins" "every Friday 10:00" "What went well" capacity:-1')
    )
    assert "Between 0 and 10000 seats, please. Nothing was changed." in said
