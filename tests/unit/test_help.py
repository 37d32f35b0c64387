"""`help`: only what the asker may do."""

import pytest

from adapters.main.house import catalogue
from bot.commands import Access
from tests.worlds.town import Town

HOUSE = catalogue()
SHOWN = {c.name: c for c in HOUSE.shown()}
NOUNS = sorted({c.path[0] for c in HOUSE.shown()})


async def pages(town: Town, person: str) -> str:
    """Return everything somebody can find in help, page after page."""
    first = await town.types(person, "/hearth help")
    text = [await town.said(first)]
    nouns = [line.partition(" · ")[0] for line in text[0].splitlines()[1:-1]]
    text += [await town.said(await town.types(person, f"/help {noun}")) for noun in nouns]
    return "\n".join(text)


async def found(town: Town, person: str) -> set[str]:
    """Return the names of the commands somebody finds."""
    lines = (await pages(town, person)).splitlines()
    return {line.partition(" · ")[0] for line in lines} & SHOWN.keys()


def names(*access: Access) -> set[str]:
    return {n for n, c in SHOWN.items() if c.access in access}


async def test_before_set_up_one_sees_what_one_may_do_then(town: Town) -> None:
    assert await found(town, "jonas") == names(Access.ANYONE)
    assert await found(town, "maria") == names(Access.ANYONE, Access.INSTALLER)


async def test_members_see_nothing_of_what_only_stewards_do(town: Town) -> None:
    await town.sets_up()
    assert await found(town, "jonas") == names(Access.ANYONE, Access.MEMBER, Access.HOST)
    text = await pages(town, "jonas")
    assert [n for n in names(Access.STEWARD) if f"\n{n} ·" in text] == []


async def test_stewards_see_everything(town: Town) -> None:
    await town.sets_up()
    await town.types("maria", "/steward add @jonas")
    assert await found(town, "jonas") == set(SHOWN)


async def test_what_help_shows_is_what_one_may_do_and_the_rest_is_refused(town: Town) -> None:
    await town.sets_up()
    await town.types("jonas", "/my show")
    assert town.last is not None
    allowed = {c.name for c in await town.hearth.engine.allowed(town.last)}
    assert allowed == await found(town, "jonas")
    for name in sorted(set(SHOWN) - allowed):
        command = SHOWN[name]
        answers = {a.name: "<@aisha>" if a.kind.value == "person" else "x" for a in command.args if a.required}
        line = " ".join((name, *(f"{n}:{v}" for n, v in answers.items())))
        reply = await town.types("jonas", f"/{line} {_some(command.path)}".strip())
        assert reply.card is not None, name
        assert "Only stewards can do that." in await town.said(reply), name


def _some(path: tuple[str, ...]) -> str:
    """Return what a command must be given beside what is required, so that it opens no form."""
    return "minutes:30" if path == ("ritual", "edit") else ""


@pytest.mark.parametrize("noun", NOUNS)
async def test_each_noun_has_a_page_with_examples(town: Town, noun: str) -> None:
    await town.sets_up()
    page = await town.said(await town.types("maria", f"/help {noun}"))
    commands = list(HOUSE.shown(noun=noun))
    assert page.startswith(f"What you can do with {noun}\n")
    for command in commands:
        assert f"{command.name} · {command.summary}" in page
        assert all(e in page for e in command.examples)


@pytest.mark.parametrize("noun", ["nothing", "desk", "x" * 200])
async def test_a_word_that_has_no_page_is_said_so(town: Town, noun: str) -> None:
    await town.sets_up()
    said = await town.said(await town.types("jonas", f"/help {noun}"))
    assert said.startswith("That did not work\n")
    assert said.count("\n") == 1


async def test_a_noun_alone_is_its_page(town: Town) -> None:
    await town.sets_up()
    assert await town.said(await town.types("jonas", "/circle")) == await town.said(
        await town.types("jonas", "/help circle")
    )


async def test_help_notes_nothing_of_a_stranger_before_there_is_a_community(town: Town) -> None:
    reply = await town.types("noor", "/hearth")
    assert reply.card is not None
    assert reply.card.title == "What you can do here"
