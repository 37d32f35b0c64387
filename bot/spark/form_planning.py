"""Writing the beats of a form's steps, and of the moments at which its roles are given."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from bot.beats import Beats
from bot.keys import CommunityId, OccurrenceId
from bot.spark.form_model import Form, Source
from bot.spark.form_runs import GRACE_LISTS, Run, planned

STEP: Final = "spark.step"
ROLES: Final = "spark.roles"
HEADS_UP: Final = timedelta(days=2) - timedelta(minutes=1)
"""Whoever has a role hears of it two days before; a minute after the host is chosen, who is drawn last."""
LAST_LOOK: Final = timedelta(hours=3)
"""So long before, roles that are still free are given once more: most say late that they come."""


async def plan_steps(
    beats: Beats, found: Sequence[tuple[Run, Form]], now: datetime, *, before: Sequence[Run] | None = None
) -> None:
    """Write the beats of dates that have not begun, and whose form, time or length is another now.

    `before`: those that have beats already, all when it is None: a batch of new dates has none to withdraw.
    """
    for community, dates in _by_community([r for r, _form in found] if before is None else before).items():
        for kind in (STEP, ROLES):
            await beats.withdraw(community, dates, kind)
    for run, form in found:
        write_steps(beats, run, form, now)
        _write_roles(beats, run, form, now)


def _by_community(runs: Sequence[Run]) -> dict[CommunityId, list[OccurrenceId]]:
    dates: dict[CommunityId, list[OccurrenceId]] = {}
    for run in runs:
        dates.setdefault(run.community, []).append(run.occurrence)
    return dates


def write_steps(beats: Beats, run: Run, form: Form, now: datetime) -> None:
    """Write a beat for each moment at which there is something to do."""
    for due in sorted({due for _place, due in planned(form, run, now)}):
        beats.at(STEP, run.community, run.occurrence, due, grace=GRACE_LISTS)


def _write_roles(beats: Beats, run: Run, form: Form, now: datetime) -> None:
    if not any(r.source is not Source.VOLUNTEERS for r in form.roles) or run.starts <= now:
        return
    for due in sorted({max(run.starts - HEADS_UP, now), max(run.starts - LAST_LOOK, now)}):
        beats.at(ROLES, run.community, run.occurrence, due, grace=HEADS_UP)
