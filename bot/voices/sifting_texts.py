"""The words about question boxes for stewards: what waits, what says the same, what is declined."""

from collections.abc import Mapping, Sequence

from bot.cards import Block, Bold, Button, Buttons, Card, Look, Note, Para, para
from bot.errors import shortened
from bot.i18n import _, counted
from bot.voices import question_texts
from bot.voices.questions import Box, BoxState, Question, live, waiting


def notice(box: Box, ritual: str, number: int) -> Card:
    """Return what stewards hear: how many questions wait in a box, never whose."""
    if not number:
        return Card(question_texts.title(box), (Para((_("Nothing waits for you now."),)),))
    text = counted(
        "{count} question waits for a steward to read it.", "{count} questions wait for a steward to read them.", number
    )
    show = Buttons((Button(_("Show"), "question.sift", box.id, Look.FIRST),))
    why = Note((_("You get this because you are a steward. Members see a question once one of you approves it."),))
    return Card(question_texts.title(box), (question_texts.when(box, ritual), Para((text,)), show, why))


def standing(box: Box, ritual: str, questions: Sequence[Question]) -> Card:
    """Return what the stewards' notice of a box says now: what has no answer once it is over, else what waits."""
    left = len(live(questions, {}))
    if box.state is BoxState.OVER and left:
        return unanswered(box, ritual, left)
    return notice(box, ritual, len(waiting(questions)))


def unanswered(box: Box, ritual: str, number: int) -> Card:
    """Return what stewards hear when the date is over: what has no answer yet, while it is fresh."""
    text = counted(
        "{count} question has no answer here yet. A few words of what was said are enough.",
        "{count} questions have no answer here yet. A few words of what was said are enough.",
        number,
    )
    see = Buttons((Button(_("See them"), "question.page", f"{box.id} 1", Look.FIRST),))
    why = Note((_("You get this once, because you are a steward. Tomorrow what is left is kept for the next time."),))
    return Card(question_texts.title(box), (question_texts.when(box, ritual), Para((text,)), see, why))


def next_one(box: Box, question: Question | None, left: int, approved: int) -> Card:
    """Return the question to decide on, and how many wait behind it; or that none waits."""
    if question is None:
        blocks: list[Block] = [Para((_("Nothing waits for you now."),))]
        if approved:
            text = counted("{count} question is in the box.", "{count} questions are in the box.", approved)
            tidy = Button(_("Tidy up"), "question.tidy", f"{box.id} 1")
            blocks += [Para((text,)), Buttons((tidy,))]
        return Card(question_texts.title(box), tuple(blocks))
    asker = _("{name} asks:").format(name=shortened(question.name)) if question.name else _("Without a name:")
    buttons = [Button(_("Approve"), "question.approve", question.id, Look.FIRST)]
    if approved:
        buttons.append(Button(_("Says the same as …"), "question.same", f"{question.id} 1"))
    buttons.append(Button(_("Not this one"), "question.decline", question.id))
    blocks = [Para((asker,)), Para((Bold(question.text),)), Buttons(tuple(buttons))]
    if left:
        blocks.append(Note((counted("{count} more waits.", "{count} more wait.", left),)))
    return Card(question_texts.title(box), tuple(blocks))


def same(question: Question, others: Sequence[Question], votes: Mapping[str, int], *, page: int, pages: int) -> Card:
    """Return the questions of which one may say the same, a page at a time."""
    blocks: list[Block] = [para(_("Which one says the same as “{text}”?"), text=question.text)]
    blocks += lines(others, votes)
    pick = [Button(str(n), "question.merge", f"{question.id} {q.id}") for n, q in enumerate(others, 1)]
    blocks.append(Buttons(tuple(pick)))
    blocks += turning("question.same", question.id, page, pages)
    blocks.append(Note((_("They stand as that one question, and a vote for either counts once."),)))
    return Card(_("Put them together"), tuple(blocks))


def tidy(box: Box, others: Sequence[Question], votes: Mapping[str, int], *, page: int, pages: int) -> Card:
    """Return what is in a box, for a steward to put together or take out."""
    blocks: list[Block] = lines(others, votes)
    together = [
        Button(_("{number} is the same as …").format(number=n), "question.same", f"{q.id} 1")
        for n, q in enumerate(others, 1)
    ]
    out = [Button(_("Take {number} out").format(number=n), "question.decline", q.id) for n, q in enumerate(others, 1)]
    blocks += [Buttons(tuple(together)), Buttons(tuple(out)), *turning("question.tidy", box.id, page, pages)]
    return Card(question_texts.title(box), tuple(blocks))


def lines(questions: Sequence[Question], votes: Mapping[str, int]) -> list[Block]:
    """Return numbered questions with their votes."""
    return [
        para(
            "{number}. {text} · {votes}",
            number=str(n),
            text=q.text,
            votes=Bold(counted("{count} vote", "{count} votes", votes.get(q.id, 0))),
        )
        for n, q in enumerate(questions, 1)
    ]


def turns(action: str, about: str, page: int, pages: int) -> list[Button]:
    """Return the buttons that turn pages; none where there is one."""
    buttons = []
    if page > 1:
        buttons.append(Button(_("Earlier"), action, f"{about} {page - 1}"))
    if page < pages:
        buttons.append(Button(_("More"), action, f"{about} {page + 1}"))
    return buttons


def turning(action: str, about: str, page: int, pages: int) -> list[Block]:
    """Return them as a row; none where there is one page."""
    buttons = turns(action, about, page, pages)
    return [Buttons(tuple(buttons))] if buttons else []


def done(title: str, words: str, then: Card) -> Card:
    """Return what was done with a question, and what comes next."""
    return Card(title, (para("“{text}”", text=words), para("{title}", title=Bold(str(then.title))), *then.blocks))
