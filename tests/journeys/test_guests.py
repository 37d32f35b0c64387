"""Voices from outside: real speakers imported, asked in turn, announced by name."""

import shutil
from collections.abc import AsyncIterator
from itertools import pairwise
from pathlib import Path

import pytest

from adapters.clock import FrozenClock
from adapters.ids import SeededIds
from adapters.main.actions import HearthActions
from adapters.main.wiring import wire
from adapters.sandbox.platform import SandboxPlatform
from adapters.sandbox.sql_world import SqlWorld
from adapters.sandbox.world import PLATFORM
from bot.errors import Invalid
from migrations.run import upgrade
from storage.database import Database
from tests.journeys.telling import dated, kept, local, pressed, told, until
from tests.worlds.town import SPACE, Town, buttons, open_town

SPEAKERS = Path(__file__).parents[2] / ".." / "shared" / "data" / "speakers" / "europython-2022-speakers.json"
RITUAL = '/ritual create "Guest hour" "every Thursday 16:00" "A voice from outside, and an hour to ask" guests:yes'
WEEKS = 8
pytestmark = pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")


@pytest.fixture
def speakers() -> Path:
    if not SPEAKERS.is_file():
        pytest.skip("shared data absent")
    return SPEAKERS


@pytest.fixture
def importer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> HearthActions:
    """Return what `hearth import` calls, on a SQLite file."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HEARTH_DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path / 'hearth.db'}")
    monkeypatch.setenv("HEARTH_LOG_LEVEL", "WARNING")
    return HearthActions()


def at(file: Path) -> Database:
    return Database(f"sqlite+aiosqlite:///{file}")


async def founded(file: Path) -> Town:
    """Return a town in a file, with a community and its weekly ritual with a guest's chair."""
    database = at(file)
    await upgrade(database.engine)
    town = await open_town(database)
    await town.sets_up()
    await town.starts_ritual("maria", RITUAL)
    return town


async def reopened(file: Path, seed: str) -> Town:
    """Return the same town after a restart elsewhere: other ids to come, the same database."""
    database = at(file)
    clock = FrozenClock(local(0, "09:00"))
    world = SqlWorld(database, clock)
    hearth = wire(database, clock, SeededIds(seed), {PLATFORM: SandboxPlatform(world, clock)})
    town = Town(database, clock, world, hearth, count=10_000)
    town.rooms[SPACE] = next(r.id for r in await world.rooms(SPACE, viewer=None) if r.name == "general")
    return town


@pytest.fixture
async def open_towns() -> AsyncIterator[list[Town]]:
    """Return a list: the towns put into it are closed at the end."""
    towns: list[Town] = []
    yield towns
    for town in towns:
        await town.close()
        await town.database.close()


async def asked_in_turn(town: Town, weeks: int = WEEKS) -> list[str]:
    """Let a steward ask whoever's turn it is, week after week; return who was announced, in order."""
    for week in range(weeks):
        await until(town, local(1, "09:00", week=week))
        chairs = await town.types("maria", "/guest slot")
        assert chairs.card is not None
        first = buttons(chairs.card)[0].label
        asked = await town.presses("maria", chairs.card, first)
        await town.presses("maria", asked.card, "They said yes")
        await until(town, local(3, "17:00", week=week))
    said = [text for _at, text in dated(await town.reads("noor"))]
    return [text.split("\nWith ")[1].split(": ")[0].split("\n")[0] for text in said if text.startswith("Coming up: ")]


async def test_speakers_of_a_real_conference_are_taken_in_once(
    importer: HearthActions, speakers: Path, tmp_path: Path, open_towns: list[Town]
) -> None:
    town = await founded(tmp_path / "hearth.db")
    open_towns.append(town)
    bar: list[tuple[int, int]] = []
    report = await importer.import_speakers(speakers, None, lambda done, of: bar.append((done, of)))
    assert (report.format, report.read, report.added, len(report.refused)) == ("pretalx", 151, 151, 11)
    assert bar == [(25, 151), (50, 151), (75, 151), (100, 151), (125, 151), (150, 151), (151, 151)]
    assert all(why.endswith(".") for _row, _name, why in report.refused)
    before = await kept(town.database)
    assert len(before["guests"]) == 151
    again = await importer.import_speakers(speakers, "testing GUILD", lambda _done, _of: None)
    assert (again.read, again.added, again.refused) == (151, 0, report.refused)
    assert await kept(town.database) == before
    listed = (await told(town, "jonas", "/guest list")).split("\n")
    assert (len(listed), listed[0], listed[-1]) == (22, "Guests", "and 131 more")


async def test_a_broken_file_is_refused_with_one_sentence_and_nothing_is_taken_in(
    importer: HearthActions, tmp_path: Path, open_towns: list[Town]
) -> None:
    town = await founded(tmp_path / "hearth.db")
    open_towns.append(town)
    before = await kept(town.database)
    broken = {
        "torn.json": (
            b'{"results": [{"name": "Ada',
            (
                "“torn.json” is broken in line 1, so nothing was read; export it again, or mend that line "
                "(it is no valid JSON)."
            ),
        ),
    }
    for name, (content, sentence) in broken.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(Invalid) as caught:
            await importer.import_speakers(tmp_path / name, None, lambda _done, _of: None)
        assert caught.value.sentence == sentence
    for path, community, sentence in (
        (tmp_path / "absent.csv", None, "I cannot read absent.csv. Nothing was imported."),
        (
            tmp_path / "fine.csv",
            "Another guild",
            "There is no such community yet. Nothing was imported. Set one up first: community setup",
        ),
    ):
        (tmp_path / "fine.csv").write_text("name,topic\nAda Byron,Looms\n")
        with pytest.raises(Invalid) as caught:
            await importer.import_speakers(path, community, lambda _done, _of: None)
        assert caught.value.sentence == sentence
    assert await kept(town.database) == before


@pytest.mark.timeout(120)
async def test_eight_weeks_bring_eight_different_voices_in_fair_rotation(
    importer: HearthActions, speakers: Path, tmp_path: Path, open_towns: list[Town]
) -> None:
    open_towns.append(await founded(tmp_path / "hearth.db"))
    await importer.import_speakers(speakers, None, lambda _done, _of: None)
    # What is written stands in the log file beside it until the last connection closes.
    await open_towns[0].database.close()
    shutil.copy(tmp_path / "hearth.db", tmp_path / "replica.db")
    town, replica = await reopened(tmp_path / "hearth.db", "one"), await reopened(tmp_path / "replica.db", "two")
    open_towns += [town, replica]
    heard = await asked_in_turn(town)
    assert len(heard) == WEEKS
    assert len(set(heard)) == WEEKS
    guests = {g["name"]: g for g in (await kept(town.database))["guests"]}
    organisations = [guests[h.split(" (")[0]]["organisation"].casefold() for h in heard]
    assert all(one != two for one, two in pairwise(organisations) if one and two)
    # Each opening names the guest whom the day before announced.
    said = [text for _at, text in dated(await town.reads("noor"))]
    opened = [text for text in said if text.startswith("Guest hour\n")]
    assert [text.split("\nWith ")[1].split(": ")[0].split("\n")[0] for text in opened] == heard
    # The seed is the community's own: elsewhere, with other ids to come, it is the same eight.
    assert await asked_in_turn(replica) == heard


async def test_two_voices_of_one_house_never_come_in_a_row(town: Town) -> None:
    await town.sets_up()
    await town.starts_ritual("maria", RITUAL)
    for house in ("Acme", "Byte", "Cargo"):
        for number in ("One", "Two", "Three"):
            await town.types("aisha", f'/guest suggest "{house} {number}" organisation:"{house}"')
    heard = await asked_in_turn(town, 9)
    assert len(set(heard)) == 9
    houses = [h.split(" ")[0] for h in heard]
    assert all(one != two for one, two in pairwise(houses))


async def test_a_guest_is_asked_confirmed_and_announced(any_town: Town) -> None:
    town = any_town
    await town.sets_up()
    await town.starts_ritual("maria", RITUAL)
    assert await told(town, "aisha", '/guest suggest "Ada Byron" topic:"The first program" organisation:"Looms"') == (
        "A good idea\nAda Byron is on the list of wishes. A steward can ask them: guest invite"
    )
    assert await told(town, "noor", '/guest suggest "ada byron"') == (
        "That did not work\n“ada byron” is on the list already. Nothing was changed. See it: guest list"
    )
    empty = "\n".join(
        f"Thu {day} 16:00 · Guest hour: an empty chair, and nobody left to ask" for day in ("3 Dec", "10 Dec", "17 Dec")
    )
    chair = "Guest slots\nThu 26 Nov 16:00 · Guest hour: {state}\n" + empty
    assert await told(town, "aisha", "/guest slot") == chair.format(state="empty; next in fair rotation is Ada Byron")
    slots = await town.types("maria", "/guest slot")
    asked = await town.presses("maria", slots.card, "Ask Ada Byron")
    assert await town.said(asked) == (
        "Words to send them\n"
        "The chair of Guest hour on Thu 26 Nov 16:00 is kept for Ada Byron.\n"
        "Dear Ada Byron, we are Testing guild. Would you be our guest at Guest hour? "
        "We would love to hear you on “The first program”. The date is Thu 26 Nov 16:00.\n"
        "[They said yes] [They said no]"
    )
    assert await told(town, "aisha", "/guest slot") == chair.format(state="Ada Byron, asked")
    assert await pressed(town, "maria", asked, "They said yes") == (
        "A guest!\nAda Byron comes on Thu 26 Nov 16:00. The announcement will say so."
    )
    assert await pressed(town, "maria", asked, "They said yes") == (
        "That did not work\nThey have said yes already. Nothing was changed."
    )
    assert await told(town, "aisha", "/guest slot") == chair.format(state="Ada Byron, confirmed")
    await until(town, local(2, "17:00"))
    assert dated(await town.reads("noor")) == [
        (
            local(2, "16:00"),
            (
                "Coming up: Guest hour\n"
                "A voice from outside, and an hour to ask\n"
                "Thu 26 Nov 16:00, for 45 minutes.\n"
                "With Ada Byron (Looms): The first program\n[Going] [Not going]"
            ),
        )
    ]


async def test_a_guest_who_says_no_is_not_announced_and_the_chair_is_free(town: Town) -> None:
    await town.sets_up()
    await town.starts_ritual("maria", RITUAL)
    await town.types("aisha", '/guest suggest "Ada Byron"')
    asked = await town.types("maria", "/guest invite Ada Byron")
    assert await pressed(town, "maria", asked, "They said no") == (
        "Another time\nThe chair is free again; Ada Byron stays on the list. Whose turn it is: guest slot"
    )
    assert await pressed(town, "maria", asked, "They said yes") == (
        "That did not work\nAda Byron was not asked yet. Nothing was changed. First: guest invite"
    )
    await until(town, local(2, "17:00"))
    assert [text for _at, text in dated(await town.reads("noor"))] == [
        (
            "Coming up: Guest hour\nA voice from outside, and an hour to ask\nThu 26 Nov 16:00, for 45 minutes.\n"
            "[Going] [Not going]"
        )
    ]


async def test_a_skipped_date_gives_its_guest_back(town: Town) -> None:
    await town.sets_up()
    await town.starts_ritual("maria", RITUAL)
    await town.types("aisha", '/guest suggest "Ada Byron"')
    asked = await town.types("maria", "/guest invite Ada Byron")
    await town.presses("maria", asked.card, "They said yes")
    await until(town, local(2, "17:00"))
    assert await told(town, "maria", "/ritual skip Guest hour") == (
        "Not this time\nThere is no Guest hour on Thu 26 Nov 16:00.\nNext time: Thu 3 Dec 16:00"
    )
    assert [text for _at, text in dated(await town.reads("noor"))][1:] == [
        "Not this time\nThere is no Guest hour on Thu 26 Nov 16:00.\nNext time: Thu 3 Dec 16:00"
    ]
    assert (await told(town, "aisha", "/guest slot")).split("\n")[1] == (
        "Thu 3 Dec 16:00 · Guest hour: empty; next in fair rotation is Ada Byron"
    )
