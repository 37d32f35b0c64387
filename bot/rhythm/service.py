"""`ritual`: what stewards and members can do about rituals."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from bot.beats import Beats
from bot.cards import Card, Para, Reply
from bot.commands import Access, Arg, Call, Command, Kind
from bot.community.store import CommunityStore, MemberStore, Record, Who
from bot.deliveries import Owe
from bot.errors import Conflict, Invalid, NotFound, shortened
from bot.facts import Answered, CommunityFounded, OccurrenceDropped, Tell
from bot.i18n import _, later
from bot.keys import CommunityId, OccurrenceId, RitualId, RoomId
from bot.ports import Ids
from bot.rhythm import texts
from bot.rhythm.model import (
    GRACE,
    LONGEST_MINUTES,
    MINUTES,
    Moment,
    Occurrence,
    OccurrenceState,
    Ritual,
    RitualState,
    Worth,
    moments,
    occurrence,
)
from bot.rhythm.phrases import read_when
from bot.rhythm.recurrence import Recurrence
from bot.rhythm.store import Draft, RitualStore

LONGEST_NAME = 60
"""A name stands in a card's title next to other words, and in an error."""
LONGEST_VALUE = 200
FIRST_RITUAL = later("Our first ritual")
FIRST_VALUE = later("To see each other regularly, and bring one thing we are stuck on")


@dataclass(frozen=True, slots=True)
class Rituals:
    """What can be done about rituals."""

    now: datetime
    store: RitualStore
    places: CommunityStore
    people: MemberStore
    beats: Beats
    owe: Owe
    tell: Tell
    ids: Ids

    @staticmethod
    def commands() -> tuple[Command, ...]:
        """Return the commands of `ritual`."""
        return COMMANDS

    @staticmethod
    def planners() -> dict[str, object]:
        """Return no planners: the occurrences have their own service."""
        return {}

    @staticmethod
    def listens() -> tuple[tuple[type, object], ...]:
        """Return what a founded community starts with."""
        return ((CommunityFounded, Rituals.founded),)

    async def export(self, who: Who) -> Record:
        """Return the person's rituals, drafts and answers."""
        return await self.store.export(who)

    async def forget(self, who: Who) -> None:
        """Remove the person's drafts, and their name from rituals and answers."""
        await self.store.forget(who)

    # Making and changing one

    async def founded(self, fact: CommunityFounded) -> None:
        """Draft the starter ritual; it starts only when the steward says so."""
        if not fact.rhythm:
            return
        community = await self.places.community(fact.community)
        if community is None:
            return
        when = read_when(fact.rhythm, zone=community.zone, now=self.now, field="rhythm")
        ritual = self._new(community.id, _(FIRST_RITUAL), _(FIRST_VALUE), when)
        ritual = replace(ritual, deck="practice", created_by=fact.account)
        await self.store.put_draft(Draft(ritual.id, community.id, fact.account, ritual, new=True))

    def _new(self, community: CommunityId, name: str, value: str, when: Recurrence) -> Ritual:
        return Ritual(
            id=RitualId(self.ids.new()),
            community=community,
            name=name,
            value=value,
            when=when,
            minutes=MINUTES,
            deck="",
            guests=False,
            state=RitualState.ACTIVE,
            revision=1,
            created_at=self.now,
            created_by=None,
        )

    async def first(self, call: Call) -> Reply:
        """Show the starter ritual that set-up drafted, or ask for one."""
        draft = await self.store.newest_draft(call.community, call.account)
        if draft is None:
            raise NotFound("ritual", _("first"))
        return await self._preview(draft)

    async def create(self, call: Call) -> Reply:
        """Show what a new ritual would be; it starts when the steward says so."""
        name = _clean_name(call.text("name"))
        await self._free(call.community, name)
        zone = await self._community_zone(call.community)
        when = read_when(call.text("when"), zone=zone, now=self.now, field="when")
        ritual = self._new(call.community, name, call.text("value"), when)
        ritual = replace(ritual, created_by=call.account, deck="practice")
        await self._public_room(call)
        return await self._preview(await self._draft(call, _changed(call, ritual), new=True))

    async def edit(self, call: Call) -> Reply:
        """Show what the changed ritual would be; it changes when the steward says so."""
        ritual = await self._ritual(call)
        await self._public_room(call)
        changed = _changed(call, ritual)
        if "new-name" in call.args:
            changed = replace(changed, name=_clean_name(call.text("new-name"), field="new-name"))
            if changed.name.casefold() != ritual.name.casefold():
                await self._free(call.community, changed.name, field="new-name")
        if "when" in call.args:
            zone = ritual.when.zone
            changed = replace(changed, when=read_when(call.text("when"), zone=zone, now=self.now, field="when"))
        if changed == ritual:
            raise Invalid(_("Nothing was given to change. Try: ritual edit “{name}” when:…").format(name=ritual.name))
        changed = replace(changed, revision=ritual.revision + 1)
        return await self._preview(await self._draft(call, changed, new=False))

    async def _public_room(self, call: Call) -> None:
        """Refuse a private room: a ritual is everybody's, and its place is shown to everybody."""
        room = await self.places.room(RoomId(call.text("room"))) if "room" in call.args else None
        if room is not None and room.private:
            raise Invalid(_("A ritual needs a room that everybody sees. Nothing was changed."), field="room")

    async def _draft(self, call: Call, ritual: Ritual, *, new: bool) -> Draft:
        draft = Draft(ritual.id if new else self.ids.new(), call.community, call.account, ritual, new=new)
        await self.store.put_draft(draft)
        return draft

    async def _preview(self, draft: Draft) -> Reply:
        starts = draft.ritual.coming(self.now, 3)
        if not starts:
            raise Invalid(_("No date is left in that rhythm. Nothing was changed."), field="when")
        rooms = await self._rooms(draft.ritual)
        return Reply(texts.preview(draft.ritual, starts, rooms, draft.id, new=draft.new))

    async def start(self, call: Call) -> Reply:
        """Let a draft take effect; pressing twice does it once."""
        draft = await self.store.draft(call.community, call.text("draft"))
        if draft is None:
            raise Conflict(_("That is decided already: it was started, changed again or dropped. See it: ritual list"))
        await self.store.drop_draft(draft.id)
        ritual = draft.ritual
        if draft.new:
            await self._free(call.community, ritual.name)
        else:
            await self._still(draft)
        await self.store.put(call.community, ritual)
        await self._stop(ritual)
        planned = await self._plan(ritual)
        if planned is None:
            raise Conflict(_("Its only date has passed meanwhile. Nothing was started. Give another: ritual create"))
        return Reply(texts.started(ritual, planned.starts, await self._rooms(ritual)))

    async def _still(self, draft: Draft) -> None:
        """Refuse a change of something that was changed meanwhile."""
        before = (await self.store.get([draft.ritual.id])).get(draft.ritual.id)
        if before is None or before.revision != draft.ritual.revision - 1 or before.state is RitualState.RETIRED:
            raise Conflict(
                _("Somebody changed it a moment before. Nothing was changed. Look and try again: ritual list")
            )

    async def drop(self, call: Call) -> Reply:
        """Forget a draft."""
        await self.store.drop_draft(call.text("draft"))
        return Reply(Card(_("Dropped"), (Para((_("Nothing was changed."),)),)))

    async def _free(self, community: CommunityId, name: str, *, field: str = "name") -> None:
        if await self.store.named(community, name) is not None:
            sentence = _("There is a ritual called “{name}” already. Nothing was changed. Choose another name.")
            raise Conflict(sentence.format(name=shortened(name)), field=field)

    async def _community_zone(self, community: CommunityId) -> str:
        found = await self.places.community(community)
        return found.zone if found else "UTC"

    # Looking

    async def _ritual(self, call: Call) -> Ritual:
        name = call.text("name")
        ritual = await self.store.named(call.community, name)
        if ritual is None:
            raise NotFound("ritual", name, field="name")
        return ritual

    async def list(self, call: Call) -> Reply:
        """Show all rituals."""
        return Reply(texts.listed((await self.store.all([call.community]))[call.community], self.now))

    async def show(self, call: Call) -> Reply:
        """Show one ritual."""
        ritual = await self._ritual(call)
        answers = await self.store.answers_of(ritual.id)
        return Reply(texts.shown(ritual, self.now, await self._rooms(ritual), answers, steward=call.steward))

    async def preview(self, call: Call) -> Reply:
        """Show the next dates of a ritual and how its announcement looks."""
        ritual = await self._ritual(call)
        starts = ritual.coming(self.now, 3)
        if not starts:
            raise Conflict(_("It has no date left. Nothing was changed. Give it a new rhythm: ritual edit"))
        card = texts.announcement(ritual, occurrence(ritual, starts[0]), None)
        return Reply(replace(card, blocks=(*card.blocks, Para(texts.dates(starts)))))

    async def suggest(self, call: Call, typed: str) -> Sequence[str]:
        """Return names of rituals that hold what was typed."""
        rituals = (await self.store.all([call.community]))[call.community]
        return [r.name for r in rituals if typed.casefold() in r.name.casefold()]

    async def _rooms(self, ritual: Ritual) -> tuple[RoomId, ...]:
        """Return where the ritual is posted: one room a space, its own or the space's home."""
        spaces = (await self.places.spaces([ritual.community]))[ritual.community]
        rooms = (ritual.rooms.get(s.id, s.home) for s in spaces)
        return tuple(r for r in rooms if r is not None)

    # Its life

    async def skip(self, call: Call) -> Reply:
        """Leave one date out: the next one, or the one that was named."""
        ritual = await self._active(call)
        planned = ritual.next(self.now)
        if "date" in call.args:
            planned = self._date(ritual, call.text("date"))
        if planned is None:
            raise Conflict(_("It has no date left to skip. Nothing was changed."))
        changed = replace(
            ritual, when=ritual.when.skip(_local_day(planned, ritual.when.zone)), revision=ritual.revision + 1
        )
        await self.store.put(call.community, changed)
        following = changed.next(planned)
        await self._drop_dates(changed, only=planned, say=following)
        await self._plan(changed)
        return Reply(texts.skipped(ritual, planned, following))

    def _date(self, ritual: Ritual, text: str) -> datetime:
        """Return the start on a local day of the ritual's zone, which must be one of its dates."""
        try:
            day = date.fromisoformat(text.strip())
        except ValueError as error:
            sentence = _("“{text}” is not a date. Write it like 2026-12-24. Nothing was changed.")
            raise Invalid(sentence.format(text=shortened(text)), field="date") from error
        begins = datetime.combine(day, time.min, ZoneInfo(ritual.when.zone))
        start = ritual.coming(begins, 1)
        if not start or _local_day(start[0], ritual.when.zone) != day or start[0] <= self.now:
            raise Invalid(
                _("There is no coming date of it on {day}. Nothing was changed.").format(day=day),
                field="date",
            )
        return start[0]

    async def pause(self, call: Call) -> Reply:
        """Let a ritual rest until somebody resumes it."""
        ritual = await self._active(call)
        await self.store.put(call.community, replace(ritual.pause(), revision=ritual.revision + 1))
        await self._stop(ritual)
        text = _("It is resting; what was not posted yet is taken back. Wake it with: ritual resume")
        return Reply(Card(_("{name} rests").format(name=ritual.name), (Para((text,)),)))

    async def resume(self, call: Call) -> Reply:
        """Let a resting ritual go on."""
        ritual = await self._ritual(call)
        if ritual.state is not RitualState.PAUSED:
            raise Conflict(_("It is not resting. Nothing was changed."))
        active = replace(ritual.resume(), revision=ritual.revision + 1)
        await self.store.put(call.community, active)
        planned = await self._plan(active)
        if planned is None:
            raise Conflict(_("It has no date left. Nothing was changed. Give it a new rhythm: ritual edit"))
        return Reply(texts.started(active, planned.starts, await self._rooms(active)))

    async def retire(self, call: Call) -> Reply:
        """End a ritual for good; its record stays."""
        ritual = await self._ritual(call)
        await self.store.put(call.community, replace(ritual.retire(), revision=ritual.revision + 1))
        await self._stop(ritual)
        text = _("It is over, with thanks. Its record stays, and its name is free again.")
        return Reply(Card(_("{name} is retired").format(name=ritual.name), (Para((text,)),)))

    async def _active(self, call: Call) -> Ritual:
        ritual = await self._ritual(call)
        if ritual.state is not RitualState.ACTIVE:
            raise Conflict(_("It is resting. Nothing was changed. Wake it with: ritual resume"))
        return ritual

    async def _plan(self, ritual: Ritual) -> Occurrence | None:
        """Materialise the next date and its beats; those whose moment has passed are left out."""
        start = ritual.next(self.now)
        if start is None:
            return None
        planned = occurrence(ritual, start)
        await self.store.plan([planned])
        plan_beats(self.beats, ritual, planned, self.now)
        return planned

    async def _stop(self, ritual: Ritual) -> None:
        """Withdraw everything that is planned or owed for a ritual."""
        await self._drop_dates(ritual, only=None, say=None)

    async def _drop_dates(self, ritual: Ritual, *, only: datetime | None, say: datetime | None) -> None:
        """Drop planned dates; one that was announced already is taken back in its rooms when `only` it is skipped."""
        dropped = [
            o
            for o in await self.store.planned([ritual.id])
            if o.state is OccurrenceState.PLANNED and only in {None, o.starts}
        ]
        if not dropped:
            return
        ids = [o.id for o in dropped]
        await self.store.mark(ids, OccurrenceState.DROPPED)
        await self.beats.withdraw(ritual.community, ids)
        await self.owe.withdraw(ritual.community, ids)
        for planned in dropped:
            self.tell(OccurrenceDropped(ritual.community, ritual.id, planned.id, planned.starts, self.now))
            announced = moments(ritual, planned).get(Moment.ANNOUNCE)
            if only is not None and announced is not None and announced <= self.now:
                await self._take_back(ritual, planned, say)

    async def _take_back(self, ritual: Ritual, planned: Occurrence, following: datetime | None) -> None:
        card = texts.skipped(ritual, planned.starts, following)
        for room in await self._rooms(ritual):
            self.owe.post(room, card, reason=ritual.id, expires_at=planned.starts)

    # What people think of it

    async def worth(self, call: Call) -> Reply:
        """Keep the asker's answer; the last one counts, and the totals are shown once there are enough."""
        found = await self.store.occurrences([OccurrenceId(call.text("occurrence"))])
        ended = next(iter(found.values()), None)
        if ended is None or ended.community != call.community or ended.state is not OccurrenceState.ENDED:
            raise NotFound("ritual", call.text("occurrence"))
        theirs = (await self.people.accounts_of([call.member]))[call.member]
        await self.store.answer(ended, call.account, [a.id for a in theirs], Worth(call.text("answer")), self.now)
        self.tell(Answered(call.community, ended.id, call.account, self.now))
        await self._show_totals(ended)
        text = _(
            "Thank you. Only the totals are shown, and only from five answers on; you can change your mind any time."
        )
        return Reply(Card(_("Noted"), (Para((text,)),)))

    async def _show_totals(self, ended: Occurrence) -> None:
        ritual = (await self.store.get([ended.ritual]))[ended.ritual]
        answers = (await self.store.answers([ended.id]))[ended.id]
        for post in ended.posts:
            card = texts.worth(ritual, ended, answers)
            self.owe.edit(post, card, reason=ended.id, expires_at=self.now + GRACE[Moment.WORTH])


def plan_beats(beats: Beats, ritual: Ritual, planned: Occurrence, now: datetime) -> None:
    """Write the beats of a date whose moments are still to come."""
    for moment, due in moments(ritual, planned).items():
        if due > now:
            beats.at(moment.value, ritual.community, planned.id, due, grace=GRACE[moment])


def _changed(call: Call, ritual: Ritual) -> Ritual:
    """Return the ritual with what the call gives for its smaller settings."""
    minutes = int(call.text("minutes", str(ritual.minutes)))
    if not 1 <= minutes <= LONGEST_MINUTES:
        raise Invalid(
            _("Between 1 and {most} minutes, please. Nothing was changed.").format(most=LONGEST_MINUTES),
            field="minutes",
        )
    rooms = dict(ritual.rooms)
    if "room" in call.args:
        rooms[call.space] = RoomId(call.text("room"))
    return replace(
        ritual,
        value=call.text("value", ritual.value),
        minutes=minutes,
        rooms=rooms,
        deck=call.text("deck", ritual.deck),
        guests=call.text("guests", "yes" if ritual.guests else "no") == "yes",
    )


def _clean_name(text: str, *, field: str = "name") -> str:
    name = " ".join(text.split())
    if not any(c.isalnum() for c in name):
        raise Invalid(_("A name needs a letter or a number. Nothing was changed."), field=field)
    return name


def _local_day(at: datetime, zone: str) -> date:
    return at.astimezone(ZoneInfo(zone)).date()


NAME = Arg("name", later("Which ritual"), label=later("Ritual"), suggest=Rituals.suggest, longest=LONGEST_NAME)
WHEN = Arg("when", later("Such as every other Tuesday 10:00"), label=later("When"))
VALUE = Arg("value", later("Why it is worth people's time"), label=later("What it is worth"), longest=LONGEST_VALUE)
ROOM = Arg(
    "room",
    later("Where it is posted; the home room otherwise"),
    Kind.ROOM,
    required=False,
    label=later("Room"),
)
MINUTES_ARG = Arg("minutes", later("How long it takes"), Kind.WHOLE, required=False, label=later("Minutes"))
GUESTS = Arg(
    "guests",
    later("Whether an outside voice has a chair in it"),
    Kind.CHOICE,
    required=False,
    choices=("no", "yes"),
    label=later("Guests"),
)
DECK = Arg("deck", later("The deck its questions come from"), required=False, label=later("Deck"), longest=32)
COMMANDS = (
    Command(
        ("ritual", "create"),
        later("Start something that comes back"),
        Rituals.create,
        (
            Arg("name", later("What it is called"), label=later("Name"), longest=LONGEST_NAME),
            WHEN,
            VALUE,
            replace(ROOM, asked=True),
            replace(GUESTS, asked=True),
            MINUTES_ARG,
            DECK,
        ),
        Access.STEWARD,
        (
            "ritual create",
            'ritual create "Friday wins" "every Friday 10:00" "What went well, so that others can use it"',
        ),
    ),
    Command(("ritual", "list"), later("See all rituals"), Rituals.list, examples=("ritual list",)),
    Command(
        ("ritual", "show"),
        later("See one ritual"),
        Rituals.show,
        (NAME,),
        examples=("ritual show Friday wins",),
    ),
    Command(
        ("ritual", "preview"),
        later("See its next dates and its announcement"),
        Rituals.preview,
        (NAME,),
        examples=("ritual preview Friday wins",),
    ),
    Command(
        ("ritual", "edit"),
        later("Change a ritual"),
        Rituals.edit,
        (
            NAME,
            replace(WHEN, required=False, asked=True, help=later("A new rhythm; empty to keep it")),
            replace(VALUE, required=False, asked=True, help=later("A new reason; empty to keep it")),
            replace(ROOM, asked=True, help=later("Another room; empty to keep it")),
            replace(MINUTES_ARG, asked=True, help=later("Another length; empty to keep it")),
            Arg("new-name", later("A new name"), required=False, longest=LONGEST_NAME),
            GUESTS,
            DECK,
        ),
        Access.STEWARD,
        ('ritual edit "Friday wins" when:"every Friday 11:00"',),
        bare_form=True,
    ),
    Command(
        ("ritual", "skip"),
        later("Leave out the next date, or one you name"),
        Rituals.skip,
        (NAME, Arg("date", later("Such as 2026-12-24; the next one otherwise"), required=False, longest=20)),
        Access.STEWARD,
        ("ritual skip Friday wins", "ritual skip Friday wins date:2026-12-25"),
    ),
    Command(
        ("ritual", "pause"),
        later("Let a ritual rest"),
        Rituals.pause,
        (NAME,),
        Access.STEWARD,
        ("ritual pause Friday wins",),
    ),
    Command(
        ("ritual", "resume"),
        later("Wake a resting ritual"),
        Rituals.resume,
        (NAME,),
        Access.STEWARD,
        ("ritual resume Friday wins",),
    ),
    Command(
        ("ritual", "retire"),
        later("End a ritual for good"),
        Rituals.retire,
        (NAME,),
        Access.STEWARD,
        ("ritual retire Friday wins",),
    ),
    Command(("ritual", "first"), "", Rituals.first, (), Access.STEWARD, hidden=True),
    Command(("ritual", "start"), "", Rituals.start, (Arg("draft", ""),), Access.STEWARD, hidden=True),
    Command(("ritual", "drop"), "", Rituals.drop, (Arg("draft", ""),), Access.STEWARD, hidden=True),
    Command(
        ("ritual", "worth"),
        "",
        Rituals.worth,
        (Arg("occurrence", ""), Arg("answer", "", Kind.CHOICE, choices=tuple(w.value for w in Worth))),
        Access.MEMBER,
        hidden=True,
    ),
)
