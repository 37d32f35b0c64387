"""What all pictures share: paper, ink, letters, and how a figure becomes a file."""

import warnings
from io import BytesIO
from typing import Final

import matplotlib as mpl
from matplotlib.figure import Figure

PAPER: Final = "#fffdf8"
"""Its own ground, so that it reads alike on a light page and on a dark one."""
INK: Final = "#2b2622"
QUIET: Final = "#6f675f"
"""On the paper 14 to 1 and 5 to 1 (WCAG asks for 4.5 of letters)."""
BLUE: Final = "#0072b2"
VERMILLION: Final = "#c14f00"
PURPLE: Final = "#8c4a73"
SAND: Final = "#efe7da"
"""Blue and vermillion after Okabe and Ito (jfly.uni-koeln.de/color), the latter darker so that it can be read: told
apart by every kind of eye, and each has a shape of its own besides."""
WIDTH: Final = 600
"""Pixels on the page; a PNG has twice as many for sharp screens. At 380 pixels the smallest letters have 9."""
SHARP: Final = 2
DOTS: Final = 100
"""Matplotlib's dots an inch: a pixel of the page is one dot."""
POINT: Final = 72 / DOTS
"""Points a pixel: matplotlib's letters and marks are in points."""

mpl.rcParams.update({"font.family": "DejaVu Sans", "svg.fonttype": "path", "svg.hashsalt": "hearth"})


def sheet(height: float) -> Figure:
    """Return an empty sheet of a height in pixels."""
    return Figure(figsize=(WIDTH / DOTS, height / DOTS), dpi=DOTS, facecolor=PAPER)


def written(figure: Figure, form: str) -> bytes:
    """Return a figure as a file, "png" or "svg"; nothing in it tells when it was made."""
    out = BytesIO()
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph ", category=UserWarning)
        _save(figure, out, form)
    return out.getvalue()


def _save(figure: Figure, out: BytesIO, form: str) -> None:
    if form == "svg":
        figure.savefig(out, format="svg", dpi=DOTS, metadata={"Date": None, "Creator": None})
    else:
        figure.savefig(out, format="png", dpi=DOTS * SHARP, metadata={"Software": None})
