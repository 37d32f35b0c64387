"""Whose turn it is: fair, spread over organisations and topics, and the same for the same seed.

Nothing is drawn by dice. Everybody's place follows from what is known of them and from a hash, so a
steward can be shown the coming order, two replicas agree on it, and a newcomer reshuffles nobody.
"""

import heapq
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import TypeAlias

PASSES_A_CYCLE = 2
"""Who has passed so often is not asked again in this cycle (mission 2.3: skip)."""

SPREAD_WINDOW = 3
"""How many of the latest turns the next one should differ from; the latest counts most."""

LOOK_AHEAD = 64
"""How many different sets of groups are compared for one place.

It bounds the work: n candidates cost at most n × LOOK_AHEAD comparisons (10,000: a tenth of a second when
everybody has one organisation, two seconds when all share a topic). With fewer sets nothing is cut.
"""

_NEVER = datetime.min.replace(tzinfo=UTC)

_Key: TypeAlias = tuple[datetime, str, str]
_Fit: TypeAlias = tuple[bool, tuple[int, ...], _Key, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody, or some prompt, whose turn may come."""

    id: str
    groups: frozenset[str] = frozenset()  # topics and organisations, case-folded: {"org:acme", "topic:testing"}
    turns: int = 0  # how often heard in this pool's lifetime
    last: datetime | None = None  # when last heard, aware; None: never
    volunteered: bool = False
    away: bool = False  # not to be asked now
    passes: int = 0  # in this cycle

    def __post_init__(self) -> None:
        """Refuse a naive `last`: compared with an aware one it would fail far from where it was made."""
        if self.last is not None and self.last.tzinfo is None:
            message = f"the last turn of {self.id!r} has no zone"
            raise ValueError(message)

    @property
    def askable(self) -> bool:
        """Whether they may be asked now: here, and not passed twice."""
        return not self.away and self.passes < PASSES_A_CYCLE


def order(
    candidates: Iterable[Candidate],
    *,
    seed: str,
    cycle: int | None = None,
    recent: Sequence[frozenset[str]] = (),
) -> tuple[str, ...]:
    """Return the ids of who may be asked, whose turn is next first.

    Least often heard first; then who volunteered; then whoever differs most from the turns just before
    (those in `recent`, then those placed here); then least recently heard; then by hash. Where one group
    makes up more than half of those left, its members come as soon as they may, so that none of them
    has to follow another at the end.

    Args:
        candidates: in any order, each id once.
        seed: what makes this pool's order its own, for example its id.
        cycle: leaves out who was heard in this cycle already (`turns` greater than it), so the order
            is empty when the pool is exhausted. None leaves nobody out.
        recent: the groups of the latest turns, newest first; only SPREAD_WINDOW of them count.

    Raises:
        ValueError: an id comes twice (a bug).
    """
    return tuple(_ordered(candidates, seed=seed, cycle=cycle, recent=recent))


def draw(
    candidates: Iterable[Candidate],
    *,
    seed: str,
    cycle: int | None = None,
    recent: Sequence[frozenset[str]] = (),
) -> str | None:
    """Return the id whose turn it is, the first of `order`; None when nobody may be asked."""
    return next(_ordered(candidates, seed=seed, cycle=cycle, recent=recent), None)


def cycle_of(candidates: Iterable[Candidate], *, at_least: int = 0) -> int:
    """Return the cycle the pool is in: how many whole rounds it has behind it.

    It rises when everybody who may be asked was heard as often as whoever was heard most. It would fall
    when the one heard most leaves for good; hand in the last known cycle as `at_least` and it does not.
    When it rises, passes start again from zero: that is the caller's to write.
    """
    pool = tuple(candidates)
    most = max((c.turns for c in pool), default=0)
    somebody_waits = any(c.askable and c.turns < most for c in pool)
    return max(at_least, most - 1 if somebody_waits else most)


def cycle_between(least: int, most: int) -> int:
    """Return what `cycle_of` gives for a pool of which nobody is away or passed, from its fewest and most turns."""
    return max(0, most - 1 if least < most else most)


def heard(candidate: Candidate, *, at: datetime, cycle: int) -> Candidate:
    """Return the candidate after their turn in this cycle.

    Who joined late, or was away for some cycles, is brought up to the pool: they are heard once now and
    not once more for each cycle they missed.
    """
    turns = max(candidate.turns, cycle) + 1
    return replace(candidate, turns=turns, last=at, volunteered=False, passes=0)


def _ordered(
    candidates: Iterable[Candidate], *, seed: str, cycle: int | None, recent: Sequence[frozenset[str]]
) -> Iterator[str]:
    """Yield the ids, whose turn is next first."""
    latest = deque(recent[:SPREAD_WINDOW], maxlen=SPREAD_WINDOW)
    for peers in _peers(candidates, cycle):
        keys = {c.id: _key(seed, c) for c in peers}
        left = _Left(sorted(peers, key=lambda c: keys[c.id]), keys)
        while left.count:
            chosen = left.take(latest)
            latest.appendleft(chosen.groups)
            yield chosen.id


def _peers(candidates: Iterable[Candidate], cycle: int | None) -> list[list[Candidate]]:
    """Return who may be asked, by claim: heard equally often, and volunteers apart and first."""
    by_claim: dict[tuple[int, bool], list[Candidate]] = {}
    ids: set[str] = set()
    for candidate in candidates:
        if candidate.id in ids:
            message = f"{candidate.id!r} is a candidate twice"
            raise ValueError(message)
        ids.add(candidate.id)
        if candidate.askable and (cycle is None or candidate.turns <= cycle):
            by_claim.setdefault((candidate.turns, not candidate.volunteered), []).append(candidate)
    return [by_claim[claim] for claim in sorted(by_claim)]


def _key(seed: str, candidate: Candidate) -> _Key:
    """Return what decides among equals: least recently heard, then the hash (unambiguous by the length)."""
    text = f"{len(seed)}:{seed}{candidate.turns}:{candidate.id}"
    digest = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return (candidate.last or _NEVER, digest, candidate.id)


class _Left:
    """Those of one claim who have no place yet; whoever has the same groups waits in one line."""

    def __init__(self, ordered: Sequence[Candidate], keys: dict[str, _Key]) -> None:
        """Take the candidates in the order they have when groups do not matter."""
        self.count = len(ordered)
        self._keys = keys
        self._lines: dict[frozenset[str], deque[Candidate]] = {}
        for candidate in ordered:
            self._lines.setdefault(candidate.groups, deque()).append(candidate)
        self._heads = [(keys[line[0].id], groups) for groups, line in self._lines.items()]
        heapq.heapify(self._heads)
        # A group that all of them share cannot be spread, and would hide one that can.
        shared = frozenset.intersection(*self._lines)
        self._sizes = Counter(g for c in ordered for g in c.groups - shared)
        self._largest = [(-size, group) for group, size in self._sizes.items()]
        heapq.heapify(self._largest)

    def take(self, latest: Sequence[frozenset[str]]) -> Candidate:
        """Remove and return whoever fits best after the latest turns."""
        pressing = self._pressing(latest)
        looked_at: list[_Fit] = []
        while self._heads and len(looked_at) < LOOK_AHEAD:
            key, groups = heapq.heappop(self._heads)
            waits = pressing is not None and pressing not in groups
            clashes = tuple(len(groups & other) for other in latest)
            looked_at.append((waits, clashes, key, groups))
            if not waits and not any(clashes):
                break  # Nobody fits better, and whoever else fits as well comes later.
        best = min(looked_at)  # The keys differ, so the groups are never compared.
        for _waits, _clashes, key, groups in looked_at:
            if groups != best[3]:
                heapq.heappush(self._heads, (key, groups))
        return self._removed(best[3])

    def _removed(self, groups: frozenset[str]) -> Candidate:
        """Remove and return the first in that line."""
        line = self._lines[groups]
        candidate = line.popleft()
        self.count -= 1
        if line:
            heapq.heappush(self._heads, (self._keys[line[0].id], groups))
        for group in groups & self._sizes.keys():
            self._sizes[group] -= 1
        return candidate

    def _pressing(self, latest: Sequence[frozenset[str]]) -> str | None:
        """Return the group more than half of those left have: it must come now, or two of it will meet."""
        while self._largest:
            noted, group = self._largest[0]
            size = self._sizes[group]
            if size != -noted:
                heapq.heapreplace(self._largest, (-size, group))
                continue
            just_heard = bool(latest) and group in latest[0]
            return group if 2 * size > self.count and not just_heard else None
        return None
