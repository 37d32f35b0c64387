"""`question answer`: what the guest said, under their name, in the thread of the date in every space."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.cards import Card, Para, Reply
from bot.commands import Access, Arg, Call, Command, Kind
from bot.community.duties import Service
from bot.errors import Conflict, Invalid, NotAllowed
from bot.facts import Noted, Tell
from bot.i18n import _, later, speaking
from bot.voices import question_texts
from bot.voices.question_cards import QuestionCards
from bot.voices.question_store import DateKey
from bot.voices.questions import LONGEST_ANSWER, Best, BoxState, QuestionState

ANSWERABLE = frozenset({QuestionState.APPROVED, QuestionState.ANSWERED})


@dataclass(frozen=True, slots=True)
class Replying(Service):
    """Posts answers, and tells which one was liked best."""

    cards: QuestionCards
    tell: Tell

    @staticmethod
    def commands() -> tuple[Command, ...]:
        """Return the button of whoever writes answers down."""
        return COMMANDS

    async def best_liked(self, dates: Sequence[DateKey]) -> Mapping[DateKey, Best]:
        """Return the best-liked answer of dates that have one: what a guest is thanked with."""
        return await self.cards.store.best(dates)

    async def answer(self, call: Call) -> Reply:
        """Post what the guest said, or put other words in its place."""
        store = self.cards.store
        question = await store.question(call.community, call.text("question"))
        box = (await store.boxes([question.box])).get(question.box) if question is not None else None
        if question is None or box is None or question.state not in ANSWERABLE or question.into is not None:
            raise Conflict(_("That question is not in the box any more. Nothing was changed. See: question list"))
        if not await self.cards.may_answer(call, box):
            raise NotAllowed(_("Only the guest, the host of that date or a steward can do that. Nothing was changed."))
        if box.state is BoxState.PLANNED:
            raise Conflict(_("That box is not open yet. Nothing was changed. What is open: question list"))
        words = call.text("answer").strip()
        if not any(c.isalnum() for c in words):
            raise Invalid(_("An answer needs words. Nothing was changed."), field="answer")
        told = replace(question, state=QuestionState.ANSWERED, answer=words, answered_by=call.account)
        if not question.posts:
            with speaking((await self.cards.languages([box]))[box.community]):
                card = question_texts.answer(box, told, 0)
            [posts] = await self.cards.under({box.id: box}, [(box, card)])
            told = replace(told, posts=posts)
        await store.put([told])
        if question.posts:
            await self.cards.show_answers([question.id], call.community)
        await self.cards.show([box])
        await self.cards.show_notices(box)
        self.tell(Noted.by(call, "question.answer", about=box.ritual or ""))
        text = _("It stands under {guest}'s name in the rooms. To change it, answer once more: question list")
        return Reply(Card(_("Answered"), (Para((text.format(guest=question_texts.guest_of(box)),)),)))


COMMANDS = (
    Command(
        ("question", "answer"),
        later("Write down what the guest answered"),
        Replying.answer,
        (
            Arg("question", "", longest=16),
            Arg(
                "answer",
                later("It is posted under the guest's name"),
                Kind.LONG,
                label=later("What they said"),
                longest=LONGEST_ANSWER,
            ),
        ),
        Access.HOST,
        hidden=True,
    ),
)
