"""What a bot can read: conversations, messages, people (slack-api-ref; platforms.md 1.5, 1.9)."""

from typing import Final

from tests.worlds.slack.caller import Caller
from tests.worlds.slack.ground import Channel, Json, Kind, Message, Refused, sees
from tests.worlds.slack.paging import page
from tests.worlds.slack.scopes import READ
from tests.worlds.slack.shapes import channel_of, message_of, user_of

KINDS: Final = {k.value: k for k in Kind}


def _kinds(call: Caller) -> set[Kind]:
    words = call.args.words("types") or [Kind.PUBLIC.value]
    if set(words) - {*KINDS, "mpim"}:
        raise Refused("invalid_types")
    if "mpim" in words:
        call.needs("mpim:read")
    kinds = {KINDS[w] for w in words if w in KINDS}
    for kind in sorted(kinds):
        call.needs(*READ[kind])
    return kinds


def _listed(call: Caller, rows: list[Channel]) -> Json:
    if call.args.flag("exclude_archived"):
        rows = [c for c in rows if not c.archived]
    return page(call, "channels", rows, lambda c: channel_of(c, call.bot))


async def conversations(call: Caller) -> Json:
    kinds = _kinds(call)
    return _listed(call, [c for c in call.team.live() if c.kind in kinds and sees(c, call.bot)])


async def users_conversations(call: Caller) -> Json:
    kinds, user = _kinds(call), call.args.text("user") or call.bot
    if user not in call.team.users:
        raise Refused("user_not_found")
    rows = [c for c in call.team.live() if c.kind in kinds and user in c.members and sees(c, call.bot)]
    return _listed(call, rows)


async def info(call: Caller) -> Json:
    channel = call.conversation()
    shown = channel_of(channel, call.bot)
    if call.args.flag("include_num_members"):
        shown["num_members"] = len(channel.members)
    return {"channel": shown}


async def members(call: Caller) -> Json:
    return page(call, "members", sorted(call.conversation().members), lambda m: m)


def _between(call: Caller, found: list[Message]) -> list[Message]:
    oldest, latest = call.args.text("oldest"), call.args.text("latest")
    inclusive = call.args.flag("inclusive")
    kept = []
    for message in found:
        at = message.at
        early = at < _micros(oldest) or (at == _micros(oldest) and not inclusive)
        late = bool(latest) and (at > _micros(latest) or (at == _micros(latest) and not inclusive))
        if not early and not late:
            kept.append(message)
    return kept


def _micros(ts: str) -> int:
    """Return a ts in microseconds; zero for none."""
    whole, _, part = ts.partition(".")
    if ts and not (whole.isdecimal() and (not part or part.isdecimal())):
        raise Refused("invalid_ts_oldest")
    return int(whole or 0) * 1_000_000 + int(f"{part:0<6}"[:6])


def _readable(call: Caller) -> Channel:
    channel = call.conversation()
    if call.bot not in channel.members:
        raise Refused("not_in_channel")
    return channel


def _messages(call: Caller, rows: list[Message]) -> Json:
    whole = call.args.flag("include_all_metadata")
    return page(
        call, "messages", rows, lambda m: message_of(m, app=call.world.app.id, metadata=whole, reactions=True), most=999
    )


async def history(call: Caller) -> Json:
    found = [m for m in _readable(call).messages if m.to is None and m.thread is None]
    return _messages(call, list(reversed(_between(call, found))))


async def replies(call: Caller) -> Json:
    channel, thread = _readable(call), call.args.must("ts")
    parent = channel.posted(thread)
    if parent is None:
        raise Refused("thread_not_found")
    found = [m for m in channel.messages if m.to is None and m.thread == thread]
    return _messages(call, [parent, *_between(call, found)])


async def user_info(call: Caller) -> Json:
    user, locale = call.person(), call.args.flag("include_locale")
    return {"user": user_of(call.team, user, now=call.world.now(), locale=locale)}


async def users(call: Caller) -> Json:
    locale, now = call.args.flag("include_locale"), call.world.now()
    rows = list(call.team.users.values())
    return page(call, "members", rows, lambda u: user_of(call.team, u, now=now, locale=locale))


async def team_info(call: Caller) -> Json:
    return {"team": {"id": call.team.id, "name": call.team.name, "domain": call.team.domain}}


async def auth_test(call: Caller) -> Json:
    return {
        "url": f"https://{call.team.domain}.slack.com/",
        "team": call.team.name,
        "user": call.team.users[call.bot].name.lower(),
        "team_id": call.team.id,
        "user_id": call.bot,
        "bot_id": call.install.bot,
        "is_enterprise_install": False,
    }


METHODS: Final = {
    "conversations.list": conversations,
    "users.conversations": users_conversations,
    "conversations.info": info,
    "conversations.members": members,
    "conversations.history": history,
    "conversations.replies": replies,
    "users.info": user_info,
    "users.list": users,
    "team.info": team_info,
    "auth.test": auth_test,
}
