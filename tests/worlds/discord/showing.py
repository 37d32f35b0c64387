"""What a town on Discord shows, as the plain values in which journeys expect it."""

import json
from collections.abc import Mapping

from adapters.discord.custom_ids import press
from tests.worlds.discord import seeing
from tests.worlds.discord.filling import held, inner
from tests.worlds.discord.lines import unlinked
from tests.worlds.discord.permissions import in_channel, sees
from tests.worlds.discord.state import Channel, Guild, Interaction, Message, State, User
from tests.worlds.discord.words import DM, SEND_MESSAGES, VIEW_CHANNEL, Json
from tests.worlds.shown import ButtonShown, FieldShown, FormShown, RoomShown, Shown

LABEL, ROW, TEXT_DISPLAY, STRING_SELECT = 18, 1, 10, 3


def name_of(user: User) -> str:
    """Return how a town speaks of somebody."""
    return user.shown.split()[0].lower()


def handle(channel: Channel, message: Message) -> str:
    """Return the handle of a message."""
    return f"{channel.id}/{message.id}"


def shown(state: State, message: Message, channel: Channel, reader: User, zone: str | None = None) -> Shown:
    """Return a message as somebody reads it; `zone`: on a device that stands there."""
    eyes = reader if zone is None else User(reader.id, reader.name, reader.shown, zone)
    sight = seeing.seen(state, message, channel, eyes)
    author = None if message.author.id == state.app.user.id else name_of(message.author)
    return Shown(
        id=handle(channel, message),
        title=sight.title if author is None else "",
        text=sight.text if author is None else message.content,
        buttons=tuple(_button(label, carried, direct=channel.kind == DM) for label, carried in sight.buttons),
        at=message.community if message.reader is None else None,
        pings=_pings(message),
        raw=raw(message),
        author=author,
    )


def raw(message: Message) -> str:
    """Return all that Discord was given of a message."""
    given = [message.content, message.embeds, message.components, message.nonce]
    return json.dumps(given, ensure_ascii=False)


def _button(label: str, carried: str, *, direct: bool) -> ButtonShown:
    found = press(carried, direct=direct)
    return ButtonShown(label, found.action, found.value) if found.again is None else ButtonShown(label, carried)


def _pings(message: Message) -> tuple[str, ...]:
    people = tuple(name_of(u) for u in message.mentions if message.reader in {None, u.id})
    return ("@everyone", *people) if message.everyone else people


def form(asked: Interaction, ids: Mapping[int, str], error: str = "") -> FormShown:
    """Return an open form; `ids`: names of people and rooms by their ids."""
    assert asked.modal is not None
    fields = [p for p in asked.modal["components"] if p["type"] in {LABEL, ROW}]
    told = json.dumps(asked.modal, ensure_ascii=False)
    questions = tuple(_field(p, ids) for p in fields)
    return FormShown(f"form-{asked.id}", asked.modal["title"], questions, error, raw=told)


def _field(part: Json, ids: Mapping[int, str]) -> FieldShown:
    question = inner(part)
    choices = tuple(o["label"] for o in question["options"]) if question["type"] == STRING_SELECT else ()
    value = held(question) if question["type"] == 4 else unlinked(held(question), ids)
    label = part.get("label") or question.get("label", "")
    return FieldShown(question["custom_id"], label, value, choices, question.get("required", True))


def room(state: State, guild: Guild, channel: Channel) -> RoomShown:
    """Return a room as Discord's own side panel shows it."""
    people = [m.user for m in guild.members.values() if not m.user.bot and sees(guild, channel, m.user.id)]
    everyone = channel.overwrites.get(guild.id)
    private = channel.is_thread or (everyone is not None and bool(everyone.deny & VIEW_CHANNEL))
    closed = channel.archived or not in_channel(guild, channel, state.app.user.id) & SEND_MESSAGES
    own = sees(guild, channel, state.app.user.id)
    names = frozenset(map(name_of, people))
    return RoomShown(channel.name, seeing.topic(channel), private, closed and own, names)
