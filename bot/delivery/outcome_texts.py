"""What stewards read of what came too late."""

from bot.cards import Card, Para
from bot.i18n import _, counted


def skipped_card(count: int) -> Card:
    """Return the notice about messages whose moment had passed before they could be sent."""
    text = counted(
        "I skipped {count} message whose moment had passed before I could send it.",
        "I skipped {count} messages whose moment had passed before I could send them.",
        count,
    )
    return Card(_("Too late to send"), (Para((text,)),))
