"""Eight weeks of a slot that alternates: somebody from outside, an own case, a peer clinic."""

from tests.journeys.telling import dated, local, pressed, sets_up, starts_ritual, told, until
from tests.worlds.towns import Town

RITUAL = '/ritual create "Guest hour" "every Thursday 16:00" "A voice, ours or from outside" guests:alternating'


async def announced(town: Town) -> list[str]:
    """Return what the announcements say a date is, in order."""
    said = [text for _at, text in dated(await town.reads("noor")) if text.startswith("Coming up: ")]
    return [text.split("\n")[3] for text in said]


async def test_guests_own_cases_and_clinics_take_turns(town: Town) -> None:
    await sets_up(town)
    await starts_ritual(town, "maria", RITUAL)
    for house in ("Acme", "Byte", "Cargo"):
        for number in ("One", "Two"):
            await town.types("aisha", f'/guest suggest "{house} {number}" organisation:"{house}" topic:"{number}"')
    slots = (await told(town, "maria", "/guest slot")).split("\n")
    assert [line.partition(": ")[2].split(";")[0] for line in slots[1:5]] == [
        "empty",
        "an own case, nobody brings one yet",
        "a peer clinic",
        "empty",
    ]
    heard: list[str] = []
    for week in range(8):
        await until(town, local(1, "09:00", week=week))
        chairs = await town.types("maria", "/guest slot")
        if week % 3 == 0:
            ask = chairs.card.labels[0]
            heard.append(ask.removeprefix("Ask "))
            asked = await town.presses("maria", chairs.card, ask)
            await town.presses("maria", asked.card, "They said yes")
        if week == 1:
            assert await told(town, "jonas", '/ritual case "Guest hour" "Our tests take an hour"') == (
                "Thank you\nYou bring “Our tests take an hour” to Guest hour on Thu 3 Dec 16:00, as it looks now.\n"
                "[Take it back]\nWhoever brought the fewest cases comes first. It stands under your name."
            )
        await until(town, local(3, "17:00", week=week))
    said = await announced(town)
    clinic = "A peer clinic: bring something you are stuck on, and the others help."
    with_guest = [line.startswith("With ") for line in said]
    assert with_guest == [week % 3 == 0 for week in range(8)]
    assert said[1] == "An own case: Jonas brings “Our tests take an hour”"
    assert (said[2], said[5]) == (clinic, clinic)
    assert said[4] == "An own case: one of us brings something from their work. Will you?"
    houses = [h.split(" ")[0] for h in heard]
    assert len(set(houses)) == 3
    # Nobody brought a case the second time, so it was a clinic.
    assert (await told(town, "maria", "/guest slot")).split("\n")[-1] == (
        "The last 8 dates: 3 guests, 1 own case, 4 clinics"
    )
    assert "The last 8 dates" not in await told(town, "noor", "/guest slot")


async def test_a_date_without_a_guest_says_so_and_a_member_steps_in_from_the_announcement(town: Town) -> None:
    await sets_up(town)
    await starts_ritual(town, "maria", RITUAL)
    await until(town, local(2, "16:30"))
    assert (await town.reads("noor"))[-1].text == (
        "Coming up: Guest hour\nA voice, ours or from outside\nThu 26 Nov 16:00, for 45 minutes.\n"
        "A peer clinic: bring something you are stuck on, and the others help.\n"
        "Nobody from outside could come this time, so we have something of our own.\n"
        "[Going] [Maybe] [Not going]\n[Add to agenda]"
    )
    await until(town, local(2, "16:30", week=1))
    coming = (await town.reads("noor"))[-1]
    assert coming.text == (
        "Coming up: Guest hour\nA voice, ours or from outside\nThu 3 Dec 16:00, for 45 minutes.\n"
        "An own case: one of us brings something from their work. Will you?\n"
        "[Going] [Maybe] [Not going]\n[I bring a case]"
    )
    form = await town.presses("jonas", coming, "I bring a case")
    offered = await town.fills("jonas", form.opened, {"topic": "Our tests take an hour"})
    assert offered.text.startswith("Thank you\nYou bring “Our tests take an hour” to Guest hour on Thu 3 Dec 16:00")
    await until(town, local(2, "16:45", week=1))
    assert (await announced(town))[-1] == "An own case: Jonas brings “Our tests take an hour”"
    assert await pressed(town, "jonas", offered, "Take it back") == "Noted\nIt is taken back."
    assert await pressed(town, "jonas", offered, "Take it back") == (
        "That did not work\nThat case was brought or taken back already. Nothing was changed."
    )
    await until(town, local(3, "17:00", week=1))
    opened = [text for _at, text in dated(await town.reads("noor")) if text.startswith("Guest hour\n")]
    assert "\nA peer clinic: bring" in opened[-1]
