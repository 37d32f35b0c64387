"""The picture of some simulated weeks."""

from pathlib import Path

from adapters.cli.simulated import Simulated
from adapters.pictures.year import Week, Year, year
from bot.errors import Invalid
from bot.i18n import _

FORMS = {".svg": "svg", ".png": "png"}


def check_picture(file: Path) -> None:
    """Refuse a file that cannot be drawn, before a year is lived for it.

    Raises:
        Invalid: no such kind of picture, or no such folder.
    """
    if file.suffix.lower() not in FORMS:
        raise Invalid(_("I draw .svg and .png files. Nothing was done. Try: --picture year.svg"))
    if not file.absolute().parent.is_dir():
        raise _unwritable(file)


def draw(figures: Simulated, file: Path) -> None:
    """Draw the weeks into a file.

    Raises:
        Invalid: it cannot be written.
    """
    title = f"{figures.weeks} simulated weeks of {figures.members} people"
    weeks = tuple(Week(w.monday, w.held, w.coming, w.nudges, w.rested) for w in figures.by_week)
    try:
        file.write_bytes(year(Year(title, weeks), FORMS[file.suffix.lower()]))
    except OSError as error:
        raise _unwritable(file) from error


def _unwritable(file: Path) -> Invalid:
    return Invalid(_("I cannot write {file}. No picture was drawn.").format(file=file.name))
