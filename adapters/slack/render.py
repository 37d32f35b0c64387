"""Cards as messages: Block Kit, and a text for notifications. Pure; too long is clipped, never refused."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, assert_never

from adapters.slack.limits import (
    ALT_CHARACTERS,
    BLOCKS,
    BUTTON_CHARACTERS,
    BUTTONS_A_ROW,
    FIELD_CHARACTERS,
    FIELD_ROWS,
    HEADER_CHARACTERS,
    ID_CHARACTERS,
    MESSAGE_CHARACTERS,
    SECTION_CHARACTERS,
    VALUE_CHARACTERS,
)
from adapters.slack.spans import Json, Word, mrkdwn, rich, said, tame, words
from adapters.slack.text import fallback
from adapters.text import clipped, one_line
from bot.cards import Block, Button, Buttons, Card, Fields, Look, Note, Para, Picture, Span
from bot.i18n import speaking
from bot.ports import Names

STYLES: Final[dict[Look, Json]] = {
    Look.FIRST: {"style": "primary"},
    Look.DANGER: {"style": "danger"},
    Look.PLAIN: {},
}
NO_FILES: Final[Mapping[Picture, str]] = {}
NOTHING: Final = "…"
"""Slack takes no empty text."""


@dataclass(frozen=True, slots=True)
class Message:
    """`text` is what a notification shows, escaped; `blocks` is the message, at most 50 blocks."""

    text: str
    blocks: tuple[Json, ...]


@dataclass(slots=True)
class Paper:
    """What is left of one message in characters, its buttons so far, and the plain lines that were written."""

    names: Names
    left: int = MESSAGE_CHARACTERS
    buttons: int = 0
    files: Mapping[Picture, str] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)

    def line(self, spans: Sequence[Span], longest: int) -> tuple[Word, ...]:
        """Return as much of a line as fits, and take it off what is left."""
        line = words(spans, self.names, min(longest, self.left))
        self.left -= len(said(line))
        return line

    def label(self, text: str, longest: int) -> str:
        """Return as much of one line of plain text as fits, and take it off what is left."""
        label = one_line(text, min(longest, self.left))
        self.left -= len(label)
        return label


def render(card: Card, names: Names, *, files: Mapping[Picture, str] = NO_FILES) -> Message:
    """Return a card as a message.

    Args:
        card: any card; too long is clipped.
        names: whom and what it mentions, and how times are told where a client shows no dates.
        files: Slack's ids of the pictures that were uploaded; of the others the words are shown.
    """
    paper = Paper(names, files=files)
    with speaking(names.language):
        blocks = tuple(blocks_of(card, paper, most=BLOCKS))
    return Message(fallback("\n".join(paper.lines)), blocks)


def blocks_of(card: Card, paper: Paper, *, most: int) -> Iterator[Json]:
    """Yield a card's blocks, at most `most`, and write its plain lines on the paper."""
    title = " ".join(said(paper.line((card.title,), HEADER_CHARACTERS)).split()) or NOTHING
    paper.lines.append(title)
    yield {"type": "header", "text": plain(title)}
    made = 1
    for block in card.blocks:
        shown = _block(block, paper) if paper.left > 0 and made < most else None
        if shown is not None:
            made += 1
            yield shown


def as_rich(message: Message) -> Message:
    """Return a message whose title is rich text: Slack replaces rich text by nothing that has none (`block_mismatch`).

    Source:
        slack-api-ref, chat.update.
    """
    title = rich((Word(message.blocks[0]["text"]["text"], "bold"),))
    return Message(message.text, ({"type": "rich_text", "elements": [title]}, *message.blocks[1:]))


def plain(text: str) -> Json:
    """Return a text object in which nothing is parsed, not even an emoji's name."""
    return {"type": "plain_text", "text": text or NOTHING, "emoji": False}


def _block(block: Block, paper: Paper) -> Json | None:
    """Return a block; None for one that would be empty, which Slack takes for an error."""
    match block:
        case Para(spans):
            line = paper.line(spans, SECTION_CHARACTERS)
            paper.lines.append(said(line))
            return {"type": "rich_text", "elements": [rich(line)]} if line else None
        case Note(spans):
            line = paper.line(spans, SECTION_CHARACTERS)
            paper.lines.append(said(line))
            return _note(line) if line else None
        case Fields(rows):
            lines = [row for label, spans in rows[:FIELD_ROWS] if (row := _row(label, spans, paper)) is not None]
            return {"type": "rich_text", "elements": lines} if lines else None
        case Buttons(buttons):
            shown = [_button(b, paper) for b in buttons[:BUTTONS_A_ROW]]
            paper.lines.append(" ".join(f"[{b['text']['text']}]" for b in shown))
            return {"type": "actions", "elements": shown} if shown else None
        case Picture(alt) if block in paper.files:
            words = paper.label(alt, ALT_CHARACTERS) or NOTHING
            paper.lines.append(words)
            return {"type": "image", "slack_file": {"id": paper.files[block]}, "alt_text": words}
        case Picture(alt):
            return _block(Para((alt,)), paper)
        case _:
            assert_never(block)


def _note(line: Sequence[Word]) -> Json:
    """Return a quiet line; what mrkdwn would format is shown less quietly, so that it stays what it is."""
    if not any(w.whole for w in line):
        return {"type": "context", "elements": [plain(said(line))]}
    text = mrkdwn(line)
    if tame(line) and len(text) <= SECTION_CHARACTERS:
        return {"type": "context", "elements": [{"type": "mrkdwn", "text": text, "verbatim": True}]}
    return {"type": "rich_text", "elements": [rich(line)]}


def _row(label: str, spans: Sequence[Span], paper: Paper) -> Json | None:
    """Return a field as one line: its label in bold, then its value; None when nothing of it fits any more."""
    if paper.left <= 0:
        return None
    head = Word(f"{paper.label(label, FIELD_CHARACTERS)}: ", "bold")
    value = paper.line(spans, FIELD_CHARACTERS)
    paper.lines.append(f"{head.text}{said(value)}")
    return rich((head, *value))


def _button(button: Button, paper: Paper) -> Json:
    paper.buttons += 1
    return {
        "type": "button",
        "text": plain(paper.label(button.label, BUTTON_CHARACTERS)),
        # Slack wants each action_id once a message.
        "action_id": clipped(f"{button.action}#{paper.buttons}", ID_CHARACTERS),
        **({"value": clipped(button.value, VALUE_CHARACTERS)} if button.value else {}),
        **STYLES[button.look],
    }
