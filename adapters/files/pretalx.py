"""Speakers of pretalx: its API, its organiser's export, and programmes published from it.

Sources:
    API: pretalx documentation, /api/resources/ (speakers: code, name, biography, submissions, answers).
    Export: pretalx, SpeakerExportForm: a list; its keys are labels ("ID", "Name", "Proposal titles").
    Published: EuroPython's programme API, `speakers.json`: a list, in later years an object by code.
"""

from collections.abc import Iterator
from itertools import islice

from adapters.files.columns import COLUMNS_LOOKED_AT, Field, meaning, picked, whole_name
from adapters.files.json_values import Json, entries, said, text_at
from adapters.files.rows import Row, no_entry
from bot.i18n import _
from bot.voices.speakers import SPEAKERS_A_FILE, RefusedRow, RowNote

_NOT_HELD = frozenset({"rejected", "withdrawn", "canceled", "deleted", "draft"})
"""States of a submission that was never on the programme (pretalx, SubmissionStates)."""

_LISTS = ("submissions", "talks", "sessions", "answers")
"""Fields that are lists of codes or objects: read for what is inside, never as text."""


def listed(value: Json) -> list[Json] | None:
    """Return the list of speakers if this is one of pretalx's shapes, else None."""
    speakers = _told(value) if isinstance(value, dict) else value
    if not isinstance(speakers, list):
        return None
    return speakers if not speakers or any(map(_is_speaker, islice(speakers, SPEAKERS_A_FILE))) else None


def rows(speakers: list[Json]) -> Iterator[Row | RefusedRow]:
    """Yield one row an entry."""
    for place, speaker in enumerate(speakers, start=1):
        yield _row(place, speaker) if isinstance(speaker, dict) else no_entry(place)


def notes(value: Json) -> tuple[RowNote, ...]:
    """Return what is to be said of the whole file: the API gives long lists in pages."""
    if isinstance(value, dict) and isinstance(value.get("results"), list) and value.get("next"):
        what = _("This is one page of a longer list, so import the other pages too.")
        return (RowNote(0, "", what),)
    return ()


def _told(value: dict[str, Json]) -> list[Json] | None:
    """Return the speakers of an object: a page of the API, one speaker alone, or all of them by code."""
    for page in (value.get("results"), value.get("speakers")):
        if isinstance(page, list):
            return page
    return [value] if _is_speaker(value) else list(value.values()) or None


def _is_speaker(entry: Json) -> bool:
    """Whether it has a name and an id, whatever these are called."""
    if not isinstance(entry, dict):
        return False
    fields = {found[0] for found in map(meaning, islice(entry, COLUMNS_LOOKED_AT)) if found}
    return Field.KEY in fields and bool(fields & {Field.NAME, Field.FIRST})


def _row(place: int, speaker: dict[str, Json]) -> Row:
    """Return what the own fields say and, where they are silent, answers to the organiser's questions."""
    own = picked((key, said(value)) for key, value in speaker.items() if key not in _LISTS)
    answered = picked((_question(answer), text_at(answer, "answer")) for answer in entries(speaker.get("answers")))
    fields = answered | own
    return Row(
        row=place,
        name=whole_name(own),
        topic=_titles(speaker) or "; ".join(own.get(Field.TOPIC, "").splitlines()),
        organisation=fields.get(Field.ORGANISATION, ""),
        biography=own.get(Field.BIOGRAPHY, ""),
        link=fields.get(Field.LINK, ""),
        key=own.get(Field.KEY, ""),
    )


def _question(answer: dict[str, Json]) -> str:
    """Return the question: itself a text, or an object that has one."""
    question = answer.get("question")
    return said(question.get("question")) if isinstance(question, dict) and "question" in question else said(question)


def _titles(speaker: dict[str, Json]) -> str:
    """Return the titles of what they presented, where the API was asked to expand them."""
    held = (s for name in _LISTS[:3] for s in entries(speaker.get(name)) if text_at(s, "state") not in _NOT_HELD)
    return "; ".join(title for title in (text_at(s, "title") for s in held) if title.strip())
