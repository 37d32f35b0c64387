"""Moves lines of stewards on: asks who is next, lets answers and silence count, and says so in the circle."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.beats import Beats
from bot.cards import Card, Span
from bot.circles import line_texts as texts
from bot.circles.line import CircleLine
from bot.circles.line_store import LineStore
from bot.circles.model import CircleSeen, Role
from bot.circles.notices import Notices
from bot.circles.seating import ACTS_EXPIRE
from bot.circles.store import CircleStore
from bot.community.desk import Desk
from bot.community.line import ANSWER_WITHIN, DESK_AGAIN, ENOUGH, Ask, AskState, Insider, Step, step
from bot.community.model import Community, Room
from bot.community.store import CommunityStore
from bot.deliveries import Owe
from bot.facts import Noted, Tell
from bot.i18n import speaking
from bot.keys import AccountId, CircleId, CommunityId, DeliveryId, MemberId
from bot.ports import Ids

DEADLINE = "community.handover"
"""Steady: a circle is handed on while its community rests."""
CAUSE = "desk.orphan"
EDITED = "desk.handover"

Stepped = Mapping[CircleId, MemberId | None]
"""Circles of which a steward is one no longer; None where nobody is named."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What is needed to write about some circles, read once for all of them."""

    homes: Mapping[CommunityId, Community]
    rooms: Mapping[CircleId, tuple[Room, ...]]
    circles: Mapping[CircleId, CircleSeen]
    eyes: Mapping[tuple[CircleId, MemberId], CircleSeen]


@dataclass(slots=True)
class Move:
    """One line, what is done about it, and the question that is put."""

    line: CircleLine
    step: Step
    ask: Ask | None = None
    told: list[DeliveryId] = field(default_factory=list)

    @property
    def carried(self) -> MemberId | None:
        """Return who carries it because they did not say no."""
        before = self.line.open
        return before.member if before is not None and self.step.closes is AskState.CARRIED else None


@dataclass(frozen=True, slots=True)
class Asking:
    """Settles lines, many at once, in a fixed number of queries."""

    now: datetime
    store: CircleStore
    line: LineStore
    places: CommunityStore
    desk: Desk
    owe: Owe
    beats: Beats
    ids: Ids
    tell: Tell
    notices: Notices

    async def settle(
        self, circles: Iterable[CircleId], stepped: Stepped | None = None
    ) -> Mapping[CircleId, CircleLine]:
        """Do what is to be done about lines now; doing so twice changes nothing. Return them as they were."""
        lines = await self.line.lines(circles, self.now)
        asks = [a for a in (each.open for each in lines.values()) if a is not None]
        reached = await self.line.reached([a for a in asks if a.until is not None and a.until <= self.now])
        moves: list[Move] = []
        for each in lines.values():
            todo = step(each, self.now, reached=each.open is not None and each.open.id in reached)
            if todo != Step():
                moves.append(Move(each, todo))
        await self._make(await self._first(moves), stepped or {})
        return lines

    async def ask(self, line: CircleLine, whom: Insider, by: Ask) -> Ask | None:
        """Put the question of a steward who hands on; None when another one is open by now."""
        moves = [Move(line, Step(closes=AskState.OVER if line.open else None, asks=whom))]
        await self._make(await self._first(moves), {}, by)
        return moves[0].ask

    async def _first(self, moves: Sequence[Move]) -> list[Move]:
        """End the open questions; return the moves whose question nobody else has ended meanwhile."""
        ends = [(m.line.open, m.step.closes) for m in moves]
        ended = await self.line.end([(a, s) for a, s in ends if a is not None and s is not None])
        return [m for m, (a, s) in zip(moves, ends, strict=True) if a is None or s is None or a.id in ended]

    async def _make(self, moves: Sequence[Move], stepped: Stepped, by: Ask | None = None) -> None:
        for move in moves:
            move.ask = self._new(move, by)
        written = await self.line.put([m.ask for m in moves if m.ask is not None])
        for move in moves:
            if move.ask is not None and move.ask.id not in written:
                move.ask = None
        await self.line.seat([s for m in moves for s in _seats(m, self.now)])
        await self._say(moves, stepped)
        for move in moves:
            self._note(move)

    def _note(self, move: Move) -> None:
        """Plan the end of what was asked, and write down what was done."""
        ask, home, circle = move.ask, move.line.community, move.line.circle
        if move.carried is not None:
            self.tell(Noted(home, "circle.carry", None, move.carried, circle, self.now))
        if ask is not None and ask.state is AskState.ASKED and ask.until is not None:
            self.beats.at(DEADLINE, home, ask.id, ask.until, grace=ANSWER_WITHIN)
            self.tell(Noted(home, "circle.handover", ask.by_account, ask.member, circle, self.now))

    def _new(self, move: Move, by: Ask | None) -> Ask | None:
        whom, line = move.step.asks, move.line
        blank = Ask(self.ids.new(), line.community, line.circle, AskState.ASKED, self.now)
        if whom is not None:
            ask = replace(blank, until=self.now + ANSWER_WITHIN, member=whom.member, account=whom.accounts[0])
            return ask if by is None else replace(ask, by=by.by, by_account=by.by_account)
        if move.step.opens is None:
            return None
        until = self.now + DESK_AGAIN if move.step.opens is AskState.DESK else None
        return replace(blank, state=move.step.opens, until=until)

    # What is said

    async def _scene(self, moves: Sequence[Move]) -> Scene:
        readers: dict[CircleId, list[MemberId]] = {}
        for move in moves:
            line = move.line
            theirs = (move.carried, move.ask.member if move.ask else None, *line.silent(self.now))
            readers[line.circle] = [r for r in (*theirs, *line.steady(self.now)) if r is not None]
        homes = await self.places.communities(dict.fromkeys(m.line.community for m in moves))
        rooms = await self.places.circle_rooms([m.line.circle for m in moves])
        return Scene(homes, rooms, await self.store.swept(readers), await self.store.seen_by_each(readers))

    async def _say(self, moves: Sequence[Move], stepped: Stepped) -> None:
        if not moves:
            return
        scene = await self._scene(moves)
        for move in moves:
            with speaking(scene.homes[move.line.community].language):
                self._say_one(move, scene, stepped)
        await self._tell_desk([m for m in moves if m.ask is not None and m.ask.state is AskState.DESK], scene)
        await self.line.told([replace(m.ask, told=tuple(m.told)) for m in moves if m.ask is not None])

    async def remind(self, lines: Iterable[CircleLine]) -> None:
        """Tell the community's stewards once more of what none of them has taken on for a week."""
        moves: list[Move] = []
        for line in lines:
            ask = line.open
            if ask is not None and ask.state is AskState.DESK and ask.until is not None and ask.until <= self.now:
                moves.append(Move(line, Step(), replace(ask, until=self.now + DESK_AGAIN), list(ask.told)))
        if moves:
            await self._tell_desk(moves, await self._scene(moves))
            await self.line.told([replace(m.ask, told=tuple(m.told)) for m in moves if m.ask is not None])

    def _say_one(self, move: Move, scene: Scene, stepped: Stepped) -> None:
        line, before = move.line, move.line.open
        circle = scene.circles[line.circle]
        if before is not None and before.state is not AskState.ALONE and move.step.closes is not None:
            self.edit(before, texts.settled())
        if move.carried is not None and before is not None:
            self._post(circle, scene, texts.carries(circle, move.carried))
            mine = scene.eyes[line.circle, move.carried]
            self.direct(move.carried, texts.yours_by_now(mine, before), circle)
        ask = move.ask
        if ask is None:
            return
        if ask.state is AskState.ASKED and ask.member is not None:
            self._put_question(move, ask, ask.member, scene, stepped)
        elif ask.state is AskState.DESK:
            self._post(circle, scene, texts.desk_told(circle))
        else:
            for steward in line.steady(self.now):
                move.told.append(self.direct(steward, texts.alone(scene.eyes[line.circle, steward]), circle))

    def _put_question(self, move: Move, ask: Ask, whom: MemberId, scene: Scene, stepped: Stepped) -> None:
        line, silent, out = move.line, move.line.silent(self.now), move.line.out()

        def why(circle: CircleSeen) -> tuple[Span, ...]:
            if ask.by is not None:
                return texts.why_handed(circle, ask.by)
            if line.circle in stepped:
                return texts.why_stepped(circle, stepped[line.circle])
            if out:
                return texts.why_out(circle, out)
            return texts.why_silent(circle, silent) if silent else texts.why_two(circle)

        circle, theirs = scene.circles[line.circle], scene.eyes[line.circle, whom]
        move.told += self._post(circle, scene, texts.asking(ask, why(circle)))
        move.told.append(self.direct(whom, texts.asking(ask, why(theirs)), circle))
        if line.open is None:
            for member in silent:
                self.direct(member, texts.still_yours(scene.eyes[line.circle, member]), circle)

    async def _tell_desk(self, moves: Sequence[Move], scene: Scene) -> None:
        """Tell the community's stewards of each circle that nobody inside carries, without naming a private one."""
        mine: dict[CommunityId, list[tuple[Move, Ask]]] = {}
        for move in moves:
            if move.ask is not None:
                mine.setdefault(move.line.community, []).append((move, move.ask))
        for turn in range(max(map(len, mine.values()), default=0)):
            now = {c: each[turn] for c, each in mine.items() if turn < len(each)}
            cards: dict[CommunityId, Card] = {}
            for community, (move, ask) in now.items():
                with speaking(scene.homes[community].language):
                    cards[community] = texts.orphan(scene.circles[move.line.circle], ask)
            for community, sent in (await self.desk.hear_all(CAUSE, cards)).items():
                now[community][0].told.extend(sent)

    def _post(self, circle: CircleSeen, scene: Scene, card: Card) -> list[DeliveryId]:
        return self.notices.tell_in(circle.id, scene.rooms.get(circle.id, ()), card)

    def direct(self, member: MemberId, card: Card, circle: CircleSeen) -> DeliveryId:
        """Owe a card to somebody inside."""
        return self.owe.direct(member, card, reason=circle.id, expires_at=self.now + ACTS_EXPIRE)

    def edit(self, ask: Ask, card: Card) -> None:
        """Write another card in a question's place, wherever it stands.

        Nobody needs to hear when that fails: an old question is answered "it is settled" all the same.
        """
        for delivery in ask.told:
            self.owe.edit(delivery, card, reason=f"{EDITED}:{ask.id}", expires_at=self.now + ACTS_EXPIRE)


def _seats(move: Move, now: datetime) -> list[tuple[CircleId, AccountId, Role]]:
    """Return the seats that change when somebody carries a circle because they did not say no."""
    before = move.line.open
    if move.carried is None or before is None:
        return []
    return seats(move.line, before, now)


def seats(line: CircleLine, ask: Ask, now: datetime) -> list[tuple[CircleId, AccountId, Role]]:
    """Return the seats that change when whom it was put to carries a circle.

    Whoever handed on is a member again, unless there were fewer than two stewards then.
    """
    found: list[tuple[CircleId, AccountId, Role]] = []
    taker, giver = line.person(ask.member), line.person(ask.by)
    if taker is not None:
        found.append((line.circle, taker.accounts[0], Role.STEWARD))
    others = {*line.ended(ask, AskState.CARRIED).steady(now)} - {ask.by}
    if giver is not None and giver.steward and len(others) >= ENOUGH:
        found += [(line.circle, account, Role.MEMBER) for account in giver.accounts]
    return found
