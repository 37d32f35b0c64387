"""`community settings`: what a community is called, where it lives and what it is for."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from bot.cards import Card, Fields, Note, Reply, RoomLink, Span
from bot.commands import Access, Arg, Call, Command, Kind
from bot.community.arguments import CHARTER, LANGUAGE, NAME, QUESTIONS, ZONE
from bot.community.finding import Finding
from bot.community.model import Community
from bot.community.zones import ZoneNamed
from bot.errors import Invalid
from bot.facts import Noted, Tell
from bot.i18n import _, later
from bot.keys import CommunityId, RoomId
from bot.times import HolidaysChanged


class HolidayPlaces(Protocol):
    """What it needs of rhythm: countries and regions whose holidays are known."""

    def named(self, country: str, region: str) -> tuple[str, str]:
        """Return the codes that are meant, "" for none; raises Invalid, with suggestions."""

    def shown(self, country: str, region: str) -> str:
        """Return what they are called, in the language being spoken."""


class Preferences(Protocol):
    """What it needs of the spark: what a community wants of new things and of looking back."""

    async def change(self, call: Call) -> Reply | None:
        """Keep what was given; return what must be shown before it holds. Raises Invalid and Conflict."""

    async def rows(self, community: CommunityId) -> Sequence[tuple[str, tuple[Span, ...]]]:
        """Return what holds, as (label, value) pairs."""


@dataclass(frozen=True, slots=True)
class Settings(Finding):
    """Shows and changes the community's settings."""

    zone_named: ZoneNamed
    holiday_places: HolidayPlaces
    now: datetime
    tell: Tell
    preferences: Preferences

    @staticmethod
    def commands() -> tuple[Command, ...]:
        """Return `community settings`."""
        return COMMANDS

    async def settings(self, call: Call) -> Reply:
        """Show the settings, or change the ones that were given."""
        community = await self._community(call)
        if not call.args:
            return Reply(await self._settings_card(community))
        zone = community.zone
        if "zone" in call.args:
            zone = self.zone_named(call.text("zone"), field="zone")
        country, region = self._holidays(call, community)
        changed = replace(
            community,
            country=country,
            region=region,
            name=call.text("name", community.name),
            charter=call.text("charter", community.charter),
            zone=zone,
            language=call.text("language", community.language),
            questions=call.text("questions", community.questions),
        )
        await self.places.put_community(changed)
        if (country, region) != (community.country, community.region):
            self.tell(HolidaysChanged(community.id, self.now))
        if "home" in call.args:
            await self._move_home(call)
        shown = await self.preferences.change(call)
        if set(call.args) != {"wild"}:
            self.tell(Noted.by(call, "community.settings"))
        if shown is not None:
            return shown
        return Reply(await self._settings_card(changed))

    def _holidays(self, call: Call, community: Community) -> tuple[str, str]:
        """Return the country and region whose holidays hold: another country begins without a region."""
        if "country" not in call.args and "region" not in call.args:
            return community.country, community.region
        if "country" not in call.args and not community.country:
            raise Invalid(
                _("Of which country? Nothing was changed. Try: community settings country:Germany region:Bavaria"),
                field="country",
            )
        return self.holiday_places.named(call.text("country", community.country), call.text("region"))

    async def _move_home(self, call: Call) -> None:
        """Make a room of this space the home; a private one cannot be."""
        home = await self._public(RoomId(call.text("home")))
        if home is None:
            raise Invalid(_("A private room cannot be the home of everybody. Nothing was changed."), field="home")
        await self.places.put_space(replace(await self._space(call), home=home))

    def _holidays_line(self, community: Community) -> str:
        if not community.country:
            return _("of no country yet: community settings country:Denmark")
        return self.holiday_places.shown(community.country, community.region)

    async def _settings_card(self, community: Community) -> Card:
        rows: list[tuple[str, tuple[Span, ...]]] = [
            (_("Charter"), (community.charter or _("none yet"),)),
            (_("Zone"), (community.zone,)),
            (_("Language"), (community.language,)),
            (_("Language of my questions"), (community.questions or _("the same, where I have them; else English"),)),
            (_("Public holidays"), (self._holidays_line(community),)),
            (_("Stage"), (_(community.stage),)),
        ]
        for space in (await self.places.spaces([community.id]))[community.id]:
            home: Span = RoomLink(space.home) if space.home else _("no room yet")
            if space.gone_at is not None:
                home = _("I was taken out of it; let me in again, and it goes on")
            rows.append((_("Home in {space}").format(space=space.name), (home,)))
        rows[5:5] = await self.preferences.rows(community.id)
        hint = _("Change one like this: community settings zone:Europe/Madrid · home:#room")
        return Card(community.name, (Fields(tuple(rows)), Note((hint,))))


def _yes_or_no(name: str, help_: str) -> Arg:
    return Arg(name, help_, Kind.CHOICE, required=False, choices=("yes", "no"))


COMMANDS = (
    Command(
        ("community", "settings"),
        later("See or change the community's settings"),
        Settings.settings,
        (
            replace(NAME, required=False),
            replace(CHARTER, required=False),
            replace(ZONE, required=False),
            LANGUAGE,
            QUESTIONS,
            Arg("country", later("Whose public holidays hold, such as Denmark; none for no country"), required=False),
            Arg("region", later("Its region, where holidays differ, such as Bavaria"), required=False),
            Arg("home", later("The room where rituals are posted in this space"), Kind.ROOM, required=False),
            Arg(
                "wild",
                later("When one date a month is kept for something new, such as last Thursday 16:00; or no"),
                required=False,
            ),
            _yes_or_no("milestones", later("Whether I say in the home rooms when there is one")),
            _yes_or_no("memories", later("Whether I say what was a year ago")),
        ),
        Access.STEWARD,
        ("community settings", "community settings zone:Europe/Madrid"),
    ),
)
