"""The app's installation in a simulated workspace, as the product keeps it."""

from dataclasses import dataclass, field

from adapters.slack.installs import Installation
from tests.worlds.slack.ground import Team
from tests.worlds.slack.world import World, installed


def installation_of(world: World, team: Team) -> Installation:
    """Return what an install in a workspace gives."""
    made = installed(team)
    return Installation(
        team=team.id,
        team_name=team.name,
        enterprise=None,
        bot_token=made.token,
        bot_id=made.bot,
        bot_user=made.bot_user,
        installer=made.installer,
        scopes=tuple(sorted(made.scopes)),
        app=world.app.id,
    )


@dataclass(slots=True)
class Installed:
    """Installations in memory, as a store keeps them (`adapters.slack.installs.Installations`)."""

    by_team: dict[str, Installation] = field(default_factory=dict)

    async def find(self, team: str) -> Installation | None:
        return self.by_team.get(team)

    async def put(self, installation: Installation) -> None:
        self.by_team[installation.team] = installation

    async def drop(self, team: str) -> None:
        self.by_team.pop(team, None)

    async def all(self) -> tuple[Installation, ...]:
        return tuple(self.by_team.values())
