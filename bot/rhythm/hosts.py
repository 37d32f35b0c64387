"""`ritual host`: who hosts a ritual in turn, and what becomes of their dates when something changes."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.beats import Beat, Beats, Planners
from bot.cards import Card, Reply
from bot.cards import Moment as At
from bot.commands import Access, Arg, Call, Command, Kind
from bot.community.attention import Attention
from bot.community.store import MemberStore, Record, Who
from bot.errors import Invalid, NotAllowed
from bot.facts import Forgotten, Left, Listens, OccurrenceDropped, OccurrenceMoved
from bot.i18n import _, later
from bot.keys import AccountId, MemberId, OccurrenceId
from bot.rhythm import host_texts
from bot.rhythm.about import About
from bot.rhythm.finding import NAME
from bot.rhythm.model import GRACE, Moment, OccurrenceState, Ritual, host_due
from bot.rhythm.program import Part
from bot.rhythm.rota import order
from bot.rhythm.showing import Showing
from bot.rhythm.turns import HEARD, Turns, away, subject


@dataclass(frozen=True, slots=True)
class Hosts(About):
    """Keeps rotas."""

    people: MemberStore
    beats: Beats
    attention: Attention
    turns: Turns
    showing: Showing

    @staticmethod
    def commands() -> tuple[Command, ...]:
        """Return `ritual host`."""
        return COMMANDS

    @staticmethod
    def planners() -> Planners:
        """Return the planners of the heads-up, and of the look whether it came."""
        return {Moment.HOST.value: Hosts.ahead, HEARD: Hosts.heard}

    @staticmethod
    def listens() -> Listens:
        """Return what changes who hosts."""
        return (
            (OccurrenceMoved, Hosts.moved),
            (OccurrenceDropped, Hosts.dropped),
            (Left, Hosts.left),
            (Forgotten, Hosts.forgotten),
        )

    async def export(self, who: Who) -> Record:
        """Return what the person hosts, and what they put on agendas."""
        return await self.hosts.export(who)

    async def forget(self, who: Who) -> None:
        """Remove that."""
        await self.hosts.forget(who)

    # What people do

    async def host(self, call: Call) -> Reply:
        """Show the rota; or put somebody on it, or take them off."""
        ritual = await self._ritual(call)
        if "change" not in call.args and "person" in call.args:
            raise Invalid(_("Shall they host, or no longer? Add change:add or change:remove."), field="change")
        if "change" in call.args:
            await self._change(call, ritual, MemberId(call.text("person", call.member)))
        return Reply(await self._rota(call, ritual))

    async def _change(self, call: Call, ritual: Ritual, member: MemberId) -> None:
        if member != call.member and not call.steward:
            sentence = _(
                "You can put yourself on the rota, and off it; others are a steward's to ask. Nothing changed."
            )
            raise NotAllowed(sentence, field="person")
        theirs = await self._accounts(member)
        if call.text("change") == "add":
            account = call.account if member == call.member else theirs[0]
            await self.hosts.join(ritual, account, theirs, self.now)
            await self._plan(ritual)
        else:
            await self.hosts.leave(ritual, theirs)
            mine = await self.hosts.hosted_by(theirs, self.now)
            dates = (await self.store.occurrences(mine)).values()
            await self._pass([d.id for d in dates if d.ritual == ritual.id], theirs)

    async def _plan(self, ritual: Ritual) -> None:
        """Plan the heads-up of the dates that are written already."""
        for date in await self.store.planned([ritual.id]):
            if date.state is OccurrenceState.PLANNED and date.starts > self.now:
                due = max(host_due(date), self.now)
                self.beats.at(Moment.HOST.value, ritual.community, date.id, due, grace=GRACE[Moment.HOST])

    async def _rota(self, call: Call, ritual: Ritual) -> Card:
        rota = (await self.hosts.rotas([ritual.id]))[ritual.id]
        members = await self.people.members([t.member for t in rota])
        here = [t for t in rota if not away(members.get(t.member), self.now)]
        coming = [d for d in await self.store.planned([ritual.id]) if d.starts > self.now]
        host = await self._host(coming[0]) if coming else None
        starts = At(coming[0].starts) if coming else None
        on_it = any(t.member == call.member for t in rota)
        ordered = order(here, seed=ritual.id)
        return host_texts.rota(ritual, ordered, host.name if host else None, starts, on_it=on_it)

    async def _accounts(self, member: MemberId) -> list[AccountId]:
        return [a.id for a in (await self.people.accounts_of([member]))[member]]

    # What happens

    async def ahead(self, beats: Sequence[Beat]) -> None:
        """Give dates their hosts two days ahead, and tell them."""
        await self.turns.settle([OccurrenceId(b.subject) for b in beats])

    async def heard(self, beats: Sequence[Beat]) -> None:
        """Let the stewards know of hosts who have not heard that they are."""
        await self.turns.unheard([OccurrenceId(b.subject) for b in beats])

    async def moved(self, facts: Sequence[OccurrenceMoved]) -> None:
        """Ask anew: whoever could may not any more, and the other way round. The beat of the new time does it."""
        await self.hosts.drop_passes([f.occurrence for f in facts])
        for fact in facts:
            await self.attention.withdraw(fact.community, [subject(fact.occurrence)])

    async def dropped(self, facts: Sequence[OccurrenceDropped]) -> None:
        """Take back what was said of hosting dates that do not take place."""
        for fact in facts:
            await self.attention.withdraw(fact.community, [subject(fact.occurrence)])

    async def left(self, facts: Sequence[Left]) -> None:
        """Take those who left off the rotas, and ask whoever is next where they were to host."""
        for fact in facts:
            theirs = await self._accounts(fact.member)
            for ritual in (await self.store.get(await self.hosts.rotas_of(theirs))).values():
                await self.hosts.leave(ritual, theirs)
            await self._pass(await self.hosts.hosted_by(theirs, self.now), theirs)

    async def _pass(self, dates: Sequence[OccurrenceId], theirs: Sequence[AccountId]) -> None:
        found = await self.store.occurrences(dates)
        await self.hosts.put([(d, theirs[0], theirs, Part.PASSED) for d in found.values()], self.now)
        for date in found.values():
            await self.attention.withdraw(date.community, [subject(date.id)])
        await self.turns.settle(dates)

    async def forgotten(self, facts: Sequence[Forgotten]) -> None:
        """Take the person's names off the cards."""
        for fact in facts:
            touched = await self.hosts.touched(fact.accounts)
            await self.hosts.forget(Who(fact.community, fact.member, fact.accounts, fact.absorbed))
            if touched:
                await self.showing.again(touched)


COMMANDS = (
    Command(
        ("ritual", "host"),
        later("See who hosts in turn, and host too"),
        Hosts.host,
        (
            NAME,
            Arg(
                "change",
                later("Whether you, or who is named, host from now on or no longer"),
                Kind.CHOICE,
                required=False,
                choices=("add", "remove"),
            ),
            Arg("person", later("Whom; yourself otherwise"), Kind.PERSON, required=False),
        ),
        Access.MEMBER,
        ('ritual host "Friday wins"', 'ritual host "Friday wins" add', 'ritual host "Friday wins" add @maria'),
    ),
)
