"""What Slack's client makes of text: mentions, links, dates, formatting, emoji (platforms.md 1.8). Honest, not kind."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from tests.worlds.slack.ground import Kind, Team, sees

TOKEN: Final = re.compile(r"<([^<>\n]*)>")
STYLED: Final = re.compile(r"(?<![\w*_~`])([*_~`])(?=\S)([^\n]*?\S)\1(?![\w*_~`])")
EMOJI: Final = re.compile(r":[a-z0-9_+'-]+:")
BARE_GROUP: Final = re.compile(r"(?<![\w@])@(here|channel|everyone)\b")
BARE_ROOM: Final = re.compile(r"(?<![\w#&])#([a-z0-9_-]+)")
DATE: Final = re.compile(r"!date\^(\d+)\^([^^|]*)(?:\^[^|]*)?\|(.*)")
DAYS: Final = re.compile(r"\{(?:day_divider_pretty|date(?:_num|_slash|_long|_short)?(?:_full|_pretty)?)\}")
TIMES: Final = re.compile(r"\{time(?:_secs)?\}")


@dataclass(slots=True)
class Reading:
    """One reader's eyes: what they read, whom it pings (ids; groups as Slack writes them), which times it shows."""

    team: Team
    user: str
    zone: str
    pings: list[str] = field(default_factory=list)
    times: list[str] = field(default_factory=list)

    def person(self, user: str) -> str:
        """Return a mention; only somebody who is there is pinged."""
        found = self.team.users.get(user)
        if found is None:
            return f"<@{user}>"
        self.pings.append(user)
        return f"@{found.name}"

    def room(self, channel: str) -> str:
        """Return a link to a channel; one that the reader does not see has no name."""
        found = self.team.channel(channel)
        if found is None or found.kind is Kind.IM or not sees(found, self.user):
            return "#private-channel"
        return f"#{found.name}"

    def group(self, word: str) -> str:
        """Return a mention of everybody."""
        self.pings.append(f"!{word}")
        return f"@{word}"

    def date(self, seconds: int, form: str) -> str:
        """Return a date as the reader's own device shows it, in the house's short form."""
        at, zone = datetime.fromtimestamp(seconds, UTC), ZoneInfo(self.zone)
        day = format_datetime(at, "EEE d MMM", tzinfo=zone, locale="en")
        time = format_datetime(at, "HH:mm", tzinfo=zone, locale="en")
        shown = TIMES.sub(time, DAYS.sub(day, form))
        self.times.append(shown)
        return shown

    def mrkdwn(self, text: str, *, verbatim: bool) -> str:
        """Return what mrkdwn shows. Not `verbatim`, Slack looks for names in it by itself."""
        return "".join(self._pieces(text, verbatim=verbatim))

    def _pieces(self, text: str, *, verbatim: bool) -> Iterator[str]:
        last = 0
        for found in TOKEN.finditer(text):
            yield self._plain(text[last : found.start()], verbatim=verbatim)
            yield self._token(found[1])
            last = found.end()
        yield self._plain(text[last:], verbatim=verbatim)

    def _token(self, inside: str) -> str:
        date = DATE.fullmatch(inside)
        if date is not None:
            return self.date(int(date[1]), unescaped(date[2]))
        target, _, label = inside.partition("|")
        if target[:1] == "@":
            return self.person(target[1:])
        if target[:1] == "#":
            return self.room(target[1:])
        if target[:1] == "!":
            return self.group(target[1:])
        return unescaped(label or target)

    def _plain(self, text: str, *, verbatim: bool) -> str:
        text = STYLED.sub(r"\2", text)
        if not verbatim:
            for word in BARE_GROUP.findall(text):
                self.group(word)
        return emoji(unescaped(text))


def unescaped(text: str) -> str:
    """Return a text without Slack's three entities."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def emoji(text: str) -> str:
    """Return a text in which what looks like an emoji's name has become one."""
    return EMOJI.sub("☺", text)
