"""How much Hearth may send a member of its own accord: at most two nudges an ISO week."""

from collections.abc import Sequence

MOST_NUDGES = 2
"""mission.md 7.4: the default over everything Hearth sends of its own accord."""


def place(sent: Sequence[str], kind: str) -> int | None:
    """Return which of the week's nudges this one would be (1 or 2), None when it may not be sent.

    `sent` are the kinds sent already that week; the same kind never comes twice in one.
    """
    if kind in sent or len(sent) >= MOST_NUDGES:
        return None
    return len(sent) + 1
