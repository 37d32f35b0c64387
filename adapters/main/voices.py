"""The services of voices: guests and their chairs, what they are asked, prompts and what wants to be one."""

from typing import Any

from adapters.main.ground import Ground
from adapters.main.importing import importing_services
from adapters.main.questions import occasions_of, question_services
from adapters.main.siblings import ChairDates
from bot.community.duties import Service
from bot.voices.adding import Adding
from bot.voices.approving import Approving
from bot.voices.board import Board
from bot.voices.bringing import Bringing
from bot.voices.caring import Caring
from bot.voices.cases import Cases
from bot.voices.chairs import Chairs
from bot.voices.digesting import Digesting
from bot.voices.emptiness import Emptiness
from bot.voices.hosting import Hosting
from bot.voices.importing import Importing
from bot.voices.leafing import Leafing
from bot.voices.offering import Offering
from bot.voices.pools import Pools
from bot.voices.presenting import Presenting
from bot.voices.promising import Promises
from bot.voices.prompts import Prompts
from bot.voices.scouting import Scouting
from bot.voices.service import Guests
from bot.voices.slot_turns import SlotTurns
from bot.voices.sourcing import Sourcing
from bot.voices.thanking import Thanking
from storage.brought import SqlBrought
from storage.candidates import SqlCandidates
from storage.contacts import SqlContacts
from storage.emptiness import SqlWarnings
from storage.given import SqlGiven
from storage.prompts import SqlPrompts
from storage.questions import SqlQuestions
from storage.rhythm import SqlRituals
from storage.slot_turns import SqlTurns
from storage.sources import SqlSources
from storage.voices import SqlGuests

VOICES: tuple[type[Service], ...] = (
    Guests,
    Presenting,
    Importing,
    Chairs,
    Board,
    Caring,
    Hosting,
    Thanking,
    Emptiness,
    Cases,
    Bringing,
    Digesting,
    Prompts,
    Leafing,
    Adding,
    Approving,
    Sourcing,
    Scouting,
)
"""In the order in which help shows them."""


def voice_services(ground: Ground, rituals: SqlRituals) -> dict[type, Any]:
    """Return the services of voices by their class."""
    made = {**_guests(ground, rituals), **_prompts(ground), **_brought(ground)}
    return made | importing_services(ground)


def _guests(ground: Ground, rituals: SqlRituals) -> dict[type, Any]:
    now, places, people, ids, tell = ground.now, ground.places, ground.people, ground.ids, ground.tell
    guests, contacts = SqlGuests(ground.session), SqlContacts(ground.session, ground.door.seals)
    attention, desk, dates = ground.attention, ground.desk, ChairDates(now, rituals)
    turns = SqlTurns(ground.session)
    slot_turns = SlotTurns(now, guests, turns, dates)
    promises = Promises(now, guests, people, places, attention, desk, occasions_of(ground))
    return {
        Guests: Guests(now, guests, ids, contacts),
        Chairs: Chairs(now, guests, people, contacts, places, dates, ids, tell, turns, slot_turns),
        Board: Board(now, guests, people, contacts),
        Caring: Caring(now, guests, people, contacts, places, attention, desk, SqlQuestions(ground.session), tell),
        Hosting: Hosting(now, guests, turns, slot_turns, dates, promises, tell),
        Emptiness: Emptiness(now, guests, dates, SqlWarnings(ground.session), places, ground.beats, desk, slot_turns),
        Cases: Cases(turns, slot_turns, dates, ids, tell),
        Thanking: Thanking(now, guests, people, places, attention, desk),
        **question_services(ground, guests),
    }


def _brought(ground: Ground) -> dict[type, Any]:
    now, places, ids, store = ground.now, ground.places, ground.ids, SqlBrought(ground.session)
    digesting = Digesting(now, store, places, ground.beats, ground.owe, ids)
    bringing = Bringing(now, store, places, ground.people, digesting, ground.attention, ground.owe, ground.tell, ids)
    return {Bringing: bringing, Digesting: digesting}


def _prompts(ground: Ground) -> dict[type, Any]:
    now, places, people, ids = ground.now, ground.places, ground.people, ground.ids
    store, candidates = SqlPrompts(ground.session, ids), SqlCandidates(ground.session)
    pools = Pools(now, store, places, SqlGiven(ground.session, ids))
    prompts = Prompts(pools, now, people, ids)
    offering = Offering(now, candidates, places, people, ground.desk, ground.owe, ground.attention)
    return {
        Prompts: prompts,
        Leafing: Leafing(pools, now, candidates, people, ground.tell),
        Offering: offering,
        Adding: Adding(pools, now, prompts, candidates, offering, ids),
        Approving: Approving(pools, prompts, candidates, offering, ground.tell),
        **_feeds(ground, offering),
    }


def _feeds(ground: Ground, offering: Offering) -> dict[type, Any]:
    now, real, ids, sources = ground.now, ground.real, ground.ids, SqlSources(ground.session)
    beats, tell, wanting = ground.beats, ground.tell, ground.errands
    return {
        Sourcing: Sourcing(now, real, sources, wanting, beats, tell, ids, offering),
        Scouting: Scouting(
            now,
            real,
            sources,
            wanting,
            ground.places,
            ground.people,
            beats,
            ground.desk,
            ground.owe,
            tell,
            ids,
            offering,
        ),
    }
