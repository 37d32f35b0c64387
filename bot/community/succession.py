"""A community keeps two stewards: what sets the search for the next one going, and what people answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.acts import MembersLinked, MembersUnlinked, StewardsChanged
from bot.beats import Beat, Beats, Planners
from bot.cards import Reply
from bot.commands import Arg, Call, Command
from bot.community import heir_texts as texts
from bot.community.duties import Service
from bot.community.heirs import DEADLINE, Heirs
from bot.community.line import OPEN, Ask, AskState
from bot.community.line_store import HeirStore
from bot.community.model import Community, next_morning
from bot.community.store import CommunityStore, MemberStore
from bot.errors import Conflict, NotAllowed
from bot.facts import CommunityFounded, Joined, Left, Listens, Noted, Tell
from bot.i18n import _, speaking
from bot.keys import CommunityId
from bot.ports import Ids

DAILY: Final = "community.stewards"
"""Steady: it plans itself for the next morning, also while the community rests."""
DAILY_GRACE: Final = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Succession(Service):
    """Hands the seat of a steward on."""

    now: datetime
    store: HeirStore
    heirs: Heirs
    places: CommunityStore
    people: MemberStore
    beats: Beats
    tell: Tell
    ids: Ids

    @staticmethod
    def commands() -> tuple[Command, ...]:
        """Return the buttons of a question."""
        return COMMANDS

    @staticmethod
    def planners() -> Planners:
        """Return the planners of deadlines and of the daily look."""
        return {DEADLINE: Succession.due, DAILY: Succession.daily}

    @staticmethod
    def listens() -> Listens:
        """Return what may leave a community with too few stewards, or give it one back."""
        return (
            (CommunityFounded, Succession.founded),
            (Left, Succession.left),
            (Joined, Succession.joined),
            (StewardsChanged, Succession.changed),
            (MembersLinked, Succession.linked),
            (MembersUnlinked, Succession.unlinked),
        )

    # What people answer

    async def carry(self, call: Call) -> Reply:
        """Say yes; also late, while the community still looks for somebody."""
        ask, home = await self._mine(call)
        if call.steward and ask.state in {AskState.YES, AskState.CARRIED}:
            return Reply(texts.yours(home))
        late = ask.state in {AskState.PASSED, AskState.NO} and await self.store.asking([home.id])
        if call.steward or not (ask.state is AskState.ASKED or late):
            raise _not_yours()
        await self._end(ask, AskState.YES)
        await self._seat(call, home, ask, "steward.carry")
        return Reply(texts.yours(home))

    async def _seat(self, call: Call, home: Community, ask: Ask, verb: str) -> None:
        """Make the asker a steward and say so in the home rooms; look whether one more is needed."""
        others = [m for m in await self.people.stewards(home.id) if m != call.member]
        await self.store.seat([(home.id, call.account)], self.now)
        self.tell(Noted.by(call, verb, subject=call.member))
        words = self.heirs.words
        with speaking(home.language):
            words.edit(ask, texts.settled() if ask.member is not None else texts.taken(call.member))
            words.announce(home, await words.rooms([home]), texts.carries(home, call.member, others))
        await self.heirs.go_on(home.id)

    async def rather_not(self, call: Call) -> Reply:
        """Say no; also after a silence that made one a steward."""
        ask, home = await self._mine(call)
        if ask.state not in {AskState.ASKED, AskState.CARRIED}:
            raise _not_yours()
        await self._end(ask, AskState.NO)
        with speaking(home.language):
            self.heirs.words.edit(ask, texts.settled())
        if ask.state is AskState.CARRIED and call.steward:
            await self.people.drop_steward(home.id, call.member)
            self.tell(Noted.by(call, "steward.remove", subject=call.member))
        await self.heirs.go_on(home.id)
        return Reply(texts.not_you())

    async def here(self, call: Call) -> Reply:
        """Show that a steward is still there: pressing it was a sign of life."""
        await self.heirs.settle([call.community])
        return Reply(texts.is_here())

    async def take(self, call: Call) -> Reply:
        """Let somebody who manages a space be the steward of a community that has none."""
        if not call.installer:
            sentence = _(
                "That is for whoever manages this space; they can add you afterwards. Nothing was changed. Ask them."
            )
            raise NotAllowed(sentence)
        ask = await self._ask(call)
        if ask is None or ask.state is not AskState.DESK:
            raise Conflict(_("That is settled already. Nothing was changed."))
        home = await self._home(call.community)
        await self._end(ask, AskState.TAKEN)
        await self._seat(call, home, ask, "steward.take")
        return Reply(texts.yours(home))

    async def _ask(self, call: Call) -> Ask | None:
        ask = (await self.store.of_asks([call.text("ask")])).get(call.text("ask"))
        return ask if ask is not None and ask.circle is None and ask.community == call.community else None

    async def _mine(self, call: Call) -> tuple[Ask, Community]:
        """Return a question that was put to the asker; another's sounds like none at all."""
        ask = await self._ask(call)
        if ask is None or ask.member != call.member:
            raise _not_yours()
        return ask, await self._home(call.community)

    async def _home(self, community: CommunityId) -> Community:
        home = await self.places.community(community)
        if home is None:
            msg = "a call without a community"
            raise RuntimeError(msg)
        return home

    async def _end(self, ask: Ask, state: AskState) -> None:
        if not await self.store.end([(ask, state)]):
            raise _not_yours()

    # What happens

    async def founded(self, facts: Sequence[CommunityFounded]) -> None:
        """Plan the first daily look."""
        for home in (await self.places.communities([f.community for f in facts])).values():
            self._plan(home)

    def _plan(self, home: Community) -> None:
        self.beats.at(DAILY, home.id, home.id, next_morning(self.now, home.zone), grace=DAILY_GRACE)

    async def daily(self, beats: Sequence[Beat]) -> None:
        """Look at every community; ask where a steward has fallen silent, and plan the next look."""
        homes = await self.places.communities(dict.fromkeys(b.community for b in beats))
        for home in homes.values():
            self._plan(home)
        await self.heirs.settle([h.id for h in homes.values() if not h.resting(self.now)])

    async def due(self, beats: Sequence[Beat]) -> None:
        """Let silence count where the time to say no is over."""
        asks = (await self.store.of_asks([b.subject for b in beats])).values()
        homes = await self.places.communities(dict.fromkeys(a.community for a in asks if a.state in OPEN))
        # While a community rests nobody becomes anything by silence; the first daily look afterwards settles it.
        await self.heirs.settle([h.id for h in homes.values() if not h.resting(self.now)])

    async def left(self, facts: Sequence[Left]) -> None:
        """Ask who is next when a steward has gone, or whoever was asked has."""
        gone = {f.member: f.community for f in facts}
        stewards = await self.people.stewards_of(dict.fromkeys(gone.values()))
        # Whoever asks to be forgotten is a steward still; whoever left a space keeps the seat for some days.
        stepped = {home: None for member, home in gone.items() if member in stewards[home]}
        await self.heirs.settle(dict.fromkeys(gone.values()), stepped, frozenset(gone))

    async def joined(self, facts: Sequence[Joined]) -> None:
        """Let a question rest when whoever was missed is back."""
        await self.heirs.settle(await self.store.asking(dict.fromkeys(f.community for f in facts)))

    async def changed(self, facts: Sequence[StewardsChanged]) -> None:
        """Look again; whoever stepped back is not asked soon, as if they had said no."""
        accounts = await self.people.accounts_of([f.stepped for f in facts if f.stepped is not None])
        asks = [
            Ask(self.ids.new(), f.community, None, AskState.NO, self.now, account=accounts[f.stepped][0].id)
            for f in facts
            if f.stepped is not None and accounts[f.stepped]
        ]
        await self.store.put(asks)
        stepped = {f.community: f.stepped for f in facts if f.stepped is not None}
        await self.heirs.settle(dict.fromkeys(f.community for f in facts), stepped)

    async def linked(self, facts: Sequence[MembersLinked]) -> None:
        """Look whether two stewards were one person."""
        lines = await self.store.lines(dict.fromkeys(f.community for f in facts), self.now)
        kept = {f.kept: f.community for f in facts}
        found = [(home, lines[home].person(member)) for member, home in kept.items()]
        for home in {h for h, p in found if p is not None and p.steward and len(p.accounts) > 1}:
            await self.heirs.short(home)

    async def unlinked(self, facts: Sequence[MembersUnlinked]) -> None:
        """Look whether one steward is two people."""
        await self.heirs.settle(dict.fromkeys(f.community for f in facts))


def _not_yours() -> Conflict:
    """Return the refusal of a question that is not the asker's, or needs no answer any more: the two sound the same."""
    return Conflict(_("That question is not yours, or it is settled already. Nothing was changed."))


ASK = Arg("ask", "", longest=16)
COMMANDS = (
    Command(("steward", "carry"), "", Succession.carry, (ASK,), hidden=True),
    Command(("steward", "rather-not"), "", Succession.rather_not, (ASK,), hidden=True),
    Command(("steward", "here"), "", Succession.here, (), hidden=True),
    Command(("steward", "take"), "", Succession.take, (ASK,), hidden=True),
)
