"""Reading forms: what a mistake is told like, and that nothing clever can be written."""

import json
from pathlib import Path

import jsonschema
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.spark.form_model import LONGEST_SOURCE, Act, Source
from bot.spark.form_nodes import FormError
from bot.spark.form_reading import FORM_KEYS, read_form
from bot.spark.forms_shipped import shipped, sources

DOCS = Path(__file__).parents[2] / "docs"
HEAD = "form: walk\ntitle: A walk\nvalue: We see how others work\n"
SAY = "steps:\n  - at: 0 min\n    say: Hello\n"
LISTS = "lists:\n  - name: topics\n    ask: What about?\n"


def mistake(source: str) -> str:
    with pytest.raises(FormError) as error:
        read_form(source)
    return error.value.sentence


def test_the_nine_forms_are_there_and_fit_a_form_field() -> None:
    assert list(shipped()) == [
        "book hour", "case clinic", "debate", "demo night", "retro", "reverse ama", "show and tell", "unconference",
        "weekly wins",
    ]  # fmt: skip
    assert max(map(len, sources().values())) <= LONGEST_SOURCE


@pytest.mark.parametrize("name", sources())
def test_a_shipped_form_keeps_to_the_schema_and_fits_its_minutes(name: str) -> None:
    schema = json.loads((DOCS / "form.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(yaml.safe_load(sources()[name]), schema)
    form = shipped()[name]
    assert all(s.at.total_seconds() <= form.minutes * 60 for s in form.steps if s.part.value == "steps")


def test_the_example_of_the_page_can_be_used_and_the_page_names_every_key() -> None:
    page = (DOCS / "forms.md").read_text(encoding="utf-8")
    example = page.split("```yaml\n", 1)[1].split("```", 1)[0]
    form = read_form(example)
    assert (form.name, [r.source for r in form.roles]) == ("fishbowl", [Source.ROTA, Source.COMERS])
    schema = json.loads((DOCS / "form.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(yaml.safe_load(example), schema)
    keys = {*schema["properties"], *(k for d in schema["$defs"].values() for k in d.get("properties", {}))}
    assert [k for k in sorted(keys) if f"`{k}`" not in page] == []


def test_a_form_may_be_pasted_with_the_fence_of_a_code_block() -> None:
    fenced = "```yaml\n" + HEAD + "steps:\n  - at: 0 min\n    say: Hello\n```"
    assert read_form(fenced).steps[0].say == "Hello"
    assert mistake(fenced.replace("0 min", "soon")) == ("Line 6: `at` is a time such as 10 min, 2 hours or 3 days.")


def test_what_nothing_else_closes_is_closed_at_the_end() -> None:
    form = read_form(HEAD + LISTS + "steps:\n  - at: 0 min\n    collect: topics\n")
    assert [(s.act, s.list) for s in form.steps] == [(Act.COLLECT, "topics"), (Act.CLOSE, "topics")]


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("", "Line 1: there is nothing in it."),
        ("walk", "Line 1: a form is written as lines of “key: value”."),
        (HEAD, "Line 1: a form needs `steps`: what is said and done, and when."),
        (HEAD + "steps:\n  - say: Hello\n", "Line 5: a step needs `at`, such as 10 min."),
        (HEAD + "steps:\n  - at: 10 min\n", "Line 5: a step needs `say`, `collect`, `vote`, `close` or `result`."),
        (HEAD + "steps:\n  - at: soon\n    say: x\n", "Line 5: `at` is a time such as 10 min, 2 hours or 3 days."),
        (HEAD + "before:\n  - at: 90 days\n    say: x\n", "Line 5: `at` is at most 28 days."),
        (HEAD + "minutes: -5\n" + SAY, "Line 4: `minutes` is a number from 1 to 1440."),
        (HEAD + "form: other\n" + SAY, "Line 4: `form` stands here twice."),
        ("title: A walk\n" + SAY, "Line 1: a form needs `form`, such as case clinic."),
        (HEAD + "colour: red\n", f"Line 4: a form has no `colour`. It may have: {', '.join(FORM_KEYS)}."),
        (
            HEAD + "steps: &all\n  - at: 0 min\n",
            "Line 4: forms have no anchors (&) and aliases (*). Write it out, or put it in quotes.",
        ),
        (HEAD + "steps: !!python/name:os.system x\n", "Line 4: forms have no tags (!)."),
        (HEAD + "steps: [[[[[[[[[[[[\n", "Line 4: this is nested too deeply."),
        (HEAD + "steps: say: x\n", "Line 4: I cannot read this. Look at the indentation, the quotes and the colons."),
        (HEAD + "steps: 7\n", "Line 4: `steps` is a list: each of its items begins with a dash."),
        (HEAD + LISTS + SAY, "Line 5: the first step with the list “topics” must be `collect`."),
        (
            HEAD + LISTS + "steps:\n  - at: 0 min\n    collect: topics\n  - at: 5 min\n    vote: topics\n",
            "Line 11: nobody can vote on “topics”: give it `votes`, such as 3.",
        ),
        (
            HEAD + "steps:\n  - at: 0 min\n    collect: topics\n",
            "Line 6: there is no list “topics” in this form. Describe it under `lists`.",
        ),
        (HEAD + "steps:\n  - at: 0 min\n    say: x\n    role: king\n", "Line 7: there is no role “king” in this form."),
        (
            HEAD + "roles:\n  - name: a\n    duty: b\n    from: guests\n" + SAY,
            "Line 7: `from` is one of: volunteers, rota, comers.",
        ),
        (
            HEAD + "roles:\n  - name: Big King!\n    duty: b\n" + SAY,
            "Line 5: `name` has small letters, numbers, spaces and -.",
        ),
        ("x" * 3001, "Line 1: a form has at most 3000 characters, and this one 3001."),
        ("form: a\x00b", "Line 1: there is a character in it that no text has."),
    ],
)  # fmt: skip
def test_a_mistake_is_told_in_one_sentence_with_its_line(source: str, sentence: str) -> None:
    assert mistake(source) == sentence


@given(st.text(alphabet="form:title value\n -[]{}&*!?|>'\"#%@`,step0", max_size=200))
def test_whatever_is_written_is_a_form_or_one_sentence(source: str) -> None:
    said = ""
    try:
        said = read_form(source).name
    except FormError as error:
        said = error.sentence.removeprefix("Line ")
    assert said[:1].strip()
    assert "\n" not in said
