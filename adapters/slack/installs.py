"""Where Slack let Hearth in: one installation a workspace, and what the adapter needs of whoever keeps them."""

from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Installation:
    """One workspace's installation. The token is plain here and shown nowhere; whoever keeps it encrypts it.

    `team`, `enterprise`, `bot_id`, `bot_user`, `installer` and `app` are Slack's ids; `scopes` are what was
    granted, sorted.
    """

    team: str
    team_name: str
    enterprise: str | None
    bot_token: str = field(repr=False)
    bot_id: str
    bot_user: str
    installer: str | None
    scopes: tuple[str, ...]
    app: str


class Installations(Protocol):
    """Keeps installations, one a workspace."""

    async def find(self, team: str) -> Installation | None:
        """Return a workspace's installation; None when Hearth is not there."""

    async def put(self, installation: Installation) -> None:
        """Keep an installation in the place of the workspace's earlier one."""

    async def drop(self, team: str) -> None:
        """Forget a workspace's installation, token and all."""

    async def all(self) -> tuple[Installation, ...]:
        """Return every installation, by workspace."""
