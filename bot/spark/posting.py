"""Posting once on every side of a community: in each space's home room."""

from collections.abc import Sequence
from datetime import datetime

from bot.cards import Card
from bot.community.model import Space
from bot.deliveries import Owe, Priority


def post(owe: Owe, spaces: Sequence[Space], card: Card, *, reason: str, expires_at: datetime) -> None:
    """Owe a card to the home room of each space that is there, once a room."""
    for room in dict.fromkeys(s.home for s in spaces if s.home is not None and s.gone_at is None):
        owe.post(room, card, reason=reason, expires_at=expires_at, priority=Priority.NUDGE)
