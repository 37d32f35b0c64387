"""The one door: a call, an event or the pulse comes in; only the engine opens, commits and rolls back."""

from bot.engine.calls import Answer, Calls, Reader
from bot.engine.house import House, Units
from bot.engine.pulse import Pulse, Pulses


class Engine(Calls, Pulses):
    """Hearth, as every adapter sees it."""

    __slots__ = ()


__all__ = ["Answer", "Engine", "House", "Pulse", "Reader", "Units"]
