"""The words of the record: one line an act."""

from collections.abc import Mapping, Sequence
from typing import Final

from bot.cards import Block, Bold, Card, Mention, Moment, Note, Para, PrivateText, Span, fill, para
from bot.community.record import Entry
from bot.i18n import _, later
from bot.keys import MemberId

WHOLE: Final[Mapping[str, str]] = {
    "community.setup": later("{who} set the community up"),
    "community.link": later("{who} linked the space {thing}"),
    "community.pause": later("{who} let the community rest"),
    "community.resume": later("{who} let the community go on"),
    "community.settings": later("{who} changed the community's settings"),
    "steward.add": later("{who} made {whom} a steward"),
    "steward.remove": later("{who} took {whom} off the stewards' list"),
    "steward.handover": later("{whom} was asked to be a steward"),
    "steward.carry": later("{whom} is a steward now, because one was missing"),
    "steward.over": later("{whom} left, and is no steward any more"),
    "steward.take": later("{whom} is a steward now, because there was none"),
    "ritual.create": later("{who} started {thing}"),
    "ritual.edit": later("{who} changed {thing}"),
    "ritual.move": later("{who} moved a date of {thing}"),
    "ritual.skip": later("{who} skipped a date of {thing}"),
    "ritual.restore": later("{who} put a date of {thing} back"),
    "ritual.pause": later("{who} let {thing} rest"),
    "ritual.resume": later("{who} woke {thing}"),
    "ritual.retire": later("{who} retired {thing}"),
    "ritual.wild": later("{who} chose what the wild slot is for"),
    "ritual.hallway": later("{who} opened a hallway after {thing}"),
    "ritual.write-form": later("{who} wrote a form of events"),
    "ritual.drop-form": later("{who} removed a form of events"),
    "guest.invite": later("{who} kept a chair for {thing}"),
    "guest.confirm": later("{who} noted that {thing} comes"),
    "guest.decline": later("{who} noted that {thing} does not come"),
    "prompt.approve": later("{who} took a suggested question into the decks"),
    "prompt.feed": later("{who} chose a feed to follow"),
    "prompt.unfollow": later("{who} stopped following a feed"),
    "guest.bring": later("{who} brought something back from outside"),
    "prompt.never": later("{who} took a question out of the decks"),
    "prompt.again": later("{who} put a question back into the decks"),
    "prompt.decline": later("{who} left a suggested question out"),
    "guest.later": later("{who} noted that {thing} comes another time"),
    "guest.thank": later("{who} thanked {thing}"),
    "guest.handover": later("{whom} looks after {thing} now"),
    "guest.remove": later("{who} removed a guest for good"),
    "guest.seat": later("{who} let {whom} in as the guest {thing}"),
    "question.open": later("{who} opened a question box"),
    "question.approve": later("{who} approved a question to a guest"),
    "question.merge": later("{who} put two questions to a guest together"),
    "question.decline": later("{who} did not take a question to a guest"),
    "question.answer": later("{who} wrote a guest's answer down"),
    "my.link": later("{who} linked another account of theirs"),
    "my.unlink": later("{who} parted their accounts again"),
    "circle.create": later("{who} opened {circle} together with {whom}"),
    "circle.adopt": later("{who} adopted an older room as {circle} together with {whom}"),
    "circle.join": later("{who} came into {circle}"),
    "circle.ask": later("{who} asked to join {circle}"),
    "circle.approve": later("{who} let {whom} into {circle}"),
    "circle.refuse": later("{who} did not let {whom} into {circle}"),
    "circle.invite": later("{who} invited {whom} to {circle}"),
    "circle.leave": later("{who} left {circle}"),
    "circle.back-out": later("{who} did not come into {circle} after all"),
    "circle.close": later("{who} closed {circle}"),
    "circle.handover": later("{whom} was asked to look after {circle}"),
    "circle.carry": later("{whom} looks after {circle} now"),
    "circle.take": later("{whom} took {circle} on"),
    "circle.block": later("{who} keeps somebody out of {circle}"),
    "circle.unblock": later("{who} no longer keeps somebody out of {circle}"),
    "circle.edit": later("{who} changed how {circle} is set up"),
    "circle.enter": later("{who} came into {circle} as a steward of the community"),
    "circle.guest": later("{who} asked {whom} into {circle} as a guest, or moved the end of the visit"),
    "circle.visit": later("{who} came into {circle} as a guest"),
    "circle.guest-out": later("{who} ended the visit of {whom} in {circle}"),
    "circle.review": later("{who} set the day on which {circle} is asked whether it is alive"),
    "circle.keep": later("{who} kept {circle}"),
    "circle.rest": later("{circle} rests, because nobody said that it is alive"),
    "circle.revive": later("{who} revived {circle}"),
    "circle.merge": later("{who} let {circle} be merged"),
    "circle.wait": later("{who} waits for a seat in {circle}"),
    "circle.mend": later("{who} had the rooms of {circle} mended"),
    "circle.keep-name": later("{who} kept the name that the room of {circle} was given by hand"),
    "circle.put-back": later("{who} gave the room of {circle} its name again"),
    "circle.seat": later("{who} gave {whom}, let in by hand, a seat in {circle}"),
    "circle.take-out": later("{who} had {whom}, let in by hand, taken out of the room of {circle}"),
    "circle.let-back": later("{who} let {whom} back into the room of {circle}"),
    "circle.free-seat": later("{who} freed the seat of {whom} in {circle}"),
    "circle.share": later("{who} asked whether a summary of {circle} may be shared"),
    "circle.share-posted": later("a summary of {circle} was shared, with everybody's yes"),
    "circle.share-withdrawn": later("a summary of {circle} was taken back"),
}
BLIND: Final[Mapping[str, str]] = {
    "circle.create": later("{circle}: it was opened"),
    "circle.adopt": later("{circle}: an older room was adopted"),
    "circle.join": later("{circle}: somebody came in"),
    "circle.ask": later("{circle}: somebody asked to join"),
    "circle.approve": later("{circle}: somebody was let in"),
    "circle.refuse": later("{circle}: somebody was not let in"),
    "circle.invite": later("{circle}: somebody was invited"),
    "circle.leave": later("{circle}: somebody left"),
    "circle.back-out": later("{circle}: somebody did not come in after all"),
    "circle.close": later("{circle}: it was closed"),
    "circle.handover": later("{circle}: somebody was asked to look after it"),
    "circle.carry": later("{circle}: a steward changed"),
    "circle.take": later("{circle}: a steward changed"),
    "circle.block": later("{circle}: somebody is kept out"),
    "circle.unblock": later("{circle}: somebody is no longer kept out"),
    "circle.edit": later("{circle}: its set-up was changed"),
    "circle.enter": later("{circle}: a steward of the community came in"),
    "circle.guest": later("{circle}: somebody was asked in as a guest"),
    "circle.visit": later("{circle}: a guest came in"),
    "circle.guest-out": later("{circle}: a visit was ended"),
    "circle.review": later("{circle}: the day of its review was set"),
    "circle.keep": later("{circle}: it was kept"),
    "circle.rest": later("{circle}: it rests"),
    "circle.revive": later("{circle}: it was revived"),
    "circle.merge": later("{circle}: it was merged"),
    "circle.wait": later("{circle}: somebody waits for a seat"),
    "circle.mend": later("{circle}: its rooms were mended"),
    "circle.keep-name": later("{circle}: its name was changed"),
    "circle.put-back": later("{circle}: its room got its name again"),
    "circle.seat": later("{circle}: somebody got a seat"),
    "circle.take-out": later("{circle}: somebody was taken out of its room"),
    "circle.let-back": later("{circle}: somebody was let back into its room"),
    "circle.free-seat": later("{circle}: a seat was freed"),
    "circle.share": later("{circle}: those quoted in a summary were asked"),
    "circle.share-posted": later("{circle}: a summary was shared"),
    "circle.share-withdrawn": later("{circle}: a summary was taken back"),
}
OTHERWISE: Final = later("{who}: {verb}")
OTHERWISE_TO: Final = later("{who}: {verb}, {whom}")
OTHERWISE_BY_IN: Final = later("{who} in {circle}: {verb}")
OTHERWISE_TO_IN: Final = later("{who} in {circle}: {verb}, {whom}")
OTHERWISE_IN: Final = later("{circle}: {verb}")


def person(member: MemberId | None) -> Span:
    """Return a member, or somebody who is not known any more."""
    return Mention(member) if member else _("somebody")


def sentence(entry: Entry, circle: str | PrivateText | None, things: Mapping[str, str]) -> tuple[Span, ...]:
    """Return one line: what was done, by whom and to whom as far as the reader may see it."""
    who = person(entry.actor)
    whom = person(entry.subject)
    if entry.actor is None and entry.verb in LEFT_BY_ITSELF and entry.subject is not None:
        who = whom
    where: Span = circle if isinstance(circle, PrivateText) else Bold(circle) if circle else _("a private circle")
    if entry.circle is not None and entry.actor is None and entry.subject is None:
        template = BLIND.get(entry.verb, OTHERWISE_IN)
    elif entry.verb in WHOLE:
        template = WHOLE[entry.verb]
    elif entry.circle is not None:
        template = OTHERWISE_BY_IN if entry.subject is None else OTHERWISE_TO_IN
    else:
        template = OTHERWISE_TO if entry.subject else OTHERWISE
    name = things.get(entry.about)
    thing: Span = Bold(name) if name else _("something that is gone")
    return fill(_(template), who=who, whom=whom, circle=where, thing=thing, verb=entry.verb.replace(".", " "))


LEFT_BY_ITSELF: Final = frozenset({"circle.leave"})
"""What Hearth notes about somebody who left the community: they are the one who did it."""


def page(lines: Sequence[tuple[Entry, tuple[Span, ...]]], title: str | PrivateText, number: int) -> Card:
    """Return a page of the record, each time as its reader's clock has it."""
    blocks: list[Block] = [Para((Moment(e.at), " · ", *spans)) for e, spans in lines]
    if not lines:
        blocks.append(para(_("Nothing is written down that fits.")))
    blocks.append(
        Note((_("Who did what to whom, never what was said; kept for 400 days. Page {n}.").format(n=number),))
    )
    return Card(title, tuple(blocks))
