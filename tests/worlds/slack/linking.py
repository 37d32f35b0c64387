"""What Slack's client makes of a typed line before it is sent (`should_escape`; platforms.md 1.6 and 1.8)."""

import re
from typing import Final

from tests.worlds.slack.ground import Kind, Team, sees
from tests.worlds.slack.shapes import handle

QUOTES: Final = '"“”„«»'
TYPED: Final = re.compile(
    rf"(?<![\w.+\-@#/&;])(?:@(?P<handle>[A-Za-z0-9][\w.-]*)|@[{QUOTES}](?P<name>[^{QUOTES}\n]+)[{QUOTES}]"
    r"|\#(?P<room>[A-Za-z0-9_][\w-]*)|(?P<url>https?://[^\s<>|]+))"
)


def escaped(text: str) -> str:
    """Return a text with Slack's three control characters as entities."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def linked(team: Team, user: str, text: str, *, names: bool = False) -> str:
    """Return a line as the client of somebody sends it: names they can see as links, the rest escaped.

    `names`: people have their handle behind them.
    """
    return TYPED.sub(lambda found: _link(team, user, found, names=names), escaped(text))


def _link(team: Team, user: str, found: re.Match[str], *, names: bool) -> str:
    if found["url"]:
        return f"<{found['url']}>"
    if found["room"]:
        return _room(team, user, found["room"]) or found[0]
    word = (found["handle"] or found["name"]).casefold()
    for known in (word, word.rstrip(".-_")):
        those = [u for u in team.users.values() if not u.deleted and known in {handle(u), u.name.casefold()}]
        if len(those) == 1:
            label = f"|{handle(those[0])}" if names else ""
            return f"<@{those[0].id}{label}>{word[len(known) :]}"
    return found[0]


def _room(team: Team, user: str, word: str) -> str | None:
    for known in (word.lower(), word.lower().rstrip("-_")):
        for channel in team.live():
            if channel.name == known and sees(channel, user):
                name = "" if channel.kind is Kind.PRIVATE else channel.name
                return f"<#{channel.id}|{name}>{word[len(known) :]}"
    return None
