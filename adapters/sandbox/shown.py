"""A card as somebody sees it: plain runs of text with a kind. Nothing here is markup."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from bot.cards import Look
from bot.drawings import Drawing


class Ink(StrEnum):
    """How a run is drawn."""

    TEXT = "text"
    BOLD = "bold"
    MENTION = "mention"
    ROOM = "room"
    TIME = "time"
    PRIVATE = "private"


@dataclass(frozen=True, slots=True)
class Run:
    """Text of one kind. `id`: the external id of the person to ping, or of the room to link."""

    ink: Ink
    text: str
    id: str | None = None


@dataclass(frozen=True, slots=True)
class ShownPara:
    """A paragraph."""

    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class ShownNote:
    """A quiet line."""

    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class ShownFields:
    """(label, value) pairs, in order; at most 10."""

    rows: tuple[tuple[str, tuple[Run, ...]], ...]


@dataclass(frozen=True, slots=True)
class ShownButton:
    """Something to press; `action` and `value` are handed back as they are."""

    label: str
    action: str
    value: str
    look: Look


@dataclass(frozen=True, slots=True)
class ShownButtons:
    """A row of at most 5 buttons."""

    buttons: tuple[ShownButton, ...]


@dataclass(frozen=True, slots=True)
class ShownPicture:
    """A picture: the words for it, and what is drawn."""

    alt: str
    drawing: Drawing


ShownBlock: TypeAlias = ShownPara | ShownNote | ShownFields | ShownButtons | ShownPicture


@dataclass(frozen=True, slots=True)
class ShownCard:
    """A card as one reader sees it; at most 50 blocks and 13,000 characters."""

    title: Run
    blocks: tuple[ShownBlock, ...]
