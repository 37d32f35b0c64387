"""What a steward can say of a ritual when making or changing it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from bot.commands import Arg, Call, Kind
from bot.errors import Invalid
from bot.i18n import _, later
from bot.keys import RoomId
from bot.rhythm.holidays import Policy
from bot.rhythm.model import LONGEST_MINUTES, LONGEST_VALUE, Late, Ritual

WHEN = Arg("when", later("Such as every other Tuesday 10:00"), label=later("When"))
VALUE = Arg("value", later("Why it is worth people's time"), label=later("What it is worth"), longest=LONGEST_VALUE)
ROOM = Arg(
    "room",
    later("Where it is posted; the home room otherwise"),
    Kind.ROOM,
    required=False,
    label=later("Room"),
)
LENGTH = Arg("minutes", later("How long it takes"), Kind.WHOLE, required=False, label=later("Minutes"))
ALTERNATING: Final = "alternating"
GUESTS = Arg(
    "guests",
    later("A chair for an outside voice; alternating: in turn with own cases and clinics"),
    Kind.CHOICE,
    required=False,
    choices=("no", "yes", ALTERNATING),
    label=later("Guests"),
)
DECK = Arg(
    "deck",
    later("The deck its questions come from; none for no question"),
    required=False,
    label=later("Deck"),
    longest=32,
)
LATE = Arg(
    "late",
    later("When I was away: skip its dates, open the latest once, or open all"),
    Kind.CHOICE,
    required=False,
    choices=tuple(Late),
    label=later("When I was away"),
)
HOLIDAYS = Arg(
    "holidays",
    later("On a public holiday: keep the date, skip it, or move it to the next working day"),
    Kind.CHOICE,
    required=False,
    choices=tuple(Policy),
    label=later("On holidays"),
)
CAPACITY = Arg(
    "capacity",
    later("How many may come; 0 for as many as like"),
    Kind.WHOLE,
    required=False,
    label=later("Seats"),
)
MOST_SEATS = 10_000


async def forms_offered(service: Any, call: Call, typed: str) -> Sequence[str]:
    """Return the names of forms that hold what was typed; `service` has a `Drafting`."""
    names: Sequence[str] = await service.drafting.forms.names(call.community)
    return [n for n in names if typed.casefold() in n.casefold()]


FORM = Arg(
    "form",
    later("How its dates go, such as retro; none for no form"),
    required=False,
    suggest=forms_offered,
    label=later("Form"),
    longest=40,
)
NO_FORM: Final = "none"
NO_DECK: Final = "none"
"""What is typed for a ritual that opens without a question."""


def deck_of(call: Call) -> str:
    """Return the deck a call names, as decks are kept; "" when it names none."""
    return call.text("deck").casefold()


def minutes_of(call: Call, ritual: Ritual) -> int:
    """Return the length a call gives, otherwise the ritual's, in minutes.

    Raises:
        Invalid: at the field `minutes`.
    """
    minutes = int(call.text("minutes", str(ritual.minutes)))
    if not 1 <= minutes <= LONGEST_MINUTES:
        raise Invalid(
            _("Between 1 and {most} minutes, please. Nothing was changed.").format(most=LONGEST_MINUTES),
            field="minutes",
        )
    return minutes


def capacity_of(call: Call, ritual: Ritual) -> int | None:
    """Return how many seats a call gives, otherwise the ritual's; None for no limit.

    Raises:
        Invalid: at the field `capacity`.
    """
    if "capacity" not in call.args:
        return ritual.capacity
    seats = int(call.text("capacity"))
    if not 0 <= seats <= MOST_SEATS:
        sentence = _("Between 0 and {most} seats, please. Nothing was changed.").format(most=MOST_SEATS)
        raise Invalid(sentence, field="capacity")
    return seats or None


def changed(call: Call, ritual: Ritual) -> Ritual:
    """Return the ritual with what the call gives for its smaller settings.

    Raises:
        Invalid: at the field `minutes` or `capacity`.
    """
    minutes = minutes_of(call, ritual)
    rooms = dict(ritual.rooms)
    if "room" in call.args:
        rooms[call.space] = RoomId(call.text("room"))
    deck = deck_of(call)
    return replace(
        ritual,
        value=call.text("value", ritual.value),
        minutes=minutes,
        capacity=capacity_of(call, ritual),
        rooms=rooms,
        deck="" if deck == NO_DECK else deck or ritual.deck,
        guests=call.text("guests", "yes" if ritual.guests else "no") != "no",
        alternates=call.text("guests", ALTERNATING if ritual.alternates else "") == ALTERNATING,
        late=Late(call.text("late", ritual.late)),
        holidays=Policy(call.text("holidays", ritual.holidays)),
    )
