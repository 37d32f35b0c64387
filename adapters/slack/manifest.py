"""The app's manifest and its scopes, derived from the catalogue."""

from typing import Any, Final

from adapters.slack.events import EVENTS
from bot.catalogue import Catalogue

SCOPES: Final[tuple[tuple[str, str], ...]] = (
    ("channels:history", "see that somebody wrote in public rooms Hearth is in, never what; find its own posts again"),
    ("channels:join", "join the public room that a community chose"),
    ("channels:manage", "open, name, fill and archive public rooms"),
    ("channels:read", "know public rooms by name, and who is in them"),
    ("chat:write", "post, edit and delete Hearth’s own messages"),
    ("commands", "offer the slash command and the message shortcut"),
    ("files:write", "show pictures, such as a month of the rhythm"),
    ("groups:read", "know who is in private rooms Hearth is in; there is no scope to read them"),
    ("groups:write", "open, name, fill and archive private rooms"),
    ("im:history", "find Hearth’s own direct messages again after a connection was lost"),
    ("im:write", "write to members directly"),
    ("reactions:read", "see that somebody reacted"),
    ("users:read", "know members’ names, time zones and languages, and who runs the workspace"),
)
"""(scope, what for), sorted: the least that the features need."""
SHORTCUT: Final = "prompt_add"
"""callback_id of the message shortcut: the path of its command."""
PATH: Final = "/slack/events"
"""Where Slack reaches Hearth over HTTP."""
USAGE_CHARACTERS: Final = 1000
"""Of a command's usage hint (slackapi/manifest-schema, manifest.schema.2.0.0)."""


def manifest(catalogue: Catalogue, root: str = "/hearth", *, socket_mode: bool, url: str = "") -> dict[str, Any]:
    """Return the manifest of an app.

    Args:
        catalogue: for the usage hint.
        root: the slash command, with its slash.
        socket_mode: whether everything comes over Socket Mode; otherwise over `url`.
        url: where this Hearth is reached, without a path; HTTPS.
    """
    address = {} if socket_mode else {"request_url": f"{url.rstrip('/')}{PATH}"}
    return {
        "_metadata": {"major_version": 2, "minor_version": 1},
        "display_information": {
            "name": "Hearth",
            "description": "Keeps a community of practice warm.",
            "background_color": "#7a3b1d",
        },
        "features": _features(root, usage(catalogue), address.get("request_url")),
        "oauth_config": {"scopes": {"bot": [scope for scope, _why in SCOPES]}},
        "settings": {
            "event_subscriptions": {"bot_events": list(EVENTS), **address},
            "interactivity": {
                "is_enabled": True,
                **address,
                **({"message_menu_options_url": a} if (a := address.get("request_url")) else {}),
            },
            "org_deploy_enabled": False,
            "socket_mode_enabled": socket_mode,
            "token_rotation_enabled": False,
        },
    }


def _features(root: str, hint: str, address: str | None) -> dict[str, Any]:
    """Return what people see of the app. The Messages tab takes text, so that the command can be typed there."""
    return {
        "app_home": {
            "home_tab_enabled": True,
            "messages_tab_enabled": True,
            "messages_tab_read_only_enabled": False,
        },
        "bot_user": {"display_name": "Hearth", "always_online": True},
        "slash_commands": [
            {
                "command": root,
                "description": "Rituals, guests, circles and what concerns you",
                "usage_hint": hint,
                "should_escape": True,
                **({"url": address} if address else {}),
            }
        ],
        "shortcuts": [
            {
                "name": "Suggest as a prompt",
                "type": "message",
                "callback_id": SHORTCUT,
                "description": "Opens a form with this message as a question for a deck",
            }
        ],
    }


def usage(catalogue: Catalogue) -> str:
    """Return the usage hint: the nouns, as many as fit."""
    hint = ""
    for noun in catalogue.nouns():
        longer = f"{hint} | {noun}" if hint else noun
        if len(longer) > USAGE_CHARACTERS:
            break
        hint = longer
    return hint
