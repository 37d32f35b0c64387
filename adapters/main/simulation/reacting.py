"""What people do about what they read: pure, from a message and those who read it to acts at their times."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from adapters.main.simulation.acts import Act, Press
from adapters.main.simulation.chances import chance, one_of
from adapters.main.simulation.hands import buttons_of
from adapters.main.simulation.people import Someone, awake
from adapters.main.simulation.witness import Arrival
from bot.cards import Button

ANSWERS = (
    "I asked before I began, and it saved a day.",
    "A small test found what three reviews had not.",
    "We paired for an hour, and I would do it again.",
    "I wrote down what I did not know.",
)
YES_BUTTONS = frozenset({"my.linked", "community.linked", "guest.confirm", "guest.ask", "my.milestone"})
"""What somebody who is asked for it in a direct message says yes to."""
HOSTING = frozenset({"ritual.hosting", "ritual.swap", "ritual.recap", "rhythm.try"})
SURE = 0.85
"""How many of those who say anything say that they come."""

CAN = 0.75
"""How many of those whose turn it is to host say that they can."""
RATHER_NOT = 0.15
"""How many say that they would rather not; the others say nothing, and host."""
HELPS = 0.7
"""How often a steward helps where a host is missing, or does not know."""
CHOOSES = 0.6
"""How often a steward chooses what a wild slot is for; of two who do, the first one counts."""
RECAPS = 0.6
"""How many hosts write the recap they are asked for."""
CANNOT = 0.08
"""How many of those who are reminded say that they cannot after all."""


REASONS = (
    "It became a habit.",
    "Those who come would miss it.",
    "It works, and could be shorter.",
)
JUDGING = frozenset({"ritual.vote", "ritual.decide"})
KEEPS = 0.75
"""How many of the trials that are over leave a ritual as it is; the others are changed."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody in a space, under their handle there."""

    someone: Someone
    space: str
    handle: str


def reactions(seed: int, arrival: Arrival, readers: Sequence[Reader]) -> list[Act]:
    """Return what those who read a message will do about it, each at a time of their own."""
    found = buttons_of(arrival.card)
    kinds: dict[str, list[Button]] = {}
    for button in found:
        kinds.setdefault(button.action, []).append(button)
    react = _judgement if kinds.keys() & JUDGING else _reaction
    return [act for r in readers if (act := react(seed, arrival, kinds, r)) is not None]


def _of_host(
    kinds: dict[str, list[Button]], does: Callable[[float, str], bool], who: Someone
) -> tuple[Button | None, dict[str, str]]:
    """Return what somebody presses who hosts, or who can help with it, and what they fill in."""
    if asked := kinds.get("rhythm.try"):
        return (asked[0] if does(CHOOSES, "wild") else None), {}
    if asked := kinds.get("ritual.recap"):
        # Whoever hosts was there, whether or not they had said that they come.
        answers = {"also": who.name, "decided": ANSWERS[int(len(who.key) + does(0.5, "which")) % len(ANSWERS)]}
        return (asked[0], answers) if does(RECAPS, "recap") else (None, {})
    asked = kinds.get("ritual.hosting") or kinds["ritual.swap"]
    if len(asked) == 1:
        return (asked[0] if does(HELPS, "help") else None), {}
    return (asked[0] if does(CAN, "can") else asked[1] if does(RATHER_NOT / (1 - CAN), "rather not") else None), {}


def _reaction(seed: int, arrival: Arrival, kinds: dict[str, list[Button]], reader: Reader) -> Act | None:
    who = reader.someone
    # Not the space: what stands in both spaces of a community is read once.
    subject = (who.key, str(arrival.card.title), arrival.at.isoformat())

    def does(often: float, what: str) -> bool:
        return chance(seed, *subject, what) < often

    button, answers = None, {}
    if asked := kinds.get("ritual.rsvp"):
        if len(asked) > 1 and (arrival.direct or does(who.goes, "rsvp")):
            button = asked[0] if does(SURE, "sure") else asked[-1] if does(0.5, "no") else asked[len(asked) // 2]
        elif len(asked) == 1 and does(CANNOT, "cannot"):
            button = asked[0]
    elif (asked := kinds.get("ritual.answer")) and does(who.answers, "answer"):
        button, answers = asked[0], {"answer": one_of(ANSWERS, seed, *subject, "words")}
    elif (asked := kinds.get("ritual.worth")) and does(who.judges, "judge"):
        button = asked[0] if does(who.content, "content") else asked[1 + does(0.3, "not at all")]
    elif arrival.direct and (kinds.keys() & HOSTING):
        button, answers = _of_host(kinds, does, who)
    elif arrival.direct and (asked := [b for k in YES_BUTTONS & kinds.keys() for b in kinds[k]]):
        return Act(arrival.at, who.key, reader.space, reader.handle, Press(asked[0].action, asked[0].value))
    if button is None:
        return None
    return _act(seed, arrival, reader, subject, Press(button.action, button.value, answers))


def _act(seed: int, arrival: Arrival, reader: Reader, subject: Sequence[str], deed: Press) -> Act:
    hours = reader.someone.after * (0.2 + chance(seed, *subject, "when"))
    at = awake(arrival.at + timedelta(hours=hours), reader.someone.zone)
    return Act(at, ":".join(subject), reader.space, reader.handle, deed)


def _judgement(seed: int, arrival: Arrival, kinds: dict[str, list[Button]], reader: Reader) -> Act:
    """Return what somebody says about a trial that is over, and why: a steward's form asks for both.

    Of two stewards who would decide, the first one does, and the other reads so.
    """
    who, asked = reader.someone, kinds.get("ritual.vote") or kinds["ritual.decide"]
    subject = (who.key, str(arrival.card.title), arrival.at.isoformat())
    keeps = who.content if asked[0].action == "ritual.vote" else KEEPS
    button = asked[0] if chance(seed, *subject, "keeps") < keeps else asked[1]
    answers = {"verdict": button.value.split()[-1], "reason": one_of(REASONS, seed, *subject, "why")}
    return _act(seed, arrival, reader, subject, Press(button.action, button.value, answers))
