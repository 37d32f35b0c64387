"""response_url: five times, half an hour, and what is said there is for the asker alone (platforms.md 1.1)."""

from aiohttp import web

from tests.worlds.slack.ground import Channel, Json, Message, Refused, Team
from tests.worlds.slack.kit import blocks_of
from tests.worlds.slack.world import URL_S, URL_USES, Hook, World, installed

FIELDS = {
    *("text", "blocks", "response_type", "replace_original", "delete_original", "thread_ts"),
    *("unfurl_links", "unfurl_media", "metadata", "mrkdwn", "attachments"),
}


def respond(world: World, made: str, body: Json) -> None:
    """Do what was posted to a response_url.

    Raises:
        Refused: the URL is no good, or what was posted is not.
    """
    hook = world.hooks.get(made)
    if hook is None:
        raise Refused("invalid_url")
    if world.now() - hook.at > URL_S:
        raise Refused("expired_url")
    if hook.uses >= URL_USES:
        raise Refused("used_url")
    hook.uses += 1
    said(world, hook, body)


def said(world: World, hook: Hook, body: Json) -> None:
    """Show what came as an answer to an interaction, by a response_url or in its ack."""
    if set(body) - FIELDS:
        raise Refused("invalid_arguments", f"unknown: {sorted(set(body) - FIELDS)}")
    team = world.teams[hook.team]
    channel, install = team.channels[hook.channel], installed(team)
    if body.get("delete_original"):
        _remove(team, channel, hook)
        return
    text, blocks = str(body.get("text") or ""), blocks_of(body.get("blocks"))
    if not text and not blocks:
        raise Refused("no_text")
    original = _original(channel, hook)
    if body.get("replace_original") and original is not None:
        original.text, original.blocks = text, blocks
        world.orders.news.set()
        return
    kind = body.get("response_type", "ephemeral")
    if kind not in {"ephemeral", "in_channel"}:
        raise Refused("invalid_arguments", "response_type")
    to = hook.user if kind == "ephemeral" else None
    world.message(channel, install.bot_user, text, blocks=blocks, bot=install.bot, to=to)


def _original(channel: Channel, hook: Hook) -> Message | None:
    return next((m for m in channel.messages if m.ts == hook.message), None) if hook.message else None


def _remove(team: Team, channel: Channel, hook: Hook) -> None:
    original = _original(channel, hook)
    if original is None:
        raise Refused("cant_delete_message")
    channel.messages.remove(original)


def refusal_of(refused: Refused) -> web.Response:
    """Return how a response_url refuses."""
    gone = refused.code in {"invalid_url", "expired_url", "used_url"}
    return web.json_response({"ok": False, "error": refused.code}, status=404 if gone else 400)
