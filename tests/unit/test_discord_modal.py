"""What a form becomes on Discord, and how its answers are read."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.discord.custom_ids import Asking, asking, of_form, of_kept
from adapters.discord.modal import answers, modal
from bot.cards import Field, Form, Input

SPACE = "300000000000000003"
quick = settings(deadline=None, derandomize=True)


def test_a_form_asks_each_question_in_its_own_way() -> None:
    form = Form(
        "Open a circle",
        ("circle", "create"),
        (
            Field("name", "Name", value="Night", longest=60),
            Field("purpose", "What for?", Input.LINES, required=False, hint="One line"),
            Field("kind", "Kind", Input.CHOICE, value="listed", choices=("private", "listed")),
            Field("people", "Who?", Input.PEOPLE, required=False, value="<@1> <@2>"),
            Field("room", "Where?", Input.ROOM, value="<#7>"),
        ),
    )
    assert modal(form, "ask circle.create") == {
        "custom_id": "ask circle.create",
        "title": "Open a circle",
        "components": [
            {
                "type": 18,
                "label": "Name",
                "component": {
                    "type": 4,
                    "custom_id": "name",
                    "required": True,
                    "style": 1,
                    "max_length": 60,
                    "value": "Night",
                },
            },
            {
                "type": 18,
                "label": "What for?",
                "description": "One line",
                "component": {"type": 4, "custom_id": "purpose", "required": False, "style": 2, "max_length": 3000},
            },
            {
                "type": 18,
                "label": "Kind",
                "component": {
                    "type": 3,
                    "custom_id": "kind",
                    "required": True,
                    "options": [
                        {"label": "private", "value": "private"},
                        {"label": "listed", "value": "listed", "default": True},
                    ],
                    "min_values": 1,
                    "max_values": 1,
                },
            },
            {
                "type": 18,
                "label": "Who?",
                "component": {
                    "type": 5,
                    "custom_id": "people",
                    "required": False,
                    "min_values": 0,
                    "max_values": 25,
                    "default_values": [{"id": "1", "type": "user"}, {"id": "2", "type": "user"}],
                },
            },
            {
                "type": 18,
                "label": "Where?",
                "component": {
                    "type": 8,
                    "custom_id": "room",
                    "required": True,
                    "channel_types": [0, 5],
                    "min_values": 1,
                    "max_values": 1,
                    "default_values": [{"id": "7", "type": "channel"}],
                },
            },
        ],
    }


def test_what_is_wrong_stands_at_its_field_or_above_all() -> None:
    form = Form("x", ("a",), (Field("when", "When", hint="Fridays"), Field("name", "Name")))
    there = modal(form.refilled({}, error="I know no Frydays", wrong="when"), "ask a")
    assert [c.get("description") for c in there["components"]] == ["I know no Frydays", None]
    above = modal(form.refilled({}, error="Not *now*", wrong=None), "ask a")
    assert above["components"][0] == {"type": 10, "content": "Not \\*now\\*"}


def test_more_than_may_be_typed_is_kept_whole_until_it_is_mended() -> None:
    field = modal(Form("x", ("a",), (Field("name", "Name", value="n" * 100, longest=60),)), "ask a")
    assert field["components"][0]["component"]["value"] == "n" * 100
    assert field["components"][0]["component"]["max_length"] == 4000


def test_answers_are_read_as_they_would_be_typed() -> None:
    # discord-api-docs, interactions/receiving-and-responding: a modal submit with labels; and one with rows.
    data = {
        "custom_id": "ask circle.create",
        "components": [
            {"type": 10, "id": 9},
            {"type": 18, "id": 1, "component": {"type": 4, "id": 2, "custom_id": "name", "value": "Night"}},
            {"type": 18, "id": 3, "component": {"type": 3, "id": 4, "custom_id": "kind", "values": ["listed"]}},
            {"type": 18, "id": 5, "component": {"type": 5, "id": 6, "custom_id": "people", "values": ["1", "2"]}},
            {"type": 18, "id": 7, "component": {"type": 8, "id": 8, "custom_id": "room", "values": ["7"]}},
            {"type": 18, "id": 10, "component": {"type": 5, "id": 11, "custom_id": "nobody", "values": []}},
            {"type": 1, "components": [{"type": 4, "custom_id": "old", "value": "way"}]},
        ],
    }
    assert answers(data) == {
        "name": "Night",
        "kind": "listed",
        "people": "<@1> <@2>",
        "room": "<#7>",
        "nobody": "",
        "old": "way",
    }


@pytest.mark.parametrize("space", [None, SPACE])
def test_what_is_known_travels_with_the_form_while_it_fits(space: str | None) -> None:
    known = {"name": 'a "b" & c=d @100000000000000001', "ritual": "é"}
    made = of_form("guest.slot", known, space=space)
    assert made is not None
    assert asking(made, direct=space is not None) == Asking("guest.slot", known, space=space)
    assert of_form("guest.slot", {"name": "x" * 90}, space=space) is None
    assert asking(of_kept("a" * 16, space=space), direct=space is not None) == Asking(kept="a" * 16, space=space)
    assert asking("somebody else's", direct=False) is None


fields = st.builds(
    Field,
    st.sampled_from(["a", "b", "c"]),
    st.text(max_size=60),
    st.sampled_from(Input),
    required=st.booleans(),
    hint=st.text(max_size=120),
    value=st.text(max_size=60) | st.just("v" * 5000),
    choices=st.lists(st.text(min_size=1, max_size=120), min_size=1, max_size=30).map(tuple),
    longest=st.integers(1, 6000),
)
forms = st.builds(
    Form,
    st.text(max_size=60),
    st.just(("a", "b")),
    st.lists(fields, min_size=1, max_size=6).map(tuple),
    intro=st.text(max_size=20),
    error=st.text(max_size=200),
    wrong=st.none() | st.just("a"),
)


@quick
@given(forms)
def test_any_form_fits(form: Form) -> None:
    made = modal(form, "ask a.b")
    assert 1 <= len(made["title"]) <= 45
    assert 1 <= len(made["components"]) <= 5
    for part in made["components"]:
        if part["type"] == 10:
            assert 1 <= len(part["content"]) <= 4000
            continue
        assert 1 <= len(part["label"]) <= 45
        assert 1 <= len(part.get("description", "x")) <= 100
        _fits(part["component"])
    assert json.loads(json.dumps(made)) == made


def _fits(part: dict[str, Any]) -> None:
    if part["type"] == 4:
        assert 1 <= part["max_length"] <= 4000
        assert len(part.get("value", "")) <= part["max_length"]
    if part["type"] == 3:
        assert 1 <= len(part["options"]) <= 25
        assert all(1 <= len(o["label"]) <= 100 and 1 <= len(o["value"]) <= 100 for o in part["options"])
