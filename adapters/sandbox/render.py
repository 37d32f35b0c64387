"""Cards as the sandbox shows them: plain runs of text with a kind, for the page, the terminal and tests.

Nothing here is markup, so nothing a person wrote can become any: whoever draws a run decides by its kind
alone how it looks. A card that is too long is clipped here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, assert_never
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_datetime

from adapters.sandbox.shown import (
    Ink,
    Run,
    ShownBlock,
    ShownButton,
    ShownButtons,
    ShownCard,
    ShownFields,
    ShownNote,
    ShownPara,
    ShownPicture,
)
from adapters.sandbox.text import PERSON_NAME_CHARACTERS
from adapters.text import ROOM_NAME_CHARACTERS, clipped, inert, one_line
from bot.cards import (
    Block,
    Bold,
    Button,
    Buttons,
    Card,
    Fields,
    Mention,
    Moment,
    MomentStyle,
    Note,
    Para,
    Picture,
    PrivateText,
    RoomLink,
    Span,
)
from bot.i18n import SOURCE_LANGUAGE, _, speaking
from bot.ports import Names
from bot.rhythm.zones import known_zone

__all__ = [
    "Ink",
    "Run",
    "ShownBlock",
    "ShownButton",
    "ShownButtons",
    "ShownCard",
    "ShownFields",
    "ShownNote",
    "ShownPara",
    "ShownPicture",
    "as_text",
    "moment",
    "render",
]

# The tighter of Slack and Discord each time, so that what fits here fits there.
TITLE_CHARACTERS: Final = 150
"""Slack's header block (slackapi/node-slack-sdk, packages/types)."""
PARA_CHARACTERS: Final = 3000
"""Slack's section text (slackapi/node-slack-sdk, packages/types)."""
NOTE_CHARACTERS: Final = 2000
"""Discord's message content (discord-api-docs, resources/message)."""
FIELD_ROWS: Final = 10
"""Slack's section fields (slackapi/node-slack-sdk, packages/types)."""
LABEL_CHARACTERS: Final = 256
"""The name of a field in Discord's embed (discord-api-docs, resources/message)."""
FIELD_CHARACTERS: Final = 1024
"""The value of a field in Discord's embed (discord-api-docs, resources/message)."""
BUTTONS_A_ROW: Final = 5
"""Discord's action row (discord-api-docs, components/reference)."""
BUTTON_LABEL_CHARACTERS: Final = 75
"""Slack's button text (slackapi/node-slack-sdk, packages/types); Discord takes 80."""
ALT_CHARACTERS: Final = 1024
"""The description of an attachment on Discord (discord-api-docs, resources/message); Slack's alt text takes 2,000."""
BLOCKS: Final = 50
"""Slack's blocks a message (docs.slack.dev, block-kit/blocks)."""
CARD_CHARACTERS: Final = 13_000
"""Slack refuses a message of more than about 13,200 (slackapi/bolt-js#2509)."""

PATTERNS: Final = {
    MomentStyle.FULL: "EEE d MMM HH:mm",
    MomentStyle.DAY: "EEE d MMM",
    MomentStyle.TIME: "HH:mm",
}
"""Unicode TR 35 date patterns: the hours of a day are counted to 24 in every language."""


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom a card is shown: their IANA zone, their IETF language tag, and who is meant by its ids."""

    names: Names
    zone: str
    language: str = SOURCE_LANGUAGE


@dataclass(slots=True)
class _Paper:
    """How many characters are left on a card."""

    left: int = CARD_CHARACTERS

    def line(self, text: str, longest: int) -> str:
        """Return as much of a text as fits, and take it off what is left."""
        cut = clipped(text, min(longest, self.left))
        self.left -= len(cut)
        return cut

    def runs(self, runs: Sequence[Run], longest: int) -> tuple[Run, ...]:
        """Return as much of some runs as fits; a time or a name is not begun where it cannot end."""
        cut: list[Run] = []
        longest = min(longest, self.left)
        for run in runs:
            text = clipped(run.text, longest)
            whole = run if text == run.text else Run(Ink.TEXT, "…"[:longest]) if run.ink in NEVER_CUT else None
            cut.append(whole or Run(run.ink, text, run.id))
            longest -= len(cut[-1].text)
            self.left -= len(cut[-1].text)
            if whole is not run:
                break
        return tuple(r for r in cut if r.text)


NEVER_CUT: Final = frozenset({Ink.MENTION, Ink.ROOM, Ink.TIME})


def render(card: Card, names: Names, *, zone: str, language: str = SOURCE_LANGUAGE) -> ShownCard:
    """Return a card as a reader sees it.

    Args:
        card: any card; too long is clipped.
        names: whom and what the card mentions.
        zone: the reader's IANA zone; an unknown one is UTC.
        language: the reader's IETF language tag, for dates; an unknown one is English.
    """
    reader = Reader(names, zone, language)
    paper = _Paper()
    with speaking(language):
        title = next(iter(paper.runs([_title(card.title)], TITLE_CHARACTERS)), Run(Ink.BOLD, ""))
        blocks: list[ShownBlock] = []
        for block in card.blocks[:BLOCKS]:
            if paper.left <= 0:
                break
            blocks.append(_block(block, reader, paper))
    return ShownCard(title, tuple(blocks))


def _title(title: str | PrivateText) -> Run:
    match title:
        case str():
            return Run(Ink.BOLD, " ".join(inert(title).split()))
        case PrivateText():
            return Run(Ink.PRIVATE, " ".join(inert(title.text).split()))
        case _:
            assert_never(title)


def _block(block: Block, reader: Reader, paper: _Paper) -> ShownBlock:
    match block:
        case Para(spans):
            return ShownPara(paper.runs(_runs(spans, reader), PARA_CHARACTERS))
        case Note(spans):
            return ShownNote(paper.runs(_runs(spans, reader), NOTE_CHARACTERS))
        case Fields(rows):
            return ShownFields(
                tuple(
                    (
                        paper.line(one_line(label, LABEL_CHARACTERS), LABEL_CHARACTERS),
                        _value(spans, reader, paper),
                    )
                    for label, spans in rows[:FIELD_ROWS]
                )
            )
        case Buttons(buttons):
            return ShownButtons(tuple(_button(b, paper) for b in buttons[:BUTTONS_A_ROW]))
        case Picture(alt, drawing):
            return ShownPicture(paper.line(inert(alt), ALT_CHARACTERS), drawing)
        case _:
            assert_never(block)


def _value(spans: Sequence[Span], reader: Reader, paper: _Paper) -> tuple[Run, ...]:
    return paper.runs(_runs(spans, reader), FIELD_CHARACTERS)


def _button(button: Button, paper: _Paper) -> ShownButton:
    label = paper.line(one_line(button.label, BUTTON_LABEL_CHARACTERS), BUTTON_LABEL_CHARACTERS)
    return ShownButton(label, button.action, button.value, button.look)


def _runs(spans: Sequence[Span], reader: Reader) -> list[Run]:
    return [_run(span, reader) for span in spans]


def _run(span: Span, reader: Reader) -> Run:
    match span:
        case str():
            return Run(Ink.TEXT, inert(span))
        case Bold(text):
            return Run(Ink.BOLD, inert(text))
        case Mention(member):
            external, name = reader.names.people.get(member, (None, ""))
            return Run(Ink.MENTION, one_line(name, PERSON_NAME_CHARACTERS) or _("somebody"), external)
        case RoomLink(room):
            external, name = reader.names.rooms.get(room, (None, ""))
            return Run(Ink.ROOM, one_line(name, ROOM_NAME_CHARACTERS) or _("a room"), external)
        case Moment():
            return Run(Ink.TIME, moment(span, zone=reader.zone, language=reader.language))
        case PrivateText():
            return Run(Ink.PRIVATE, inert(span.text))
        case _:
            assert_never(span)


def moment(span: Moment, *, zone: str, language: str = SOURCE_LANGUAGE) -> str:
    """Return a moment in a reader's zone and language: Fri 5 Dec 10:00."""
    place = ZoneInfo(known_zone(zone) or "UTC")
    return format_datetime(span.at, PATTERNS[span.style], tzinfo=place, locale=_locale(language))


def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language, sep="-" if "-" in language else "_")
    except (UnknownLocaleError, ValueError):
        return Locale.parse(SOURCE_LANGUAGE)


def as_text(card: Card, names: Names, zone: str, language: str = SOURCE_LANGUAGE) -> str:
    """Return a card as plain lines, for a terminal or a notification; buttons stand in brackets."""
    shown = render(card, names, zone=zone, language=language)
    return "\n".join([shown.title.text, *(line for block in shown.blocks for line in _lines(block))])


def _lines(block: ShownBlock) -> Iterator[str]:
    match block:
        case ShownPara(runs) | ShownNote(runs):
            yield _text(runs)
        case ShownFields(rows):
            yield from (f"{label}: {_text(runs)}" for label, runs in rows)
        case ShownButtons(buttons):
            yield " ".join(f"[{b.label}]" for b in buttons)
        case ShownPicture(alt):
            yield alt
        case _:
            assert_never(block)


def _text(runs: Sequence[Run]) -> str:
    return "".join(_word(run) for run in runs)


def _word(run: Run) -> str:
    match run.ink:
        case Ink.MENTION:
            return run.text if run.id is None else f"@{run.text}"
        case Ink.ROOM:
            return f"#{run.text}"
        case Ink.TEXT | Ink.BOLD | Ink.TIME | Ink.PRIVATE:
            return run.text
        case _:
            assert_never(run.ink)
