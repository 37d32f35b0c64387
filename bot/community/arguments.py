"""What a steward can say of the community when setting it up or changing it."""

from bot.commands import Arg, Kind
from bot.community.model import LONGEST_CHARTER, LONGEST_NAME
from bot.i18n import languages, later

NAME = Arg("name", later("What the community is called"), label=later("Name"), longest=LONGEST_NAME)
CHARTER = Arg(
    "charter",
    later("What it is for, in a sentence or two"),
    Kind.LONG,
    label=later("Charter"),
    longest=LONGEST_CHARTER,
)
ZONE = Arg("zone", later("Where most of you live, such as Europe/Copenhagen"), label=later("Time zone"), longest=64)
LANGUAGE = Arg("language", later("The language I speak here"), Kind.CHOICE, required=False, choices=languages())

QUESTIONS = Arg(
    "questions", later("The language of my questions"), Kind.CHOICE, required=False, choices=("en", "es", "da")
)
