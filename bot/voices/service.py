"""`guest`: people from outside, from a wish to a taken chair."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.cards import Block, Bold, Button, Buttons, Card, Look, Moment, Note, Para, Reply, para
from bot.commands import Access, Arg, Call, Command
from bot.community.store import CommunityStore, Record, Who
from bot.errors import Conflict, NotFound, shortened
from bot.facts import OccurrenceDropped, OccurrenceOpened
from bot.i18n import _, counted, later
from bot.keys import AccountId, CommunityId, GuestId, RitualId, SlotId
from bot.ports import Ids
from bot.voices.model import Date, Guest, GuestState, Slot
from bot.voices.rotation import cycle_of, order
from bot.voices.speakers import NAME_CHARACTERS, ORGANISATION_CHARACTERS, TOPIC_CHARACTERS, Speaker
from bot.voices.store import Dates, GuestStore

DATES_SHOWN = 4
GUESTS_SHOWN = 20
"""As many lines as fit a card on both platforms with room to spare (Discord: 4,000 characters)."""


@dataclass(frozen=True, slots=True)
class SpokenBy:
    """Who speaks, as rhythm shows it."""

    name: str
    topic: str
    organisation: str


@dataclass(frozen=True, slots=True)
class Guests:
    """What can be done about guests."""

    now: datetime
    store: GuestStore
    places: CommunityStore
    dates: Dates
    ids: Ids

    @staticmethod
    def commands() -> tuple[Command, ...]:
        """Return the commands of `guest`."""
        return COMMANDS

    @staticmethod
    def planners() -> dict[str, object]:
        """Return no planners: the empty chair's warning comes with the full pipeline."""
        return {}

    @staticmethod
    def listens() -> tuple[tuple[type, object], ...]:
        """Return what happens to a chair with its date."""
        return ((OccurrenceOpened, Guests.opened), (OccurrenceDropped, Guests.dropped))

    async def export(self, who: Who) -> Record:
        """Return the guests the person suggested or looks after."""
        return await self.store.export(who)

    async def forget(self, who: Who) -> None:
        """Remove the person's name from the guests they suggested."""
        await self.store.forget(who)

    # What rhythm asks

    async def confirmed(self, dates: Sequence[tuple[RitualId, datetime]]) -> dict[tuple[RitualId, datetime], SpokenBy]:
        """Return who has said yes to which date."""
        slots = await self.store.slots_at(dates)
        said = {k: s for k, s in slots.items() if s.state in {GuestState.CONFIRMED, GuestState.HOSTED}}
        guests = await self.store.get([s.guest for s in said.values()])
        shown = {k: guests[s.guest] for k, s in said.items()}
        return {k: SpokenBy(g.name, g.topic, g.organisation) for k, g in shown.items()}

    async def opened(self, fact: OccurrenceOpened) -> None:
        """Count a confirmed guest as heard."""
        slots = await self.store.slots_at([(fact.ritual, fact.starts)])
        taken = [s for s in slots.values() if s.state is GuestState.CONFIRMED]
        if taken:
            await self.store.host(taken)

    async def dropped(self, fact: OccurrenceDropped) -> None:
        """Free the chair of a date that does not take place; the guest keeps their place in the pipeline."""
        for slot in (await self.store.slots_at([(fact.ritual, fact.starts)])).values():
            await self._free(slot)

    async def _free(self, slot: Slot) -> None:
        await self.store.drop_slot(slot.id)
        guest = (await self.store.get([slot.guest]))[slot.guest]
        await self.store.put(replace(guest, state=GuestState.WISHED))

    # What people do

    async def suggest(self, call: Call) -> Reply:
        """Put somebody on the list of wishes."""
        name = call.text("name")
        speaker = Speaker(name, call.text("topic"), call.text("organisation"))
        guest = self._new(call.community, speaker, call.account, await self._round(call.community))
        if await self.store.add([guest]) == 0:
            sentence = _("“{name}” is on the list already. Nothing was changed. See it: guest list")
            raise Conflict(sentence.format(name=shortened(name)), field="name")
        text = para(_("{name} is on the list of wishes. A steward can ask them: guest invite"), name=Bold(name))
        return Reply(Card(_("A good idea"), (text,)))

    async def _round(self, community: CommunityId) -> int:
        """Return how many rounds the guests have behind them: a newcomer starts there."""
        return cycle_of(g.candidate(busy=False) for g in await self.store.all(community))

    def _new(self, community: CommunityId, speaker: Speaker, by: AccountId | None, base: int) -> Guest:
        return Guest(
            id=GuestId(self.ids.new()),
            community=community,
            name=speaker.name,
            topic=speaker.topic,
            organisation=speaker.organisation,
            biography=speaker.biography,
            link=speaker.link,
            source=speaker.source,
            source_key=speaker.key,
            state=GuestState.WISHED,
            suggested_at=self.now,
            suggested_by=by,
            owner=None,
            base=base,
        )

    async def take_in(self, community: CommunityId, speakers: Sequence[Speaker]) -> int:
        """Add imported speakers to the wishes; return how many were new."""
        base = await self._round(community)
        return await self.store.add([self._new(community, s, None, base) for s in speakers])

    async def list(self, call: Call) -> Reply:
        """Show the guests: those with a date first, then the next ones in fair rotation."""
        guests = await self.store.all(call.community)
        if not guests:
            return Reply(Card(_("Guests"), (para(_("There is nobody yet. Suggest somebody: guest suggest")),)))
        slots = {s.guest: s for s in await self.store.slots(call.community, self.now)}
        by_id = {g.id: g for g in guests}
        waiting = [by_id[GuestId(i)] for i in self._rotation(call.community, guests, slots.values())]
        shown = [*(by_id[i] for i in slots), *waiting][:GUESTS_SHOWN]
        blocks: list[Block] = [_line(g, slots.get(g.id)) for g in shown]
        if len(guests) > len(shown):
            more = len(guests) - len(shown)
            blocks.append(Note((counted("and {count} more", "and {count} more", more),)))
        return Reply(Card(_("Guests"), tuple(blocks)))

    @staticmethod
    def _rotation(community: CommunityId, guests: Sequence[Guest], slots: Iterable[Slot]) -> tuple[str, ...]:
        """Return the ids of who may be asked, whose turn it is first; the seed is the community's own."""
        busy = {s.guest for s in slots}
        heard = sorted((g for g in guests if g.last is not None), key=lambda g: g.last or g.suggested_at, reverse=True)
        recent = [g.candidate(busy=False).groups for g in heard[:3]]
        return order((g.candidate(busy=g.id in busy) for g in guests), seed=community, recent=recent)

    async def slot(self, call: Call) -> Reply:
        """Show the coming chairs, who has each, and whose turn an empty one is."""
        dates = await self.dates.with_chairs(call.community, DATES_SHOWN)
        if not dates:
            hint = _("No ritual has a chair for a guest. Give one a chair: ritual edit “Friday wins” guests:yes")
            return Reply(Card(_("Guest slots"), (Para((hint,)),)))
        guests = await self.store.all(call.community)
        slots = await self.store.slots(call.community, self.now)
        held = {(s.ritual, s.starts): s for s in slots}
        turn = iter(self._rotation(call.community, guests, slots))
        by_id = {g.id: g for g in guests}
        blocks: list[Block] = []
        buttons: list[Button] = []
        for date in dates:
            slot = held.get((date.ritual, date.starts))
            following = None if slot else next(turn, None)
            guest = by_id.get(slot.guest if slot else GuestId(following or ""))
            blocks.append(_chair(date, guest, slot))
            if guest is not None and slot is None and call.steward and len(buttons) < len(dates):
                value = f"{guest.id} {date.ritual} {date.starts.isoformat(timespec='minutes')[:16]}"
                buttons.append(Button(_("Ask {name}").format(name=shortened(guest.name)), "guest.ask", value))
        if buttons:
            blocks.append(Buttons(tuple(buttons[:5])))
        return Reply(Card(_("Guest slots"), tuple(blocks)))

    async def invite(self, call: Call) -> Reply:
        """Ask a guest for the next free chair: theirs from now on, with words to send them."""
        guest = await self._guest(call)
        dates = await self.dates.with_chairs(call.community, DATES_SHOWN * 3)
        taken = await self.store.slots_at([(d.ritual, d.starts) for d in dates])
        free = [d for d in dates if (d.ritual, d.starts) not in taken]
        wanted = call.text("ritual").casefold()
        if wanted:
            free = [d for d in free if d.name.casefold() == wanted]
        if not free:
            raise Conflict(_("No chair is free. Nothing was changed. See them: guest slot"))
        return await self._ask(call, guest, free[0])

    async def ask(self, call: Call) -> Reply:
        """Ask a guest for one date, from its button."""
        guest = await self._guest(call)
        for date in await self.dates.with_chairs(call.community, DATES_SHOWN * 3):
            if date.ritual == call.text("ritual") and date.starts.isoformat(timespec="minutes")[:16] == call.text(
                "date"
            ):
                return await self._ask(call, guest, date)
        raise Conflict(_("That date is gone. Nothing was changed. See what is coming: guest slot"))

    async def _ask(self, call: Call, guest: Guest, date: Date) -> Reply:
        if any(s.guest == guest.id for s in await self.store.slots(call.community, self.now)):
            raise Conflict(
                _("{name} has a chair already. Nothing was changed. See it: guest slot").format(name=guest.name)
            )
        if await self.store.slots_at([(date.ritual, date.starts)]):
            raise Conflict(_("Somebody has that chair already. Nothing was changed. See it: guest slot"))
        slot = Slot(SlotId(self.ids.new()), call.community, date.ritual, date.starts, guest.id, GuestState.ASKED)
        await self.store.put_slot(slot)
        await self.store.put(replace(guest, state=GuestState.ASKED, owner=call.account))
        return Reply(await self._invitation(call, guest, date))

    async def _invitation(self, call: Call, guest: Guest, date: Date) -> Card:
        community = await self.places.community(call.community)
        name = community.name if community else ""
        words = _(
            "Dear {guest}, we are {community}. Would you be our guest at {ritual}? We would love to "
            "hear you{topic}. The date is"
        )
        about = _(" on “{topic}”").format(topic=guest.topic) if guest.topic else ""
        text = words.format(guest=guest.name, community=name, ritual=date.name, topic=about)
        buttons = Buttons(
            (
                Button(_("They said yes"), "guest.confirm", guest.id, Look.FIRST),
                Button(_("They said no"), "guest.decline", guest.id),
            )
        )
        keep = para(
            _("The chair of {ritual} on {date} is kept for {guest}."),
            ritual=Bold(date.name),
            date=Moment(date.starts),
            guest=Bold(guest.name),
        )
        return Card(_("Words to send them"), (keep, Para((text, " ", Moment(date.starts), ".")), buttons))

    async def confirm(self, call: Call) -> Reply:
        """Note that a guest has said yes: the announcement will name them."""
        guest, slot = await self._seated(call)
        if slot.state is GuestState.CONFIRMED:
            raise Conflict(_("They have said yes already. Nothing was changed."))
        await self.store.put_slot(replace(slot, state=GuestState.CONFIRMED))
        await self.store.put(replace(guest, state=GuestState.CONFIRMED))
        text = para(
            _("{guest} comes on {date}. The announcement will say so."),
            guest=Bold(guest.name),
            date=Moment(slot.starts),
        )
        return Reply(Card(_("A guest!"), (text,)))

    async def decline(self, call: Call) -> Reply:
        """Note that a guest has said no: the chair is free, and they stay on the list."""
        guest, slot = await self._seated(call)
        await self._free(slot)
        text = para(
            _("The chair is free again; {guest} stays on the list. Whose turn it is: guest slot"),
            guest=Bold(guest.name),
        )
        return Reply(Card(_("Another time"), (text,)))

    async def _seated(self, call: Call) -> tuple[Guest, Slot]:
        guest = await self._guest(call)
        for slot in await self.store.slots(call.community, self.now):
            if slot.guest == guest.id:
                return guest, slot
        raise Conflict(_("{name} was not asked yet. Nothing was changed. First: guest invite").format(name=guest.name))

    async def _guest(self, call: Call) -> Guest:
        name = call.text("name")
        guest = await self.store.named(call.community, name)
        if guest is None:
            raise NotFound("guest", name, field="name")
        return guest

    async def names(self, call: Call, typed: str) -> Sequence[str]:
        """Return names of guests that hold what was typed."""
        guests = await self.store.all(call.community)
        return [g.name for g in guests if typed.casefold() in g.name.casefold()]


def _line(guest: Guest, slot: Slot | None) -> Para:
    about = " · ".join(x for x in (guest.organisation, shortened(guest.topic)) if x) or _("no topic yet")
    if slot is None:
        return para(_("{name} · {about}"), name=Bold(guest.name), about=about)
    state = _("confirmed for") if slot.state is GuestState.CONFIRMED else _("asked for")
    return para(
        _("{name} · {about} · {state} {date}"),
        name=Bold(guest.name),
        about=about,
        state=state,
        date=Moment(slot.starts),
    )


def _chair(date: Date, guest: Guest | None, slot: Slot | None) -> Para:
    if guest is None:
        return para(
            _("{when} · {ritual}: an empty chair, and nobody left to ask"),
            when=Moment(date.starts),
            ritual=Bold(date.name),
        )
    if slot is None:
        return para(
            _("{when} · {ritual}: empty; next in fair rotation is {name}"),
            when=Moment(date.starts),
            ritual=Bold(date.name),
            name=Bold(guest.name),
        )
    if slot.state is GuestState.CONFIRMED:
        return para(
            _("{when} · {ritual}: {name}, confirmed"),
            when=Moment(date.starts),
            ritual=Bold(date.name),
            name=Bold(guest.name),
        )
    return para(
        _("{when} · {ritual}: {name}, asked"),
        when=Moment(date.starts),
        ritual=Bold(date.name),
        name=Bold(guest.name),
    )


GUEST = Arg("name", later("Which guest"), label=later("Guest"), suggest=Guests.names, longest=NAME_CHARACTERS)
COMMANDS = (
    Command(
        ("guest", "suggest"),
        later("Suggest a voice from outside"),
        Guests.suggest,
        (
            Arg("name", later("Who should come"), label=later("Name"), longest=NAME_CHARACTERS),
            Arg(
                "topic",
                later("What about"),
                required=False,
                asked=True,
                label=later("Topic"),
                longest=TOPIC_CHARACTERS,
            ),
            Arg(
                "organisation",
                later("Where they work"),
                required=False,
                asked=True,
                label=later("Organisation"),
                longest=ORGANISATION_CHARACTERS,
            ),
        ),
        examples=('guest suggest "Ada Lovelace" topic:"The first program"',),
    ),
    Command(("guest", "list"), later("See the guests and whose turn it is"), Guests.list, examples=("guest list",)),
    Command(
        ("guest", "slot"),
        later("See the coming chairs and who has them"),
        Guests.slot,
        examples=("guest slot",),
    ),
    Command(
        ("guest", "invite"),
        later("Keep the next free chair for a guest, with words to send them"),
        Guests.invite,
        (
            GUEST,
            Arg("ritual", later("In which ritual; the first with a free chair otherwise"), required=False),
        ),
        Access.STEWARD,
        ("guest invite Ada Lovelace",),
    ),
    Command(
        ("guest", "confirm"),
        later("Note that a guest has said yes"),
        Guests.confirm,
        (GUEST,),
        Access.STEWARD,
        ("guest confirm Ada Lovelace",),
    ),
    Command(("guest", "decline"), "", Guests.decline, (GUEST,), Access.STEWARD, hidden=True),
    Command(
        ("guest", "ask"),
        "",
        Guests.ask,
        (Arg("name", "", longest=16), Arg("ritual", "", longest=16), Arg("date", "", longest=16)),
        Access.STEWARD,
        hidden=True,
    ),
)
