"""`ritual swap`, and the buttons of whoever hosts a date: I can, I can't, I host it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.cards import Card, Reply
from bot.commands import Access, Arg, Call, Command, Kind
from bot.community.attention import Attention, Weight, Wish
from bot.community.store import MemberStore
from bot.deliveries import Owe
from bot.errors import Conflict, Invalid
from bot.i18n import _, later, speaking
from bot.keys import AccountId, MemberId
from bot.rhythm import host_texts
from bot.rhythm.about import About
from bot.rhythm.finding import DATE, NAME
from bot.rhythm.model import Occurrence, Ritual
from bot.rhythm.program import Hosting, Part, host_of
from bot.rhythm.showing import Showing
from bot.rhythm.store import GivenStore
from bot.rhythm.turns import Turns, away, subject

WANTED = "host.wanted"


@dataclass(frozen=True, slots=True)
class Swapping(About):
    """Lets hosts hand dates on, and others take them."""

    people: MemberStore
    given: GivenStore
    attention: Attention
    owe: Owe
    turns: Turns
    showing: Showing

    @staticmethod
    def commands() -> tuple[Command, ...]:
        """Return `ritual swap` and the buttons."""
        return COMMANDS

    async def swap(self, call: Call) -> Reply:
        """Hand a date on: to whoever is next on the rota, or to somebody in particular once they say yes."""
        ritual, date = await self._mine(call)
        await self.given.hold([date.id])
        await self._decides(call, date)
        host = await self._host(date)
        if host is None:
            raise Conflict(_("Nobody hosts that date yet. Nothing was changed. Who hosts: ritual host"))
        if "person" not in call.args:
            return await self._hand_on(call, ritual, date, host)
        return await self._ask(call, ritual, date, host, MemberId(call.text("person")))

    async def _mine(self, call: Call) -> tuple[Ritual, Occurrence]:
        """Return the date that is named, otherwise the next one that the asker hosts, otherwise the next."""
        ritual, date = await self._coming(call)
        if "date" not in call.args and await self._pressed(call) is None:
            theirs = await self._accounts(call.member)
            dates = await self.store.occurrences(await self.hosts.hosted_by(theirs, self.now))
            mine = sorted((d for d in dates.values() if d.ritual == ritual.id), key=lambda d: d.starts)
            date = mine[0] if mine else date
        return ritual, date

    async def _hand_on(self, call: Call, ritual: Ritual, date: Occurrence, host: Hosting) -> Reply:
        """Ask whoever is next; a host from whom a steward takes a date hears so."""
        await self._part(date, host.member, host.account, Part.PASSED)
        await self.attention.withdraw(date.community, [subject(date.id)])
        named = await self.turns.settle([date.id], after=host.name)
        if date.announced and date.id not in named:
            await self.showing.again([date.id], opened=False)
        if host.member == call.member:
            return Reply(host_texts.handed_on(ritual, named.get(date.id)))
        await self._tell_host(date, host, lambda: host_texts.taken_off(ritual, date))
        return Reply(host_texts.off(ritual, host.name, named.get(date.id)))

    async def _ask(self, call: Call, ritual: Ritual, date: Occurrence, host: Hosting, wanted: MemberId) -> Reply:
        """Ask somebody in particular; until they say yes, nothing changes."""
        member = await self.people.member(wanted)
        accounts = (await self.people.accounts_of([wanted]))[wanted]
        if member is None or away(member, date.starts) or not accounts:
            raise Invalid(_("They are away then. Nothing was changed. Ask somebody else."), field="person")
        if wanted == host.member:
            raise Invalid(_("They host it already. Nothing was changed."), field="person")
        if wanted == call.member:
            return await self._accept(call, ritual, date, host)
        home = await self.places.community(date.community)
        await self._part(date, wanted, accounts[0].id, Part.WANTED)
        with speaking(member.language or (home.language if home else "en")):
            card, line = host_texts.wanted(ritual, date, host.name, by_host=host.member == call.member)
        about = f"{subject(date.id)}:{wanted}"
        await self.attention.want([Wish(date.community, wanted, WANTED, about, Weight.DUTY, card, line, date.starts)])
        keeps = None if host.member == call.member else host.name
        return Reply(host_texts.asked(ritual, date, accounts[0].name, keeps))

    async def hosting(self, call: Call) -> Reply:
        """Note that the asker can host a date, cannot, or takes it."""
        ritual, date = await self._coming(call)
        await self.given.hold([date.id])
        parts = (await self.hosts.hostings([date.id]))[date.id]
        host, mine = host_of(parts), next((p for p in parts if p.member == call.member), None)
        answer = call.text("answer")
        if answer == "take":
            return await self._take(call, ritual, date, host)
        if mine is None or mine.part is Part.PASSED:
            raise Conflict(_("That is not yours to answer any more. Nothing was changed. Who hosts: ritual host"))
        if answer == "no" and mine.part is Part.WANTED:
            return await self._decline(ritual, date, mine, host)
        if answer == "no":
            return await self._hand_on(call, ritual, date, mine)
        return await self._accept(call, ritual, date, host)

    async def _take(self, call: Call, ritual: Ritual, date: Occurrence, host: Hosting | None) -> Reply:
        if host is not None and host.member != call.member:
            sentence = _("{name} hosts it already; thank you all the same. Nothing was changed.")
            raise Conflict(sentence.format(name=host.name))
        return await self._accept(call, ritual, date, host)

    async def _accept(self, call: Call, ritual: Ritual, date: Occurrence, host: Hosting | None) -> Reply:
        """Let the asker host; whoever did and had asked for it hears of it at once."""
        await self._part(date, call.member, call.account, Part.HOSTS)
        if host is not None and host.member != call.member:
            await self._part(date, host.member, host.account, Part.PASSED)
            await self._answer(ritual, date, host, call.account, took=True)
        await self.attention.withdraw(date.community, [subject(date.id), f"{subject(date.id)}:{call.member}"])
        if date.announced:
            await self.showing.again([date.id], opened=False)
        return Reply(host_texts.yours(ritual, date))

    async def _decline(self, ritual: Ritual, date: Occurrence, mine: Hosting, host: Hosting | None) -> Reply:
        await self._part(date, mine.member, mine.account, Part.PASSED)
        await self.attention.withdraw(date.community, [f"{subject(date.id)}:{mine.member}"])
        if host is not None:
            await self._answer(ritual, date, host, mine.account, took=False)
        return Reply(host_texts.stays(ritual, host.name if host else None))

    async def _answer(self, ritual: Ritual, date: Occurrence, host: Hosting, by: AccountId, *, took: bool) -> None:
        """Tell the host what became of the question: whether the date is still theirs."""
        account = await self.people.account(by)
        if account is not None:
            words = host_texts.took_over if took else host_texts.declined
            await self._tell_host(date, host, lambda: words(ritual, date, account.name))

    async def _tell_host(self, date: Occurrence, host: Hosting, card: Callable[[], Card]) -> None:
        """Tell somebody directly, in their language, about a date that is or was theirs to host."""
        member, home = await self.people.member(host.member), await self.places.community(date.community)
        if member is not None and home is not None:
            with speaking(member.language or home.language):
                self.owe.direct(member.id, card(), reason=date.id, expires_at=date.starts)

    async def _part(self, date: Occurrence, member: MemberId, account: AccountId, part: Part) -> None:
        await self.hosts.put([(date, account, await self._accounts(member), part)], self.now)

    async def _accounts(self, member: MemberId) -> Sequence[AccountId]:
        return [a.id for a in (await self.people.accounts_of([member]))[member]]


PRESSED = Arg("name", "", longest=16)
COMMANDS = (
    Command(
        ("ritual", "swap"),
        later("Hand a date on that you cannot host"),
        Swapping.swap,
        (
            NAME,
            Arg("person", later("Who shall take over; whoever is next otherwise"), Kind.PERSON, required=False),
            DATE,
        ),
        Access.HOST,
        ('ritual swap "Friday wins"', 'ritual swap "Friday wins" @maria'),
    ),
    Command(
        ("ritual", "hosting"),
        "",
        Swapping.hosting,
        (PRESSED, Arg("answer", "", Kind.CHOICE, choices=("yes", "no", "take"))),
        Access.MEMBER,
        hidden=True,
    ),
)
