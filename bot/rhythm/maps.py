"""`rhythm map`: a month as a picture."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.cards import Button, Buttons, Card, Note, Reply, para
from bot.commands import Arg, Call, Command
from bot.community.duties import Service
from bot.community.model import Community
from bot.community.store import CommunityStore
from bot.errors import Invalid, shortened
from bot.i18n import _, language, later
from bot.rhythm.calendar_words import month_name
from bot.rhythm.holidays import Holidays
from bot.rhythm.mapping import after, month_of
from bot.rhythm.model import RitualState
from bot.rhythm.store import RitualStore

YEARS: Final = 10
"""How far from now a month may lie: what is further away nobody plans."""


@dataclass(frozen=True, slots=True)
class Maps(Service):
    """Shows a month; changes nothing."""

    now: datetime
    store: RitualStore
    places: CommunityStore

    @staticmethod
    def commands() -> tuple[Command, ...]:
        """Return `rhythm map`."""
        return COMMANDS

    async def map(self, call: Call) -> Reply:
        """Show the month that was named, or this one, with the way to the next."""
        home = await self.places.community(call.community)
        zone = home.zone if home else "UTC"
        today = self.now.astimezone(ZoneInfo(zone)).date()
        first = _month(call.text("month"), today) if "month" in call.args else today.replace(day=1)
        rituals = [r for r in (await self.store.all([call.community]))[call.community] if r.state is RitualState.ACTIVE]
        if not rituals:
            nothing = para(_("Nothing is planned. Start something that comes back: ritual create"))
            return Reply(Card(_("The rhythm of a month"), (nothing,)))
        following = after(first)
        picture = month_of(rituals, first, zone, _holidays(home, first, following))
        label = _("Show {month}").format(month=month_name(following.month))
        turn = Buttons((Button(label, "rhythm.map", f"{following:%Y-%m}"),))
        quiet = Note((_("Days and hours as in {zone}.").format(zone=zone),))
        return Reply(Card(_("The rhythm of a month"), (picture, turn, quiet)))


def _holidays(home: Community | None, first: date, following: date) -> Mapping[date, str]:
    """Return a month's public holidays where the community has said where it is, in the reader's language."""
    known = Holidays(home.country, home.region) if home is not None and home.country else None
    days = (first + timedelta(days=n) for n in range((following - first).days))
    return {day: name for day in days if known and (name := known.name(day, language())) is not None}


def _month(text: str, today: date) -> date:
    """Return the first day of a month that was typed."""
    found = re.fullmatch(r"([0-9]{4})-([0-9]{1,2})", text.strip())
    year, month = map(int, found.groups()) if found else (0, 0)
    if not (1 <= month <= 12 and abs(year - today.year) <= YEARS):
        sentence = _("“{text}” is no month I can show. Write it like {month}. Nothing was changed.")
        raise Invalid(sentence.format(text=shortened(text), month=f"{today:%Y-%m}"), field="month")
    return date(year, month, 1)


COMMANDS = (
    Command(
        ("rhythm", "map"),
        later("See a month as a picture"),
        Maps.map,
        (Arg("month", later("Such as 2026-12; this month otherwise"), required=False, longest=10),),
        examples=("rhythm map", "rhythm map month:2026-12"),
        reads=True,
    ),
)
