"""Rows as a format gave them, made into speakers or refused with the reason."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from adapters.cleaning import clipped, one_line, prose, web_link
from bot.errors import shortened
from bot.i18n import _
from bot.voices.speakers import (
    BIOGRAPHY_CHARACTERS,
    KEY_CHARACTERS,
    NAME_CHARACTERS,
    ORGANISATION_CHARACTERS,
    TOPIC_CHARACTERS,
    RefusedRow,
    RowNote,
    Speaker,
    SpeakersRead,
)

_RAW = 4
"""How many times what is kept is looked at before cleaning: room for markup, a bound on a row's cost."""


@dataclass(frozen=True, slots=True)
class Row:
    """What one row says, not cleaned yet."""

    row: int
    name: str
    topic: str = ""
    organisation: str = ""
    biography: str = ""
    link: str = ""
    key: str = ""


def gathered(
    rows: Iterable[Row | RefusedRow],
    *,
    kind: str,
    source: str,
    notes: tuple[RowNote, ...] = (),
) -> SpeakersRead:
    """Return the speakers, each once, and why the other rows are none."""
    speakers: list[Speaker] = []
    refused: list[RefusedRow] = []
    noted = list(notes)
    first_seen: dict[tuple[str, ...], int] = {}
    for row in rows:
        if isinstance(row, RefusedRow):
            refused.append(row)
            continue
        speaker, about = _speaker(row, source)
        marks = _marks(speaker)
        earlier = min((first_seen[mark] for mark in marks if mark in first_seen), default=None)
        why = _why_not(row, speaker, earlier)
        if why:
            refused.append(RefusedRow(row.row, shortened(speaker.name), why))
            continue
        first_seen |= dict.fromkeys(marks, row.row)
        speakers.append(speaker)
        noted += (RowNote(row.row, speaker.name, what) for what in about)
    return SpeakersRead(tuple(speakers), tuple(refused), kind, tuple(noted))


def no_entry(row: int) -> RefusedRow:
    """Return the refusal of something in the list that has no fields at all."""
    return RefusedRow(row, "", _("It is not an entry with fields such as a name."))


def _marks(speaker: Speaker) -> tuple[tuple[str, ...], ...]:
    """Return what a speaker is known by in one file: the id, and the name with the organisation."""
    person = ("person", speaker.name.casefold(), speaker.organisation.casefold())
    return (("key", speaker.key), person) if speaker.key else (person,)


def _why_not(row: Row, speaker: Speaker, earlier: int | None) -> str:
    """Return why this row gives no speaker; empty: it does."""
    if not any(character.isalnum() for character in speaker.name):
        return _("There is no name in it.")
    if len(row.name) > _RAW * NAME_CHARACTERS or len(speaker.name) > NAME_CHARACTERS:
        return _("The name is longer than {limit} characters.").format(limit=NAME_CHARACTERS)
    if earlier is not None:
        return _("It is the same speaker as in row {row}.").format(row=earlier)
    return ""


def _speaker(row: Row, source: str) -> tuple[Speaker, tuple[str, ...]]:
    """Return the row cleaned, the name not yet judged, and what had to be left out or shortened."""
    notes: list[str] = []

    def fitted(raw: str, clean: Callable[[str], str], limit: int, note: str) -> str:
        text = clean(raw[: _RAW * limit])
        if len(text) > limit or len(raw) > _RAW * limit:
            notes.append(note.format(limit=limit))
        return clipped(text, limit)

    topic = _("The topic was shortened to {limit} characters.")
    organisation = _("The organisation was shortened to {limit} characters.")
    biography = _("The biography was shortened to {limit} characters.")
    link = web_link(row.link)
    if row.link.strip() and not link:
        notes.append(_("The link was left out, because it is no address of the kind https://example.org."))
    key = one_line(row.key[: KEY_CHARACTERS + 1])
    speaker = Speaker(
        name=one_line(row.name[: _RAW * NAME_CHARACTERS]),
        topic=fitted(row.topic, one_line, TOPIC_CHARACTERS, topic),
        organisation=fitted(row.organisation, one_line, ORGANISATION_CHARACTERS, organisation),
        biography=fitted(row.biography, prose, BIOGRAPHY_CHARACTERS, biography),
        link=link,
        source=source,
        # Half an id could be somebody else's.
        key=key if len(row.key) <= KEY_CHARACTERS else "",
    )
    return speaker, tuple(notes)
