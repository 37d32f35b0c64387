"""A steward sees that a ritual has gone quiet, and lets it come back less often, on every platform."""

from tests.journeys.telling import dated, last_mail, local, sets_up, starts_ritual, until
from tests.worlds.towns import Town

RITUAL = '/ritual create "Friday wins" "every Friday 10:00" "What went well, so that others can use it"'
QUIET = "Friday wins has been quiet three times: 0, 0, 0 people took part. That happens."


async def test_a_quiet_ritual_is_told_once_a_month_and_one_tap_makes_it_slower(town: Town) -> None:
    await sets_up(town)
    await starts_ritual(town, "maria", RITUAL)
    assert "All is well" in (await town.types("maria", "/rhythm health")).text
    await until(town, local(0, "08:00", week=6))
    assert not [text for _at, text in dated(await town.mail("maria")) if "The rhythm this month" in text]
    await until(town, local(0, "11:00", week=6))  # Monday, 4 January
    card = await last_mail(town, "maria")
    assert (card.title, card.text.split("\n")[1]) == ("The rhythm this month", QUIET)
    draft = await town.presses("maria", card, "Half as often")
    assert "every other Friday at 10:00" in draft.text
    await town.presses("maria", draft.card, "Change it")
    assert "every other Friday at 10:00" in (await town.types("maria", "/ritual show Friday wins")).text
    asked = await town.types("maria", "/rhythm health")
    assert asked.text.split("\n")[1] == QUIET
    retired = await town.presses("maria", asked.card, "Retire with thanks")
    assert retired.text.startswith("Friday wins is retired")
    assert "Only stewards can do that." in (await town.types("jonas", "/rhythm health")).text
