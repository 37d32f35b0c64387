"""How a guest goes from a wish to a thank-you: which step follows which, and what each one changes."""

from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from bot.keys import AccountId
from bot.voices.model import Guest, GuestState


class Step(StrEnum):
    """What can happen to a guest."""

    ASK = "ask"
    YES = "yes"
    NO = "no"
    LATER = "later"  # another time, from a day on
    FREE = "free"  # their chair is gone with its date, or somebody else has it
    HOST = "host"
    THANK = "thank"


_EVERY = frozenset(GuestState)
_SEATED = frozenset({GuestState.ASKED, GuestState.CONFIRMED})

STEPS: dict[Step, tuple[frozenset[GuestState], GuestState]] = {
    Step.ASK: (_EVERY - _SEATED, GuestState.ASKED),
    Step.YES: (frozenset({GuestState.ASKED}), GuestState.CONFIRMED),
    Step.NO: (_SEATED, GuestState.DECLINED),
    Step.LATER: (_EVERY, GuestState.POSTPONED),
    Step.FREE: (_SEATED, GuestState.WISHED),
    Step.HOST: (frozenset({GuestState.CONFIRMED}), GuestState.HOSTED),
    Step.THANK: (frozenset({GuestState.HOSTED}), GuestState.THANKED),
}
"""From which states each step may be made, and where it leads."""


def may(state: GuestState, step: Step) -> bool:
    """Return whether a guest in that state can make that step."""
    return state in STEPS[step][0]


def standing(guest: Guest, *, seated: bool) -> Guest:
    """Return the guest as they stand: without a chair to come (`seated`) nobody is asked or confirmed."""
    if seated or guest.state not in _SEATED:
        return guest
    return replace(guest, state=GuestState.WISHED)


def asked(guest: Guest, by: AccountId, at: datetime) -> Guest:
    """Return the guest asked, and looked after by whoever asked them.

    Raises:
        ValueError: as every step here, where `may` says no (a bug: it was to be asked first).
    """
    return replace(_moved(guest, Step.ASK, at), owner=by, away_until=None)


def confirmed(guest: Guest, at: datetime) -> Guest:
    """Return the guest who has said yes."""
    return _moved(guest, Step.YES, at)


def declined(guest: Guest, at: datetime, cycle: int) -> Guest:
    """Return the guest who has said no in that cycle of the pool: it counts as a pass."""
    passes = guest.passes_in(cycle) + 1
    return replace(_moved(guest, Step.NO, at), passes=passes, passed_in=max(cycle, guest.passed_in), passed_at=at)


def postponed(guest: Guest, at: datetime, until: datetime) -> Guest:
    """Return the guest who may be asked again from `until` on; that is no pass."""
    return replace(_moved(guest, Step.LATER, at), away_until=until)


def freed(guest: Guest, at: datetime) -> Guest:
    """Return the guest as a wish again."""
    return _moved(guest, Step.FREE, at)


def thanked(guest: Guest, at: datetime) -> Guest:
    """Return the guest thanked."""
    return _moved(guest, Step.THANK, at)


def hosted(guest: Guest, at: datetime, cycle: int) -> Guest:
    """Return the guest after their hour, which began at `at`, in that cycle of the pool.

    Who joined late, or was away for some cycles, is brought up to the others (`rotation.heard`): `base` carries that.
    """
    turns = max(guest.turns, cycle) + 1
    moved = _moved(guest, Step.HOST, at)
    return replace(moved, base=guest.base + turns - guest.turns - 1, turns=turns, last=at, volunteered=False, passes=0)


def _moved(guest: Guest, step: Step, at: datetime) -> Guest:
    if not may(guest.state, step):
        message = f"a guest who is {guest.state} cannot make the step {step}"
        raise ValueError(message)
    return replace(guest, state=STEPS[step][1], since=at)
