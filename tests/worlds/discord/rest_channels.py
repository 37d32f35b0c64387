"""Channels and threads: look, change, delete, who may come in."""

from typing import Any

from tests.worlds.discord import payloads
from tests.worlds.discord.calls import CREATED, NOTHING, Answer, Call, Routes, shown
from tests.worlds.discord.errors import Refused, invalid, missing_access, missing_permissions, unknown, unknown_message
from tests.worlds.discord.overwrites import MOST, may_write, read_overwrite, read_overwrites
from tests.worlds.discord.permissions import in_channel, needs, sees
from tests.worlds.discord.rest_guilds import named
from tests.worlds.discord.state import Channel, Guild
from tests.worlds.discord.words import (
    CREATE_PRIVATE_THREADS,
    CREATE_PUBLIC_THREADS,
    DM,
    INTENT_MEMBERS,
    MANAGE_CHANNELS,
    MANAGE_ROLES,
    MANAGE_THREADS,
    PRIVATE_THREAD,
    PUBLIC_THREAD,
    SEND_MESSAGES_IN_THREADS,
)

routes = Routes()
ARCHIVE_MINUTES = frozenset({60, 1440, 4320, 10080})
THREAD_MEMBERS = 1000
ACTIVE_THREADS = 1000


@routes.on("GET", "/channels/{channel_id}")
def get_channel(call: Call) -> Answer:
    return shown(payloads.channel(call.channel(), call.bot))


@routes.on("PATCH", "/channels/{channel_id}")
def edit_channel(call: Call) -> Answer:
    channel, body = call.channel(), call.body
    if channel.kind == DM:
        raise Refused(403, 50003, "Cannot execute action on a DM channel")
    guild = call.home(channel)
    if channel.is_thread:
        return _edit_thread(call, guild, channel)
    needs(guild, channel, call.bot, MANAGE_CHANNELS)
    name = body.text("name", 100, required="name" in body.values)
    topic = body.text("topic", 1024, least=0, required=False)
    if "permission_overwrites" in body.values:
        needs(guild, channel, call.bot, MANAGE_ROLES)
        channel.overwrites = read_overwrites(call, guild, body, most=MOST, before=channel.overwrites)
    channel.name = named(name) if name is not None else channel.name
    channel.topic = topic if "topic" in body.values else channel.topic
    return _changed(call, guild, channel, "CHANNEL_UPDATE")


@routes.on("DELETE", "/channels/{channel_id}")
def delete_channel(call: Call) -> Answer:
    channel = call.channel()
    if channel.kind == DM:
        return shown(payloads.channel(channel, call.bot))
    guild = call.home(channel)
    needs(guild, channel, call.bot, MANAGE_THREADS if channel.is_thread else MANAGE_CHANNELS)
    return shown(drop(call, guild, channel))


def drop(call: Call, guild: Guild, channel: Channel) -> Any:
    """Take a channel away, with its threads; return what it was."""
    told = payloads.channel(channel, call.bot)
    for thread in [c for c in guild.channels.values() if c.parent == channel.id]:
        del guild.channels[thread.id]
    del guild.channels[channel.id]
    call.gateway.tell("THREAD_DELETE" if channel.is_thread else "CHANNEL_DELETE", told, guild=guild)
    return told


@routes.on("PUT", "/channels/{channel_id}/permissions/{overwrite_id}")
def put_overwrite(call: Call) -> Answer:
    channel = _plain(call)
    guild, target = call.home(channel), call.number(1)
    needs(guild, channel, call.bot, MANAGE_ROLES)
    overwrite = read_overwrite(call.body, target, guild)
    may_write(call, guild, channel, overwrite)
    if target not in channel.overwrites and len(channel.overwrites) >= MOST:
        raise Refused(400, 30060, f"Maximum number of channel permission overwrites reached ({MOST})")
    channel.overwrites[target] = overwrite
    _changed(call, guild, channel, "CHANNEL_UPDATE")
    return NOTHING


@routes.on("DELETE", "/channels/{channel_id}/permissions/{overwrite_id}")
def delete_overwrite(call: Call) -> Answer:
    channel = _plain(call)
    guild, target = call.home(channel), call.number(1)
    needs(guild, channel, call.bot, MANAGE_ROLES)
    if target not in channel.overwrites:
        raise unknown(10009, "Overwrite")
    may_write(call, guild, channel, channel.overwrites[target])
    del channel.overwrites[target]
    _changed(call, guild, channel, "CHANNEL_UPDATE")
    return NOTHING


def _plain(call: Call) -> Channel:
    channel = call.channel()
    if channel.kind == DM or channel.is_thread:
        raise Refused(400, 50024, "Cannot execute action on this channel type")
    return channel


def _changed(call: Call, guild: Guild, channel: Channel, name: str) -> Answer:
    told = payloads.channel(channel, call.bot)
    call.gateway.tell(name, told, guild=guild)
    return shown(told)


# Threads


@routes.on("POST", "/channels/{channel_id}/threads")
def create_thread(call: Call) -> Answer:
    parent, body = _plain(call), call.body
    guild = call.home(parent)
    name = body.text("name", 100)
    assert name is not None
    kind = body.one_of("type", frozenset({PUBLIC_THREAD, PRIVATE_THREAD}), PRIVATE_THREAD)
    needs(guild, parent, call.bot, CREATE_PRIVATE_THREADS if kind == PRIVATE_THREAD else CREATE_PUBLIC_THREADS)
    minutes = body.one_of("auto_archive_duration", ARCHIVE_MINUTES, 4320)
    made = Channel(call.state.ids.new(), kind, name, guild.id, parent=parent.id, owner=call.bot)
    made.invitable, made.archive_minutes = body.flag("invitable", default=True), minutes
    made.inside[call.bot] = made.changed = call.now
    guild.channels[made.id] = made
    told = payloads.channel(made, call.bot)
    call.gateway.tell("THREAD_CREATE", told | {"newly_created": True}, guild=guild)
    return Answer(CREATED, told)


@routes.on("POST", "/channels/{channel_id}/messages/{message_id}/threads")
def start_thread(call: Call) -> Answer:
    parent, under, body = _plain(call), call.number(1), call.body
    guild = call.home(parent)
    needs(guild, parent, call.bot, CREATE_PUBLIC_THREADS)
    if under not in parent.messages or under in parent.deleted or parent.messages[under].reader is not None:
        raise unknown_message()
    if under in parent.threaded:
        raise Refused(400, 160004, "A thread has already been created for this message")
    active = [c for c in guild.channels.values() if c.is_thread and not c.archived]
    if len(active) >= ACTIVE_THREADS:
        raise Refused(400, 160006, "Maximum number of active threads reached")
    name = body.text("name", 100)
    assert name is not None
    made = Channel(under, PUBLIC_THREAD, name, guild.id, parent=parent.id, owner=call.bot)
    made.archive_minutes = body.one_of("auto_archive_duration", ARCHIVE_MINUTES, 4320)
    made.inside[call.bot] = made.changed = call.now
    guild.channels[made.id] = made
    parent.threaded.add(under)
    told = payloads.channel(made, call.bot)
    call.gateway.tell("THREAD_CREATE", told | {"newly_created": True}, guild=guild)
    return Answer(CREATED, told)


def _edit_thread(call: Call, guild: Guild, thread: Channel) -> Answer:
    body, may = call.body, in_channel(guild, thread, call.bot)
    manages, own = bool(may & MANAGE_THREADS), thread.owner == call.bot
    archived, locked = body.flag("archived", default=thread.archived), body.flag("locked", default=thread.locked)
    if thread.archived and archived and set(body.values) - {"archived", "locked"}:
        raise Refused(400, 50083, "Thread is archived")
    if not manages and (not own or locked != thread.locked or thread.locked):
        raise missing_permissions()
    name = body.text("name", 100, required="name" in body.values)
    if "topic" in body.values:
        raise invalid("topic", "Threads have no topic")
    thread.name = name if name is not None else thread.name
    thread.invitable = body.flag("invitable", default=thread.invitable)
    if archived != thread.archived:
        thread.changed = call.now
    thread.archived, thread.locked = archived, locked
    return _changed(call, guild, thread, "THREAD_UPDATE")


@routes.on("GET", "/guilds/{guild_id}/threads/active")
def active_threads(call: Call) -> Answer:
    guild = call.guild()
    seen = [c for c in guild.channels.values() if c.is_thread and not c.archived and sees(guild, c, call.bot)]
    own = [payloads.thread_member(c, call.bot) for c in seen if call.bot in c.inside]
    return shown({"threads": [payloads.channel(c, call.bot) for c in seen], "members": own, "has_more": False})


@routes.on("GET", "/channels/{channel_id}/users/@me/threads/archived/private")
def archived_threads(call: Call) -> Answer:
    parent = _plain(call)
    guild = call.home(parent)
    here = [c for c in guild.channels.values() if c.parent == parent.id and c.archived and call.bot in c.inside]
    own = [payloads.thread_member(c, call.bot) for c in here]
    told = [payloads.channel(c, call.bot) for c in here if c.kind == PRIVATE_THREAD]
    return shown({"threads": told, "members": own, "has_more": False})


@routes.on("GET", "/channels/{channel_id}/thread-members")
def list_thread_members(call: Call) -> Answer:
    thread = _thread(call)
    if not call.state.app.allowed_intents & INTENT_MEMBERS:
        raise missing_access()
    return shown([payloads.thread_member(thread, who) for who in thread.inside])


@routes.on("GET", "/channels/{channel_id}/thread-members/{user_id}")
def get_thread_member(call: Call) -> Answer:
    thread, who = _thread(call), call.number(1)
    if who not in thread.inside:
        raise unknown(10007, "Member")
    return shown(payloads.thread_member(thread, who))


@routes.on("PUT", "/channels/{channel_id}/thread-members/{user_id}")
def put_thread_member(call: Call) -> Answer:
    thread, who = _thread(call), call.number(1)
    guild = call.home(thread)
    needs(guild, thread, call.bot, SEND_MESSAGES_IN_THREADS)
    if thread.archived:
        raise Refused(400, 50083, "Thread is archived")
    call.present(guild, who)
    parent = guild.channels[thread.parent or 0]
    if not sees(guild, parent, who):
        raise missing_access()
    if who not in thread.inside and len(thread.inside) >= THREAD_MEMBERS:
        raise Refused(400, 30033, f"Maximum number of thread participants has been reached ({THREAD_MEMBERS})")
    thread.inside.setdefault(who, call.now)
    return NOTHING


@routes.on("DELETE", "/channels/{channel_id}/thread-members/{user_id}")
def delete_thread_member(call: Call) -> Answer:
    thread, who = _thread(call), call.number(1)
    guild = call.home(thread)
    if thread.archived:
        raise Refused(400, 50083, "Thread is archived")
    own = thread.kind == PRIVATE_THREAD and thread.owner == call.bot
    if not own:
        needs(guild, thread, call.bot, MANAGE_THREADS)
    if who not in thread.inside:
        raise unknown(10007, "Member")
    del thread.inside[who]
    return NOTHING


def _thread(call: Call) -> Channel:
    thread = call.channel()
    if not thread.is_thread:
        raise Refused(400, 50024, "Cannot execute action on this channel type")
    return thread
