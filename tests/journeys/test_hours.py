"""The inconvenient hour goes round: a ritual whose times take turns, and the ledger that everybody can read."""

from tests.journeys.telling import local, sets_up, starts_ritual, told, until, wall
from tests.worlds.towns import PEOPLE, Town

CALL = '/ritual create "World call" "every Tuesday 10:00" "Nobody gets up at night each time" turns:"10:00, 18:00"'
SHOW = "/ritual show World call"
TURNS = "The times take turns; a date that is skipped or moved has had its turn."
FEW = f"{TURNS} Once I know the zones of 5 members, I count for how many a time is outside the day."
KNOWN = f"{TURNS} Counted are the last 12 months, and the 5 members whose zone I know; the day is 8:00 to 21:00."
ZONES = ("Europe/Copenhagen", "Europe/Madrid", "America/New_York", "Asia/Tokyo", "America/Los_Angeles")


async def lines(town: Town, *beginnings: str) -> list[str]:
    """Return the lines of `ritual show` that begin so."""
    shown = (await told(town, "jonas", SHOW)).split("\n")
    return [line for line in shown if line.startswith(beginnings)]


async def test_members_on_either_side_of_the_world_get_the_bad_hour_in_turn(town: Town) -> None:
    await sets_up(town)
    await town.lets_in("Eva")
    draft = await town.types("maria", CALL)
    assert "every Tuesday at 10:00 and 18:00 in turn (Europe/Copenhagen)" in draft.text
    assert "next Tue 24 Nov 10:00, Tue 1 Dec 18:00, Tue 8 Dec 10:00." in draft.text
    assert "10:00: 0 dates so far, 6 of the next 12" in draft.text
    await town.presses("maria", draft.card, "Start")
    for person, zone in zip((*PEOPLE, "Eva"), ZONES, strict=True):
        await town.types(person.lower(), f"/my zone {zone}")
    await town.types("maria", '/ritual skip "World call" date:2026-12-08')
    await until(town, local(1, "20:00", week=3))
    openings = [text for text in await wall(town, "maria") if text.startswith("World call\n")]
    assert [next(line for line in text.split("\n") if line.startswith("Next time")) for text in openings] == [
        "Next time: Tue 1 Dec 18:00",
        "Next time: Tue 15 Dec 18:00",
        "Next time: Tue 22 Dec 10:00",
    ]
    # At ten in Copenhagen it is four in New York and one in Los Angeles; at six it is two in Tokyo.
    assert await lines(town, "Next:", "10:00", "18:00", TURNS) == [
        "Next: Tue 22 Dec 10:00, Tue 29 Dec 18:00, Tue 5 Jan 10:00",
        "10:00: 1 date so far, 6 of the next 12 · outside the day for 2 of 5",
        "18:00: 2 dates so far, 6 of the next 12 · outside the day for 1 of 5",
        KNOWN,
    ]


async def test_turns_change_from_a_date_on_and_end(town: Town) -> None:
    await sets_up(town)
    await starts_ritual(town, "maria", CALL)
    line = '/ritual edit "World call" turns:"07:00, 15:00, 23:00" scope:following date:2026-12-08'
    shown = await town.types("maria", line)
    assert "next Tue 24 Nov 10:00, Tue 1 Dec 18:00, Tue 8 Dec 07:00." in shown.text
    await town.presses("maria", shown.card, "Change it")
    assert await lines(town, "Next:", TURNS) == ["Next: Tue 24 Nov 10:00, Tue 1 Dec 18:00, Tue 8 Dec 07:00", FEW]
    moved = await town.types(
        "maria", '/ritual edit "World call" when:"every Thursday 15:00" scope:following date:2026-12-15'
    )
    assert "next Tue 24 Nov 10:00, Tue 1 Dec 18:00, Tue 8 Dec 07:00." in moved.text
    await town.presses("maria", moved.card, "Change it")
    await until(town, local(1, "09:00", week=2))
    assert await lines(town, "Next:") == ["Next: Thu 17 Dec 15:00, Thu 24 Dec 23:00, Thu 31 Dec 07:00"]
    same = await town.types("maria", '/ritual edit "World call" turns:none')
    await town.presses("maria", same.card, "Change it")
    assert await lines(town, "Next:", "15:00", TURNS) == ["Next: Thu 17 Dec 15:00, Thu 24 Dec 15:00, Thu 31 Dec 15:00"]
