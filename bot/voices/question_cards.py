"""The cards of question boxes in every space, kept up to date in place, and what goes on from one box to the next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from bot.beats import Beats
from bot.cards import Card
from bot.commands import Call
from bot.community.store import CommunityStore, MemberStore
from bot.deliveries import Owe
from bot.i18n import speaking
from bot.keys import CommunityId, DeliveryId, MemberId, RoomId
from bot.voices import question_texts, sifting_texts
from bot.voices.question_store import Occasion, Occasions, QuestionStore
from bot.voices.questions import (
    RECAP_AFTER,
    UNHEARD,
    Box,
    BoxState,
    Mark,
    Places,
    QuestionState,
    heard_at,
    left_over,
    next_for,
)

OPEN: Final = "question.open"
OVER: Final = "question.over"
RECAP: Final = "question.recap"
TELL: Final = "question.tell"
GRACE: Final = timedelta(days=366)
"""A box is opened, closed and summed up however late; whether that still makes sense is asked then."""
EDITS_LIVE: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class QuestionCards:
    """Shows boxes in the rooms, and lets what is left of one go on."""

    now: datetime
    store: QuestionStore
    occasions: Occasions
    places: CommunityStore
    people: MemberStore
    beats: Beats
    owe: Owe

    def plan(self, box: Box) -> None:
        """Write what a box does by itself."""
        due = {BoxState.PLANNED: (OPEN, box.opens), BoxState.OPEN: (OVER, box.ends)}
        due[BoxState.OVER] = (RECAP, box.ends + RECAP_AFTER)
        if box.state in due:
            kind, at = due[box.state]
            self.beats.at(kind, box.community, box.id, max(at, self.now), grace=GRACE)

    async def languages(self, boxes: Sequence[Box]) -> Mapping[CommunityId, str]:
        """Return the language of each box's community."""
        homes = await self.places.communities(dict.fromkeys(b.community for b in boxes))
        return {c: home.language for c, home in homes.items()}

    async def about(self, boxes: Sequence[Box]) -> Mapping[str, Occasion | None]:
        """Return the ritual of each box, by box."""
        found = await self.occasions.about(dict.fromkeys(b.ritual for b in boxes if b.ritual is not None))
        return {b.id: found.get(b.ritual) if b.ritual is not None else None for b in boxes}

    async def open(self, boxes: Sequence[Box]) -> None:
        """Open boxes: one card a room, with what was carried over to them."""
        if not boxes:
            return
        await self.store.put_boxes(boxes)
        await self.gather(boxes)
        about, spaces = await self.about(boxes), await self.places.spaces(dict.fromkeys(b.community for b in boxes))
        cards = await self.cards([replace(b, state=BoxState.OPEN) for b in boxes])
        opened: list[Box] = []
        for box in boxes:
            occasion = about[box.id]
            homes = (s.home for s in spaces[box.community] if s.gone_at is None and s.home is not None)
            rooms = occasion.rooms if occasion is not None else tuple(homes)
            posts = tuple(
                (room, self.owe.post(room, cards[box.id], reason=box.id, expires_at=box.ends)) for room in rooms
            )
            opened.append(replace(box, state=BoxState.OPEN, posts=posts))
        await self.store.put_boxes(opened)
        for box in opened:
            self.plan(box)

    async def cards(self, boxes: Sequence[Box]) -> Mapping[str, Card]:
        """Return what the card of each box says now."""
        ids = [b.id for b in boxes]
        questions = await self.store.questions(ids)
        votes, likes = await self.store.marks(ids, Mark.VOTE), await self.store.marks(ids, Mark.LIKE)
        origins = await self.store.boxes(dict.fromkeys(q.asked_in for each in questions.values() for q in each))
        about, languages = await self.about(boxes), await self.languages(boxes)
        cards: dict[str, Card] = {}
        for box in boxes:
            occasion = about[box.id]
            with speaking(languages[box.community]):
                name = occasion.name if occasion is not None else ""
                cards[box.id] = question_texts.card(box, name, questions[box.id], votes, likes, origins)
        return cards

    async def show(self, boxes: Sequence[Box]) -> None:
        """Write the cards of open and past boxes anew in place."""
        out = [b for b in boxes if b.posts]
        cards = await self.cards(out) if out else {}
        for box in out:
            self.edit(box, cards[box.id])

    def edit(self, box: Box, card: Card) -> None:
        """Put another card in the place of a box's own."""
        self.edit_all([post for _room, post in box.posts], box, card)

    def edit_all(self, posts: Sequence[DeliveryId], box: Box, card: Card) -> None:
        """Put another card in the place of messages about a box."""
        for post in posts:
            self.owe.edit(post, card, reason=box.id, expires_at=self.now + EDITS_LIVE)

    async def show_answers(self, questions: Sequence[str], community: CommunityId) -> None:
        """Write answers that are posted anew in place."""
        for ident in questions:
            question = await self.store.question(community, ident)
            box = (await self.store.boxes([question.box])).get(question.box) if question is not None else None
            if question is None or box is None:
                continue
            likes = await self.store.marks([box.id], Mark.LIKE)
            with speaking((await self.languages([box]))[box.community]):
                card = question_texts.answer(box, question, likes.get(ident, 0))
            self.edit_all([post for _room, post in question.posts], box, card)

    async def under(self, boxes: Mapping[str, Box], cards: Sequence[tuple[Box, Card]]) -> list[Places]:
        """Post cards into the threads of the boxes' dates, or of their own cards; one a room, in order."""
        threads = await self.occasions.threads(list(boxes.values()))
        posted: list[Places] = []
        for box, card in cards:
            under = {**dict(box.posts), **threads.get(box.id, {})}
            posted.append(tuple((room, self._reply(box, card, room, post)) for room, post in under.items()))
        return posted

    def _reply(self, box: Box, card: Card, room: RoomId, under: DeliveryId) -> DeliveryId:
        return self.owe.post(room, card, reason=box.id, expires_at=self.now + EDITS_LIVE, under=under)

    async def show_notices(self, box: Box) -> None:
        """Write what the stewards were told of a box anew in place."""
        if not box.notices:
            return
        questions, occasion = (await self.store.questions([box.id]))[box.id], (await self.about([box]))[box.id]
        with speaking((await self.languages([box]))[box.community]):
            card = sifting_texts.standing(box, occasion.name if occasion is not None else "", questions)
        self.edit_all(box.notices, box, card)

    def tell_soon(self, box: Box) -> None:
        """Let the stewards hear at the next quarter of an hour what waits in a box."""
        self.beats.at(TELL, box.community, box.id, heard_at(self.now), grace=GRACE)

    async def may_answer(self, call: Call, box: Box) -> bool:
        """Return whether somebody may write answers down: the guest, who hosts the date, or a steward."""
        if call.steward or await self.speaker(box) == call.member:
            return True
        return await self.occasions.host(box) == call.member

    async def speaker(self, box: Box) -> MemberId | None:
        """Return the guest as a member, where they have an account here."""
        account = await self.people.account(box.speaker) if box.speaker is not None else None
        return account.member if account is not None and account.left_at is None else None

    # What is left

    async def gather(self, boxes: Sequence[Box]) -> None:
        """Let questions that closed boxes left go into the boxes that are for them."""
        everywhere = await self.store.boxes_in(dict.fromkeys(b.community for b in boxes))
        moves = [
            (old, target)
            for each in everywhere.values()
            for old in each
            if old.state is BoxState.CLOSED and (target := next_for(old, each)) is not None
        ]
        await self._carry(moves)

    async def pass_on(self, boxes: Sequence[Box]) -> Mapping[str, int]:
        """Close boxes, and let what is left go on to others that are planned; return how much is kept of each."""
        closed = [replace(b, state=BoxState.CLOSED) for b in boxes]
        await self.store.put_boxes(closed)
        everywhere = await self.store.boxes_in(dict.fromkeys(b.community for b in boxes))
        questions = await self.store.questions([b.id for b in boxes])
        kept = {
            i: sum(q.state is QuestionState.APPROVED and q.into is None for q in left_over(each))
            for i, each in questions.items()
        }
        targets = [(b, next_for(b, everywhere[b.community])) for b in closed]
        await self._carry([(b, t) for b, t in targets if t is not None])
        return kept

    async def _carry(self, moves: Sequence[tuple[Box, Box]]) -> None:
        found = await self.store.questions([old.id for old, _new in moves])
        moved = [
            replace(question, box=new.id, carried=question.carried + 1)
            for old, new in moves
            for question in left_over(found[old.id])
        ]
        await self.store.put(moved)
        for box in {new.id: new for old, new in moves if any(q.state in UNHEARD for q in found[old.id])}.values():
            self.tell_soon(box)
        changed = {b.id: b for old, new in moves if found[old.id] for b in (old, new)}
        await self.show([b for b in changed.values() if b.state is not BoxState.PLANNED])
