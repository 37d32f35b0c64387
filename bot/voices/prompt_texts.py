"""The cards of questions: those that wait for a steward, and what becomes of them."""

from bot.cards import Block, Bold, Button, Buttons, Card, Look, Mention, Note, Para, para
from bot.errors import shortened
from bot.i18n import _, counted
from bot.voices.candidates import Suggestion


def origin(source: str, dated: str, link: str = "") -> tuple[Block, ...]:
    """Return where a question comes from, if that is known, as a quiet line."""
    parts = [x for x in (source, dated, link) if x]
    if not parts:
        return ()
    comma = ", ".join(x for x in (source, dated) if x)
    return (Note((" · ".join(x for x in (comma, link) if x),)),)


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
        Button(_("Change"), "prompt.change", candidate.id),
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
