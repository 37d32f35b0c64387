"""The real service as a process of its own, and real Chromium."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.hands import Tab

START_S = 120
"""Seconds the service may take to open the sample community on a busy machine."""
STOP_S = 20
STEP_MS = 15_000
"""Milliseconds one step on the page may take on a busy machine."""
TOLD = "Hearth is at "
OpenTab = Callable[..., Tab]


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a service on a database of its own; it must stop when told to, without complaint.

    Starting it is the slow part, so the tests share it, each with names of its own.
    """
    tmp_path = tmp_path_factory.mktemp("service")
    output = tmp_path / "output.txt"
    environment = {
        **os.environ,
        "PORT": "0",
        "HEARTH_DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path / 'hearth.db'}",
    }
    with output.open("w") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "adapters.main", "run"],
            cwd=tmp_path,
            env=environment,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    try:
        yield _address(process, output)
        process.terminate()
        code = process.wait(STOP_S)
        assert code == 0, f"it ended with {code}:\n{output.read_text()}"
        assert "Traceback" not in output.read_text(), output.read_text()
    finally:
        process.kill()
        process.wait(STOP_S)


def _address(process: subprocess.Popen[bytes], output: Path) -> str:
    """Wait until the service says where it is and answers that it is ready."""
    until = time.monotonic() + START_S
    while time.monotonic() < until and process.poll() is None:
        said = output.read_text()
        if TOLD in said and "\n" in said.split(TOLD, 1)[1]:
            address = said.split(TOLD, 1)[1].split()[0]
            with urlopen(f"{address}/readyz", timeout=STEP_MS / 1000) as answer:
                assert answer.status == 200
            return address
        time.sleep(0.05)
    pytest.fail(f"the service did not start:\n{output.read_text()}")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Return a real Chromium."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    expect.set_options(timeout=STEP_MS)
    with sync_playwright() as playwright:
        # As root (in a container) Chromium has no sandbox of its own; the pages are ours.
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def open_tab(service: str, chromium: Browser) -> Iterator[OpenTab]:
    """Return what opens a tab as somebody; at the end no tab may have met an error or asked elsewhere."""
    tabs: list[Tab] = []

    def opened(person: str, *, width: int = 1280, height: int = 860, room: str = "", dark: bool = False) -> Tab:
        context = chromium.new_context(
            viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light"
        )
        context.set_default_timeout(STEP_MS)
        tabs.append(Tab(context.new_page(), service))
        return tabs[-1].open(person, room=room)

    yield opened
    trouble = [line for tab in tabs for line in tab.trouble]
    for tab in tabs:
        tab.page.context.close()
    assert trouble == []
