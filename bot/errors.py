"""What can go wrong, as one tree.

    HearthError
    ├── Refusal          the person can mend it; holds the one sentence to say
    │   ├── NotFound     also for what the asker may not know of: the two sound the same
    │   ├── NotAllowed
    │   ├── Invalid      something typed was wrong; may name the field
    │   └── Conflict     something else was there first
    └── Fault            we must mend it
        ├── PlatformFault   a platform said no, not now, or nothing at all
        └── OnlyReads       a unit of work that only reads was to write something, and did not

`ValueError` and friends are bugs, never user input.
"""

import re
from datetime import timedelta
from enum import StrEnum
from typing import Final

from bot.i18n import _


class HearthError(Exception):
    """The root of what Hearth raises on purpose."""


class Refusal(HearthError):
    """The person can mend it."""

    code = "refused"

    def __init__(self, sentence: str, *, field: str | None = None) -> None:
        """Keep the sentence to say, translated already, and the form field it belongs to."""
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field


LISTINGS: Final = {
    "deck": "prompt list",
    "feed": "prompt feed",
    "form": "ritual forms",
    "person": "",
    "room": "",
    "space": "",
}
"""Which command shows the things of a kind, where it is not the kind's own `list`; "" for none."""


class NotFound(Refusal):
    """There is no such thing, or none that the asker may know of."""

    code = "not-found"

    def __init__(self, kind: str, name: str, *, field: str | None = None) -> None:
        """Name the kind (a noun of the catalogue: "ritual", or one of `LISTINGS`) and what was typed."""
        sentence = _("I know no {kind} called “{name}” here. Nothing was changed.")
        if OURS.fullmatch(name):
            # It came from a button: an id says nothing to anybody.
            sentence = _("I know no such {kind} here. Nothing was changed.")
        listing = LISTINGS.get(kind, f"{kind} list")
        if listing:
            sentence += " " + _("Try: {listing}.")
        super().__init__(sentence.format(kind=kind, name=shortened(name), listing=listing), field=field)
        self.kind = kind
        self.name = name


class NotAllowed(Refusal):
    """The asker may not do that."""

    code = "not-allowed"


class Invalid(Refusal):
    """Something typed could not be used."""

    code = "invalid"


class Conflict(Refusal):
    """Something else was there first."""

    code = "conflict"


class Fault(HearthError):
    """We must mend it."""


class Outcome(StrEnum):
    """What is known of a platform request that failed."""

    NOT_DONE = "not-done"  # refused for now; asking again is safe
    UNKNOWN = "unknown"  # accepted or not: look before asking again
    NEVER = "never"  # refused for good


class PlatformFault(Fault):
    """A platform did not do what was asked.

    `code` is the platform's own error code. `retry_after` is what the platform asked for, if it did.
    `missing` is the exact permission or thing that is missing, `remedy` the place where it is mended,
    both in the platform's own words.
    """

    def __init__(
        self,
        code: str,
        outcome: Outcome,
        *,
        retry_after: timedelta | None = None,
        missing: str = "",
        remedy: str = "",
        lost: bool = False,
        evicted: bool = False,
    ) -> None:
        """Keep the facts; `lost`: the room itself is gone, `evicted`: Hearth is not in the space any more."""
        super().__init__(code)
        self.code = code
        self.outcome = outcome
        self.retry_after = retry_after
        self.missing = missing
        self.remedy = remedy
        self.lost = lost
        self.evicted = evicted


class OnlyReads(Fault):
    """Something was to be written in a unit of work that only reads. Nothing was."""


OURS = re.compile(r"[a-z2-7]{16}")
"""An id of ours, as buttons carry it (ports.Ids)."""
SHOWN_CHARACTERS = 60
"""As much of somebody's input as an error repeats: enough to recognise it, short enough for one line."""


def shortened(text: str) -> str:
    """Return what was typed on one line, cut to what an error repeats."""
    line = " ".join(text.split())
    return line if len(line) <= SHOWN_CHARACTERS else line[: SHOWN_CHARACTERS - 1] + "…"
