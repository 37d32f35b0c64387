"""What must hold whatever a community does; a simulation that breaks one of these has found a bug."""

from dataclasses import replace

from adapters.cli.simulated import Simulated
from bot.i18n import counted


def broken(figures: Simulated) -> Simulated:
    """Return the figures with a sentence for each promise that was not kept."""
    nudges = figures.nudges
    found = (
        (
            nudges.over_budget,
            counted(
                "{count} message was over a member's budget.",
                "{count} messages were over a member's budget.",
                nudges.over_budget,
            ),
        ),
        (
            nudges.in_quiet_hours,
            counted(
                "{count} message came in quiet hours.", "{count} messages came in quiet hours.", nudges.in_quiet_hours
            ),
        ),
        (
            nudges.unwelcome,
            counted(
                "{count} message came to somebody who wanted none.",
                "{count} messages came to somebody who wanted none.",
                nudges.unwelcome,
            ),
        ),
        (figures.doubled, counted("{count} message came twice.", "{count} messages came twice.", figures.doubled)),
        (
            figures.unsettled,
            counted("{count} delivery was not settled.", "{count} deliveries were not settled.", figures.unsettled),
        ),
        (
            figures.late,
            counted("{count} moment was found too late.", "{count} moments were found too late.", figures.late),
        ),
        (figures.failed, counted("{count} thing broke.", "{count} things broke.", figures.failed)),
    )
    return replace(figures, broken=tuple(sentence for number, sentence in found if number))
