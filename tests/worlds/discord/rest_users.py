"""The bot itself, users, direct messages, the gateway's address and the application's commands."""

from tests.worlds.discord import payloads
from tests.worlds.discord.calls import Answer, Call, Routes, shown
from tests.worlds.discord.commands import check
from tests.worlds.discord.errors import Refused, missing_access, unknown, unknown_user
from tests.worlds.discord.words import Json

routes = Routes()
IDENTIFIES = 1000
"""In 24 hours, over all shards."""


@routes.on("GET", "/users/@me")
def get_me(call: Call) -> Answer:
    return shown(payloads.me(call.state.app))


@routes.on("GET", "/oauth2/applications/@me")
def get_application(call: Call) -> Answer:
    return shown(payloads.application(call.state.app))


@routes.on("GET", "/applications/@me")
def get_own_application(call: Call) -> Answer:
    return shown(payloads.application(call.state.app))


@routes.on("GET", "/gateway/bot")
def get_gateway(call: Call) -> Answer:
    left = IDENTIFIES - call.gateway.identified
    limit = {"total": IDENTIFIES, "remaining": left, "reset_after": 0, "max_concurrency": 1}
    return shown({"url": call.gateway.url, "shards": call.gateway.shards, "session_start_limit": limit})


@routes.on("GET", "/users/{user_id}")
def get_user(call: Call) -> Answer:
    found = call.state.users.get(call.number(0))
    if found is None:
        raise unknown_user()
    return shown(payloads.user(found))


@routes.on("POST", "/users/@me/channels")
def open_direct(call: Call) -> Answer:
    found = call.state.users.get(call.body.snowflake("recipient_id"))
    if found is None:
        raise unknown_user()
    if found.bot:
        raise Refused(403, 50007, "Cannot send messages to this user")
    return shown(payloads.channel(call.state.direct_with(found), call.bot))


@routes.on("GET", "/applications/{application_id}/commands")
def get_commands(call: Call) -> Answer:
    _own(call)
    return shown(call.state.app.commands)


@routes.on("PUT", "/applications/{application_id}/commands")
def put_commands(call: Call) -> Answer:
    _own(call)
    call.state.app.commands = _put(call, call.state.app.commands, None)
    return shown(call.state.app.commands)


@routes.on("GET", "/applications/{application_id}/guilds/{guild_id}/commands")
def get_guild_commands(call: Call) -> Answer:
    _own(call)
    return shown(call.guild(1).commands)


@routes.on("PUT", "/applications/{application_id}/guilds/{guild_id}/commands")
def put_guild_commands(call: Call) -> Answer:
    _own(call)
    guild = call.guild(1)
    guild.commands = _put(call, guild.commands, guild.id)
    return shown(guild.commands)


def _own(call: Call) -> None:
    if call.number(0) != call.state.app.id:
        raise missing_access() if call.number(0) else unknown(10002, "Application")


def _put(call: Call, before: list[Json], guild: int | None) -> list[Json]:
    """Return the set that takes the place of the one before; a name that was there keeps its id."""
    wanted: list[Json] = call.ask.body.get("", [])
    check(wanted)
    known = {(c["type"], c["name"]): c["id"] for c in before}
    made = []
    for command in wanted:
        kind = command.get("type", 1)
        number = known.get((kind, command["name"])) or str(call.state.ids.new())
        made.append(_shown(call, command | {"type": kind, "id": number}, guild))
    return made


def _shown(call: Call, command: Json, guild: int | None) -> Json:
    always: Json = {"application_id": str(call.state.app.id), "version": str(call.state.ids.new())}
    always |= {"description": "", "default_member_permissions": None, "nsfw": False}
    if guild is None:
        always |= {"contexts": None, "integration_types": [0], "dm_permission": True}
    else:
        always["guild_id"] = str(guild)
    return always | {k: v for k, v in command.items() if v is not None}
