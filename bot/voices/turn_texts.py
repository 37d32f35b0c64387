"""The words about whose turn it is where the slot alternates."""

from collections import Counter
from collections.abc import Sequence

from bot.cards import Block, Bold, Moment, Para, note, para
from bot.i18n import _, counted
from bot.voices.alternating import Kind
from bot.voices.model import Date
from bot.voices.slot_turns import Seen


def own(date: Date, seen: Seen) -> Para:
    """Return a date that is no guest's in one line."""
    when, ritual = Moment(date.starts), Bold(date.name)
    if seen.kind is Kind.CLINIC:
        return para(_("{when} · {ritual}: a peer clinic"), when=when, ritual=ritual)
    if seen.case is None:
        return para(_("{when} · {ritual}: an own case, nobody brings one yet"), when=when, ritual=ritual)
    name, topic = Bold(seen.case.name), seen.case.topic
    return para(_("{when} · {ritual}: {name} brings “{topic}”"), when=when, ritual=ritual, name=name, topic=topic)


def ratio(held: Sequence[Kind]) -> list[Block]:
    """Return how the last dates were shared out, for stewards; nothing where there was none."""
    if not held:
        return []
    number = Counter(held)
    parts = (
        counted("{count} guest", "{count} guests", number[Kind.GUEST]),
        counted("{count} own case", "{count} own cases", number[Kind.CASE]),
        counted("{count} clinic", "{count} clinics", number[Kind.CLINIC]),
    )
    dates = counted("The last date", "The last {count} dates", len(held))
    return [note("{dates}: {parts}", dates=dates, parts=", ".join(parts))]
