"""All commands, by path: what a typed line, a button or a form means."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from bot.cards import FORM_FIELDS, Field, Form, Input
from bot.catalogue.reading import Read, answers_of, read_value
from bot.commands import Access, Arg, Command, Kind, Request
from bot.errors import OURS, Invalid, shortened
from bot.i18n import _


class Offers(Protocol):
    """A service class that offers commands."""

    @staticmethod
    def commands() -> tuple[Command, ...]:
        """Return them, in the order in which help shows them."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A command and the service class whose method answers it."""

    command: Command
    service: type


@dataclass(frozen=True, slots=True)
class Asked:
    """A command read from a request, with what was answered for each argument, as text."""

    entry: Entry
    answers: Mapping[str, str]

    @property
    def command(self) -> Command:
        """Return the command."""
        return self.entry.command


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Every command once. Built by `join`."""

    entries: Mapping[tuple[str, ...], Entry]

    @staticmethod
    def join(*services: type[Offers]) -> Catalogue:
        """Return the catalogue of these service classes.

        Raises:
            ValueError: two commands have one path (a bug).
        """
        entries: dict[tuple[str, ...], Entry] = {}
        for service in services:
            for command in service.commands():
                if command.path in entries:
                    msg = f"two commands are called {command.name}"
                    raise ValueError(msg)
                entries[command.path] = Entry(command, service)
        return Catalogue(entries)

    def shown(self, *, noun: str | None = None) -> Iterator[Command]:
        """Yield the commands that help and documents show, of one noun or all, in their order."""
        for entry in self.entries.values():
            if not entry.command.hidden and noun in {None, entry.command.path[0]}:
                yield entry.command

    def nouns(self) -> tuple[str, ...]:
        """Return the first words of the shown commands, each once, in their order."""
        return tuple(dict.fromkeys(c.path[0] for c in self.shown()))

    def entry(self, path: tuple[str, ...]) -> Entry:
        """Return the command at a path.

        Raises:
            Invalid: a button or form of an older version asks for something that is gone.
        """
        if path not in self.entries:
            raise Invalid(
                _("That button is from before my last change. Nothing was done. Type help to see what I do now.")
            )
        return self.entries[path]

    def read(self, request: Request) -> Asked | Form:
        """Return what a request asks for, or the form that asks for what is missing. Needs no database.

        Raises:
            Invalid: nothing here is called that, or something was left over.
        """
        if request.path:
            entry = self.entry(request.path)
            answers = dict(request.answers) or answers_of(entry.command, request.text)
        else:
            entry, rest = self._typed(request.text)
            answers = answers_of(entry.command, rest)
        given = {name: text for name, text in answers.items() if text.strip()}
        if not request.form and self._wants_form(entry.command, given):
            return self.form(entry.command, given)
        return Asked(entry, given)

    def _typed(self, text: str) -> tuple[Entry, str]:
        """Return the command a line begins with, and the rest of the line."""
        words = text.split(None, 2)
        for size in (2, 1):
            path = tuple(w.lower() for w in words[:size])
            if len(path) == size and path in self.entries and not self.entries[path].command.hidden:
                rest = text.split(None, size)
                return self.entries[path], rest[size] if len(rest) > size else ""
        if not words:
            return self.entries["help",], ""
        if len(words) == 1 and words[0].lower() in self.nouns():
            return self.entries["help",], words[0]
        raise Invalid(self._unknown(" ".join(words[:2])))

    def _unknown(self, typed: str) -> str:
        names = [c.name for c in self.shown()]
        near = difflib.get_close_matches(typed.lower(), names, n=1, cutoff=0.5)
        if near:
            sentence = _("I do not know “{typed}”. Did you mean: {near}? Nothing was changed.")
            return sentence.format(typed=shortened(typed), near=near[0])
        return _("I do not know “{typed}”. Type help to see what I can do. Nothing was changed.").format(
            typed=shortened(typed)
        )

    @staticmethod
    def _wants_form(command: Command, given: Mapping[str, str]) -> bool:
        """Return whether the form must ask before anything is done."""
        required = {a.name for a in command.args if a.required}
        return not required <= given.keys() or (command.bare_form and given.keys() <= required)

    def form(self, command: Command, given: Mapping[str, str]) -> Form:
        """Return the form of a command, filled with what was given; at most 5 questions.

        All of a small command's questions are asked again, so that the form carries everything; what does
        not fit is carried in `known`, and so is an id that a button gave: it says nothing to anybody.
        """
        asked = [a for a in command.args if a.in_form and not OURS.fullmatch(given.get(a.name, ""))]
        missing = [a for a in asked if a.name not in given]
        if len(asked) > FORM_FIELDS:
            asked = missing[:FORM_FIELDS]
        names = {a.name for a in asked}
        known = {n: t for n, t in given.items() if n not in names}
        return Form(_(command.summary), command.path, tuple(_field(a, given.get(a.name, "")) for a in asked), known)

    def values(self, asked: Asked) -> dict[str, Read]:
        """Return the typed values of what was answered, people and rooms still as the platform's own.

        Raises:
            Invalid: at the argument that is wrong, or a required one is empty.
        """
        values: dict[str, Read] = {}
        for arg in asked.command.args:
            text = asked.answers.get(arg.name, "").strip()
            if text:
                values[arg.name] = read_value(arg, text)
            elif arg.required:
                raise Invalid(_("{name} is still empty. Nothing was changed.").format(name=arg.name), field=arg.name)
        return values

    def allowed(self, command: Command, *, member: bool, steward: bool, installer: bool) -> bool:
        """Return whether somebody may use a command, so that help shows only that."""
        match command.access:
            case Access.ANYONE:
                return True
            case Access.INSTALLER:
                return installer or steward
            case Access.MEMBER | Access.HOST:
                return member
            case Access.STEWARD:
                return steward


INPUTS = {
    Kind.TEXT: Input.LINE,
    Kind.LONG: Input.LINES,
    Kind.WHOLE: Input.LINE,
    Kind.CHOICE: Input.CHOICE,
    Kind.PERSON: Input.PERSON,
    Kind.PEOPLE: Input.PEOPLE,
    Kind.ROOM: Input.ROOM,
}


def _field(arg: Arg, value: str) -> Field:
    return Field(
        name=arg.name,
        label=_(arg.label or arg.name.capitalize()),
        input=INPUTS[arg.kind],
        required=arg.required,
        hint=_(arg.help),
        value=value,
        choices=arg.choices,
        suggests=arg.suggest is not None,
        longest=arg.longest,
    )
