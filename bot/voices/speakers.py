"""Speakers as a file of a conference or a spreadsheet names them, before any of them is a guest."""

from dataclasses import dataclass
from typing import Protocol

NAME_CHARACTERS = 100
ORGANISATION_CHARACTERS = 100
TOPIC_CHARACTERS = 200
BIOGRAPHY_CHARACTERS = 2000
LINK_CHARACTERS = 500
CONTACT_CHARACTERS = 200
KEY_CHARACTERS = 200
SPEAKERS_A_FILE = 10_000
"""Our own limits: what a card can show and a steward can look through."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """One speaker: plain text, each field within its limit and empty where the file says nothing."""

    name: str
    topic: str = ""  # the titles of their sessions, parted by "; "
    organisation: str = ""
    biography: str = ""
    link: str = ""  # http or https
    source: str = ""  # where `key` is stable: "pretalx", "sessionize", "pentabarf", "csv:FILENAME"
    key: str = ""  # their id in that source


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that gave no speaker."""

    row: int  # from 1: the place in the list, or the row as a spreadsheet counts it, with the header
    name: str  # as much of it as can be shown; may be empty
    why: str  # one sentence, translated already


@dataclass(frozen=True, slots=True)
class RowNote:
    """Something of a row that was left out or shortened, though its speaker was read."""

    row: int  # as in RefusedRow; 0: it is about the whole file
    name: str
    what: str  # one sentence, translated already


@dataclass(frozen=True, slots=True)
class SpeakersRead:
    """What a file gave; every row of it is a speaker or a refused row."""

    speakers: tuple[Speaker, ...]  # in the order of the file
    refused: tuple[RefusedRow, ...]  # by row
    format: str  # "pretalx", "sessionize", "pentabarf" or "csv"
    notes: tuple[RowNote, ...] = ()  # by row


class Spoken(Protocol):
    """Somebody with something to say: a speaker of a file, or a guest."""

    @property
    def organisation(self) -> str: ...
    @property
    def topic(self) -> str: ...


def groups_of(speaker: Spoken) -> frozenset[str]:
    """Return what rotation spreads this speaker by: {"org:acme", "topic:testing"}, what is empty left out."""
    named = (("org", speaker.organisation), ("topic", speaker.topic))
    return frozenset(f"{kind}:{' '.join(text.split()).casefold()}" for kind, text in named if text.strip())
