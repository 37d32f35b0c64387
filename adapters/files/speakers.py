"""A file of speakers, whichever program wrote it, read into speakers and the rows that gave none."""

import codecs
import re
from collections.abc import Iterable, Iterator
from typing import NoReturn

from adapters.cleaning import one_line
from adapters.files import json_values, pentabarf, pretalx, sessionize, tables
from adapters.files.rows import Row, gathered
from bot.errors import Invalid, shortened
from bot.i18n import _
from bot.voices.speakers import LINK_CHARACTERS, SPEAKERS_A_FILE, RefusedRow, SpeakersRead

MEGABYTE = 1_000_000
FILE_BYTES = 20 * MEGABYTE
"""Our own limit; the largest conferences' lists have two."""

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_TABLE_ENDINGS = (".csv", ".tsv", ".tab", ".txt")
_XML = re.compile(rb"(?:\xef\xbb\xbf)?\s*<|\xff\xfe(?:\s\x00)*<\x00|\xfe\xff(?:\x00\s)*\x00<")
"""How XML begins, in UTF-8 and what contains ASCII, and in UTF-16 with its mark."""
_PAGE = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+)?html\b", re.IGNORECASE)
_ZIP = b"PK\x03\x04"  # what every .xlsx and .ods begins with (APPNOTE.TXT §4.3.7)


def read_speakers(content: bytes, *, filename: str) -> SpeakersRead:
    """Return the speakers of pretalx or Sessionize JSON, Pentabarf XML or a CSV table, each once, in the file's order.

    Args:
        content: the whole file, at most FILE_BYTES.
        filename: as the person's own computer calls it; its ending is a hint, its name goes into sentences.

    Raises:
        Invalid: nothing of it can be read, with one sentence that says why and how to mend it. A single
            row that cannot be read never raises; it is among the refused.
    """
    # Without a letter or a digit it is no name that a sentence could say.
    shown = shortened(one_line(filename[:LINK_CHARACTERS])) if any(map(str.isalnum, filename)) else _("file")
    _check_size(content, shown)
    is_table = filename.casefold().endswith(_TABLE_ENDINGS)
    if not is_table and _XML.match(content):
        return _from_xml(content, shown)
    text = _decoded(content, is_table=is_table, filename=shown)
    start = text.lstrip()[:1]
    if not start:
        raise Invalid(_("“{file}” is empty, so nothing was read.").format(file=shown))
    if not is_table and (start in "[{" or filename.casefold().endswith(".json")):
        return _from_json(text, shown)
    rows = _bounded(tables.rows(text, filename=shown), shown)
    return _with_speakers(gathered(rows, kind="csv", source=f"csv:{shown}"), shown)


def _from_xml(content: bytes, filename: str) -> SpeakersRead:
    """Return who speaks at the events of a schedule; the document itself says how it is encoded."""
    page = _PAGE.match(content)
    schedule = pentabarf.parsed(content, filename=filename) if page is None else None
    if schedule is None:
        _unknown(filename)
    rows = _bounded(pentabarf.rows(schedule), filename)
    return _with_speakers(gathered(rows, kind="pentabarf", source="pentabarf"), filename)


def _from_json(text: str, filename: str) -> SpeakersRead:
    """Return what the JSON says in the first shape that fits; Sessionize's names are the more particular."""
    value = json_values.parsed(text, filename=filename)
    speakers = sessionize.listed(value)
    if speakers is not None:
        rows = _bounded(sessionize.rows(value, speakers), filename)
        return _with_speakers(gathered(rows, kind="sessionize", source="sessionize"), filename)
    speakers = pretalx.listed(value)
    if speakers is None:
        _unknown(filename)
    rows = _bounded(pretalx.rows(speakers), filename)
    read = gathered(rows, kind="pretalx", source="pretalx", notes=pretalx.notes(value))
    return _with_speakers(read, filename)


def _decoded(content: bytes, *, is_table: bool, filename: str) -> str:
    """Return the text; a table without a mark that is no UTF-8 is read as Windows wrote it."""
    marked = next((encoding for mark, encoding in _BYTE_ORDER_MARKS if content.startswith(mark)), None)
    may_be_windows = is_table and marked is None and b"\0" not in content
    for encoding in (marked or "utf-8", *(("cp1252", "latin-1") if may_be_windows else ())):
        try:
            text = content.decode(encoding)
        except UnicodeError:
            continue
        if "\0" not in text:
            return text
    sentence = _("“{file}” is no text in UTF-8, so nothing was read; save it as UTF-8 and send it again.")
    raise Invalid(sentence.format(file=filename))


def _check_size(content: bytes, filename: str) -> None:
    """Refuse what is too large, and what is a spreadsheet or an archive."""
    if len(content) > FILE_BYTES:
        sentence = _("“{file}” is larger than {limit} MB, so nothing was read; send it in parts.")
        raise Invalid(sentence.format(file=filename, limit=FILE_BYTES // MEGABYTE))
    if content.startswith(_ZIP):
        sentence = _("“{file}” is a spreadsheet or an archive, so nothing was read; save it as CSV and send that.")
        raise Invalid(sentence.format(file=filename))


def _bounded(rows: Iterable[Row | RefusedRow], filename: str) -> Iterator[Row | RefusedRow]:
    """Yield the rows; more than a list of speakers has are refused whole, not cut."""
    for count, row in enumerate(rows, start=1):
        if count > SPEAKERS_A_FILE:
            sentence = _("“{file}” has more than {limit} rows, so nothing was read; send it in parts.")
            raise Invalid(sentence.format(file=filename, limit=SPEAKERS_A_FILE))
        yield row


def _with_speakers(read: SpeakersRead, filename: str) -> SpeakersRead:
    """Return it unless it has no row at all; rows that were all refused are worth showing."""
    if not read.speakers and not read.refused:
        raise Invalid(_("“{file}” lists no speakers, so nothing was read.").format(file=filename))
    return read


def _unknown(filename: str) -> NoReturn:
    """Say what can be read."""
    sentence = _(
        "“{file}” is no list of speakers that I know, so nothing was read; I read speakers exported from "
        "pretalx or Sessionize as JSON, schedules in Pentabarf XML, and CSV tables with a column “name”."
    )
    raise Invalid(sentence.format(file=filename))
