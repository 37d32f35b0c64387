"""What a typed line means: quotes, keys, mentions, rooms; and that nothing typed can do harm."""

from collections.abc import Mapping

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from adapters.main.house import catalogue
from bot.cards import Form, Reply
from bot.catalogue import Catalogue, PersonRef, RoomRef, quoted
from bot.catalogue.catalogue import Asked
from bot.catalogue.reading import answers_of, read_value
from bot.commands import Access, Arg, Call, Command, Kind, Person, Request
from bot.errors import Invalid
from tests.strategies import attacks, hostile

NOT = "Nothing was changed."
HOUSE = catalogue()


async def nothing(service: object, call: Call) -> Reply:
    return Reply()


def command(*args: Arg) -> Command:
    return Command(("thing", "do"), "Do it", nothing, args, Access.ANYONE)


NAME = Arg("name", "")
WHEN = Arg("when", "")
WHY = Arg("why", "", required=False)
WHO = Arg("who", "", Kind.PERSON)
PEOPLE = Arg("people", "", Kind.PEOPLE, required=False)
ROOM = Arg("room", "", Kind.ROOM, required=False)
NEW = Arg("new-name", "", required=False)
ALL = command(NAME, WHEN, WHY, PEOPLE, ROOM, NEW)


@pytest.mark.parametrize(
    ("line", "answers"),
    [
        ("", {}),
        ("one", {"name": "one"}),
        ("one two three", {"name": "one", "when": "two three"}),
        ('"one two" three four', {"name": "one two", "when": "three four"}),
        ("“one two” „three four“", {"name": "one two", "when": "three four"}),
        ("«one two» three", {"name": "one two", "when": "three"}),
        ('"one" "two" three', {"name": "one", "when": "two", "why": "three"}),
        ('"one" "two" "three four"', {"name": "one", "when": "two", "why": "three four"}),
        ('one "two', {"name": "one", "when": '"two'}),
        ("when:two one", {"name": "", "when": "two one"}),
        ("one when:two words", {"name": "one", "when": "two words"}),
        ('one when:"two words" why:three', {"name": "one", "when": "two words", "why": "three"}),
        ("WHEN:two one", {"when": "two one"}),
        ("one when: why:because", {"name": "one", "when": "", "why": "because"}),
        ("one new-name:other when:two", {"name": "one", "new-name": "other", "when": "two"}),
        ("one two http://example.org/x", {"name": "one", "when": "two http://example.org/x"}),
        ("one 10:00", {"name": "one", "when": "10:00"}),
        ("one what: two", {"name": "one", "when": "what: two"}),
        ("one <#C1|general> two", {"name": "one", "when": "two", "room": "<#C1|general>"}),
        ("one <@U1> <@U2> two", {"name": "one", "when": "two", "people": "<@U1> <@U2>"}),
        ("one <@U1>, <@U2> two", {"name": "one", "when": "two", "people": "<@U1> <@U2>"}),
        ('one "<@U1>" two', {"name": "one", "when": "<@U1>", "why": "two"}),
        ("one if x<y then", {"name": "one", "when": "if x<y then"}),
        ('one what is "rest" to you', {"name": "one", "when": 'what is "rest" to you'}),
        ("one\ttwo\n three", {"name": "one", "when": "two three"}),
    ],
)
def test_each_word_goes_where_it_is_meant(line: str, answers: dict[str, str]) -> None:
    assert answers_of(ALL, line) == {k: v for k, v in answers.items() if k != "name" or v}


@pytest.mark.parametrize(
    ("args", "line", "answers"),
    [
        ((NAME, WHO), "one <@U1>", {"name": "one", "who": "<@U1>"}),
        ((WHO,), "<@U1>", {"who": "<@U1>"}),
        ((WHY, ROOM), "some words", {"why": "some words"}),
        ((Arg("days", "", Kind.WHOLE, required=False),), "7", {"days": "7"}),
        ((NAME, Arg("sure", "", required=False)), "Friday wins", {"name": "Friday wins"}),
    ],
)
def test_where_nothing_is_required_the_words_go_to_the_first_that_may_have_them(
    args: tuple[Arg, ...], line: str, answers: dict[str, str]
) -> None:
    assert answers_of(command(*args), line) == answers


@pytest.mark.parametrize(
    ("args", "line", "sentence"),
    [
        ((), "anything more", f"I did not know what to do with “anything more” in thing do. {NOT} Try: help thing"),
        ((NAME,), '"one" two', f"I did not know what to do with “two” in thing do. {NOT} Try: help thing"),
        ((WHO,), "<@U1> <@U2>", f"One person at a time, please. {NOT}"),
        ((NAME,), "x" * 4001, f"That is too long to read: at most 4000 characters. {NOT}"),
    ],
)
def test_what_is_left_over_is_said(args: tuple[Arg, ...], line: str, sentence: str) -> None:
    with pytest.raises(Invalid) as refused:
        answers_of(command(*args), line)
    assert refused.value.sentence == sentence


@pytest.mark.parametrize(
    ("arg", "text", "value"),
    [
        (NAME, "  two   words ", "two words"),
        (Arg("x", "", Kind.LONG), " two\nlines ", "two\nlines"),
        (NAME, "a\x00b\x1b[2J\u202ec", "ab[2Jc"),
        (Arg("x", "", Kind.WHOLE), " -12 ", -12),
        (Arg("x", "", Kind.CHOICE, choices=("So-so", "Yes")), "  so-SO ", "So-so"),
        (WHO, "<@U1|maria>", PersonRef("U1")),
        (PEOPLE, "<@U1>, <@U2> and <@U1>", (PersonRef("U1"), PersonRef("U2"))),
        (ROOM, "<#C1|general>", RoomRef("C1")),
    ],
)
def test_each_kind_is_read_as_what_it_is(arg: Arg, text: str, value: object) -> None:
    assert read_value(arg, text) == value


@pytest.mark.parametrize(
    ("arg", "text"),
    [
        (Arg("name", "", longest=3), "four"),
        (NAME, "\u200b\u200b"),
        (Arg("x", "", Kind.WHOLE), "1.5"),
        (Arg("x", "", Kind.WHOLE), "9999999999"),
        (Arg("x", "", Kind.WHOLE), "٣"),
        (Arg("x", "", Kind.CHOICE, choices=("a",)), "b"),
        (WHO, "maria"),
        (WHO, "<@U1> <@U2>"),
        (WHO, "<@U1> and Jonas"),
        (WHO, "<@>"),
        (ROOM, "general"),
        (ROOM, "<#C1> <#C2>"),
    ],
)
def test_what_cannot_be_read_is_refused_at_its_argument(arg: Arg, text: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_value(arg, text)
    assert refused.value.field == arg.name
    assert NOT in refused.value.sentence


words = st.text(st.characters(exclude_characters='"“”', exclude_categories=["Cs"]), max_size=30)


@settings(derandomize=True, max_examples=300)
@given(st.lists(words, min_size=3, max_size=3), st.text(alphabet='x"“”«» ', max_size=12))
def test_what_is_quoted_is_read_back(texts: list[str], marks: str) -> None:
    line = " ".join(map(quoted, (*texts[:2], texts[2] + marks)))
    read = answers_of(command(NAME, WHEN, Arg("why", "")), line)
    assert [read.get(n, "") for n in ("name", "when")] == texts[:2]
    assert read["why"] == (texts[2] + marks).replace('"', "”")


lines = st.lists(
    hostile
    | attacks
    | st.sampled_from([f"{a.name}:" for e in HOUSE.entries.values() for a in e.command.args])
    | st.sampled_from(['"', "“", "”", "<@U1>", "<#C1>", "«", "ritual", "create", " "]),
    max_size=8,
).map(" ".join)


def request(text: str, *, path: tuple[str, ...] = (), answers: Mapping[str, str] | None = None) -> Request:
    form = answers is not None
    return Request("i", "p", "s", "s", Person("U1", "Ada"), text=text, path=path, form=form, answers=answers or {})


def outcome(asked: Request) -> tuple[Asked | Form | None, Invalid | None]:
    """Return what a request is read as, its values too, or how it is refused; anything else is raised."""
    try:
        read = HOUSE.read(asked)
        if isinstance(read, Asked):
            HOUSE.values(read)
    except Invalid as refused:
        return None, refused
    return read, None


@settings(derandomize=True, max_examples=500, deadline=None)
@given(st.sampled_from(sorted(HOUSE.entries)), lines)
@example(("ritual", "create"), '"')
@example(("circle", "invite"), "<@> <#> <@U1")
def test_whatever_is_typed_is_read_or_refused_in_one_sentence_and_nothing_else(
    path: tuple[str, ...], line: str
) -> None:
    for asked in (request(" ".join((*path, line))), request(line, path=path), request(line)):
        read, refused = outcome(asked)
        if refused is not None:
            assert refused.sentence
            assert "\n" not in refused.sentence
            assert len(refused.sentence) < 400
        elif isinstance(read, Form):
            assert len(read.fields) <= 5


@settings(derandomize=True, max_examples=500, deadline=None)
@given(st.sampled_from(sorted(HOUSE.entries)), st.data())
def test_whatever_a_form_brings_is_read_or_refused_at_one_of_its_fields(
    path: tuple[str, ...], data: st.DataObject
) -> None:
    args = HOUSE.entries[path].command.args
    answers = {a.name: data.draw(hostile | attacks | st.text(max_size=300)) for a in args}
    read, refused = outcome(request("", path=path, answers=answers))
    assert not isinstance(read, Form)
    if refused is not None:
        assert refused.field in {a.name for a in args} or not any(t.strip() for t in answers.values())


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("ritul list", f"I do not know “ritul list”. Did you mean: ritual list? {NOT}"),
        ("xyzzy", f"I do not know “xyzzy”. Type help to see what I can do. {NOT}"),
        ("ritual worth x yes", None),
        ("RITUAL List", "ritual list"),
        ("ritual", "help"),
        ("", "help"),
    ],
)
def test_a_line_that_begins_with_no_command_says_what_is_near(typed: str, sentence: str | None) -> None:
    read, refused = outcome(request(typed))
    if refused is not None:
        assert sentence is None or refused.sentence == sentence
    else:
        assert isinstance(read, Asked)
        assert read.command.name == sentence


def test_two_commands_of_one_path_are_a_bug() -> None:
    class Twice:
        @staticmethod
        def commands() -> tuple[Command, ...]:
            return (command(), command(NAME))

    with pytest.raises(ValueError, match="two commands are called thing do"):
        Catalogue.join(Twice)


def test_a_button_of_an_older_version_is_told_from_nothing() -> None:
    with pytest.raises(Invalid, match="from before my last change"):
        HOUSE.read(request("", path=("gone", "away")))
