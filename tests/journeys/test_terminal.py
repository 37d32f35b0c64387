"""Hearth in a terminal: a form asked line by line, buttons by number, and the sample that opens on first start."""

import re
from collections.abc import AsyncIterator, Iterable
from datetime import timedelta
from pathlib import Path

import pytest
from prometheus_client import generate_latest
from structlog.testing import capture_logs

from adapters.main.running import Process, opened
from adapters.main.sample import PEOPLE, open_sample
from adapters.main.terminal import Terminal
from adapters.sandbox.world import SPACE
from adapters.settings import Settings
from tests.journeys.telling import kept


@pytest.fixture
async def process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Process]:
    monkeypatch.chdir(tmp_path)
    settings = Settings(database_url=f"sqlite+aiosqlite:///{tmp_path / 'hearth.db'}")
    async with opened(settings) as process:
        yield process


class Keyboard:
    """Types lines one after the other, and keeps what stands on the screen: prompts with what was typed, and lines."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.lines = iter(lines)
        self.screen: list[str] = []

    def read(self, prompt: str) -> str | None:
        line = next(self.lines, None)
        self.screen.append(f"{prompt}{line if line is not None else ''}")
        return line

    def show(self, text: str) -> None:
        self.screen.append(text)


async def talked(process: Process, *lines: str) -> list[str]:
    """Type lines in a terminal; return what stands on the screen after the help."""
    keyboard = Keyboard(lines)
    await Terminal(process, keyboard.read, keyboard.show).talk()
    return keyboard.screen[1:]


async def test_community_setup_is_typed_in_a_terminal(process: Process) -> None:
    await process.world.add_space(SPACE)
    await process.world.add_room(SPACE, "general", private=False, by=None)
    await process.world.add_person(SPACE, "Maria", zone="Europe/Copenhagen")
    screen = await talked(
        process,
        "/community setup",
        "Testing guild",
        "People who care how software is tested",
        "Mars/Olympus",
        "en",
        "every Tuesday 10:00",
        "",
        "",
        "Europe/Copenhagen",
        "",
        "",
        "1",
        "/quit",
    )
    assert screen[:21] == [
        "maria> /community setup",
        "Set up a community here",
        "  Name (What the community is called) []: Testing guild",
        "  Charter (What it is for, in a sentence or two) []: People who care how software is tested",
        "  Time zone (Where most of you live, such as Europe/Copenhagen) []: Mars/Olympus",
        "  Language (en) []: en",
        "  Starter rhythm (When you meet, such as every Tuesday 10:00; empty for none yet) []: every Tuesday 10:00",
        "Set up a community here",
        "I know no time zone “Mars/Olympus”. Try: Europe/Copenhagen. Nothing was changed.",
        "  Name (What the community is called) [Testing guild]: ",
        "  Charter (What it is for, in a sentence or two) [People who care how software is tested]: ",
        "  Time zone (Where most of you live, such as Europe/Copenhagen) [Mars/Olympus]: Europe/Copenhagen",
        "  Language (en) [en]: ",
        "  Starter rhythm (When you meet, such as every Tuesday 10:00; empty for none yet) [every Tuesday 10:00]: ",
        "(only you see this)",
        (
            "Testing guild is here\n"
            "People who care how software is tested\n"
            "Its home is #general. Nothing is posted there until you start a ritual.\n"
            "[See the first ritual] [Open a stewards' room] [What can I do?]\n"
            "You are its first steward. Two are safer: steward add @somebody"
        ),
        "1: See the first ritual  2: Open a stewards' room  3: What can I do?",
        "maria> 1",
        "(only you see this)",
        *screen[19:21],
    ]
    assert screen[19].startswith("A new ritual\nOur first ritual will open in #general, every Tuesday at 10:00")
    assert screen[20:] == ["1: Start  2: Drop it", "maria> /quit"]


async def test_days_pass_in_a_terminal_and_everybody_may_be_acted_as(process: Process) -> None:
    await open_sample(process.hearth, process.world)
    screen = await talked(
        process, "/who", "/as noor", "/circle list", "/wait 8", "hello all", "/nonsense", "/go nowhere", "/as nobody"
    )
    assert screen[:2] == [
        "maria> /who",
        (
            "maria (Maria Lindqvist), jonas (Jonas Weber), aisha (Aisha Bello), tomas (Tomás Rivera), "
            "mei (Mei Tanaka), noor (Noor Haddad)"
        ),
    ]
    assert screen[2:6] == [
        "maria> /as noor",
        "noor> /circle list",
        "(only you see this)",
        "Circles\nThere is none that you can see.",
    ]
    waited = screen[6 : screen.index("noor> hello all")]
    assert waited[0] == "noor> /wait 8"
    assert [w.split("\n")[1] for w in waited if w.startswith("Hearth \n")][:1] == ["Coming up: Friday wins"]
    assert "noor: hello all" in screen
    assert screen[-8:] == [
        "noor> /nonsense",
        "(only you see this)",
        "That did not work\nI do not know “nonsense”. Type help to see what I can do. Nothing was changed.",
        "noor> /go nowhere",
        "You see no room of that name.",
        "noor> /as nobody",
        "I know no person called “nobody” here. Nothing was changed.",
        "noor> ",
    ]


@pytest.mark.parametrize("typed", ["²", "9" * 40, "0", "-1"])
async def test_what_is_no_number_of_a_button_is_said_in_the_room(process: Process, typed: str) -> None:
    await open_sample(process.hearth, process.world)
    screen = await talked(process, "/my show", typed)
    assert screen[-2:] == [f"maria: {typed}", "maria> "]


@pytest.mark.parametrize("days", ["²", "soon", "0", "-3", "367", "9999999999"])
async def test_days_that_cannot_pass_get_one_sentence_and_time_stands_still(process: Process, days: str) -> None:
    await open_sample(process.hearth, process.world)
    before = process.clock.now()
    screen = await talked(process, f"/wait {days}")
    assert screen[-3:] == [f"maria> /wait {days}", "Between 1 and 366 days, please, such as: /wait 7", "maria> "]
    assert process.clock.now() - before < timedelta(hours=1)


async def test_the_sample_opens_with_people_a_ritual_a_circle_and_guests(
    process: Process, capsys: pytest.CaptureFixture[str]
) -> None:
    with capture_logs() as logs:
        await open_sample(process.hearth, process.world)
        await process.pulse()
    assert [p.name for p in await process.world.people(SPACE)] == [name for name, _zone in PEOPLE]
    tables = await kept(process.hearth.database)
    assert [(r["name"], r["guests"], r["minutes"]) for r in tables["rituals"]] == [("Friday wins", True, 30)]
    assert [(c["name"], c["kind"]) for c in tables["circles"]] == [("Mentors", "private")]
    assert len(tables["members"]) == len(PEOPLE)
    assert sorted(m["zone"] for m in tables["members"]) == sorted(zone for _name, zone in PEOPLE)
    assert len(tables["guests"]) == 5
    assert [s["state"] for s in tables["guest_slots"]] == ["confirmed"]
    assert [(r.name, sorted(r.people)) for r in await process.world.rooms(SPACE, viewer="maria") if r.private] == [
        ("mentors", ["jonas", "maria"])
    ]
    assert [r.name for r in await process.world.rooms(SPACE, viewer="noor")] == ["general", "random"]
    # What is measured and logged tells of numbers only.
    process.metrics.pulses.inc()
    measured = generate_latest(process.metrics.registry).decode()
    printed = capsys.readouterr()
    for text in (measured, printed.out, printed.err, *map(str, logs)):
        assert not re.search(r"mentor|newcomer|confidence|maria|jonas", text, re.IGNORECASE)
    assert "hearth_pulses_total" in measured
