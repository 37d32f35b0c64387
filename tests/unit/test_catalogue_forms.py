"""Forms: what a command asks for when something is missing, and how it comes back when an answer was wrong."""

import pytest

from adapters.main.house import catalogue
from bot.cards import Field, Form, Input, Reply
from bot.catalogue import Catalogue
from bot.catalogue.catalogue import Asked
from bot.commands import Access, Arg, Call, Command, Kind, Person, Request
from bot.errors import Invalid
from tests.worlds.town import SPACE, Town

HOUSE = catalogue()


class Things:
    """A service with one small command, one big one, and one that is all choice."""

    async def do(self, call: Call) -> Reply:
        return Reply()

    @staticmethod
    def commands() -> tuple[Command, ...]:
        small = (
            Arg("name", "What it is called", label="Name", longest=60),
            Arg("who", "Whom", Kind.PERSON),
            Arg("kind", "Which", Kind.CHOICE, required=False, asked=True, choices=("a", "b")),
            Arg("cap", "How many", Kind.WHOLE, required=False),
        )
        big = tuple(Arg(f"a{n}", "", required=n < 7) for n in range(9))
        bare = (Arg("name", ""), Arg("new", "", required=False, asked=True))
        optional = (Arg("days", "", Kind.WHOLE, required=False),)
        return (
            Command(("small", "do"), "Do a small thing", Things.do, small, Access.ANYONE),
            Command(("big", "do"), "Do a big thing", Things.do, big, Access.ANYONE),
            Command(("bare", "do"), "Change a thing", Things.do, bare, Access.ANYONE, bare_form=True),
            Command(("quick", "do"), "Do it at once", Things.do, optional, Access.ANYONE),
        )


THINGS = Catalogue.join(Things)


def read(text: str = "", *, path: tuple[str, ...] = (), form: bool = False, **answers: str) -> Asked | Form:
    request = Request("i", "p", "s", "s", Person("U1", "Ada"), text=text, path=path, form=form, answers=answers)
    return THINGS.read(request)


def test_a_missing_answer_opens_the_form_with_what_was_given_already() -> None:
    assert read("small do Mentors cap:5") == Form(
        "Do a small thing",
        ("small", "do"),
        (
            Field("name", "Name", Input.LINE, required=True, hint="What it is called", value="Mentors", longest=60),
            Field("who", "Who", Input.PERSON, required=True, hint="Whom", longest=200),
            Field("kind", "Kind", Input.CHOICE, required=False, hint="Which", choices=("a", "b"), longest=200),
        ),
        {"cap": "5"},
    )


def test_with_everything_that_is_required_no_form_is_asked_for() -> None:
    asked = read("small do Mentors <@U2>")
    assert isinstance(asked, Asked)
    assert asked.answers == {"name": "Mentors", "who": "<@U2>"}
    assert isinstance(read("quick do"), Asked)


@pytest.mark.parametrize(("line", "opens"), [("bare do", True), ("bare do x", True), ("bare do x new:y", False)])
def test_a_command_whose_work_lies_in_what_is_optional_asks_for_it(line: str, opens: bool) -> None:
    assert isinstance(read(line), Form) == opens


def test_a_form_has_at_most_five_questions_and_carries_the_rest() -> None:
    first = read("big do one two")
    assert isinstance(first, Form)
    assert [f.name for f in first.fields] == ["a2", "a3", "a4", "a5", "a6"]
    assert first.known == {"a0": "one", "a1": "two"}
    whole = read("big do")
    assert isinstance(whole, Form)
    assert [f.name for f in whole.fields] == ["a0", "a1", "a2", "a3", "a4"]
    filled = read(path=("big", "do"), form=True, **{**first.known, **{f.name: "x" for f in first.fields}})
    assert isinstance(filled, Asked)
    assert filled.answers == {"a0": "one", "a1": "two"} | {f"a{n}": "x" for n in range(2, 7)}


def test_an_id_that_a_button_gave_is_carried_and_not_shown() -> None:
    form = read("abcdefghij234567", path=("bare", "do"))
    assert isinstance(form, Form)
    assert [(f.name, f.value) for f in form.fields] == [("new", "")]
    assert form.known == {"name": "abcdefghij234567"}


def test_an_answer_left_empty_in_a_form_is_refused_at_its_field() -> None:
    asked = read(path=("small", "do"), form=True, name="Mentors", who="   ")
    assert isinstance(asked, Asked)
    with pytest.raises(Invalid) as refused:
        THINGS.values(asked)
    assert (refused.value.sentence, refused.value.field) == ("who is still empty. Nothing was changed.", "who")


def test_a_form_comes_back_filled_with_one_sentence_at_the_field_that_is_wrong() -> None:
    form = read("small do")
    assert isinstance(form, Form)
    again = form.refilled({"name": "Mentors", "kind": "b"}, error="No.", wrong="name")
    assert ({f.name: f.value for f in again.fields}, again.error, again.wrong) == (
        {"name": "Mentors", "who": "", "kind": "b"},
        "No.",
        "name",
    )
    # A field that the form does not ask for cannot show it: it stands above all.
    assert form.refilled({}, error="No.", wrong="cap").wrong is None


@pytest.mark.parametrize("path", sorted(p for p, e in HOUSE.entries.items() if any(a.in_form for a in e.command.args)))
def test_every_form_of_the_house_has_a_question_with_a_label_for_each_answer(path: tuple[str, ...]) -> None:
    command = HOUSE.entries[path].command
    if command.hidden:
        return  # reached by buttons that carry everything
    form = HOUSE.form(command, {})
    assert 1 <= len(form.fields) <= 5
    assert form.title
    for field in form.fields:
        assert field.label[:1].isupper(), field
        assert field.hint, field
        assert len(field.label) <= 45  # Discord's text input (discord-api-docs, components/reference)
        assert field.longest <= 4000
    required = {a.name for a in command.args if a.required}
    assert required <= {f.name for f in form.fields}


async def test_a_refused_form_changes_nothing_and_the_corrected_one_works(town: Town) -> None:
    asked = await town.types("maria", "/community setup")
    assert asked.form is not None
    again = await town.fills("maria", asked.form, {"name": "x", "charter": "y", "zone": "Mars", "language": "en"})
    assert again.form is not None
    assert again.form.wrong == "zone"
    right = {f.name: f.value for f in again.form.fields} | {"zone": "Europe/Madrid"}
    done = await town.fills("maria", again.form, right)
    assert done.card is not None
    assert done.card.title == "x is here"
    assert town.rooms[SPACE]
