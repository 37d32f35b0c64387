"""Drawing: the same file each time, whatever is in it, away from the loop; what fails gives way to words."""

import asyncio
import io
import os
import signal
from collections.abc import Callable
from typing import TypeVar
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from adapters.heavy import ProcessHeavy
from adapters.main.gallery import MOST, Gallery
from adapters.pictures import HeavyPictures
from adapters.pictures.drawn import Format, drawn
from adapters.pictures.paper import BLUE, INK, PAPER, PURPLE, QUIET, VERMILLION, WIDTH
from bot.codec import decode, encode
from bot.drawings import Line, Month, Sign
from tests.strategies import hostile
from tests.worlds.drawing import pictures

T = TypeVar("T")
INITIALS = ("M", "T", "W", "T", "F", "S", "S")
MONTH = Month(
    "December 2026: 3 dates, 1 clash",
    1,
    31,
    INITIALS,
    (
        Line("Friday wins · 10:00", Sign.BEAT, (4, 11), (11,)),
        Line("At the same hour: 11", Sign.CLASH, (11,)),
        Line("Holidays: 25 Christmas Day", Sign.HOLIDAY, (25,)),
        Line("Nothing: 12 to 31", Sign.GAP, stretches=((12, 31),)),
    ),
)
SHOWN = io.BytesIO


@pytest.mark.parametrize("form", Format)
def test_the_same_drawing_gives_the_same_bytes(form: Format) -> None:
    assert drawn(MONTH, form) == drawn(MONTH, form)


def test_the_picture_is_as_wide_as_a_chat_shows_it_twice_as_sharp() -> None:
    image = Image.open(SHOWN(drawn(MONTH, Format.PNG)))
    assert image.size[0] == 2 * WIDTH
    svg = ET.fromstring(drawn(MONTH, Format.SVG))
    assert svg.tag.endswith("svg")


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour (WCAG 2)."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("colour", [INK, QUIET, BLUE, VERMILLION, PURPLE])
def test_everything_can_be_read_on_the_pictures_own_paper(colour: str) -> None:
    assert (luminance(PAPER) + 0.05) / (luminance(colour) + 0.05) >= 4.5


def test_beats_clashes_and_holidays_have_their_colours_on_the_paper() -> None:
    image = Image.open(SHOWN(drawn(MONTH, Format.PNG))).convert("RGB")
    there = {colour for _number, colour in image.getcolors(1 << 20) or []}
    for colour in (PAPER, BLUE, VERMILLION, PURPLE):
        assert tuple(int(colour[n : n + 2], 16) for n in (1, 3, 5)) in there


lines = st.builds(
    Line,
    hostile,
    st.sampled_from(Sign),
    st.lists(st.integers(1, 28), max_size=5).map(tuple),
    st.lists(st.integers(1, 28), max_size=3).map(tuple),
    st.lists(st.tuples(st.integers(1, 14), st.integers(15, 28)), max_size=1).map(tuple),
)


@given(
    st.builds(
        Month,
        hostile,
        st.integers(0, 6),
        st.integers(28, 31),
        st.just(INITIALS),
        st.lists(lines, max_size=3).map(tuple),
    )
)
@settings(max_examples=15, deadline=None)
def test_no_words_break_a_picture_and_a_drawing_survives_its_row(drawing: Month) -> None:
    assert drawn(drawing, Format.PNG).startswith(b"\x89PNG")
    ET.fromstring(drawn(drawing, Format.SVG))
    assert decode(encode(drawing)) == drawing


class Broken:
    """A `Heavy` that does not come to an end, or breaks."""

    def __init__(self, error: Exception | None) -> None:
        self.error = error

    async def run(self, work: Callable[..., T], *args: object) -> T:
        if self.error is not None:
            raise self.error
        await asyncio.Event().wait()
        return work(*args)


@pytest.mark.parametrize("error", [OSError("no memory"), ValueError("no such thing")])
async def test_what_cannot_be_drawn_is_nothing_and_no_error(error: Exception) -> None:
    assert await HeavyPictures(Broken(error)).png(MONTH) is None


async def test_what_takes_too_long_is_nothing() -> None:
    from datetime import timedelta

    assert await HeavyPictures(Broken(None), within=timedelta(0)).svg(MONTH) is None


async def test_a_picture_that_several_look_at_is_drawn_once() -> None:
    drawing = pictures()
    first = await drawing.png(MONTH)
    drawing.heavy = Broken(OSError("not asked"))
    assert await drawing.png(MONTH) is first
    assert await drawing.svg(MONTH) is None


@pytest.mark.timeout(120)
async def test_drawing_holds_the_loop_no_longer_than_a_blink_and_outlives_its_process() -> None:
    heavy = ProcessHeavy()
    try:
        pid = await heavy.run(os.getpid)
        assert pid != os.getpid()
        longest, loop = 0.0, asyncio.get_running_loop()
        task = asyncio.create_task(heavy.run(drawn, MONTH, Format.PNG))
        while not task.done():
            before = loop.time()
            await asyncio.wait({task}, timeout=0.005)
            longest = max(longest, loop.time() - before - 0.005)
        assert (await task).startswith(b"\x89PNG")
        assert longest < 0.25  # on a machine with other work; alone it is a few milliseconds
        os.kill(pid, signal.SIGKILL)
        drawing = HeavyPictures(heavy)
        found = [await drawing.png(MONTH) for _try in range(2)]
        assert found[1] is not None
    finally:
        heavy.close()


def test_the_gallery_shows_what_hangs_there_and_forgets_the_oldest() -> None:
    gallery = Gallery()
    first = gallery.hang(MONTH)
    assert gallery.drawing(first) == MONTH
    assert gallery.hang(MONTH) == first
    for n in range(MOST):
        gallery.hang(Month(str(n), 0, 28, INITIALS, ()))
    assert gallery.drawing(first) is None
    assert gallery.drawing("../../etc/passwd") is None
