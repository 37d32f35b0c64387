"""How Slack writes its objects in answers and events (docs.slack.dev, reference/objects)."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from tests.worlds.slack.ground import Channel, Json, Kind, Message, Team, User, View


def handle(user: User) -> str:
    """Return somebody's handle: the first word of their name."""
    return user.name.split()[0].lower()


def user_of(team: Team, user: User, *, now: float, locale: bool = False) -> Json:
    """Return a user; one who left has neither zone nor rank."""
    shown: Json = {
        "id": user.id,
        "team_id": team.id,
        "name": handle(user),
        "deleted": user.deleted,
        "real_name": user.name,
        "profile": {"real_name": user.name, "display_name": user.name, "team": team.id},
        "is_bot": user.bot,
        "is_app_user": False,
        "updated": int(now),
    }
    if user.deleted:
        return shown
    rank = {"is_admin": user.admin, "is_owner": False, "is_primary_owner": False}
    shown |= rank | {"is_restricted": False, "is_ultra_restricted": False}
    if user.zone_known:
        offset = datetime.fromtimestamp(now, ZoneInfo(user.zone)).utcoffset()
        shown |= {"tz": user.zone, "tz_label": user.zone, "tz_offset": int(offset.total_seconds()) if offset else 0}
    return shown | ({"locale": user.locale} if locale else {})


def channel_of(channel: Channel, bot: str) -> Json:
    """Return a conversation as the bot sees it."""
    if channel.kind is Kind.IM:
        return {
            "id": channel.id,
            "created": channel.created,
            "is_im": True,
            "is_archived": channel.archived,
            "user": channel.user,
            "is_user_deleted": False,
        }
    private = channel.kind is Kind.PRIVATE
    return {
        "id": channel.id,
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": not private,
        "is_group": private,
        "is_im": False,
        "is_mpim": False,
        "is_private": private,
        "created": channel.created,
        "creator": channel.creator,
        "is_archived": channel.archived,
        "is_general": channel.general,
        "is_member": bot in channel.members,
        "topic": {"value": channel.topic, "creator": "", "last_set": 0},
        "purpose": {"value": channel.purpose, "creator": "", "last_set": 0},
        "previous_names": channel.past_names,
    }


def message_of(message: Message, *, app: str, metadata: bool = False, reactions: bool = False) -> Json:
    """Return a message; without `metadata` only the type of it is told (platforms.md 1.9)."""
    shown: Json = {"type": "message", "user": message.user, "ts": message.ts, "text": message.text}
    if message.bot is not None:
        shown |= {"bot_id": message.bot, "app_id": app}
    if message.blocks:
        shown["blocks"] = message.blocks
    if message.files:
        shown["files"] = [{"id": f.id, "title": f.title, "name": f.name} for f in message.files]
    if message.thread is not None:
        shown["thread_ts"] = message.thread
    if message.edited is not None:
        shown["edited"] = {"user": message.user, "ts": message.edited}
    if message.metadata is not None:
        told: dict[str, Any] = {"event_type": message.metadata["event_type"]}
        shown["metadata"] = message.metadata if metadata else told
    if reactions:
        names = dict.fromkeys(name for _, name in message.reactions)
        shown["reactions"] = [
            {"name": n, "users": [u for u, m in message.reactions if m == n], "count": 1} for n in names
        ]
    return shown


def view_as(view: View, *, team: str, app: str, bot: str, values: Json | None = None) -> Json:
    """Return a view as it stands in answers and payloads."""
    optional: Json = {"callback_id": "", "private_metadata": "", "external_id": ""}
    if not view.home:
        optional |= {"close": None, "submit": None, "clear_on_close": False, "notify_on_close": False}
    return {
        **optional,
        **view.body,
        "id": view.id,
        "team_id": team,
        "state": {"values": values or {}},
        "hash": view.hash,
        "root_view_id": view.root,
        "previous_view_id": view.previous,
        "app_id": app,
        "app_installed_team_id": team,
        "bot_id": bot,
    }
