"""Interactions of the simulated Discord, as people's clients send them and as Hearth may answer: platforms.md 2.1."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.contract.discord_places import Place, place
from tests.worlds.discord import markup, seeing
from tests.worlds.discord.resolving import Unsendable
from tests.worlds.discord.state import Interaction
from tests.worlds.discord.words import EPHEMERAL, Json

NAME: Json = {"type": 3, "name": "name", "description": "A name", "max_length": 20}
COMMANDS: list[Json] = [
    {
        "name": "circle",
        "description": "Rooms",
        "options": [
            {
                "type": 1,
                "name": "create",
                "description": "Make one",
                "options": [
                    NAME | {"autocomplete": True},
                    {"type": 6, "name": "who", "description": "Somebody"},
                    {"type": 7, "name": "where", "description": "A room", "channel_types": [0]},
                    {"type": 4, "name": "often", "description": "A number"},
                    {"type": 3, "name": "kind", "description": "x", "choices": [{"name": "Open", "value": "open"}]},
                ],
            }
        ],
    },
    {"name": "steward", "description": "Care", "default_member_permissions": "32"},
    {"name": "Suggest", "type": 3},
]
CREATE = ("circle", "create")


@pytest.fixture
async def here() -> AsyncIterator[Place]:
    async with place() as opened:
        await opened.asks("PUT", f"/applications/{opened.bot}/commands", COMMANDS)
        yield opened


def told(here: Place) -> Json:
    """Return what the gateway told last."""
    return here.discord.gateway.told[-1][1]


def slash(here: Place, **given: str) -> Interaction:
    return here.clients.slash(here.ada, here.general, CREATE, given)


async def answers(here: Place, asked: Interaction, kind: int, data: Json | None = None) -> tuple[int, Any]:
    path = f"/interactions/{asked.id}/{asked.token}/callback?with_response=true"
    return await here.asks("POST", path, {"type": kind} | ({"data": data} if data is not None else {}))


async def code(here: Place, asked: Interaction, kind: int, data: Json | None = None) -> tuple[int, int]:
    status, answered = await answers(here, asked, kind, data)
    assert status >= 400, answered
    return status, answered["code"]


def later(here: Place, asked: Interaction, end: str = "/messages/@original") -> str:
    return f"/webhooks/{here.bot}/{asked.token}{end}"


# What clients send


async def test_a_command_carries_typed_options_and_whom_they_stand_for(here: Place) -> None:
    slash(here, name="Quillwort", who=f"<@{here.bob.id}>", where=f"<#{here.general.id}>", often="3", kind="open")
    data = told(here)["data"]
    assert data["options"] == [
        {
            "name": "create",
            "type": 1,
            "options": [
                {"name": "name", "type": 3, "value": "Quillwort"},
                {"name": "who", "type": 6, "value": str(here.bob.id)},
                {"name": "where", "type": 7, "value": str(here.general.id)},
                {"name": "often", "type": 4, "value": 3},
                {"name": "kind", "type": 3, "value": "open"},
            ],
        }
    ]
    assert data["resolved"]["users"][str(here.bob.id)]["global_name"] == "Bob"
    assert data["resolved"]["channels"][str(here.general.id)]["name"] == "general"
    assert told(here)["member"]["user"]["id"] == str(here.ada.id)


@pytest.mark.parametrize(
    "given",
    [
        {"often": "many"},
        {"kind": "closed"},
        {"who": "bob"},
        {"who": "<@1>"},
        {"where": "<#1>"},
        {"name": "x" * 21},
        {"what": "x"},
    ],
)
async def test_a_client_sends_nothing_that_no_client_would(here: Place, given: dict[str, str]) -> None:
    with pytest.raises(Unsendable):
        slash(here, **given)
    with pytest.raises(Unsendable):
        here.clients.slash(here.ada, here.general, ("circle", "remove"), {})
    with pytest.raises(Unsendable):
        here.clients.slash(here.ada, here.general, ("steward",), {})


# First answers


async def test_the_first_answer_comes_within_three_seconds_and_once(here: Place) -> None:
    late = slash(here)
    here.clock.wait(timedelta(seconds=3, milliseconds=1))
    assert await code(here, late, 5) == (404, 10062)
    asked = slash(here)
    here.clock.wait(timedelta(seconds=3))
    assert (await answers(here, asked, 5))[0] == 200
    assert await code(here, asked, 4, {"content": "x"}) == (400, 40060)
    assert await here.refused("POST", "/interactions/1/none/callback", {"type": 5}) == (404, 10062)


async def test_each_kind_takes_its_own_answers(here: Place) -> None:
    asked = slash(here)
    for kind in (6, 7, 8):
        assert await code(here, asked, kind, {"content": "x"}) == (400, 50035)
    assert await code(here, asked, 5, {"flags": 1 << 15}) == (400, 50035)
    typed = here.clients.completes(here.ada, here.general, CREATE, "name", "Qu", {})
    assert told(here)["data"]["options"][0]["options"] == [{"name": "name", "type": 3, "value": "Qu", "focused": True}]
    assert await code(here, typed, 5) == (400, 50035)
    many = [{"name": str(n), "value": str(n)} for n in range(26)]
    assert await code(here, typed, 8, {"choices": many}) == (400, 50035)
    assert (await answers(here, typed, 8, {"choices": many[:25]}))[0] == 200
    assert typed.choices == many[:25]


async def test_a_deferred_private_answer_is_read_by_the_asker_alone(here: Place) -> None:
    asked = slash(here)
    await answers(here, asked, 5, {"flags": EPHEMERAL})
    status, made = await here.asks("PATCH", later(here, asked), {"content": "for you", "embeds": []})
    assert (status, made["content"], made["flags"]) == (200, "for you", EPHEMERAL)
    message = await here.clients.answered(asked)
    assert message is not None
    assert seeing.messages(here.discord.state, here.general, here.ada) == [message]
    assert seeing.messages(here.discord.state, here.general, here.bob) == []
    assert await here.refused("GET", f"/channels/{here.general.id}/messages/{message.id}") == (404, 10008)


async def test_an_answer_of_an_interaction_pings_people_only(here: Place) -> None:
    asked = slash(here)
    _, made = await answers(here, asked, 4, {"content": f"<@{here.bob.id}> @everyone"})
    message = made["resource"]["message"]
    assert ([u["id"] for u in message["mentions"]], message["mention_everyone"]) == ([str(here.bob.id)], False)


# Later answers


async def test_a_token_lives_for_a_quarter_of_an_hour_and_only_after_an_answer(here: Place) -> None:
    asked = slash(here)
    assert await here.refused("PATCH", later(here, asked), {"content": "x"}) == (404, 10015)
    await answers(here, asked, 5)
    here.clock.wait(timedelta(minutes=15))
    assert (await here.asks("PATCH", later(here, asked), {"content": "x"}))[0] == 200
    here.clock.wait(timedelta(seconds=1))
    assert await here.refused("PATCH", later(here, asked), {"content": "x"}) == (401, 50027)


async def test_the_first_follow_up_takes_the_place_of_a_deferred_answer(here: Place) -> None:
    asked = slash(here)
    await answers(here, asked, 5)
    _, first = await here.asks("POST", later(here, asked, "?wait=true"), {"content": "one"})
    _, second = await here.asks("POST", later(here, asked, "?wait=true"), {"content": "two"})
    assert int(first["id"]) == asked.original
    assert [m.content for m in here.general.messages.values()] == ["one", "two"]
    assert (await here.asks("DELETE", later(here, asked)))[0] == 204
    assert await here.refused("PATCH", later(here, asked), {"content": "x"}) == (404, 10008)
    assert (await here.asks("PATCH", later(here, asked, f"/messages/{second['id']}"), {"content": "2"}))[0] == 200


# Forms


def form(*parts: Json, **more: Any) -> Json:
    return {"custom_id": "ask circle.create", "title": "Make one", "components": list(parts)} | more


def question(label: str = "Name", **more: Any) -> Json:
    component = {"type": 4, "custom_id": "name", "style": 1, "max_length": 20} | more
    return {"type": 18, "label": label, "component": component}


BAD_FORMS = [
    form(),
    form(*(question(custom_id=f"q{n}") for n in range(6))),
    form(question(), title="t" * 46),
    form(question(), custom_id="c" * 101),
    form(question("l" * 46)),
    form(question(), question()),
    form(question(value="x" * 21)),
    form(question(placeholder="p" * 101)),
    form(question(disabled=True)),
    form({"type": 18, "label": "x", "component": question()["component"] | {"label": "twice"}}),
    form({"type": 18, "label": "x", "component": {"type": 3, "custom_id": "c", "options": []}}),
    form({"type": 2, "style": 1, "label": "x", "custom_id": "c"}),
]


@pytest.mark.parametrize("wrong", BAD_FORMS, ids=range(len(BAD_FORMS)))
async def test_a_form_past_a_limit_is_refused_and_the_answer_is_still_open(here: Place, wrong: Json) -> None:
    asked = slash(here)
    assert await code(here, asked, 9, wrong) == (400, 50035)
    assert (await answers(here, asked, 9, form(question())))[0] == 200


async def test_a_form_is_sent_in_and_cannot_be_answered_by_another_one(here: Place) -> None:
    asked = slash(here)
    people = {"type": 5, "custom_id": "who", "required": False, "min_values": 0, "max_values": 3}
    await answers(here, asked, 9, form(question(value="Quill"), {"type": 18, "label": "Who", "component": people}))
    with pytest.raises(Unsendable):
        here.clients.submit(asked, {"name": ""})
    with pytest.raises(Unsendable):
        here.clients.submit(asked, {"who": "somebody"})
    sent = here.clients.submit(asked, {"who": f"<@{here.bob.id}>"})
    data = told(here)["data"]
    assert [c["component"].get("value", c["component"].get("values")) for c in data["components"]] == [
        "Quill",
        [str(here.bob.id)],
    ]
    assert await code(here, sent, 9, form(question())) == (400, 50035)
    assert (await answers(here, sent, 4, {"content": "done", "flags": EPHEMERAL}))[0] == 200


# Buttons and menus


async def test_a_pressed_button_may_change_its_message_without_a_word(here: Place) -> None:
    row = {"type": 1, "components": [{"type": 2, "style": 2, "label": "Go", "custom_id": "go 1"}]}
    made = here.general.messages[int((await here.posts({"content": "x", "components": [row]}))["id"])]
    assert seeing.button(made, "Go") == "go 1"
    asked = here.clients.press(here.ada, here.general, made, "go 1")
    assert told(here)["message"]["id"] == str(made.id)
    assert (await answers(here, asked, 7, {"content": "gone", "components": []}))[0] == 200
    assert (made.content, made.components) == ("gone", [])
    asked = here.clients.press(here.bob, here.general, made, "go 1")
    assert (await answers(here, asked, 6))[0] == 200
    assert (await here.asks("PATCH", later(here, asked), {"content": "again"}))[0] == 200
    assert made.content == "again"


async def test_a_menu_brings_the_message_it_stands_on_whole(here: Place) -> None:
    said = here.acts.says(here.general, here.bob, "why do we test?")
    here.clients.menu(here.ada, here.general, said, "Suggest")
    data = told(here)["data"]
    assert data["resolved"]["messages"][data["target_id"]]["content"] == "why do we test?"


async def test_an_interaction_in_direct_messages_names_no_guild(here: Place) -> None:
    channel = here.discord.state.direct_with(here.ada)
    made = await here.posts({"content": "x"}, to=channel)
    here.clients.press(here.ada, channel, channel.messages[int(made["id"])], "go")
    assert "guild_id" not in told(here)
    assert told(here)["user"]["id"] == str(here.ada.id)


# What is read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("### A title", "A title"),
        ("-# quiet", "quiet"),
        ("**bold** and __under__ and ~~gone~~", "bold and under and gone"),
        ("\\*\\*plain\\*\\*", "**plain**"),
        ("a_b_c and _slanted_", "a_b_c and slanted"),
        ("[here](https://example.org/x)", "here"),
        ("> said", "▎said"),
        ("- one", "• one"),
        ("\\- one", "- one"),
        ("<t:1764957600:F> <t:1764957600:t> <t:1764957600:D>", "Fri 5 Dec 19:00 19:00 Fri 5 Dec"),
        ("<@123456789012345678> <#123456789012345679>", "@Ada #garden"),
        ("\\<@123456789012345678>", "<@123456789012345678>"),
        ("`<@123456789012345678>`", "<@123456789012345678>"),
        ("||hidden||", "hidden"),
        (":smile:", "(smile)"),
    ],
)
def test_markdown_reads_as_the_client_shows_it(written: str, read: str) -> None:
    eyes = markup.Eyes("Europe/Copenhagen", lambda _id: "Ada", lambda _id: "garden")
    assert markup.read(written, eyes).text == read


def test_what_stands_out_is_noted() -> None:
    eyes = markup.Eyes("UTC", lambda _id: None, lambda _id: None)
    found = markup.read("**a** ||b||", eyes)
    assert (found.inked("bold"), found.inked(*seeing.UNSAID)) == (("a",), ("b",))
    assert datetime.fromtimestamp(1764957600, UTC).hour == 18
