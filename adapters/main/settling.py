"""What settles deliveries, and notes what they tell of spaces: of most units that send these are the only services."""

from adapters.main.ground import Ground
from adapters.main.siblings import CircleStewards
from bot.community.evicting import Evicting
from bot.delivery.outcomes import Outcomes
from storage.circles import SqlCircles


def outcomes(ground: Ground) -> Outcomes:
    """Return what settles deliveries."""
    stewards = CircleStewards(SqlCircles(ground.session))
    return Outcomes(
        ground.now,
        ground.real,
        ground.deliveries,
        ground.places,
        ground.desk,
        ground.tell,
        ground.ids,
        stewards,
        evicting(ground),
    )


def evicting(ground: Ground) -> Evicting:
    """Return what notes that Hearth was taken out of a space."""
    return Evicting(ground.now, ground.real, ground.places, ground.deliveries, ground.desk, ground.tell)
