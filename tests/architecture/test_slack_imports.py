"""What sending to Slack and listening to it import."""

import subprocess
import sys


def _imports(module: str) -> set[str]:
    asked = f"import {module}, sys\nprint(' '.join(sorted({{m.partition('.')[0] for m in sys.modules}})))"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_what_only_sends_loads_no_bolt() -> None:
    found = _imports("adapters.slack.platform")
    assert "slack_sdk" in found
    assert not found & {"slack_bolt", "starlette", "fastapi", "discord", "sqlalchemy"}


def test_what_listens_over_sockets_loads_no_web_framework() -> None:
    found = _imports("adapters.slack.app")
    assert "slack_bolt" in found
    assert not found & {"starlette", "fastapi", "discord", "sqlalchemy"}


def test_reading_and_showing_load_no_library_of_slack() -> None:
    found = _imports("adapters.slack.read, adapters.slack.views, adapters.slack.events, adapters.slack.manifest")
    assert not found & {"slack_sdk", "slack_bolt", "aiohttp"}
