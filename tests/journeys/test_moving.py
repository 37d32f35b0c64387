"""One date elsewhere, this and the following, all of them; and back: what stewards see, and what the rooms hear."""

from datetime import timedelta

import pytest

from tests.journeys.telling import local, pressed, sets_up, starts_ritual, told, until, wall
from tests.worlds.towns import Town

WINS = '/ritual create "Friday wins" "every Friday 10:00" "What went well"'
SHOW = "/ritual show Friday wins"
NEXT = "Next: {dates}"
QUIET = "Until you say so, everything stays as it is."
SET = "It is set\n{moved}Friday wins opens in #general on {date}.\nTo see what comes: rhythm next"


@pytest.fixture
async def wins(town: Town) -> Town:
    """Return a town with a ritual every Friday at ten; it is Monday at nine."""
    await sets_up(town)
    await starts_ritual(town, "maria", WINS)
    return town


async def dates(town: Town) -> str:
    """Return what `ritual show` says of the coming dates."""
    lines = (await told(town, "maria", SHOW)).split("\n")
    return next(line for line in lines if line.startswith("Next: ")).removeprefix("Next: ")


async def test_one_date_moves_and_nothing_is_heard_before_it_was_announced(wins: Town) -> None:
    shown = await wins.types("maria", '/ritual move "Friday wins" "Thursday 14:00"')
    assert shown.text == (
        "One date\nFriday wins on Fri 27 Nov 10:00 would move to Thu 26 Nov 14:00, for 45 minutes.\n"
        f"[Move it] [Drop it]\n{QUIET}"
    )
    assert await dates(wins) == "Fri 27 Nov 10:00, Fri 4 Dec 10:00, Fri 11 Dec 10:00"
    assert await pressed(wins, "maria", shown, "Move it") == SET.format(
        moved="Friday wins on Fri 27 Nov 10:00 moves to Thu 26 Nov 14:00.\n", date="Thu 26 Nov 14:00"
    )
    assert await dates(wins) == ("Thu 26 Nov 14:00 (moved from Fri 27 Nov 10:00), Fri 4 Dec 10:00, Fri 11 Dec 10:00")
    assert await wall(wins, None) == []
    await until(wins, local(4, "12:00"))
    titles = [text.split("\n")[0] for text in await wall(wins, "jonas")]
    assert titles == ["Coming up: Friday wins", "In an hour: Friday wins", "Friday wins", "Worth it?"]


async def test_an_announced_date_that_moves_is_changed_in_place_and_told_once(wins: Town) -> None:
    await until(wins, local(3, "11:00"))
    [card] = await wins.reads("jonas")
    await wins.presses("jonas", card, "Going")
    shown = await wins.types("maria", '/ritual move "Friday wins" 15:00 minutes:30')
    await wins.presses("maria", shown.card, "Move it")
    await wins.outlasts(timedelta(minutes=1))
    first, told_once = await wall(wins, "jonas")
    assert "Fri 27 Nov 15:00, for 30 minutes." in first
    assert "Jonas" in first
    assert told_once == "It moves\nFriday wins on Fri 27 Nov 10:00 moves to Fri 27 Nov 15:00."
    await until(wins, local(4, "16:00"))
    titles = [text.split("\n")[0] for text in await wall(wins, "jonas")][2:]
    assert titles == ["In an hour: Friday wins", "Friday wins", "Worth it?"]


async def test_a_moved_date_is_put_back_and_a_skipped_one_takes_place_after_all(wins: Town) -> None:
    await until(wins, local(3, "11:00"))
    skipped = await wins.types("maria", "/ritual skip Friday wins")
    assert skipped.text == (
        "Not this time\nThere is no Friday wins on Fri 27 Nov 10:00.\nNext time: Fri 4 Dec 10:00\n[Put it back]"
    )
    assert "Left out: Fri 27 Nov 10:00" in await told(wins, "maria", SHOW)
    back = "It is on\nFriday wins takes place on Fri 27 Nov 10:00 after all."
    assert await pressed(wins, "maria", skipped, "Put it back") == back
    assert (await wall(wins, "jonas"))[-1] == back
    assert await dates(wins) == "Fri 27 Nov 10:00, Fri 4 Dec 10:00, Fri 11 Dec 10:00"
    moved = await wins.types("maria", '/ritual move "Friday wins" "2026-12-02 16:00" date:2026-12-04')
    await wins.presses("maria", moved.card, "Move it")
    assert await dates(wins) == ("Fri 27 Nov 10:00, Wed 2 Dec 16:00 (moved from Fri 4 Dec 10:00), Fri 11 Dec 10:00")
    assert await told(wins, "maria", '/ritual restore "Friday wins" 2026-12-02') == (
        "It is on\nFriday wins takes place on Fri 4 Dec 10:00 after all."
    )
    assert await dates(wins) == "Fri 27 Nov 10:00, Fri 4 Dec 10:00, Fri 11 Dec 10:00"
    await until(wins, local(4, "12:00"))
    titles = [text.split("\n")[0] for text in await wall(wins, "jonas")]
    assert titles == [
        "Coming up: Friday wins", "Not this time", "It is on", "In an hour: Friday wins", "Friday wins", "Worth it?",
    ]  # fmt: skip


async def test_this_and_the_following_change_and_it_stays_one_ritual(wins: Town) -> None:
    line = '/ritual edit "Friday wins" when:"every Thursday 15:00" scope:following date:2026-12-11'
    shown = await wins.types("maria", line)
    assert "next Fri 27 Nov 10:00, Fri 4 Dec 10:00, Thu 17 Dec 15:00." in shown.text
    assert (
        "every Friday at 10:00 until 10 December 2026 (Europe/Copenhagen), then every Thursday at 15:00" in shown.text
    )
    await wins.presses("maria", shown.card, "Change it")
    assert await dates(wins) == "Fri 27 Nov 10:00, Fri 4 Dec 10:00, Thu 17 Dec 15:00"
    assert (await told(wins, "maria", "/ritual list")).count("Friday wins") == 1
    await until(wins, local(3, "16:00", week=3))
    openings = [text for text in await wall(wins, "jonas") if text.startswith("Friday wins\n")]
    assert ["Next time: Fri 4 Dec 10:00" in openings[0], "Next time: Thu 17 Dec 15:00" in openings[1]] == [True, True]
    assert len(openings) == 3


async def test_all_dates_change_and_the_announced_one_goes_along(wins: Town) -> None:
    await until(wins, local(3, "11:00"))
    shown = await wins.types("maria", '/ritual edit "Friday wins" when:"every Friday 11:30"')
    assert "[Change it] [Only the next date] [Drop it]" in shown.text
    await wins.presses("maria", shown.card, "Change it")
    await wins.waits(timedelta(minutes=1))
    first, told_once = await wall(wins, "jonas")
    assert "Fri 27 Nov 11:30, for 45 minutes." in first
    assert told_once == "It moves\nFriday wins on Fri 27 Nov 10:00 moves to Fri 27 Nov 11:30."
    assert await dates(wins) == "Fri 27 Nov 11:30 (moved from Fri 27 Nov 10:00), Fri 4 Dec 11:30, Fri 11 Dec 11:30"


async def test_the_same_change_can_be_meant_for_the_next_date_only(wins: Town) -> None:
    shown = await wins.types("maria", '/ritual edit "Friday wins" when:"every Friday 11:30" minutes:20')
    await wins.presses("maria", shown.card, "Only the next date")
    assert await dates(wins) == "Fri 27 Nov 11:30 (moved from Fri 27 Nov 10:00), Fri 4 Dec 10:00, Fri 11 Dec 10:00"
    assert "Minutes: 45" in await told(wins, "maria", SHOW)


async def test_what_was_decided_about_single_dates_outlives_another_time_of_day(wins: Town) -> None:
    await wins.types("maria", '/ritual skip "Friday wins" date:2026-12-04')
    moved = await wins.types("maria", '/ritual move "Friday wins" "2026-12-10 16:00" date:2026-12-11')
    await wins.presses("maria", moved.card, "Move it")
    shown = await wins.types("maria", '/ritual edit "Friday wins" when:"every Friday 12:00"')
    await wins.presses("maria", shown.card, "Change it")
    assert await dates(wins) == (
        "Fri 27 Nov 12:00 (moved from Fri 27 Nov 10:00), Thu 10 Dec 16:00 (moved from Fri 11 Dec 10:00), "
        "Fri 18 Dec 12:00"
    )
    assert "Left out: Fri 4 Dec 12:00" in await told(wins, "maria", SHOW)


async def test_a_chair_goes_where_its_date_goes(town: Town) -> None:
    await sets_up(town)
    await starts_ritual(town, "maria", f"{WINS} guests:yes")
    await town.types("maria", '/guest suggest "Ada Byron" "Engines"')
    chairs = await town.types("maria", "/guest slot")
    asked = await town.presses("maria", chairs.card, chairs.card.labels[0])
    await town.presses("maria", asked.card, "They said yes")
    shown = await town.types("maria", '/ritual move "Friday wins" "Thursday 14:00"')
    await town.presses("maria", shown.card, "Move it")
    assert "Thu 26 Nov 14:00 · Friday wins: Ada Byron, confirmed" in await told(town, "aisha", "/guest slot")
    await until(town, local(2, "15:00"))
    await town.outlasts(timedelta(minutes=1))
    box, card = await wall(town, "jonas")
    assert "With Ada Byron" in card
    assert box.split("\n")[:2] == ["Questions for Ada Byron", "Friday wins · Thu 26 Nov 14:00 · Engines"]


NOT = "Nothing was changed."
REFUSED = {
    "a rhythm for one date": (
        '/ritual move "Friday wins" "every Thursday 14:00"',
        f"“every Thursday 14:00” — That is a rhythm; say one date and a time. Try: Thursday 14:00. {NOT}",
    ),
    "a day without a time": (
        '/ritual move "Friday wins" Thursday',
        f"“Thursday” — At what time? Try: Thursday 14:00. {NOT}",
    ),
    "a time that is over": (
        '/ritual move "Friday wins" "23 November 2026 8:00"',
        f"“23 November 2026 8:00” — 23 November 2026 at 08:00 lies in the past. Try: Thursday 14:00. {NOT}",
    ),
    "where it is already": (
        '/ritual move "Friday wins" "Friday 10:00"',
        f"It takes place then already. {NOT} Name another time.",
    ),
    "where another date is": (
        '/ritual move "Friday wins" "4 December 10:00"',
        f"It has another date then. {NOT} Name another time.",
    ),
    "a date it does not have": (
        '/ritual move "Friday wins" 15:00 date:2026-12-03',
        f"There is no coming date of it on 2026-12-03. {NOT}",
    ),
    "a name for one date": (
        '/ritual edit "Friday wins" new-name:Other scope:this',
        f"For some dates only the rhythm and the minutes can change, not new-name. {NOT}",
    ),
    "nothing for one date": (
        '/ritual edit "Friday wins" scope:following',
        "Nothing was given to change. Try: ritual edit “Friday wins” when:…",
    ),
    "a date without saying what is meant": (
        '/ritual edit "Friday wins" minutes:30 date:2026-12-04',
        "Is that date alone meant, or it and the following? Add scope:this or scope:following.",
    ),
    "nothing to put back": (
        '/ritual restore "Friday wins" 2026-12-04',
        f"Its date on 2026-12-04 is neither skipped nor moved. {NOT}",
    ),
    "no date at all": (
        '/ritual restore "Friday wins" tomorrow',
        f"“tomorrow” is not a date. Write it like 2026-12-24. {NOT}",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
async def test_what_cannot_be_moved_is_refused_in_one_sentence(wins: Town, case: str) -> None:
    line, sentence = REFUSED[case]
    before = await told(wins, "maria", SHOW)
    assert sentence in await told(wins, "maria", line)
    assert await told(wins, "maria", SHOW) == before
