"""The courier: claims what a lane owes, sends it, and writes what came of it."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol, assert_never

import structlog

from bot.cards import PrivateText
from bot.deliveries import (
    UNKNOWN,
    CloseRoom,
    Edit,
    Inspect,
    Invite,
    OpenRoom,
    Post,
    Remove,
    RenameRoom,
    Reschedule,
    Schedule,
    State,
    Survey,
    Unschedule,
)
from bot.delivery.outcomes import Outcome, Outcomes
from bot.delivery.store import DeliveryStore, Ticket
from bot.errors import Outcome as Known
from bot.errors import PlatformFault
from bot.keys import SpaceId
from bot.ports import Clock, Found, PersonAt, Platform, RoomAt, Seen
from bot.rooms import Opened, RoomsSeen, RoomState

log = structlog.get_logger()


class Desk(Protocol):
    """What a courier needs of one unit of work."""

    @property
    def deliveries(self) -> DeliveryStore: ...
    @property
    def outcomes(self) -> Outcomes: ...


Unit = Callable[[], AbstractAsyncContextManager[Desk]]


@dataclass(frozen=True, slots=True)
class Courier:
    """Sends. `send_limit` is the whole time one request may take, in real time."""

    unit: Unit
    clock: Clock
    platforms: Mapping[str, Platform]
    send_limit: timedelta
    at_once: int = 4

    async def drain(self, lane: SpaceId, *, most: int | None = None, stop: Callable[[], bool] = lambda: False) -> int:
        """Send what a lane owes until nothing can be claimed, or `most` rows, or `stop`; return how many."""
        done = 0
        while (most is None or done < most) and not stop():
            claimed_at = self.clock.real()
            tickets = await self._claim(lane, claimed_at)
            if not tickets:
                return done
            async with asyncio.TaskGroup() as group:
                for ticket in tickets:
                    group.create_task(self._deliver(ticket, claimed_at))
            done += len(tickets)
        return done

    async def _claim(self, lane: SpaceId, real: datetime) -> tuple[Ticket, ...]:
        """Claim in one short unit of work, committed before anything is sent."""
        async with self.unit() as house:
            claimed, expired = await house.deliveries.claim(
                lane,
                now=self.clock.now(),
                real=real,
                send_limit=self.send_limit,
                most=self.at_once,
            )
            await house.outcomes.expired(expired)
            return await house.deliveries.tickets(claimed)

    async def _deliver(self, ticket: Ticket, claimed_at: datetime) -> None:
        outcome = await self._attempt(ticket, claimed_at)
        if ticket.reconcile and outcome.state is State.WAITING:
            # Nothing was learnt: whoever claims it next must still look before sending.
            outcome = replace(outcome, state=State.SENDING)
        try:
            async with self.unit() as house:
                await house.outcomes.settle(ticket, outcome)
        except Exception:
            # It stays in `sending` and is looked for later; what is sent beside it goes on.
            log.exception("an outcome was not written", delivery=ticket.delivery.id)

    async def _attempt(self, ticket: Ticket, claimed_at: datetime) -> Outcome:
        """Send, or look for what an earlier attempt may have sent; never longer than the limit."""
        # Another worker may look for it two limits after the claim, however long the claim took to commit:
        # half a limit before, at the latest, this request has ended.
        left = min(self.send_limit, claimed_at + 1.5 * self.send_limit - self.clock.real())
        if left <= timedelta():
            return Outcome(State.WAITING if ticket.reconcile else State.DUE, why="claimed-too-slowly")
        platform = self.platforms.get(ticket.platform)
        if platform is None:
            return Outcome(State.WAITING, why="not-connected", wait=timedelta(minutes=1))
        try:
            async with asyncio.timeout(left.total_seconds()):
                if ticket.reconcile:
                    return await self._reconcile(platform, ticket)
                if isinstance(ticket.delivery.act, Inspect):
                    return Outcome(State.SENT, seen=await look(platform, ticket, ticket.delivery.act))
                if isinstance(ticket.delivery.act, Survey):
                    return Outcome(State.SENT, rooms=await survey(platform, ticket))
                made = await send(platform, ticket)
                return Outcome(State.SENT, external=made, called=made.called if isinstance(made, Opened) else "")
        except PlatformFault as fault:
            return self._failed(ticket, fault)
        except TimeoutError:
            return self._failed(ticket, PlatformFault("timeout", Known.UNKNOWN))
        except Exception:
            # A bug in rendering or sending must not stop the lane: the row is refused and the desk told.
            log.exception("delivery failed", delivery=ticket.delivery.id)
            return Outcome(State.REFUSED, why="our-fault")

    @staticmethod
    async def _reconcile(platform: Platform, ticket: Ticket) -> Outcome:
        """Find out whether the earlier attempt was accepted, before anything is sent again."""
        if repeatable(ticket):
            return Outcome(State.DUE)
        since = ticket.delivery.sent_from
        if since is None:
            return Outcome(State.DUE)
        found = await _look_up(platform, ticket, since)
        match found.seen:
            case Seen.THERE:
                return Outcome(State.SENT, external=found.external)
            case Seen.ABSENT:
                return Outcome(State.DUE)
            case Seen.UNKNOWABLE:
                return Outcome(State.SKIPPED, why=UNKNOWN)

    def _failed(self, ticket: Ticket, fault: PlatformFault) -> Outcome:
        """Return what a fault means for the row."""
        log.warning("delivery not done", delivery=ticket.delivery.id, code=fault.code, outcome=fault.outcome.value)
        match fault.outcome:
            case Known.NOT_DONE:
                return Outcome(State.WAITING, wait=fault.retry_after, why=fault.code)
            case Known.NEVER:
                return Outcome(
                    State.REFUSED,
                    why=fault.code,
                    missing=fault.missing,
                    remedy=fault.remedy,
                    lost=fault.lost,
                    evicted=fault.evicted,
                )
            case Known.UNKNOWN:
                # It stays in `sending`: whoever claims it next, after the time in which it may still be
                # accepted, looks for it first.
                if repeatable(ticket):
                    return Outcome(State.WAITING, why=fault.code)
                return Outcome(State.SENDING, why=fault.code)


def repeatable(ticket: Ticket) -> bool:
    """Return whether doing it twice is the same as doing it once."""
    return isinstance(
        ticket.delivery.act, (Edit, Invite, Remove, RenameRoom, Inspect, Survey, CloseRoom, Reschedule, Unschedule)
    )


async def _look_up(platform: Platform, ticket: Ticket, since: datetime) -> Found:
    act, key = ticket.delivery.act, ticket.delivery.key
    if isinstance(act, Schedule) and isinstance(ticket.at, RoomAt):
        return await platform.look_up_slot(ticket.space, ticket.at, act.slot, key)
    if isinstance(act, OpenRoom):
        return await platform.look_up(ticket.space, None, key, since=since, name=plain(act.name))
    card = act.card if isinstance(act, Post) else None
    return await platform.look_up(
        ticket.space, ticket.at, key, since=since, card=card, names=ticket.names, under=ticket.under
    )


async def send(platform: Platform, ticket: Ticket) -> str | None:
    """Do what a delivery owes; return the platform's id of what was made."""
    act, at, key, space = ticket.delivery.act, ticket.at, ticket.delivery.key, ticket.space
    if isinstance(act, OpenRoom):
        return await platform.open_room(space, plain(act.name), plain(act.purpose), private=act.private, key=key)
    if at is None:
        raise PlatformFault("no-address", Known.NEVER, lost=True)
    match act:
        case Post() | Edit():
            return await _say(platform, ticket, act, at)
        case Schedule() | Reschedule() | Unschedule():
            return await _in_calendar(platform, ticket, act, _room(at))
        case Inspect() | Survey():
            return None
        case Invite() | Remove() | RenameRoom() | CloseRoom():
            await _in_room(platform, ticket, act, _room(at))
            return None
        case _:
            assert_never(act)


async def _say(platform: Platform, ticket: Ticket, act: Post | Edit, at: RoomAt | PersonAt) -> str | None:
    if isinstance(act, Edit):
        if ticket.message is not None:
            await platform.edit(ticket.space, at, ticket.message, act.card, ticket.names)
        return ticket.message
    if isinstance(at, RoomAt):
        return await platform.post(ticket.space, at, act.card, ticket.names, ticket.delivery.key, under=ticket.under)
    return await platform.direct(ticket.space, at, act.card, ticket.names, ticket.delivery.key)


def _room(at: RoomAt | PersonAt) -> RoomAt:
    if not isinstance(at, RoomAt):
        raise PlatformFault("no-room", Known.NEVER)
    return at


async def _in_calendar(
    platform: Platform, ticket: Ticket, act: Schedule | Reschedule | Unschedule, at: RoomAt
) -> str | None:
    match act:
        case Schedule(slot):
            return await platform.schedule(ticket.space, at, slot, ticket.delivery.key)
        case Reschedule(_, slot):
            if ticket.message is not None:
                await platform.reschedule(ticket.space, at, ticket.message, slot)
        case Unschedule():
            if ticket.message is not None:
                await platform.unschedule(ticket.space, ticket.message)
        case _:
            assert_never(act)
    return None


async def survey(platform: Platform, ticket: Ticket) -> RoomsSeen:
    """Return which rooms there are, as whoever asks may know of them."""
    return await platform.list_rooms(ticket.space, next(iter(ticket.people), None))


async def look(platform: Platform, ticket: Ticket, act: Inspect) -> RoomState:
    """Return what the room is like now."""
    if ticket.at is None:
        raise PlatformFault("no-address", Known.NEVER)
    return await platform.inspect(
        ticket.space, _room(ticket.at), plain(act.name), ticket.people, everybody=act.adopts is not None
    )


async def _in_room(
    platform: Platform, ticket: Ticket, act: Invite | Remove | RenameRoom | CloseRoom, at: RoomAt
) -> None:
    match act:
        case Invite():
            most = platform.limits.invites
            for first in range(0, len(ticket.people), most):
                await platform.invite(ticket.space, at, ticket.people[first : first + most])
        case Remove():
            for person in ticket.people:
                await platform.remove(ticket.space, at, person)
        case RenameRoom(name):
            await platform.rename(ticket.space, at, plain(name))
        case CloseRoom():
            await platform.close(ticket.space, at)
        case _:
            assert_never(act)


def plain(text: str | PrivateText) -> str:
    """Return the text of a room's name for the platform that makes the room."""
    return text.text if isinstance(text, PrivateText) else text
