"""Messages of the bot: post, read back, change, delete, react."""

from datetime import timedelta
from typing import Final

from tests.worlds.discord import bodies, payloads, posting
from tests.worlds.discord.calls import NOTHING, Answer, Call, Routes, shown
from tests.worlds.discord.errors import Refused, invalid, unknown_message
from tests.worlds.discord.permissions import in_channel, needs
from tests.worlds.discord.state import Channel, Message, born
from tests.worlds.discord.words import (
    ADD_REACTIONS,
    ATTACH_FILES,
    DM,
    EMBED_LINKS,
    INTENT_CONTENT,
    MANAGE_MESSAGES,
    MANAGE_THREADS,
    READ_MESSAGE_HISTORY,
    SEND_MESSAGES,
    SEND_MESSAGES_IN_THREADS,
    Json,
)

routes = Routes()
NONCE_KNOWN: Final = timedelta(minutes=3)
"""How long a nonce is known again. Discord says "the past few minutes" and no more."""


@routes.on("POST", "/channels/{channel_id}/messages")
def create_message(call: Call) -> Answer:
    channel = call.channel()
    _may_write(call, channel)
    body = bodies.read(call.ask.body, call.ask.files)
    if body.uploads and channel.kind != DM:
        needs(call.home(channel), channel, call.bot, ATTACH_FILES)
    if body.embeds and channel.kind != DM:
        needs(call.home(channel), channel, call.bot, EMBED_LINKS)
    first = _known(call, body.nonce) if body.enforce and body.nonce is not None else None
    if first is not None:
        return shown(_told(first, call))
    if channel.archived:
        channel.archived = False
    made = posting.add(call.state, channel, call.state.app.user, body)
    if body.nonce is not None:
        call.state.nonces[str(body.nonce)] = made
    announce(call, channel, made)
    return shown(_told(made, call))


def _told(message: Message, call: Call) -> Json:
    shown_message = payloads.message(message, call.state)
    return shown_message | {"nonce": message.nonce} if message.nonce is not None else shown_message


def announce(call: Call, channel: Channel, message: Message, name: str = "MESSAGE_CREATE") -> None:
    """Tell the gateway of a message."""
    guild = None if channel.kind == DM else call.home(channel)
    told = payloads.message(message, call.state)
    if guild is not None:
        told["guild_id"] = str(guild.id)
        if message.author.id in guild.members:
            told["member"] = payloads.member(guild.members[message.author.id], with_user=False)
    call.gateway.tell(name, told, guild=guild, channel=channel)


def _known(call: Call, nonce: str | int) -> Message | None:
    """Return the message that was made with this nonce a short time ago, wherever it stands."""
    first = call.state.nonces.get(str(nonce))
    if first is None or call.now - born(first.id) >= NONCE_KNOWN:
        return None
    channel = call.state.channel(first.channel)
    if channel is None or first.id in channel.deleted:
        raise unknown_message()
    return first


def _may_write(call: Call, channel: Channel) -> None:
    if channel.kind == DM:
        assert channel.recipient is not None
        shared = [g for g in call.state.guilds.values() if {channel.recipient.id, call.bot} <= g.members.keys()]
        if not shared:
            raise Refused(403, 50278, "Cannot send messages to this user due to having no mutual guilds")
        if not channel.recipient.direct_open:
            raise Refused(403, 50007, "Cannot send messages to this user")
        return
    guild = call.home(channel)
    needs(guild, channel, call.bot, SEND_MESSAGES_IN_THREADS if channel.is_thread else SEND_MESSAGES)
    if channel.locked and not in_channel(guild, channel, call.bot) & MANAGE_THREADS:
        raise Refused(403, 160005, "Thread is locked")


@routes.on("GET", "/channels/{channel_id}/messages")
def list_messages(call: Call) -> Answer:
    channel, query = call.channel(), call.ask.query
    limit = int(query.get("limit", 50))
    if not 1 <= limit <= 100:
        raise invalid("limit", "int value should be between 1 and 100.", "NUMBER_TYPE_RANGE")
    if channel.kind != DM and not in_channel(call.home(channel), channel, call.bot) & READ_MESSAGE_HISTORY:
        return shown([])
    found = sorted(m for m in channel.messages if m not in channel.deleted and channel.messages[m].reader is None)
    if "after" in query:
        found = [m for m in found if m > int(query["after"])][:limit]
    else:
        found = [m for m in found if m < int(query.get("before", 1 << 63))][-limit:]
    return shown([_seen(call, channel, channel.messages[m]) for m in reversed(found)])


@routes.on("GET", "/channels/{channel_id}/messages/{message_id}")
def get_message(call: Call) -> Answer:
    channel = call.channel()
    if channel.kind != DM:
        needs(call.home(channel), channel, call.bot, READ_MESSAGE_HISTORY)
    return shown(_seen(call, channel, _message(call, channel)))


def _seen(call: Call, channel: Channel, message: Message) -> Json:
    """Return a message as the bot reads it: what others wrote only with the intent, or when it is meant."""
    own = message.author.id == call.bot or channel.kind == DM
    meant = any(u.id == call.bot for u in message.mentions)
    allowed = bool(call.state.app.allowed_intents & INTENT_CONTENT)
    return payloads.message(message, call.state, content=own or meant or allowed)


def _message(call: Call, channel: Channel) -> Message:
    found = channel.messages.get(call.number(1))
    if found is None or found.id in channel.deleted or found.reader is not None:
        raise unknown_message()
    return found


@routes.on("PATCH", "/channels/{channel_id}/messages/{message_id}")
def edit_message(call: Call) -> Answer:
    channel = call.channel()
    message = _message(call, channel)
    if message.author.id != call.bot:
        raise Refused(403, 50005, "Cannot edit a message authored by another user")
    if channel.archived:
        raise Refused(400, 50083, "Thread is archived")
    body = bodies.read(call.ask.body, call.ask.files, flags_before=message.flags)
    if body.uploads and channel.kind != DM:
        needs(call.home(channel), channel, call.bot, ATTACH_FILES)
    posting.change(call.state, channel, message, body, posting.cleared(call.ask.body), call.now)
    announce(call, channel, message, "MESSAGE_UPDATE")
    return shown(payloads.message(message, call.state))


@routes.on("DELETE", "/channels/{channel_id}/messages/{message_id}")
def delete_message(call: Call) -> Answer:
    channel = call.channel()
    message = _message(call, channel)
    if message.author.id != call.bot:
        if channel.kind == DM:
            raise Refused(403, 50003, "Cannot execute action on a DM channel")
        needs(call.home(channel), channel, call.bot, MANAGE_MESSAGES)
    channel.deleted.add(message.id)
    told = {"id": str(message.id), "channel_id": str(channel.id)}
    guild = None if channel.kind == DM else call.home(channel)
    told |= {"guild_id": str(guild.id)} if guild else {}
    call.gateway.tell("MESSAGE_DELETE", told, guild=guild, channel=channel)
    return NOTHING


@routes.on("PUT", "/channels/{channel_id}/messages/{message_id}/reactions/{emoji}/@me")
def add_reaction(call: Call) -> Answer:
    channel = call.channel()
    if channel.kind != DM:
        needs(call.home(channel), channel, call.bot, READ_MESSAGE_HISTORY | ADD_REACTIONS)
    message = _message(call, channel)
    if call.ask.path[2] not in message.reactions and len(message.reactions) >= 20:
        raise Refused(400, 30010, "Maximum number of reactions reached (20)")
    message.reactions.setdefault(call.ask.path[2], set()).add(call.bot)
    return NOTHING
