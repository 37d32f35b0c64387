"""The weeks of a simulated time: dates held, how many come, messages of Hearth's own accord, weeks with holidays."""

from dataclasses import dataclass
from datetime import date
from typing import Final


@dataclass(frozen=True, slots=True)
class Week:
    """One week from its Monday. `rested`: dates that were skipped or paused."""

    monday: date
    held: int
    coming: int
    nudges: int
    rested: int


@dataclass(frozen=True, slots=True)
class Year:
    """What the picture shows; `members` is how many people a full bar of messages would reach once."""

    title: str
    weeks: tuple[Week, ...]


HEIGHT: Final = 420
LETTERS, SMALL = 15, 12
DASHES: Final = (0, (2, 2))


def year(drawing: Year, form: str) -> bytes:
    """Return the picture as a file, "png" or "svg". The same drawing gives the same bytes."""
    from adapters.pictures import paper  # noqa: PLC0415 - matplotlib is imported where it draws, nowhere else

    figure = paper.sheet(HEIGHT)
    figure.text(0.03, 0.95, drawing.title, fontsize=LETTERS * paper.POINT, color=paper.INK, weight="bold")
    panels = (
        ("dates held a week (pale: left out or resting)", [w.held for w in drawing.weeks], paper.BLUE),
        ("people who said that they come", [w.coming for w in drawing.weeks], paper.PURPLE),
        ("messages of Hearth's own accord", [w.nudges for w in drawing.weeks], paper.VERMILLION),
    )
    for number, (label, values, colour) in enumerate(panels):
        axes = figure.add_axes((0.07, 0.68 - number * 0.295, 0.9, 0.185), facecolor=paper.PAPER)
        axes.bar(range(len(values)), values, color=colour, width=0.8)
        if number == 0:
            axes.bar(range(len(values)), [w.rested for w in drawing.weeks], bottom=values, color=paper.SAND, width=0.8)
        axes.set_title(label, fontsize=SMALL * paper.POINT, color=paper.INK, loc="left", pad=4)
        axes.set_xlim(-0.7, len(values) - 0.3)
        for side in ("top", "right", "left"):
            axes.spines[side].set_visible(False)
        axes.spines["bottom"].set_color(paper.QUIET)
        axes.tick_params(labelsize=SMALL * paper.POINT, colors=paper.QUIET, length=0)
        axes.set_xticks(*_months(drawing) if number == len(panels) - 1 else ([], []))
        axes.locator_params(axis="y", nbins=3)
    return paper.written(figure, form)


def _months(drawing: Year) -> tuple[list[int], list[str]]:
    """Return the first week of each month and what it is called."""
    first: dict[tuple[int, int], int] = {}
    for number, week in enumerate(drawing.weeks):
        first.setdefault((week.monday.year, week.monday.month), number)
    return list(first.values()), [f"{date(y, m, 1):%b}" for y, m in first]
