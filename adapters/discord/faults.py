"""Discord's error codes as what they mean for a delivery (discord-api-docs, topics/opcodes-and-status-codes)."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from adapters.discord.line import Denied
from bot.errors import Outcome, PlatformFault
from bot.i18n import _, later


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a code means. `lost`: the room is gone; `evicted`: Hearth is not on the server; texts are marked only."""

    code: str
    outcome: Outcome = Outcome.NEVER
    lost: bool = False
    evicted: bool = False
    wait: timedelta | None = None
    missing: str = ""
    remedy: str = ""


GONE: Final = Meaning("room_gone", lost=True)
CLOSED: Final = Meaning("room_closed", lost=True)
NO_SERVER: Final = 10004
EVICTED: Final = Meaning("space_gone", evicted=True)
UNKNOWN_CHANNEL: Final = 10003
NO_ACCESS: Final = frozenset({50001, 50013})
"""Missing access, missing permission: which one is found out by comparing (compare.py)."""
ARCHIVED: Final = frozenset({50083, 160005})
"""An archived thread, a locked one."""
OPERATOR: Final = timedelta(minutes=10)
"""How long to wait for whoever runs Hearth."""


def _later(code: str, seconds: int) -> Meaning:
    return Meaning(code, Outcome.NOT_DONE, wait=timedelta(seconds=seconds))


def _full(code: str, missing: str, remedy: str) -> Meaning:
    return Meaning(code, missing=missing, remedy=remedy)


PRIVACY: Final = later("They can allow them: the server's name → Privacy Settings → Direct Messages.")
FILTERED: Final = later("Server Settings → Safety Setup → AutoMod: look which rule stops Hearth.")
MEANINGS: Final[dict[int, Meaning]] = {
    UNKNOWN_CHANNEL: GONE,
    NO_SERVER: EVICTED,
    10007: Meaning("person_gone"),
    10013: Meaning("person_gone"),
    10008: Meaning("message_gone"),
    10011: Meaning("role_gone"),
    10070: Meaning("event_gone"),
    20016: _later("slow_mode", 30),
    20028: _later("channel_limit", 30),
    20029: _later("server_limit", 30),
    20031: _full("filtered", later("words that the server lets through"), FILTERED),
    200000: _full("filtered", later("words that the server lets through"), FILTERED),
    200001: _full("filtered", later("a name that the server lets through"), FILTERED),
    240000: _full("filtered", later("words that the server lets through"), FILTERED),
    30003: _full("full_pins", later("room for another pin"), later("Unpin what is no longer needed.")),
    30005: _full("full_roles", later("room for another role"), later("Server Settings → Roles: delete some.")),
    30013: _full("full_channels", later("room for another channel"), later("Delete channels nobody uses; 500 fit.")),
    30033: _full("full_thread", later("room for another member"), later("Open a second thread; 1,000 members fit.")),
    30038: _full("full_events", later("room for another event"), later("Events: cancel some; 100 fit.")),
    30046: Meaning("too_many_edits", Outcome.NOT_DONE, wait=timedelta(hours=1)),
    30060: _full("full_room", later("room for another member"), later("1,000 members and roles fit in a channel.")),
    160006: _full("full_threads", later("room for another thread"), later("Archive threads nobody uses.")),
    40001: Meaning("token_invalid", Outcome.NOT_DONE, wait=OPERATOR),
    50014: Meaning("token_invalid", Outcome.NOT_DONE, wait=OPERATOR),
    40003: _later("direct_too_fast", 60),
    40005: Meaning("too_large"),
    50045: Meaning("too_large"),
    40062: _later("429", 5),
    40333: Meaning("shut_out", Outcome.NOT_DONE, wait=OPERATOR),
    50001: Meaning("no_access"),
    50013: Meaning("no_permission"),
    50003: Meaning("wrong_channel"),
    50024: Meaning("wrong_channel"),
    50008: Meaning("wrong_channel"),
    50068: Meaning("wrong_message"),
    50005: Meaning("not_own"),
    50021: Meaning("not_own"),
    50007: _full("direct_closed", later("direct messages from members of this server"), PRIVACY),
    50278: Meaning("person_gone"),
    50035: Meaning("invalid_form"),
    50074: _full(
        "needed_channel", later("a channel that may go"), later("Server Settings → Community: choose another.")
    ),
    50083: CLOSED,
    160005: CLOSED,
    60003: _full(
        "two_factor",
        later("two-factor sign-in of Hearth's owner"),
        later("Turn it on in the account that owns the bot."),
    ),
    110000: _later("not_ready", 10),
    130000: _later("overloaded", 10),
    160004: Meaning("thread_there"),
    180000: Meaning("event_over"),
}


def fault_of(denied: Denied, *, missing: str = "", remedy: str = "") -> PlatformFault:
    """Return the fault of an answer; `missing` and `remedy` are what comparing permissions has found."""
    if denied.status == 401:
        return fault_of(Denied(400, 40001))
    meaning = MEANINGS.get(denied.code, Meaning(f"discord_{denied.code or denied.status}"))
    return fault(meaning, missing=missing, remedy=remedy)


def fault(meaning: Meaning, *, missing: str = "", remedy: str = "") -> PlatformFault:
    """Return the fault of a meaning, in the language being spoken."""
    return PlatformFault(
        meaning.code,
        meaning.outcome,
        retry_after=meaning.wait,
        missing=missing or (_(meaning.missing) if meaning.missing else ""),
        remedy=remedy or (_(meaning.remedy) if meaning.remedy else ""),
        lost=meaning.lost,
        evicted=meaning.evicted,
    )
