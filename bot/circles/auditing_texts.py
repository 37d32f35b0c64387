"""What the community's stewards read of circles at risk."""

from collections.abc import Mapping, Sequence

from bot.cards import Block, Card, Para, para
from bot.circles.model import CircleSeen
from bot.circles.texts import strong
from bot.i18n import _, counted

MOST = 10
"""Lines of circles that are named; how many more there are is said."""


def words(risk: str) -> str:
    """Return a risk in a few words."""
    return {
        "nobody": _("no steward is there"),
        "one": _("one steward"),
        "silent": _("a steward was not heard of for six weeks"),
        "asking": _("a hand-over is under way"),
        "review": _("its review is overdue"),
        "room": _("its room is gone"),
    }[risk]


def number(risk: str, count: int) -> str:
    """Return how many private circles have a risk."""
    match risk:
        case "nobody":
            return counted("{count} has no steward who is there", "{count} have no steward who is there", count)
        case "one":
            return counted("{count} has one steward", "{count} have one steward", count)
        case "silent":
            return counted("{count} has a silent steward", "{count} have a silent steward", count)
        case "asking":
            return counted("{count} is being handed on", "{count} are being handed on", count)
        case "review":
            return counted("{count} has an overdue review", "{count} have an overdue review", count)
        case _:
            return counted("{count} has no room", "{count} have no room", count)


def audit(named: Sequence[tuple[CircleSeen, tuple[str, ...]]], hidden: Mapping[str, int]) -> Card:
    """Return the circles at risk: those the reader may know of by name, the other private ones as numbers."""
    blocks: list[Block] = []
    for circle, risks in named[:MOST]:
        said = " · ".join(words(r) for r in risks)
        blocks.append(para("{circle}: {risks}", circle=strong(circle.name), risks=said))
    if len(named) > MOST:
        more = len(named) - MOST
        blocks.append(Para((counted("and {count} more circle", "and {count} more circles", more),)))
    if hidden:
        numbers = ", ".join(number(r, n) for r, n in sorted(hidden.items()))
        text = _("Private circles that you are not in: {numbers}. Their own people are asked; I do not say which.")
        blocks.append(Para((text.format(numbers=numbers),)))
    if not blocks:
        blocks.append(Para((_("All circles have two stewards who are there, and a room."),)))
    return Card(_("Circles at risk"), tuple(blocks))
