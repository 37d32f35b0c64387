"""A list of times of day, as somebody types it: "10:00, 18:00", "9 am and 5 pm"."""

import re
from datetime import time
from typing import Final

from bot.rhythm.reading.clauses import read_clause
from bot.rhythm.reading.facts import Facts
from bot.rhythm.reading.scanning import scan

BETWEEN: Final = re.compile(r"[,;/&+]")
HOUR: Final = re.compile(r"[0-9]{1,2}", re.ASCII)


def times_of_day(text: str) -> tuple[time, ...]:
    """Return the times a text names, in the order typed; none when it names anything else.

    Raises:
        Unclear: there is no such time.
        Invalid: a zone is named and there is no such zone.
    """
    found: tuple[time, ...] = ()
    for part in filter(None, map(str.strip, BETWEEN.split(text))):
        clocks = _clocks(f"{part}:00" if HOUR.fullmatch(part) else part)
        if not clocks:
            return ()
        found += clocks
    return found


def _clocks(text: str) -> tuple[time, ...]:
    """Return the times of one piece; none when it says more, or less."""
    tokens, facts = scan(text), Facts()
    while tokens:
        clause = read_clause(tokens)
        if clause is None:
            return ()
        facts, tokens = facts + clause[0], tokens[clause[1] :]
    return facts.clocks if facts == Facts(clocks=facts.clocks) else ()
