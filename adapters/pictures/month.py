"""A month as lines of beats: a column a day, a line a ritual, and lines for holidays, clashes and gaps."""

from typing import Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from adapters.pictures.paper import BLUE, INK, PAPER, POINT, PURPLE, QUIET, SAND, VERMILLION, WIDTH, sheet
from bot.drawings import Line, Month, Sign

MARGIN: Final = 16
TITLE: Final = 46
"""Pixels from the top of the sheet to the row of weekdays."""
HEAD: Final = 40
"""Weekdays, and days below them."""
LINE: Final = 44
"""A line: its words, and its marks below."""
FOOT: Final = 8
TITLE_LETTERS, LABEL_LETTERS, DAY_LETTERS = 17, 15, 14
MARK: Final = 11
TITLE_CHARACTERS: Final = 52
LABEL_CHARACTERS: Final = 62
"""As many fit into the width."""
SATURDAY: Final = 5
SHAPES: Final = {
    Sign.BEAT: ("o", BLUE),
    Sign.CLASH: ("D", VERMILLION),
    Sign.HOLIDAY: ("s", PURPLE),
    Sign.GAP: ("_", QUIET),
}


def month(drawing: Month) -> Figure:
    """Return a month as a figure."""
    height = TITLE + HEAD + LINE * len(drawing.lines) + FOOT + MARGIN / 2
    figure = sheet(height)
    # One unit is one pixel; y grows downwards, as one reads.
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, WIDTH), ylim=(height, 0), facecolor=PAPER)
    axes.set_axis_off()
    _words(axes, MARGIN, 24, _cut(drawing.title, TITLE_CHARACTERS), TITLE_LETTERS, weight="bold")
    _weekends(axes, drawing, height)
    _head(axes, drawing)
    for number, line in enumerate(drawing.lines):
        _line(axes, drawing, line, TITLE + HEAD + number * LINE)
    return figure


def _x(drawing: Month, day: float) -> float:
    """Return the middle of a day's column."""
    wide = (WIDTH - 2 * MARGIN) / drawing.days
    return MARGIN + (day - 0.5) * wide


def _weekends(axes: Axes, drawing: Month, height: float) -> None:
    wide = (WIDTH - 2 * MARGIN) / drawing.days
    for day in range(1, drawing.days + 1):
        if (drawing.first + day - 1) % 7 >= SATURDAY:
            left = _x(drawing, day) - wide / 2
            axes.add_patch(
                Rectangle((left, TITLE - 8), wide, height - TITLE, facecolor=SAND, edgecolor="none", zorder=0)
            )


def _head(axes: Axes, drawing: Month) -> None:
    """Write every weekday's initial, and the date of each Monday and of the first."""
    for day in range(1, drawing.days + 1):
        weekday = (drawing.first + day - 1) % 7
        _words(axes, _x(drawing, day), TITLE + 4, drawing.initials[weekday], DAY_LETTERS, QUIET, ha="center")
        if weekday == 0 or (day == 1 and drawing.first in {1, 2, 3, 4}):
            _words(axes, _x(drawing, day), TITLE + 22, str(day), DAY_LETTERS, ha="center")


def _line(axes: Axes, drawing: Month, line: Line, top: float) -> None:
    shape, colour = SHAPES[line.sign]
    ink = INK if line.sign is Sign.BEAT else colour if line.sign is not Sign.GAP else INK
    _words(axes, MARGIN, top + 8, _cut(line.label, LABEL_CHARACTERS), LABEL_LETTERS, ink)
    middle = top + 28
    axes.plot([MARGIN, WIDTH - MARGIN], [middle, middle], color=QUIET, linewidth=0.6 * POINT, alpha=0.5, zorder=1)
    for first, last in line.stretches:
        axes.plot(
            [_x(drawing, first), _x(drawing, last)],
            [middle, middle],
            color=QUIET,
            linewidth=5 * POINT,
            linestyle=(0, (1, 1)),
            zorder=2,
        )
    xs = [_x(drawing, d) for d in line.days]
    axes.plot(xs, [middle] * len(xs), shape, color=colour, markersize=MARK * POINT, linestyle="none", zorder=3)
    axes.plot(
        [_x(drawing, d) for d in line.marked],
        [middle] * len(line.marked),
        "D",
        markersize=(MARK + 6) * POINT,
        markerfacecolor="none",
        markeredgecolor=VERMILLION,
        markeredgewidth=2.2 * POINT,
        linestyle="none",
        zorder=4,
    )


def _words(
    axes: Axes,
    x: float,
    y: float,
    text: str,
    letters: float,
    colour: str = INK,
    *,
    ha: str = "left",
    weight: str = "normal",
) -> None:
    # A name may hold a $, which would begin a formula.
    axes.text(x, y, text, fontsize=letters * POINT, color=colour, ha=ha, va="center", weight=weight, parse_math=False)


def _cut(text: str, longest: int) -> str:
    # What moves the writing about, or shows nothing, is left out; other letters the font lacks are boxes.
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= longest else line[: longest - 1] + "…"
