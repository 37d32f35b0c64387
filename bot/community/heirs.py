"""Moves the seat of a community's steward on: asks who is next, lets silence count, and announces who it is."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from bot.beats import Beats
from bot.community import heir_texts as texts
from bot.community.heir_words import HeirWords, HomeRooms
from bot.community.line import ANSWER_WITHIN, ENOUGH, SILENT_AFTER, Ask, AskState, Insider, Step, step
from bot.community.line_store import HeirStore, HomeLine
from bot.community.model import Community
from bot.community.store import CommunityStore
from bot.facts import Noted, Tell
from bot.i18n import speaking
from bot.keys import CommunityId, DeliveryId, MemberId
from bot.ports import Ids

DEADLINE: Final = "community.heir"
"""Steady: what it asks for while a community rests waits for the first daily look after it."""
LONGEST_REST: Final = timedelta(days=366)

Stepped = Mapping[CommunityId, MemberId | None]
"""Communities that have lost a steward just now; None where nobody is named."""
NONE_STEPPED: Final[Stepped] = {}


@dataclass(slots=True)
class Move:
    """One community, what is done about its stewards, and the question that is put. `first`: it had none before."""

    home: Community
    line: HomeLine
    step: Step
    first: bool
    ask: Ask | None = None
    told: list[DeliveryId] = field(default_factory=list)

    @property
    def carried(self) -> Ask | None:
        """Return the question that nobody said no to, when it ends so."""
        return self.line.open if self.step.closes is AskState.CARRIED else None


@dataclass(frozen=True, slots=True)
class Heirs:
    """Settles who looks after communities, many at once, in a fixed number of queries.

    A community that never had a second steward is left alone: a question is put when one was lost.
    """

    words: HeirWords
    store: HeirStore
    places: CommunityStore
    beats: Beats
    ids: Ids
    tell: Tell

    async def settle(
        self, communities: Iterable[CommunityId], stepped: Stepped = NONE_STEPPED, gone: Collection[MemberId] = ()
    ) -> None:
        """Do what is to be done about stewards now; doing so twice changes nothing. `gone` are leaving just now."""
        await self._settle(communities, stepped, gone, first=True, lost=stepped)

    async def go_on(self, community: CommunityId) -> None:
        """Do the same where somebody has just answered: whether one more is needed, and who is asked then."""
        await self._settle([community], NONE_STEPPED, (), first=False, lost={community})

    async def short(self, community: CommunityId) -> None:
        """Do the same where two stewards turned out to be one."""
        await self._settle([community], NONE_STEPPED, (), first=True, lost={community})

    async def _settle(
        self,
        communities: Iterable[CommunityId],
        stepped: Stepped,
        gone: Collection[MemberId],
        *,
        first: bool,
        lost: Collection[CommunityId],
    ) -> None:
        now = self.words.now
        homes = await self.places.communities(dict.fromkeys(communities))
        lines = await self._lines(homes, lost, gone)
        await self._free(lines)
        asks = [a for a in (each.open for each in lines) if a is not None]
        reached = await self.store.reached([a for a in asks if a.until is not None and a.until <= now])
        moves: list[Move] = []
        for each in lines:
            todo = step(each, now, reached=each.open is not None and each.open.id in reached)
            if todo != Step():
                moves.append(Move(homes[each.community], each, todo, first=first and each.open is None))
        await self._make(await self._first(moves), stepped)

    async def _lines(
        self, homes: Mapping[CommunityId, Community], lost: Collection[CommunityId], gone: Collection[MemberId]
    ) -> list[HomeLine]:
        """Return the lines about which there may be something to do, with those who may be asked where one is thin."""
        now = self.words.now
        every = (await self.store.lines(homes, now)).values()
        found = [_awake(each, homes[each.community], gone, now) for each in every]
        found = [f for f in found if f.open or f.departed or f.community in lost or f.silent(now)]
        more = await self._followers([f for f in found if f.open or len(f.steady(now)) < ENOUGH], homes)
        whole = [replace(f, people=(*f.people, *_new(f, more))) for f in found]
        return [_awake(each, homes[each.community], gone, now) for each in whole]

    async def _followers(
        self, thin: Sequence[HomeLine], homes: Mapping[CommunityId, Community]
    ) -> Mapping[CommunityId, tuple[Insider, ...]]:
        """Return who may be asked; where a community has rested lately, whoever was there in the year before it."""
        now = self.words.now
        rested = [t for t in thin if _rested(homes[t.community], now)]
        others = [t for t in thin if t not in rested]
        found: dict[CommunityId, tuple[Insider, ...]] = {}
        for those, since in ((others, now - SILENT_AFTER), (rested, now - SILENT_AFTER - LONGEST_REST)):
            if those:
                found |= await self.store.followers(those, since, now)
        return found

    async def _free(self, lines: Sequence[HomeLine]) -> None:
        """Let the seats of those go who left days ago, where there are others enough."""
        now = self.words.now
        over = [
            (line.community, member)
            for line in lines
            if len(line.steady(now)) >= ENOUGH
            for member, at in line.departed
            if now - at >= ANSWER_WITHIN
        ]
        if over:
            await self.store.free([member for _home, member in over])
        for home, member in over:
            self.tell(Noted(home, "steward.over", None, member, None, now))

    async def _first(self, moves: Sequence[Move]) -> list[Move]:
        """End the open questions; return the moves whose question nobody else has ended meanwhile."""
        ends = [(m.line.open, m.step.closes) for m in moves]
        ended = await self.store.end([(a, s) for a, s in ends if a is not None and s is not None])
        return [m for m, (a, s) in zip(moves, ends, strict=True) if a is None or s is None or a.id in ended]

    async def _make(self, moves: Sequence[Move], stepped: Stepped) -> None:
        if not moves:
            return
        for move in moves:
            move.ask = self._new(move)
        written = await self.store.put([m.ask for m in moves if m.ask is not None])
        for move in moves:
            if move.ask is not None and move.ask.id not in written:
                move.ask = None
        carried = [(m.home.id, m.carried.account) for m in moves if m.carried is not None]
        await self.store.seat([(home, account) for home, account in carried if account is not None], self.words.now)
        rooms = await self.words.rooms([m.home for m in moves])
        for move in moves:
            with speaking(move.home.language):
                self._say(move, stepped, rooms)
            self._note(move)
        await self.store.told([replace(m.ask, told=tuple(m.told)) for m in moves if m.ask is not None])

    def _new(self, move: Move) -> Ask | None:
        """Return what is put or noted, None for nothing."""
        whom, now = move.step.asks, self.words.now
        blank = Ask(self.ids.new(), move.home.id, None, AskState.ASKED, now)
        if whom is not None:
            return replace(blank, until=now + ANSWER_WITHIN, member=whom.member, account=whom.accounts[0])
        return replace(blank, state=move.step.opens) if move.step.opens is not None else None

    def _note(self, move: Move) -> None:
        """Plan the end of what was asked, and write down what was done."""
        ask, home, now = move.ask, move.home.id, self.words.now
        if move.carried is not None:
            self.tell(Noted(home, "steward.carry", None, move.carried.member, None, now))
        if ask is not None and ask.state is AskState.ASKED and ask.until is not None:
            self.beats.at(DEADLINE, home, ask.id, ask.until, grace=ANSWER_WITHIN)
            self.tell(Noted(home, "steward.handover", None, ask.member, None, now))

    # What is said

    def _say(self, move: Move, stepped: Stepped, rooms: HomeRooms) -> None:
        before, ask, words = move.line.open, move.ask, self.words
        if before is not None and move.step.closes is not None:
            words.edit(before, texts.settled())
        if move.carried is not None and move.carried.member is not None:
            others = [m for m in move.line.steady(words.now) if m != move.carried.member]
            words.announce(move.home, rooms, texts.carries(move.home, move.carried.member, others))
            words.direct(move.home, move.carried.member, texts.yours_by_now(move.home, move.carried))
        if ask is None:
            return
        if ask.state is AskState.ASKED and ask.member is not None:
            self._ask(move, ask, ask.member, stepped)
        elif ask.state is AskState.DESK:
            move.told += words.wanted(move.home, rooms, texts.wanted(move.home, ask))
        else:
            for steward in move.line.steady(words.now):
                words.direct(move.home, steward, texts.alone(move.home))

    def _ask(self, move: Move, ask: Ask, whom: MemberId, stepped: Stepped) -> None:
        """Put the question; when it is the first one, tell the stewards of whom there still are some."""
        home, line, words, now = move.home, move.line, self.words, self.words.now
        silent = line.silent(now)
        if home.id in stepped:
            why = texts.why_stepped(home, stepped[home.id])
        elif line.departed:
            why = texts.why_stepped(home, None)
        else:
            why = texts.why_silent(home, silent) if silent else texts.why_two(home)
        move.told.append(words.direct(home, whom, texts.asking(ask, ask.until or now, why)))
        if not move.first:
            return
        for member in line.steady(now):
            words.direct(home, member, texts.beside(why))
        for member in silent:
            words.direct(home, member, texts.still_yours(home))


def _new(line: HomeLine, more: Mapping[CommunityId, tuple[Insider, ...]]) -> list[Insider]:
    """Return those who are not in a line yet."""
    return [p for p in more.get(line.community, ()) if line.person(p.member) is None]


def _rested(home: Community, now: datetime) -> bool:
    """Return whether a community rests, or did within the last six weeks."""
    return home.resting(now) or (home.resumed_at is not None and now - home.resumed_at < SILENT_AFTER)


def _awake(line: HomeLine, home: Community, gone: Collection[MemberId], now: datetime) -> HomeLine:
    """Return a line without those who are leaving; nobody was silent while the community rested."""
    since = now if home.resting(now) else home.resumed_at
    people = [p for p in line.people if p.member not in gone]
    if since is not None:
        people = [replace(p, seen=max(p.seen, since)) for p in people]
    return replace(line, people=tuple(people))
