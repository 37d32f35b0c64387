"""Who may come to a seat in a circle, and by whose doing. These rules are written anew here, not asked of the code."""

from tests.journeys.leaking.eyes import Leak
from tests.journeys.leaking.secrets import LET_IN, Standing

BY_OFFICE = ("/circle enter", "/circle take")
"""What the community's stewards may do."""


def check_seats(actor: str | None, line: str, before: Standing, after: Standing) -> None:
    """Fail when somebody got a seat that nobody gave them who may."""
    office = line.startswith(BY_OFFICE) and actor in before.stewards
    if office or before.members != after.members:
        return  # with a link or without one, seats are seen at other people
    for (circle, person), roles in after.roles.items():
        old = before.role(person, circle)
        if circle in before.circles and not roles <= old and not _given(actor, line, circle, before):
            if not old and not _free(before.circles[circle].kind, roles):
                raise Leak(f"{person} came to {sorted(roles)} in a circle by {line[:60]!r} of {actor}")
            if old == {"asked"} and roles & LET_IN:
                raise Leak(f"{person} was let in by {line[:60]!r} of {actor}")


def _free(kind: str, roles: frozenset[str]) -> bool:
    """Return whether anybody may take such a seat by themselves."""
    return kind == "open" or (kind == "listed" and roles == {"asked"})


def _given(actor: str | None, line: str, circle: str, before: Standing) -> bool:
    """Return whether whoever acted looks after the circle, or after another one that they let go into it."""
    if actor is None:
        return False
    steered = [c for (c, p), r in before.roles.items() if p == actor and "steward" in r]
    return circle in steered or (line.startswith("/circle merge") and len(steered) > 1)
