"""Speakers in a table: CSV as spreadsheets write it, with a comma, a semicolon or a tab between the cells.

Source: RFC 4180 §2 for quotes and line ends. The delimiter is found out, for spreadsheets differ by country.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence

from adapters.cleaning import one_line
from adapters.files.columns import Field, columns, whole_name
from adapters.files.rows import Row
from bot.errors import SHOWN_CHARACTERS, Invalid, shortened
from bot.i18n import _
from bot.voices.speakers import NAME_CHARACTERS, RefusedRow

_DELIMITERS = (",", ";", "\t")
_TOLD = {f"sep={delimiter}": delimiter for delimiter in _DELIMITERS}
"""Excel's own first line, which names the delimiter and is not shown as a row."""


def rows(text: str, *, filename: str) -> Iterator[Row | RefusedRow]:
    """Yield one row for each row of the table that has something in it.

    Raises:
        Invalid: no column is a name, or a quotation mark is never closed.
    """
    first, _line_end, rest = text.partition("\n")
    told = _TOLD.get(first.rstrip("\r"))
    table = rest if told else text
    numbered = _numbered(table, told or _delimiter(table, filename), filename)
    _number, header = next(numbered, (0, []))
    places = columns(header)
    if not _has_name(places):
        raise Invalid(_no_name(header, filename))
    for number, cells in numbered:
        if any(map(str.strip, cells[len(header) :])):
            name = shortened(one_line(whole_name(_fields(cells, places))[:NAME_CHARACTERS]))
            yield RefusedRow(number, name, _("It has more cells than the first row has names for."))
        else:
            yield _row(number, _fields(cells, places))


def _numbered(table: str, delimiter: str, filename: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows that say something, numbered as a spreadsheet does: empty ones count."""
    # Not strict, an unclosed quotation mark would swallow the rest of the file without a word.
    reader = csv.reader(io.StringIO(table, newline=""), delimiter=delimiter, strict=True, skipinitialspace=True)
    try:
        yield from (row for row in enumerate(reader, start=1) if any(map(str.strip, row[1])))
    except csv.Error as broken:
        sentence = _(
            "“{file}” is broken near line {line}, so nothing was read; look for a quotation mark that is "
            "never closed or stands inside a quoted cell."
        )
        raise Invalid(sentence.format(file=filename, line=reader.line_num)) from broken


def _delimiter(table: str, filename: str) -> str:
    """Return the delimiter with which the first row means most to us."""

    def sense(delimiter: str) -> tuple[bool, int, int]:
        numbered = _numbered(table, delimiter, filename)
        try:
            _number, header = next(numbered, (0, []))
        except Invalid:
            return (False, 0, 0)
        places = columns(header)
        return (_has_name(places), len(places), len(header))

    return max(_DELIMITERS, key=sense)


def _has_name(places: Mapping[Field, object]) -> bool:
    """Whether there is a column for the name, or for a part of it."""
    return Field.NAME in places or Field.FIRST in places or Field.LAST in places


def _no_name(header: Sequence[str], filename: str) -> str:
    """Return the sentence for a table without names; some of the first row shows which it is."""
    seen = filter(None, (one_line(cell[:SHOWN_CHARACTERS]) for cell in header[:SHOWN_CHARACTERS]))
    start = shortened(" | ".join(seen))
    if not start:
        return _("“{file}” is empty, so nothing was read.").format(file=filename)
    sentence = _("The first row of “{file}” names no column “name”, so nothing was read; it begins with “{start}”.")
    return sentence.format(file=filename, start=start)


def _fields(cells: Sequence[str], places: Mapping[Field, tuple[int, ...]]) -> dict[Field, str]:
    """Return what the cells say of each field, from the best named column that says something."""
    said = {
        field: next((cells[place] for place in where if place < len(cells) and cells[place].strip()), "")
        for field, where in places.items()
    }
    return {field: text for field, text in said.items() if text}


def _row(number: int, fields: Mapping[Field, str]) -> Row:
    """Return the row. A cell may hold several titles, one a line (pretalx's export does so)."""
    titles = filter(None, map(str.strip, fields.get(Field.TOPIC, "").splitlines()))
    return Row(
        row=number,
        name=whole_name(fields),
        topic="; ".join(titles),
        organisation=fields.get(Field.ORGANISATION, ""),
        biography=fields.get(Field.BIOGRAPHY, ""),
        link=fields.get(Field.LINK, ""),
        key=fields.get(Field.KEY, ""),
    )
