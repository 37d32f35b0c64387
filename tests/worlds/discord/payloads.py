"""Things as Discord's API shows them (v10). `viewer_content`: whether the bot may read what others wrote."""

from datetime import datetime

from tests.worlds.discord.permissions import in_guild
from tests.worlds.discord.state import (
    App,
    Channel,
    Guild,
    Interaction,
    Member,
    Message,
    Role,
    ScheduledEvent,
    State,
    User,
    born,
)
from tests.worlds.discord.words import DM, EPHEMERAL, INTENT_CONTENT, INTENT_MEMBERS, LOADING, Json

OWNERS = "authorizing_integration_owners"
NONE_IN_GUILD = (
    "icon description home_header splash discovery_splash banner application_id afk_channel_id system_channel_id"
    " widget_channel_id max_presences vanity_url_code rules_channel_id safety_alerts_channel_id"
    " public_updates_channel_id incidents_data"
)
ZERO_IN_GUILD = (
    "system_channel_flags verification_level default_message_notifications mfa_level explicit_content_filter"
    " max_members max_stage_video_channel_users nsfw_level max_video_channel_users premium_tier"
    " premium_subscription_count"
)


def stamp(at: datetime | None) -> str | None:
    """Return an instant as Discord writes it."""
    return None if at is None else at.isoformat()


def user(who: User) -> Json:
    flags = {"public_flags": 0, "flags": 0}
    names = {"username": who.name, "global_name": None if who.bot else who.shown, "discriminator": "0"}
    return {"id": str(who.id), "avatar": None, "bot": who.bot, "primary_guild": None} | names | flags


def me(app: App) -> Json:
    return user(app.user) | {"mfa_enabled": True, "locale": "en-US", "verified": True, "email": None}


def application(app: App) -> Json:
    flags = bool(app.allowed_intents & INTENT_MEMBERS) << 15 | bool(app.allowed_intents & INTENT_CONTENT) << 19
    empty = ("icon", "interactions_endpoint_url", "role_connections_verification_url", "team")
    counts = ("approximate_guild_count", "approximate_user_install_count", "approximate_user_authorization_count")
    return {
        "id": str(app.id),
        "name": "Hearth",
        "description": "",
        "type": None,
        "verify_key": "0" * 64,
        "flags": flags,
        "flags_new": str(flags),
        "redirect_uris": [],
        "owner": user(app.user),
        "explicit_content_filter": 0,
        "eligible_oauth2_scopes": ["bot", "applications.commands"],
        "bot_public": True,
        "bot_require_code_grant": False,
        "rpc_origins": [],
        "bot": user(app.user),
        **dict.fromkeys(empty),
        **dict.fromkeys(counts, 1),
    }


def role(what: Role) -> Json:
    looks = {"color": 0, "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None}}
    empty = {"hoist": False, "managed": False, "mentionable": False, "icon": None, "unicode_emoji": None, "flags": 0}
    own = {"id": str(what.id), "name": what.name, "permissions": str(what.permissions), "position": what.position}
    return own | looks | empty


def member(who: Member, *, with_user: bool = True) -> Json:
    empty = ("avatar", "banner", "communication_disabled_until", "premium_since")
    shown: Json = dict.fromkeys(empty)
    shown |= {"flags": 0, "joined_at": stamp(who.joined), "nick": who.nick, "pending": who.pending}
    shown |= {"roles": [str(r) for r in who.roles], "mute": False, "deaf": False}
    return shown | {"user": user(who.user)} if with_user else shown


def channel(what: Channel, bot: int) -> Json:
    """Return a channel of a guild, a thread, or direct messages."""
    last = str(max(what.messages)) if what.messages else None
    shown: Json = {"id": str(what.id), "type": what.kind, "flags": 0, "last_message_id": last}
    if what.kind == DM:
        assert what.recipient is not None
        return shown | {"recipients": [user(what.recipient)]}
    shown |= {"guild_id": str(what.guild), "name": what.name, "rate_limit_per_user": 0}
    shown["parent_id"] = str(what.parent) if what.parent else None
    if what.is_thread:
        return shown | _thread(what, bot)
    overwrites = [
        {"id": str(o.id), "type": o.kind, "allow": str(o.allow), "deny": str(o.deny)} for o in what.overwrites.values()
    ]
    return shown | {
        "position": what.position,
        "topic": what.topic,
        "nsfw": False,
        "permission_overwrites": overwrites,
    }


def _thread(what: Channel, bot: int) -> Json:
    data: Json = {"archived": what.archived, "locked": what.locked, "auto_archive_duration": what.archive_minutes}
    data |= {"archive_timestamp": stamp(what.changed), "create_timestamp": stamp(born(what.id))}
    if what.kind == 12:
        data["invitable"] = what.invitable
    count = len(what.messages)
    shown: Json = {"owner_id": str(what.owner), "thread_metadata": data, "message_count": count}
    shown |= {"total_message_sent": count, "member_count": len(what.inside)}
    return shown | {"member": thread_member(what, bot)} if bot in what.inside else shown


def thread_member(thread: Channel, who: int) -> Json:
    joined = stamp(thread.inside[who])
    return {"id": str(thread.id), "user_id": str(who), "join_timestamp": joined, "flags": 0}


def message(what: Message, state: State, *, content: bool = True) -> Json:
    """Return a message; without `content` what its author wrote is left out."""
    users = [user(u) for u in what.mentions]
    shown: Json = {
        "id": str(what.id),
        "channel_id": str(what.channel),
        "type": 19 if what.reference else 0,
        "content": what.content if content else "",
        "embeds": what.embeds if content else [],
        "components": what.components if content else [],
        "attachments": what.attachments if content else [],
        "mentions": users,
        "mention_roles": [],
        "mention_everyone": what.everyone,
        "timestamp": stamp(what.at),
        "edited_timestamp": stamp(what.edited),
        "flags": what.flags,
        "author": user(what.author),
        "pinned": False,
        "tts": False,
    }
    if what.reference is not None:
        shown["message_reference"] = what.reference
    if what.reactions:
        shown["reactions"] = [_reaction(emoji, who, state) for emoji, who in what.reactions.items()]
    if what.interaction is not None:
        shown["interaction_metadata"] = _metadata(what.interaction)
        shown |= {"application_id": str(state.app.id), "webhook_id": str(state.app.id)}
    return shown


def _reaction(emoji: str, who: set[int], state: State) -> Json:
    counts = {"count": len(who), "count_details": {"burst": 0, "normal": len(who)}, "burst_colors": []}
    own = {"me": state.app.user.id in who, "me_burst": False}
    return {"emoji": {"id": None, "name": emoji}} | counts | own


def _metadata(what: Interaction) -> Json:
    owners = {"0": str(what.guild.id)} if what.guild else {"0": "0"}
    shown: Json = {"id": str(what.id), "type": 2 if what.kind == 2 else what.kind, "user": user(what.user)}
    shown[OWNERS] = owners
    return shown


def response(what: Interaction, made: Message | None, kind: int, state: State) -> Json:
    """Return the answer to a callback with `with_response`."""
    told: Json = {"id": str(what.id), "type": what.kind}
    if made is None:
        return {"interaction": told}
    told["response_message_id"] = str(made.id)
    told["response_message_loading"] = bool(made.flags & LOADING)
    told["response_message_ephemeral"] = bool(made.flags & EPHEMERAL)
    return {"interaction": told, "resource": {"type": kind, "message": message(made, state)}}


def event(what: ScheduledEvent, now: datetime) -> Json:
    over = what.ends is not None and what.ends <= now
    status = 3 if over else 2 if what.starts <= now else 1
    return {
        "id": str(what.id),
        "guild_id": str(what.guild),
        "name": what.name,
        "description": what.description,
        "channel_id": str(what.channel) if what.channel else None,
        "creator_id": str(what.creator.id),
        "creator": user(what.creator),
        "image": None,
        "scheduled_start_time": stamp(what.starts),
        "scheduled_end_time": stamp(what.ends),
        "status": status,
        "entity_type": what.entity,
        "entity_id": None,
        "recurrence_rule": what.rule,
        "privacy_level": 2,
        "guild_scheduled_event_exceptions": [],
        "entity_metadata": {"location": what.location} if what.location else None,
    }


def guild(what: Guild) -> Json:
    """Return a guild as REST shows it."""
    no = ("widget_enabled", "premium_progress_bar_enabled", "nsfw")
    return {
        "id": str(what.id),
        "name": what.name,
        "owner_id": str(what.owner),
        "roles": [role(r) for r in what.roles.values()],
        "emojis": [],
        "stickers": [],
        "features": [],
        "region": "deprecated",
        "afk_timeout": 300,
        "preferred_locale": "en-US",
        **dict.fromkeys(NONE_IN_GUILD.split()),
        **dict.fromkeys(ZERO_IN_GUILD.split(), 0),
        **dict.fromkeys(no, False),
    }


def guild_create(what: Guild, state: State) -> Json:
    """Return a guild as the gateway tells it when it becomes known; of its members only the bot."""
    bot = state.app.user.id
    threads = [c for c in what.channels.values() if c.is_thread and not c.archived and bot in c.inside]
    return guild(what) | {
        "joined_at": stamp(what.members[bot].joined),
        "large": False,
        "unavailable": False,
        "member_count": len(what.members),
        "voice_states": [],
        "members": [member(what.members[bot])],
        "channels": [channel(c, bot) for c in what.channels.values() if not c.is_thread],
        "threads": [channel(c, bot) for c in threads],
        "presences": [],
        "stage_instances": [],
        "guild_scheduled_events": [event(e, state.clock.real()) for e in what.events.values()],
        "soundboard_sounds": [],
    }


def asker(guild_: Guild, who: User, permissions: int) -> Json:
    """Return a member as an interaction shows them: with what they may do there."""
    return member(guild_.members[who.id]) | {"permissions": str(permissions or in_guild(guild_, who.id))}
