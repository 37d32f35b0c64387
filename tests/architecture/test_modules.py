"""A module fits in 300 lines and a function in 40 (style, section 1)."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINES, FUNCTION = 300, 40
MODULES = sorted(p for folder in ("bot", "storage", "adapters", "ci", "bench") for p in (ROOT / folder).rglob("*.py"))


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_module_and_its_functions_are_small_enough_to_read(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert len(source.splitlines()) <= LINES
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            assert (node.end_lineno or node.lineno) - node.lineno < FUNCTION, node.name
