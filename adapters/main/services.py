"""Every service of the house, feature by feature; here siblings are handed to each other."""

from typing import Any, TypeAlias

from adapters.main.circles import circle_services
from adapters.main.forming import FORMS
from adapters.main.gatherings import hallway_services
from adapters.main.ground import Ground
from adapters.main.questions import QUESTIONS
from adapters.main.rhythm import rhythm_services
from adapters.main.settling import outcomes
from adapters.main.siblings import RecordedThings
from adapters.main.sparking import SPARKS, RitualSlots, spark_services
from adapters.main.succeeding import succession_of
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
from bot.rhythm.countries import HolidayPlaces
from bot.rhythm.deciding import Deciding
from bot.rhythm.drafts import Drafts
from bot.rhythm.editing import Editing
from bot.rhythm.feeding import Feeding
from bot.rhythm.givings import Givings
from bot.rhythm.health import Health, Remedies
from bot.rhythm.hosts import Hosts
from bot.rhythm.imports import Imports
from bot.rhythm.lives import Lives
from bot.rhythm.looking import Looking
from bot.rhythm.maps import Maps
from bot.rhythm.moving import Moving
from bot.rhythm.occurrences import Occurrences
from bot.rhythm.recaps import Recaps
from bot.rhythm.recurrence import zone_named
from bot.rhythm.rests import Rests
from bot.rhythm.service import Rituals
from bot.rhythm.speakers import Speakers
from bot.rhythm.swapping import Swapping
from bot.rhythm.trying import Trying
from bot.rhythm.weeks import Weeks
from bot.rhythm.worths import Worths
from bot.spark.marking import Marking
from bot.spark.preferences import Preferences
from bot.voices.hosting import Hosting
from bot.voices.prompts import Prompts
from storage.circles import SqlCircles
from storage.record import SqlRecord
from storage.rhythm import SqlRituals
from storage.selves import SqlSelves
from storage.shelf import SqlShelf
from storage.spark import SqlSparks
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
    *FORMS,
    Hallways,
    Weeks,
    Maps,
    Health,
    Remedies,
    *SPARKS,
    Feeding,
    Occurrences,
    Absences,
    *VOICES,
    *QUESTIONS,
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
    Marking,
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
    rhythm = rhythm_services(ground, rituals, voices[Hosting], voices[Prompts])
    slots = rhythm.pop(RitualSlots)
    made = {
        **_community(ground, slots),
        **rhythm,
        **spark_services(ground, slots, voices[Prompts]),
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


def _community(ground: Ground, slots: RitualSlots) -> Made:
    now, places, people, ids = ground.now, ground.places, ground.people, ground.ids
    access, owe, tell = ground.access, ground.owe, ground.tell
    preferences = Preferences(SqlSparks(ground.session), slots)
    return {
        Communities: Communities(places, now, people, access, owe, tell, ids, zone_named),
        Settings: Settings(places, zone_named, HolidayPlaces(), now, tell, preferences),
        Linking: Linking(places, now, ground.real, people, access, owe, tell, ids),
        Selves: Selves(now, ground.real, SqlSelves(ground.session), places, people, owe, tell, ids),
        Stewards: Stewards(now, people, owe, tell),
        Succession: succession_of(ground),
        Attending: ground.attention,
        Pace: Pace(now, people, tell),
        Recording: Recording(SqlRecord(ground.session)),
        Auditing: Auditing(SqlRecord(ground.session), _things(ground), people),
    }


def _delivery(ground: Ground) -> Made:
    return {
        Outcomes: outcomes(ground),
        Sweeping: Sweeping(ground.now, ground.real, SqlShelf(ground.session, ground.beats), ground.beats),
    }
