"""Voices from outside: real speakers imported, asked in turn, announced by name."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import select

from adapters.cli.ports import Imported
from adapters.files.speakers import read_speakers
from adapters.main.actions import HearthActions
from bot.errors import Invalid
from bot.keys import CommunityId
from bot.voices.importing import Importing
from storage.tables.community import communities
from tests.journeys.telling import Kept, dated, kept, local, mail, pressed, sets_up, starts_ritual, told, until
from tests.worlds.copies import copied, image_of
from tests.worlds.sandbox_town import SandboxTown, SandboxWorld
from tests.worlds.towns import Town, opened

SPEAKERS = Path(__file__).parents[2] / ".." / "shared" / "data" / "speakers" / "europython-2022-speakers.json"
RITUAL = '/ritual create "Guest hour" "every Thursday 16:00" "A voice from outside, and an hour to ask" guests:yes'
WEEKS = 8


@pytest.fixture
def speakers() -> Path:
    if not SPEAKERS.is_file():
        pytest.skip("shared data absent")
    return SPEAKERS


@pytest.fixture
def exported(speakers: Path) -> bytes:
    """Return what stands in that file."""
    return speakers.read_bytes()


async def takes_in(town: Town, content: bytes) -> None:
    """Take the speakers of a pretalx file into the only community, as the import does."""
    read = read_speakers(content, filename="speakers.json")
    async with town.ground.database.reading() as session:
        community = CommunityId((await session.execute(select(communities.c.id))).scalar_one())
    async with town.ground.hearth.engine.unit() as house:
        await house.service(Importing).take_in(community, read.speakers)


async def replica(image: bytes, seed: str) -> tuple[list[str], Kept]:
    """Return who is asked in turn in a copy of a town, with other ids to come, and what is kept then."""
    database = await copied("sqlite+aiosqlite://", image)
    try:
        async with opened(database, "sandbox", seed=seed) as worlds:
            world = worlds["sandbox"]
            assert isinstance(world, SandboxWorld)
            world.acts = 10_000
            return await asked_in_turn(SandboxTown(world, "town")), await kept(database)
    finally:
        await database.close()


async def asked_in_turn(town: Town, weeks: int = WEEKS) -> list[str]:
    """Let a steward ask whoever's turn it is, week after week; return who was announced, in order."""
    for week in range(weeks):
        await until(town, local(1, "09:00", week=week))
        chairs = await town.types("maria", "/guest slot")
        asked = await town.presses("maria", chairs.card, chairs.card.labels[0])
        await town.presses("maria", asked.card, "They said yes")
        await until(town, local(3, "17:00", week=week))
    said = [text for _at, text in dated(await town.reads("noor"))]
    return [text.split("\nWith ")[1].split(": ")[0].split("\n")[0] for text in said if text.startswith("Coming up: ")]


async def test_speakers_of_a_real_conference_are_taken_in_once(
    importer: HearthActions, speakers: Path, filed_town: Town
) -> None:
    database = filed_town.ground.database
    bar: list[tuple[int, int]] = []
    report = await importer.import_speakers(speakers, None, lambda done, of: bar.append((done, of)))
    assert (report.format, report.read, report.added, len(report.refused)) == ("pretalx", 151, 151, 11)
    assert bar == [(25, 151), (50, 151), (75, 151), (100, 151), (125, 151), (150, 151), (151, 151)]
    assert all(why.endswith(".") for _row, _name, why in report.refused)
    before = await kept(database)
    assert len(before["guests"]) == 151
    again = await importer.import_speakers(speakers, "testing GUILD", lambda _done, _of: None)
    assert (again.read, again.added, again.refused) == (151, 0, report.refused)
    assert await kept(database) == before


async def test_a_broken_file_is_refused_with_one_sentence_and_nothing_is_taken_in(
    importer: HearthActions, tmp_path: Path, filed_town: Town
) -> None:
    before = await kept(filed_town.ground.database)
    (tmp_path / "torn.json").write_bytes(b'{"results": [{"name": "Ada')
    (tmp_path / "fine.csv").write_text("name,topic\nAda Byron,Looms\n")
    for name, community, sentence in (
        (
            "torn.json",
            None,
            (
                "“torn.json” is broken in line 1, so nothing was read; export it again, or mend that line "
                "(it is no valid JSON)."
            ),
        ),
        ("absent.csv", None, "I cannot read absent.csv. Nothing was imported."),
        (
            "fine.csv",
            "Another guild",
            "There is no such community yet. Nothing was imported. Set one up first: community setup",
        ),
    ):
        with pytest.raises(Invalid) as caught:
            await importer.import_speakers(tmp_path / name, community, lambda _done, _of: None)
        assert caught.value.sentence == sentence
    assert await kept(filed_town.ground.database) == before


@pytest.mark.timeout(120)
async def test_eight_weeks_bring_eight_different_voices_in_fair_rotation(exported: bytes, town: Town) -> None:
    await sets_up(town)
    await starts_ritual(town, "maria", RITUAL)
    await takes_in(town, exported)
    listed = (await told(town, "jonas", "/guest list")).split("\n")
    assert (len(listed), listed[0], listed[-1]) == (22, "Guests", "and 131 more")
    heard = await asked_in_turn(town)
    assert len(heard) == WEEKS
    assert len(set(heard)) == WEEKS
    no_house_twice_in_a_row(heard, await kept(town.ground.database))
    # Each opening names the guest whom the day before announced.
    said = [text for _at, text in dated(await town.reads("noor"))]
    hours = [text for text in said if text.startswith("Guest hour\n")]
    assert [text.split("\nWith ")[1].split(": ")[0].split("\n")[0] for text in hours] == heard


def no_house_twice_in_a_row(heard: list[str], tables: Kept) -> None:
    guests = {g["name"]: g for g in tables["guests"]}
    organisations = [guests[h.split(" (")[0]]["organisation"].casefold() for h in heard]
    assert all(one != two for one, two in pairwise(organisations) if one and two)


@pytest.mark.timeout(120)
async def test_the_order_is_the_communitys_own_wherever_it_is_asked_for(
    exported: bytes, filed_town: Town, tmp_path: Path
) -> None:
    """Elsewhere, with other ids to come, the same eight are asked: the seed is kept with the community."""
    await starts_ritual(filed_town, "maria", RITUAL)
    await takes_in(filed_town, exported)
    image = image_of(tmp_path / "hearth.db")
    heard, tables = await replica(image, "one")
    assert len(set(heard)) == WEEKS
    no_house_twice_in_a_row(heard, tables)
    assert (await replica(image, "two"))[0] == heard


@pytest.mark.parametrize("platform", ["sandbox"], indirect=True)
async def test_real_speakers_come_every_third_week_where_the_slot_alternates(exported: bytes, town: Town) -> None:
    await sets_up(town)
    await starts_ritual(town, "maria", RITUAL.replace("guests:yes", "guests:alternating"))
    await takes_in(town, exported)
    for week in range(WEEKS):
        await until(town, local(1, "09:00", week=week))
        if week % 3 == 0:
            chairs = await town.types("maria", "/guest slot")
            asked = await town.presses("maria", chairs.card, chairs.card.labels[0])
            await town.presses("maria", asked.card, "They said yes")
        await town.types("jonas", f'/ritual case "Guest hour" "Case {week}"')
        await until(town, local(3, "17:00", week=week))
    said = [text.split("\n")[3] for _at, text in dated(await town.reads("noor")) if text.startswith("Coming up: ")]
    heard = [line.removeprefix("With ").split(": ")[0] for line in said if line.startswith("With ")]
    assert [line.split(" ")[0] for line in said] == ["With", "An", "A", "With", "An", "A", "With", "An"]
    assert len(set(heard)) == 3
    no_house_twice_in_a_row(heard, await kept(town.ground.database))
    assert (await told(town, "maria", "/guest slot")).split("\n")[-1] == (
        "The last 8 dates: 3 guests, 3 own cases, 2 clinics"
    )


async def test_two_voices_of_one_house_never_come_in_a_row(town: Town) -> None:
    await sets_up(town)
    await starts_ritual(town, "maria", RITUAL)
    for house in ("Acme", "Byte", "Cargo"):
        for number in ("One", "Two", "Three"):
            await town.types("aisha", f'/guest suggest "{house} {number}" organisation:"{house}"')
    heard = await asked_in_turn(town, 9)
    assert len(set(heard)) == 9
    houses = [h.split(" ")[0] for h in heard]
    assert all(one != two for one, two in pairwise(houses))


async def test_a_guest_is_asked_confirmed_and_announced(any_town: Town) -> None:
    town = any_town
    await sets_up(town)
    await starts_ritual(town, "maria", RITUAL)
    assert await told(town, "aisha", '/guest suggest "Ada Byron" topic:"The first program" organisation:"Looms"') == (
        "A good idea\nAda Byron is on the list of wishes. A steward can ask them: guest invite"
    )
    assert await told(town, "noor", '/guest suggest "ada byron"') == (
        "That did not work\n“ada byron” is on the list already. Nothing was changed. See it: guest list"
    )
    empty = "\n".join(
        f"Thu {day} 16:00 · Guest hour: an empty chair, and nobody left to ask" for day in ("3 Dec", "10 Dec", "17 Dec")
    )
    chair = "Guest slots\nThu 26 Nov 16:00 · Guest hour: {state}\n" + empty
    assert await told(town, "aisha", "/guest slot") == chair.format(state="empty; next in fair rotation is Ada Byron")
    slots = await town.types("maria", "/guest slot")
    asked = await town.presses("maria", slots.card, "Ask Ada Byron")
    assert asked.text == (
        "Words to send them\n"
        "The chair of Guest hour on Thu 26 Nov 16:00 is kept for Ada Byron.\n"
        "Dear Ada Byron, we are Testing guild: People who care how software is tested. Would you be our guest at "
        "Guest hour? We would love to hear you on “The first program”. It is on Thursday 26 November 2026 at 16:00 "
        "(Europe/Copenhagen).\n"
        "[They said yes] [They said no] [Another time]"
    )
    assert await told(town, "aisha", "/guest slot") == chair.format(state="Ada Byron, asked")
    assert await pressed(town, "maria", asked, "They said yes") == (
        "A guest!\nAda Byron comes on Thu 26 Nov 16:00. The announcement will say so."
    )
    assert await pressed(town, "maria", asked, "They said yes") == (
        "That did not work\nThey have said yes already. Nothing was changed."
    )
    assert await told(town, "aisha", "/guest slot") == chair.format(state="Ada Byron, confirmed")
    await until(town, local(2, "17:00"))
    assert dated(await town.reads("noor")) == [
        (
            local(0, "09:00"),
            (
                "Questions for Ada Byron\n"
                "Guest hour · Thu 26 Nov 16:00 · The first program\n"
                "What would you ask over a cup of coffee? The first question is the hardest.\n"
                "[Ask]\n"
                "Ask with your name or without it. What most people want to know comes first."
            ),
        ),
        (
            local(2, "16:00"),
            (
                "Coming up: Guest hour\n"
                "A voice from outside, and an hour to ask\n"
                "Thu 26 Nov 16:00, for 45 minutes.\n"
                "With Ada Byron (Looms): The first program\n"
                "[Going] [Maybe] [Not going]"
            ),
        ),
    ]


async def test_a_guest_who_says_no_is_not_announced_and_the_chair_is_free(town: Town) -> None:
    await sets_up(town)
    await starts_ritual(town, "maria", RITUAL)
    await town.types("aisha", '/guest suggest "Ada Byron"')
    asked = await town.types("maria", "/guest invite Ada Byron")
    assert await pressed(town, "maria", asked, "They said no") == (
        "Another time\nThe chair is free again; Ada Byron stays on the list. Whose turn it is: guest slot"
    )
    assert await pressed(town, "maria", asked, "They said yes") == (
        "That did not work\nAda Byron was not asked yet. Nothing was changed. First: guest invite"
    )
    await until(town, local(2, "17:00"))
    assert [text for _at, text in dated(await town.reads("noor"))] == [
        (
            "Coming up: Guest hour\nA voice from outside, and an hour to ask\n"
            "Thu 26 Nov 16:00, for 45 minutes.\n[Going] [Maybe] [Not going]"
        )
    ]


async def test_a_skipped_date_gives_its_guest_back(town: Town) -> None:
    await sets_up(town)
    await starts_ritual(town, "maria", RITUAL)
    await town.types("aisha", '/guest suggest "Ada Byron"')
    asked = await town.types("maria", "/guest invite Ada Byron")
    await town.presses("maria", asked.card, "They said yes")
    await until(town, local(2, "17:00"))
    assert await told(town, "maria", "/ritual skip Guest hour") == (
        "Not this time\nThere is no Guest hour on Thu 26 Nov 16:00.\nNext time: Thu 3 Dec 16:00\n[Put it back]"
    )
    assert [text for _at, text in dated(await town.reads("noor"))][2:] == [
        "Not this time\nThere is no Guest hour on Thu 26 Nov 16:00.\nNext time: Thu 3 Dec 16:00"
    ]
    assert (await told(town, "aisha", "/guest slot")).split("\n")[1] == (
        "Thu 3 Dec 16:00 · Guest hour: empty; next in fair rotation is Ada Byron"
    )
    assert (await mail(town, "maria"))[-1] == (
        "Tell your guest\n"
        "Ada Byron had said yes to Guest hour on Thu 26 Nov 16:00. That is off now: please tell them.\n"
        "You get this because you look after them. Another date: guest invite"
    )


async def test_whoever_looks_after_a_guest_hears_of_another_date_and_of_a_chair_that_is_gone(town: Town) -> None:
    await sets_up(town)
    await starts_ritual(town, "maria", RITUAL)
    for name in ("Ada", "Bea", "Cy"):
        await town.types("maria", f"/guest suggest {name}")
        await town.types("maria", f"/guest invite {name}")
    await town.types("maria", "/guest confirm Cy")
    await town.types("maria", "/guest handover Bea @jonas")
    move = await town.types("maria", '/ritual move "Guest hour" "Fri 27 Nov 10:00"')
    await town.presses("maria", move.card, "Move it")
    assert (await mail(town, "maria"))[-1] == (
        "Tell your guest\n"
        "Ada was asked for Guest hour on Thu 26 Nov 16:00. It is on Fri 27 Nov 10:00 now: "
        "please ask if that suits them.\n"
        "[They said no] [Another time]\n"
        "You get this because you look after them. Another date: guest invite"
    )
    edit = await town.types("maria", '/ritual edit "Guest hour" guests:no')
    await town.presses("maria", edit.card, "Change it")
    assert (await mail(town, "maria"))[-1] == (
        "Tell your guest\n"
        "Ada was asked for Guest hour on Fri 27 Nov 10:00. That is off now: please tell them.\n"
        "Cy had said yes to Guest hour on Thu 10 Dec 16:00. That is off now: please tell them.\n"
        "You get this because you look after them. Another date: guest invite"
    )
    assert (await mail(town, "jonas"))[-1].split("\n")[:2] == [
        "Tell your guest",
        "Bea was asked for Guest hour on Thu 3 Dec 16:00. That is off now: please tell them.",
    ]
    assert (await told(town, "maria", "/guest board")).split("\n")[1] == "wished 3"


SCHEDULE = b"""<?xml version="1.0"?><schedule><day><room>
<event><title>Threads</title><persons><person id="7">ADA BYRON</person></persons></event>
<event><title>Compilers</title><persons><person id="8">Grace Hopper</person></persons></event>
</room></day></schedule>"""
SHEET = """name,organisation,talk,bio
"Byron, Ada",Looms Ltd,Other looms,She counts.
Grace Hopper,Navy,,
Jos\u00e9 Mu\u00f1oz,,,
Jose Munoz,,Tides,
,Nowhere,,
"""


async def test_one_person_in_many_files_is_one_guest_and_stewards_see_what_came_from_where(
    importer: HearthActions, tmp_path: Path, filed_town: Town
) -> None:
    town = filed_town
    (tmp_path / "schedule.xml").write_bytes(SCHEDULE)
    (tmp_path / "more.csv").write_text(SHEET, encoding="utf-8")
    await told(town, "aisha", '/guest suggest "Ada Byron" topic:"What she told us" organisation:"Looms Ltd"')

    async def takes(file: str) -> Imported:
        return await importer.import_speakers(tmp_path / file, None, lambda _done, _of: None)

    first = await takes("schedule.xml")
    assert (first.added, first.filled, first.merged) == (1, [], [("ADA BYRON", "is Ada Byron; nothing was missing")])
    second = await takes("more.csv")
    assert (second.read, second.added, second.doubtful) == (4, 1, [])
    assert second.filled == [
        ("Byron, Ada", "is Ada Byron; it gave: biography"),
        ("Grace Hopper", "is Grace Hopper; it gave: organisation"),
    ]
    assert [row for row, _name, _why in second.refused] == [6]
    before = await kept(town.ground.database)
    again = await takes("more.csv")
    assert (again.added, again.filled, again.merged, again.doubtful) == (0, [], [], [])
    assert await kept(town.ground.database) == before
    about = "Ada Byron\nLooms Ltd\nWhat she told us\nShe counts."
    assert await told(town, "jonas", "/guest show ada byron") == about
    (tmp_path / "odd.csv").write_text("name,organisation\nAda Byron,Acme\n")
    odd = await takes("odd.csv")
    sentence = "may be Ada Byron, or another of that name. Nothing was changed; if they are another, guest suggest {}"
    assert (odd.added, odd.doubtful) == (0, [("Ada Byron", sentence.format("“Ada Byron (Acme)”"))])
    await told(town, "maria", '/guest suggest "Ada Byron (Acme)"')
    assert (await takes("odd.csv")).filled == [("Ada Byron", "is Ada Byron (Acme); it gave: organisation")]
    shown = await told(town, "maria", "/guest show Ada Byron")
    lines = shown.removeprefix(about + "\n").split("\n")
    assert [re.sub(r"\), [^:]*:", "), …:", line) for line in lines] == [
        "From schedule.xml (pentabarf), …: nothing new · there “ADA BYRON”",
        "From more.csv (csv), …: biography · there “Byron, Ada”",
    ]
    await told(town, "aisha", "/my export")
    assert "schedule.xml" in "".join(m.raw for m in await town.mail("aisha"))
    asked = await town.types("maria", "/guest remove Ada Byron")
    await town.presses("maria", asked.card, "Remove for good")
    tables = await kept(town.ground.database)
    assert {r["spelled"] for r in tables["guest_origins"]} & {"ADA BYRON", "Byron, Ada"} == set()
    assert await told(town, "jonas", "/guest show Grace") == (
        "That did not work\nI know no guest called “Grace” here. Nothing was changed. Try: guest list."
    )
