"""The words about letting a guest in."""

from collections.abc import Sequence
from datetime import datetime

from bot.cards import Block, Bold, Card, Moment, Para, note, para
from bot.errors import shortened
from bot.i18n import _, counted
from bot.voices import question_texts
from bot.voices.model import Guest
from bot.voices.questions import Best, Box


def ways() -> dict[str, str]:
    """Return how somebody from outside gets an account, by platform."""
    return {
        "slack": _(
            "Slack: somebody who may invite people opens the channel → Add people → their e-mail address → as a guest "
            "of that channel only, with a day on which the account ends."
        ),
        "discord": _(
            "Discord: right-click a channel that everybody may read → Invite People → Edit invite link → expire after "
            "1 day, 1 use. Send them that link."
        ),
        "sandbox": _("Sandbox: add a person on the page."),
    }


def how(guest: Guest, until: datetime, platforms: Sequence[str], circle: str) -> Card:
    """Return how a guest without an account gets one: Hearth invites nobody into a space."""
    said = ways()
    name = circle or _("CIRCLE")
    then = _("When they are here: guest seat “{guest}” @them circle:{circle}. Their seat ends by itself on {until}.")
    blocks: list[Block] = [
        para(_("{guest} needs an account here first. I cannot invite anybody, you can:"), guest=Bold(guest.name)),
        *(Para((said[p],)) for p in platforms if p in said),
        para(then, guest=guest.name, circle=name, until=Moment(until)),
    ]
    return Card(_("Letting {guest} in").format(guest=shortened(guest.name)), tuple(blocks))


def thanked(box: Box, answered: int, best: Best | None) -> Card:
    """Return the thank-you to a guest whose seat has ended, with their best-liked answer."""
    blocks: list[Block] = [
        para(
            _("Thank you for coming, {guest}. Your seat has ended by itself; you need do nothing."),
            guest=question_texts.guest_of(box),
        )
    ]
    if best is not None:
        helped = counted("It helped {count} member", "It helped {count} members", best.likes)
        words = para(_("{helped}: what you said to “{question}”"), helped=Bold(helped), question=best.question)
        blocks.append(words)
    elif answered:
        blocks.append(Para((counted("You answered {count} question.", "You answered {count} questions.", answered),)))
    blocks.append(note(_("You get this because you were a guest here.")))
    return Card(_("Thank you"), tuple(blocks))
