"""`question ask`: a question to a guest, with one's name or without it, and what becomes of one's own."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.beats import Beat, Planners
from bot.cards import Card, Reply, para
from bot.commands import Arg, Call, Command, Kind
from bot.community.desk import Desk
from bot.community.duties import Service
from bot.community.store import MemberStore, Record, Who
from bot.errors import Conflict
from bot.facts import Forgotten, Listens
from bot.i18n import _, later, speaking
from bot.keys import AccountId
from bot.ports import Ids
from bot.voices import question_texts, sifting_texts
from bot.voices.masks import Masks
from bot.voices.question_cards import TELL, QuestionCards
from bot.voices.questions import (
    LONGEST_QUESTION,
    MOST_A_BOX,
    MOST_A_DAY,
    UNHEARD,
    Box,
    BoxState,
    Question,
    QuestionState,
    live,
    too_many,
    waiting,
)
from bot.voices.wording import folded

NAMED, NAMELESS = "named", "anonymous"
OWN_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Asking(Service):
    """Takes questions in, and answers for what is kept of those who ask."""

    now: datetime
    cards: QuestionCards
    masks: Masks
    people: MemberStore
    desk: Desk
    ids: Ids

    @staticmethod
    def commands() -> tuple[Command, ...]:
        """Return `question ask` and its buttons."""
        return COMMANDS

    @staticmethod
    def planners() -> Planners:
        """Return who tells the stewards."""
        return {TELL: Asking.told}

    @staticmethod
    def listens() -> Listens:
        """Return whose questions vanish from the cards."""
        return ((Forgotten, Asking.forgotten),)

    async def export(self, who: Who) -> Record:
        """Return what the person asked under their name, and their votes."""
        return await self.cards.store.export(who)

    async def reveal(self, who: Who) -> tuple[str, ...]:
        """Return what they asked without their name."""
        own = await self.masks.own(who.community, who.accounts)
        return tuple(q.text for q in own if q.account is None and q.text)

    async def forget(self, who: Who) -> None:
        """Remove that; an answer stays, without the words of the question."""
        await self.cards.store.forget(who, await self.masks.of(who.community, who.accounts))

    async def forgotten(self, facts: Sequence[Forgotten]) -> None:
        """Take the person's questions off the cards."""
        for fact in facts:
            own = await self.masks.own(fact.community, fact.accounts)
            if not own:
                continue
            await self.forget(Who(fact.community, fact.member, fact.accounts, fact.absorbed))
            boxes = list((await self.cards.store.boxes(dict.fromkeys(q.box for q in own))).values())
            await self.cards.show(boxes)
            await self.cards.show_answers([q.id for q in own if q.state is QuestionState.ANSWERED], fact.community)

    # Asking

    async def ask(self, call: Call) -> Reply:
        """Ask the guest who comes next, or the one who was named."""
        open_ = [b for b in await self._boxes(call) if b.state is BoxState.OPEN]
        wanted = " ".join(call.text("guest").split()).casefold()
        named = [b for b in open_ if b.guest.casefold() == wanted] if wanted else open_
        if not open_:
            return Reply(question_texts.not_kept(question_texts.no_box(), call.text("question")))
        if not named:
            sentence = _("No box is open for that guest. Open now: {guests}.")
            names = ", ".join(dict.fromkeys(b.guest for b in open_))
            return Reply(question_texts.not_kept(sentence.format(guests=names), call.text("question")))
        return await self._take(call, named[0])

    async def put(self, call: Call) -> Reply:
        """Ask from the card of a box."""
        box = (await self.cards.store.boxes([call.text("box")])).get(call.text("box"))
        if box is None or box.community != call.community or box.state is not BoxState.OPEN:
            sentence = _("That box is closed, so nothing was kept. What is open: question list")
            return Reply(question_texts.not_kept(sentence, call.text("question")))
        return await self._take(call, box)

    async def _take(self, call: Call, box: Box) -> Reply:
        """Take a question in. What is refused goes back with its words: nothing of it is kept, not even for an hour."""
        text = " ".join(call.text("question").split())
        accounts = await self._accounts(call)
        own = await self.masks.own(call.community, accounts)
        refusal = await self._refused(box, own, text)
        if refusal:
            return Reply(question_texts.not_kept(refusal, text))
        hidden = call.text("who", NAMELESS) != NAMED
        question = Question(
            id=self.ids.new(),
            community=call.community,
            box=box.id,
            asked_in=box.id,
            state=QuestionState.NEW,
            day=self.now.date(),
            text=text,
            account=None if hidden else call.account,
            mask=await self.masks.mask(call.community, box.id, call.account) if hidden else "",
        )
        await self.cards.store.put([question])
        self.cards.tell_soon(box)
        return Reply(question_texts.asked(box, question))

    async def _refused(self, box: Box, own: Sequence[Question], text: str) -> str:
        if not any(c.isalpha() for c in text):
            return _("A question needs words. Nothing was kept.")
        limit = too_many(own, box.id, self.now.date())
        if limit == "box":
            sentence = _("You have {number} questions in that box; that is enough for one guest. Take one back first.")
            return sentence.format(number=MOST_A_BOX)
        if limit == "day":
            return _("You have asked {number} questions today. Try again tomorrow.").format(number=MOST_A_DAY)
        same = folded(text)
        if any(folded(q.text) == same and q.box == box.id for q in own):
            return _("You have asked that already. Where it stands: question list")
        public = (await self.cards.store.questions([box.id]))[box.id]
        if any(q.state is QuestionState.APPROVED and folded(q.text) == same for q in public):
            return _("That was asked already. Vote for it, so that it comes first: question list")
        return ""

    async def _accounts(self, call: Call) -> tuple[AccountId, ...]:
        found = (await self.people.accounts_of([call.member]))[call.member]
        return tuple(dict.fromkeys([call.account, *(a.id for a in found)]))

    async def _boxes(self, call: Call) -> tuple[Box, ...]:
        return (await self.cards.store.boxes_in([call.community]))[call.community]

    async def guests(self, call: Call, typed: str) -> Sequence[str]:
        """Return who can be asked now."""
        names = dict.fromkeys(b.guest for b in await self._boxes(call) if b.state is BoxState.OPEN)
        return [n for n in names if typed.casefold() in n.casefold()]

    # One's own

    async def mine(self, call: Call) -> Reply:
        """Show the asker their own questions, with and without their name."""
        own = await self.masks.own(call.community, await self._accounts(call))
        boxes = await self.cards.store.boxes(dict.fromkeys(q.box for q in own))
        order = sorted((q for q in own if q.text), key=lambda q: (q.day, q.id), reverse=True)
        order.sort(key=lambda q: boxes[q.box].state is BoxState.CLOSED)
        shown = order[:OWN_SHOWN]
        into = dict.fromkeys(q.into for q in shown if q.into is not None)
        roots = [await self.cards.store.question(call.community, i) for i in into]
        words = {q.id: q.text for q in roots if q is not None}
        return Reply(question_texts.mine(shown, boxes, words, len(order) - len(shown)))

    async def withdraw(self, call: Call) -> Reply:
        """Take an own question back; one that is answered stays."""
        own = await self.masks.own(call.community, await self._accounts(call))
        question = next((q for q in own if q.id == call.text("question")), None)
        if question is None:
            raise Conflict(_("That question is gone already. Nothing was changed. What is there: question list"))
        if question.state is QuestionState.ANSWERED:
            raise Conflict(_("It is answered, so it stays. Nothing was changed."))
        await self.cards.store.drop([question.id])
        boxes = list((await self.cards.store.boxes([question.box])).values())
        if question.state is QuestionState.APPROVED:
            await self.cards.show([b for b in boxes if b.state is not BoxState.CLOSED])
        if question.state in UNHEARD:
            for box in (b for b in boxes if b.state is BoxState.OPEN):
                self.cards.tell_soon(box)
        return Reply(Card(_("Taken back"), (para(_("It is gone, with its votes: {words}"), words=question.text),)))

    # The stewards

    async def told(self, beats: Sequence[Beat]) -> None:
        """Let the stewards hear what came in since the last quarter of an hour: one notice a box, kept up to date."""
        found = await self.cards.store.boxes(dict.fromkeys(b.subject for b in beats))
        boxes = {i: b for i, b in found.items() if b.state in {BoxState.OPEN, BoxState.OVER}}
        questions = await self.cards.store.questions(boxes)
        heard = {i: len(waiting(each)) for i, each in questions.items()}
        new = [q for each in questions.values() for q in each if q.state is QuestionState.NEW]
        await self.cards.store.put([replace(q, state=QuestionState.WAITING) for q in new])
        came = {q.box for q in new}
        about, languages = (
            await self.cards.about(list(boxes.values())),
            await self.cards.languages(list(boxes.values())),
        )
        fresh: list[tuple[Box, Card]] = []
        for box in boxes.values():
            occasion = about[box.id]
            number = heard[box.id] + sum(q.box == box.id for q in new)
            ritual = occasion.name if occasion is not None else ""
            open_ended = len(live(questions[box.id], {}))
            with speaking(languages[box.community]):
                card = sifting_texts.notice(box, ritual, number)
                over = sifting_texts.unanswered(box, ritual, open_ended)
            if box.state is BoxState.OVER and open_ended:
                fresh.append((box, over))
            elif box.notices and (heard[box.id] or box.id not in came):
                self.cards.edit_all(box.notices, box, card)
            elif number:
                fresh.append((box, card))
        await self._tell(fresh)

    async def _tell(self, fresh: Sequence[tuple[Box, Card]]) -> None:
        """Post new notices: of each community one at a time, as the desk takes them."""
        left, told = list(fresh), list[Box]()
        while left:
            turn = {box.community: (box, card) for box, card in reversed(left)}
            left = [pair for pair in left if turn[pair[0].community][0] is not pair[0]]
            sent = await self.desk.hear_all(TELL, {c: card for c, (_box, card) in turn.items()})
            told += [replace(box, notices=sent.get(c, ())) for c, (box, _card) in turn.items()]
        await self.cards.store.put_boxes(told)


QUESTION = Arg(
    "question",
    later("One question; a steward reads it before the others do"),
    Kind.LONG,
    label=later("Your question"),
    longest=LONGEST_QUESTION,
)
WHO = Arg(
    "who",
    later("anonymous: I keep no name. In a small group your words may still give you away."),
    Kind.CHOICE,
    required=False,
    choices=(NAMELESS, NAMED),
    asked=True,
    label=later("With your name?"),
)
COMMANDS = (
    Command(
        ("question", "ask"),
        later("Ask a guest something before they come, with your name or without"),
        Asking.ask,
        (
            QUESTION,
            WHO,
            Arg(
                "guest",
                later("Whom you ask; who comes next otherwise"),
                required=False,
                asked=True,
                label=later("Guest"),
                suggest=Asking.guests,
                longest=100,
            ),
        ),
        examples=("question ask What would you do again?", 'question ask "What would you do again?" who:named'),
    ),
    Command(
        ("question", "put"),
        later("Ask a guest something before they come, with your name or without"),
        Asking.put,
        (Arg("box", "", longest=16), QUESTION, WHO),
        hidden=True,
    ),
    Command(("question", "mine"), "", Asking.mine, hidden=True, reads=True),
    Command(("question", "withdraw"), "", Asking.withdraw, (Arg("question", "", longest=16),), hidden=True),
)
