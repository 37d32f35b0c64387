"""What was looked up stays known for an hour, at most so many things at once."""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from bot.ports import Clock

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


@dataclass(slots=True)
class Memory(Generic[K, V]):
    """Values by key. `life` is real time."""

    clock: Clock
    life: timedelta = timedelta(hours=1)
    most: int = 10_000
    _kept: OrderedDict[K, tuple[V, datetime]] = field(default_factory=OrderedDict)

    def get(self, key: K) -> V | None:
        """Return what is remembered, unless it is too old."""
        kept = self._kept.get(key)
        if kept is None or self.clock.real() - kept[1] >= self.life:
            return None
        return kept[0]

    def put(self, key: K, value: V) -> None:
        """Remember something; the oldest is forgotten when there are too many."""
        self._kept[key] = (value, self.clock.real())
        self._kept.move_to_end(key)
        while len(self._kept) > self.most:
            self._kept.popitem(last=False)
