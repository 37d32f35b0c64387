"""What a process has imported after it has run, beside what importing it brings (test_roles.py)."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
HEAVY = {"nicegui", "fastapi", "uvicorn", "starlette", "matplotlib", "numpy", "slack_bolt", "slack_sdk", "discord"}
RUN = """
import asyncio, json, sys
from adapters.cli.ports import Role
from adapters.main.actions import HearthActions

async def main():
    # The signal to stop comes as soon as somebody listens for it.
    loop = asyncio.get_running_loop()
    loop.add_signal_handler = lambda sign, stop: loop.call_later(0.3, stop)
    await HearthActions().run(frozenset({roles}), host=None, port=None)

asyncio.run(main())
print(json.dumps(sorted({{m.partition(".")[0] for m in sys.modules}})))
"""
SHOW = "import json, sys; print(json.dumps(sorted({m.partition('.')[0] for m in sys.modules})))"


def _modules(code: str, folder: Path) -> set[str]:
    """Return the packages that a fresh process has imported when the code is done."""
    environment = os.environ | {
        "HEARTH_DATABASE_URL": f"sqlite+aiosqlite:///{folder / 'roles.db'}",
        "PYTHONPATH": str(ROOT),
    }
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: list[str] = json.loads(done.stdout.strip().splitlines()[-1])
    return set(found)


def test_a_worker_that_has_run_has_imported_no_page_no_platform_and_no_pictures(tmp_path: Path) -> None:
    modules = _modules(RUN.format(roles="{Role.WORKER, Role.GATEWAY}"), tmp_path)
    assert {"adapters", "sqlalchemy", "apscheduler"} <= modules
    assert modules & HEAVY == set()


def test_a_start_that_finds_the_database_up_to_date_loads_nothing_to_migrate_it(tmp_path: Path) -> None:
    first, second = (_modules(RUN.format(roles="{Role.WORKER}"), tmp_path) for _start in range(2))
    assert first - second >= {"alembic"}


def test_who_only_sends_to_slack_loads_no_bolt(tmp_path: Path) -> None:
    modules = _modules("import adapters.main.slack\n" + SHOW, tmp_path)
    assert "slack_sdk" in modules
    assert "slack_bolt" not in modules


def test_the_core_imports_no_database_and_no_network(tmp_path: Path) -> None:
    walk = "for m in pkgutil.walk_packages(bot.__path__, 'bot.'): importlib.import_module(m.name)"
    code = f"import pkgutil, importlib, bot\n{walk}\n"
    modules = _modules(code + SHOW, tmp_path)
    assert {"bot", "babel"} <= modules
    assert modules & (HEAVY | {"sqlalchemy", "aiohttp", "alembic", "adapters", "storage"}) == set()
