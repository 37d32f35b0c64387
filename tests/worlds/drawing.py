"""Pictures in tests: drawn by the code of the house, in the process that asks."""

from collections.abc import Callable
from typing import TypeVar

from adapters.pictures import HeavyPictures

T = TypeVar("T")


class Here:
    """A `Heavy` that runs what it is given here and now."""

    async def run(self, work: Callable[..., T], *args: object) -> T:
        """Return `work(*args)`."""
        return work(*args)


def pictures() -> HeavyPictures:
    """Return what draws without a process of its own, which would take seconds in each test."""
    return HeavyPictures(Here())
