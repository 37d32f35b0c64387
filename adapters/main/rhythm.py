"""The services of rhythm, made for one unit of work."""

from typing import Any, TypeAlias

from adapters.main.forming import form_book, form_services, formed
from adapters.main.ground import Ground
from adapters.main.sparking import RitualSlots, mixing_of
from adapters.main.trying import trying_of
from bot.rhythm.absences import Absences
from bot.rhythm.agendas import Agendas
from bot.rhythm.attendance import Attendance
from bot.rhythm.billing import Billing
from bot.rhythm.calendar import Calendar
from bot.rhythm.changes import Changes
from bot.rhythm.deciding import Deciding
from bot.rhythm.drafting import Drafting
from bot.rhythm.drafts import Drafts
from bot.rhythm.editing import Editing
from bot.rhythm.feeding import Feeding
from bot.rhythm.givings import Givings
from bot.rhythm.health import Health, Remedies
from bot.rhythm.hosts import Hosts
from bot.rhythm.imports import Imports
from bot.rhythm.ledger import Ledgers
from bot.rhythm.lives import Lives
from bot.rhythm.looking import Looking
from bot.rhythm.maps import Maps
from bot.rhythm.moving import Moving
from bot.rhythm.occurrences import Occurrences
from bot.rhythm.planning import Planning
from bot.rhythm.posting import Rooms
from bot.rhythm.recaps import Recaps
from bot.rhythm.rests import Rests
from bot.rhythm.seats import Seats
from bot.rhythm.service import Rituals
from bot.rhythm.showing import Showing
from bot.rhythm.speakers import Speakers
from bot.rhythm.swapping import Swapping
from bot.rhythm.trying import Trying
from bot.rhythm.turns import Turns
from bot.rhythm.weeks import Weeks
from bot.rhythm.worths import Worths
from bot.voices.hosting import Hosting
from bot.voices.prompts import Prompts
from storage.absences import SqlAbsences
from storage.feeds import SqlFeeds
from storage.given import SqlGiven
from storage.hosts import SqlHosts
from storage.hours import SqlHours
from storage.quiet import SqlQuiet
from storage.recaps import SqlRecaps
from storage.rhythm import SqlRituals
from storage.senses import SqlSenses
from storage.spark import SqlWild

Made: TypeAlias = dict[type, Any]
"""Services by their class."""


def rhythm_services(ground: Ground, rituals: SqlRituals, hosting: Hosting, prompts: Prompts) -> Made:
    """Return the services of rhythm, in one unit of work, and the slots that the spark asks for."""
    now, places, people, ids = ground.now, ground.places, ground.people, ground.ids
    beats, owe, tell = ground.beats, ground.owe, ground.tell
    given = SqlGiven(ground.session, ids)
    calendar = Calendar(now, rituals, places, owe, ground.calendars, ground.deliveries)
    planning = Planning(now, rituals, places, beats, owe, tell, calendar)
    ledgers = Ledgers(now, SqlHours(ground.session))
    attention, quiet = ground.attention, SqlQuiet(ground.session)
    hosts, trying = SqlHosts(ground.session, ids), trying_of(ground, rituals)
    drafting = Drafting(now, rituals, places, ids, prompts, ledgers, trying.trials, form_book(ground))
    billing, programs = Billing(SqlWild(ground.session)), formed(ground, hosts)
    showing = Showing(now, rituals, given, places, owe, hosting, prompts, programs, billing)
    seats = Seats(now, rituals, given, places, people, owe, showing)
    attendance = Attendance(now, rituals, given, quiet, places, people, attention, seats, showing)
    changes = Changes(now, rituals, places, owe, planning, showing, seats)
    turns = Turns(now, rituals, hosts, given, places, people, beats, attention, ground.desk, showing)
    made = _senses(ground, rituals) | _drafted(ground, rituals, drafting)
    made |= _hosted(ground, rituals, given, hosts, turns) | form_services(ground, showing)
    return made | {
        Looking: Looking(now, rituals, places, given, hosts, ledgers, trying.trials),
        Lives: Lives(now, rituals, places, planning, tell, trying),
        Drafts: Drafts(rituals, places, drafting, planning, changes, tell, trying),
        Trying: trying,
        Deciding: Deciding(now, people, planning, trying, tell),
        Moving: Moving(now, rituals, places, drafting, changes, tell),
        Worths: Worths(now, rituals, people, owe, tell),
        Givings: Givings(now, rituals, given, people, showing, seats, tell),
        Attendance: attendance,
        Weeks: Weeks(
            now, rituals, places, people, beats, owe, ground.attention, hosting, given, billing, mixing_of(ground)
        ),
        Rests: Rests(now, rituals, places, beats, owe, tell, planning),
        Occurrences: Occurrences(
            now, rituals, places, beats, owe, tell, hosting, prompts, given, calendar, attendance, programs, billing
        ),
        RitualSlots: RitualSlots(now, rituals, places, drafting, planning, showing, billing, ids, tell),
    }


def _hosted(ground: Ground, rituals: SqlRituals, given: SqlGiven, hosts: SqlHosts, turns: Turns) -> Made:
    """Return those about who hosts, and what is noted of a date."""
    now, places, people, beats = ground.now, ground.places, ground.people, ground.beats
    owe, tell, attention, showing = ground.owe, ground.tell, ground.attention, turns.showing
    recaps, rooms = SqlRecaps(ground.session), Rooms(places, ground.deliveries, owe)
    return {
        Hosts: Hosts(now, rituals, places, hosts, people, beats, attention, turns, showing),
        Swapping: Swapping(now, rituals, places, hosts, people, given, attention, owe, turns, showing),
        Speakers: Speakers(rituals, showing),
        Agendas: Agendas(now, rituals, places, hosts, hosts, owe, showing),
        Recaps: Recaps(now, rituals, places, hosts, recaps, people, attention, owe, rooms, tell),
    }


def _drafted(ground: Ground, rituals: SqlRituals, drafting: Drafting) -> Made:
    """Return those that show what a ritual would be."""
    now, places, ids = ground.now, ground.places, ground.ids
    return {
        Rituals: Rituals(now, rituals, places, drafting, ids),
        Editing: Editing(now, rituals, places, drafting),
        Imports: Imports(now, rituals, ids),
        Remedies: Remedies(now, rituals, places, drafting),
    }


def _senses(ground: Ground, rituals: SqlRituals) -> Made:
    now, places, beats = ground.now, ground.places, ground.beats
    return {
        Maps: Maps(now, rituals, places),
        Health: Health(now, rituals, SqlSenses(ground.session), places, beats, ground.desk, mixing_of(ground)),
        Absences: Absences(now, SqlAbsences(ground.session), rituals, places, beats, ground.desk),
        Feeding: Feeding(
            now, SqlFeeds(ground.session), ground.people, ground.ids, ground.door.seals, ground.door.base()
        ),
    }
