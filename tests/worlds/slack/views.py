"""views.* (slack-api-ref; platforms.md 1.7)."""

from typing import Final

from tests.worlds.slack.caller import Caller
from tests.worlds.slack.ground import Json, Refused, Team, View
from tests.worlds.slack.kit import view_of
from tests.worlds.slack.shapes import view_as

STACK: Final = 3


def _body(call: Caller, kind: str) -> Json:
    value = call.args.json("view", "invalid_arguments")
    if not isinstance(value, dict) or value.get("type") != kind:
        raise Refused("invalid_arguments", f"must be a {kind} [json-pointer:/view/type]")
    return view_of(value)


def new_id(team: Team, body: Json, mine: View | None = None) -> None:
    """Refuse an external_id that another open view has."""
    external = body.get("external_id")
    views = [*team.homes.values(), *(v for stack in team.modals.values() for v in stack)]
    if external and any(v.body.get("external_id") == external and v is not mine for v in views):
        raise Refused("duplicate_external_id")


def _shown(call: Caller, view: View) -> Json:
    call.world.orders.news.set()
    shown = view_as(view, team=call.team.id, app=call.world.app.id, bot=call.install.bot)
    return {"view": shown}


async def open_view(call: Caller) -> Json:
    trigger = call.world.exchanged(call.team, call.args.must("trigger_id"))
    body = _body(call, "modal")
    new_id(call.team, body)
    view = call.world.view(trigger.user, body)
    call.team.modals[trigger.user] = [view]
    return _shown(call, view)


async def push(call: Caller) -> Json:
    trigger = call.world.exchanged(call.team, call.args.must("trigger_id"))
    stack = call.team.modals.get(trigger.user) or []
    if trigger.view is None or not any(v.id == trigger.view for v in stack):
        raise Refused("not_found")
    body = _body(call, "modal")
    new_id(call.team, body)
    if len(stack) >= STACK:
        raise Refused("push_limit_reached")
    view = call.world.view(trigger.user, body, root=stack[0].root, previous=stack[-1].id)
    stack.append(view)
    return _shown(call, view)


async def update(call: Caller) -> Json:
    found = _found(call)
    _unchanged(call, found)
    body = _body(call, "home" if found.home else "modal")
    new_id(call.team, body, found)
    found.body, found.hash, found.errors = body, call.world.hash(), {}
    return _shown(call, found)


def _found(call: Caller) -> View:
    view, external = call.args.text("view_id"), call.args.text("external_id")
    if not view and not external:
        raise Refused("invalid_arguments", "view_id or external_id is required")
    views = [*call.team.homes.values(), *(v for stack in call.team.modals.values() for v in stack)]
    found = next(
        (v for v in views if (view and v.id == view) or (external and v.body.get("external_id") == external)), None
    )
    if found is None:
        raise Refused("not_found")
    return found


def _unchanged(call: Caller, view: View) -> None:
    known = call.args.text("hash")
    if known and known != view.hash:
        raise Refused("hash_conflict")


async def publish(call: Caller) -> Json:
    user = call.team.users.get(call.args.must("user_id"))
    if user is None or user.bot or user.deleted:
        raise Refused("invalid_arguments", "no such user [json-pointer:/user_id]")
    if not call.world.app.home_tab:
        raise Refused("not_enabled")
    body = _body(call, "home")
    known = call.team.homes.get(user.id)
    if known is not None:
        _unchanged(call, known)
        known.body, known.hash = body, call.world.hash()
        return _shown(call, known)
    made = call.world.view(user.id, body)
    call.team.homes[user.id] = made
    return _shown(call, made)


METHODS: Final = {"views.open": open_view, "views.push": push, "views.update": update, "views.publish": publish}
