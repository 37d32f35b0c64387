"""chat.* and reactions.* (slack-api-ref; platforms.md 1.5, 1.7, 1.9)."""

import json
from typing import Any, Final

from tests.worlds.slack import uploads
from tests.worlds.slack.caller import Caller
from tests.worlds.slack.ground import Channel, Json, Kind, Message, Refused, ts_of
from tests.worlds.slack.kit import blocks_of
from tests.worlds.slack.shapes import message_of

TEXT: Final = 40_000
UPDATED_TEXT: Final = 4000
EPHEMERAL_BYTES: Final = 4000
METADATA_BYTES: Final = 8000
"""The real limit is not documented (platforms.md 1.9)."""
METADATA_FIELDS: Final = {"event_type", "event_payload"}


def posting(call: Caller) -> Channel:
    """Return where a message may go."""
    target = call.args.must("channel")
    if target[0] in "UW":
        call.needs("im:write")
        user = call.team.users.get(target)
        if user is None:
            raise Refused("channel_not_found")
        channel = call.world.opened(call.team, user)
    else:
        channel = call.conversation()
    _writable(call, channel)
    return channel


def _writable(call: Caller, channel: Channel) -> None:
    if channel.kind is Kind.IM:
        user = call.team.users[channel.user]
        if user.refuses:
            raise Refused("channel_not_found")
        if not call.world.app.messages_tab:
            raise Refused("messages_tab_disabled")
        if user.deleted:
            raise Refused("is_archived")
    if channel.archived:
        raise Refused("is_archived")
    if call.bot not in channel.members and "chat:write.public" not in call.install.scopes:
        raise Refused("not_in_channel")
    if channel.restricted:
        raise Refused(channel.restricted)


def content(call: Caller, *, update: bool = False) -> tuple[str, list[Json] | None]:
    """Return the text and the blocks of a message; blocks None when none were named."""
    if call.args.text("markdown_text"):
        raise Refused("markdown_text_conflict")
    if call.args.json("attachments", "invalid_attachments"):
        raise Refused("invalid_attachments")
    given = call.args.json("blocks", "invalid_blocks_format")
    blocks = None if given is None else blocks_of(given)
    uploads.known(call.world, call.team, blocks or [])
    text = call.args.text("text")
    if not text and not blocks:
        raise Refused("no_text")
    if update and len(text) > UPDATED_TEXT:
        raise Refused("msg_too_long")
    return text[:TEXT], blocks


def metadata_of(value: Any) -> Json | None:
    """Return a message's metadata."""
    if value is None:
        return None
    if not isinstance(value, dict) or set(value) != METADATA_FIELDS:
        raise Refused("invalid_metadata_format")
    if not isinstance(value["event_type"], str) or not isinstance(value["event_payload"], dict):
        raise Refused("invalid_metadata_format")
    if not value["event_type"].replace("_", "").isalnum():
        raise Refused("invalid_metadata_schema")
    if len(json.dumps(value).encode()) > METADATA_BYTES:
        raise Refused("metadata_too_large")
    return value


def _thread(call: Caller, channel: Channel) -> str | None:
    thread = call.args.text("thread_ts") or None
    if thread is None:
        return None
    parent = channel.posted(thread)
    if parent is None:
        raise Refused("thread_not_found")
    if parent.thread is not None:
        raise Refused("cannot_reply_to_message")
    return thread


async def post_message(call: Caller) -> Json:
    channel = posting(call)
    text, blocks = content(call)
    metadata = metadata_of(call.args.json("metadata", "invalid_metadata_format"))
    thread = _thread(call, channel)
    made = call.world.message(
        channel, call.bot, text, blocks=blocks or [], bot=call.install.bot, metadata=metadata, thread=thread
    )
    shown = message_of(made, app=call.world.app.id, metadata=True)
    call.world.emit(call.team, {**shown, "channel": channel.id, "channel_type": channel_type(channel)})
    return {"channel": channel.id, "ts": made.ts, "message": shown}


def channel_type(channel: Channel) -> str:
    """Return what message events call a conversation."""
    return {Kind.PUBLIC: "channel", Kind.PRIVATE: "group", Kind.IM: "im"}[channel.kind]


async def post_ephemeral(call: Caller) -> Json:
    channel = call.conversation()
    _writable(call, channel)
    if call.bot not in channel.members:
        raise Refused("not_in_channel")
    user = call.args.must("user")
    if user not in channel.members:
        raise Refused("user_not_in_channel")
    text, blocks = content(call)
    if len(text.encode()) > EPHEMERAL_BYTES:
        raise Refused("msg_too_long")
    made = call.world.message(channel, call.bot, text, blocks=blocks or [], bot=call.install.bot, to=user)
    return {"message_ts": made.ts}


def _own(call: Caller, refusal: str) -> tuple[Channel, Message]:
    if call.args.must("channel")[0] in "UW":
        raise Refused("channel_not_found")
    channel = call.conversation()
    found = channel.posted(call.args.must("ts"))
    if found is None:
        raise Refused("message_not_found")
    if found.bot != call.install.bot:
        raise Refused(refusal)
    return channel, found


async def update(call: Caller) -> Json:
    channel, found = _own(call, "cant_update_message")
    if channel.archived:
        raise Refused("is_inactive")
    text, blocks = content(call, update=True)
    if blocks and _rich(found.blocks) and not _rich(blocks):
        raise Refused("block_mismatch")
    metadata = call.args.json("metadata", "invalid_metadata_format")
    if metadata is not None:
        found.metadata = metadata_of(metadata) if metadata else None
    found.text = text
    found.blocks = found.blocks if blocks is None else blocks
    found.edited = ts_of(call.world.tick())
    shown = message_of(found, app=call.world.app.id, metadata=True)
    event = {"type": "message", "subtype": "message_changed", "message": shown, "channel": channel.id}
    call.world.emit(call.team, {**event, "ts": found.edited, "channel_type": channel_type(channel)})
    return {"channel": channel.id, "ts": found.ts, "text": text, "message": shown}


def _rich(blocks: list[Json]) -> bool:
    return any(b["type"] == "rich_text" for b in blocks)


async def delete(call: Caller) -> Json:
    channel, found = _own(call, "cant_delete_message")
    channel.messages.remove(found)
    event = {"type": "message", "subtype": "message_deleted", "deleted_ts": found.ts, "channel": channel.id}
    stamp = ts_of(call.world.tick())
    call.world.emit(call.team, {**event, "ts": stamp, "channel_type": channel_type(channel)})
    return {"channel": channel.id, "ts": found.ts}


async def react(call: Caller) -> Json:
    channel = call.conversation()
    if call.bot not in channel.members:
        raise Refused("not_in_channel")
    found, name = channel.posted(call.args.must("timestamp")), call.args.must("name")
    if found is None:
        raise Refused("message_not_found")
    if (call.bot, name) in found.reactions:
        raise Refused("already_reacted")
    found.reactions.append((call.bot, name))
    return {}


async def reactions(call: Caller) -> Json:
    channel = call.conversation()
    found = channel.posted(call.args.must("timestamp"))
    if found is None:
        raise Refused("message_not_found")
    shown = message_of(found, app=call.world.app.id, reactions=True)
    return {"type": "message", "channel": channel.id, "message": shown}


METHODS: Final = {
    "chat.postMessage": post_message,
    "chat.postEphemeral": post_ephemeral,
    "chat.update": update,
    "chat.delete": delete,
    "reactions.add": react,
    "reactions.get": reactions,
}
