"""What follows for those who said they come: a date that moves asks them again, and they are reminded."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.acts import MembersLinked, MembersUnlinked
from bot.cards import Card, Para, Reply
from bot.commands import Access, Arg, Call, Command, Kind
from bot.community.attention import Attention, Weight, Wish
from bot.community.duties import Service
from bot.community.model import Member
from bot.community.store import CommunityStore, MemberStore, Record, Who
from bot.errors import NotFound
from bot.facts import Left, Listens, OccurrenceDropped, OccurrenceMoved
from bot.i18n import _, speaking
from bot.keys import OccurrenceId, RitualId
from bot.rhythm import coming_texts
from bot.rhythm.coming import Coming, Rsvp
from bot.rhythm.model import Occurrence, OccurrenceState, Ritual
from bot.rhythm.seats import Seats
from bot.rhythm.showing import Showing
from bot.rhythm.store import GivenStore, QuietStore, RitualStore

MOVED = "rsvp.moved"
REMINDED = "rsvp.remind"


@dataclass(frozen=True, slots=True)
class Attendance(Service):
    """Keeps faith with those who said they come."""

    now: datetime
    store: RitualStore
    given: GivenStore
    quiet: QuietStore
    places: CommunityStore
    people: MemberStore
    attention: Attention
    seats: Seats
    showing: Showing

    @staticmethod
    def commands() -> tuple[Command, ...]:
        """Return the button that ends reminders of a ritual."""
        return COMMANDS

    @staticmethod
    def listens() -> Listens:
        """Return what changes whether people come."""
        return (
            (OccurrenceMoved, Attendance.moved),
            (OccurrenceDropped, Attendance.dropped),
            (Left, Attendance.left),
            (MembersLinked, Attendance.linked),
            (MembersUnlinked, Attendance.unlinked),
        )

    async def export(self, who: Who) -> Record:
        """Return of which rituals the person wants no reminders."""
        return await self.quiet.export(who)

    async def forget(self, who: Who) -> None:
        """Remove that."""
        await self.quiet.forget(who)

    async def moved(self, facts: Sequence[OccurrenceMoved]) -> None:
        """Ask those who had said they come, or may, whether that still holds."""
        moved = [f.occurrence for f in facts]
        said = await self.given.rsvps(moved)
        asked = {o: tuple(r for r in each if r.status is not Coming.NO) for o, each in said.items()}
        if not any(asked.values()):
            return
        await self.given.ask_again([r.id for each in asked.values() for r in each])
        for fact in facts:
            await self.attention.withdraw(fact.community, [fact.occurrence])
        await self._wish(MOVED, Weight.DUTY, {o: each for o, each in asked.items() if each})
        await self.showing.again(moved, opened=False)

    async def dropped(self, facts: Sequence[OccurrenceDropped]) -> None:
        """Take back what was wished about dates that do not take place."""
        for fact in facts:
            await self.attention.withdraw(fact.community, [fact.occurrence])

    async def left(self, facts: Sequence[Left]) -> None:
        """Free the seats of those who left."""
        for fact in facts:
            accounts = (await self.people.accounts_of([fact.member]))[fact.member]
            freed = await self.given.leave([a.id for a in accounts], self.now)
            if freed:
                await self.seats.fill(freed)
                await self.showing.again(freed, opened=False)

    async def linked(self, facts: Sequence[MembersLinked]) -> None:
        """Let one person have one seat: the other one is free."""
        for fact in facts:
            await self.seats.joined(fact.kept)

    async def unlinked(self, facts: Sequence[MembersUnlinked]) -> None:
        """Let each of the two say for themselves again; who has no seat any more waits for one."""
        for fact in facts:
            await self.seats.parted(fact.kept, fact.restored)

    async def remind(self, dates: Sequence[OccurrenceId]) -> None:
        """Remind those who go, unless they want none for that ritual."""
        said = await self.given.rsvps(dates)
        going = {o: tuple(r for r in each if r.status is Coming.GOING) for o, each in said.items()}
        found = await self.store.occurrences([o for o, each in going.items() if each])
        quiet = await self.quiet.quiet(dict.fromkeys(o.ritual for o in found.values()))
        wanted = {o: tuple(r for r in going[o] if (date.ritual, r.member) not in quiet) for o, date in found.items()}
        if any(wanted.values()):
            await self._wish(REMINDED, Weight.PROMISE, wanted)

    async def _wish(self, kind: str, weight: Weight, whom: dict[OccurrenceId, tuple[Rsvp, ...]]) -> None:
        dates = {o: d for o, d in (await self.store.occurrences(list(whom))).items() if _ahead(d, self.now)}
        rituals = await self.store.get(dict.fromkeys(d.ritual for d in dates.values()))
        shown = await self.showing.billing.of([(rituals[d.ritual], o) for o, d in dates.items()])
        communities = await self.places.communities(dict.fromkeys(d.community for d in dates.values()))
        members = await self.people.members(dict.fromkeys(r.member for o in dates for r in whom[o]))
        wishes = [
            _wished(kind, weight, shown[o], date, member, communities[date.community].language)
            for o, date in dates.items()
            for r in whom[o]
            if (member := members.get(r.member)) is not None and member.here
        ]
        await self.attention.want(wishes)

    async def reminders(self, call: Call) -> Reply:
        """Send the asker no reminders of a ritual any more, or send them again."""
        ritual = (await self.store.get([RitualId(call.text("ritual"))])).get(RitualId(call.text("ritual")))
        if ritual is None or ritual.community != call.community:
            raise NotFound("ritual", call.text("ritual"))
        accounts = [a.id for a in (await self.people.accounts_of([call.member]))[call.member]]
        wanted = call.text("wanted") == "yes"
        await self.quiet.put(ritual, call.account, accounts, wanted=wanted)
        said = _("I remind you of {name} again.") if wanted else _("I do not remind you of {name} any more.")
        again = coming_texts.reminders_button(ritual, wanted=not wanted)
        return Reply(Card(_("Noted"), (Para((said.format(name=ritual.name),)), again)))


def _ahead(date: Occurrence, now: datetime) -> bool:
    return date.state is OccurrenceState.PLANNED and date.starts > now


def _wished(kind: str, weight: Weight, ritual: Ritual, date: Occurrence, member: Member, language: str) -> Wish:
    words = coming_texts.moved if kind == MOVED else coming_texts.reminding
    with speaking(member.language or language):
        card, line = words(ritual, date)
    return Wish(date.community, member.id, kind, date.id, weight, card, line, date.starts)


COMMANDS = (
    Command(
        ("ritual", "reminders"),
        "",
        Attendance.reminders,
        (Arg("ritual", ""), Arg("wanted", "", Kind.CHOICE, choices=("yes", "no"))),
        Access.MEMBER,
        hidden=True,
    ),
)
