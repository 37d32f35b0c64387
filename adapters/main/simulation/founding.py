"""How the simulated community begins: two spaces, people, rituals, guests and circles, all by commands."""

import re
from dataclasses import dataclass

from adapters.main.simulation.hands import Hands, buttons_of
from bot.cards import Bold, Card, Form, spans_of

HOME, ANNEX = "harbour", "annex"
"""The community's spaces."""
SETUP = {
    "name": "Harbour guild",
    "charter": "People who care how software is made and tested, across all our teams",
    "zone": "Europe/Copenhagen",
    "language": "en",
    "rhythm": "",
}


@dataclass(frozen=True, slots=True)
class Plan:
    """A ritual as it is typed. `moved`: the time to which a single date is moved. `hosted`: by members in turn."""

    name: str
    when: str
    value: str
    options: str
    moved: str
    hosted: bool = False


RITUALS = (
    Plan(
        "Friday wins",
        "every Friday 10:00",
        "What went well, so that others can use it",
        "guests:yes minutes:30 holidays:skip",
        "13:00",
        hosted=True,
    ),
    Plan(
        "Reading table",
        "every other Tuesday 16:00",
        "One chapter, read together",
        "minutes:45 holidays:move capacity:6",
        "17:30",
        hosted=True,
    ),
    Plan(
        "Open clinic",
        "first Monday of the month 15:00",
        "Bring what is stuck; leave with a next step",
        "minutes:60 holidays:move",
        "11:00",
    ),
    Plan(
        "Show and tell",
        "last Thursday of the month 14:00",
        "What we made, also when it is half done",
        "minutes:45 holidays:keep",
        "15:30",
    ),
    Plan(
        "Summer walk",
        "every Wednesday 12:30 from 2 June 2027 until 25 August 2027",
        "A walk and a talk in the sun",
        "minutes:40",
        "16:00",
    ),
    Plan(
        "Question of the day",
        "every Monday and Thursday 09:30",
        "One question, so that we hear each other",
        "minutes:15 holidays:skip",
        "10:30",
    ),
)
WILD = "second Wednesday of the month 15:00"
HOSTED = tuple(p.name for p in RITUALS if p.hosted)
GUESTS = ("Ada Byron", "Grace Njeri", "Lena Fischer", "Ravi Menon", "Carlos Vega", "Ingrid Holm")


async def found(hands: Hands, steward: str, second: str) -> None:
    """Found the community in the first space, by two stewards, with everything it begins with."""
    asked = await hands.types(HOME, steward, "/hearth community setup")
    await hands.fills(HOME, steward, _form(asked.form), SETUP)
    await hands.hearth.pulse()
    await hands.types(HOME, steward, f"/steward add @{second}")
    await hands.types(HOME, steward, "/community settings country:Denmark")
    for plan in RITUALS:
        draft = await hands.types(
            HOME, steward, f'/ritual create "{plan.name}" "{plan.when}" "{plan.value}" {plan.options}'
        )
        await agree(hands, HOME, steward, draft.card, "ritual.start")
        if plan.hosted:
            await hands.types(HOME, steward, f'/ritual host "{plan.name}" add @{second}')
    wild = await hands.types(HOME, steward, f'/community settings wild:"{WILD}"')
    await agree(hands, HOME, steward, wild.card, "ritual.start")
    await hands.types(HOME, second, '/rhythm wild "Swap chairs"')
    await hands.types(HOME, steward, f'/circle create "Mentors" "How we mentor newcomers" @{second} kind:private')
    await hands.types(HOME, steward, f'/circle create "Gardeners" "Who waters the rhythm" @{second} kind:open')
    for name in GUESTS:
        await hands.types(HOME, second, f'/guest suggest "{name}" topic:"What I would do again"')
    await hands.hearth.settle()
    if hands.counts["refused"] or hands.counts["broken"]:
        msg = "a command that founds the community was refused"
        raise RuntimeError(msg)


async def link_spaces(hands: Hands, steward: str, other: str) -> None:
    """Let the second space belong to the community: a code, then a yes."""
    code = code_in((await hands.types(HOME, steward, "/community link")).card)
    await hands.types(ANNEX, other, f"/community link {code}")
    await hands.hearth.settle()


async def agree(hands: Hands, space: str, person: str, card: Card | None, action: str) -> None:
    """Press the button that carries an action, if the card has one."""
    for button in buttons_of(card):
        if button.action == action:
            await hands.presses(space, person, action, button.value)
            return


def code_in(card: Card | None) -> str:
    """Return the code that a card shows, "" when it shows none."""
    words = [s.text for s in spans_of(card) if isinstance(s, Bold)] if card is not None else []
    return next((str(w) for w in words if re.fullmatch(r"[A-Z2-9]{8}", str(w))), "")


def _form(form: Form | None) -> Form:
    if form is None:
        msg = "set-up did not ask"
        raise RuntimeError(msg)
    return form
