"""The gate that every change passes: `make test` runs this file.

Form, lint, types and import rules come first, then each test folder. The first step that fails ends the
run. At the end stand a table of times, how many tests ran on each platform, and one plain line of totals
over all folders.
"""

import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree as ET

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent

CHECKS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("ruff format", ("ruff", "format", "--check", "--quiet", ".")),
    ("ruff check", ("ruff", "check", "--quiet", ".")),
    ("mypy", ("mypy",)),
    ("lint-imports", ("lint-imports", "--no-logo")),
)


WORKERS = min(4, os.cpu_count() or 1)
"""How many processes share the tests of a folder that may be shared."""
PLATFORMS = ("sandbox", "slack", "discord")


@dataclass(frozen=True, slots=True)
class Folder:
    """Test folders that run together, and the longest one test of theirs may take, in seconds.

    `shared`: several processes take one test after the other; not where tests start processes of their own
    and measure them.
    """

    names: tuple[str, ...]
    limit_s: int = 60
    options: tuple[str, ...] = ()
    shared: bool = True

    @property
    def title(self) -> str:
        """How the table calls it."""
        return " + ".join(self.names)


FOLDERS = (
    Folder(("unit", "architecture")),
    Folder(("contract",)),
    Folder(("journeys",), limit_s=120),
    # Each has a database and a platform of its own, so two may run beside each other; the tally is worth reading.
    Folder(("faults",), limit_s=600, options=("--dist", "worksteal", "-rP")),
    Folder(("browser",), limit_s=180, shared=False),
)


@dataclass(frozen=True, slots=True)
class Count:
    """How many tests ended how. An error in a fixture counts as failed."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other: "Count") -> "Count":
        """Both together."""
        return Count(self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped)

    def __str__(self) -> str:
        """The plain line."""
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the table."""

    title: str
    seconds: float
    code: int
    count: Count | None = None
    platforms: Counter[str] = field(default_factory=Counter)


def tool(arguments: Sequence[str]) -> int:
    """Run a tool of the environment in the root of the project; its exit code.

    What Python compiles is kept inside the environment, for tests start many processes.
    """
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = str(BIN.parent / "compiled")
    return subprocess.run([BIN / arguments[0], *arguments[1:]], cwd=ROOT, check=False, env=environment).returncode


def platforms_of(test: str) -> Iterator[str]:
    """Yield the platforms on which a test runs: its parameters name them, as in `[slack]` or `[slack+discord-x]`.

    A test without such a parameter is about no platform, or about one alone; it counts for none.
    """
    parameters = re.search(r"\[(.*)\]$", test, re.DOTALL)
    words = set(re.split(r"[-+]", parameters[1])) if parameters else set()
    yield from (p for p in PLATFORMS if p in words)


def ran_on(report: Path) -> Counter[str]:
    """Read from a JUnit report how many tests ran on each platform; skipped ones did not."""
    if not report.exists():
        return Counter()
    cases = ET.parse(report).getroot().iter("testcase")  # noqa: S314 - our own pytest wrote it
    ran = (case for case in cases if case.find("skipped") is None)
    return Counter(platform for case in ran for platform in platforms_of(case.get("name", "")))


def counted(report: Path) -> Count:
    """Read a JUnit report; all zero when pytest wrote none."""
    if not report.exists():
        return Count()
    passed = failed = skipped = 0
    for suite in ET.parse(report).getroot().iter("testsuite"):  # noqa: S314 - our own pytest wrote it
        bad = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        quiet = int(suite.get("skipped", 0))
        failed += bad
        skipped += quiet
        passed += int(suite.get("tests", 0)) - bad - quiet
    return Count(passed, failed, skipped)


def check(title: str, arguments: Sequence[str]) -> Step:
    """Run one of the checks that come before the tests."""
    print(f"\n=== {title}", flush=True)
    started = time.perf_counter()
    code = tool(arguments)
    return Step(title, time.perf_counter() - started, code)


def pytest(folder: Folder) -> Step | None:
    """Run the tests of `folder`; None when it is not there yet."""
    paths = [f"tests/{name}" for name in folder.names if (ROOT / "tests" / name).is_dir()]
    if not paths:
        return None
    print(f"\n=== tests: {folder.title}", flush=True)
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as kept:
        report = Path(kept) / "report.xml"
        workers = (f"--numprocesses={WORKERS}",) if folder.shared and WORKERS > 1 else ()
        options = (f"--timeout={folder.limit_s}", f"--junitxml={report}", *workers, *folder.options)
        code = tool(("pytest", *paths, *options))
        count, platforms = counted(report), ran_on(report)
    return Step(folder.title, time.perf_counter() - started, code, count, platforms)


def forgotten() -> list[str]:
    """Folders with tests in them that no line of FOLDERS names."""
    named = {name for folder in FOLDERS for name in folder.names}
    found = {path.relative_to(ROOT / "tests").parts[0] for path in (ROOT / "tests").rglob("test_*.py")}
    return sorted(found - named)


def walk() -> list[Step]:
    """Run step after step, up to the first that fails."""
    steps: list[Step] = []
    for title, arguments in CHECKS:
        steps.append(check(title, arguments))
        if steps[-1].code:
            return steps
    for folder in FOLDERS:
        step = pytest(folder)
        if step is None:
            continue
        steps.append(step)
        if step.code:
            break
    return steps


def main() -> int:
    """Run everything; 0 when every step passed and at least one test ran."""
    if stray := forgotten():
        print(f"No step runs tests/{', tests/'.join(stray)}: name it in ci/gate.py.", file=sys.stderr)
        return 1
    steps = walk()
    total = sum((step.count for step in steps if step.count), Count())
    print(f"\n{'step':<24}{'seconds':>9}  result")
    for step in steps:
        verdict = "FAILED" if step.code else "ok"
        print(f"{step.title:<24}{step.seconds:>9.1f}  {verdict}{f': {step.count}' if step.count else ''}")
    print(f"{'all':<24}{sum(step.seconds for step in steps):>9.1f}\n")
    ran = sum((step.platforms for step in steps), Counter[str]())
    for platform in PLATFORMS:
        print(f"{ran[platform]} tests ran on {platform}")
    print(total, flush=True)
    return 0 if total.passed and not any(step.code for step in steps) else 1


if __name__ == "__main__":
    sys.exit(main())
