"""How a lane's drain is told to look: embedded in one process."""

from adapters.wakeups.embedded import EmbeddedWakeups, NoWakeups

__all__ = ["EmbeddedWakeups", "NoWakeups"]
