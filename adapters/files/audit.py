"""The record of acts as a file: CSV for spreadsheets, JSON for programs."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from typing import Final

COLUMNS: Final = ("at", "what", "who", "whom", "circle", "about")
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""With these a spreadsheet takes a cell for a formula (OWASP, CSV injection); an apostrophe makes it a text."""


def as_csv(rows: Sequence[Mapping[str, str]]) -> str:
    """Return rows as CSV with a header (RFC 4180)."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows([_cell(row[c]) for c in COLUMNS] for row in rows)
    return out.getvalue()


def _cell(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text


def as_json(rows: Sequence[Mapping[str, str]]) -> str:
    """Return rows as one JSON array of objects."""
    return json.dumps([dict(r) for r in rows], ensure_ascii=False, indent=2) + "\n"
