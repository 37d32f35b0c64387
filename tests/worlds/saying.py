"""What people in a town read after they type a line or press a button, for tests that tell a story."""

from bot.cards import Card, Reply
from tests.worlds.town import SPACE, Town


async def says(town: Town, person: str, line: str, *, space: str = SPACE) -> str:
    """Return what somebody reads after typing a line."""
    return await town.said(await town.types(person, line, space=space))


async def answers(town: Town, person: str, card: Card | None, label: str) -> str:
    """Return what somebody reads after pressing a button."""
    return await town.said(await town.presses(person, card, label))


def refusal(reply: Reply) -> str:
    """Return the sentence of a reply that must be a refusal."""
    assert reply.card is not None, reply
    assert reply.card.title == "That did not work", reply.card
    return "".join(str(s) for b in reply.card.blocks for s in b.spans)  # type: ignore[union-attr]
