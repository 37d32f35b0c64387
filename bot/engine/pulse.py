"""What happens by itself: events that came in, beats that are due, and time that travels."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog

from bot.beats import Beat, BeatState
from bot.cards import Card, Para
from bot.commands import Event
from bot.delivery.outcomes import DESK
from bot.delivery.scout import LANE, READ_LIMIT
from bot.engine.work import Work
from bot.facts import Fact
from bot.i18n import _
from bot.keys import CommunityId, SpaceId
from bot.ports import TravellingClock
from bot.times import BeatsLate

log = structlog.get_logger()
BATCH = 100
"""Beats a unit of work: 10 to 50 times what one a commit does (measured on both databases)."""
CROWD = 300
"""Beats a unit of work where more are due at one instant than a batch holds: a third less work each. Still more at
once would hold the event loop for over 50 ms (python -m bench burst)."""


@dataclass(frozen=True, slots=True)
class Pulse:
    """What one pulse did."""

    beats: int = 0
    events: int = 0


@dataclass(frozen=True, slots=True)
class _Seen:
    """What there is to do: events that came in, else the instant of beats that are due, else lanes that owe."""

    events: Sequence[tuple[int, Event]] = ()
    due: datetime | None = None
    lanes: Sequence[SpaceId] = ()

    @property
    def anything(self) -> bool:
        """Return whether events or beats are there to be handled."""
        return bool(self.events) or self.due is not None


class Pulses(Work):
    """Does what is due."""

    __slots__ = ()

    async def receive(self, event: Event) -> None:
        """Keep an event once; it is worked off by the pulse. A second copy does nothing.

        What people do in rooms that the community did not choose is dropped here, before anything is kept.
        """
        async with self.units.reading() as house:
            if not await house.arrivals.wanted(event):
                return
        async with self.units.writing() as house:
            await house.inbox.put(event, self.clock.real())

    async def pulse(self) -> Pulse:
        """Do what is due now, until nothing is; wake the lanes that have something to send."""
        events = beats = 0
        ours = True
        while (seen := await self._waiting(beats=ours)).anything:
            events += await self._work(seen.events)
            if seen.due is not None:
                handled = await self._beat(seen.due)
                beats += handled
                ours = handled > 0  # else another worker has claimed them
        for lane in seen.lanes:
            self.wakeups.wake(lane)
        return Pulse(beats, events)

    async def _waiting(self, *, beats: bool) -> _Seen:
        """Return what is there to do first, in one look: events, else beats, else lanes."""
        async with self.units.reading() as house:
            if events := await house.inbox.open(BATCH):
                return _Seen(events)
            due = await house.beats.next_due() if beats else None
            if due is not None and due <= self.clock.now():
                return _Seen(due=due)
            real = self.clock.real()
            lanes = await house.deliveries.lanes(real, send_limit=self.send_limit)
            return _Seen(lanes=(*lanes, LANE) if await house.errands.waiting(real, READ_LIMIT) else lanes)

    async def _work(self, waiting: Sequence[tuple[int, Event]]) -> int:
        """Work off what came in, one unit an event, in order; return how many."""
        for number, event in waiting:
            try:
                async with self.unit() as house:
                    await house.arrivals.work(event)
                    await house.inbox.done(number, self.clock.real())
            except Exception:
                # One event that breaks us must not hold up those behind it.
                log.exception("an event failed", event_kind=event.kind.value, number=number)
                async with self.unit() as house:
                    await house.inbox.done(number, self.clock.real())
        return len(waiting)

    async def _beat(self, due: datetime) -> int:
        """Handle one batch of beats, the first of which was due then; return how many."""
        now = self.clock.now()
        self.on_beat_lag(now - due)
        try:
            claimed = await self._plan(BATCH, now)
            return len(claimed) + (await self._crowd(due) if _crowded(claimed, due) else 0)
        except Exception:
            log.exception("a batch of beats failed; trying them one by one")
            return await self._plan_one()

    async def _crowd(self, due: datetime) -> int:
        """Handle what else is due at one instant, several batches at once where the database can.

        Only of one instant: what comes earlier about a subject is done before what comes later.
        """
        workers = [self._batches(due) for _unit in range(self.units.at_once)]
        # All come to their end before an error of one is dealt with: nothing runs on unwatched.
        handled = await asyncio.gather(*workers, return_exceptions=True)
        for each in handled:
            if isinstance(each, BaseException):
                raise each
        return sum(each for each in handled if not isinstance(each, BaseException))

    async def _batches(self, due: datetime) -> int:
        """Handle batch after batch of what is due at one instant, until none is left to claim; return how many."""
        handled = 0
        while claimed := await self._plan(CROWD, due):
            handled += len(claimed)
        return handled

    async def _plan(self, most: int, until: datetime) -> tuple[Beat, ...]:
        """Handle at most that many beats that are due until then, in one unit of work; return them."""
        async with self.unit() as house:
            now = self.clock.now()
            claimed = await house.beats.claim(until, most)
            rests = await house.beats.resting({b.community for b in claimed if not b.steady}, now)
            stopped = [b.id for b in claimed if b.community in rests and not b.steady]
            await house.beats.finish(stopped, BeatState.WITHDRAWN)
            goes_on = [b for b in claimed if b.steady or b.community not in rests]
            for alike in _in_turn(goes_on):
                service, planner = self.planners[alike[0].kind]
                await planner(house.service(service), alike)
            late = [b for b in goes_on if b.late(now)]
            await house.beats.finish([b.id for b in goes_on if not b.late(now)], BeatState.DONE)
            await house.beats.finish([b.id for b in late], BeatState.LATE)
            house.facts.extend(_late_facts(late, now))
            return claimed

    async def _plan_one(self) -> int:
        """Handle the earliest beat alone; one whose planner raises is set aside and the desk told."""
        async with self.units.reading() as house:
            first = await house.beats.first(self.clock.now())
        try:
            return len(await self._plan(1, self.clock.now()))
        except Exception:
            log.exception("a beat failed", beats=[b.id for b in first])
        async with self.unit() as house:
            await house.beats.finish([b.id for b in first], BeatState.FAILED)
            for beat in first:
                await house.desk.hear(beat.community, f"{DESK}failed", _failed_card())
        return len(first)

    async def unsettled(self) -> int:
        """Return how many deliveries are due, being sent, or wait for a moment that has come."""
        async with self.units.reading() as house:
            return await house.deliveries.unsettled(self.clock.real())

    async def next_due(self) -> datetime | None:
        """Return when the next beat is due."""
        async with self.units.reading() as house:
            return await house.beats.next_due()

    async def advance_to(self, to: datetime, clock: TravellingClock, drain: Callable[[], Any]) -> None:
        """Walk community time to an instant: each beat at its own time, every delivery settled before the next.

        `drain` sends what is owed and returns when nothing is left to send. Forward only.
        """
        done = None
        while (due := await self.next_due()) is not None and due <= to:
            await clock.travel(due)
            await self.pulse()
            await drain()
            done = due
        if done != to:
            await clock.travel(to)
            await self.pulse()
            await drain()


def _crowded(claimed: Sequence[Beat], due: datetime) -> bool:
    """Return whether a full batch was of one instant, so that more of it may be waiting."""
    return len(claimed) == BATCH and claimed[-1].due_at == due


def _in_turn(claimed: Sequence[Beat]) -> Sequence[Sequence[Beat]]:
    """Return the beats in groups of one kind each; of one subject, an earlier moment stands in an earlier group.

    After an absence several moments of one date are due at once, and it must open before it is asked about.
    """
    groups: dict[tuple[int, str], list[Beat]] = {}
    before: Counter[str] = Counter()
    for beat in claimed:
        groups.setdefault((before[beat.subject], beat.kind), []).append(beat)
        before[beat.subject] += 1
    return [groups[turn] for turn in sorted(groups, key=lambda turn: turn[0])]


def _late_facts(late: Sequence[Beat], now: datetime) -> list[Fact]:
    """Return what is told of beats that came too late, one fact a community and kind, earliest first."""
    alike: dict[tuple[CommunityId, str], list[Beat]] = {}
    for beat in late:
        alike.setdefault((beat.community, beat.kind), []).append(beat)
    return [BeatsLate(c, kind, len(some), some[0].due_at, now) for (c, kind), some in alike.items()]


def _failed_card() -> Card:
    text = _("Something I should have done broke. It is written down in my log; the rest goes on.")
    return Card(_("A beat of mine broke"), (Para((text,)),))
