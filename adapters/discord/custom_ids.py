"""What a button or a form carries in its custom_id, so that a restart loses no click."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qsl, urlencode

from adapters.discord.limits import CUSTOM_ID

AGAIN: Final = "form:"
"""Before the id of a kept form, on the button that opens it again."""
ASK: Final = "ask"
KEPT: Final = "kept"
SPACE: Final = re.compile(r"(?s)(.*?)(?: @([0-9]{17,20}))?")
"""In direct messages the guild stands at the end: an interaction there names none."""
TWIN: Final = re.compile(r";[0-9]+$")


@dataclass(frozen=True, slots=True)
class Press:
    """A button: a command's path and what is typed behind it, or the kept form that it opens."""

    action: str
    value: str = ""
    again: str | None = None
    space: str | None = None


@dataclass(frozen=True, slots=True)
class Asking:
    """A form: a command's path and what is known already, or the id under which both are kept."""

    action: str = ""
    known: Mapping[str, str] = field(default_factory=dict)
    kept: str | None = None
    space: str | None = None


def of_button(action: str, value: str, *, space: str | None = None, twin: int = 0) -> str | None:
    """Return a button's custom_id, the guild behind it when both fit.

    `twin` tells apart buttons of one message that do the same: Discord wants each custom_id once. None: a
    twin that does not fit, which another button stands for.
    """
    mark = f";{twin}" if twin else ""
    made = f"{action}{mark} {value}" if value else f"{action}{mark}"
    if len(made) > CUSTOM_ID:
        return None
    return _with_space(made, space) or made


def of_form(action: str, known: Mapping[str, str], *, space: str | None = None) -> str | None:
    """Return a form's custom_id, or None when it does not fit and must be kept."""
    made = f"{ASK} {action} {urlencode(known)}" if known else f"{ASK} {action}"
    return _with_space(made, space)


def of_kept(form: str, *, space: str | None = None) -> str:
    """Return the custom_id of a form kept under an id of 16 characters."""
    return f"{KEPT} {form}" if space is None else f"{KEPT} {form} @{space}"


def of_again(form: str, *, space: str | None = None) -> str:
    """Return the custom_id of the button that opens a kept form again."""
    return f"{AGAIN}{form}" if space is None else f"{AGAIN}{form} @{space}"


def press(custom_id: str, *, direct: bool) -> Press:
    """Return what a button carries. `direct`: it stands in direct messages, so a guild stands at its end."""
    rest, space = _parted(custom_id) if direct else (custom_id, None)
    if rest.startswith(AGAIN):
        return Press("", again=rest.removeprefix(AGAIN), space=space)
    action, _, value = rest.partition(" ")
    return Press(TWIN.sub("", action), value, space=space)


def asking(custom_id: str, *, direct: bool) -> Asking | None:
    """Return what a form carries; None when it is none of ours. `direct` as in `press`."""
    rest, space = _parted(custom_id) if direct else (custom_id, None)
    kind, _, rest = rest.partition(" ")
    if kind == KEPT:
        return Asking(kept=rest, space=space)
    if kind == ASK:
        action, _, known = rest.partition(" ")
        return Asking(action, dict(parse_qsl(known, keep_blank_values=True)), space=space)
    return None


def _with_space(made: str, space: str | None) -> str | None:
    whole = made if space is None else f"{made} @{space}"
    return whole if len(whole) <= CUSTOM_ID else None


def _parted(custom_id: str) -> tuple[str, str | None]:
    found = SPACE.fullmatch(custom_id)
    return (found[1], found[2]) if found else (custom_id, None)
