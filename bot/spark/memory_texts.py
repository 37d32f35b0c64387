"""The words about what was a year ago."""

from collections.abc import Sequence

from bot.cards import Block, Bold, Button, Buttons, Card, Moment, MomentStyle, Para, note, para
from bot.i18n import _, counted
from bot.keys import OccurrenceId
from bot.spark.memories import LONGEST, Memory


def card(found: Sequence[Memory], again: OccurrenceId | None) -> Card:
    """Return what stands in the home rooms; `again`: the date whose question may be asked once more."""
    blocks: list[Block] = []
    for each in found:
        blocks += _told(each)
    if again is not None:
        blocks.append(Buttons((Button(_("Ask it again"), "rhythm.again", again),)))
    quiet = note(_("Once a month at most. Stewards can end it: community settings memories:no"))
    return Card(_("A year ago here"), (*blocks, quiet))


def _told(memory: Memory) -> list[Block]:
    held, told = memory.held, memory.told
    people = counted("{count} person", "{count} people", held.people)
    text = _("{name}, {date}: {people}") if held.people else _("{name}, {date}")
    first = para(text, name=Bold(held.name), date=Moment(held.starts, MomentStyle.DAY), people=people)
    blocks: list[Block] = [first]
    if told.guest:
        blocks.append(para(_("With {who}"), who=told.guest))
    if told.question:
        blocks.append(para(_("The question was: “{question}”"), question=told.question))
    if told.decided:
        blocks.append(para(_("What was taken away: {text}"), text=_clipped(told.decided)))
    return blocks


def _clipped(text: str) -> str:
    line = " · ".join(part.strip() for part in text.splitlines() if part.strip())
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"


def asked(question: str) -> Card:
    """Return a question that is asked again, in the home rooms."""
    text = para(_("“{question}”"), question=question)
    return Card(_("Asked again, a year later"), (text, note(_("Answer right here. What would you say now?"))))


def thanks() -> Card:
    """Return the answer to whoever asked again."""
    return Card(_("Asked"), (Para((_("It stands in the home rooms."),)),))
