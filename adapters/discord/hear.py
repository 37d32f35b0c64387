"""What the gateway tells, as events: ids, kinds and times, never what somebody wrote. Pure."""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

import discord

from adapters.discord import PLATFORM
from adapters.discord.seeing import private
from bot.commands import Event, EventKind

WRITTEN: Final = frozenset({discord.MessageType.default, discord.MessageType.reply})
"""Messages that a person wrote; the rest announces pins, joins and such (discord-api-docs, resources/message)."""

# Gateway events carry no id of their own: it is made of what they are about, so that a copy is known as one; as a
# hash, so that what is kept of it for a day names nobody.


def arrived(member: discord.Member, at: datetime) -> Event | None:
    """Somebody came in; who has still to accept the rules is not in yet."""
    if member.bot or member.pending:
        return None
    joined = int(member.joined_at.timestamp()) if member.joined_at else 0
    return _event(EventKind.ARRIVED, member.guild, f"{member.id}:{joined}", at, member.id, name=member.display_name)


def changed(before: discord.Member, after: discord.Member, at: datetime) -> Event | None:
    """Somebody accepted the rules, and so is in; or their name changed."""
    if before.pending and not after.pending:
        return arrived(after, at)
    if after.bot or after.pending or before.display_name == after.display_name:
        return None
    return _event(EventKind.CHANGED, after.guild, f"{after.id}:{_when(at)}", at, after.id, name=after.display_name)


def departed(guild: int, user: discord.abc.User, at: datetime) -> Event | None:
    """Somebody left, or was made to."""
    if user.bot:
        return None
    id_ = _id(EventKind.DEPARTED, f"{user.id}:{_when(at)}")
    return Event(id_, PLATFORM, str(guild), EventKind.DEPARTED, at, person=str(user.id))


def room_gone(guild: int, channel: int, at: datetime) -> Event:
    """A channel or a thread was deleted; their ids are never given again."""
    return Event(
        _id(EventKind.ROOM_GONE, str(channel)), PLATFORM, str(guild), EventKind.ROOM_GONE, at, room=str(channel)
    )


def room_changed(before: discord.abc.GuildChannel, after: discord.abc.GuildChannel, at: datetime) -> Iterator[Event]:
    """Yield a new name, who was let into a room or taken out of it, and that Hearth may write there again."""
    if before.name != after.name:
        about = f"{after.id}:{_when(at)}"
        yield _event(EventKind.ROOM_RENAMED, after.guild, about, at, room=after.id, name=after.name)
    if _writes(after) and not _writes(before):
        yield _event(EventKind.ROOM_BACK, after.guild, f"{after.id}:{_when(at)}", at, room=after.id)
    if (private(before) and not private(after)) or (_held(before) & ~_held(after)):
        yield _event(EventKind.ROOM_TOUCHED, after.guild, f"{after.id}:{_when(at)}", at, room=after.id)
    was, now = _let_in(before), _let_in(after)
    for kind, people in ((EventKind.ENTERED, now - was), (EventKind.EXITED, was - now)):
        for person in sorted(people):
            yield _event(kind, after.guild, f"{after.id}:{person}:{_when(at)}", at, person, room=after.id)


def thread_changed(before: discord.Thread, after: discord.Thread, at: datetime) -> Event | None:
    """A thread got another name, or was locked or unlocked; that one falls asleep says nothing."""
    about = f"{after.id}:{_when(at)}"
    if before.name != after.name:
        return _event(EventKind.ROOM_RENAMED, after.guild, about, at, room=after.id, name=after.name)
    if before.locked != after.locked:
        return _event(EventKind.ROOM_TOUCHED, after.guild, about, at, room=after.id)
    return None


def thread_moved(thread: discord.Thread, at: datetime) -> Event | None:
    """Somebody came into a private thread or left it; who is there is looked at."""
    if not thread.is_private():
        return None
    return _event(EventKind.ROOM_TOUCHED, thread.guild, f"{thread.id}:{_when(at)}", at, room=thread.id)


def wrote(message: discord.Message, at: datetime) -> Event | None:
    """Somebody wrote where everybody may read, or answered there; a thread is an answer to its channel."""
    channel = message.channel
    if message.guild is None or message.author.bot or message.webhook_id or message.type not in WRITTEN:
        return None
    if private(channel):
        return None
    thread = isinstance(channel, discord.Thread)
    room = channel.parent_id if isinstance(channel, discord.Thread) else channel.id
    kind = EventKind.REPLIED if thread or message.reference is not None else EventKind.WROTE
    return _event(kind, message.guild, str(message.id), at, message.author.id, room=room)


def reacted(payload: discord.RawReactionActionEvent, channel: Any, at: datetime) -> Event | None:
    """Somebody reacted where everybody may read."""
    if payload.guild_id is None or private(channel) or (payload.member is not None and payload.member.bot):
        return None
    room = channel.parent_id if isinstance(channel, discord.Thread) else payload.channel_id
    about = f"{payload.message_id}:{payload.user_id}:{payload.emoji}"
    return Event(
        _id(EventKind.REACTED, about),
        PLATFORM,
        str(payload.guild_id),
        EventKind.REACTED,
        at,
        person=str(payload.user_id),
        room=str(room),
    )


def space(guild: discord.Guild, kind: EventKind, at: datetime) -> Event:
    """Hearth was let into a server or taken out of it."""
    return _event(kind, guild, _when(at), at, name=guild.name or "")


def role_changed(before: discord.Role, after: discord.Role, at: datetime) -> Event | None:
    """What Hearth may do changed: a role of its own holds other rights, or a role passed it in the order of roles."""
    me = after.guild.me
    if me is None:
        return None
    own = after in me.roles
    rights = own and before.permissions != after.permissions
    moved = before.position != after.position and (own or _passed(before, after, me.top_role))
    if not rights and not moved:
        return None
    more = own and bool(after.permissions.value & ~before.permissions.value)
    higher = after.position > before.position if own else after.position < before.position
    return _rights(after.guild, f"{after.id}:{_when(at)}", at, back=more or (moved and higher))


def own_roles(before: discord.Member, after: discord.Member, at: datetime) -> Event | None:
    """Hearth itself was given a role, or one was taken away."""
    was, now = before.guild_permissions, after.guild_permissions
    if after.id != after.guild.me.id or was == now:
        return None
    return _rights(after.guild, f"{after.id}:{_when(at)}", at, back=bool(now.value & ~was.value))


def _rights(guild: discord.Guild, about: str, at: datetime, *, back: bool) -> Event:
    return _event(EventKind.RIGHTS_BACK if back else EventKind.RIGHTS_TOUCHED, guild, about, at)


def _passed(before: discord.Role, after: discord.Role, mine: discord.Role) -> bool:
    return (before.position > mine.position) != (after.position > mine.position)


def _writes(channel: discord.abc.GuildChannel) -> bool:
    """Return whether Hearth may read and write in a channel."""
    may = channel.permissions_for(channel.guild.me)
    return may.view_channel and may.send_messages


def _held(channel: discord.abc.GuildChannel) -> int:
    """Return what Hearth may do in a channel, as bits."""
    return channel.permissions_for(channel.guild.me).value


def _let_in(channel: discord.abc.GuildChannel) -> set[int]:
    """Return who is in a channel that not everybody sees, bots left out where they are known."""
    if not private(channel):
        return set()
    found = set()
    for whom, overwrite in channel.overwrites.items():
        person = isinstance(whom, discord.Member) or (
            isinstance(whom, discord.Object) and whom.type is not discord.Role
        )
        bot = isinstance(whom, discord.Member) and whom.bot
        if person and not bot and overwrite.view_channel:
            found.add(whom.id)
    return found


def _event(
    kind: EventKind,
    guild: discord.Guild,
    about: str,
    at: datetime,
    person: int | None = None,
    *,
    room: int | None = None,
    name: str = "",
) -> Event:
    return Event(
        id=_id(kind, about),
        platform=PLATFORM,
        space=str(guild.id),
        kind=kind,
        at=at,
        person=None if person is None else str(person),
        room=None if room is None else str(room),
        name=name,
    )


def _id(kind: EventKind, about: str) -> str:
    return f"{kind.value}:{hashlib.sha256(about.encode()).hexdigest()[:32]}"


def _when(at: datetime) -> str:
    return at.strftime("%Y%m%dT%H%M%S%f")
