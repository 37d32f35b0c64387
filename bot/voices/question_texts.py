"""The words about question boxes, as the rooms and whoever asks read them."""

from collections.abc import Mapping, Sequence
from typing import Final

from bot.cards import Block, Bold, Button, Buttons, Card, Look, Moment, Note, Para, Span, para
from bot.errors import shortened
from bot.i18n import _, counted
from bot.voices.questions import MOST_CARRIED, Box, BoxState, Question, QuestionState, answered, live

ON_CARD: Final = 8
"""Questions of 300 characters that fit a card on Discord (4,000 characters) with room to spare."""


def guest_of(box: Box) -> str:
    """Return how a guest is called; one who was removed has no name any more."""
    return shortened(box.guest) or _("our guest")


def title(box: Box) -> str:
    """Return what a box is called."""
    return _("Questions for {guest}").format(guest=guest_of(box))


def when(box: Box, ritual: str) -> Para:
    """Return when the guest comes, to which ritual (empty for none) and what about."""
    about = " · " + shortened(box.topic) if box.topic else ""
    at: tuple[Span, ...] = (Moment(box.starts), about)
    return para("{ritual} · {when}", ritual=Bold(ritual), when=at) if ritual else Para(at)


def line(question: Question, votes: int, origin: Box | None) -> Para:
    """Return a question in one line: its votes, its words, who asked unless without a name, whence it was carried."""
    who = f" — {shortened(question.name)}" if question.name else ""
    said = _(" (carried over from {guest})").format(guest=guest_of(origin)) if origin is not None else ""
    return Para((Bold(counted("{count} vote", "{count} votes", votes)), " · ", question.text, who, said))


def card(
    box: Box,
    ritual: str,
    questions: Sequence[Question],
    votes: Mapping[str, int],
    likes: Mapping[str, int],
    origins: Mapping[str, Box],
) -> Card:
    """Return what stands in the rooms: the questions in their live order. `origins`: the boxes they were asked in."""
    blocks: list[Block] = [when(box, ritual)]
    order = live(questions, votes)
    blocks += [line(q, votes.get(q.id, 0), came_from(q, box, origins)) for q in order[:ON_CARD]]
    if len(order) > ON_CARD:
        blocks.append(Note((counted("and {count} more", "and {count} more", len(order) - ON_CARD),)))
    done = answered(questions, likes)
    if done:
        text = counted("{count} question is answered.", "{count} questions are answered.", len(done))
        blocks.append(Para((text,)))
    if box.state is BoxState.OPEN:
        if not order and not done:
            blocks.append(Para((_("What would you ask over a cup of coffee? The first question is the hardest."),)))
        blocks.append(Buttons((_ask(box), *((_vote(box),) if order else ()))))
        blocks.append(Note((_("Ask with your name or without it. What most people want to know comes first."),)))
    elif order or done:
        blocks.append(Buttons((Button(_("See them all"), "question.page", f"{box.id} 1"),)))
        blocks.append(Note((_("It is over, so nothing new is asked here."),)))
    else:
        none = _("It is over. Nobody had a question this time.")
        blocks.append(Note((_("It is over, so nothing new is asked here.") if questions else none,)))
    return Card(title(box), tuple(blocks))


def came_from(question: Question, box: Box, origins: Mapping[str, Box]) -> Box | None:
    """Return the box a question was carried over from, None for one that was asked in this box."""
    return origins.get(question.asked_in) if question.asked_in != box.id else None


def _ask(box: Box) -> Button:
    return Button(_("Ask"), "question.put", box.id, Look.FIRST)


def _vote(box: Box) -> Button:
    return Button(_("Vote"), "question.page", f"{box.id} 1")


def gone(box: Box, kept: int) -> Card:
    """Return what the card says when the date does not take place, or the guest does not come."""
    text = _("You do not meet {guest} on {date} after all.")
    blocks: list[Block] = [para(text, guest=Bold(guest_of(box)), date=Moment(box.starts))]
    if kept:
        said = counted(
            "{count} question is kept for the next time.", "{count} questions are kept for the next time.", kept
        )
        blocks.append(Note((said,)))
    return Card(title(box), tuple(blocks))


# To whoever asks


def asked(box: Box, question: Question) -> Card:
    """Return the thanks for a question."""
    quiet = _(
        "A steward reads it first, which can take a while. Where it stands, and how to take it back: question list"
    )
    if question.name or question.account:
        said = _("I pass it on under your name.")
    else:
        said = _(
            "I keep no name with it: no member and no steward can see that it was you. In a small group your words "
            "may still give you away."
        )
    return Card(
        _("Asked: {guest}").format(guest=guest_of(box)),
        (Para((question.text,)), Para((said,)), Note((quiet,))),
    )


def not_kept(sentence: str, words: str) -> Card:
    """Return why a question was not taken, with its words: nothing of it is kept."""
    return Card(_("That did not work"), (Para((sentence,)), para(_("Your words: {words}"), words=words)))


def no_box() -> str:
    """Return that there is nobody to ask."""
    return _("No question box is open now. It opens five days before a guest comes. Who comes: guest slot")


# The list


def standing(question: Question, into: str, *, closed: bool) -> str:
    """Return where somebody's own question stands; `into`: the words of the one it was put together with.

    `closed`: its box is, so that it waits for another one.
    """
    if closed and question.state in {QuestionState.NEW, QuestionState.WAITING, QuestionState.APPROVED}:
        return _("let go after several guests") if question.carried >= MOST_CARRIED else _("kept for the next guest")
    if question.into is not None and into:
        return _("together with “{question}”").format(question=shortened(into))
    match question.state:
        case QuestionState.NEW | QuestionState.WAITING:
            return _("waits for a steward")
        case QuestionState.APPROVED:
            return _("in the box")
        case QuestionState.DECLINED:
            return _("not taken: {reason}").format(reason=question.reason) if question.reason else _("not taken")
        case QuestionState.ANSWERED:
            return _("answered")


def mine(questions: Sequence[Question], boxes: Mapping[str, Box], words: Mapping[str, str], more: int) -> Card:
    """Return somebody's own questions with where each stands; `words` of others by id, `more` are not shown."""
    if not questions:
        return Card(_("Your questions"), (Para((_("You have asked nothing that still waits or was answered."),)),))
    blocks: list[Block] = []
    back: list[Button] = []
    for number, question in enumerate(questions, 1):
        state = standing(
            question, words.get(question.into or "", ""), closed=boxes[question.box].state is BoxState.CLOSED
        )
        guest = guest_of(boxes[question.box])
        sentence = _("{number}. {text} · {guest}: {state}")
        blocks.append(para(sentence, number=str(number), text=question.text, guest=guest, state=Bold(state)))
        if question.state is not QuestionState.ANSWERED:
            back.append(Button(_("Take back {number}").format(number=number), "question.withdraw", question.id))
    if more:
        blocks.append(Note((counted("and {count} more", "and {count} more", more),)))
    if back:
        blocks.append(Buttons(tuple(back)))
    blocks.append(Note((_("Only you see this. Those without your name are found by trying whether they are yours."),)))
    return Card(_("Your questions"), tuple(blocks))


# Answers


def answer(box: Box, question: Question, likes: int) -> Card:
    """Return an answer as it stands in the thread of the date, under the guest's name."""
    asker = f" — {shortened(question.name)}" if question.name else ""
    words = question.text or _("A question that was taken back.")
    blocks: list[Block] = [Para((words, asker)), *(Para((part,)) for part in question.answer.splitlines() if part)]
    blocks.append(Buttons((Button(_("That helped"), "question.like", question.id),)))
    if likes:
        blocks.append(
            Note((counted("It helped {count} member.", "It helped {count} members.", likes),)),
        )
    return Card(_("{guest} answers").format(guest=guest_of(box)), tuple(blocks))


def recap(box: Box, questions: Sequence[Question], likes: Mapping[str, int], kept: int) -> Card | None:
    """Return the recap of a box; None where there is nothing to tell."""
    done = answered(questions, likes)
    if not done and not kept:
        return None
    blocks: list[Block] = []
    if done:
        text = counted("{count} question was answered.", "{count} questions were answered.", len(done))
    else:
        text = _("None of the questions was answered this time. That happens.")
    blocks.append(Para((text,)))
    if done and likes.get(done[0].id, 0):
        first = done[0]
        helped = counted("it helped {count} member", "it helped {count} members", likes[first.id])
        said = _("Best liked ({helped}): “{question}” {answer}")
        reply = " ".join(first.answer.split())
        reply = reply if len(reply) <= 300 else reply[:299] + "…"
        blocks.append(para(said, helped=helped, question=first.text, answer=Bold(reply)))
    if kept:
        said = counted(
            "{count} question is carried over to the next time.",
            "{count} questions are carried over to the next time.",
            kept,
        )
        blocks.append(Note((said,)))
    return Card(_("What we asked {guest}").format(guest=guest_of(box)), tuple(blocks))
