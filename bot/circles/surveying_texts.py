"""What stewards read of older rooms, and of spaces that fill."""

from collections.abc import Sequence

from bot.cards import Block, Card, Note, Para, PrivateText, Span, fill, joined, para
from bot.circles.loads import Counted, percent
from bot.community.model import Space
from bot.i18n import _, counted
from bot.keys import CircleId, MemberId
from bot.rooms import LoadKind, RoomListed

MOST = 20
"""Rooms that are named; how many more there are is said."""


def elders(space: Space, rooms: Sequence[RoomListed] | None, total: int | None, viewer: MemberId) -> Card:
    """Return the older private rooms of a space: by name those the reader is in, the others as a number."""
    title = _("Rooms older than me in {space}").format(space=space.name)
    if rooms is None:
        text = _("I could not ask {space} which rooms there are. Nothing was changed. Try again later: circle audit")
        return Card(title, (Para((text.format(space=space.name),)),))
    mine, others = [r for r in rooms if r.shared], len([r for r in rooms if not r.shared])
    blocks: list[Block] = []
    if mine:
        blocks.append(Para(fill(_("Private rooms that nobody adopted: {rooms}."), rooms=_names(mine, viewer))))
        blocks.append(Para((_("To adopt one, say it in that room: circle adopt"),)))
    if others:
        text = counted(
            "I am in {count} more private room that nobody adopted and you are not in. I do not say which.",
            "I am in {count} more private rooms that nobody adopted and you are not in. I do not say which.",
            others,
        )
        blocks.append(Para((text,)))
    if not blocks:
        blocks.append(Para((_("Every private room that I am in is a circle's."),)))
    seen = _("I know of {count} rooms there.").format(count=total) if total is not None else ""
    blind = _("Private rooms into which I was not let I cannot see. Whoever is in one can let me in.")
    return Card(title, (*blocks, Note((f"{seen} {blind}".strip(),))))


def _names(rooms: Sequence[RoomListed], viewer: MemberId) -> tuple[Span, ...]:
    """Return the names of rooms, bound to whoever is in them."""
    each: list[tuple[Span, ...]] = [(PrivateText(r.name, CircleId(r.external), viewer),) for r in rooms[:MOST]]
    if len(rooms) > MOST:
        each.append((_("and {count} more").format(count=len(rooms) - MOST),))
    return joined(each, ", ")


def fills(found: Counted, space: str) -> Card:
    """Return the early warning that a space fills: numbers, and what to do."""
    load = found.load
    numbers = {
        LoadKind.CHANNELS: _("{space} has {used} of the {cap} channels that fit, {percent} %."),
        LoadKind.CATEGORY: _("One category of {space} has {used} of the {cap} channels that fit, {percent} %."),
        LoadKind.THREADS: _("{space} has {used} of the {cap} active threads that fit, {percent} %."),
    }[load.kind]
    text = numbers.format(space=space, used=load.used, cap=load.cap, percent=percent(load))
    then = _("When it is full, I can open no circle there.") if load.private or load.public else ""
    return Card(_("It fills up"), (Para((f"{text} {then}".strip(),)), Para((_help(load.kind),)), _once()))


def _once() -> Note:
    return Note((_("I say this once, and again only when it has become emptier meanwhile."),))


def _help(kind: LoadKind) -> str:
    return {
        LoadKind.CHANNELS: _(
            "What helps: delete channels that nobody needs, close circles that are over (circle audit), or let whoever "
            "runs me open circles as private threads, which do not count."
        ),
        LoadKind.CATEGORY: _("What helps: a second category, or moving channels that nobody needs out of it."),
        LoadKind.THREADS: _(
            "What helps: close threads that are over, or let them go to sleep sooner (Hide After Inactivity)."
        ),
    }[kind]


def full(found: Counted, space: str) -> Card:
    """Return the refusal to open a room where there is no place left."""
    load = found.load
    numbers = {
        LoadKind.CHANNELS: _("{space} has {used} of {cap} channels, so no room fits there. Nothing was changed."),
        LoadKind.CATEGORY: _("A category of {space} is full ({used} of {cap}). Nothing was changed."),
        LoadKind.THREADS: _("{space} has {used} of {cap} active threads, so none fits there. Nothing was changed."),
    }[load.kind]
    again = _("Delete one that nobody needs; I count again now, so try once more in a minute.")
    text = numbers.format(space=space, used=load.used, cap=load.cap)
    return Card(_("No place left"), (Para((f"{text} {again}",)),))


def looking(spaces: Sequence[Space]) -> tuple[Block, ...]:
    """Return what the audit says of older rooms: that they are looked for, and where that cannot be done."""
    blocks: list[Block] = [Note((_("I look for private rooms older than me now, and write you what I find."),))]
    if spaces:
        names = ", ".join(s.name for s in spaces)
        blocks.append(para(_("I have no room in {spaces}, so I cannot look there."), spaces=names))
    return tuple(blocks)
