"""Spans of a card as one run of Discord's markup, clipped between its pieces and never inside one."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, assert_never

from adapters.discord.inert import escaped
from adapters.discord.limits import MESSAGE_CHARACTERS, PINGED_PEOPLE
from adapters.text import inert, joined
from bot.cards import Bold, Mention, Moment, MomentStyle, PrivateText, RoomLink, Span
from bot.i18n import _
from bot.ports import Names

STYLES: Final = {MomentStyle.FULL: "F", MomentStyle.DAY: "D", MomentStyle.TIME: "t"}
"""Discord's timestamp styles, shown in the reader's zone (discord-api-docs, reference)."""
SNOWFLAKE: Final = re.compile(r"[0-9]{1,20}")


@dataclass(frozen=True, slots=True)
class _Piece:
    """Text to be escaped, in bold or not; or markup of ours (`raw`), which may ping one person."""

    text: str
    bold: bool = False
    raw: bool = False
    pings: str | None = None


@dataclass(slots=True)
class Paper:
    """How many characters are left on a message, and whom what stands on it pings."""

    left: int = MESSAGE_CHARACTERS
    people: dict[str, None] = field(default_factory=dict)

    def write(self, spans: Sequence[Span], names: Names, longest: int) -> str:
        """Return as much of the spans as fits, and take it off what is left."""
        written, room = "", min(longest, self.left)
        pieces = _merged(_piece(s, names) for s in spans)
        for index, piece in enumerate(pieces):
            # What follows needs at least the ellipsis.
            rest = 0 if index == len(pieces) - 1 else 1
            cut, whole = self._piece(piece, room - len(written), rest)
            written += cut
            if not whole:
                break
        self.left -= len(written)
        return written

    def _piece(self, piece: _Piece, room: int, rest: int) -> tuple[str, bool]:
        """Return as much of one piece as fits beside `rest` characters, and whether that is all of it."""
        if piece.raw:
            if len(piece.text) > room - rest:
                return "…"[:room], False
            self._ping(piece.pings)
            return piece.text, True
        lead, text, tail, mark = _shape(piece)
        atoms = [*lead, *escaped(text), *tail]
        if sum(map(len, atoms)) + 2 * len(mark) <= room - rest:
            return f"{lead}{mark}{''.join(escaped(text))}{mark}{tail}", True
        cut = ""
        for atom in [*lead, *escaped(text)]:
            if len(cut) + len(atom) + 2 * len(mark) + 1 > room:
                break
            cut += atom
        inside = cut[len(lead) :]
        return (f"{lead}{mark}{inside}{mark}…" if inside else "…"[:room]), False

    def _ping(self, person: str | None) -> None:
        if person is not None and len(self.people) < PINGED_PEOPLE:
            self.people[person] = None


def _shape(piece: _Piece) -> tuple[str, str, str, str]:
    """Return (blanks before, text, blanks behind, the mark around the text): bold must not touch a blank."""
    if not piece.bold:
        return "", piece.text, "", ""
    text = piece.text.strip()
    if not text:
        return "", piece.text, "", ""
    lead = piece.text[: len(piece.text) - len(piece.text.lstrip())]
    return lead, text, piece.text[len(lead) + len(text) :], "**"


def _merged(pieces: Iterator[_Piece]) -> list[_Piece]:
    """Join neighbours in plain text, so that no sign is made of two that each looked harmless."""
    merged: list[_Piece] = []
    for piece in pieces:
        last = merged[-1] if merged else None
        if last is not None and not (piece.raw or last.raw) and piece.bold == last.bold:
            merged[-1] = _Piece(last.text + piece.text, bold=piece.bold)
        elif piece.text:
            merged.append(piece)
    return merged


def _piece(span: Span, names: Names) -> _Piece:
    match span:
        case str():
            return _Piece(inert(span))
        case Bold(text):
            return _Piece(inert(text), bold=True)
        case Mention(member):
            external, name = names.people.get(member, (None, ""))
            if external is not None and SNOWFLAKE.fullmatch(external):
                return _Piece(f"<@{external}>", raw=True, pings=external)
            return _Piece(joined(name) or _("somebody"))
        case RoomLink(room):
            external, name = names.rooms.get(room, (None, ""))
            if external is not None and SNOWFLAKE.fullmatch(external):
                return _Piece(f"<#{external}>", raw=True)
            return _Piece("#" + (joined(name) or _("a room")))
        case Moment(at, style):
            return _Piece(f"<t:{int(at.timestamp())}:{STYLES[style]}>", raw=True)
        case PrivateText(text):
            return _Piece(inert(text))
        case _:
            assert_never(span)
