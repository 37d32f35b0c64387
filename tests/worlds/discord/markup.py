"""Discord's markdown as a person reads it: the marks are gone, what they did stays seen in `inks`.

Text that was meant to be inert and was not reads differently from what was written: that is how a test
notices. Mentions, rooms and times are shown as the client shows them.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

PATTERNS: Final = {
    "t": "HH:mm",
    "T": "HH:mm:ss",
    "d": "EEE d MMM",
    "D": "EEE d MMM",
    "f": "EEE d MMM HH:mm",
    "F": "EEE d MMM HH:mm",
    "s": "EEE d MMM HH:mm",
    "S": "EEE d MMM HH:mm:ss",
    "R": "'at' EEE d MMM HH:mm",
}
"""As much as each style shows, in the one way in which the worlds write times."""
# The marks are those of the client's own parser (khanacademy/simple-markdown and Discord's additions).
TOKEN: Final = re.compile(
    r"""
      \\ (?P<escaped> [^0-9A-Za-z\s] )
    | ```(?P<block>.*?)``` | ``(?P<code2>.+?)`` | `(?P<code>[^`\n]+)`
    | <@!?(?P<user>\d{15,20})> | <@&(?P<role>\d{15,20})> | <\#(?P<room>\d{15,20})>
    | <t:(?P<time>-?\d{1,13})(?::(?P<style>[tTdDfFsSR]))?>
    | </(?P<command>[^:<>]+):\d+> | <id:(?P<page>\w+)> | <a?:(?P<emoji>\w{2,32}):\d+>
    | (?<!\w):(?P<short>[a-z0-9_+-]{2,}):
    | \[(?P<label>[^\[\]\n]+)\]\(<?(?P<target>https?://[^\s()<>]+)>?\)
    | <?(?P<link>https?://[^\s<>]+)>?
    | \|\|(?P<spoiler>.+?)\|\|
    | \*\*(?P<bold>(?:\\.|[^\\])+?)\*\*(?!\*) | __(?P<under>(?:\\.|[^\\])+?)__(?!_)
    | ~~(?=\S)(?P<struck>(?:\\.|~(?!~)|[^\s~\\]|\s(?!~~))+?)~~
    | \*(?=\S)(?P<star>(?:\*\*|\\.|\s+(?:\\.|[^\s*\\]|\*\*)|[^\s*\\])+?)\*(?!\*)
    | _(?P<score>(?:__|\\.|[^\\_])+?)_(?!\w)
    | @(?P<all>everyone|here)\b
    """,
    re.VERBOSE | re.DOTALL,
)
LINE: Final = re.compile(r"(?P<heading>\#{1,3} +)|(?P<quiet>-\# +)|(?P<quote>>{1,3}(?:>>)? +)|(?P<item> *[-*] +)")
INSIDE: Final = ("spoiler", "bold", "under", "struck", "star", "score", "label")
"""What holds marked text again; all but the label look different from plain text."""


@dataclass(frozen=True, slots=True)
class Eyes:
    """Through whose client a text is read: their zone, and the names of people, roles and rooms they know."""

    zone: str
    person: Callable[[int], str | None]
    room: Callable[[int], str | None]


@dataclass(slots=True)
class Reading:
    """Lines as they are read, and what stood out in them: (ink, text) pairs in order."""

    lines: list[str] = field(default_factory=list)
    inks: list[tuple[str, str]] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Return the lines as one."""
        return "\n".join(self.lines)

    def inked(self, *inks: str) -> tuple[str, ...]:
        """Return what stands in these inks, in order."""
        return tuple(text for ink, text in self.inks if ink in inks)


def read(text: str, eyes: Eyes) -> Reading:
    """Return a text as somebody reads it."""
    reading = Reading()
    for line in text.split("\n"):
        reading.lines.append(_line(line, eyes, reading))
    return reading


def _line(line: str, eyes: Eyes, reading: Reading) -> str:
    mark = LINE.match(line)
    kind = mark.lastgroup if mark else None
    rest = line[mark.end() :] if mark and line[mark.end() :].strip() else line
    if rest is line:
        kind = None
    shown = "".join(_inline(rest, eyes, reading))
    if kind is not None:
        reading.inks.append((kind, shown))
    return {"item": "• ", "quote": "▎"}.get(kind or "", "") + shown


def _inline(text: str, eyes: Eyes, reading: Reading) -> Iterator[str]:
    position = 0
    for found in TOKEN.finditer(text):
        yield text[position : found.start()]
        yield _token(found, eyes, reading)
        position = found.end()
    yield text[position:]


def _token(found: re.Match[str], eyes: Eyes, reading: Reading) -> str:
    kind = next(k for k, v in found.groupdict().items() if v is not None)
    inner = found[kind]
    if kind == "escaped":
        return inner
    shown = "".join(_inline(inner, eyes, reading)) if kind in INSIDE else _shown(kind, inner, found, eyes)
    reading.inks.append((kind, shown))
    return shown


def _shown(kind: str, inner: str, found: re.Match[str], eyes: Eyes) -> str:
    match kind:
        case "user":
            name = eyes.person(int(inner))
            return f"@{name}" if name is not None else "@unknown-user"
        case "room":
            return f"#{eyes.room(int(inner)) or 'unknown'}"
        case "role":
            return "@role"
        case "time":
            at = datetime.fromtimestamp(int(inner), UTC)
            return format_datetime(at, PATTERNS[found["style"] or "f"], tzinfo=ZoneInfo(eyes.zone), locale="en")
        case "all":
            return f"@{inner}"
        case "command":
            return f"/{inner}"
        case "emoji" | "short":
            return f"({inner})"
        case _:
            return inner
