"""What people write, as Slack sends it, in the house's spelling: `<@person>`, `<#room>`, everything else as written."""

import re
from dataclasses import dataclass, field
from typing import Final

from adapters.slack.text import unescaped

TOKEN: Final = re.compile(r"<([^<>]*)>")
"""What Slack put in: it escapes every `<` that was typed (docs.slack.dev, messaging/formatting-message-text)."""
FORGED: Final = re.compile(r"<([@#][^<>]*)>")


@dataclass(slots=True)
class Parts:
    """Whom Slack vouches for in what was written: people to name, rooms to (name, private); unknown names are ""."""

    people: dict[str, str] = field(default_factory=dict)
    rooms: dict[str, tuple[str, bool]] = field(default_factory=dict)

    def typed(self, text: str) -> str:
        """Return a command's text, read with `should_escape` on.

        Source:
            docs.slack.dev, interactivity/implementing-slash-commands: `<@U012ABCDEF>`, `<#C0123|name>`, private
            rooms `<#C0123|>`, links in `<...>`.
        """
        read, last = [], 0
        for found in TOKEN.finditer(text):
            read += [written(unescaped(text[last : found.start()])), self._token(found[1])]
            last = found.end()
        return "".join([*read, written(unescaped(text[last:]))])

    def person(self, external: str, name: str = "") -> str:
        """Return a person who was picked, vouched for."""
        self.people[external] = name or self.people.get(external, "")
        return f"<@{external}>"

    def room(self, external: str, name: str = "") -> str:
        """Return a room that was picked, vouched for; one without a name is private until it is looked up."""
        self.rooms[external] = (name, not name)
        return f"<#{external}>"

    def _token(self, inside: str) -> str:
        target, _bar, label = inside.partition("|")
        label = unescaped(label)
        if target.startswith("@") and len(target) > 1:
            return self.person(target[1:], label)
        if target.startswith("#") and len(target) > 1:
            return self.room(target[1:], label)
        if target.startswith("!"):
            # A group, or everybody: nobody is meant by that here.
            return written(label or f"@{target[1:].partition('^')[0]}")
        return written(unescaped(target.removeprefix("mailto:") if label else target))


def written(text: str) -> str:
    """Return text written by hand; ids written by hand mean nobody, so their brackets become others."""
    return FORGED.sub(r"‹\1›", text)
