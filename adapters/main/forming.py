"""Forms and the dates of rituals: what forms ask of rhythm, what rhythm shows of them, and the services of forms."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from adapters.main.ground import Ground
from bot.community.duties import Service
from bot.community.store import CommunityStore
from bot.deliveries import ToRoom
from bot.keys import CommunityId, DeliveryId, OccurrenceId, RoomId
from bot.rhythm.coming import Coming
from bot.rhythm.model import Occurrence, OccurrenceState, Ritual, RitualState
from bot.rhythm.posting import Posted
from bot.rhythm.program import HostStore, Item, Program, Programs, host_of
from bot.rhythm.showing import Showing
from bot.rhythm.store import GivenStore, RitualStore
from bot.spark.collecting import Collecting
from bot.spark.form_finding import FormBook
from bot.spark.form_running import Running
from bot.spark.form_scene import Scenes
from bot.spark.form_sheets import Sheets
from bot.spark.form_store import FormDate, People, Somebody
from bot.spark.forms import Forms
from bot.spark.part_drawing import Drawing
from bot.spark.parts import PartLines, Parts
from storage.form_runs import SqlFormRuns
from storage.forms import SqlForms
from storage.given import SqlGiven
from storage.hosts import SqlHosts
from storage.rhythm import SqlRituals

FORMS: tuple[type[Service], ...] = (Forms, Running, Collecting, Parts)
"""In the order in which help shows them."""


@dataclass(frozen=True, slots=True)
class RitualForms:
    """`FormDates`: the dates of rituals. `showing` is None where nothing is written anew.

    `pending` tells where what is owed goes that is not written yet: a date that just opened begins its thread.
    """

    now: datetime
    rituals: RitualStore
    hosts: HostStore
    given: GivenStore
    places: CommunityStore
    posted: Posted
    pending: Callable[[], Mapping[DeliveryId, RoomId]]
    showing: Showing | None = None

    async def of(self, dates: Iterable[OccurrenceId]) -> Mapping[OccurrenceId, FormDate]:
        """Return what is known of dates, in a fixed number of queries."""
        found = await self.rituals.occurrences(list(dates))
        if not found:
            return {}
        rituals = await self.rituals.get(dict.fromkeys(d.ritual for d in found.values()))
        spaces = await self.places.spaces(dict.fromkeys(d.community for d in found.values()))
        posts = await self.posted.deliveries([p for d in found.values() for p in d.openings])
        rooms = {**self.pending(), **{i: d.to.room for i, d in posts.items() if isinstance(d.to, ToRoom)}}
        return {
            i: self._date(rituals[d.ritual], d, rituals[d.ritual].posted_in(spaces[d.community]), rooms)
            for i, d in found.items()
        }

    def _date(
        self, ritual: Ritual, date: Occurrence, places: Sequence[RoomId], posts: Mapping[DeliveryId, RoomId]
    ) -> FormDate:
        threads: dict[RoomId, DeliveryId | None] = dict.fromkeys(places)
        threads |= {posts[p]: p for p in date.openings if p in posts}
        active = ritual.state is RitualState.ACTIVE
        ahead = active and date.state is OccurrenceState.PLANNED and date.starts > self.now
        rooms, shown = tuple(threads.items()), bool(date.announced)
        return FormDate(
            date.id, date.community, ritual.id, ritual.name, date.starts, date.minutes, ahead, rooms, shown=shown
        )

    async def people(self, dates: Iterable[OccurrenceId]) -> Mapping[OccurrenceId, People]:
        """Return who may be given a role on dates."""
        found = await self.rituals.occurrences(list(dates))
        rotas = await self.hosts.rotas(dict.fromkeys(d.ritual for d in found.values()))
        parts, said = await self.hosts.hostings(found), await self.given.rsvps(found)
        people: dict[OccurrenceId, People] = {}
        for ident, date in found.items():
            rota = tuple(Somebody(t.member, t.account, t.name) for t in rotas[date.ritual])
            going = [r for r in said[ident] if r.status is Coming.GOING]
            comers = tuple(Somebody(r.member, r.account, r.name) for r in going)
            never = frozenset(r.member for r in said[ident] if r.status is Coming.NO)
            host = host_of(parts[ident])
            people[ident] = People(rota, comers, host.member if host is not None else None, never)
        return people

    async def again(self, dates: Sequence[OccurrenceId]) -> None:
        """Let the announcements of dates say what they say now."""
        if self.showing is not None:
            await self.showing.again(dates, opened=False)

    async def using(self, community: CommunityId, form: str) -> Sequence[str]:
        """Return the names of the rituals whose dates have a form."""
        return [r.name for r in (await self.rituals.all([community]))[community] if r.form == form]


@dataclass(frozen=True, slots=True)
class FormedPrograms:
    """`Programs` with what the forms of dates show."""

    programs_: Programs
    lines: PartLines

    async def programs(self, dates: Sequence[OccurrenceId]) -> Mapping[OccurrenceId, Program]:
        """Return the program of each date."""
        found = await self.programs_.programs(dates)
        more = await self.lines.more(dates)
        return {d: replace(p, more=more.get(d, ())) for d, p in found.items()}

    async def agendas(self, dates: Sequence[OccurrenceId]) -> Mapping[OccurrenceId, tuple[Item, ...]]:
        """Return what stands on the agenda of each date."""
        return await self.programs_.agendas(dates)


def form_book(ground: Ground) -> FormBook:
    """Return the forms there are."""
    return FormBook(SqlForms(ground.session))


def form_dates(ground: Ground, showing: Showing | None = None) -> RitualForms:
    """Return what forms ask of rhythm."""
    rituals = SqlRituals(ground.session, ground.ids, ground.now)
    hosts, given = SqlHosts(ground.session, ground.ids), SqlGiven(ground.session, ground.ids)

    def pending() -> Mapping[DeliveryId, RoomId]:
        return {o.id: RoomId(o.to) for o in ground.owe.pending if not o.direct}

    return RitualForms(ground.now, rituals, hosts, given, ground.places, ground.deliveries, pending, showing)


def _scenes(ground: Ground, dates: RitualForms) -> Scenes:
    return Scenes(SqlFormRuns(ground.session, ground.ids), form_book(ground), dates, ground.places)


def formed(ground: Ground, programs: Programs) -> FormedPrograms:
    """Return what cards of dates show, with their forms."""
    return FormedPrograms(programs, PartLines(_scenes(ground, form_dates(ground))))


def form_services(ground: Ground, showing: Showing) -> dict[type, Any]:
    """Return the services of forms, in one unit of work."""
    now, beats, people, tell = ground.now, ground.beats, ground.people, ground.tell
    store, book, runs = SqlForms(ground.session), form_book(ground), SqlFormRuns(ground.session, ground.ids)
    dates = form_dates(ground, showing)
    scenes, sheets = _scenes(ground, dates), Sheets(now, ground.owe)
    drawing = Drawing(now, runs, scenes, dates, people, ground.attention)
    return {
        Forms: Forms(now, store, book, runs, dates, beats, ground.ids, tell),
        Running: Running(now, runs, book, scenes, sheets, drawing, beats, tell),
        Collecting: Collecting(now, runs, scenes, sheets, dates, people, ground.ids),
        Parts: Parts(now, runs, scenes, dates, people, ground.attention, drawing, sheets),
    }
