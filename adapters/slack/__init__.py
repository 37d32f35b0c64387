"""Slack: reads what it sends, shows cards as blocks, and does in it what Hearth owes. Nothing here decides."""

from typing import Final

PLATFORM: Final = "slack"
