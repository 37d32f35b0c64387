"""The cards of questions: those that wait for a steward, and what becomes of them."""

from collections.abc import Sequence

from bot.cards import Block, Bold, Button, Buttons, Card, Field, Form, Input, Look, Mention, Note, Para, note, para
from bot.errors import shortened
from bot.i18n import _, counted, later
from bot.voices.candidates import State, Suggestion
from bot.voices.decks import PURPOSES
from bot.voices.model import Prompt
from bot.voices.pool import Pool
from bot.voices.wording import LONGEST_DECK, LONGEST_PROMPT


def origin(source: str, dated: str, link: str = "") -> tuple[Block, ...]:
    """Return where a question comes from, if that is known, as a quiet line."""
    named = ", ".join(x for x in (source, dated) if x)
    line = " · ".join(x for x in (named, link) if x)
    return (Note((line,)),) if line else ()


def drawn(prompt: Prompt, *, steward: bool) -> Card:
    """Return the question that somebody drew for themselves."""
    from_ = origin(prompt.source, prompt.dated, prompt.link)
    never: tuple[Block, ...] = (Buttons((_never(prompt),)),) if steward else ()
    said = note(_("Only you see it. Ask it where you like."))
    return Card(_("A question"), (Para((Bold(prompt.text),)), *from_, *never, said))


# The decks


def decks(rows: Sequence[tuple[str, Pool]], theirs: Sequence[Suggestion], waiting: int) -> Card:
    """Return the decks, what became of what the reader suggested, and how many wait for a steward's yes."""
    blocks: list[Block] = [_deck_line(name, pool) for name, pool in rows]
    blocks += [_own_line(c) for c in theirs]
    if waiting:
        text = counted("{count} question waits for a yes.", "{count} questions wait for a yes.", waiting)
        blocks += [Para((text,)), Buttons((Button(_("Look"), "prompt.approve", "", Look.FIRST),))]
    return Card(_("Decks"), (*blocks, note(_("See one: prompt list practice"))))


def _deck_line(name: str, pool: Pool) -> Para:
    left = _("{left} of {count} left in this round").format(left=pool.left, count=len(pool.fresh))
    if name not in PURPOSES:
        return para(_("{deck} · {left}"), deck=Bold(name), left=left)
    return para(_("{deck} · {purpose} · {left}"), deck=Bold(name), purpose=_(PURPOSES[name]), left=left)


OWN = {
    State.WAITING: later("Yours: “{text}” waits for a steward"),
    State.TAKEN: later("Yours: “{text}” is in the decks"),
    State.DECLINED: later("Yours: “{text}” is not asked this time"),
}


def _own_line(candidate: Suggestion) -> Para:
    return para(_(OWN[candidate.state]), text=shortened(candidate.text))


def deck(name: str, coming: Sequence[Prompt], count: int, *, steward: bool) -> Card:
    """Return the first questions of a deck, of `count`, the next one first."""
    if not coming:
        text = _("Nothing of it is asked at this time. Add something: prompt add")
        return Card(_("The deck “{deck}”").format(deck=shortened(name)), (para(text),))
    blocks: list[Block] = [Para((p.text,)) for p in coming]
    if count > len(coming):
        blocks.append(Note((counted("and {count} more", "and {count} more", count - len(coming)),)))
    if steward:
        blocks.append(Buttons((Button(_("One at a time"), "prompt.leaf", coming[0].id),)))
    return Card(_("The deck “{deck}”, next first").format(deck=shortened(name)), tuple(blocks))


def leaf(prompt: Prompt, following: Prompt | None, *, out: bool = False) -> Card:
    """Return one question of a deck as a steward leafs through it; `out`: it is never asked."""
    buttons = (Button(_("Ask it again"), "prompt.again", prompt.id) if out else _never(prompt), *_on(following))
    from_ = origin(prompt.source, prompt.dated, prompt.link)
    title = _("The deck “{deck}”").format(deck=shortened(prompt.deck))
    return Card(title, (Para((Bold(prompt.text),)), *from_, Buttons(buttons)))


def out(prompt: Prompt, following: Prompt | None) -> Card:
    """Return that a question is asked no more."""
    text = para(_("“{text}” is not asked any more, in none of your spaces."), text=prompt.text)
    buttons = (Button(_("Ask it again"), "prompt.again", prompt.id), *_on(following))
    return Card(_("Out of the deck"), (text, Buttons(buttons)))


def _never(prompt: Prompt) -> Button:
    return Button(_("Never ask this"), "prompt.never", prompt.id)


def _on(following: Prompt | None) -> tuple[Button, ...]:
    return (Button(_("Next"), "prompt.leaf", following.id),) if following is not None else ()


# Those that wait


def waiting(count: int) -> Card:
    """Return what the stewards are told while questions wait, and when none does any more."""
    if not count:
        return Card(_("Questions to look at"), (para(_("All of them were looked at. Thank you.")),))
    title = counted("{count} question waits", "{count} questions wait", count)
    text = _("None is asked before one of you has said yes.")
    return Card(title, (Para((text,)), Buttons((Button(_("Look"), "prompt.approve", "", Look.FIRST),))))


def page(candidate: Suggestion, count: int, done: str = "") -> Card:
    """Return one question that waits, of `count`; `done` says what became of the one before."""
    deck = Bold(candidate.deck)
    line = para(_("For the deck {deck}."), deck=deck)
    if candidate.member is not None:
        line = para(_("For the deck {deck}, from {who}."), deck=deck, who=Mention(candidate.member))
    buttons = [
        Button(_("Use it"), "prompt.use", candidate.id, Look.FIRST),
        Button(_("Change"), "prompt.reword", candidate.id),
        Button(_("No, thanks"), "prompt.decline", candidate.id),
    ]
    said: list[Block] = [Para((done,))] if done else []
    rest: list[Block] = []
    if count > 1:
        buttons.append(Button(_("Another one"), "prompt.next", candidate.id))
        rest.append(Note((counted("{count} more waits.", "{count} more wait.", count - 1),)))
    from_ = origin(candidate.source, candidate.dated, candidate.link)
    blocks = (*said, Para((Bold(candidate.text),)), line, *from_, Buttons(tuple(buttons)), *rest)
    return Card(_("Shall we ask this?"), blocks)


def rewording(candidate: Suggestion) -> Form:
    """Return the form in which a question is changed, filled as it is."""
    keeps = _("Empty keeps the words as they are")
    fields = (
        Field("text", _("Question"), Input.LINES, False, keeps, candidate.text, longest=LONGEST_PROMPT),
        Field("deck", _("Deck"), Input.LINE, False, _("Empty keeps its deck"), candidate.deck, (), True, LONGEST_DECK),
    )
    return Form(_("Ask it in other words"), ("prompt", "change"), fields, {"question": candidate.id})


def empty(done: str = "") -> Card:
    """Return that none waits any more."""
    text = _("No question waits. Members suggest them with: prompt add")
    return Card(_("Questions to look at"), tuple(Para((t,)) for t in (done, text) if t))


def taken(candidate: Suggestion) -> tuple[Card, Para]:
    """Return what whoever suggested it hears of the yes: alone, and as a line of the digest."""
    text = candidate.text
    line = para(_("Your question is in the deck {deck}: “{text}”"), deck=Bold(candidate.deck), text=shortened(text))
    whole = para(
        _("“{text}” is in the deck {deck} and will have its turn. Thank you for it."),
        text=text,
        deck=Bold(candidate.deck),
    )
    why = _("You get this because you suggested it.")
    return Card(_("Your question will be asked"), (whole, Note((why,)))), line


def declined(candidate: Suggestion) -> tuple[Card, Para]:
    """Return what whoever suggested it hears of the no."""
    text = shortened(candidate.text)
    line = para(_("The stewards will not ask “{text}” this time. Others are welcome: prompt add"), text=text)
    whole = para(_("The stewards have looked at “{text}” and will not ask it this time."), text=candidate.text)
    more = para(_("That says nothing about you. Others are welcome: prompt add"))
    why = _("You get this because you suggested it.")
    return Card(_("Not this time"), (whole, more, Note((why,)))), line
