"""Which ritual somebody means, and in which rooms it is posted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.commands import Arg, Call
from bot.community.duties import Service
from bot.community.store import CommunityStore
from bot.errors import Conflict, Invalid, NotFound, shortened
from bot.i18n import _, later
from bot.keys import RoomId
from bot.rhythm.changing import at_midnight, wall_of
from bot.rhythm.model import LONGEST_NAME, Ritual, RitualState
from bot.rhythm.recurrence import Start
from bot.rhythm.store import RitualStore


@dataclass(frozen=True, slots=True)
class Finding(Service):
    """What every service begins with whose commands name a ritual."""

    now: datetime
    store: RitualStore
    places: CommunityStore

    async def _ritual(self, call: Call) -> Ritual:
        name = call.text("name")
        ritual = await self.store.named(call.community, name)
        if ritual is None:
            raise NotFound("ritual", name, field="name")
        return ritual

    async def _active(self, call: Call) -> Ritual:
        ritual = await self._ritual(call)
        if ritual.state is not RitualState.ACTIVE:
            raise Conflict(_("It is resting. Nothing was changed. Wake it with: ritual resume"))
        return ritual

    def _start(self, call: Call, ritual: Ritual) -> Start:
        """Return the date that was named by its local day, the next one otherwise."""
        if "date" not in call.args:
            coming = ritual.dates(self.now, 1)
            if not coming:
                raise Conflict(_("It has no date left. Nothing was changed. Give it a new rhythm: ritual edit"))
            return coming[0]
        day = read_day(call.text("date"))
        coming = ritual.dates(max(self.now, at_midnight(ritual.when, day)), 1)
        if not coming or wall_of(ritual.when, coming[0].at).date() != day:
            raise Invalid(
                _("There is no coming date of it on {day}. Nothing was changed.").format(day=day), field="date"
            )
        return coming[0]

    async def suggest(self, call: Call, typed: str) -> Sequence[str]:
        """Return names of rituals that hold what was typed."""
        rituals = (await self.store.all([call.community]))[call.community]
        return [r.name for r in rituals if typed.casefold() in r.name.casefold()]


def read_day(text: str) -> date:
    """Return the day written as 2026-12-24.

    Raises:
        Invalid: at the field `date`.
    """
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        sentence = _("“{text}” is not a date. Write it like 2026-12-24. Nothing was changed.")
        raise Invalid(sentence.format(text=shortened(text)), field="date") from error


async def rooms_of(ritual: Ritual, places: CommunityStore) -> tuple[RoomId, ...]:
    """Return where a ritual is posted: one room a space."""
    return ritual.posted_in((await places.spaces([ritual.community]))[ritual.community])


NAME = Arg("name", later("Which ritual"), label=later("Ritual"), suggest=Finding.suggest, longest=LONGEST_NAME)
DATE = Arg("date", later("Such as 2026-12-24; the next one otherwise"), required=False, longest=20)
