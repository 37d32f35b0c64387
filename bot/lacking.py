"""The parts of platforms that lack something: what is asked of them all the same is refused for good."""

from bot.errors import Outcome, PlatformFault
from bot.ports import Found


class NoCalendar:
    """The part of a platform that has no calendar of its own (no `Capability.SCHEDULE`)."""

    __slots__ = ()

    async def schedule(self, *_what: object, **_named: object) -> str:
        """Refuse for good."""
        raise PlatformFault("no_calendar", Outcome.NEVER)

    async def reschedule(self, *_what: object, **_named: object) -> None:
        """Refuse for good."""
        raise PlatformFault("no_calendar", Outcome.NEVER)

    async def unschedule(self, *_what: object, **_named: object) -> None:
        """Refuse for good."""
        raise PlatformFault("no_calendar", Outcome.NEVER)

    async def look_up_slot(self, *_what: object, **_named: object) -> Found:
        """Refuse for good."""
        raise PlatformFault("no_calendar", Outcome.NEVER)
