"""A community's calendar becomes its rituals: at rest, told one by one, started by a steward."""

from datetime import timedelta
from pathlib import Path

import pytest

from adapters.main.actions import HearthActions
from bot.errors import Invalid
from tests.journeys.telling import dated, kept, told, wall
from tests.worlds.towns import Town

CALENDARS = Path(__file__).parents[2] / ".." / "shared" / "data" / "calendars"
READ = {"sp-networkx.ics": 1, "sp-numpy.ics": 4, "sp-scientific-python.ics": 2, "sp-specs.ics": 1}
CALL = "/ritual show NetworkX Community Call"


@pytest.fixture
def calendars() -> Path:
    if not CALENDARS.is_dir():
        pytest.skip("shared data absent")
    return CALENDARS


@pytest.mark.timeout(120)
async def test_real_calendars_become_resting_rituals_once(
    importer: HearthActions, calendars: Path, filed_town: Town
) -> None:
    for name, number in READ.items():
        report = await importer.import_calendar(calendars / name, None)
        assert (report.read, report.added, report.refused) == (number, number, [])
    before = await kept(filed_town.ground.database)
    again = await importer.import_calendar(calendars / "sp-numpy.ics", "testing GUILD")
    assert (again.read, again.added) == (4, 0)
    assert await kept(filed_town.ground.database) == before
    assert len(before["rituals"]) == 8
    assert {r["state"] for r in before["rituals"]} == {"paused"}
    assert before["occurrences"] == []


async def test_nothing_of_a_calendar_is_posted_before_a_steward_starts_it(
    importer: HearthActions, calendars: Path, filed_town: Town
) -> None:
    town = filed_town
    [(_row, name, says)] = (await importer.import_calendar(calendars / "sp-networkx.ics", None)).notes
    assert (name, says) == (
        "NetworkX Community Call",
        (
            "every Thursday at 12:00 until 30 December 2027 (America/New_York), for 60 minutes. "
            "It rests; start it with: ritual resume NetworkX Community Call"
        ),
    )
    await town.waits(timedelta(days=7))
    assert await wall(town, None) == []
    assert "Next: resting" in await told(town, "maria", CALL)
    assert "opens in #general on Thu 3 Dec 18:00" in await told(town, "maria", "/ritual resume NetworkX Community Call")
    await town.waits(timedelta(days=4))
    titles = [text.split("\n")[0] for _at, text in dated(await town.reads("jonas"))]
    assert titles[0] == "Coming up: NetworkX Community Call"
    # What the community did before it had Hearth is not on trial.
    assert (await kept(town.ground.database))["trials"] == []


async def test_a_broken_calendar_is_refused_with_one_sentence(
    importer: HearthActions, tmp_path: Path, filed_town: Town
) -> None:
    before = await kept(filed_town.ground.database)
    (tmp_path / "torn.ics").write_text("BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:x\n")
    (tmp_path / "empty.ics").write_text("BEGIN:VCALENDAR\nEND:VCALENDAR\n")
    for name, sentence in (
        (
            "torn.ics",
            "“torn.ics” is no calendar that I can read, so nothing was read; I read iCalendar files (.ics).",
        ),
        ("empty.ics", "“empty.ics” has no events, so nothing was read."),
        ("absent.ics", "I cannot read absent.ics. Nothing was imported."),
    ):
        with pytest.raises(Invalid) as caught:
            await importer.import_calendar(tmp_path / name, None)
        assert caught.value.sentence == sentence
    assert await kept(filed_town.ground.database) == before
