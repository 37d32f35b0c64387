"""What the page needs of the sandbox, as a protocol, and what it shows, as plain values.

Nothing here knows the sandbox or the store; `main` hands the page an object that knows both.
Ids are strings as the sandbox names them. Everything that depends on the reader (names, rooms, times in
cards) arrives as text made for that reader; only a message's own instant is told as an instant.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol, TypeAlias

from bot.cards import Input, Look


@dataclass(frozen=True, slots=True)
class PersonShown:
    """Somebody to act as. `first`: may set Hearth up; `here` is False for who has left; `zone` is IANA."""

    id: str
    name: str
    zone: str
    first: bool = False
    here: bool = True


@dataclass(frozen=True, slots=True)
class RoomShown:
    """A room its viewer may see."""

    id: str
    name: str
    topic: str = ""
    private: bool = False
    archived: bool = False


class RunKind(StrEnum):
    """How a piece of text is meant."""

    TEXT = "text"
    BOLD = "bold"
    MENTION = "mention"  # a person's name, without the @
    ROOM = "room"  # a room's name, without the #
    TIME = "time"  # rendered already, in the reader's zone
    PRIVATE = "private"  # a circle's word that this reader may see


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text, inert whatever it holds."""

    kind: RunKind
    text: str


@dataclass(frozen=True, slots=True)
class ParagraphShown:
    """A paragraph."""

    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class NoteShown:
    """A quiet line under the rest."""

    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class FieldsShown:
    """(label, value) pairs, in order."""

    rows: tuple[tuple[str, tuple[Run, ...]], ...]


@dataclass(frozen=True, slots=True)
class ButtonShown:
    """Something to press: it calls the command at `path` with `value`, its arguments as they are typed."""

    label: str
    path: tuple[str, ...]
    value: str = ""
    look: Look = Look.PLAIN


@dataclass(frozen=True, slots=True)
class ButtonsShown:
    """A row of buttons."""

    buttons: tuple[ButtonShown, ...]


@dataclass(frozen=True, slots=True)
class PictureShown:
    """A picture: the words for it, and the name under which `Sandbox.picture` draws it."""

    alt: str
    name: str


BlockShown: TypeAlias = ParagraphShown | NoteShown | FieldsShown | ButtonsShown | PictureShown


@dataclass(frozen=True, slots=True)
class CardShown:
    """A card, ready to be laid out."""

    title: str
    blocks: tuple[BlockShown, ...] = ()


@dataclass(frozen=True, slots=True)
class MessageShown:
    """What stands in a conversation. Hearth's own have `author_id` None and a card. `at` is aware.

    `under`: the id of the message in whose thread it stands.
    """

    id: str
    author_name: str
    author_id: str | None
    text: str
    card: CardShown | None
    at: datetime
    edited: bool = False
    under: str | None = None


@dataclass(frozen=True, slots=True)
class FieldShown:
    """One question of a form. People and rooms stand in `value` and in answers as `<@id>` and `<#id>`."""

    name: str
    label: str
    input: Input = Input.LINE
    required: bool = True
    hint: str = ""
    value: str = ""
    choices: tuple[str, ...] = ()
    suggests: bool = False
    longest: int = 3000


@dataclass(frozen=True, slots=True)
class FormShown:
    """A form. `known` goes back unseen with the answers; `error` is shown at the field `wrong`, else on top."""

    title: str
    path: tuple[str, ...]
    fields: tuple[FieldShown, ...]
    known: Mapping[str, str] = field(default_factory=dict)
    intro: str = ""
    error: str = ""
    wrong: str | None = None


@dataclass(frozen=True, slots=True)
class ReplyShown:
    """The answer to the asker alone."""

    card: CardShown | None = None
    form: FormShown | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A way to go on typing. `insert` is the whole line it makes, without the leading slash."""

    insert: str
    label: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class ComingShown:
    """Something Hearth will do: when (aware), and what, as one sentence."""

    when: datetime
    what: str


class Sandbox(Protocol):
    """The sandbox, as the page sees it. What a viewer may not see never comes out of it.

    `room` None is the person's direct messages with Hearth. Methods that do something may raise
    `bot.errors.Refusal`, whose sentence is shown to who asked.
    """

    async def spaces(self) -> Sequence[str]:
        """Return the spaces, in the order in which they were made."""

    async def add_space(self) -> str:
        """Make another space, empty, and return its name."""

    async def people(self, space: str) -> Sequence[PersonShown]:
        """Return everybody of a space, in the order in which they came."""

    async def add_person(self, space: str, name: str, zone: str) -> PersonShown:
        """Let somebody in."""

    async def leave(self, space: str, person: str) -> None:
        """Let somebody leave the space."""

    async def rooms(self, space: str, viewer: str) -> Sequence[RoomShown]:
        """Return the rooms somebody sees."""

    async def messages(
        self, space: str, viewer: str, *, room: str | None = None, direct: str | None = None
    ) -> Sequence[MessageShown]:
        """Return the last messages of a room or of somebody's direct messages, oldest first."""

    async def say(self, space: str, person: str, room: str, text: str) -> None:
        """Say something in a room; the text does not begin with a slash."""

    async def call(
        self,
        space: str,
        person: str,
        room: str | None,
        *,
        text: str = "",
        path: tuple[str, ...] = (),
        answers: Mapping[str, str] | None = None,
        form: bool = False,
        request_id: str,
    ) -> ReplyShown:
        """Answer a command, a button or a form.

        A typed command gives `text` without its slash; a button `path` and `text`; a form `path`,
        `answers` and `form=True`. The same `request_id` coming twice acts once.
        """

    async def suggest(self, space: str, person: str, room: str | None, typed: str) -> Sequence[Suggestion]:
        """Return ways to go on from a command being typed, without its slash: commands, then values."""

    async def suggest_value(
        self, space: str, person: str, room: str | None, path: tuple[str, ...], arg: str, typed: str
    ) -> Sequence[str]:
        """Return values for one argument of a form."""

    async def coming(self, space: str, viewer_zone: str) -> Sequence[ComingShown]:
        """Return what Hearth is about to do next, earliest first, each in words that anybody may read."""

    async def picture(self, name: str) -> bytes | None:
        """Return a picture that was shown before, as SVG; None when there is none, or it cannot be drawn."""

    def now(self) -> datetime:
        """Return community time, aware UTC."""

    def clock_refusal(self) -> str | None:
        """Return the sentence that says why the clock does not move, or None when it does."""

    async def advance_to(self, to: datetime) -> None:
        """Walk community time forward, each beat at its own time; return when all is settled."""

    async def start_over(self) -> None:
        """Forget everything and open the sample community again."""

    def changes(self) -> AsyncIterator[None]:
        """Yield once whenever anything changed since the last time."""
