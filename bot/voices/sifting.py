"""What stewards do with questions: approve them, put together what says the same, or decline."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.cards import Card, Reply
from bot.commands import Access, Arg, Call, Command, Kind
from bot.community.duties import Service
from bot.errors import Conflict
from bot.facts import Noted, Tell
from bot.i18n import _, later
from bot.voices import sifting_texts
from bot.voices.question_cards import QuestionCards
from bot.voices.questions import LONGEST_REASON, UNHEARD, Box, BoxState, Mark, Question, QuestionState, live, waiting
from bot.voices.voting import PAGE_ARG, paged

DECIDABLE = UNHEARD | {QuestionState.APPROVED}


@dataclass(frozen=True, slots=True)
class Sifting(Service):
    """Lets stewards read questions before members do."""

    cards: QuestionCards
    tell: Tell

    @staticmethod
    def commands() -> tuple[Command, ...]:
        """Return the stewards' buttons."""
        return COMMANDS

    async def sift(self, call: Call) -> Reply:
        """Show the next question that waits."""
        return Reply(await self._next(await self._box(call, call.text("box"))))

    async def _box(self, call: Call, ident: str) -> Box:
        box = (await self.cards.store.boxes([ident])).get(ident)
        if box is None or box.community != call.community or box.state is BoxState.CLOSED:
            raise Conflict(_("That box is closed. Nothing was changed. What is open: question list"))
        return box

    async def _next(self, box: Box) -> Card:
        questions = (await self.cards.store.questions([box.id]))[box.id]
        wait = waiting(questions)
        first = wait[0] if wait else None
        return sifting_texts.next_one(box, first, len(wait) - 1, len(live(questions, {})))

    async def _question(self, call: Call) -> tuple[Box, Question]:
        question = await self.cards.store.question(call.community, call.text("question"))
        if question is None or question.state not in DECIDABLE or question.into is not None:
            sentence = _("Somebody has decided that already, or it was taken back. Nothing was changed.")
            raise Conflict(sentence)
        return await self._box(call, question.box), question

    async def approve(self, call: Call) -> Reply:
        """Let members see a question."""
        box, question = await self._question(call)
        if question.state is QuestionState.APPROVED:
            raise Conflict(_("It is in the box already. Nothing was changed."))
        await self._decide(call, box, [replace(question, state=QuestionState.APPROVED)], "question.approve")
        return Reply(sifting_texts.done(_("It is in the box"), question.text, await self._next(box)))

    async def decline(self, call: Call) -> Reply:
        """Keep a question out, with a reason that whoever asked can read."""
        box, question = await self._question(call)
        alone = [replace(q, into=None) for q in await self._said_too(question)]
        gone = replace(question, state=QuestionState.DECLINED, reason=" ".join(call.text("reason").split()))
        await self._decide(call, box, [gone, *alone], "question.decline")
        return Reply(sifting_texts.done(_("It is not taken"), question.text, await self._next(box)))

    async def same(self, call: Call) -> Reply:
        """Show what a question may say the same as."""
        box, question = await self._question(call)
        questions = (await self.cards.store.questions([box.id]))[box.id]
        votes = await self.cards.store.marks([box.id], Mark.VOTE)
        others = [q for q in live(questions, votes) if q.id != question.id]
        if not others:
            raise Conflict(_("There is no other question in the box yet. Nothing was changed."))
        shown, page, pages = paged(others, int(call.text("page", "1")))
        return Reply(sifting_texts.same(question, shown, votes, page=page, pages=pages))

    async def merge(self, call: Call) -> Reply:
        """Put a question together with another one that says the same."""
        box, question = await self._question(call)
        into = await self.cards.store.question(call.community, call.text("into"))
        fits = into is not None and into.box == box.id and into.state is QuestionState.APPROVED and into.into is None
        if into is None or not fits or into.id == question.id:
            raise Conflict(_("That question is not in the box any more. Nothing was changed. See: question list"))
        too = [replace(q, into=into.id) for q in await self._said_too(question)]
        joined = replace(question, state=QuestionState.APPROVED, into=into.id)
        await self._decide(call, box, [joined, *too], "question.merge")
        return Reply(sifting_texts.done(_("They stand as one"), into.text, await self._next(box)))

    async def _said_too(self, question: Question) -> list[Question]:
        """Return what was put together with a question before."""
        questions = (await self.cards.store.questions([question.box]))[question.box]
        return [q for q in questions if q.into == question.id]

    async def tidy(self, call: Call) -> Reply:
        """Show what is in a box, to put together or take out."""
        box = await self._box(call, call.text("box"))
        questions = (await self.cards.store.questions([box.id]))[box.id]
        votes = await self.cards.store.marks([box.id], Mark.VOTE)
        shown, page, pages = paged(live(questions, votes), int(call.text("page", "1")))
        if not shown:
            return Reply(await self._next(box))
        return Reply(sifting_texts.tidy(box, shown, votes, page=page, pages=pages))

    async def _decide(self, call: Call, box: Box, decided: Sequence[Question], verb: str) -> None:
        await self.cards.store.put([replace(q, decided_by=call.account) for q in decided])
        self.tell(Noted.by(call, verb, about=box.ritual or ""))
        await self.cards.show([box])
        await self.cards.show_notices(box)


WHICH = Arg("question", "", longest=16)
BOX = Arg("box", "", longest=16)
COMMANDS = (
    Command(("question", "sift"), "", Sifting.sift, (BOX,), Access.STEWARD, hidden=True, reads=True),
    Command(("question", "approve"), "", Sifting.approve, (WHICH,), Access.STEWARD, hidden=True),
    Command(
        ("question", "decline"),
        later("Do not take a question"),
        Sifting.decline,
        (
            WHICH,
            Arg(
                "reason",
                later("Whoever asked can read it with their question"),
                Kind.LONG,
                label=later("Why not"),
                longest=LONGEST_REASON,
            ),
        ),
        Access.STEWARD,
        hidden=True,
    ),
    Command(("question", "same"), "", Sifting.same, (WHICH, PAGE_ARG), Access.STEWARD, hidden=True, reads=True),
    Command(
        ("question", "merge"), "", Sifting.merge, (WHICH, Arg("into", "", longest=16)), Access.STEWARD, hidden=True
    ),
    Command(("question", "tidy"), "", Sifting.tidy, (BOX, PAGE_ARG), Access.STEWARD, hidden=True, reads=True),
)
