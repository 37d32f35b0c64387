"""`question list`: the open boxes, a page at a time; votes, once a member, and thanks for answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.cards import Button, Buttons, Card, Para, Reply
from bot.commands import Arg, Call, Command, Kind
from bot.community.duties import Service
from bot.community.store import MemberStore
from bot.errors import Conflict
from bot.i18n import _, later
from bot.keys import AccountId
from bot.voices import box_texts, question_texts
from bot.voices.box_texts import Page
from bot.voices.masks import Masks
from bot.voices.question_cards import QuestionCards
from bot.voices.questions import Box, BoxState, Mark, Question, QuestionState, answered, live, waiting

PAGE = 5
"""Questions a page: a row of buttons has five (Discord's action row)."""


def paged(questions: Sequence[Question], page: int) -> tuple[Sequence[Question], int, int]:
    """Return a page, its number within what there is, and how many there are."""
    pages = max(1, -(-len(questions) // PAGE))
    page = min(max(page, 1), pages)
    return questions[(page - 1) * PAGE : page * PAGE], page, pages


@dataclass(frozen=True, slots=True)
class Voting(Service):
    """Shows boxes and counts votes."""

    now: datetime
    cards: QuestionCards
    masks: Masks
    people: MemberStore

    @staticmethod
    def commands() -> tuple[Command, ...]:
        """Return `question list` and its buttons."""
        return COMMANDS

    async def list(self, call: Call) -> Reply:
        """Show the box of whoever comes next, with buttons to vote and to the other boxes."""
        boxes = (await self.cards.store.boxes_in([call.community]))[call.community]
        shown = [b for b in boxes if b.state is BoxState.OPEN] + [b for b in boxes if b.state is BoxState.OVER]
        if not shown:
            blocks = (Para((question_texts.no_box(),)), Buttons((Button(_("Yours"), "question.mine"),)))
            return Reply(Card(_("Questions"), blocks))
        return Reply(await self._page(call, shown[0], 1, shown[1:]))

    async def page(self, call: Call) -> Reply:
        """Show a page of a box."""
        box = await self._box(call, call.text("box"))
        return Reply(await self._page(call, box, int(call.text("page", "1"))))

    async def _box(self, call: Call, ident: str) -> Box:
        box = (await self.cards.store.boxes([ident])).get(ident)
        if box is None or box.community != call.community or box.state is BoxState.PLANNED:
            raise Conflict(_("That box is closed. Nothing was changed. What is open: question list"))
        return box

    async def _page(self, call: Call, box: Box, page: int, others: Sequence[Box] = (), said: str = "") -> Card:
        store = self.cards.store
        questions = (await store.questions([box.id]))[box.id]
        votes, likes = await store.marks([box.id], Mark.VOTE), await store.marks([box.id], Mark.LIKE)
        current = live(questions, votes)
        shown, page, pages = paged([*current, *answered(questions, likes)], page)
        occasion = (await self.cards.about([box]))[box.id]
        what = Page(
            box=box,
            ritual=occasion.name if occasion is not None else "",
            shown=shown,
            page=page,
            pages=pages,
            votes=votes,
            likes=likes,
            mine=await store.marked(box.id, await self._accounts(call), Mark.VOTE),
            origins=await store.boxes(dict.fromkeys(q.asked_in for q in shown)),
            answers=await self.cards.may_answer(call, box),
            wait=len(waiting(questions)) if call.steward else 0,
            tidies=call.steward and bool(current) and box.state is not BoxState.CLOSED,
            others=others,
        )
        return box_texts.page(what, said)

    async def vote(self, call: Call) -> Reply:
        """Vote for a question, or take the vote back."""
        question = await self.cards.store.question(call.community, call.text("question"))
        if question is not None and question.into is not None:
            question = await self.cards.store.question(call.community, question.into)
        if question is None or question.state is not QuestionState.APPROVED:
            raise Conflict(_("That question is not in the box any more. Nothing was changed. See: question list"))
        box = await self._box(call, question.box)
        if box.state is not BoxState.OPEN:
            raise Conflict(_("That box is closed. Nothing was changed. What is open: question list"))
        accounts = await self._accounts(call)
        if any(question.id in {q.id, q.into} for q in await self.masks.own(call.community, accounts)):
            raise Conflict(_("It is your own: you want to know that anyway. Nothing was changed."))
        given = await self.cards.store.give(question, call.account, accounts, Mark.VOTE)
        await self.cards.show([box])
        said = _("Your vote counts.") if given else _("Your vote is taken back.")
        return Reply(await self._page(call, box, int(call.text("page", "1")), said=said))

    async def like(self, call: Call) -> Reply:
        """Thank for an answer, or take that back."""
        question = await self.cards.store.question(call.community, call.text("question"))
        if question is None or question.state is not QuestionState.ANSWERED:
            raise Conflict(_("That answer is gone. Nothing was changed."))
        given = await self.cards.store.give(question, call.account, await self._accounts(call), Mark.LIKE)
        await self.cards.show_answers([question.id], call.community)
        said = _("Noted: it helped you. Press again to take that back.") if given else _("Taken back.")
        return Reply(Card(_("Thank you"), (Para((said,)),)))

    async def _accounts(self, call: Call) -> tuple[AccountId, ...]:
        found = (await self.people.accounts_of([call.member]))[call.member]
        return tuple(dict.fromkeys([call.account, *(a.id for a in found)]))


PAGE_ARG = Arg("page", "", Kind.WHOLE, longest=4)
COMMANDS = (
    Command(
        ("question", "list"),
        later("See what guests are asked, vote, and find your own questions"),
        Voting.list,
        examples=("question list",),
        reads=True,
    ),
    Command(("question", "page"), "", Voting.page, (Arg("box", "", longest=16), PAGE_ARG), hidden=True, reads=True),
    Command(("question", "vote"), "", Voting.vote, (Arg("question", "", longest=16), PAGE_ARG), hidden=True),
    Command(("question", "like"), "", Voting.like, (Arg("question", "", longest=16),), hidden=True),
)
