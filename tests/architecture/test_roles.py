"""A role imports only what it needs."""

import subprocess
import sys

import pytest

WORKER = "import adapters.main.actions, adapters.main.running, adapters.main.wiring"
WEB = "import adapters.web.app"
COMMAND = "import adapters.main"


def _imports(code: str) -> set[str]:
    """Return the top-level modules a fresh process holds after running some code."""
    asked = f"{code}\nimport sys\nprint(' '.join(sorted({{m.partition('.')[0] for m in sys.modules}})))"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


@pytest.mark.parametrize("code", [WORKER, WEB, COMMAND], ids=["worker", "web", "the command itself"])
def test_no_role_imports_what_only_another_needs(code: str) -> None:
    assert not _imports(code) & {"nicegui", "matplotlib", "discord", "slack_bolt", "slack_sdk", "numpy"}


def test_asking_for_help_loads_no_database() -> None:
    assert not _imports(COMMAND) & {"sqlalchemy", "alembic", "aiohttp", "uvicorn", "fastapi"}


def test_nothing_but_the_simulation_loads_the_simulation() -> None:
    asked = f"{WORKER}\nimport adapters.main\nimport sys\nprint([m for m in sys.modules if 'simulation' in m])"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_simulating_loads_nothing_that_draws_before_a_picture_is_drawn() -> None:
    assert not _imports("import adapters.main.simulation.simulating") & {"matplotlib", "numpy", "nicegui", "discord"}
