"""The cards of `circle share`. The words of a summary are bound to its circle until everybody quoted agrees."""

from collections.abc import Sequence
from dataclasses import replace

from bot.cards import (
    Block,
    Button,
    Buttons,
    Card,
    Fields,
    Look,
    Mention,
    Moment,
    MomentStyle,
    Para,
    PrivateText,
    RoomLink,
    Span,
    fill,
    joined,
    note,
    para,
)
from bot.circles.consent import Change, Words
from bot.circles.model import CircleSeen, Kind
from bot.circles.shares import Share, ShareState
from bot.circles.texts import people, strong
from bot.i18n import _
from bot.keys import MemberId, RoomId


def where(rooms: Sequence[RoomId]) -> tuple[Span, ...]:
    """Return rooms with commas between."""
    each: list[tuple[Span, ...]] = [(RoomLink(r),) for r in rooms]
    return joined(each, ", ")


def _spoken(words: Words, share: Share, reader: MemberId) -> list[Block]:
    """Return the words as they would stand there, for one reader's eyes."""
    lines = [Para((_("Title: "), PrivateText(words.title, share.circle, reader)))]
    return [*lines, *(Para((PrivateText(p, share.circle, reader),)) for p in words.paragraphs)]


def draft(share: Share, words: Words, reader: MemberId, rooms: Sequence[RoomId]) -> Card:
    """Return the draft, shown back to whoever wrote it."""
    rows: list[tuple[str, tuple[Span, ...]]] = [(_("Would stand in"), where(rooms))]
    if share.voices:
        rows.append((_("Quoted"), people([v.member for v in share.voices])))
        text = _("Nothing is posted before everybody quoted has said yes to these words. They have 14 days.")
        first = Button(_("Ask them"), "circle.share-ask", share.id, Look.FIRST)
    else:
        text = _("Nobody is quoted, so it is yours to post. Nothing is posted until you do.")
        first = Button(_("Post it"), "circle.share-ask", share.id, Look.FIRST)
    buttons = Buttons((first, Button(_("Drop it"), "circle.share-drop", share.id)))
    blocks = [*_spoken(words, share, reader), Fields(tuple(rows)), Para((text,)), *_honest(share), buttons]
    return Card(_("Your summary"), tuple(blocks))


def _honest(share: Share) -> list[Block]:
    """Return what a drafter may expect to hear of a no."""
    if not share.voices:
        return []
    if len(share.voices) == 1:
        return [note(_("You ask one person: a no and no answer look the same. I tell you when the 14 days are over."))]
    return [note(_("Whoever does not want it says so to me: you hear that it is not agreed, and not by whom."))]


def asked(circle: CircleSeen) -> Card:
    """Return the yes to whoever asked those quoted."""
    text = para(
        _("I have asked everybody quoted. In {circle} it is seen that a summary is under way, and not which."),
        circle=strong(circle.name),
    )
    return Card(_("Asked"), (text, note(_("To see it, or to drop it: circle shared"))))


def question(circle: CircleSeen, share: Share, author: MemberId, rooms: Sequence[RoomId], *, again: bool) -> Card:
    """Return the question to somebody quoted; the circle is seen with their eyes, and the words are not in it."""
    if again:
        text = _("The words about you in a summary of {circle} have changed. {name} would share it in {rooms}.")
    else:
        text = _("{name} would share a summary of {circle} in {rooms}, and you are quoted in it.")
    said = Para(fill(text, name=Mention(author), circle=strong(circle.name), rooms=where(rooms)))
    day = Moment(share.ends_at, MomentStyle.DAY)
    return Card(
        _("May this be shared?"),
        (
            said,
            Para((_("It is posted only if everybody quoted says yes. No answer is a no."),)),
            Buttons((Button(_("Read it"), "circle.share-read", share.id, Look.FIRST),)),
            note(_("You have until {day}."), day=day),
        ),
    )


def reading(share: Share, words: Words, reader: MemberId, rooms: Sequence[RoomId]) -> Card:
    """Return the words to somebody quoted, with what they can say to them."""
    value = f"{share.id} mark:{words.mark}"
    buttons = (
        Button(_("Yes"), "circle.share-yes", value, Look.FIRST),
        Button(_("Other words"), "circle.share-words", value),
        Button(_("Without my name"), "circle.share-unnamed", value),
        Button(_("No"), "circle.share-no", share.id),
    )
    quiet = note(_("A no is told to nobody by your name. Whom you propose other words to sees that they are yours."))
    if len(share.voices) == 1:
        quiet = note(_("You are the only one asked. So that a no looks like no answer, I say nothing before the end."))
    rows = ((_("Would stand in"), where(rooms)),)
    return Card(_("May this be shared?"), (*_spoken(words, share, reader), Fields(rows), Buttons(buttons), quiet))


def unnamed(share: Share, bare: Words, mark: str, reader: MemberId) -> Card:
    """Return how it reads without somebody's name, before they agree to that."""
    yes = Button(_("Yes, like this"), "circle.share-unnamed", f"{share.id} mark:{mark} sure:yes", Look.FIRST)
    back = Button(_("Back"), "circle.share-read", share.id)
    text = para(_("Your name is gone; the words stay. Whoever was there may still know them as yours."))
    return Card(_("Without your name"), (*_spoken(bare, share, reader), text, Buttons((yes, back))))


def proposed(share: Share, proposer: MemberId) -> Card:
    """Return the word to the drafter that somebody proposes other words; which ones is read in the reply."""
    text = para(_("{name} would say yes to other words in your summary."), name=Mention(proposer))
    see = Button(_("See them"), "circle.share-proposed", f"{share.id} {proposer}", Look.FIRST)
    return Card(_("Other words"), (text, Buttons((see,))))


def change(share: Share, proposer: MemberId, what: Change, reader: MemberId) -> Card:
    """Return a proposal, for the drafter to take or not."""
    old, new = (PrivateText(t, share.circle, reader) for t in (what.old, what.new))
    value = f"{share.id} {proposer}"
    buttons = (
        Button(_("Take them"), "circle.share-take", value, Look.FIRST),
        Button(_("Keep mine"), "circle.share-keep", value),
    )
    lines = [para(_("{name} proposes:"), name=Mention(proposer)), para(_("Instead of: {words}"), words=old)]
    last = para(_("this: {words}"), words=new) if what.new else para(_("nothing: these words would go"))
    quiet = note(_("Whoever said yes to a paragraph that changes is asked again."))
    return Card(_("Other words"), (*lines, last, Buttons(buttons), quiet))


def kept(circle: CircleSeen, share: Share, author: MemberId) -> Card:
    """Return the word to whoever proposed other words that the drafter keeps theirs."""
    text = para(
        _("{name} would keep the words as they are in the summary of {circle}. It is yours to say yes or no to them."),
        name=Mention(author),
        circle=strong(circle.name),
    )
    read = Button(_("Read it"), "circle.share-read", share.id, Look.FIRST)
    return Card(_("May this be shared?"), (text, Buttons((read,))))


def reminder(share: Share) -> tuple[Card, Para]:
    """Return the one reminder and a line of it; neither names the circle or the words."""
    day = Moment(share.ends_at, MomentStyle.DAY)
    line = para(_("A summary that quotes you waits for your yes or no until {day}."), day=day)
    read = Button(_("Read it"), "circle.share-read", share.id, Look.FIRST)
    last = _("You get this because you are quoted in it. It is the last time I ask; no answer is a no.")
    return Card(_("May this be shared?"), (line, Buttons((read,)), note(last))), line


def under_way(circle: CircleSeen, author: MemberId, rooms: Sequence[RoomId]) -> Card:
    """Return the word to a steward of the circle; the words stay between its drafter and those quoted."""
    text = _("{name} would share a summary of {circle} in {rooms}. I ask everybody quoted; you need do nothing.")
    said = Para(fill(text, name=Mention(author), circle=strong(circle.name), rooms=where(rooms)))
    return Card(_("A summary is under way"), (said,))


def posted(words: Sequence[PrivateText], circle: CircleSeen) -> Card:
    """Return what everybody reads. A private circle is not named."""
    source: Span = _("a circle") if circle.kind is Kind.PRIVATE else strong(circle.name)
    quiet = note(
        _("From {circle}, shared with the yes of everybody quoted. Quoted, and changed your mind? Type: circle shared"),
        circle=source,
    )
    title, *paragraphs = words
    return Card(title, (*(Para((p,)) for p in paragraphs), quiet))


def is_posted(circle: CircleSeen, rooms: Sequence[RoomId]) -> Card:
    """Return the word that it stands there."""
    text = Para(fill(_("The summary of {circle} stands in {rooms}."), circle=strong(circle.name), rooms=where(rooms)))
    return Card(_("It is shared"), (text, note(_("Changed your mind? You can take it back: circle shared"))))


def not_agreed(circle: CircleSeen) -> Card:
    """Return the word to the drafter that it is not agreed; never by whom."""
    text = para(
        _("Your summary of {circle} was not agreed to. It rests, and its words are gone; nothing was posted."),
        circle=strong(circle.name),
    )
    return Card(_("Not agreed"), (text,))


def ended() -> Card:
    """Return what stands in the place of a question once its circle is closed; it names no circle."""
    text = _("The circle it comes from is closed, and so nobody need decide. Nothing was posted, its words are gone.")
    return Card(_("A summary ends with its circle"), (para(text),))


def beside(card: Card, shares: Sequence[Share]) -> Card:
    """Return a circle's card with the summaries under way in it, for those inside: until when, and no words."""
    text = _("A summary is under way: those quoted in it have until {day} to say yes.")
    lines = [para(text, day=Moment(s.ends_at, MomentStyle.DAY)) for s in shares]
    buttons = [b for b in card.blocks if isinstance(b, Buttons)]
    rest = [b for b in card.blocks if not isinstance(b, Buttons)]
    return replace(card, blocks=(*rest, *lines, *buttons)) if lines else card


def withdrawn() -> Card:
    """Return what stands in its place."""
    return Card(_("Withdrawn by request"), (para(_("What stood here was taken back by somebody it concerned.")),))


def lines(shares: Sequence[tuple[Share, CircleSeen | None]], reader: MemberId) -> Card:
    """Return the summaries that concern somebody, with what they can do about each."""
    if not shares:
        return Card(_("Shared summaries"), (para(_("There is none that concerns you. To write one: circle share")),))
    blocks: list[Block] = []
    for share, circle in shares:
        blocks += _line(share, circle, reader)
    return Card(_("Shared summaries"), tuple(blocks))


def _line(share: Share, circle: CircleSeen | None, reader: MemberId) -> list[Block]:
    source: Span = strong(circle.name) if circle is not None else _("a circle")
    day = Moment(share.ends_at, MomentStyle.DAY)
    if share.state is ShareState.POSTED:
        take = Button(_("Take it back"), "circle.share-withdraw", share.id, Look.DANGER)
        return [para(_("From {circle} · posted {day}"), circle=source, day=day), Buttons((take,))]
    if share.state is ShareState.DRAFTED:
        text = para(_("From {circle} · a draft that nobody has seen"), circle=source)
    else:
        text = para(_("From {circle} · those quoted have until {day}"), circle=source, day=day)
    if reader == share.author:
        return [text, Buttons((Button(_("Drop it"), "circle.share-drop", share.id),))]
    if share.voice(reader) is not None:
        return [text, Buttons((Button(_("Read it"), "circle.share-read", share.id, Look.FIRST),))]
    return [text]


def sure(share: Share) -> Card:
    """Return the question before a posted summary is taken back."""
    text = para(_("Its words would go from every room, and “withdrawn by request” stands there instead. It is final."))
    yes = Button(_("Take it back"), "circle.share-withdraw", f"{share.id} sure:yes", Look.DANGER)
    return Card(_("Take it back?"), (text, Buttons((yes, Button(_("Leave it"), "circle.shared")))))


def unasked(name: str) -> str:
    """Return the sentence about somebody who is named and not asked."""
    return _("It names {name}, who is not asked. Nothing was changed. Add them, or leave their name out.").format(
        name=name
    )


def said(title: str, text: str) -> Card:
    """Return a short answer."""
    return Card(title, (para(text),))
