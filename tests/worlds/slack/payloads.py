"""What Slack sends when people act, shaped as in its documentation (docs.slack.dev, reference/interaction-payloads)."""

from collections.abc import Mapping
from typing import Any, Final

from tests.worlds.slack.ground import Channel, Install, Json, Kind, Message, Team, User, View, ts_of
from tests.worlds.slack.shapes import handle, message_of, view_as
from tests.worlds.slack.world import World, installed

BUTTON: Final[tuple[str, ...]] = ("action_id", "text", "value", "style", "type")


def called(channel: Channel) -> str:
    """Return a conversation's name in payloads: a private one's is not told."""
    return {Kind.PUBLIC: channel.name, Kind.PRIVATE: "privategroup", Kind.IM: "directmessage"}[channel.kind]


def command(world: World, team: Team, user: User, channel: Channel, text: str) -> dict[str, str]:
    """Return a slash command's form."""
    return {
        "token": world.app.token,
        "team_id": team.id,
        "team_domain": team.domain,
        "channel_id": channel.id,
        "channel_name": called(channel),
        "user_id": user.id,
        "user_name": handle(user),
        "command": world.app.command,
        "text": text,
        "api_app_id": world.app.id,
        "is_enterprise_install": "false",
        "response_url": world.hook(team, user.id, channel.id),
        "trigger_id": world.trigger(team, user.id),
    }


def interaction(world: World, team: Team, user: User, kind: str, **rest: Any) -> Json:
    """Return what every interaction holds, and the rest of this one."""
    return {
        "type": kind,
        "user": {"id": user.id, "username": handle(user), "name": handle(user), "team_id": team.id},
        "api_app_id": world.app.id,
        "token": world.app.token,
        "team": {"id": team.id, "domain": team.domain},
        "enterprise": None,
        "is_enterprise_install": False,
        **rest,
    }


def shown_view(world: World, team: Team, view: View, values: Json | None = None) -> Json:
    """Return a view as it stands in payloads."""
    install = installed(team)
    return view_as(view, team=team.id, app=world.app.id, bot=install.bot, values=values)


def pressed_message(
    world: World, team: Team, user: User, channel: Channel, message: Message, action: Mapping[str, Any]
) -> Json:
    """Return `block_actions` of a message; an ephemeral one is not quoted."""
    ephemeral = message.to is not None
    where: Json = {"type": "message", "message_ts": message.ts, "channel_id": channel.id, "is_ephemeral": ephemeral}
    quoted = {} if ephemeral else {"message": message_of(message, app=world.app.id)}
    return interaction(
        world,
        team,
        user,
        "block_actions",
        container=where,
        trigger_id=world.trigger(team, user.id),
        channel={"id": channel.id, "name": called(channel)},
        **quoted,
        state={"values": {}},
        response_url=world.hook(team, user.id, channel.id, message.ts),
        actions=[{**action, "action_ts": ts_of(world.tick())}],
    )


def pressed_view(world: World, team: Team, user: User, view: View, action: Mapping[str, Any], values: Json) -> Json:
    """Return `block_actions` of a modal or a Home: there is no response_url."""
    return interaction(
        world,
        team,
        user,
        "block_actions",
        container={"type": "view", "view_id": view.id},
        trigger_id=world.trigger(team, user.id, view.id),
        view=shown_view(world, team, view, values),
        actions=[{**action, "action_ts": ts_of(world.tick())}],
    )


def submitted(world: World, team: Team, user: User, view: View, values: Json) -> Json:
    """Return `view_submission`."""
    trigger = world.trigger(team, user.id, view.id)
    shown = shown_view(world, team, view, values)
    return interaction(world, team, user, "view_submission", trigger_id=trigger, view=shown, response_urls=[])


def closed(world: World, team: Team, user: User, view: View, *, cleared: bool) -> Json:
    """Return `view_closed`."""
    return interaction(world, team, user, "view_closed", view=shown_view(world, team, view), is_cleared=cleared)


def suggestion(world: World, team: Team, user: User, view: View, block: Json, typed: str) -> Json:
    """Return `block_suggestion` of an external select in a view."""
    return interaction(
        world,
        team,
        user,
        "block_suggestion",
        container={"type": "view", "view_id": view.id},
        action_id=block["element"]["action_id"],
        block_id=block["block_id"],
        value=typed,
        view=shown_view(world, team, view),
    )


def message_shortcut(world: World, team: Team, user: User, callback: str, channel: Channel, message: Message) -> Json:
    """Return `message_action`."""
    return interaction(
        world,
        team,
        user,
        "message_action",
        action_ts=ts_of(world.tick()),
        callback_id=callback,
        trigger_id=world.trigger(team, user.id),
        message_ts=message.ts,
        channel={"id": channel.id, "name": called(channel)},
        message=message_of(message, app=world.app.id),
        response_url=world.hook(team, user.id, channel.id),
    )


def button_action(block: Json, element: Json) -> Json:
    """Return a pressed button as it stands among `actions`."""
    kept: Json = {name: element[name] for name in BUTTON if name in element}
    return {**kept, "block_id": block["block_id"]}


def item_of(install: Install, channel: Channel, message: Message) -> Json:
    """Return what a reaction stands on."""
    owner = install.bot_user if message.bot == install.bot else message.user
    return {"item": {"type": "message", "channel": channel.id, "ts": message.ts}, "item_user": owner}
