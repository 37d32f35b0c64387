"""What each platform keeps Hearth from reading in circles' rooms."""

from collections.abc import Mapping
from typing import Final

from bot.circles.unread import Unread

UNREAD: Final[Mapping[str, Unread]] = {
    # Hearth asks for no groups:history (adapters/slack/manifest.py): Slack lets it read no private channel.
    "slack": Unread.BARRED,
    # Without the Message Content intent (adapters/discord/client.py) texts come empty, but where Hearth is mentioned.
    "discord": Unread.UNLESS_NAMED,
}
