"""What a browser tab remembers, when the world changes while it looks."""

from adapters.main.stage import Stage
from adapters.web.tab import Tab
from adapters.web.walk import Walk
from tests.worlds.town import SPACE, Town


async def _kept() -> None:
    """Wipe nothing."""


async def test_a_tab_that_looks_while_everything_starts_over_is_told_so_and_looks_again(town: Town) -> None:
    stage = Stage(town.hearth, town.world, town.clock, lambda: None, _kept)
    tab = Tab.opened(stage, Walk(stage), {"as": "maria", "space": SPACE})
    await tab.look()
    assert await tab.look_for_unread() is True
    await town.world.clear()
    assert await tab.look_for_unread() is False
    await tab.look()
    assert tab.me is None
    assert await tab.look_for_unread() is True
