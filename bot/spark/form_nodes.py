"""YAML as a form may have it: plain maps, lists and values, each with its line; nothing that builds or repeats."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import yaml

from bot.errors import shortened
from bot.i18n import _
from bot.spark.form_model import LONGEST_KEY, LONGEST_SOURCE

DEEPEST: Final = 8
KEY: Final = re.compile(r"[a-z0-9][a-z0-9 -]*")
FENCE: Final = re.compile(r"^```\w*[ \r]*$", re.MULTILINE)
"""What people put around code in a chat; the line stays, empty, so that mistakes are told with theirs."""
DURATION: Final = re.compile(r"(\d{1,5}) ?(min|minutes?|h|hours?|d|days?)")
UNITS: Final = {"m": "minutes", "h": "hours", "d": "days"}
YES: Final = {"yes": True, "true": True, "no": False, "false": False}


class FormError(Exception):
    """A form cannot be used; `sentence` names the line and says why."""

    def __init__(self, line: int, sentence: str) -> None:
        """Keep the sentence, with its line (from 1) before it."""
        self.line = line
        self.sentence = _("Line {line}: {what}").format(line=line, what=sentence)
        super().__init__(self.sentence)


def composed(source: str) -> "Mapped":
    """Return the map that a text holds.

    Raises:
        FormError: it is too long, no YAML, no map, or has what forms do not need: anchors, aliases and tags.
    """
    if len(source) > LONGEST_SOURCE:
        said = _("a form has at most {most} characters, and this one {count}.")
        raise FormError(source[:LONGEST_SOURCE].count("\n") + 1, said.format(most=LONGEST_SOURCE, count=len(source)))
    source = FENCE.sub("", source)
    try:
        _plain(source)
        node = yaml.compose(source, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        said = _("I cannot read this. Look at the indentation, the quotes and the colons.")
        raise FormError(mark.line + 1 if mark else 1, said) from error
    except yaml.YAMLError as error:
        raise FormError(1, _("there is a character in it that no text has.")) from error
    if node is None:
        raise FormError(1, _("there is nothing in it."))
    return Mapped.of(node, _("a form"))


def _plain(source: str) -> None:
    """Refuse what a form never needs, before anything is built of it."""
    depth = 0
    for event in yaml.parse(source, Loader=yaml.SafeLoader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
            raise FormError(line, _("forms have no anchors (&) and aliases (*). Write it out, or put it in quotes."))
        if isinstance(event, yaml.NodeEvent) and (getattr(event, "tag", None) or "").startswith("tag:yaml.org,2002:py"):
            raise FormError(line, _("forms have no tags (!)."))
        if getattr(event, "tag", None) is not None:
            raise FormError(line, _("forms have no tags (!)."))
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise FormError(line, _("this is nested too deeply."))


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


@dataclass(frozen=True, slots=True)
class Mapped:
    """A map of the text: what it is called in sentences, its line, its values by key."""

    what: str
    line: int
    values: Mapping[str, yaml.Node]

    @staticmethod
    def of(node: yaml.Node, what: str) -> "Mapped":
        """Return a node as a map."""
        if not isinstance(node, yaml.MappingNode):
            said = _("{what} is written as lines of “key: value”.")
            raise FormError(_line(node), said.format(what=what))
        values: dict[str, yaml.Node] = {}
        for key, value in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else ""
            if name in values:
                raise FormError(_line(key), _("`{key}` stands here twice.").format(key=shortened(name)))
            values[name] = value
        return Mapped(what, _line(node), values)

    def only(self, known: Collection[str]) -> None:
        """Refuse keys that nobody knows."""
        for key, node in self.values.items():
            if key not in known:
                said = _("{what} has no `{key}`. It may have: {known}.")
                said = said.format(what=self.what, key=shortened(key), known=", ".join(known))
                raise FormError(_line(node), said)

    def at(self, key: str) -> int:
        """Return the line of a key, else the map's own."""
        return _line(self.values[key]) if key in self.values else self.line

    def needs(self, key: str, such_as: str) -> None:
        """Refuse a map without a key; say what may stand there."""
        if key not in self.values:
            said = _("{what} needs `{key}`, such as {example}.")
            raise FormError(self.line, said.format(what=self.what, key=key, example=such_as))

    def _scalar(self, key: str) -> str | None:
        node = self.values.get(key)
        if node is None:
            return None
        if not isinstance(node, yaml.ScalarNode):
            raise FormError(_line(node), _("`{key}` is one value, not a list.").format(key=key))
        return " ".join(str(node.value).split())

    def text(self, key: str, longest: int) -> str:
        """Return a text on one line, "" when there is none."""
        found = self._scalar(key) or ""
        if len(found) > longest:
            said = _("`{key}` has at most {most} characters, and this one {count}.")
            raise FormError(self.at(key), said.format(key=key, most=longest, count=len(found)))
        if any(not c.isprintable() for c in found):
            raise FormError(self.at(key), _("there is a character in it that no text has."))
        return found

    def key(self, key: str) -> str:
        """Return a short name by which another line may mean this one, "" when there is none."""
        found = self.text(key, LONGEST_KEY)
        if found and not KEY.fullmatch(found):
            raise FormError(self.at(key), _("`{key}` has small letters, numbers, spaces and -.").format(key=key))
        return found

    def whole(self, key: str, low: int, high: int, default: int) -> int:
        """Return a number between two others."""
        found = self._scalar(key)
        if found is None:
            return default
        if not (found.isascii() and found.isdigit() and len(found) <= 6 and low <= int(found) <= high):
            said = _("`{key}` is a number from {low} to {high}.")
            raise FormError(self.at(key), said.format(key=key, low=low, high=high))
        return int(found)

    def yes(self, key: str, *, default: bool) -> bool:
        """Return yes or no."""
        found = self._scalar(key)
        if found is None:
            return default
        if found.lower() not in YES:
            raise FormError(self.at(key), _("`{key}` is yes or no.").format(key=key))
        return YES[found.lower()]

    def duration(self, key: str, longest: timedelta) -> timedelta:
        """Return a time such as "10 min", "2 hours" or "3 days"."""
        found = DURATION.fullmatch((self._scalar(key) or "").lower())
        length = timedelta(**{UNITS[found[2][0]]: int(found[1])}) if found else None
        if length is None:
            raise FormError(self.at(key), _("`{key}` is a time such as 10 min, 2 hours or 3 days.").format(key=key))
        if length > longest:
            said = _("`{key}` is at most {days} days.")
            raise FormError(self.at(key), said.format(key=key, days=longest.days))
        return length

    def maps(self, key: str, what: str, most: int) -> "Sequence[Mapped]":
        """Return a list of maps, each called `what`; none when there is no such key."""
        return [Mapped.of(n, what) for n in self._items(key, most)]

    def texts(self, key: str, longest: int, most: int) -> tuple[str, ...]:
        """Return a list of texts, each once."""
        nodes = self._items(key, most)
        found = tuple(Mapped(self.what, _line(n), {key: n}).text(key, longest) for n in nodes)
        if "" in found or len({f.casefold() for f in found}) < len(found):
            raise FormError(self.at(key), _("`{key}` is a list of different texts.").format(key=key))
        return found

    def _items(self, key: str, most: int) -> Sequence[yaml.Node]:
        node = self.values.get(key)
        if node is None:
            return ()
        if not isinstance(node, yaml.SequenceNode):
            said = _("`{key}` is a list: each of its items begins with a dash.")
            raise FormError(_line(node), said.format(key=key))
        if len(node.value) > most:
            said = _("`{key}` has at most {most} items, and these are {count}.")
            raise FormError(_line(node), said.format(key=key, most=most, count=len(node.value)))
        return list(node.value)
