"""Forms as Slack's modals, and the Home."""

import json

from hypothesis import example, given, settings
from hypothesis import strategies as st

from adapters.slack.limits import METADATA_CHARACTERS, OPTION_CHARACTERS, VIEW_BLOCKS, VIEW_BYTES
from adapters.slack.views import home, modal, note, options
from bot.cards import FORM_FIELDS, Button, Buttons, Card, Field, Form, Input, Para
from bot.ports import Names
from tests.strategies import cards, names, texts
from tests.unit.slack_shapes import Json, elements, validator

many = settings(derandomize=True, deadline=None, max_examples=100)
ORDER = ("label", "input", "required", "hint", "value", "choices", "suggests", "longest")
fields = st.builds(
    Field,
    st.sampled_from(["name", "question"]),
    texts,
    st.sampled_from(Input),
    st.booleans(),
    texts,
    texts | st.sampled_from(["<@U1>", "<@U1|ada> <@U2>", "<#C1>", "yes", "😀" * 4000]),
    st.lists(texts, min_size=1, max_size=120).map(lambda found: (*found, "yes")),
    st.booleans(),
    st.integers(1, 5000),
)
forms = st.builds(
    Form,
    texts,
    st.just(("circle", "create")),
    st.lists(fields, max_size=FORM_FIELDS).map(
        lambda found: tuple(Field(f"arg{i}", *(getattr(f, a) for a in ORDER)) for i, f in enumerate(found))
    ),
    st.just({}),
    texts,
    texts,
)


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text, "emoji": False}


def test_each_kind_of_question_has_its_own_input_filled_with_what_was_given() -> None:
    form = Form(
        "Open a circle where people who mentor can talk",
        ("circle", "create"),
        (
            Field("name", "Name", hint="What it is called", value="Mentors", longest=80),
            Field("purpose", "Purpose", Input.LINES, required=False),
            Field("kind", "Kind", Input.CHOICE, value="LISTED", choices=("private", "listed")),
            Field("who", "Who", Input.PEOPLE, value="<@U1|ada> <@U2>"),
            Field("room", "Room", Input.ROOM, value="<#C1>"),
        ),
        error="That name is taken.",
    )
    view = modal(form, "{}")
    assert [b["type"] for b in view["blocks"]] == ["section", *["input"] * 5]
    assert view["title"] == plain("Open a circle where peo…")
    assert view["blocks"][0] == {"type": "section", "text": plain("That name is taken.")}
    assert view["blocks"][1] == {
        "type": "input",
        "block_id": "name",
        "label": plain("Name"),
        "hint": plain("What it is called"),
        "optional": False,
        "element": {
            "type": "plain_text_input",
            "action_id": "name",
            "multiline": False,
            "max_length": 80,
            "initial_value": "Mentors",
        },
    }
    private, listed = ({"text": plain(c), "value": c} for c in ("private", "listed"))
    assert [b["element"] for b in view["blocks"][2:]] == [
        {"action_id": "purpose", "type": "plain_text_input", "multiline": True, "max_length": 3000},
        {"action_id": "kind", "type": "static_select", "options": [private, listed], "initial_option": listed},
        {"action_id": "who", "type": "multi_users_select", "initial_users": ["U1", "U2"]},
        {
            "action_id": "room",
            "type": "conversations_select",
            "filter": {"include": ["public", "private"], "exclude_bot_users": True},
            "initial_conversation": "C1",
        },
    ]


def test_what_is_suggested_is_asked_for_while_somebody_types() -> None:
    (block,) = modal(Form("x", ("ritual", "skip"), (Field("name", "Which", suggests=True, value="Tea"),)), "")["blocks"]
    tea = {"text": plain("Tea"), "value": "Tea"}
    external = {"type": "external_select", "min_query_length": 0, "initial_option": tea}
    assert block["element"] == {"action_id": "name", **external}


def test_an_option_that_slack_could_not_carry_is_not_offered() -> None:
    long = "x" * (OPTION_CHARACTERS + 1)
    assert options(["a", long, " ", "a"]) == [{"text": plain("a"), "value": "a"}]


def test_a_form_without_questions_is_still_a_view() -> None:
    assert modal(Form("x", ("help",), ()), "")["blocks"] == [
        {"type": "section", "text": plain("There is nothing to fill in.")}
    ]


@many
@given(forms)
@example(Form("", ("help",), tuple(Field(f"a{i}", "😀" * 4000, value="😀" * 4000, hint="😀" * 400) for i in range(5))))
def test_any_form_fits_into_a_view_and_is_valid(form: Form) -> None:
    view = modal(form, "m" * METADATA_CHARACTERS)
    assert len(json.dumps(view)) <= VIEW_BYTES
    assert all(e["type"] == "plain_text" and e["text"] for e in elements(view["blocks"]))
    for block in view["blocks"]:
        element = block.get("element", {})
        assert len(element.get("initial_value", "")) <= element.get("max_length", 0)
    assert [e.message for e in validator("blockkit.schema.json", "ModalView").iter_errors(view)] == []


@many
@given(st.lists(cards, min_size=1, max_size=4))
def test_any_home_fits_and_is_valid_and_every_button_has_an_id_of_its_own(shown: list[Card]) -> None:
    view = home([(card, names("U1", "C1")) for card in shown])
    assert 1 <= len(view["blocks"]) <= VIEW_BLOCKS
    assert len(json.dumps(view)) <= VIEW_BYTES
    ids = [b["action_id"] for block in view["blocks"] if block["type"] == "actions" for b in block["elements"]]
    assert len(set(ids)) == len(ids)
    assert [e.message for e in validator("blockkit.schema.json", "HomeView").iter_errors(view)] == []


def test_a_home_shows_its_cards_one_under_the_other() -> None:
    pair = (Card("A", (Buttons((Button("x", "help"),)),)), Names())
    kinds = [b["type"] for b in home([pair, (Card("B", (Para(("text",)),)), Names())])["blocks"]]
    assert kinds == ["header", "actions", "divider", "header", "rich_text"]


def test_a_note_in_the_place_of_a_form_is_a_valid_view() -> None:
    view = note("A title that is much too long for Slack", "I am working on it.")
    assert [e.message for e in validator("blockkit.schema.json", "ModalView").iter_errors(view)] == []
    assert "submit" not in view
