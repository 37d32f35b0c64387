"""What is written about Hearth says what the code says."""

import re
from pathlib import Path

from pydantic import AliasChoices

from adapters.discord.rights import ALWAYS, WITH_THREADS
from adapters.settings import Settings
from adapters.slack.manifest import SCOPES
from ci import docs

ROOT = Path(__file__).parents[2]
LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)")
MAKE = re.compile(r"`make ([a-z]+)")


def _variables() -> dict[str, str]:
    """Return each setting's environment variables, the one to document first, with its default as it is written."""
    found: dict[str, str] = {}
    for name, field in Settings.model_fields.items():
        alias = field.validation_alias
        names = [c for c in alias.choices if isinstance(c, str)] if isinstance(alias, AliasChoices) else []
        variable = names[0] if names else f"HEARTH_{name.upper()}"
        default = field.default
        found[variable] = str(default).lower() if isinstance(default, bool) else str(default)
    return found


def _pages() -> list[Path]:
    return [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]


def test_the_page_of_commands_says_what_the_catalogue_says() -> None:
    assert not docs.stale(), "docs/commands.md is stale: make docs"


def test_the_readme_names_every_setting_with_its_default() -> None:
    rows = [line for line in (ROOT / "README.md").read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    for variable, default in _variables().items():
        row = [r for r in rows if f"`{variable}`" in r]
        assert len(row) == 1, f"README.md must have one row for {variable}"
        assert (f"`{default}`" if default else "empty") in row[0], f"the default of {variable} is {default!r}"


def test_the_example_of_settings_holds_each_one_at_its_default() -> None:
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    given = dict(line.removeprefix("# ").split("=", 1) for line in lines if re.match(r"(# )?[A-Z_]+=", line))
    assert given == _variables()


def test_every_scope_and_permission_is_named_with_what_it_is_for() -> None:
    slack = (ROOT / "docs" / "slack.md").read_text(encoding="utf-8")
    assert [s for s, why in SCOPES if f"| `{s}` | {why} |" not in slack] == []
    discord = (ROOT / "docs" / "discord.md").read_text(encoding="utf-8")
    assert [r.name for r in (*ALWAYS, *WITH_THREADS) if f"| {r.name} | {r.why} |" not in discord] == []


def test_every_link_of_a_page_leads_somewhere() -> None:
    dead = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in _pages()
        for target in LINK.findall(page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists()
    ]
    assert dead == []


def test_every_make_target_that_a_page_names_is_there() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = {t for page in _pages() for t in MAKE.findall(page.read_text(encoding="utf-8"))}
    assert named <= targets


def test_every_record_of_a_decision_says_context_decision_and_consequences() -> None:
    records = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
    assert [r.name[:4] for r in records] == [f"{n:04d}" for n in range(1, len(records) + 1)]
    for record in records:
        headings = re.findall(r"^## (.+)$", record.read_text(encoding="utf-8"), re.MULTILINE)
        assert headings == ["Context", "Decision", "Consequences"], record.name
