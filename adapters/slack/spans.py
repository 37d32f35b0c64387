"""Spans as rich text and as mrkdwn. Rich text is not parsed, so whatever people wrote stays what they wrote."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias, assert_never
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_datetime

from adapters.slack.text import escaped
from adapters.text import clipped, inert, one_line
from bot.cards import Bold, Mention, Moment, MomentStyle, PrivateText, RoomLink, Span
from bot.i18n import SOURCE_LANGUAGE, _, language
from bot.ports import Names
from bot.rhythm.zones import known_zone

Json: TypeAlias = dict[str, Any]
NAME_CHARACTERS: Final = 80
"""Slack's longest display name (docs.slack.dev, users.profile)."""
EXTERNAL: Final = re.compile(r"[A-Za-z0-9]+")
"""An id of Slack's; anything else is shown and not linked."""
FORMATS: Final = {
    MomentStyle.FULL: "{day_divider_pretty} {time}",
    MomentStyle.DAY: "{day_divider_pretty}",
    MomentStyle.TIME: "{time}",
}
"""Tokens that the reader's own client fills in, in its zone and language: Friday, December 5th 10:00
(docs.slack.dev, messaging/formatting-message-text; node-slack-sdk, RichTextDate)."""
PATTERNS: Final = {
    MomentStyle.FULL: "EEE d MMM HH:mm (VVV)",
    MomentStyle.DAY: "EEE d MMM",
    MomentStyle.TIME: "HH:mm (VVV)",
}
"""Unicode TR 35 patterns for notifications, and for clients that know no dates: with the city whose time it is."""
WILD: Final = re.compile(r"[*_~`]|^\s*(?:>|&gt;|[-•]|\d+\.)|:[^\s:]+:|://", re.MULTILINE)
"""What mrkdwn would format, also when escaped and `verbatim`: marks, quotes, lists, emoji; links to be careful
(docs.slack.dev, messaging/formatting-message-text)."""


@dataclass(frozen=True, slots=True)
class Word:
    """One piece of a line: the words, and what they are. `id` is a person's or a room's, `at` seconds since 1970."""

    text: str
    kind: str = "text"
    id: str = ""
    at: int = 0
    style: MomentStyle = MomentStyle.FULL

    @property
    def whole(self) -> bool:
        """Return whether it cannot be cut."""
        return self.kind not in {"text", "bold"}


def words(spans: Sequence[Span], names: Names, longest: int) -> tuple[Word, ...]:
    """Return spans as words, at most `longest` characters; a name or a time is not begun where it cannot end."""
    cut: list[Word] = []
    for span in spans:
        word = _word(span, names)
        text = clipped(word.text, longest)
        if text != word.text:
            cut.append(Word("…"[:longest]) if word.whole else Word(text, word.kind))
            break
        cut.append(word)
        longest -= len(text)
    return tuple(w for w in cut if w.text)


def _word(span: Span, names: Names) -> Word:
    match span:
        case str():
            return Word(inert(span))
        case Bold(text):
            return Word(inert(text), "bold")
        case PrivateText():
            return Word(inert(span.text))
        case Mention(member):
            external, name = names.people.get(member, (None, ""))
            name = one_line(name, NAME_CHARACTERS) or _("somebody")
            return Word(f"@{name}", "user", external) if external and EXTERNAL.fullmatch(external) else Word(name)
        case RoomLink(room):
            external, name = names.rooms.get(room, (None, ""))
            name = f"#{one_line(name, NAME_CHARACTERS) or _('a room')}"
            return Word(name, "channel", external) if external and EXTERNAL.fullmatch(external) else Word(name)
        case Moment(at, style):
            return Word(_spoken(span, names.zone), "date", at=int(at.timestamp()), style=style)
        case _:
            assert_never(span)


def _spoken(moment: Moment, zone: str) -> str:
    """Return a moment in a zone and in the language being spoken; none of its characters means anything to Slack."""
    try:
        locale = Locale.parse(language(), sep="-")
    except (UnknownLocaleError, ValueError):
        locale = Locale.parse(SOURCE_LANGUAGE)
    told = format_datetime(moment.at, PATTERNS[moment.style], tzinfo=ZoneInfo(known_zone(zone) or "UTC"), locale=locale)
    return re.sub(r"[<>|&]", " ", told)


def rich(line: Sequence[Word], *, bold: bool = False) -> Json:
    """Return a line as one section of rich text."""
    return {"type": "rich_text_section", "elements": [_element(w, bold=bold) for w in line]}


def _element(word: Word, *, bold: bool) -> Json:
    match word.kind:
        case "user":
            return {"type": "user", "user_id": word.id}
        case "channel":
            return {"type": "channel", "channel_id": word.id}
        case "date":
            return {"type": "date", "timestamp": word.at, "format": FORMATS[word.style], "fallback": word.text}
        case _:
            styled = {"style": {"bold": True}} if bold or word.kind == "bold" else {}
            return {"type": "text", "text": word.text, **styled}


def tame(line: Sequence[Word]) -> bool:
    """Return whether mrkdwn would show a line's plain words as they are."""
    return not WILD.search("".join(_plain(line)))


def _plain(line: Sequence[Word]) -> Iterator[str]:
    # What stands for a name must not hide that a mark begins behind it.
    yield from ("\ufffc" if w.whole else w.text for w in line)


def mrkdwn(line: Sequence[Word]) -> str:
    """Return a tame line as mrkdwn for a `verbatim` text; a note has nothing bold."""
    return "".join(_token(w) for w in line)


def _token(word: Word) -> str:
    match word.kind:
        case "user":
            return f"<@{word.id}>"
        case "channel":
            return f"<#{word.id}>"
        case "date":
            return f"<!date^{word.at}^{FORMATS[word.style]}|{word.text}>"
        case _:
            return escaped(word.text)


def said(line: Sequence[Word]) -> str:
    """Return a line as plain words, for a notification."""
    return "".join(w.text for w in line)
