"""What Hearth shows: cards, forms and replies as plain values, without any markup.

A plain `str` is inert everywhere: renderers escape it. Only a `Mention` pings, only a `Moment` shows a
time, in each reader's own zone. `PrivateText` is a circle's word and goes only where it may.
"""

import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import TypeAlias

from bot.consents import Consent
from bot.drawings import Drawing
from bot.keys import CircleId, MemberId, RoomId


@dataclass(frozen=True, slots=True)
class Bold:
    """Text to be seen first; inert."""

    text: str


@dataclass(frozen=True, slots=True)
class Mention:
    """A member, by our id. It pings where a platform pings; elsewhere the name is shown."""

    member: MemberId


@dataclass(frozen=True, slots=True)
class RoomLink:
    """One of our rooms, shown by its name and linked where the platform can."""

    room: RoomId


class MomentStyle(StrEnum):
    """How much of a moment is shown."""

    FULL = "full"  # Fri 5 Dec 10:00
    DAY = "day"  # Fri 5 Dec
    TIME = "time"  # 10:00


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant (aware), shown in the zone of whoever reads it."""

    at: datetime
    style: MomentStyle = MomentStyle.FULL


@dataclass(frozen=True, slots=True)
class PrivateText:
    """A private circle's name or words: inert like a `str`, and bound to that circle.

    It may be shown to `viewer` (who may see it) and in the circle's own rooms, nowhere else: owing a
    delivery to any other place raises, and the log refuses it. `viewer` is None when the engine itself
    looked: then it may go only to the circle's rooms, and where a granted `consent` covers these very words.
    Printing it shows nothing of the text.
    """

    text: str = field(repr=False)
    circle: CircleId
    viewer: MemberId | None = None
    consent: Consent | None = None

    def __str__(self) -> str:
        """Show nothing: whoever needs the text must ask for `.text` and mean it."""
        return f"(private text of circle {self.circle})"

    def __format__(self, spec: str) -> str:
        """Show nothing, in f-strings too."""
        return format(str(self), spec)


Span: TypeAlias = str | Bold | Mention | RoomLink | Moment | PrivateText


@dataclass(frozen=True, slots=True)
class Para:
    """A paragraph."""

    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """A quiet line under the rest: why you got this, who hosts, when it comes next."""

    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Fields:
    """(label, value) pairs, in order; at most 10 (Slack's section limit)."""

    rows: tuple[tuple[str, tuple[Span, ...]], ...]


class Look(StrEnum):
    """How a button looks."""

    PLAIN = "plain"
    FIRST = "first"  # the one next step
    DANGER = "danger"  # cannot be undone


@dataclass(frozen=True, slots=True)
class Button:
    """Something to press.

    `action` is a command's path joined by dots ("ritual.pause"), `value` its arguments as they would be
    typed. Together they have at most 100 characters (Discord's custom_id).
    """

    label: str
    action: str
    value: str = ""
    look: Look = Look.PLAIN

    def __post_init__(self) -> None:
        """Refuse what no platform could carry."""
        if len(self.action) + len(self.value) + 1 > BUTTON_CHARACTERS:
            msg = f"a button of {self.action} carries too much"
            raise ValueError(msg)


@dataclass(frozen=True, slots=True)
class Buttons:
    """A row of at most 5 buttons (Discord's action row)."""

    buttons: tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """Something drawn. `alt` says the same in words; it stands alone wherever a picture cannot be shown."""

    alt: str
    drawing: Drawing

    def __post_init__(self) -> None:
        """Refuse a picture that says nothing to whoever cannot see it."""
        if not self.alt.strip():
            msg = "a picture needs words"
            raise ValueError(msg)


Block: TypeAlias = Para | Fields | Buttons | Note | Picture


@dataclass(frozen=True, slots=True)
class Card:
    """A message of Hearth's: a bold title, a few short blocks."""

    title: str | PrivateText
    blocks: tuple[Block, ...] = ()


class Input(StrEnum):
    """How a form field is filled."""

    LINE = "line"
    LINES = "lines"
    CHOICE = "choice"
    PERSON = "person"
    PEOPLE = "people"
    ROOM = "room"


@dataclass(frozen=True, slots=True)
class Field:
    """One question of a form. `value` is what it opens with; `choices` are the only answers of a CHOICE."""

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
class Form:
    """At most 5 questions (Discord's modal), whose answers call the command at `path`.

    `known` are arguments given already and not asked again, as typed. `error` is one sentence shown at
    the field `wrong`, or above all fields when it belongs to none.
    """

    title: str
    path: tuple[str, ...]
    fields: tuple[Field, ...]
    known: Mapping[str, str] = field(default_factory=dict)
    intro: str = ""
    error: str = ""
    wrong: str | None = None

    def refilled(self, answers: Mapping[str, str], *, error: str, wrong: str | None) -> "Form":
        """Return the same form with what was answered and what is wrong with it."""
        fields = tuple(replace(f, value=answers.get(f.name, f.value)) for f in self.fields)
        names = {f.name for f in fields}
        return replace(self, fields=fields, error=error, wrong=wrong if wrong in names else None)


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to the asker alone: a card or a form. What others shall see is a delivery."""

    card: Card | None = None
    form: Form | None = None


BUTTON_CHARACTERS = 100
"""Discord's custom_id (discord-api-docs, components/reference)."""
FORM_FIELDS = 5
"""Discord's modal (discord-api-docs, components/reference)."""


def fill(template: str, **values: Span | tuple[Span, ...]) -> tuple[Span, ...]:
    """Return the template's text with each `{name}` replaced by the span of that name.

    The template is a translated sentence; values are never read as templates themselves.

    Raises:
        KeyError: the template names a value that was not given (a bug).
    """
    spans: list[Span] = []
    for literal, name, _spec, _conversion in string.Formatter().parse(template):
        if literal:
            spans.append(literal)
        if name:
            value = values[name]
            spans.extend(value if isinstance(value, tuple) else (value,))
    return tuple(spans)


def para(template: str, **values: Span | tuple[Span, ...]) -> Para:
    """Return a paragraph from a translated sentence and the spans it names."""
    return Para(fill(template, **values))


def note(template: str, **values: Span | tuple[Span, ...]) -> Note:
    """Return a quiet line from a translated sentence and the spans it names."""
    return Note(fill(template, **values))


def joined(items: "list[tuple[Span, ...]]", between: str) -> tuple[Span, ...]:
    """Return the items one after the other with `between` in the gaps."""
    spans: list[Span] = []
    for index, item in enumerate(items):
        if index:
            spans.append(between)
        spans.extend(item)
    return tuple(spans)


def spans_of(card: Card) -> Iterator[Span]:
    """Yield every span of a card, the title first."""
    yield card.title
    for block in card.blocks:
        match block:
            case Para(spans) | Note(spans):
                yield from spans
            case Fields(rows):
                for label, value in rows:
                    yield label
                    yield from value
            case Buttons(buttons):
                yield from (b.label for b in buttons)
            case Picture(alt):
                yield alt


def pictures_of(card: Card) -> tuple[Picture, ...]:
    """Return the pictures of a card, in order."""
    return tuple(b for b in card.blocks if isinstance(b, Picture))


def in_words(card: Card) -> Card:
    """Return the card with the words of each picture in its place."""
    return replace(card, blocks=tuple(Para((b.alt,)) if isinstance(b, Picture) else b for b in card.blocks))


def day_of(at: datetime | date) -> str:
    """Return an ISO day, the form in which commands take and show plain dates."""
    return at.isoformat()[:10]
