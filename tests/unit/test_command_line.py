"""The `hearth` command: what is called wrongly, and what is shown when nothing could be done."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from typer.testing import CliRunner

from adapters.cli.app import build
from adapters.cli.ports import Actions, Finding, Imported, Role
from adapters.cli.simulated import Simulated
from bot.errors import Invalid


@dataclass
class Hands:
    """Notes the roles it is to run in, and refuses to import."""

    ran: list[frozenset[Role]] = field(default_factory=list)

    async def run(self, roles: frozenset[Role], *, host: str | None, port: int | None) -> None:
        self.ran.append(roles)

    async def sandbox(self, read: Callable[[str], str | None], show: Callable[[str], None]) -> None:
        raise AssertionError

    async def doctor(self) -> Sequence[Finding]:
        raise AssertionError

    async def simulate(
        self, weeks: int, seed: int, members: int, picture: Path | None, progress: Callable[[int, int], None]
    ) -> Simulated:
        raise AssertionError

    async def upgrade(self) -> None:
        raise AssertionError

    async def check(self) -> None:
        raise AssertionError

    async def import_speakers(
        self, file: Path, community: str | None, progress: Callable[[int, int], None]
    ) -> Imported:
        if file.name != "empty.csv":
            filled, merged, doubt = (
                ("Ada", "is Ada; it gave: topic"),
                ("BO", "is Bo; nothing was missing"),
                ("Cy", "may be Cy"),
            )
            return Imported("csv", 7, 3, [(4, "", "It has no name.")], [], [filled], [merged], [doubt])
        raise Invalid("It is empty. Nothing was imported.")

    async def import_calendar(self, file: Path, community: str | None) -> Imported:
        new = [(1, "Call", "every day. It rests; start it with: ritual resume Call")]
        return Imported("calendar", 2, 1, [(3, "", "It has no name.")], new)

    async def export_audit(self, out: Path, community: str | None) -> int:
        return 3

    def key(self) -> str:
        return "a key"

    async def slack_install(self) -> str:
        raise Invalid("There is no token.")

    async def slack_manifest(self, url: str | None) -> str:
        return f"manifest for {url}"

    async def discord_sync(self) -> str:
        return "synced"

    async def discord_invite(self) -> str:
        return "a link"


@pytest.mark.parametrize("role", ["", ",", "captain", "web,captain"])
def test_a_role_that_is_none_is_a_wrong_call(role: str) -> None:
    hands: Actions = Hands()
    done = CliRunner().invoke(build(lambda: hands), ["run", "--role", role])
    assert done.exit_code == 2
    assert "roles are gateway,web,worker" in done.output


def test_roles_are_named_with_commas_between() -> None:
    hands = Hands()
    done = CliRunner().invoke(build(lambda: hands), ["run", "--role", "web, worker"])
    assert (done.exit_code, hands.ran) == (0, [frozenset({Role.WEB, Role.WORKER})])


def test_an_import_that_read_nothing_shows_its_sentence_and_no_bar(tmp_path: Path) -> None:
    hands: Actions = Hands()
    done = CliRunner().invoke(build(lambda: hands), ["import", "speakers", str(tmp_path / "empty.csv")])
    assert (done.exit_code, done.stderr.strip(), done.stdout.strip()) == (1, "It is empty. Nothing was imported.", "")


def test_an_import_tells_who_was_recognised_as_whom(tmp_path: Path) -> None:
    hands: Actions = Hands()
    done = CliRunner().invoke(build(lambda: hands), ["import", "speakers", str(tmp_path / "many.csv")])
    assert done.exit_code == 0
    assert done.output.splitlines()[-4:] == [
        "Doubtful: Cy may be Cy",
        "Filled: Ada is Ada; it gave: topic",
        "Recognised: BO is Bo; nothing was missing",
        "7 speakers read (csv): 3 new, 1 filled, 1 recognised, 1 unchanged, 1 doubtful; 1 rows refused.",
    ]
    done = CliRunner().invoke(build(lambda: hands), ["import", "speakers", str(tmp_path / "many.csv"), "--json"])
    assert json.loads(done.stdout.splitlines()[-1]) == {
        "format": "csv",
        "read": 7,
        "added": 3,
        "refused": [{"row": 4, "name": "", "why": "It has no name."}],
        "notes": [],
        "filled": [{"name": "Ada", "what": "is Ada; it gave: topic"}],
        "merged": [{"name": "BO", "what": "is Bo; nothing was missing"}],
        "doubtful": [{"name": "Cy", "what": "may be Cy"}],
    }


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("key", "a key"),
        ("manifest slack", "manifest for None"),
        ("manifest slack --url https://hearth.example.org", "manifest for https://hearth.example.org"),
        ("discord sync", "synced"),
        ("discord invite", "a link"),
    ],
)
def test_what_connects_platforms_prints_one_answer(line: str, said: str) -> None:
    hands: Actions = Hands()
    done = CliRunner().invoke(build(lambda: hands), line.split())
    assert (done.exit_code, done.stdout.strip(), done.stderr) == (0, said, "")


def test_what_could_not_be_connected_is_one_sentence_and_exit_code_one() -> None:
    hands: Actions = Hands()
    done = CliRunner().invoke(build(lambda: hands), ["slack", "install"])
    assert (done.exit_code, done.stdout, done.stderr.strip()) == (1, "", "There is no token.")


def test_a_written_record_is_told_in_one_line() -> None:
    hands: Actions = Hands()
    done = CliRunner().invoke(build(lambda: hands), ["export", "audit", "--out", "record.csv"])
    assert (done.exit_code, done.output) == (0, "3 acts written to record.csv.\n")


def test_a_calendar_that_was_read_is_told_event_by_event(tmp_path: Path) -> None:
    hands: Actions = Hands()
    done = CliRunner().invoke(build(lambda: hands), ["import", "calendar", str(tmp_path / "calls.ics")])
    assert done.output == (
        "Resting until you start them: Call (event 1): every day. It rests; start it with: ritual resume Call\n"
        "Refused: event (event 3): It has no name.\n"
        "2 events read: 1 new rituals, 1 known already; 1 events refused. "
        "Nothing is posted before a ritual is resumed.\n"
    )
