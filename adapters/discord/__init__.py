"""Discord: the same engine behind slash commands, buttons and modals."""

from typing import Final

PLATFORM: Final = "discord"
