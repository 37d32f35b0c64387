"""`circle block` and `unblock`: who does not come in, and is never told."""

from dataclasses import dataclass

from bot.cards import Reply
from bot.circles import door_texts
from bot.circles.doors import DoorStore, kept
from bot.circles.filling import Filling
from bot.circles.finding import NAME, WHO, Finding, seen_by
from bot.circles.model import CircleSeen, Role, role_of
from bot.circles.seating import Seating
from bot.commands import Arg, Call, Command
from bot.commands import Kind as ArgKind
from bot.errors import Conflict
from bot.facts import Noted, Tell
from bot.i18n import _, later
from bot.keys import AccountId, MemberId


@dataclass(frozen=True, slots=True)
class Blocking(Finding):
    """Lets stewards keep somebody out without a word to them."""

    seating: Seating
    filling: Filling
    doors: DoorStore
    tell: Tell

    @staticmethod
    def commands() -> tuple[Command, ...]:
        """Return the two commands."""
        return COMMANDS

    async def block(self, call: Call) -> Reply:
        """Keep somebody out from now on; whoever is in it goes, and what they asked is never answered."""
        circle = await self._steered(call)
        who = _whom(call)
        everybody = await self.filling.settle(circle.id, but=who)
        if role_of(everybody.seats, who) is Role.STEWARD:
            raise Conflict(_("They are a steward of it, and stewards cannot be blocked. Nothing was changed."))
        if who in await self._blocked(circle):
            raise Conflict(_("They are blocked already. Nothing was changed."))
        await self.doors.block(call.community, circle.id, await self._accounts(who), call.now)
        stays = {s.account for s in kept(everybody, who)}
        gone = [s for s in everybody.seats if s.member == who and s.account not in stays]
        # Whom it is about stays out of the record: people are shown what was done to them there.
        self.tell(Noted.by(call, "circle.block", circle=circle.id))
        await self.seating.put_out(everybody, gone)
        await self.filling.settle(circle.id)
        return Reply(door_texts.blocked(await seen_by(self.store, circle, call.member), who))

    async def unblock(self, call: Call) -> Reply:
        """Let somebody ask again; a question of theirs that waits can be answered now."""
        circle = await self._steered(call)
        who = _whom(call)
        await self.store.hold([circle.id])
        if who not in await self._blocked(circle):
            raise Conflict(_("They are not blocked. Nothing was changed."))
        await self.doors.unblock(circle.id, who)
        self.tell(Noted.by(call, "circle.unblock", circle=circle.id))
        everybody = await self.filling.settle(circle.id)
        asks = role_of(everybody.seats, who) is Role.ASKED
        return Reply(door_texts.unblocked(await seen_by(self.store, circle, call.member), who, asks=asks))

    async def _blocked(self, circle: CircleSeen) -> frozenset[MemberId]:
        return (await self.doors.blocked([circle.id]))[circle.id]

    async def _accounts(self, who: MemberId) -> tuple[AccountId, ...]:
        return tuple(a.id for a in (await self.seating.people.accounts_of([who]))[who])


def _whom(call: Call) -> MemberId:
    """Return whom a command names, or a button carries."""
    return MemberId(call.text("person") or call.text("who"))


PERSON = Arg("person", later("Who"), ArgKind.PERSON, label=later("Person"))
COMMANDS = (
    Command(
        ("circle", "block"),
        later("Keep somebody out of a circle; they are not told"),
        Blocking.block,
        (NAME, PERSON),
        examples=("circle block Mentors @tomas",),
    ),
    Command(
        ("circle", "unblock"),
        later("Let somebody ask for a circle again"),
        Blocking.unblock,
        (NAME, PERSON),
        examples=("circle unblock Mentors @tomas",),
    ),
    Command(("circle", "bar"), "", Blocking.block, (NAME, WHO), hidden=True),
    Command(("circle", "unbar"), "", Blocking.unblock, (NAME, WHO), hidden=True),
)
