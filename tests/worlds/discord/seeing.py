"""A message as one person's client shows it: the lines they read, what they can press, whom it pings."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.worlds.discord.components import walk
from tests.worlds.discord.markup import Eyes, Reading, read
from tests.worlds.discord.permissions import sees
from tests.worlds.discord.state import Channel, Guild, Message, State, User
from tests.worlds.discord.words import DM, LOADING, Json

BUTTON, TEXT_DISPLAY, ROW, GALLERY = 2, 10, 1, 12
UNSEEN = "\u200b\u200c\u200d\u2060\ufeff"
"""Signs that take no room."""
UNSAID = frozenset({"code", "code2", "block", "spoiler", "under", "struck", "star", "score", "label"})
"""Marks that no card of Hearth's makes: where they show, somebody's words have become markup."""


@dataclass(slots=True)
class Sight:
    """What one person sees of a message. `title` is its first line; `buttons` are (label, custom_id) pairs."""

    id: int
    lines: list[str] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)
    pings: frozenset[int] = frozenset()
    times: tuple[str, ...] = ()
    wild: tuple[tuple[str, str], ...] = ()
    waiting: bool = False
    pictures: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Return the lines as one."""
        return "\n".join(self.lines)

    @property
    def title(self) -> str:
        """Return the first line."""
        return self.lines[0] if self.lines else ""


def eyes(state: State, guild: Guild | None, reader: User) -> Eyes:
    """Return what somebody's client knows when it shows a message of a guild."""

    def person(number: int) -> str | None:
        if guild is not None and number in guild.members:
            return guild.members[number].name
        user = state.users.get(number)
        return user.shown if user else None

    def room(number: int) -> str | None:
        for place in [guild] if guild is not None else state.guilds.values():
            found = place.channels.get(number)
            if found is not None and sees(place, found, reader.id):
                return found.name
        return None

    return Eyes(reader.zone, person, room)


def seen(state: State, message: Message, channel: Channel, reader: User) -> Sight:
    """Return a message as somebody sees it."""
    guild = state.guilds.get(channel.guild or 0)
    sight = Sight(message.id, waiting=bool(message.flags & LOADING))
    view = eyes(state, guild, reader)
    readings: list[Reading] = []
    for line in _lines(message, view, readings, sight):
        sight.lines.append(line)
    inks = [ink for r in readings for ink in r.inks]
    sight.times = tuple(text for ink, text in inks if ink == "time")
    sight.wild = tuple(i for i in inks if i[0] in UNSAID)
    sight.pings = pinged(state, message, channel)
    return sight


def pinged(state: State, message: Message, channel: Channel) -> frozenset[int]:
    """Return whom a message pings: only those who see it."""
    everyone = frozenset(m for m in _members(state, channel) if message.everyone)
    return everyone | {u.id for u in message.mentions if message.reader in {None, u.id}}


def _members(state: State, channel: Channel) -> Iterator[int]:
    guild = state.guilds.get(channel.guild or 0)
    if guild is not None:
        yield from (m for m in guild.members if sees(guild, channel, m) and m != state.app.user.id)


def _lines(message: Message, view: Eyes, readings: list[Reading], sight: Sight) -> Iterator[str]:
    if message.content:
        yield from _read(message.content, view, readings)
    for embed in message.embeds:
        yield from _embed(embed, view, readings)
    for part in message.components:
        yield from _part(part, view, readings, sight)


def _read(text: str, view: Eyes, readings: list[Reading]) -> list[str]:
    readings.append(read(text, view))
    return readings[-1].lines


def _embed(embed: Json, view: Eyes, readings: list[Reading]) -> Iterator[str]:
    for word in ("title", "description"):
        if embed.get(word):
            yield from _read(embed[word], view, readings)
    for row in embed.get("fields") or []:
        name, value = _read(row["name"], view, readings), _read(row["value"], view, readings)
        yield f"{' '.join(name)}: " + "\n".join(value)
    if embed.get("footer"):
        yield str(embed["footer"]["text"])


def _part(part: Json, view: Eyes, readings: list[Reading], sight: Sight) -> Iterator[str]:
    if part["type"] == TEXT_DISPLAY:
        yield from _read(part["content"], view, readings)
    elif part["type"] == ROW:
        row = [c for c in part["components"] if c["type"] == BUTTON]
        sight.buttons.extend((str(b.get("label", "")), str(b.get("custom_id", ""))) for b in row)
        yield " ".join(f"[{b.get('label', '')}]" for b in row)
    elif part["type"] == GALLERY:
        for item in part["items"]:
            sight.pictures.append(str(item["media"].get("attachment_id", "")))
            yield str(item.get("description") or "")
    else:
        for inner in part.get("components") or []:
            yield from _part(inner, view, readings, sight)


def topic(channel: Channel) -> str:
    """Return a channel's topic as it is read: signs without width are not."""
    return re.sub(f"[{UNSEEN}]", "", channel.topic or "")


def messages(state: State, channel: Channel, reader: User) -> list[Message]:
    """Return what somebody can read in a channel, oldest first; nothing where they see nothing."""
    guild = state.guilds.get(channel.guild or 0)
    if channel.kind == DM:
        inside = channel.recipient is not None and channel.recipient.id == reader.id
    else:
        inside = guild is not None and sees(guild, channel, reader.id)
    if not inside:
        return []
    here = [m for m in channel.messages.values() if m.id not in channel.deleted]
    return [m for m in here if m.reader in {None, reader.id}]


def button(message: Message, label: str) -> str | None:
    """Return what the button with this label carries."""
    for component in walk(message.components):
        if component.get("type") == BUTTON and component.get("label") == label and not component.get("disabled"):
            return str(component.get("custom_id", ""))
    return None
