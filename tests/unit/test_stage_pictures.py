"""Pictures on the page: a card names one, and the stage draws what it named."""

from adapters.main.stage import Stage
from adapters.web.card_view import card_data
from adapters.web.ports import PictureShown
from tests.unit.test_rituals import WINS
from tests.worlds.drawing import pictures
from tests.worlds.town import SPACE, Town


async def _kept() -> None:
    """Wipe nothing."""


async def test_a_private_reply_with_a_picture_names_it_and_the_stage_draws_it(home: Town) -> None:
    await home.starts_ritual("maria", WINS)
    stage = Stage(home.hearth, home.world, home.clock, lambda: None, _kept, pictures())
    room = home.rooms[SPACE]
    shown = await stage.call(SPACE, "jonas", room, text="rhythm map", request_id="look")
    assert shown.card is not None
    [picture] = [b for b in shown.card.blocks if isinstance(b, PictureShown)]
    assert picture.alt.startswith("November 2026: 1 date.")
    [drawn] = [b for b in card_data(shown.card)["blocks"] if "src" in b]
    assert drawn == {"src": f"/pictures/{picture.name}.svg", "alt": picture.alt}
    svg = await stage.picture(picture.name)
    assert svg is not None
    assert svg.lstrip().startswith(b"<?xml")
    assert await stage.picture("never-shown") is None


async def test_where_nothing_draws_the_words_stand_alone(home: Town) -> None:
    await home.starts_ritual("maria", WINS)
    stage = Stage(home.hearth, home.world, home.clock, lambda: None, _kept)
    shown = await stage.call(SPACE, "jonas", home.rooms[SPACE], text="rhythm map", request_id="look")
    assert shown.card is not None
    [picture] = [b for b in shown.card.blocks if isinstance(b, PictureShown)]
    assert await stage.picture(picture.name) is None
