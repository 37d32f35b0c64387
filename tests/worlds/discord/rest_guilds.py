"""Guilds: their channels, members, roles and scheduled events."""

from datetime import datetime

from tests.worlds.discord import payloads
from tests.worlds.discord.calls import CREATED, NOTHING, Answer, Call, Routes, shown
from tests.worlds.discord.errors import Refused, invalid, missing_access, missing_permissions, unknown, unknown_user
from tests.worlds.discord.fields import Fields
from tests.worlds.discord.overwrites import read_overwrites
from tests.worlds.discord.permissions import in_guild
from tests.worlds.discord.state import Channel, Guild, ScheduledEvent
from tests.worlds.discord.words import (
    CREATE_EVENTS,
    INTENT_MEMBERS,
    MANAGE_CHANNELS,
    MANAGE_EVENTS,
    TEXT,
)

routes = Routes()
CHANNELS = 500
EVENTS = 100


@routes.on("GET", "/guilds/{guild_id}")
def get_guild(call: Call) -> Answer:
    return shown(payloads.guild(call.guild()))


@routes.on("GET", "/guilds/{guild_id}/roles")
def get_roles(call: Call) -> Answer:
    return shown([payloads.role(r) for r in call.guild().roles.values()])


@routes.on("GET", "/guilds/{guild_id}/channels")
def get_channels(call: Call) -> Answer:
    guild = call.guild()
    return shown([payloads.channel(c, call.bot) for c in guild.channels.values() if not c.is_thread])


@routes.on("POST", "/guilds/{guild_id}/channels")
def create_channel(call: Call) -> Answer:
    guild, body = call.guild(may=MANAGE_CHANNELS), call.body
    name = body.text("name", 100)
    assert name is not None
    body.one_of("type", frozenset({TEXT}), TEXT)
    topic = body.text("topic", 1024, least=0, required=False)
    overwrites = read_overwrites(call, guild, body, most=100)
    if len([c for c in guild.channels.values() if not c.is_thread]) >= CHANNELS:
        raise Refused(400, 30013, f"Maximum number of server channels reached ({CHANNELS})")
    made = Channel(call.state.ids.new(), TEXT, named(name), guild.id, topic, len(guild.channels))
    made.overwrites = overwrites
    guild.channels[made.id] = made
    told = payloads.channel(made, call.bot)
    call.gateway.tell("CHANNEL_CREATE", told, guild=guild)
    return Answer(CREATED, told)


def named(name: str) -> str:
    """Return a text channel's name as Discord writes it: in small letters, without spaces."""
    return "-".join(name.lower().split())


# Members


@routes.on("GET", "/guilds/{guild_id}/members/{user_id}")
def get_member(call: Call) -> Answer:
    guild, user = call.guild(), call.number(1)
    if user not in call.state.users:
        raise unknown_user()
    call.present(guild, user)
    return shown(payloads.member(guild.members[user]))


@routes.on("GET", "/guilds/{guild_id}/members")
def list_members(call: Call) -> Answer:
    guild = call.guild()
    if not call.state.app.allowed_intents & INTENT_MEMBERS:
        raise missing_access()
    limit, after = int(call.ask.query.get("limit", 1)), int(call.ask.query.get("after", 0))
    found = sorted(m for m in guild.members if m > after)[:limit]
    return shown([payloads.member(guild.members[m]) for m in found])


@routes.on("GET", "/guilds/{guild_id}/members/search")
def search_members(call: Call) -> Answer:
    guild, query = call.guild(), call.ask.query.get("query", "").lower()
    limit = int(call.ask.query.get("limit", 1))
    found = [m for m in guild.members.values() if m.user.name.lower().startswith(query)]
    return shown([payloads.member(m) for m in found[:limit]])


# Scheduled events


@routes.on("GET", "/guilds/{guild_id}/scheduled-events")
def list_events(call: Call) -> Answer:
    return shown([payloads.event(e, call.now) for e in _current(call, call.guild())])


@routes.on("GET", "/guilds/{guild_id}/scheduled-events/{event_id}")
def get_event(call: Call) -> Answer:
    return shown(payloads.event(_event(call, call.guild()), call.now))


@routes.on("POST", "/guilds/{guild_id}/scheduled-events")
def create_event(call: Call) -> Answer:
    guild, body = call.guild(may=CREATE_EVENTS), call.body
    body.one_of("privacy_level", frozenset({2}))
    body.one_of("entity_type", frozenset({3}))
    if len(_current(call, guild)) >= EVENTS:
        raise Refused(400, 30038, f"Maximum number of uncompleted guild scheduled events reached ({EVENTS})")
    made = ScheduledEvent(call.state.ids.new(), guild.id, call.state.app.user, *_said(call, body))
    made.rule, made.reason = body.values.get("recurrence_rule"), call.ask.reason
    guild.events[made.id] = made
    told = payloads.event(made, call.now)
    call.gateway.tell("GUILD_SCHEDULED_EVENT_CREATE", told, guild=guild)
    return shown(told)


@routes.on("PATCH", "/guilds/{guild_id}/scheduled-events/{event_id}")
def modify_event(call: Call) -> Answer:
    guild = call.guild()
    event = _mine(call, guild)
    event.name, event.description, event.starts, event.ends, event.location = _said(call, call.body)
    event.rule, event.reason = call.body.values.get("recurrence_rule", event.rule), call.ask.reason
    told = payloads.event(event, call.now)
    call.gateway.tell("GUILD_SCHEDULED_EVENT_UPDATE", told, guild=guild)
    return shown(told)


def _said(call: Call, body: Fields) -> tuple[str, str | None, datetime, datetime, str | None]:
    """Return what an event at a place of its own says, all of it."""
    name, about = body.text("name", 100), body.text("description", 1000, required=False)
    body.without("channel_id")
    place = body.object("entity_metadata").text("location", 100)
    starts, ends = _instant(body, "scheduled_start_time"), _instant(body, "scheduled_end_time")
    if starts <= call.now:
        why = "Cannot schedule event in the past."
        raise invalid("scheduled_start_time", why, "GUILD_SCHEDULED_EVENT_SCHEDULE_PAST")
    if ends <= starts:
        raise invalid(
            "scheduled_end_time", "End must be after start.", "GUILD_SCHEDULED_EVENT_END_DATE_BEFORE_START_DATE"
        )
    assert name is not None
    return name, about, starts, ends, place


@routes.on("DELETE", "/guilds/{guild_id}/scheduled-events/{event_id}")
def delete_event(call: Call) -> Answer:
    guild = call.guild()
    event = _mine(call, guild)
    del guild.events[event.id]
    call.gateway.tell("GUILD_SCHEDULED_EVENT_DELETE", payloads.event(event, call.now), guild=guild)
    return NOTHING


def _mine(call: Call, guild: Guild) -> ScheduledEvent:
    """Return an event the bot may change: its own, with the right to make them, or any with the right to manage."""
    event = _event(call, guild)
    may = in_guild(guild, call.bot)
    if not may & MANAGE_EVENTS and not (event.creator.id == call.bot and may & CREATE_EVENTS):
        raise missing_permissions()
    return event


def _current(call: Call, guild: Guild) -> list[ScheduledEvent]:
    """Return what is to come or goes on; what is over stands in no list."""
    return [e for e in guild.events.values() if e.ends is None or e.ends > call.now]


def _event(call: Call, guild: Guild) -> ScheduledEvent:
    found = guild.events.get(call.number(1))
    if found is None or found not in _current(call, guild):
        raise unknown(10070, "Guild Scheduled Event")
    return found


def _instant(body: Fields, name: str) -> datetime:
    text = body.text(name, 64)
    assert text is not None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = datetime.min  # noqa: DTZ901 - refused in the next line
    if found.tzinfo is None:
        raise invalid(name, "Could not parse. Should be ISO8601.", "DATE_TIME_TYPE_PARSE")
    return found
