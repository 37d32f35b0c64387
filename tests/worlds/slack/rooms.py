"""conversations.* that change something (slack-api-ref; platforms.md 1.5, 1.10)."""

import re
from typing import Final

from tests.worlds.slack.caller import Caller
from tests.worlds.slack.ground import Channel, Json, Kind, Refused, Team
from tests.worlds.slack.shapes import channel_of

NAME, TOPIC, INVITED, GROUP_DM = 80, 250, 100, 8


def checked_name(team: Team, name: str, *, mine: Channel | None = None) -> str:
    """Return a channel's name, if Slack takes it: archived and unseen channels hold theirs too."""
    if not name:
        raise Refused("invalid_name_required")
    if len(name) > NAME:
        raise Refused("invalid_name_maxlength")
    if not re.fullmatch(r"[a-z0-9_-]+", name):
        raise Refused("invalid_name_specials")
    if not re.search(r"[a-z0-9]", name):
        raise Refused("invalid_name_punctuation")
    if any(c.name == name and c is not mine for c in team.live()):
        raise Refused("name_taken")
    return name


async def create(call: Caller) -> Json:
    kind = Kind.PRIVATE if call.args.flag("is_private") else Kind.PUBLIC
    call.needs_for(kind)
    name = checked_name(call.team, call.args.text("name"))
    made = call.world.channel(call.team, name, kind, call.bot, {call.bot})
    entered(call, made, call.bot)
    return {"channel": channel_of(made, call.bot)}


def entered(call: Caller, channel: Channel, user: str, inviter: str | None = None) -> None:
    """Tell that somebody came into a channel."""
    event = {"type": "member_joined_channel", "user": user, "channel": channel.id, "team": call.team.id}
    kind = {"channel_type": "G" if channel.kind is Kind.PRIVATE else "C"}
    call.world.emit(call.team, {**event, **kind, **({"inviter": inviter} if inviter else {})})


async def rename(call: Caller) -> Json:
    channel = call.room()
    if channel.creator != call.bot:
        raise Refused("not_authorized")
    name = checked_name(call.team, call.args.text("name"), mine=channel)
    if name != channel.name:
        channel.past_names.append(channel.name)
        channel.name = name
        renamed = {"id": channel.id, "name": name, "created": channel.created}
        call.world.emit(call.team, {"type": named("rename", channel), "channel": renamed})
    return {"channel": channel_of(channel, call.bot)}


def named(event: str, channel: Channel) -> str:
    """Return what an event of a channel is called."""
    return f"{'group' if channel.kind is Kind.PRIVATE else 'channel'}_{event}"


async def set_topic(call: Caller) -> Json:
    channel, topic = call.room(), call.args.text("topic")
    if len(topic) > TOPIC:
        raise Refused("too_long")
    channel.topic = topic
    return {"channel": channel_of(channel, call.bot), "topic": topic}


async def set_purpose(call: Caller) -> Json:
    channel, purpose = call.room(), call.args.text("purpose")
    if len(purpose) > TOPIC:
        raise Refused("too_long")
    channel.purpose = purpose
    return {"purpose": purpose}


def _uninvitable(call: Caller, channel: Channel, user: str) -> str:
    found = call.team.users.get(user)
    if found is None:
        return "user_not_found"
    if user == call.bot:
        return "cant_invite_self"
    if found.deleted:
        return "user_disabled"
    return "already_in_channel" if user in channel.members else ""


async def invite(call: Caller) -> Json:
    channel, users = call.room(), call.args.words("users")
    if not users:
        raise Refused("no_user")
    if len(users) > INVITED:
        raise Refused("invalid_arguments", f"no more than {INVITED} users")
    wrong = [(u, why) for u in users if (why := _uninvitable(call, channel, u))]
    errors = [{"user": u, "ok": False, "error": why} for u, why in wrong]
    bad = {u for u, _ in wrong}
    good = [u for u in users if u not in bad]
    if errors and (not good or not call.args.flag("force")):
        raise Refused(errors[0]["error"] if isinstance(errors[0]["error"], str) else "", errors=errors)
    for user in good:
        channel.members.add(user)
        entered(call, channel, user, call.bot)
    return {"channel": channel_of(channel, call.bot), **({"errors": errors} if errors else {})}


async def kick(call: Caller) -> Json:
    channel, user = call.room(), call.person()
    if user.id == call.bot:
        raise Refused("cant_kick_self")
    if channel.general:
        raise Refused("cant_kick_from_general")
    if user.id not in channel.members:
        raise Refused("not_in_channel")
    channel.members.remove(user.id)
    left(call, channel, user.id)
    return {"errors": {}}


def left(call: Caller, channel: Channel, user: str) -> None:
    """Tell that somebody left a channel."""
    kind = "G" if channel.kind is Kind.PRIVATE else "C"
    event = {"type": "member_left_channel", "user": user, "channel": channel.id, "channel_type": kind}
    call.world.emit(call.team, {**event, "team": call.team.id})


async def archive(call: Caller) -> Json:
    channel = call.room(archived=True)
    if channel.archived:
        raise Refused("already_archived")
    if channel.general:
        raise Refused("cant_archive_general")
    channel.archived = True
    call.world.emit(call.team, {"type": named("archive", channel), "channel": channel.id, "user": call.bot})
    return {}


async def unarchive(call: Caller) -> Json:
    channel = call.room(archived=True)
    if not channel.archived:
        raise Refused("not_archived")
    channel.archived = False
    call.world.emit(call.team, {"type": named("unarchive", channel), "channel": channel.id, "user": call.bot})
    return {}


async def join(call: Caller) -> Json:
    channel = call.room(member=False)
    if channel.kind is not Kind.PUBLIC:
        raise Refused("method_not_supported_for_channel_type")
    if call.bot in channel.members:
        return {"channel": channel_of(channel, call.bot), "warning": "already_in_channel"}
    channel.members.add(call.bot)
    entered(call, channel, call.bot)
    return {"channel": channel_of(channel, call.bot)}


async def open_dm(call: Caller) -> Json:
    users = call.args.words("users")
    if not users:
        found = call.conversation() if call.args.text("channel") else None
        if found is None:
            raise Refused("users_list_not_supplied")
        return {"channel": {"id": found.id}}
    if len(users) > GROUP_DM:
        raise Refused("too_many_users")
    if len(users) > 1:
        call.needs("mpim:write")
        raise Refused("not_supported")  # this world has no group DMs
    user = call.team.users.get(users[0])
    if user is None or user.id == call.bot:
        raise Refused("user_not_found")
    known = call.team.dm(user.id)
    channel = call.world.opened(call.team, user)
    again = {"no_op": True, "already_open": True} if known is not None else {}
    whole = call.args.flag("return_im")
    return {**again, "channel": channel_of(channel, call.bot) if whole else {"id": channel.id}}


METHODS: Final = {
    "conversations.create": create,
    "conversations.rename": rename,
    "conversations.setTopic": set_topic,
    "conversations.setPurpose": set_purpose,
    "conversations.invite": invite,
    "conversations.kick": kick,
    "conversations.archive": archive,
    "conversations.unarchive": unarchive,
    "conversations.join": join,
    "conversations.open": open_dm,
}
