"""Reads typed text: quotes, `key:value`, mentions and channels."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from bot.commands import Arg, Command, Kind
from bot.errors import Invalid, shortened
from bot.i18n import _

QUOTES = {'"': '"', "“": "”", "„": "“", "«": "»"}
MENTION = re.compile(r"<@([^|<>\s]+)(?:\|[^<>]*)?>")
ROOM = re.compile(r"<#([^|<>\s]+)(?:\|[^<>]*)?>")
BETWEEN = {",", ";"}
"""What stands between people who are named one after the other, and means nothing."""
LONGEST_TEXT = 4000
"""Discord's longest text input (discord-api-docs, components/reference)."""


@dataclass(frozen=True, slots=True)
class PersonRef:
    """A person as the platform names them."""

    external: str


@dataclass(frozen=True, slots=True)
class RoomRef:
    """A room as the platform names it."""

    external: str


Read = str | int | PersonRef | RoomRef | tuple[PersonRef, ...]


@dataclass(frozen=True, slots=True)
class Token:
    """One word, or one quoted text. `key` is the argument it was written for; `glued`: no space stood before it."""

    text: str
    quoted: bool
    key: str | None = None
    glued: bool = False
    raw: str = ""


def quoted(text: str) -> str:
    """Return the text as one quoted word, so that reading it gives it back."""
    return '"' + text.replace('"', "”") + '"'


def spoken(text: str, people: Mapping[str, str], rooms: Mapping[str, tuple[str, bool]]) -> str:
    """Return free text with names where the platform's ids of people and rooms stood.

    `people`: id to shown name; `rooms`: id to (name, private). Who is not known is somebody; a private room
    is a room.
    """

    def person(found: re.Match[str]) -> str:
        return f"@{people.get(found[1]) or _('somebody')}"

    def room(found: re.Match[str]) -> str:
        name, private = rooms.get(found[1], ("", True))
        return _("a room") if private else f"#{name}"

    return ROOM.sub(room, MENTION.sub(person, text))


def tokens(text: str, keys: frozenset[str]) -> Iterator[Token]:
    """Yield the words of a line; an opening quote that is never closed is a plain character."""
    key: str | None = None
    position = 0
    while position < len(text):
        if text[position].isspace():
            position += 1
            continue
        named = re.match(r"([A-Za-z][A-Za-z-]*):", text[position:])
        if named and named[1].lower() in keys:
            key = named[1].lower()
            position += named.end()
            # A key with nothing behind it still says: this one is empty.
            yield Token("", quoted=False, key=key)
            continue
        close = QUOTES.get(text[position])
        end = text.find(close, position + 1) if close else -1
        if end > 0:
            raw = text[position : end + 1]
            yield Token(raw[1:-1], quoted=True, key=key, glued=_glued(text, position, raw), raw=raw)
            position = end + 1
            continue
        word = re.match(r"<[@#][^<>]*>|\S[^\s<]*|\S", text[position:])
        if word is None:  # pragma: no cover - \S always matches here
            return
        yield Token(word[0], quoted=False, key=key, glued=_glued(text, position, word[0]))
        position += word.end()


def _glued(text: str, position: int, word: str) -> bool:
    """Return whether a word was parted from the one before without a space, as in "x<y" or "agree, @maria?"."""
    return position > 0 and not text[position - 1].isspace() and not MENTION.fullmatch(word)


def answers_of(command: Command, text: str) -> dict[str, str]:
    """Return what was typed for each argument, as text, by argument name.

    What carries a key goes to that argument. A mention goes to the first argument of its kind. The rest
    goes to the required arguments in order (to the optional ones where none is required): one word or
    quoted text each, and the last takes everything that is left.

    Raises:
        Invalid: too long, or something is left over.
    """
    if len(text) > LONGEST_TEXT:
        raise Invalid(
            _("That is too long to read: at most {count} characters. Nothing was changed.").format(count=LONGEST_TEXT)
        )
    answers: dict[str, list[str]] = {}
    loose: list[Token] = []
    named = False
    for token in tokens(text, frozenset(a.name for a in command.args)):
        arg = None if token.key is not None else _mentioned(command, token, answers)
        if token.key is not None:
            answers.setdefault(token.key, [])
            if token.text:
                _add(answers[token.key], token)
        elif arg is not None:
            answers.setdefault(arg.name, []).append(token.text)
        elif not (named and token.text in BETWEEN):
            loose.append(token)
        named = arg is not None
    _place(command, loose, answers)
    return {name: " ".join(words) for name, words in answers.items()}


def _add(words: list[str], token: Token) -> None:
    """Add a word to others, to the last of them where no space stood between."""
    if token.glued and words:
        words[-1] += token.text
    else:
        words.append(token.text)


def _mentioned(command: Command, token: Token, answers: Mapping[str, list[str]]) -> Arg | None:
    """Return the argument a mention or channel is meant for."""
    if token.quoted:
        return None
    for arg in command.args:
        if MENTION.fullmatch(token.text) and (
            arg.kind is Kind.PEOPLE or (arg.kind is Kind.PERSON and arg.name not in answers)
        ):
            return arg
        if ROOM.fullmatch(token.text) and arg.kind is Kind.ROOM and arg.name not in answers:
            return arg
    return None


def _place(command: Command, loose: list[Token], answers: dict[str, list[str]]) -> None:
    """Give the words without a key to the arguments that wait for them."""
    required = [a for a in command.args if a.required and a.name not in answers]
    optional = [a for a in command.args if not a.required and a.name not in answers]
    waiting = required or ([] if any(a.required for a in command.args) else optional[:1])
    rest = list(loose)
    for index, arg in enumerate(waiting):
        if not rest:
            return
        last = index == len(waiting) - 1
        if last and not rest[0].quoted:
            answers[arg.name] = []
            for token in rest:
                # Quotes inside a sentence are the writer's own.
                _add(answers[arg.name], replace(token, text=token.raw or token.text))
            return
        answers[arg.name] = [rest.pop(0).text]
    # A quoted last argument leaves the words behind it to the optional ones, in order.
    for arg in (a for a in optional if a not in waiting):
        if not rest:
            return
        answers[arg.name] = [rest.pop(0).text]
    if rest:
        if any(MENTION.fullmatch(t.text) for t in rest) and any(a.kind is Kind.PERSON for a in command.args):
            raise Invalid(_("One person at a time, please. Nothing was changed."))
        words = shortened(spoken(" ".join(t.text for t in rest), {}, {}))
        sentence = _("I did not know what to do with “{words}” in {command}. Nothing was changed. Try: help {noun}")
        raise Invalid(sentence.format(words=words, command=command.name, noun=command.path[0]))


def read_value(arg: Arg, text: str) -> Read:
    """Return an argument's value from its text.

    Raises:
        Invalid: with the argument as its field.
    """
    match arg.kind:
        case Kind.TEXT:
            return _text(arg, " ".join(text.split()))
        case Kind.LONG:
            return _text(arg, text.strip())
        case Kind.WHOLE:
            return _whole(arg, text)
        case Kind.CHOICE:
            return _choice(arg, text)
        case Kind.PERSON:
            return _people(arg, text)[0]
        case Kind.PEOPLE:
            return _people(arg, text)
        case Kind.ROOM:
            return _room(arg, text)


def _text(arg: Arg, text: str) -> str:
    clean = "".join(c for c in text if c.isprintable() or c in "\n\t").strip()
    if arg.required and not clean:
        raise Invalid(_("{name} is still empty. Nothing was changed.").format(name=arg.name), field=arg.name)
    if len(clean) > arg.longest:
        sentence = _("That {name} has {count} characters; at most {longest} fit. Nothing was changed.")
        raise Invalid(sentence.format(name=arg.name, count=len(clean), longest=arg.longest), field=arg.name)
    return clean


def _whole(arg: Arg, text: str) -> int:
    if not re.fullmatch(r"-?[0-9]{1,9}", text.strip()):
        sentence = _("{name} is a whole number, and “{text}” is not one. Nothing was changed.")
        raise Invalid(sentence.format(name=arg.name, text=shortened(text)), field=arg.name)
    return int(text)


def _choice(arg: Arg, text: str) -> str:
    wanted = " ".join(text.split()).casefold()
    for choice in arg.choices:
        if choice.casefold() == wanted:
            return choice
    sentence = _("{name} is one of: {choices}. “{text}” is not among them. Nothing was changed.")
    raise Invalid(sentence.format(name=arg.name, choices=", ".join(arg.choices), text=shortened(text)), field=arg.name)


def _people(arg: Arg, text: str) -> tuple[PersonRef, ...]:
    found = tuple(dict.fromkeys(PersonRef(m) for m in MENTION.findall(text)))
    left = MENTION.sub(" ", text).replace(",", " ").split()
    strangers = [w for w in left if w.casefold() not in {"and", "&"}]
    if strangers or not found:
        sentence = _("I do not know whom you mean by “{text}”. Write @ and pick the name. Nothing was changed.")
        raise Invalid(sentence.format(text=shortened(" ".join(strangers) or text)), field=arg.name)
    if arg.kind is Kind.PERSON and len(found) > 1:
        raise Invalid(_("One person at a time, please. Nothing was changed."), field=arg.name)
    return found


def _room(arg: Arg, text: str) -> RoomRef:
    found = ROOM.fullmatch(text.strip())
    if found is None:
        sentence = _("I do not know the room “{text}”. Write # and pick it. Nothing was changed.")
        raise Invalid(sentence.format(text=shortened(text)), field=arg.name)
    return RoomRef(found[1])
