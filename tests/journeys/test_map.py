"""A month as a picture, on every platform: it says the same in words, and is for its asker alone."""

from tests.journeys.telling import sets_up, starts_ritual, wall
from tests.worlds.towns import Town

RITUAL = '/ritual create "Friday wins" "every Friday 10:00" "What went well, so that others can use it"'
WORDS = "December 2026: 4 dates. Friday wins · 10:00: 4, 11, 18, 25."


async def test_a_month_is_shown_to_whoever_asks_and_to_nobody_else(town: Town) -> None:
    await sets_up(town)
    await starts_ritual(town, "maria", RITUAL)
    before = await wall(town, "noor")
    shown = await town.types("jonas", "/rhythm map month:2026-12")
    assert WORDS in shown.text
    assert shown.card is not None
    match town.platform:
        case "slack":
            # What only one person sees holds no file there: it stands in their direct messages.
            assert shown.text.endswith("The picture is in our direct messages.")
            assert [m.text.startswith(WORDS) for m in await town.mail("jonas")] == [True]
            assert await town.mail("noor") == []
        case "discord":
            assert "attachment_id" in shown.card.raw
        case _:
            assert "The picture" not in shown.text
    following = await town.presses("jonas", shown.card, "Show January")
    assert "January 2027: 5 dates. Friday wins · 10:00: 1, 8, 15, 22, 29." in following.text
    assert await wall(town, "noor") == before
