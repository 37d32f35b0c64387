"""The services of circles, handed to each other."""

from typing import Any, TypeAlias

from adapters.main.ground import Ground
from adapters.main.siblings import RitualEnds
from adapters.main.unread import UNREAD
from bot.circles.adopting import Adoption
from bot.circles.answering import Answering
from bot.circles.asking import Asking
from bot.circles.auditing import CircleAudit
from bot.circles.blocking import Blocking
from bot.circles.closing import Closing
from bot.circles.doors import Doors
from bot.circles.filling import Filling
from bot.circles.guesting import Guesting
from bot.circles.handing import Handing
from bot.circles.inviting import Inviting
from bot.circles.joining import Joining
from bot.circles.leaving import Leaving
from bot.circles.merging import Merging
from bot.circles.moderating import Moderating
from bot.circles.notices import Notices
from bot.circles.publishing import Publishing
from bot.circles.reviewing import Reviewing
from bot.circles.seating import Seating
from bot.circles.service import Circles
from bot.circles.sharing import Sharing
from bot.circles.standing import Standings
from bot.circles.surveying import Surveying
from storage.circle_hitches import SqlHitches
from storage.circle_line import SqlLines
from storage.circle_reviews import SqlReviews
from storage.circle_shares import SqlShares
from storage.circles import SqlCircles
from storage.doors import SqlDoors
from storage.loads import SqlLoads
from storage.rhythm import SqlRituals

Made: TypeAlias = dict[type, Any]
"""Services by their class."""


def circle_services(ground: Ground) -> Made:
    """Return the services of circles, in one unit of work."""
    now, places, people, owe = ground.now, ground.places, ground.people, ground.owe
    circles = SqlCircles(ground.session)
    lines = SqlLines(ground.session)
    notices = Notices(now, places, owe)
    seating = Seating(now, circles, places, people, owe, ground.ids, ground.tell, notices, UNREAD)
    doors = SqlDoors(ground.session)
    filling = Filling(now, circles, owe, ground.beats, doors, ground.tell)
    inviting = Inviting(seating, filling, doors, ground.tell)
    guesting = guesting_of(ground)
    surveying = surveying_of(ground)
    standings = Standings(now, circles, places, SqlHitches(ground.session), owe, ground.real)
    shares = SqlShares(ground.session, ground.door.seals)
    publishing = _publishing(ground, circles, shares)
    closing = Closing(now, circles, seating, standings, ground.beats, publishing, ground.tell)
    return {
        Circles: Circles(
            now, circles, seating, inviting, standings, doors, ground.ids, ground.tell, lines, surveying, shares
        ),
        Joining: Joining(now, circles, owe, seating, filling, inviting, guesting, doors, ground.tell),
        Filling: filling,
        Blocking: Blocking(now, circles, seating, filling, doors, ground.tell),
        Doors: Doors(doors),
        Guesting: guesting,
        Leaving: Leaving(now, circles, places, people, ground.desk, owe, ground.tell, filling),
        Reviewing: Reviewing(now, circles, SqlReviews(ground.session), places, ground.beats, owe, ground.tell, notices),
        Merging: Merging(now, circles, inviting, closing, ground.tell),
        Closing: closing,
        Standings: standings,
        Surveying: surveying,
        Adoption: Adoption(now, circles, seating, ground.access, ground.deliveries, ground.tell),
        **_line(ground, circles, seating),
        **_shares(ground, circles, shares, publishing),
    }


def guesting_of(ground: Ground) -> Guesting:
    """Return what asks guests into circles."""
    now, owe, tell = ground.now, ground.owe, ground.tell
    circles, doors = SqlCircles(ground.session), SqlDoors(ground.session)
    notices = Notices(now, ground.places, owe)
    seating = Seating(now, circles, ground.places, ground.people, owe, ground.ids, tell, notices, UNREAD)
    filling = Filling(now, circles, owe, ground.beats, doors, tell)
    inviting = Inviting(seating, filling, doors, tell)
    ends = RitualEnds(now, SqlRituals(ground.session, ground.ids, now))
    return Guesting(now, circles, owe, ground.beats, seating, filling, inviting, doors, ends, tell)


def surveying_of(ground: Ground) -> Surveying:
    """Return what asks platforms which rooms there are."""
    loads = SqlLoads(ground.session)
    return Surveying(ground.now, loads, ground.places, ground.people, ground.desk, ground.owe)


def _line(ground: Ground, circles: SqlCircles, seating: Seating) -> Made:
    now, places, line = ground.now, ground.places, SqlLines(ground.session)
    owe, notices = ground.owe, seating.notices
    asking = Asking(now, circles, line, places, ground.desk, owe, ground.beats, ground.ids, ground.tell, notices)
    return {
        Handing: Handing(now, circles, line, asking, seating, places, ground.people, ground.tell),
        CircleAudit: CircleAudit(now, circles, line, asking, surveying_of(ground)),
        Moderating: Moderating(now, circles, seating, ground.tell),
    }


def _publishing(ground: Ground, circles: SqlCircles, shares: SqlShares) -> Publishing:
    now, places, people, owe = ground.now, ground.places, ground.people, ground.owe
    return Publishing(now, circles, shares, places, people, ground.attention, ground.beats, owe, ground.tell)


def _shares(ground: Ground, circles: SqlCircles, shares: SqlShares, publishing: Publishing) -> Made:
    sharing = Sharing(ground.now, circles, shares, ground.places, ground.people, publishing, ground.ids)
    return {Sharing: sharing, Answering: Answering(circles, shares, sharing, publishing)}
