"""The services that look after circles' rooms, made on one unit of work's ground."""

from typing import Any

from adapters.main.circles import surveying_of
from adapters.main.ground import Ground
from adapters.main.unread import UNREAD
from bot.circles.following import Following
from bot.circles.leaving import Leaving
from bot.circles.mending import Mending
from bot.circles.notices import Notices
from bot.circles.seating import Seating
from bot.circles.spaces import CircleSpaces
from bot.circles.standing import Standings
from bot.circles.watching import Watching
from storage.circle_drifts import SqlDrifts
from storage.circles import SqlCircles


def watchers(ground: Ground, leaving: Leaving, standings: Standings) -> dict[type, Any]:
    """Return who looks at rooms, and who mends them."""
    now, places, people = ground.now, ground.places, ground.people
    circles, drifts = SqlCircles(ground.session), SqlDrifts(ground.session)
    notices = Notices(now, places, ground.owe)
    seating = Seating(now, circles, places, people, ground.owe, ground.ids, ground.tell, notices, UNREAD)
    watching = Watching(
        now,
        ground.real,
        circles,
        drifts,
        places,
        people,
        ground.access,
        ground.desk,
        ground.beats,
        ground.owe,
        ground.deliveries,
        ground.tell,
        ground.ids,
        notices,
        surveying_of(ground),
    )
    owe, tell = ground.owe, ground.tell
    mending = Mending(now, circles, drifts, places, people, seating, owe, watching, leaving, standings, tell)
    following = Following(now, circles, places, seating, leaving, ground.owe)
    sides = CircleSpaces(now, circles, places, people, seating, notices, ground.desk, watching, owe)
    return {Watching: watching, Mending: mending, Following: following, CircleSpaces: sides}
