"""`ritual recap`: who was there, what was decided, and links, noted by the host when a date is over."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.cards import Reply
from bot.commands import Access, Arg, Call, Command, Kind
from bot.community.attention import Attention, Weight, Wish
from bot.community.model import Community, Member
from bot.community.store import MemberStore, Record, Who
from bot.deliveries import Owe
from bot.errors import Conflict, Invalid, shortened
from bot.facts import Attended, Forgotten, Listens, OccurrenceEnded, Tell
from bot.i18n import _, later, speaking
from bot.keys import DeliveryId, OccurrenceId
from bot.rhythm import recap_texts
from bot.rhythm.about import About
from bot.rhythm.finding import NAME
from bot.rhythm.model import Occurrence, OccurrenceState, Ritual
from bot.rhythm.posting import Rooms
from bot.rhythm.program import Recap, RecapStore, There, host_of

ASKING = "host.recap"
LONGEST = 1500
"""Two such texts and the names fit into one card on Discord (6,000 characters, resources/message)."""
ASKED_FOR = timedelta(days=3)
LIVES = timedelta(days=7)
BEGUN = frozenset({OccurrenceState.OPENED, OccurrenceState.ENDED})


@dataclass(frozen=True, slots=True)
class Recaps(About):
    """Keeps recaps, and shows them where the date was opened."""

    recaps: RecapStore
    people: MemberStore
    attention: Attention
    owe: Owe
    rooms: Rooms
    tell: Tell

    @staticmethod
    def commands() -> tuple[Command, ...]:
        """Return `ritual recap`."""
        return COMMANDS

    @staticmethod
    def listens() -> Listens:
        """Return when to ask, and whose names vanish."""
        return ((OccurrenceEnded, Recaps.ended), (Forgotten, Recaps.forgotten))

    async def export(self, who: Who) -> Record:
        """Return the recaps the person wrote, and the dates they were at."""
        return await self.recaps.export(who)

    async def forget(self, who: Who) -> None:
        """Remove that; what a community decided stays, without its author."""
        await self.recaps.forget(who)

    async def recap(self, call: Call) -> Reply:
        """Note what there is to say of a date that is over, and show it in its thread."""
        ritual, date = await self._begun(call)
        await self._decides(call, date)
        there = await self._there(call, ritual, date)
        before = (await self.recaps.recaps([date.id])).get(date.id) or Recap(date.id, None, "", "")
        decided, links = call.text("decided", before.decided), call.text("links", before.links)
        new = replace(before, author=call.account, decided=decided, links=links)
        if not (there or decided or links):
            raise Invalid(_("There is nothing to note yet. Nothing was changed. Who was there?"), field="also")
        posts = before.posts or await self._post(ritual, date, new, there)
        await self.recaps.put(date, replace(new, posts=posts), self.now)
        await self.recaps.came(date, [t.account for t in there])
        if before.posts:
            await self._again([date.id])
        self.tell(Attended(call.community, ritual.id, date.id, tuple(t.member for t in there), self.now))
        await self.attention.withdraw(call.community, [f"recap:{date.id}"])
        home = await self.places.community(call.community)
        return Reply(recap_texts.noted(date, there, hallway=home is not None and not home.resting(self.now)))

    async def _begun(self, call: Call) -> tuple[Ritual, Occurrence]:
        """Return the date that a button names, or the last one of a ritual that was opened."""
        pressed = await self._pressed(call)
        if pressed is None:
            ritual = await self._ritual(call)
            ident = await self.recaps.last(ritual.id, self.now)
            found = await self.store.occurrences([ident] if ident is not None else [])
            date = next(iter(found.values()), None)
        else:
            ritual, date = pressed
        if date is None or date.state not in BEGUN:
            raise Conflict(_("It has not begun yet, so there is nothing to note. Nothing was changed."))
        return ritual, date

    async def _there(self, call: Call, ritual: Ritual, date: Occurrence) -> tuple[There, ...]:
        """Return who was there: whoever said that they come, without some and with others, by name."""
        known = {t.member: t for t in (await self.recaps.attended([date.id]))[date.id]}
        for gone in await self._named(call, ritual, "without", known.values()):
            known.pop(gone.member, None)
        for came in await self._named(call, ritual, "also", ()):
            known.setdefault(came.member, came)
        return tuple(sorted(known.values(), key=lambda t: (t.name.casefold(), t.member)))

    async def _named(self, call: Call, ritual: Ritual, field: str, first: Iterable[There]) -> list[There]:
        """Return the members whom a field names as they are shown, in whichever space.

        Raises:
            Invalid: at the field; nobody is called that, or several are.
        """
        names = [n.strip().removeprefix("@") for n in call.text(field).replace("\n", ",").split(",") if n.strip()]
        if not names:
            return []
        found = await self.recaps.known_as(ritual, names)
        preferred = {t.member for t in first}
        chosen: list[There] = []
        for name in names:
            each = found.get(" ".join(name.split()).casefold(), ())
            each = tuple(t for t in each if t.member in preferred) or each
            if len(each) != 1:
                sentence = _("I know nobody called “{name}” here. Nothing was changed. Write names as they are shown.")
                if each:
                    sentence = _("Several people are called “{name}”. Nothing was changed. Leave them out this time.")
                raise Invalid(sentence.format(name=shortened(name)), field=field)
            chosen.append(each[0])
        return chosen

    async def _post(
        self, ritual: Ritual, date: Occurrence, recap: Recap, there: Sequence[There]
    ) -> tuple[DeliveryId, ...]:
        """Post the recap under each opening; where the date was opened nowhere, in the ritual's rooms."""
        home = await self.places.community(date.community)
        with speaking(home.language if home else "en"):
            card = recap_texts.card(ritual, date, recap, there)
        return await self.rooms.under(ritual, date.openings, card, reason=date.id, expires_at=self.now + LIVES)

    async def _again(self, dates: Sequence[OccurrenceId]) -> None:
        """Write recaps anew in place."""
        found = await self.store.occurrences(dates)
        rituals = await self.store.get(dict.fromkeys(o.ritual for o in found.values()))
        homes = await self.places.communities(dict.fromkeys(o.community for o in found.values()))
        recaps, there = await self.recaps.recaps(found), await self.recaps.attended(found)
        for ident, recap in recaps.items():
            date = found[ident]
            with speaking(homes[date.community].language):
                card = recap_texts.card(rituals[date.ritual], date, recap, there[ident])
            for post in recap.posts:
                self.owe.edit(post, card, reason=ident, expires_at=self.now + LIVES)

    async def ended(self, facts: Sequence[OccurrenceEnded]) -> None:
        """Ask those who hosted for a few lines."""
        parts = await self.hosts.hostings([f.occurrence for f in facts])
        hosts = {o: h for o, each in parts.items() if (h := host_of(each)) is not None}
        if not hosts:
            return
        dates = await self.store.occurrences(hosts)
        rituals = await self.store.get(dict.fromkeys(d.ritual for d in dates.values()))
        homes = await self.places.communities(dict.fromkeys(d.community for d in dates.values()))
        members = await self.people.members([h.member for h in hosts.values()])
        there = await self.recaps.attended(dates)
        await self.attention.want(
            [
                self._wish(rituals[d.ritual], d, members[hosts[o].member], homes[d.community], there[o])
                for o, d in dates.items()
                if hosts[o].member in members
            ]
        )

    def _wish(self, ritual: Ritual, date: Occurrence, member: Member, home: Community, there: Sequence[There]) -> Wish:
        with speaking(member.language or home.language):
            card, line = recap_texts.asking(ritual, date, there)
        until = self.now + ASKED_FOR
        return Wish(date.community, member.id, ASKING, f"recap:{date.id}", Weight.CHOICE, card, line, until)

    async def forgotten(self, facts: Sequence[Forgotten]) -> None:
        """Take the person's name off recaps."""
        for fact in facts:
            told = await self.recaps.told_of(fact.accounts)
            await self.recaps.forget(Who(fact.community, fact.member, fact.accounts, fact.absorbed))
            if told:
                await self._again(told)


def _names(name: str, help_: str, label: str) -> Arg:
    return Arg(name, help_, Kind.LONG, required=False, asked=True, label=label, longest=LONGEST)


COMMANDS = (
    Command(
        ("ritual", "recap"),
        later("Note who was there and what you take with you"),
        Recaps.recap,
        (
            NAME,
            _names("also", later("Names as they are shown, with commas between"), later("Also there")),
            _names(
                "without",
                later("Names of whoever said yes and could not come; it is shown to nobody"),
                later("Said yes, could not come"),
            ),
            _names("decided", later("A line each; empty keeps what was there"), later("What you take with you")),
            _names("links", later("A line each; empty keeps what was there"), later("To look at")),
        ),
        Access.HOST,
        ('ritual recap "Friday wins"',),
        bare_form=True,
    ),
)
