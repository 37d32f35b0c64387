"""The pages of a question box, as `question list` shows them to one member."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from bot.cards import Block, Button, Buttons, Card, Note, Para, note, para
from bot.i18n import _, counted
from bot.voices import question_texts, sifting_texts
from bot.voices.questions import Box, BoxState, Question, QuestionState

OTHERS = 4


@dataclass(frozen=True, slots=True)
class Page:
    """What a page of a box holds: questions with their votes and likes, those the reader voted for, other boxes.

    `answers`: the reader may write answers down. `wait` is how many questions wait for a steward, 0 for members;
    `tidies`: the reader may tidy up.
    """

    box: Box
    ritual: str
    shown: Sequence[Question]
    page: int
    pages: int
    votes: Mapping[str, int]
    likes: Mapping[str, int]
    mine: AbstractSet[str]
    origins: Mapping[str, Box]
    answers: bool = False
    wait: int = 0
    tidies: bool = False
    others: Sequence[Box] = ()


def page(what: Page, said: str = "") -> Card:
    """Return a page; `said` is what was just done."""
    blocks: list[Block] = [Para((said,))] if said else []
    blocks.append(question_texts.when(what.box, what.ritual))
    if not what.shown:
        blocks.append(Para((_("Nothing is in it yet that a steward has approved."),)))
    blocks += [_line(what, question, number) for number, question in enumerate(what.shown, 1)]
    blocks += _buttons(what)
    if what.pages > 1:
        blocks.append(note(_("Page {page} of {pages}."), page=str(what.page), pages=str(what.pages)))
    if what.wait:
        text = counted("{count} question waits for a steward.", "{count} questions wait for a steward.", what.wait)
        blocks += [Note((text,)), Buttons((Button(_("Show"), "question.sift", what.box.id),))]
    elif what.tidies:
        blocks.append(Buttons((Button(_("Tidy up"), "question.tidy", f"{what.box.id} 1"),)))
    if what.others:
        row = [Button(question_texts.guest_of(b), "question.page", f"{b.id} 1") for b in what.others[:OTHERS]]
        blocks += [Para((_("Other boxes:"),)), Buttons(tuple(row))]
    return Card(question_texts.title(what.box), tuple(blocks))


def _line(what: Page, question: Question, number: int) -> Para:
    start = f"{number}. "
    if question.state is QuestionState.ANSWERED:
        helped = counted("helped {count} member", "helped {count} members", what.likes.get(question.id, 0))
        words = question.text or _("A question that was taken back.")
        return para(_("{number}{text} · answered, {helped}"), number=start, text=words, helped=helped)
    origin = question_texts.came_from(question, what.box, what.origins)
    said = question_texts.line(question, what.votes.get(question.id, 0), origin)
    return Para((start, *said.spans, _(" · with your vote") if question.id in what.mine else ""))


def _buttons(what: Page) -> list[Block]:
    """Return a row of votes, one of answers, and what else there is to do."""
    numbered = list(enumerate(what.shown, 1))
    is_open = what.box.state is BoxState.OPEN
    vote = [_vote(what, q, n) for n, q in numbered if is_open and q.state is QuestionState.APPROVED]
    answer = [
        Button(_("Answer {number}").format(number=n), "question.answer", q.id) for n, q in numbered if what.answers
    ]
    end = sifting_texts.turns("question.page", what.box.id, what.page, what.pages)
    if is_open:
        end.append(Button(_("Ask"), "question.put", what.box.id))
    end.append(Button(_("Yours"), "question.mine"))
    return [Buttons(tuple(row)) for row in (vote, answer, end) if row]


def _vote(what: Page, question: Question, number: int) -> Button:
    label = _("Take back {number}") if question.id in what.mine else _("Vote {number}")
    return Button(label.format(number=number), "question.vote", f"{question.id} {what.page}")
