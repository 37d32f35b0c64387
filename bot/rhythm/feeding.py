"""`rhythm calendar`: the addresses at which somebody's own calendar, and the community's, are read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.cards import Block, Button, Buttons, Card, Fields, Look, Note, Para, Reply, Span
from bot.commands import Access, Arg, Call, Command, Kind
from bot.community.duties import Service
from bot.community.store import MemberStore, Record, Who
from bot.errors import Conflict, NotAllowed
from bot.facts import Left, Listens, OccurrenceDropped, OccurrenceMoved
from bot.i18n import _, later
from bot.keys import MemberId
from bot.ports import Ids
from bot.rhythm.addresses import Feed, FeedStore, digest
from bot.times import HolidaysChanged

MINE = "mine"
OURS = "community"
PATH = "calendar"
"""Where addresses lead, below the one at which people reach Hearth."""


class Seals(Protocol):
    """What keeps secrets from whoever reads the database alone."""

    def seal(self, text: str) -> str:
        """Return a text that only the operator's keys open."""

    def unseal(self, sealed: str) -> str | None:
        """Return the text; None when its key is gone."""


@dataclass(frozen=True, slots=True)
class Feeding(Service):
    """Gives addresses and takes them back. `base` is where people reach Hearth; None when nobody has said."""

    now: datetime
    store: FeedStore
    people: MemberStore
    ids: Ids
    seals: Seals
    base: str | None

    @staticmethod
    def commands() -> tuple[Command, ...]:
        """Return `rhythm calendar` and its buttons."""
        return COMMANDS

    @staticmethod
    def listens() -> Listens:
        """Return what ends an address, and what changes what it shows."""
        return (
            (Left, Feeding.left),
            (OccurrenceDropped, Feeding.changed),
            (OccurrenceMoved, Feeding.changed),
            (HolidaysChanged, Feeding.other_holidays),
        )

    async def export(self, who: Who) -> Record:
        """Return the person's address."""
        return await self.store.export(who)

    async def forget(self, who: Who) -> None:
        """Remove the person's address."""
        await self.store.forget(who)

    async def left(self, facts: Sequence[Left]) -> None:
        """Let the addresses of somebody who left stop."""
        for fact in facts:
            await self.store.drop(fact.community, await self._selves(fact.member))

    async def changed(self, facts: Sequence[OccurrenceDropped | OccurrenceMoved]) -> None:
        """Let calendars know that dates have changed."""
        await self.store.raise_sequence(list(dict.fromkeys(f.ritual for f in facts)), self.now)

    async def other_holidays(self, facts: Sequence[HolidaysChanged]) -> None:
        """Let calendars know that dates far ahead, which nobody has written yet, may be others by now."""
        await self.store.raise_for_holidays([f.community for f in facts], self.now)

    async def calendar(self, call: Call) -> Reply:
        """Show the addresses there are."""
        base = self._base()
        feeds = await self.store.feeds(call.community, [call.member])
        mine = next((f for f in feeds if f.member is not None), None)
        ours = next((f for f in feeds if f.member is None), None)
        rows = ((_("Yours"), self._shown(base, mine)), (_("The community's"), self._shown(base, ours)))
        first = Para((_("Give your calendar an address, and it follows what comes, moves and is called off."),))
        blocks: list[Block] = [first, Fields(rows), Buttons(_buttons(mine, ours, steward=call.steward))]
        return Reply(Card(_("Calendar"), (*blocks, *_quiet(mine))))

    async def renew(self, call: Call) -> Reply:
        """Make a new address; an old one of the same calendar stops."""
        self._base()
        whose = await self._whose(call)
        # Two ids of 80 random bits: what nobody guesses needs no tries to be counted.
        secret = self.ids.new() + self.ids.new()
        await self.store.drop(call.community, whose)
        feed = Feed(self.ids.new(), call.community, whose[0], digest(secret), self.seals.seal(secret), self.now)
        await self.store.put(feed)
        return await self.calendar(call)

    async def stop(self, call: Call) -> Reply:
        """Take an address back."""
        await self.store.drop(call.community, await self._whose(call))
        text = _("That address leads nowhere any more. What a calendar took over from it, it may keep until it looks.")
        return Reply(Card(_("Removed"), (Para((text,)),)))

    def _base(self) -> str:
        if self.base is None:
            sentence = _(
                "I do not know at which address people reach me, so there is no calendar yet. Nothing was changed. "
                "Whoever runs me sets it: HEARTH_PUBLIC_URL"
            )
            raise Conflict(sentence)
        return self.base.rstrip("/")

    async def _whose(self, call: Call) -> Sequence[MemberId | None]:
        """Return whose address is meant: the asker's, whichever member they were, or the community's."""
        if call.text("whose") == MINE:
            return await self._selves(call.member)
        if not call.steward:
            raise NotAllowed(_("Only stewards can do that. Nothing was changed. See who they are: steward list"))
        return (None,)

    async def _selves(self, member: MemberId) -> Sequence[MemberId]:
        return (member, *await self.people.absorbed(member))

    def _shown(self, base: str, feed: Feed | None) -> tuple[Span, ...]:
        if feed is None:
            return (_("none yet"),)
        secret = self.seals.unseal(feed.sealed)
        if secret is None:
            return (_("it works, but I cannot show it any more; make a new one"),)
        return (f"{base}/{PATH}/{secret}.ics",)


def _buttons(mine: Feed | None, ours: Feed | None, *, steward: bool) -> tuple[Button, ...]:
    """Return what can be done: first what is not there yet."""
    made = _("New address for me") if mine else _("Make mine")
    found = [Button(made, "rhythm.address", MINE, Look.PLAIN if mine else Look.FIRST)]
    if mine:
        found.append(Button(_("Remove mine"), "rhythm.no-address", MINE))
    if steward:
        made = _("New address for all") if ours else _("Make the community's")
        found.append(Button(made, "rhythm.address", OURS))
    if steward and ours:
        found.append(Button(_("Remove the community's"), "rhythm.no-address", OURS, Look.DANGER))
    return tuple(found)


def _quiet(mine: Feed | None) -> tuple[Note, ...]:
    """Return what is good to know of addresses."""
    holds = _("Yours holds the dates you say you come to, and what is still open of those rituals.")
    opens = _("Where a calendar wants webcal://, write that for the part before ://.")
    secret = _("Whoever has an address can read it: keep it to yourself. A new one stops the old one.")
    return (Note((holds,)), Note((f"{secret} {opens}",))) if mine else (Note((holds,)),)


WHOSE = Arg("whose", "", Kind.CHOICE, choices=(MINE, OURS))
COMMANDS = (
    Command(
        ("rhythm", "calendar"),
        later("Get the address of your calendar"),
        Feeding.calendar,
        examples=("rhythm calendar",),
    ),
    Command(("rhythm", "address"), "", Feeding.renew, (WHOSE,), Access.MEMBER, hidden=True),
    Command(("rhythm", "no-address"), "", Feeding.stop, (WHOSE,), Access.MEMBER, hidden=True),
)
