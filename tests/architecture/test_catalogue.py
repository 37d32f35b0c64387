"""Every command fits both platforms and is what its help says (style.md §4)."""

import ast
import re
from pathlib import Path

import pytest

from adapters.main.house import catalogue
from adapters.sandbox.read import without_root
from bot.cards import FORM_FIELDS, Form
from bot.catalogue import quoted
from bot.catalogue.catalogue import Asked
from bot.catalogue.helping import NOUNS
from bot.commands import Arg, Command, Kind, Person, Request
from bot.i18n import _, languages, speaking

ROOT = Path(__file__).parents[2]
HOUSE = catalogue()
SHOWN = list(HOUSE.shown())
EVERY = [e.command for e in HOUSE.entries.values()]
NAME = re.compile(r"[a-z0-9-]{1,32}")
SINGLE = {"help", "thanks", "ask", "offer"}
"""The words that are a command by themselves."""
DESCRIPTION = 100
LABEL = 45
"""Discord's text input (discord-api-docs, components/reference)."""
OPTIONS = 25
CHOICES = 25
NOUN_CHARACTERS = 8000
"""Discord, application-commands.mdx: names, descriptions and choices of a command with all its verbs."""
NOUNS_MOST = 100
BUTTON_VALUE = 100


def ids(command: Command) -> str:
    return command.name


def longest(text: str) -> int:
    """Return the characters of a sentence in the language in which it is longest."""
    lengths = []
    for language in languages():
        with speaking(language):
            lengths.append(len(_(text)) if text else 0)
    return max(lengths)


@pytest.mark.parametrize("command", SHOWN, ids=ids)
def test_a_commands_names_and_descriptions_fit_the_tighter_platform(command: Command) -> None:
    assert len(command.path) == (1 if command.path[0] in SINGLE else 2)
    assert all(NAME.fullmatch(word) for word in command.path)
    assert 1 <= longest(command.summary) <= DESCRIPTION
    assert len(command.args) <= OPTIONS
    assert len({a.name for a in command.args}) == len(command.args)
    for arg in command.args:
        assert NAME.fullmatch(arg.name)
        assert 1 <= longest(arg.help) <= DESCRIPTION
        assert longest(arg.label) <= LABEL
        assert len(arg.choices) <= CHOICES
        assert all(1 <= len(c) <= DESCRIPTION for c in arg.choices)
        assert (arg.kind is Kind.CHOICE) == bool(arg.choices)
        assert 1 <= arg.longest <= 4000


@pytest.mark.parametrize("command", EVERY, ids=ids)
def test_required_arguments_come_first_and_fit_one_form(command: Command) -> None:
    needed = [a.required for a in command.args]
    assert needed == sorted(needed, reverse=True)
    assert sum(needed) <= FORM_FIELDS
    assert sum(a.in_form for a in command.args) <= FORM_FIELDS


@pytest.mark.parametrize("command", EVERY, ids=ids)
def test_a_form_never_leaves_a_required_answer_out(command: Command) -> None:
    form = HOUSE.form(command, {})
    assert len(form.fields) <= FORM_FIELDS
    assert {a.name for a in command.args if a.required} <= {f.name for f in form.fields}


def test_every_suggestion_belongs_to_the_service_of_its_command() -> None:
    for entry in HOUSE.entries.values():
        for arg in entry.command.args:
            if arg.suggest is not None:
                assert getattr(entry.service, arg.suggest.__name__, None) is arg.suggest, entry.command.name


@pytest.mark.parametrize("noun", HOUSE.nouns())
def test_a_noun_fits_what_discord_takes_of_one(noun: str) -> None:
    commands = list(HOUSE.shown(noun=noun))
    assert len(commands) <= OPTIONS
    characters = len(noun) + longest(NOUNS[noun])
    for command in commands:
        characters += len(command.path[-1]) + longest(command.summary)
        for arg in command.args:
            characters += len(arg.name) + longest(arg.help) + sum(2 * len(c) for c in arg.choices)
    assert characters <= NOUN_CHARACTERS
    assert longest(NOUNS[noun]) <= DESCRIPTION


def test_the_nouns_fit_what_a_space_takes_and_each_says_what_it_is_about() -> None:
    assert len(HOUSE.nouns()) <= NOUNS_MOST
    assert set(HOUSE.nouns()) == set(NOUNS)


def read(line: str) -> Asked | Form:
    """Read a line as it would come from a platform that knows everybody who is named."""
    linked = re.sub(r"(?<!<)([@#]\w+)", r"<\1>", without_root(line))
    return HOUSE.read(Request("i", "p", "s", "s", Person("U1", "Ada"), text=linked))


@pytest.mark.parametrize(("command", "example"), [(c, e) for c in SHOWN for e in c.examples])
def test_an_example_is_read_as_the_command_it_is_an_example_of(command: Command, example: str) -> None:
    for line in (example, f"/hearth {example}", f"/{example.upper() if not command.args else example}"):
        asked = read(line)
        if isinstance(asked, Form):
            assert asked.path == command.path
        else:
            assert asked.command is command
            HOUSE.values(asked)


def test_every_command_that_is_shown_has_an_example() -> None:
    assert [c.name for c in SHOWN if not c.examples] == []


def sample(arg: Arg) -> str:
    """Return something that may be typed for an argument."""
    match arg.kind:
        case Kind.CHOICE:
            return arg.choices[-1]
        case Kind.WHOLE:
            return "7"
        case Kind.PERSON:
            return "<@U2>"
        case Kind.PEOPLE:
            return "<@U2> <@U3>"
        case Kind.ROOM:
            return "<#C1>"
        case Kind.TEXT | Kind.LONG:
            return f"two {arg.name}s"


@pytest.mark.parametrize("command", SHOWN, ids=ids)
def test_what_a_command_asks_for_is_read_back_from_its_usage(command: Command) -> None:
    answers = {a.name: sample(a) for a in command.args}
    by_key = " ".join(f"{n}:{v if v.startswith('<') else quoted(v)}" for n, v in answers.items())
    asked = read(f"{command.name} {by_key}")
    assert isinstance(asked, Asked)
    assert asked.answers == answers
    in_order = " ".join(a if a.startswith("<") else quoted(a) for a in (sample(x) for x in command.args if x.required))
    placed = read(f"{command.name} {in_order}")
    given = (
        dict(placed.known) | {f.name: f.value for f in placed.fields} if isinstance(placed, Form) else placed.answers
    )
    assert {n: v for n, v in given.items() if v} == {a.name: sample(a) for a in command.args if a.required}


def _buttons() -> list[tuple[str, str]]:
    """Return (place, action) of every button that the core writes."""
    found: list[tuple[str, str]] = []
    for path in sorted((ROOT / "bot").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Button" and len(node.args) > 1:
                action = node.args[1]
                if isinstance(action, ast.Constant):
                    found.append((f"{path.relative_to(ROOT)}:{node.lineno}", str(action.value)))
    return found


def test_every_button_leads_to_a_command() -> None:
    buttons = _buttons()
    assert len(buttons) > 20
    assert [b for b in buttons if tuple(b[1].split(".")) not in HOUSE.entries] == []


def _forms() -> set[str]:
    """Return the action of every form that the core opens filled."""
    found: set[str] = set()
    for path in (ROOT / "bot").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Form":
                found |= {".".join(ast.literal_eval(a)) for a in node.args[1:2] if isinstance(a, ast.Tuple)}
    return found


def test_every_hidden_command_is_behind_a_button_or_a_filled_form() -> None:
    actions = {action for _place, action in _buttons()}
    assert {c.action for c in EVERY if c.hidden} <= actions | _forms()
    for command in EVERY:
        # Two ids and a word fit beside every action.
        assert len(command.action) + 1 + 16 + 1 + 16 + 1 + 8 <= BUTTON_VALUE


def test_every_sentence_that_names_a_command_names_one_that_is_there() -> None:
    names = {c.name for c in SHOWN}
    nouns = {c.path[0] for c in SHOWN if len(c.path) == 2}
    wrong: list[str] = []
    for path in sorted((ROOT / "bot").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Constant) and isinstance(node.value, str)):
                continue
            for noun, verb in re.findall(r"(?:: |· |Try: |First: |with: )([a-z]+) ([a-z-]+)", node.value):
                if noun in nouns and f"{noun} {verb}" not in names:
                    wrong.append(f"{path.name}:{node.lineno}: {noun} {verb}")
    assert wrong == []
