"""The one door: a call, an event or the pulse comes in; only the engine opens, commits and rolls back."""

from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

import structlog

from bot.beats import Beat, BeatState, Planner
from bot.cards import Card, Form, Mention, Para, Reply, RoomLink, spans_of
from bot.catalogue import Catalogue, PersonRef, RoomRef
from bot.catalogue.catalogue import Asked
from bot.catalogue.reading import Read
from bot.commands import Call, Command, Event, Request, Value
from bot.community.access import Access
from bot.community.arrivals import Arrivals
from bot.community.desk import Desk
from bot.community.model import Standing
from bot.delivery.outcomes import DESK, Outcomes
from bot.delivery.store import DeliveryStore
from bot.errors import NotAllowed, Refusal
from bot.facts import Fact, Listener
from bot.i18n import SOURCE_LANGUAGE, _, counted, speaking
from bot.keys import NOWHERE, BeatId, MemberId, SpaceId
from bot.ports import Clock, Ids, Names, TravellingClock, Wakeups

log = structlog.get_logger()
BATCH = 100
"""Beats a unit of work: 10 to 50 times what one a commit does (measured on both databases)."""
MOST_FACTS = 10_000


class BeatQueue(Protocol):
    """Claims and finishes beats."""

    async def claim(self, now: datetime, most: int) -> tuple[Beat, ...]:
        """Return at most that many due beats, earliest first, held until the unit of work ends."""

    async def finish(self, beats: Sequence[BeatId], state: BeatState) -> None:
        """Mark beats as handled."""

    async def next_due(self) -> datetime | None:
        """Return when the earliest due beat is due."""


class Inbox(Protocol):
    """Events that came in and are not worked off yet."""

    async def put(self, event: Event, real: datetime) -> bool:
        """Keep an event; return False when it came before."""

    async def open(self, most: int) -> tuple[tuple[int, Event], ...]:
        """Return (number, event) pairs in the order they came."""

    async def done(self, number: int, real: datetime) -> None:
        """Mark one as worked off."""


class CallLog(Protocol):
    """Which interactions were handled."""

    async def first(self, platform: str, space: str, call: str, real: datetime) -> bool:
        """Note an interaction; return False when it was handled before."""


class House(Protocol):
    """Everything for one unit of work, on one session."""

    @property
    def access(self) -> Access: ...
    @property
    def arrivals(self) -> Arrivals: ...
    @property
    def desk(self) -> Desk: ...
    @property
    def beats(self) -> BeatQueue: ...
    @property
    def deliveries(self) -> DeliveryStore: ...
    @property
    def outcomes(self) -> Outcomes: ...
    @property
    def inbox(self) -> Inbox: ...
    @property
    def calls(self) -> CallLog: ...
    @property
    def facts(self) -> deque[Fact]: ...

    def service(self, kind: type) -> Any:
        """Return the service of a class."""

    async def flush(self) -> None:
        """Write what is owed and planned."""

    def lanes(self) -> frozenset[SpaceId]:
        """Return the spaces that are owed something new."""


class Units(Protocol):
    """Makes units of work."""

    def writing(self) -> AbstractAsyncContextManager[House]:
        """Open a unit that commits at its end and undoes everything on an error."""

    def reading(self) -> AbstractAsyncContextManager[House]:
        """Open a unit that only reads."""


@dataclass(frozen=True, slots=True)
class Pulse:
    """What one pulse did."""

    beats: int = 0
    events: int = 0


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads a reply: `names` in their space, IANA zone, IETF language tag."""

    names: Names
    zone: str
    language: str


@dataclass(frozen=True, slots=True)
class Engine:
    """Hearth, as every adapter sees it."""

    catalogue: Catalogue
    units: Units
    clock: Clock
    ids: Ids
    wakeups: Wakeups
    planners: Mapping[str, tuple[type, Planner]]
    listeners: Mapping[type, Sequence[tuple[type, Listener]]]
    send_limit: timedelta
    on_beat_lag: Callable[[timedelta], None] = field(default=lambda _lag: None)

    @asynccontextmanager
    async def unit(self) -> AsyncIterator[House]:
        """Open a unit of work whose facts are heard before it commits and whose lanes wake after it."""
        async with self.units.writing() as house:
            yield house
            await self._hear(house)
            await house.flush()
            lanes = house.lanes()
        for lane in lanes:
            self.wakeups.wake(lane)

    async def _hear(self, house: House) -> None:
        """Hand each fact to its listeners, and the facts they tell in turn."""
        heard = 0
        while house.facts:
            fact = house.facts.popleft()
            heard += 1
            if heard > MOST_FACTS:
                msg = "facts tell each other in circles"
                raise RuntimeError(msg)
            for service, listener in self.listeners.get(type(fact), ()):
                await listener(house.service(service), fact)

    # What comes in: calls

    async def call(self, request: Request) -> Reply:
        """Answer a command, a button or a form. Never raises: errors become replies here, and only here."""
        with speaking(request.person.language or SOURCE_LANGUAGE):
            form: Form | None = None
            try:
                read = self.catalogue.read(request)
                if isinstance(read, Form):
                    return Reply(form=read)
                form = self.catalogue.form(read.command, read.answers) if request.form else None
                return await self._perform(request, read)
            except Refusal as refusal:
                log.info("refused", code=refusal.code, path=".".join(request.path))
                return _refused(refusal, form, request)
            except Exception as error:  # noqa: BLE001 - whatever breaks, the asker gets an answer
                return self._our_fault(request, error)

    async def _perform(self, request: Request, asked: Asked) -> Reply:
        async with self.unit() as house:
            if not await house.calls.first(request.platform, request.space, request.id, self.clock.real()):
                return Reply(Card(_("Done already"), (Para((_("That had reached me before, and it is done once."),)),)))
            standing = await house.access.standing(request)
            with speaking(standing.language or request.person.language or SOURCE_LANGUAGE):
                self._check(asked.command, standing)
                call = await self._call(house, request, asked, standing)
                return await asked.command.handler(house.service(asked.entry.service), call)

    def _check(self, command: Command, standing: Standing) -> None:
        """Let nobody do what they may not."""
        who = {
            "member": standing.member is not None,
            "steward": standing.steward,
            "installer": standing.installer,
        }
        if self.catalogue.allowed(command, **who):
            return
        if standing.community is None and not standing.installer:
            raise NotAllowed(
                _("There is no community here yet. Somebody who manages this space can start one: community setup")
            )
        if standing.community is None:
            raise NotAllowed(_("There is no community here yet. Nothing was changed. Start one: community setup"))
        raise NotAllowed(_("Only stewards can do that. Nothing was changed. See who they are: steward list"))

    async def _call(self, house: House, request: Request, asked: Asked, standing: Standing) -> Call:
        """Return the call its handler gets, people and rooms as our own ids."""
        args: dict[str, Value] = {}
        for name, value in self.catalogue.values(asked).items():
            args[name] = await _resolved(house.access, request, standing, name, value)
        return _as_call(request, asked.command.path, standing, self.clock.now(), args)

    async def suggest(self, request: Request, path: tuple[str, ...], arg: str, typed: str) -> tuple[str, ...]:
        """Return at most 25 values for an argument being typed, only such as the asker may see."""
        entry = self.catalogue.entries.get(path)
        found = next((a for a in entry.command.args if a.name == arg), None) if entry else None
        if entry is None or found is None:
            return ()
        if found.choices:
            return tuple(c for c in found.choices if typed.casefold() in c.casefold())[:25]
        if found.suggest is None:
            return ()
        async with self.units.reading() as house:
            standing = await house.access.known(request)
            if standing is None or standing.member is None:
                return ()
            call = _as_call(request, path, standing, self.clock.now(), {})
            return tuple(await found.suggest(house.service(entry.service), call, typed))[:25]

    async def allowed(self, request: Request) -> tuple[Command, ...]:
        """Return the commands somebody may use here, as help shows them; notes nothing."""
        async with self.units.reading() as house:
            standing = await house.access.known(request)
        member = standing is not None and standing.member is not None
        steward = standing is not None and standing.steward
        who = {"member": member, "steward": steward, "installer": request.person.installer}
        return tuple(c for c in self.catalogue.shown() if self.catalogue.allowed(c, **who))

    async def reader(self, request: Request, card: Card | None) -> Reader:
        """Return what showing a reply to its asker needs: how their space knows whom it mentions, zone, language."""
        async with self.units.reading() as house:
            standing = await house.access.known(request)
            if standing is None:
                return Reader(Names(), request.person.zone or "UTC", request.person.language or SOURCE_LANGUAGE)
            spans = list(spans_of(card)) if card is not None else []
            names = await house.deliveries.names(
                standing.space.id,
                [s.member for s in spans if isinstance(s, Mention)],
                [s.room for s in spans if isinstance(s, RoomLink)],
            )
            return Reader(names, standing.zone, standing.language or SOURCE_LANGUAGE)

    def _our_fault(self, request: Request, error: Exception) -> Reply:
        reference = self.ids.new()[:6].upper()
        log.error("a call failed", reference=reference, path=".".join(request.path), exc_info=error)
        sentence = _("That is my fault, not yours. Nothing was changed. It is written down as {reference}.")
        return Reply(Card(_("Something broke"), (Para((sentence.format(reference=reference),)),)))

    # What comes in: events

    async def receive(self, event: Event) -> None:
        """Keep an event once; it is worked off by the pulse. A second copy does nothing."""
        async with self.units.writing() as house:
            await house.inbox.put(event, self.clock.real())

    async def _work_inbox(self) -> int:
        """Work off what came in, one unit an event, in order."""
        async with self.units.reading() as house:
            waiting = await house.inbox.open(BATCH)
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

    # The pulse

    async def pulse(self) -> Pulse:
        """Do what is due now, until nothing is; wake the lanes that have something to send."""
        events = beats = 0
        while handled := await self._work_inbox():
            events += handled
        while handled := await self._beat():
            beats += handled
        async with self.units.reading() as house:
            lanes = await house.deliveries.lanes(self.clock.real(), send_limit=self.send_limit)
        for lane in lanes:
            self.wakeups.wake(lane)
        return Pulse(beats, events)

    async def _beat(self) -> int:
        """Handle one batch of due beats; return how many."""
        now = self.clock.now()
        async with self.units.reading() as house:
            due = await house.beats.next_due()
        if due is None or due > now:
            return 0
        self.on_beat_lag(now - due)
        try:
            return await self._plan(BATCH)
        except Exception:
            log.exception("a batch of beats failed; trying them one by one")
            return await self._plan_one()

    async def _plan(self, most: int) -> int:
        async with self.unit() as house:
            now = self.clock.now()
            claimed = await house.beats.claim(now, most)
            for kind in dict.fromkeys(b.kind for b in claimed):
                service, planner = self.planners[kind]
                await planner(house.service(service), [b for b in claimed if b.kind == kind])
            late = [b.id for b in claimed if b.late(now)]
            await house.beats.finish([b.id for b in claimed if not b.late(now)], BeatState.DONE)
            await house.beats.finish(late, BeatState.LATE)
            await self._tell_late(house, [b for b in claimed if b.late(now)])
            return len(claimed)

    async def _tell_late(self, house: House, late: Sequence[Beat]) -> None:
        """Tell the stewards once that moments were missed, as one message a community."""
        for community in dict.fromkeys(b.community for b in late):
            count = sum(b.community == community for b in late)
            await house.desk.hear(community, f"{DESK}late", _away_card(count))

    async def _plan_one(self) -> int:
        """Handle the earliest beat alone; one whose planner raises is set aside and the desk told."""
        async with self.units.reading() as house:
            first = await house.beats.claim(self.clock.now(), 1)
        try:
            return await self._plan(1)
        except Exception:
            log.exception("a beat failed", beats=[b.id for b in first])
        async with self.unit() as house:
            await house.beats.finish([b.id for b in first], BeatState.FAILED)
            for beat in first:
                await house.desk.hear(beat.community, f"{DESK}failed", _failed_card())
        return len(first)

    # Time that travels

    async def settled(self) -> bool:
        """Return whether nothing is due, being sent, or waits for a moment that has come."""
        async with self.units.reading() as house:
            return await house.deliveries.unsettled(self.clock.real()) == 0

    async def next_due(self) -> datetime | None:
        """Return when the next beat is due."""
        async with self.units.reading() as house:
            return await house.beats.next_due()

    async def advance_to(self, to: datetime, clock: TravellingClock, drain: Callable[[], Any]) -> None:
        """Walk community time to an instant: each beat at its own time, every delivery settled before the next.

        `drain` sends what is owed and returns when nothing is left to send. Forward only.
        """
        while (due := await self.next_due()) is not None and due <= to:
            await clock.travel(due)
            await self.pulse()
            await drain()
        await clock.travel(to)
        await self.pulse()
        await drain()


def _as_call(
    request: Request, path: tuple[str, ...], standing: Standing, now: datetime, args: Mapping[str, Value]
) -> Call:
    return Call(
        id=request.id,
        path=path,
        community=standing.community.id if standing.community else NOWHERE,
        member=standing.member.id if standing.member else MemberId(""),
        account=standing.account.id,
        space=standing.space.id,
        room=standing.room,
        now=now,
        steward=standing.steward,
        installer=standing.installer,
        zone=standing.zone,
        language=standing.language or SOURCE_LANGUAGE,
        args=args,
    )


async def _resolved(access: Access, request: Request, standing: Standing, name: str, value: Read) -> Value:
    match value:
        case PersonRef(external):
            return (await access.named_people(standing, [external], request.people, field=name))[0]
        case RoomRef(external):
            return await access.named_room(standing, external, request.rooms, field=name)
        case tuple():
            return await access.named_people(standing, [p.external for p in value], request.people, field=name)
        case str() | int():
            return value


def _refused(refusal: Refusal, form: Form | None, request: Request) -> Reply:
    """Return the sentence; a form comes back filled as it was."""
    if form is not None:
        return Reply(form=form.refilled(request.answers, error=refusal.sentence, wrong=refusal.field))
    return Reply(Card(_("That did not work"), (Para((refusal.sentence,)),)))


def _away_card(count: int) -> Card:
    text = counted(
        "I was away, and {count} moment had passed when I came back. I skipped it, so that nothing stale was posted.",
        "I was away, and {count} moments had passed when I came back. I skipped them, so that "
        "nothing stale was posted.",
        count,
    )
    return Card(_("I was away"), (Para((text,)),))


def _failed_card() -> Card:
    text = _("Something I should have done broke. It is written down in my log; the rest goes on.")
    return Card(_("A beat of mine broke"), (Para((text,)),))
