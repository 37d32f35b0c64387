"""Every command is held to the tighter of the two platforms (style, section 4)."""

import re

import pytest

from adapters.main.house import catalogue
from bot.cards import FORM_FIELDS
from bot.catalogue.reading import answers_of
from bot.commands import Command, Kind, Person, Request

CATALOGUE = catalogue()
ALL = tuple(e.command for e in CATALOGUE.entries.values())
SHOWN = tuple(CATALOGUE.shown())
NAME = re.compile(r"[a-z0-9-]{1,32}")
SINGLE = {"help", "thanks", "ask", "offer"}
SUMMARY, CHOICES, OPTIONS, LABEL, HINT, NOUN = 100, 25, 25, 45, 100, 8000
"""discord-api-docs: interactions/application-commands, components/reference."""


def _named(command: Command) -> str:
    return command.name


@pytest.mark.parametrize("command", SHOWN, ids=_named)
def test_a_shown_command_fits_discord(command: Command) -> None:
    assert all(NAME.fullmatch(part) for part in (*command.path, *(a.name for a in command.args)))
    assert 1 <= len(command.summary) <= SUMMARY
    assert len(command.args) <= OPTIONS
    assert all(1 <= len(a.help) <= HINT and len(a.label) <= LABEL for a in command.args)
    assert all(len(a.choices) <= CHOICES for a in command.args)
    assert all(a.choices for a in command.args if a.kind is Kind.CHOICE)


@pytest.mark.parametrize("command", SHOWN, ids=_named)
def test_a_shown_path_is_a_noun_and_a_verb_or_one_of_the_single_words(command: Command) -> None:
    assert len(command.path) == 2 or command.path[0] in SINGLE


@pytest.mark.parametrize("command", ALL, ids=_named)
def test_required_arguments_come_before_optional_ones(command: Command) -> None:
    required = [a.required for a in command.args]
    assert required == sorted(required, reverse=True)


@pytest.mark.parametrize("command", ALL, ids=_named)
def test_a_form_asks_at_most_five_questions_and_never_leaves_a_required_one_out(command: Command) -> None:
    form = CATALOGUE.form(command, {})
    assert len(form.fields) <= FORM_FIELDS
    assert {a.name for a in command.args if a.required} <= {f.name for f in form.fields}


@pytest.mark.parametrize("noun", CATALOGUE.nouns())
def test_a_noun_fits_discords_8000_characters(noun: str) -> None:
    size = 0
    for command in CATALOGUE.shown(noun=noun):
        size += len(command.name) + len(command.summary)
        size += sum(len(a.name) + len(a.help) + sum(2 * len(c) for c in a.choices) for a in command.args)
    assert size <= NOUN


@pytest.mark.parametrize("command", SHOWN, ids=_named)
def test_a_command_reads_back_what_is_typed_for_every_argument(command: Command) -> None:
    typed = {
        Kind.PERSON: "<@maria>",
        Kind.PEOPLE: "<@maria> <@jonas>",
        Kind.ROOM: "<#general>",
        Kind.WHOLE: "7",
    }
    wanted = {a.name: typed.get(a.kind, a.choices[0] if a.choices else f"two words of {a.name}") for a in command.args}
    line = " ".join(f'{n}:"{t}"' if " of " in t else f"{n}:{t}" for n, t in wanted.items())
    assert answers_of(command, line) == wanted


@pytest.mark.parametrize("example", [(c, e) for c in SHOWN for e in c.examples], ids=lambda e: e[1])
def test_an_example_of_help_calls_its_own_command(example: tuple[Command, str]) -> None:
    command, text = example
    linked = re.sub(r"@(\w+)", r"<@\1>", text)
    read = CATALOGUE.read(Request("1", "sandbox", "s", "s", Person("maria", "Maria"), text=linked))
    path = read.path if hasattr(read, "path") else read.command.path
    assert path == command.path


def test_two_commands_with_one_path_are_refused() -> None:
    service = next(iter(CATALOGUE.entries.values())).service
    with pytest.raises(ValueError, match="two commands"):
        CATALOGUE.join(service, service)


def test_every_suggestion_belongs_to_the_service_of_its_command() -> None:
    for entry in CATALOGUE.entries.values():
        for arg in entry.command.args:
            if arg.suggest is not None:
                assert getattr(entry.service, arg.suggest.__name__, None) is arg.suggest, entry.command.name
