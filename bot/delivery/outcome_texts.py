"""What stewards are told of what did not arrive."""

from bot.cards import Block, Bold, Button, Buttons, Card, Look, Note, Para, para
from bot.i18n import _, counted
from bot.keys import DeliveryId


def failure(delivery: DeliveryId, why: str, missing: str, remedy: str, *, unsure: bool, lost: bool) -> Card:
    """Return the notice about something that could not be delivered: what, that nothing is lost, the remedy."""
    blocks: list[Block] = []
    if unsure:
        blocks.append(Para((_("I cannot tell whether one of my messages arrived, and I do not send twice."),)))
    elif missing:
        blocks.append(para(_("I could not do it: I lack {missing}. Nothing is lost."), missing=Bold(missing)))
    elif lost:
        blocks.append(
            Para(
                (
                    _(
                        "The room I should write to is gone. Nothing is lost; give me another: "
                        "community settings home:#room"
                    ),
                )
            )
        )
    else:
        blocks.append(para(_("The platform refused it ({code}). Nothing is lost."), code=why))
    if remedy:
        blocks.append(Note((remedy,)))
    again = Button(_("Try again"), "delivery.again", delivery, Look.FIRST)
    blocks.append(Buttons((again, Button(_("Drop it"), "delivery.drop", delivery))))
    return Card(_("Something of mine did not arrive"), tuple(blocks))


def skipped_card(count: int) -> Card:
    """Return the notice about messages whose moment had passed before they could be sent."""
    text = counted(
        "I skipped {count} message whose moment had passed before I could send it.",
        "I skipped {count} messages whose moment had passed before I could send them.",
        count,
    )
    return Card(_("Too late to send"), (Para((text,)),))
