"""One picture, drawn here and now: a pure function, to be run in a process of its own."""

from enum import StrEnum
from typing import assert_never

from bot.drawings import Drawing, Month


class Format(StrEnum):
    """What comes out."""

    PNG = "png"
    SVG = "svg"


def drawn(drawing: Drawing, form: Format) -> bytes:
    """Return a drawing as a file. The same drawing gives the same bytes."""
    from adapters.pictures.month import month  # noqa: PLC0415 - matplotlib is imported where it draws, nowhere else
    from adapters.pictures.paper import written  # noqa: PLC0415

    match drawing:
        case Month():
            figure = month(drawing)
        case _:
            assert_never(drawing)
    return written(figure, form.value)
