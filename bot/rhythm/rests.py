"""`community pause` and `resume`: one rest for the whole community, with the day on which it goes on by itself."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.beats import Beat, Beats, Planners
from bot.cards import Card, Reply
from bot.commands import Access, Arg, Call, Command, Kind
from bot.community.duties import Service
from bot.community.model import Community
from bot.community.store import CommunityStore
from bot.deliveries import Owe, Priority
from bot.errors import Conflict, Invalid, shortened
from bot.facts import Listens, Noted, OccurrenceEnded, Tell
from bot.i18n import _, later, speaking
from bot.keys import CommunityId
from bot.rhythm import rest_texts as texts
from bot.rhythm.model import OccurrenceState, Ritual, RitualState
from bot.rhythm.phrases import read_date
from bot.rhythm.planning import Planning
from bot.rhythm.store import RitualStore
from bot.times import CommunityPaused, CommunityResumed

RESUME: Final = "community.resume"
RESUME_GRACE: Final = timedelta(days=366)
LONGEST: Final = timedelta(days=366)
OFFERED: Final = (7, 14, 28)
"""Days of rest that are offered when none was said; two weeks are the usual."""
SAID_WITHIN: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Rests(Service):
    """Lets the whole community rest and go on."""

    now: datetime
    store: RitualStore
    places: CommunityStore
    beats: Beats
    owe: Owe
    tell: Tell
    planning: Planning

    @staticmethod
    def commands() -> tuple[Command, ...]:
        """Return the commands of a rest."""
        return COMMANDS

    @staticmethod
    def planners() -> Planners:
        """Return the planner of the day on which it goes on."""
        return {RESUME: Rests.due}

    @staticmethod
    def listens() -> Listens:
        """Return what lets everything stop."""
        return ((CommunityPaused, Rests.paused),)

    # Asked for

    async def pause(self, call: Call) -> Reply:
        """Show what a rest would be; it begins when the steward says so."""
        home = await self._home(call.community)
        if "until" not in call.args:
            return Reply(texts.until_when([self._today(home) + timedelta(days=days) for days in OFFERED]))
        until = self._until(home, call.text("until"))
        return Reply(texts.preview(home, until, self.now))

    async def rest(self, call: Call) -> Reply:
        """Let the community rest, told in its home rooms or quietly."""
        home = await self._home(call.community)
        until, told = self._until(home, call.text("until")), call.text("how") == "told"
        again = home.resting(self.now)
        if again and home.paused_until == until and (home.pause_told or not told):
            return Reply(texts.rests(until, again=True))
        await self.places.put_community(replace(home, paused_until=until, pause_told=told or home.pause_told))
        await self.beats.withdraw(home.id, [home.id], RESUME)
        self.beats.at(RESUME, home.id, home.id, until, grace=RESUME_GRACE)
        self.tell(CommunityPaused(home.id, until, self.now))
        self.tell(Noted.by(call, "community.pause"))
        if told:
            await self._say(home, texts.announced(until))
        return Reply(texts.rests(until, again=again))

    async def resume(self, call: Call) -> Reply:
        """Let the community go on now."""
        home = await self._home(call.community)
        if not home.resting(self.now):
            raise Conflict(_("The community is not resting. Nothing was changed. To let it rest: community pause"))
        await self.beats.withdraw(home.id, [home.id], RESUME)
        self.tell(Noted.by(call, "community.resume"))
        return Reply(texts.resumed(await self._go_on(home)))

    async def _home(self, community: CommunityId) -> Community:
        home = await self.places.community(community)
        if home is None:
            msg = "a call without a community"
            raise RuntimeError(msg)
        return home

    def _today(self, home: Community) -> date:
        return self.now.astimezone(ZoneInfo(home.zone)).date()

    def _until(self, home: Community, text: str) -> datetime:
        """Return the start of the day that is meant, in the community's zone."""
        try:
            until = read_date(f"{text} 00:00", day=self._today(home), zone=home.zone, now=self.now, field="until")
        except Invalid as error:
            sentence = _("“{text}” is no day to come. Nothing was changed. Try: 4 January, or 2027-01-04.")
            raise Invalid(sentence.format(text=shortened(text)), field="until") from error
        if until - self.now > LONGEST:
            sentence = _("At most a year, please. Nothing was changed. You can pause again when it is over.")
            raise Invalid(sentence, field="until")
        return until

    # Stopping and going on

    async def paused(self, facts: Sequence[CommunityPaused]) -> None:
        """Take back what is planned and unsent: nothing comes of Hearth's own accord."""
        for community in dict.fromkeys(f.community for f in facts):
            for ritual in (await self.store.all([community]))[community]:
                await self._stop(ritual)
            await self.beats.rest(community)
            await self.owe.rest(community)

    async def _stop(self, ritual: Ritual) -> None:
        """Drop a ritual's planned date; one that has begun is over, and is not asked about."""
        await self.planning.stop(ritual)
        begun = [o for o in await self.store.planned([ritual.id]) if o.state is OccurrenceState.OPENED]
        if begun:
            await self.store.mark([o.id for o in begun], OccurrenceState.ENDED)
        for over in begun:
            self.tell(OccurrenceEnded(over.community, over.ritual, over.id, over.starts, self.now))

    async def due(self, beats: Sequence[Beat]) -> None:
        """Let communities go on whose rest is over; one whose rest was made longer goes on resting."""
        homes = await self.places.communities(dict.fromkeys(b.community for b in beats))
        for home in homes.values():
            if home.paused_until is not None and not home.resting(self.now):
                await self._go_on(home)

    async def _go_on(self, home: Community) -> Sequence[tuple[Ritual, datetime]]:
        """Plan everything anew from now; rituals that were paused by hand stay so. Return what comes next."""
        await self.places.put_community(replace(home, paused_until=None, pause_told=False, resumed_at=self.now))
        coming: list[tuple[Ritual, datetime]] = []
        for ritual in (await self.store.all([home.id]))[home.id]:
            if ritual.state is RitualState.ACTIVE:
                planned = await self.planning.plan(ritual)
                coming += [(ritual, planned.starts)] if planned is not None else []
        coming.sort(key=lambda each: (each[1], each[0].name))
        self.tell(CommunityResumed(home.id, self.now))
        if home.pause_told:
            with speaking(home.language):
                card = texts.back(coming)
            await self._say(home, card)
        return coming

    async def _say(self, home: Community, card: Card) -> None:
        """Post once in each home room; it was asked for, so a pause does not take it back."""
        rooms = {s.home for s in (await self.places.spaces([home.id]))[home.id] if s.home and s.gone_at is None}
        for room in sorted(rooms):
            expires = self.now + SAID_WITHIN
            self.owe.post(room, card, reason=home.id, expires_at=expires, priority=Priority.WAITING)


COMMANDS = (
    Command(
        ("community", "pause"),
        later("Let the whole community rest until a day"),
        Rests.pause,
        (Arg("until", later("The day it goes on, such as 4 January"), required=False, longest=40),),
        Access.STEWARD,
        ("community pause", "community pause until:2027-01-04"),
    ),
    Command(
        ("community", "resume"),
        later("Let the community go on now"),
        Rests.resume,
        (),
        Access.STEWARD,
        ("community resume",),
    ),
    Command(
        ("community", "rest"),
        "",
        Rests.rest,
        (Arg("until", "", longest=40), Arg("how", "", Kind.CHOICE, choices=("told", "quietly"))),
        Access.STEWARD,
        hidden=True,
    ),
)
