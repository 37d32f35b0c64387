"""What people type, press and fill in in the sandbox, as requests."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from adapters.clock import FrozenClock
from adapters.sandbox.read import Sight, linked, pressed, sight, submitted, typed, without_root
from adapters.sandbox.sql_world import SqlWorld
from adapters.sandbox.tables import metadata
from adapters.sandbox.world import Person, Room
from bot.cards import Field, Form, Input
from bot.catalogue.reading import MENTION, ROOM
from bot.commands import Person as Asker
from bot.commands import Request
from bot.errors import NotFound
from storage.database import Database
from tests.strategies import hostile

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
ADA = Person("ada", "Ada Lovelace", "Europe/London", first=True)
BOB = Person("bob", "Bob Martin", "UTC")
BOB_2 = Person("bob-2", "Bob Martin", "UTC")
GENERAL = Room("C1", "general", "", private=False, archived=False, people=frozenset({"ada", "bob"}))
BOOKS = Room("C2", "books-2", "", private=True, archived=False, people=frozenset({"ada"}))
SEEN = Sight("land", ADA, BOOKS, (ADA, BOB, BOB_2), (GENERAL, BOOKS))
"""What Ada sees, standing in the private room; C3 is a room she does not see."""


def test_a_typed_line_carries_all_that_the_platform_vouches_for() -> None:
    assert typed(SEEN, "act-1", "/hearth circle invite books @bob") == Request(
        id="act-1",
        platform="sandbox",
        space="land",
        space_name="land",
        person=Asker("ada", "Ada Lovelace", installer=True, zone="Europe/London"),
        room="C2",
        room_name="books-2",
        room_private=True,
        text="circle invite books <@bob>",
        people={"ada": "Ada Lovelace", "bob": "Bob Martin", "bob-2": "Bob Martin"},
        rooms={"C1": ("general", False), "C2": ("books-2", True)},
    )


def test_in_direct_messages_there_is_no_room_and_not_everybody_may_set_up() -> None:
    request = typed(Sight("land", BOB, None, (ADA, BOB), (GENERAL,)), "act-1", "help")
    assert (request.room, request.room_name, request.room_private) == (None, "", False)
    assert request.person == Asker("bob", "Bob Martin", installer=False, zone="UTC")
    assert request.rooms == {"C1": ("general", False)}


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("/hearth ritual list", "ritual list"),
        ("  /Hearth   ritual list ", "ritual list"),
        ("/ritual list", "ritual list"),
        ("ritual list", "ritual list"),
        ("/hearth", ""),
        ("/", ""),
        ("", ""),
        ("/hearthstone list", "hearthstone list"),
        ("hearth ritual list", "hearth ritual list"),
        ("/hearth\tritual list", "ritual list"),
        ('/hearth ritual create "two  spaces"', 'ritual create "two  spaces"'),
    ],
)
def test_the_root_word_and_the_slash_fall_away(line: str, text: str) -> None:
    assert without_root(line) == text


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("@ada", "<@ada>"),
        ("@ADA, @bob-2 and @bob.", "<@ada>, <@bob-2> and <@bob>."),
        ("(@ada) @ada's", "(<@ada>) <@ada>'s"),
        ("@bob- hello", "<@bob>- hello"),
        ('@"Ada Lovelace" @“ada  lovelace”', "<@ada> <@ada>"),
        ("people:@ada,@bob", "people:<@ada>,<@bob>"),
        ("#general and #BOOKS-2!", "<#C1> and <#C2>!"),
        ("#books-2-", "<#C2>-"),
        ("<@ada> <#C1> <#C2|books>", "<@ada> <#C1> <#C2|books>"),
        ("«@ada» “@bob”", "«<@ada>» “<@bob>”"),
    ],
)
def test_people_and_rooms_are_found_by_name(line: str, text: str) -> None:
    assert linked(SEEN, line) == text


@pytest.mark.parametrize(
    "line",
    [
        "ada@example.org",
        "first.last+tag@ada",
        "tag+@ada",
        "mail ada@ada.org, @ada@example.org or @ada.example.org",
        "https://example.org/@ada https://example.org/#general https://example.org/a#general",
        "@carol @adam #nowhere #general-2",
        '@"Carol"',
        '@"Bob Martin"',
        "# general, @ ada, C#general, &#general;",
        "@ada@bob",
        "<@ada and <#C1",
    ],
)
def test_what_means_nobody_stays_as_it_was_typed(line: str) -> None:
    assert linked(SEEN, line) == line


@pytest.mark.parametrize("line", ["<#C3>", "<<#C3>>", '@"x <#C3> y"', "<@carol>", "<#C3|general>", "#<#C3>"])
def test_an_id_of_what_the_writer_does_not_see_means_nothing(line: str) -> None:
    text = linked(SEEN, line)
    assert not ROOM.search(text)
    assert not MENTION.search(text)


@settings(derandomize=True, deadline=None, max_examples=400)
@given(st.text(alphabet='<>@#|"‹›C123ab -_.:/', max_size=30) | hostile)
@example("<<#C3>>")
@example('@"<#C3>"')
@example("<#<#C3>C3>")
def test_no_line_names_what_its_writer_does_not_see(line: str) -> None:
    text = typed(SEEN, "act-1", line).text
    assert "C3" not in ROOM.findall(text)


def test_a_button_gives_its_path_and_its_value_as_the_card_carried_them() -> None:
    request = pressed(SEEN, "act-2", "circle.join", 'name:"@ada" <@bob>')
    assert (request.id, request.path, request.text) == ("act-2", ("circle", "join"), 'name:"@ada" <@bob>')
    assert (request.form, request.answers) == (False, {})
    assert request.people == {"ada": "Ada Lovelace", "bob": "Bob Martin", "bob-2": "Bob Martin"}


def test_a_form_reads_names_only_where_it_asks_for_people_or_rooms() -> None:
    form = Form(
        "Circle",
        ("circle", "create"),
        (
            Field("name", "Name?"),
            Field("people", "Who?", Input.PEOPLE),
            Field("host", "Host?", Input.PERSON),
            Field("where", "Where?", Input.ROOM),
            Field("purpose", "Why?", Input.LINES),
        ),
        known={"kind": "private", "name": "old"},
    )
    answers = {
        "name": "@ada",
        "people": "@bob, <@ada>",
        "host": "@ada",
        "where": "#general",
        "purpose": "ask @ada in <#C3>\nor <#C1>",
    }
    request = submitted(SEEN, "act-3", form, answers)
    assert (request.path, request.form, request.text) == (("circle", "create"), True, "")
    assert request.answers == {
        "kind": "private",
        "name": "@ada",
        "people": "<@bob>, <@ada>",
        "host": "<@ada>",
        "where": "<#C1>",
        "purpose": "ask @ada in ‹#C3›\nor <#C1>",
    }


# What somebody sees


@pytest.fixture
async def world() -> AsyncIterator[SqlWorld]:
    database = Database("sqlite+aiosqlite://")
    async with database.engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
    world = SqlWorld(database, FrozenClock(NOW))
    await world.add_space("land")
    await world.add_room("land", "general", private=False, by=None)
    for name in ("Ada", "Bob"):
        await world.add_person("land", name, zone="UTC")
    await world.add_room("land", "secrets", private=True, by="ada")
    yield world
    await database.close()


async def test_sight_ends_at_the_doors_of_private_rooms(world: SqlWorld) -> None:
    ada, bob = await sight(world, "land", "ada"), await sight(world, "land", "bob")
    assert [r.name for r in ada.rooms] == ["general", "secrets"]
    assert [r.name for r in bob.rooms] == ["general"]
    secrets = ada.rooms[1].id
    assert (await sight(world, "land", "ada", secrets)).room == ada.rooms[1]
    with pytest.raises(NotFound):
        await sight(world, "land", "bob", secrets)
    assert typed(bob, "act-1", f"#secrets <#{secrets}>").text == f"#secrets ‹#{secrets}›"


async def test_who_is_not_here_sees_nothing_and_is_not_named(world: SqlWorld) -> None:
    await world.leave("land", "bob")
    assert [p.id for p in (await sight(world, "land", "ada")).people] == ["ada"]
    for person in ("bob", "nobody"):
        with pytest.raises(NotFound):
            await sight(world, "land", person)
