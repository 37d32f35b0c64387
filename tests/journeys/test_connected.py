"""`hearth run` with tokens in its environment: one real process, Slack and Discord at once, beside the page."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from adapters.clock import SystemClock
from adapters.discord.rights import ALWAYS
from adapters.slack.manifest import SCOPES
from tests.worlds.discord.acts import Acts
from tests.worlds.discord.clients import Clients
from tests.worlds.discord.server import Discord
from tests.worlds.discord.server import served as discord_served
from tests.worlds.discord.state import Channel as DiscordChannel
from tests.worlds.discord.state import Guild
from tests.worlds.slack.acting import Acting
from tests.worlds.slack.ground import Channel, Team, User
from tests.worlds.slack.hands import Hands
from tests.worlds.slack.server import Server
from tests.worlds.slack.server import served as slack_served
from tests.worlds.slack.world import World
from tests.worlds.worker import eventually

START_S = 90
CANARY = "quillwort zanthoxylum"


@dataclass(slots=True)
class Outside:
    """Both platforms, each with one space and one person who may set up."""

    slack: Server
    team: Team
    maria: User
    discord: Discord
    guild: Guild

    @property
    def general(self) -> Channel:
        """Return Slack's #general."""
        return next(c for c in self.team.live() if c.name == "general")

    @property
    def hall(self) -> DiscordChannel:
        """Return Discord's #general."""
        return next(c for c in self.guild.channels.values() if c.name == "general")

    def settings(self) -> dict[str, str]:
        """Return what stands in the environment."""
        app = self.slack.world.app
        assert self.team.install is not None
        return {
            "HEARTH_SLACK_URL": self.slack.api,
            "HEARTH_SLACK_BOT_TOKEN": self.team.install.token,
            "HEARTH_SLACK_APP_TOKEN": app.app_token,
            "HEARTH_DISCORD_URL": self.discord.api,
            "HEARTH_DISCORD_GATEWAY_URL": self.discord.socket,
            "HEARTH_DISCORD_CDN_URL": self.discord.pictures,
            "HEARTH_DISCORD_TOKEN": self.discord.state.app.token,
        }


@asynccontextmanager
async def outside() -> AsyncIterator[Outside]:
    """Serve both platforms in real time."""
    clock = SystemClock()
    world = World(lambda: clock.real().timestamp())
    async with slack_served(world) as slack, discord_served(clock) as discord:
        team = world.team("Guild", scopes=frozenset(s for s, _why in SCOPES))
        maria = Hands(world, team).arrives("Maria", admin=True)
        guild = Acts(discord).founds("Guild", bot_may=sum(r.bit for r in ALWAYS))
        yield Outside(slack, team, maria, discord, guild)


@contextmanager
def running(folder: Path, settings: dict[str, str]) -> Iterator["subprocess.Popen[bytes]"]:
    """Run Hearth with these settings; whatever the test leaves of it is killed."""
    known = {k: v for k, v in os.environ.items() if not k.startswith(("HEARTH_", "SLACK_"))}
    url = f"sqlite+aiosqlite:///{folder / 'hearth.db'}"
    with (folder / "said.log").open("ab") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "adapters.main", "run"],
            cwd=folder,
            env=known | {"HEARTH_DATABASE_URL": url, "PORT": "0"} | settings,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
        )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait(30)


def said(folder: Path) -> str:
    return (folder / "said.log").read_text(errors="replace")


async def ended(process: "subprocess.Popen[bytes]", limit_s: float = 120) -> int:
    await eventually(lambda: process.poll() is not None, limit_s)
    return process.wait(0)


def texts_of(blocks: Any) -> str:
    """Return every text in a payload."""
    return repr(blocks)


@pytest.mark.timeout(240)
async def test_tokens_in_the_environment_connect_both_platforms_beside_the_page(tmp_path: Path) -> None:
    async with outside() as there:
        with running(tmp_path, there.settings()) as process:
            await _talks(tmp_path, there, process)


async def _talks(tmp_path: Path, there: Outside, process: "subprocess.Popen[bytes]") -> None:
    await eventually(lambda: "Hearth is at http://127.0.0.1:" in said(tmp_path) or not _lives(process), START_S)
    await there.slack.links.until(lambda: len(there.slack.links.open) >= 2, START_S)
    there.slack.outbox.door = there.slack.links
    await there.discord.watch.until(lambda: bool(there.discord.state.app.commands), START_S)
    await eventually(lambda: bool(there.discord.gateway.connected()) or not _lives(process), START_S)

    acting = Acting(there.slack.world, there.team, there.slack.outbox)
    await acting.types(there.maria, there.general, f"help {CANARY}")
    await eventually(lambda: any(m.to == there.maria.id for m in there.general.messages), 30)
    [reply] = [m for m in there.general.messages if m.to == there.maria.id]
    assert "I have no help about" in texts_of(reply.blocks)

    acts, clients = Acts(there.discord), Clients(there.discord)
    bo = acts.joins(there.guild, "Bo")
    acts.lets_manage(there.guild, bo)
    answer = await clients.answered(clients.slash(bo, there.hall, ("help",), {}))
    assert answer is not None
    assert "community" in texts_of(answer)

    os.kill(process.pid, signal.SIGTERM)
    assert await ended(process) == 0, said(tmp_path)
    spoken = said(tmp_path)
    assert "Traceback" not in spoken, spoken
    assert not re.search("quillwort|zanthoxylum|xoxb-|xapp-", spoken), spoken
    assert b"xoxb-" not in (tmp_path / "hearth.db").read_bytes()
    assert (tmp_path / "hearth.key").stat().st_mode & 0o777 == 0o600


def _lives(process: "subprocess.Popen[bytes]") -> bool:
    return process.poll() is None


@pytest.mark.timeout(240)
@pytest.mark.parametrize(
    ("setting", "value", "sentence"),
    [
        ("HEARTH_SLACK_BOT_TOKEN", "xoxb-wrong", "Slack does not take HEARTH_SLACK_BOT_TOKEN (invalid_auth)."),
        ("HEARTH_SLACK_APP_TOKEN", "xapp-wrong", "Slack does not take HEARTH_SLACK_APP_TOKEN (invalid_auth)."),
        ("HEARTH_DISCORD_TOKEN", "wrong", "Discord does not take HEARTH_DISCORD_TOKEN (401)."),
        ("HEARTH_DISCORD_MEMBERS", "true", "Discord does not let Hearth hear who comes and goes."),
        ("HEARTH_SECRET_KEYS", "short", "HEARTH_SECRET_KEYS holds something that is no key."),
    ],
)
async def test_a_setting_that_a_platform_does_not_take_ends_the_start_in_one_sentence(
    tmp_path: Path, setting: str, value: str, sentence: str
) -> None:
    async with outside() as there:
        with running(tmp_path, there.settings() | {setting: value}) as process:
            assert await ended(process) == 1, said(tmp_path)
        spoken = " ".join(said(tmp_path).split())
        assert sentence in spoken
        assert "Traceback" not in spoken
        assert value not in spoken.replace("HEARTH_", "") or value == "true"
