"""Options that several commands of circles take."""

from bot.circles.model import LONGEST_PURPOSE
from bot.commands import Arg, Kind
from bot.i18n import later

PURPOSE = Arg("purpose", later("What it is for, in a sentence"), label=later("Purpose"), longest=LONGEST_PURPOSE)
SIZE = Arg("cap", later("How many fit"), Kind.WHOLE, required=False)
REVIEW = Arg("review", later("When to ask whether it is still alive, such as 2027-03-01"), required=False, longest=20)
