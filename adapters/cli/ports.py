"""What the command line needs done; `main` hands it somebody who can."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from adapters.cli.simulated import Simulated


class Role(StrEnum):
    """What one process does."""

    GATEWAY = "gateway"  # keeps the connections to platforms
    WEB = "web"  # page, health, metrics
    WORKER = "worker"  # pulse and sending


@dataclass(frozen=True, slots=True)
class Finding:
    """Something doctor looked at: fine, or what is missing and how it is mended; `notes` is good to know either way."""

    fine: bool
    what: str
    remedy: str = ""
    notes: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import came to. `refused` and `notes` are (row, name, sentence).

    `filled`, `merged` and `doubtful` are (name, half a sentence): who was known and told something new, who was known
    in another spelling or from elsewhere, and of whom nobody knows who they are.
    """

    format: str
    read: int
    added: int
    refused: Sequence[tuple[int, str, str]]
    notes: Sequence[tuple[int, str, str]]
    filled: Sequence[tuple[str, str]] = ()
    merged: Sequence[tuple[str, str]] = ()
    doubtful: Sequence[tuple[str, str]] = ()


class Actions(Protocol):
    """What each command does. Sentences to show are raised as `bot.errors.Refusal`."""

    async def run(self, roles: frozenset[Role], *, host: str | None, port: int | None) -> None:
        """Run until a signal says stop."""

    async def sandbox(self, read: Callable[[str], str | None], show: Callable[[str], None]) -> None:
        """Take slash commands from `read` (a prompt to a line, None at the end) and show what comes."""

    async def upgrade(self) -> None:
        """Bring the database up to date."""

    async def check(self) -> None:
        """Raise when the steps of the database do not lead to the tables of the code."""

    async def import_speakers(
        self, file: Path, community: str | None, progress: Callable[[int, int], None]
    ) -> Imported:
        """Read speakers from a file into a community's wishes; `progress` hears (done, of)."""

    async def import_calendar(self, file: Path, community: str | None) -> Imported:
        """Read a calendar's events into a community's rituals, all of them or none; `notes` are the new ones."""

    async def export_audit(self, out: Path, community: str | None) -> int:
        """Write a community's record into a file, CSV or JSON by its name; return how many acts."""

    def key(self) -> str:
        """Return a new key that seals tokens."""

    async def slack_install(self) -> str:
        """Keep the tokens of the settings for the workspace they belong to; return one sentence."""

    async def slack_manifest(self, url: str | None) -> str:
        """Return the app's manifest as JSON; `url` is where Slack reaches Hearth, None for Socket Mode."""

    async def discord_sync(self) -> str:
        """Tell Discord of every command; return one sentence."""

    async def discord_invite(self) -> str:
        """Return the link with which somebody lets Hearth into a server."""

    async def simulate(
        self, weeks: int, seed: int, members: int, picture: Path | None, progress: Callable[[int, int], None]
    ) -> Simulated:
        """Live some weeks of a made-up community; `progress` hears (weeks lived, of)."""

    async def doctor(self) -> Sequence[Finding]:
        """Look at everything that must be there."""
