"""What comes in from people: commands, buttons, forms, and what is being typed."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime

import structlog

from bot.cards import Card, Form, Mention, Moment, MomentStyle, Para, Reply, RoomLink, note, spans_of
from bot.catalogue import PersonRef, RoomRef
from bot.catalogue.catalogue import Asked
from bot.catalogue.reading import Read, spoken
from bot.commands import Call, Command, Request, Value
from bot.community.access import Access
from bot.community.model import Standing
from bot.engine.house import House
from bot.engine.work import Work
from bot.errors import NotAllowed, OnlyReads, Refusal
from bot.facts import MemberMoved
from bot.i18n import SOURCE_LANGUAGE, _, speaking
from bot.keys import NOWHERE, MemberId
from bot.ports import Names

log = structlog.get_logger()
ABOUT_RESTS = {("community", "pause"), ("community", "rest"), ("community", "resume")}


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads a reply: `names` in their space, IANA zone, IETF language tag."""

    names: Names
    zone: str
    language: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A reply, and who reads it; `reader` is read in the unit of work that made the reply."""

    reply: Reply
    reader: Reader


class Calls(Work):
    """Answers people. Errors become replies here, and only here."""

    __slots__ = ()

    async def call(self, request: Request) -> Reply:
        """Answer a command, a button or a form. Never raises."""
        return (await self.answer(request)).reply

    async def answer(self, request: Request) -> Answer:
        """Answer as `call` does, and tell what showing the answer needs. Errors become replies here, and only here."""
        unknown = _unknown(request)
        with speaking(request.person.language or SOURCE_LANGUAGE):
            form: Form | None = None
            path = ".".join(request.path)
            try:
                read = self.catalogue.read(request)
                if isinstance(read, Form):
                    return Answer(Reply(form=read), unknown)
                path = read.command.action
                form = self.catalogue.form(read.command, read.answers) if request.form else None
                if self.queue.full:
                    log.warning("too many calls wait", path=path)
                    return Answer(_busy(), unknown)
                with self.queue.place():
                    return await self._perform(request, read)
            except Refusal as refusal:
                log.info("refused", code=refusal.code, path=path)
                return Answer(_refused(refusal, form, request), unknown)
            except Exception as error:  # noqa: BLE001 - whatever breaks, the asker gets an answer
                return Answer(self._our_fault(path, error), unknown)

    async def _perform(self, request: Request, asked: Asked) -> Answer:
        if asked.command.reads:
            looked = await self._look(request, asked)
            if looked is not None:
                return looked
        async with self.unit() as house:
            first = await house.calls.first(request.platform, request.space, request.id, self.clock.real())
            standing = await house.access.standing(request)
            if not first:
                return Answer(_done_already(), _reader(standing, Names()))
            with _spoken_to(standing, request):
                reply = await self._do(house, asked, await self._called(house, request, asked, standing))
                reply = self._while_resting(reply, asked, standing)
            if any(isinstance(fact, MemberMoved) for fact in house.facts):
                standing = await house.access.known(request) or standing
            return Answer(reply, _reader(standing, await _names(house, standing, reply.card)))

    async def _look(self, request: Request, asked: Asked) -> Answer | None:
        """Answer what only reads, waiting for no writer and noting nothing: twice the same is the same twice.

        None when the asker, the room or somebody named must be noted first, or a new hour in which they call.
        """
        async with self.units.reading() as house:
            try:
                standing = await house.access.standing(request)
                with _spoken_to(standing, request):
                    call = await self._called(house, request, asked, standing)
            except OnlyReads:
                return None
            with _spoken_to(standing, request):
                reply = self._while_resting(await self._do(house, asked, call), asked, standing)
            if house.facts:
                raise OnlyReads
            await house.flush()
            return Answer(reply, _reader(standing, await _names(house, standing, reply.card)))

    async def _called(self, house: House, request: Request, asked: Asked, standing: Standing) -> Call:
        self._check(asked.command, standing)
        return await self._call(house, request, asked, standing)

    async def _do(self, house: House, asked: Asked, call: Call) -> Reply:
        return await asked.command.handler(house.service(asked.entry.service), call)

    def _while_resting(self, reply: Reply, asked: Asked, standing: Standing) -> Reply:
        """Say in a note that the community rests, but where the rest itself is talked about."""
        home = standing.community
        if home is None or home.paused_until is None or not home.resting(self.clock.now()) or reply.card is None:
            return reply
        if asked.command.path in ABOUT_RESTS:
            return reply
        said = note(_("The community rests until {day}."), day=Moment(home.paused_until, MomentStyle.DAY))
        return replace(reply, card=replace(reply.card, blocks=(*reply.card.blocks, said)))

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
                return _unknown(request)
            return _reader(standing, await _names(house, standing, card))

    def _our_fault(self, path: str, error: Exception) -> Reply:
        reference = self.ids.new()[:6].upper()
        log.error("a call failed", reference=reference, path=path, exc_info=error)
        sentence = _("That is my fault, not yours. Nothing was changed. It is written down as {reference}.")
        return Reply(Card(_("Something broke"), (Para((sentence.format(reference=reference),)),)))


async def _names(house: House, standing: Standing, card: Card | None) -> Names:
    """Return how the asker's space knows whom a card mentions."""
    spans = list(spans_of(card)) if card is not None else []
    return await house.deliveries.names(
        standing.space.id,
        [s.member for s in spans if isinstance(s, Mention)],
        [s.room for s in spans if isinstance(s, RoomLink)],
    )


def _spoken_to(standing: Standing, request: Request) -> AbstractContextManager[None]:
    return speaking(standing.language or request.person.language or SOURCE_LANGUAGE)


def _reader(standing: Standing, names: Names) -> Reader:
    zone, language = standing.zone, standing.language or SOURCE_LANGUAGE
    return Reader(replace(names, zone=zone, language=language), zone, language)


def _unknown(request: Request) -> Reader:
    zone, language = request.person.zone or "UTC", request.person.language or SOURCE_LANGUAGE
    return Reader(Names(zone=zone, language=language), zone, language)


def _done_already() -> Reply:
    return Reply(Card(_("Done already"), (Para((_("That had reached me before, and it is done once."),)),)))


def _busy() -> Reply:
    text = _("A great many people are asking me things just now. Nothing was lost or changed; try again in a moment.")
    return Reply(Card(_("One moment, please"), (Para((text,)),)))


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
        case str():
            return spoken(value, request.people, request.rooms)
        case int():
            return value


def _refused(refusal: Refusal, form: Form | None, request: Request) -> Reply:
    """Return the sentence; a form comes back filled as it was."""
    if form is not None:
        return Reply(form=form.refilled(request.answers, error=refusal.sentence, wrong=refusal.field))
    return Reply(Card(_("That did not work"), (Para((refusal.sentence,)),)))
