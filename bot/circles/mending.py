"""What stewards answer when a circle's room is not as it should be."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from bot.cards import Reply
from bot.circles import texts
from bot.circles.drift import Kind, Told
from bot.circles.drift_store import DriftStore
from bot.circles.finding import NAME, Finding, whole
from bot.circles.model import LET_IN, CircleSeen
from bot.circles.seating import ACTS_EXPIRE, Seating
from bot.commands import Call, Command
from bot.community.model import Account
from bot.community.store import CommunityStore, MemberStore
from bot.deliveries import Invite, Owe, Remove, RenameRoom
from bot.errors import Conflict
from bot.i18n import _
from bot.keys import MemberId


class Looks(Protocol):
    """Whoever looks at rooms."""

    async def look_now(self, circle: CircleSeen, *, keep: bool) -> None: ...


class Outs(Protocol):
    """Whoever takes seats away."""

    async def out(self, circle: CircleSeen, member: MemberId) -> None: ...


@dataclass(frozen=True, slots=True)
class Mending(Finding):
    """Does what a steward of the circle decided. Twice the button does it once."""

    drifts: DriftStore
    places: CommunityStore
    people: MemberStore
    seating: Seating
    owe: Owe
    looks: Looks
    outs: Outs

    @staticmethod
    def commands() -> tuple[Command, ...]:
        """Return the buttons under what stewards are told of a room."""
        return COMMANDS

    async def keep_name(self, call: Call) -> Reply:
        """Take the name over that the room has now."""
        circle, _noted = await self._asked(call, Kind.RENAMED)
        await self.looks.look_now(circle, keep=True)
        return Reply(texts.said(_("Kept"), _("{circle} takes the name that its room has now."), circle))

    async def put_back(self, call: Call) -> Reply:
        """Give the room the circle's name again."""
        circle, noted = await self._asked(call, Kind.RENAMED)
        for room in dict.fromkeys(n.room for n in noted):
            self.owe.act(room, RenameRoom(circle.name), reason=circle.id, expires_at=self.now + ACTS_EXPIRE)
        return Reply(texts.said(_("Put back"), _("The room is called {circle} again in a moment."), circle))

    async def reopen(self, call: Call) -> Reply:
        """Open a new room wherever the old one is gone, or can be read by others."""
        circle = await self._steered(call)
        noted = await self.drifts.of_circle(call.community, circle.id)
        public = {n.room for n in noted if n.kind in {Kind.PUBLIC, Kind.UNSEEN}}
        rooms = (await self.places.circle_rooms([circle.id]))[circle.id]
        old = [r for r in rooms if r.state == "lost" or (r.state == "open" and r.id in public)]
        if not old:
            raise Conflict(_("It has its room. Nothing was changed."))
        everybody = await whole(self.store, call.community, circle.id)
        for room in old:
            await self.places.put_room(replace(room, state="closed"))
        used = {r.space for r in rooms if r not in old and r.state in {"open", "opening"}}
        for space in dict.fromkeys(r.space for r in old if r.space not in used):
            await self.seating.open(everybody, space)
        await self.drifts.drop(noted)
        text = _(
            "I am opening a new room for {circle}, and let everybody in who has a seat. The old one stays as it is."
        )
        return Reply(texts.said(_("A new room"), text, circle))

    async def seat(self, call: Call) -> Reply:
        """Give seats to those who were let in by hand, as far as there are any."""
        circle, noted = await self._asked(call, Kind.ADDED)
        for account in await self._accounts(noted):
            everybody = await whole(self.store, call.community, circle.id)
            inside = any(s.account == account.id and s.role in LET_IN for s in everybody.seats)
            if account.member is not None and account.left_at is None and not inside:
                await self.seating.enter(everybody, account.member, space=account.space)
        return Reply(
            texts.said(_("They have a seat"), _("They are in {circle} now, like everybody else in it."), circle)
        )

    async def take_out(self, call: Call) -> Reply:
        """Take those out of the room who were let in by hand and have no seat meanwhile."""
        circle, noted = await self._asked(call, Kind.ADDED)
        seats = {s.account for s in circle.seats if s.role in LET_IN}
        rooms = {n.account: n.room for n in noted}
        for account in await self._accounts(noted):
            if account.id not in seats:
                act = Remove(account.id, account.external)
                self.owe.act(rooms[account.id], act, reason=circle.id, expires_at=self.now + ACTS_EXPIRE)
        return Reply(texts.said(_("Taken out"), _("They are out of the room of {circle} in a moment."), circle))

    async def let_back(self, call: Call) -> Reply:
        """Let those into the room again who have a seat and are not in it."""
        circle, noted = await self._asked(call, Kind.ABSENT)
        seats = {s.account for s in circle.seats if s.role in LET_IN}
        for one in noted:
            if one.account in seats and one.account is not None:
                expires = self.now + ACTS_EXPIRE
                self.owe.act(one.room, Invite((one.account,)), reason=circle.id, expires_at=expires)
        return Reply(texts.said(_("Let in again"), _("They are in the room of {circle} again in a moment."), circle))

    async def free_seat(self, call: Call) -> Reply:
        """Take the seats of those who are not in the room."""
        circle, noted = await self._asked(call, Kind.ABSENT)
        for account in await self._accounts(noted):
            everybody = await whole(self.store, call.community, circle.id)
            if account.member is not None and any(s.member == account.member for s in everybody.seats):
                await self.outs.out(everybody, account.member)
        return Reply(texts.said(_("The seat is free"), _("They are no longer in {circle}."), circle))

    async def _asked(self, call: Call, kind: Kind) -> tuple[CircleSeen, tuple[Told, ...]]:
        """Return the circle and what is still to be answered; answering settles it."""
        circle = await self._steered(call)
        noted = tuple(n for n in await self.drifts.of_circle(call.community, circle.id) if n.kind is kind)
        if not noted:
            raise Conflict(_("That is settled already. Nothing was changed."))
        await self.drifts.drop(noted)
        return circle, noted

    async def _accounts(self, noted: Sequence[Told]) -> tuple[Account, ...]:
        found = await self.people.accounts([n.account for n in noted if n.account is not None])
        return tuple(found[n.account] for n in noted if n.account is not None and n.account in found)


COMMANDS = (
    Command(("circle", "keep-name"), "", Mending.keep_name, (NAME,), hidden=True),
    Command(("circle", "put-back"), "", Mending.put_back, (NAME,), hidden=True),
    Command(("circle", "reopen"), "", Mending.reopen, (NAME,), hidden=True),
    Command(("circle", "seat"), "", Mending.seat, (NAME,), hidden=True),
    Command(("circle", "take-out"), "", Mending.take_out, (NAME,), hidden=True),
    Command(("circle", "let-back"), "", Mending.let_back, (NAME,), hidden=True),
    Command(("circle", "free-seat"), "", Mending.free_seat, (NAME,), hidden=True),
)
