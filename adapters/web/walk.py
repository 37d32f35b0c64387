"""The clock on its way, the same for every tab: one walk at a time, each tab sees how far it is."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from adapters.web.ports import Sandbox

STRIDE = timedelta(hours=1)
"""What one step of play covers; at ten steps a second a week passes in a quarter of a minute."""


@dataclass(slots=True)
class Walk:
    """Moves community time for whoever asks first. `player` is the tab that plays, None when nobody does."""

    sandbox: Sandbox
    start: datetime | None = None
    target: datetime | None = None
    player: object | None = None
    beginning: int = 0
    restarting: bool = False

    @property
    def walking(self) -> bool:
        """Return whether the clock is on its way to a target."""
        return self.target is not None

    @property
    def moving(self) -> bool:
        """Return whether the clock walks, plays, or is taken back to the beginning."""
        return self.walking or self.player is not None or self.restarting

    def share(self) -> float:
        """Return how much of the walk is done, 0 to 1."""
        if self.start is None or self.target is None or self.target <= self.start:
            return 0.0
        return min(1.0, max(0.0, (self.sandbox.now() - self.start) / (self.target - self.start)))

    async def to(self, target: datetime) -> None:
        """Walk to the target; when the clock moves already, nothing happens.

        Raises:
            Refusal: the clock may not move.
        """
        if self.moving:
            return
        self.start, self.target = self.sandbox.now(), target
        try:
            await self.sandbox.advance_to(target)
        finally:
            self.start = self.target = None

    def play(self, player: object) -> None:
        """Let a tab play until somebody stops it; when the clock moves already, nothing happens."""
        if not self.moving:
            self.player = player

    def stop(self, player: object | None = None) -> None:
        """Stop playing, whoever plays, or only if it is this tab."""
        if player is None or self.player is player:
            self.player = None

    async def step(self, player: object) -> None:
        """Take one step if this tab plays. A clock that may not move stops playing.

        Raises:
            Refusal: the clock may not move.
        """
        if self.player is not player:
            return
        try:
            await self.sandbox.advance_to(self.sandbox.now() + STRIDE)
        except BaseException:
            self.stop(player)
            raise

    async def start_over(self) -> None:
        """Forget everything; tabs see by `beginning` that what they remember is gone too. Waits for no walk."""
        self.stop()
        if self.moving:
            return
        self.restarting = True
        try:
            await self.sandbox.start_over()
        finally:
            self.restarting = False
            self.beginning += 1
