"""What members read of Hearth's own accord: the weekly message, one that comes alone, and what was not sent."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.cards import Block, Bold, Button, Buttons, Card, Moment, Para, Span, fill, joined, note, para
from bot.community.attention import Digest
from bot.community.model import MOST_NUDGES, Community, Member
from bot.community.wishes import Kept
from bot.i18n import _, counted
from bot.keys import MemberId

ROW = 5
"""Buttons in a row (Discord's action row)."""
SHOWN = 5
"""Lines of each kind that are shown of what was not sent."""
BACK = timedelta(days=1)


def weekly_reason(member: MemberId) -> str:
    """Return the reason under which a member's weekly message is owed."""
    return f"week {member}"


def weekly(
    member: Member,
    home: Community,
    now: datetime,
    digest: Digest,
    lines: Sequence[Kept],
    number: int,
    coming: datetime,
    missed: int,
) -> Card:
    """Return the weekly message, with what waited, why it stands there, and what came too late.

    `number` of the week's messages, the next of its kind at `coming`.
    """
    blocks: list[Block] = [*digest.blocks]
    back = member.sabbatical_until is not None and now - BACK < member.sabbatical_until <= now
    if back:
        blocks.insert(0, para(_("Welcome back. This is what is still good.")))
    if lines:
        blocks += [*([] if back else [_why(member)]), *(k.wish.line for k in lines)]
    if missed:
        text = counted(
            "{count} thing came too late to be sent. Read it: my show",
            "{count} things came too late to be sent. Read them: my show",
            missed,
        )
        blocks.append(Para((text,)))
    blocks.append(Buttons((Button(_("Fewer"), "my.show"), Button(_("Snooze a week"), "my.snooze", "7"))))
    because = _("You get this because you belong to {community}.")
    spans = (*fill(because, community=Bold(home.name)), " ", *_place(number, member.most, coming))
    return Card(digest.title, (*blocks, note("{all}", all=spans)))


def _why(member: Member) -> Para:
    if member.listens:
        return para(_("You wanted one message a week, so this did not come by itself:"))
    return para(_("This did not come by itself, so that you get no more than {most} a week:"), most=str(member.most))


def _place(number: int, most: int, coming: datetime) -> tuple[Span, ...]:
    text = _("It is {number} of at most {most} messages from me this week. The next week ahead is due {when}.")
    return fill(text, number=str(number), most=str(most), when=Moment(coming))


def alone(card: Card, number: int, most: int, coming: datetime) -> Card:
    """Return a message that comes by itself, with the way to fewer, and how many it is of how many."""
    fewer = Button(_("Fewer"), "my.show")
    blocks = list(card.blocks)
    rows = [i for i, b in enumerate(blocks) if isinstance(b, Buttons)]
    last = blocks[rows[-1]] if rows else None
    if isinstance(last, Buttons) and len(last.buttons) < ROW:
        blocks[rows[-1]] = replace(last, buttons=(*last.buttons, fewer))
    else:
        blocks.append(Buttons((fewer,)))
    return replace(card, blocks=(*blocks, note("{all}", all=_place(number, most, coming))))


def unsaid(kept: Sequence[Kept], now: datetime) -> tuple[Block, ...]:
    """Return what somebody was not sent: what waits, and what came too late; nothing when there is neither."""
    waiting = [k for k in kept if k.wish.good_until >= now]
    late = [k for k in kept if k.wish.good_until < now]
    return (*_listed(_("Waiting for you"), waiting), *_listed(_("I did not send you"), late))


def _listed(title: str, kept: Sequence[Kept]) -> Sequence[Block]:
    if not kept:
        return ()
    blocks: list[Block] = [Para((Bold(title),)), *(k.wish.line for k in kept[:SHOWN])]
    if len(kept) > SHOWN:
        blocks.append(Para((counted("… and {count} more", "… and {count} more", len(kept) - SHOWN),)))
    return blocks


def opted_out(member: Member, now: datetime) -> bool:
    """Return whether a member wants less than what everybody gets."""
    return bool(_opted(member, now))


def _opted(member: Member, now: datetime) -> list[tuple[Span, ...]]:
    """Return each way in which a member wants less."""
    found: list[tuple[Span, ...]] = []
    if member.most < MOST_NUDGES:
        text = counted("at most {count} message a week", "at most {count} messages a week", member.most)
        found.append((text if member.most else _("no messages"),))
    if member.listens:
        found.append((_("the weekly message only"),))
    if member.sabbatical_until is not None and member.sabbatical_until > now:
        found.append(fill(_("sabbatical until {when}"), when=Moment(member.sabbatical_until)))
    if member.snoozed_until is not None and member.snoozed_until > now:
        found.append(fill(_("snoozed until {when}"), when=Moment(member.snoozed_until)))
    return found


def welcome_back(member: Member, home: Community, now: datetime) -> Card:
    """Return the word to somebody who comes back: what they had set still holds, and where to change it."""
    text = para(
        _("You are in {community} again, and what you had set still holds: {what}."),
        community=Bold(home.name),
        what=joined(_opted(member, now), ", "),
    )
    return Card(_("Welcome back"), (text, Buttons((Button(_("My settings"), "my.show"),))))
