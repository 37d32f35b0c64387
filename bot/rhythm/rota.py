"""Whose turn it is to host: whoever hosted least recently, and among equals an order of the ritual's own."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from bot.keys import AccountId, MemberId

_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Turn:
    """One of a ritual's hosts. `last` is when the last date began, or begins, that they host (aware UTC)."""

    member: MemberId
    account: AccountId
    name: str
    last: datetime | None = None


def order(rota: Iterable[Turn], *, seed: str, away: frozenset[MemberId] = frozenset()) -> tuple[Turn, ...]:
    """Return who may be asked, whose turn is next first.

    Args:
        rota: the hosts in any order, each member once.
        seed: what makes this ritual's order its own: its id. The same on every machine, and a newcomer
            reshuffles nobody.
        away: members who are not asked: gone, on a sabbatical, or they said that they cannot.
    """
    return tuple(sorted((t for t in rota if t.member not in away), key=lambda t: _key(t, seed)))


def _key(turn: Turn, seed: str) -> tuple[datetime, str]:
    text = f"{len(seed)}:{seed}{turn.member}"
    return turn.last or _NEVER, sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
