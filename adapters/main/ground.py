"""What every service of one unit of work stands on: the clocks, the shared stores, the desk."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.community.access import Access
from bot.community.attending import Attending
from bot.community.desk import Desk
from bot.delivery.owing import Owing
from bot.facts import Fact
from bot.ports import Ids
from bot.rhythm.feeding import Seals
from storage.attention import SqlWishes
from storage.community import SqlCommunities, SqlDesk
from storage.deliveries import SqlDeliveries
from storage.members import SqlMembers
from storage.sources import SqlErrands
from storage.timing import SqlBeats


@dataclass(frozen=True, slots=True)
class Door:
    """How people reach Hearth in a browser: `base` tells where, None while nobody has said; `seals` keeps secrets."""

    base: Callable[[], str | None]
    seals: Seals


@dataclass(frozen=True, slots=True)
class Ground:
    """The shared ground on one session. Built by `ground`."""

    session: AsyncSession
    now: datetime
    real: datetime
    ids: Ids
    facts: deque[Fact]
    places: SqlCommunities
    people: SqlMembers
    beats: SqlBeats
    deliveries: SqlDeliveries
    owe: Owing
    access: Access
    desk: Desk
    attention: Attending
    errands: SqlErrands
    calendars: frozenset[str]
    door: Door

    @property
    def tell(self) -> Callable[[Fact], None]:
        """Return what keeps a fact until its listeners are called."""
        return self.facts.append


def ground(
    session: AsyncSession, now: datetime, real: datetime, ids: Ids, calendars: frozenset[str], door: Door
) -> Ground:
    """Return the shared ground of one unit of work; `now` is community time, `real` never travels.

    `calendars` are the names of the platforms that have one.
    """
    facts: deque[Fact] = deque()
    places, people = SqlCommunities(session), SqlMembers(session)
    deliveries = SqlDeliveries(session)
    beats = SqlBeats(session, ids)
    owe = Owing(real, deliveries, deliveries, ids)
    return Ground(
        session=session,
        now=now,
        real=real,
        ids=ids,
        facts=facts,
        places=places,
        people=people,
        beats=beats,
        deliveries=deliveries,
        owe=owe,
        access=Access(now, places, people, facts.append, ids),
        desk=Desk(now, places, people, SqlDesk(session), owe, ids),
        attention=Attending(now, SqlWishes(session, ids), places, people, beats, owe),
        errands=SqlErrands(session),
        calendars=calendars,
        door=door,
    )
