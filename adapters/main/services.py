"""Every service of the house, feature by feature; here siblings are handed to each other."""

from typing import Any, TypeAlias

from adapters.main.circles import circle_services
from adapters.main.gatherings import hallway_services
from adapters.main.ground import Ground
from adapters.main.settling import outcomes
from adapters.main.siblings import RecordedThings
from adapters.main.succeeding import succession_of
from adapters.main.trying import trying_of
from adapters.main.voices import VOICES, voice_services
from adapters.main.watchers import watchers
from bot.circles.adopting import Adoption
from bot.circles.answering import Answering
from bot.circles.auditing import CircleAudit
from bot.circles.blocking import Blocking
from bot.circles.closing import Closing
from bot.circles.doors import Doors
from bot.circles.filling import Filling
from bot.circles.following import Following
from bot.circles.guesting import Guesting
from bot.circles.hallway_keeping import HallwayKeeping
from bot.circles.hallway_opening import Hallways
from bot.circles.handing import Handing
from bot.circles.joining import Joining
from bot.circles.leaving import Leaving
from bot.circles.mending import Mending
from bot.circles.merging import Merging
from bot.circles.moderating import Moderating
from bot.circles.reviewing import Reviewing
from bot.circles.service import Circles
from bot.circles.sharing import Sharing
from bot.circles.spaces import CircleSpaces
from bot.circles.standing import Standings
from bot.circles.surveying import Surveying
from bot.circles.watching import Watching
from bot.community.attending import Attending
from bot.community.audit import Auditing
from bot.community.duties import Service
from bot.community.founding import Communities
from bot.community.linking import Linking
from bot.community.members import Members
from bot.community.pace import Pace
from bot.community.record import Recording
from bot.community.selves import Selves
from bot.community.settings import Settings
from bot.community.stewarding import Stewards
from bot.community.succession import Succession
from bot.delivery.outcomes import Outcomes
from bot.delivery.sweeping import Sweeping
from bot.rhythm.absences import Absences
from bot.rhythm.agendas import Agendas
from bot.rhythm.attendance import Attendance
from bot.rhythm.calendar import Calendar
from bot.rhythm.changes import Changes
from bot.rhythm.countries import HolidayPlaces
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
from bot.rhythm.recurrence import zone_named
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
from storage.circles import SqlCircles
from storage.feeds import SqlFeeds
from storage.given import SqlGiven
from storage.hosts import SqlHosts
from storage.hours import SqlHours
from storage.quiet import SqlQuiet
from storage.recaps import SqlRecaps
from storage.record import SqlRecord
from storage.rhythm import SqlRituals
from storage.selves import SqlSelves
from storage.senses import SqlSenses
from storage.shelf import SqlShelf
from storage.voices import SqlGuests

SERVICES: tuple[type[Service], ...] = (
    Communities,
    Settings,
    Linking,
    Rests,
    Rituals,
    Looking,
    Editing,
    Lives,
    Moving,
    Imports,
    Drafts,
    Trying,
    Deciding,
    Worths,
    Givings,
    Attendance,
    Hosts,
    Swapping,
    Agendas,
    Recaps,
    Hallways,
    Weeks,
    Maps,
    Health,
    Remedies,
    Feeding,
    Occurrences,
    Absences,
    *VOICES,
    Speakers,
    Circles,
    Joining,
    Filling,
    Blocking,
    Doors,
    Guesting,
    Leaving,
    Reviewing,
    Merging,
    Closing,
    Standings,
    Sharing,
    Answering,
    Following,
    HallwayKeeping,
    Watching,
    Mending,
    CircleSpaces,
    Handing,
    Adoption,
    Surveying,
    CircleAudit,
    Moderating,
    Selves,
    Attending,
    Members,
    Pace,
    Recording,
    Stewards,
    Succession,
    Auditing,
    Outcomes,
    Sweeping,
)
"""In the order in which help shows their nouns. Each has its duties: forget and export among them."""

Made: TypeAlias = dict[type, Any]
"""Services by their class."""


def services(ground: Ground) -> Made:
    """Return every service of one unit of work."""
    rituals = SqlRituals(ground.session, ground.ids, ground.now)
    voices = voice_services(ground, rituals)
    made = {
        **_community(ground),
        **_rhythm(ground, rituals, voices[Hosting], voices[Prompts]),
        **_senses(ground, rituals),
        **voices,
        **circle_services(ground),
        **hallway_services(ground),
        **_delivery(ground),
    }
    made |= watchers(ground, made[Leaving], made[Standings])
    # The members' own tables come last: the others point to them.
    duties = [made[s] for s in SERVICES if s is not Members]
    unsaid = ground.attention.unsaid
    members = Members(
        ground.now,
        ground.people,
        ground.places,
        ground.owe,
        ground.tell,
        zone_named,
        unsaid,
        lambda: [*duties, members],
    )
    return made | {Members: members}


def _things(ground: Ground) -> RecordedThings:
    rituals = SqlRituals(ground.session, ground.ids, ground.now)
    return RecordedThings(SqlCircles(ground.session), rituals, SqlGuests(ground.session), ground.places)


def _community(ground: Ground) -> Made:
    now, places, people, ids = ground.now, ground.places, ground.people, ground.ids
    access, owe, tell = ground.access, ground.owe, ground.tell
    return {
        Communities: Communities(places, now, people, access, owe, tell, ids, zone_named),
        Settings: Settings(places, zone_named, HolidayPlaces(), now, tell),
        Linking: Linking(places, now, ground.real, people, access, owe, tell, ids),
        Selves: Selves(now, ground.real, SqlSelves(ground.session), places, people, owe, tell, ids),
        Stewards: Stewards(now, people, owe, tell),
        Succession: succession_of(ground),
        Attending: ground.attention,
        Pace: Pace(now, people, tell),
        Recording: Recording(SqlRecord(ground.session)),
        Auditing: Auditing(SqlRecord(ground.session), _things(ground), people),
    }


def _rhythm(ground: Ground, rituals: SqlRituals, hosting: Hosting, prompts: Prompts) -> Made:
    now, places, people, ids = ground.now, ground.places, ground.people, ground.ids
    beats, owe, tell = ground.beats, ground.owe, ground.tell
    given = SqlGiven(ground.session, ids)
    calendar = Calendar(now, rituals, places, owe, ground.calendars, ground.deliveries)
    planning = Planning(now, rituals, places, beats, owe, tell, calendar)
    ledgers = Ledgers(now, SqlHours(ground.session))
    attention, quiet = ground.attention, SqlQuiet(ground.session)
    hosts, recaps, trying = SqlHosts(ground.session, ids), SqlRecaps(ground.session), trying_of(ground, rituals)
    drafting = Drafting(now, rituals, places, ids, prompts, ledgers, trying.trials)
    showing = Showing(now, rituals, given, places, owe, hosting, prompts, hosts)
    seats = Seats(now, rituals, given, places, people, owe, showing)
    attendance = Attendance(now, rituals, given, quiet, places, people, attention, seats, showing)
    changes = Changes(now, rituals, places, owe, planning, showing, seats)
    turns = Turns(now, rituals, hosts, given, places, people, beats, attention, ground.desk, showing)
    rooms = Rooms(places, ground.deliveries, owe)
    return {
        Rituals: Rituals(now, rituals, places, drafting, ids),
        Looking: Looking(now, rituals, places, given, hosts, ledgers, trying.trials),
        Editing: Editing(now, rituals, places, drafting),
        Lives: Lives(now, rituals, places, planning, tell, trying),
        Drafts: Drafts(rituals, places, drafting, planning, changes, tell, trying),
        Trying: trying,
        Deciding: Deciding(now, people, planning, trying, tell),
        Moving: Moving(now, rituals, places, drafting, changes, tell),
        Worths: Worths(now, rituals, people, owe, tell),
        Givings: Givings(now, rituals, given, people, showing, seats, tell),
        Remedies: Remedies(now, rituals, places, drafting),
        Attendance: attendance,
        Hosts: Hosts(now, rituals, places, hosts, people, beats, attention, turns, showing),
        Swapping: Swapping(now, rituals, places, hosts, people, given, attention, owe, turns, showing),
        Agendas: Agendas(now, rituals, places, hosts, hosts, owe, showing),
        Speakers: Speakers(rituals, showing),
        Recaps: Recaps(now, rituals, places, hosts, recaps, people, attention, owe, rooms, tell),
        Weeks: Weeks(now, rituals, places, people, beats, owe, ground.attention, hosting, given),
        Rests: Rests(now, rituals, places, beats, owe, tell, planning),
        Occurrences: Occurrences(
            now, rituals, places, beats, owe, tell, hosting, prompts, given, calendar, attendance, hosts
        ),
    }


def _senses(ground: Ground, rituals: SqlRituals) -> Made:
    now, places, beats = ground.now, ground.places, ground.beats
    return {
        Imports: Imports(now, rituals, ground.ids),
        Maps: Maps(now, rituals, places),
        Health: Health(now, rituals, SqlSenses(ground.session), places, beats, ground.desk),
        Absences: Absences(now, SqlAbsences(ground.session), rituals, places, beats, ground.desk),
        Feeding: Feeding(
            now, SqlFeeds(ground.session), ground.people, ground.ids, ground.door.seals, ground.door.base()
        ),
    }


def _delivery(ground: Ground) -> Made:
    return {
        Outcomes: outcomes(ground),
        Sweeping: Sweeping(ground.now, ground.real, SqlShelf(ground.session, ground.beats), ground.beats),
    }
