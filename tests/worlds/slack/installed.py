"""The app's installation in a simulated workspace, as the product keeps it."""

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
