"""What a room is called on Discord."""

import re
from collections.abc import Container

from adapters.discord.inert import escaped
from adapters.discord.limits import CHANNEL_NAME, CHANNEL_TOPIC
from adapters.text import clipped, free, inert, joined, numbered


def room_name(text: str) -> str:
    """Return a name as text channels have them: lower case, letters and digits of any script, - and _."""
    return re.sub(r"[^\w]+", "-", inert(text).lower()).strip("-")[:CHANNEL_NAME].rstrip("-") or "room"


def free_name(text: str, taken: Container[str]) -> str:
    """Return the name, or with -2, -3 … behind it when it is taken. Discord itself takes the same name twice."""
    return free(room_name(text), taken, longest=CHANNEL_NAME)


def is_called(there: str, wanted: str) -> bool:
    """Return whether a room is called as it was asked for, with or without a number behind it."""
    name = room_name(wanted)
    tail = re.search(r"-([1-9][0-9]{0,3})$", there)
    return there == name or (tail is not None and there == numbered(name, int(tail[1]), longest=CHANNEL_NAME))


def topic_line(text: str, *, behind: str = "") -> str:
    """Return a topic, escaped, on one line, with a mark `behind` it that is never cut."""
    line = joined(text)
    while len(made := "".join(escaped(line))) > CHANNEL_TOPIC - len(behind):
        line = clipped(line, len(line) - (len(made) - (CHANNEL_TOPIC - len(behind)) + 1) // 2 - 1)
    return made + behind
