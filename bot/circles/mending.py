"""What stewards answer when a circle's room is not as it should be."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from bot.cards import Reply
from bot.circles import drift_texts, life_texts, texts
from bot.circles.drift import Kind, Told
from bot.circles.drift_store import DriftStore
from bot.circles.finding import NAME, Finding, whole
from bot.circles.model import LET_IN, CircleSeen, Role, State
from bot.circles.seating import ACTS_EXPIRE, Seating
from bot.circles.standing import Standings
from bot.commands import Call, Command
from bot.community.model import Account, Room
from bot.community.store import CommunityStore, MemberStore
from bot.deliveries import CloseRoom, Invite, Owe, Remove, RenameRoom
from bot.errors import Conflict, NotAllowed
from bot.facts import Noted, Tell
from bot.i18n import _
from bot.keys import MemberId
from bot.rooms import SeatsStirred


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
    standings: Standings
    tell: Tell

    @staticmethod
    def commands() -> tuple[Command, ...]:
        """Return the buttons under what stewards are told of a room."""
        return COMMANDS

    async def keep_name(self, call: Call) -> Reply:
        """Take the name over that the room has now."""
        circle, _noted = await self._asked(call, Kind.RENAMED)
        self.tell(Noted.by(call, "circle.keep-name", circle=circle.id))
        await self.looks.look_now(circle, keep=True)
        return Reply(texts.said(_("Kept"), _("{circle} takes the name that its room has now."), circle))

    async def put_back(self, call: Call) -> Reply:
        """Give the room the circle's name again."""
        circle, noted = await self._asked(call, Kind.RENAMED)
        self.tell(Noted.by(call, "circle.put-back", circle=circle.id))
        for room in dict.fromkeys(n.room for n in noted):
            self.owe.act(room, RenameRoom(circle.name), reason=circle.id, expires_at=self.now + ACTS_EXPIRE)
        return Reply(texts.said(_("Put back"), _("The room is called {circle} again in a moment."), circle))

    async def mend(self, call: Call) -> Reply:
        """Bring each room to where the circle stands: what is as it should be stays so, and nothing is done twice.

        A room that is gone, that others can read, or out of which Hearth was taken makes place for a new one.
        """
        circle = await self._circle(call)
        if circle.role is not Role.STEWARD:
            raise NotAllowed(_("Only a steward of that circle can do that. Nothing was changed."))
        await self.standings.hitches.clear(call.community, circle.id)
        self.tell(Noted.by(call, "circle.mend", circle=circle.id))
        rooms = (await self.places.circle_rooms([circle.id]))[circle.id]
        if circle.state is State.CLOSING:
            for room in (r for r in rooms if r.state == "open"):
                self.owe.act(room.id, CloseRoom(), reason=circle.id, expires_at=self.now + ACTS_EXPIRE)
            return Reply(life_texts.mending(circle))
        old = await self._useless(circle, rooms)
        await self.seating.everywhere(await whole(self.store, call.community, circle.id))
        made_before = any(r.external is not None for r in old)
        return Reply(drift_texts.another(circle) if made_before else life_texts.mending(circle))

    async def _useless(self, circle: CircleSeen, rooms: Sequence[Room]) -> list[Room]:
        """Put the rooms aside that are of no use any more, with what was told of them."""
        noted = await self.drifts.of_circle(circle.community, circle.id)
        barred = {n.room for n in noted if n.kind in {Kind.PUBLIC, Kind.UNSEEN}}
        old = [r for r in rooms if r.state == "lost" or (r.state == "open" and r.id in barred)]
        for room in old:
            await self.places.put_room(replace(room, state="closed"))
        if old:
            await self.drifts.drop(noted)
        return old

    async def seat(self, call: Call) -> Reply:
        """Give seats to those who were let in by hand, as far as there are any."""
        circle, noted = await self._asked(call, Kind.ADDED)
        for account in await self._accounts(noted):
            everybody = await whole(self.store, call.community, circle.id)
            inside = any(s.account == account.id and s.role in LET_IN for s in everybody.seats)
            if account.member is not None and account.left_at is None and not inside:
                await self.seating.enter(everybody, account.member, space=account.space)
                self.tell(Noted.by(call, "circle.seat", subject=account.member, circle=circle.id))
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
                self.tell(Noted.by(call, "circle.take-out", subject=account.member, circle=circle.id))
        return Reply(texts.said(_("Taken out"), _("They are out of the room of {circle} in a moment."), circle))

    async def let_back(self, call: Call) -> Reply:
        """Let those into the room again who have a seat and are not in it."""
        circle, noted = await self._asked(call, Kind.ABSENT)
        self.tell(SeatsStirred(circle.community, circle.id, call.now))
        seats = {s.account for s in circle.seats if s.role in LET_IN}
        rooms = {n.account: n.room for n in noted}
        for account in await self._accounts(noted):
            if account.id in seats:
                expires = self.now + ACTS_EXPIRE
                self.owe.act(rooms[account.id], Invite((account.id,)), reason=circle.id, expires_at=expires)
                self.tell(Noted.by(call, "circle.let-back", subject=account.member, circle=circle.id))
        return Reply(texts.said(_("Let in again"), _("They are in the room of {circle} again in a moment."), circle))

    async def free_seat(self, call: Call) -> Reply:
        """Take the seats of those who are not in the room."""
        circle, noted = await self._asked(call, Kind.ABSENT)
        for account in await self._accounts(noted):
            everybody = await whole(self.store, call.community, circle.id)
            if account.member is not None and any(s.member == account.member for s in everybody.seats):
                await self.outs.out(everybody, account.member)
                self.tell(Noted.by(call, "circle.free-seat", subject=account.member, circle=circle.id))
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
    Command(("circle", "mend"), "", Mending.mend, (NAME,), hidden=True),
    Command(("circle", "seat"), "", Mending.seat, (NAME,), hidden=True),
    Command(("circle", "take-out"), "", Mending.take_out, (NAME,), hidden=True),
    Command(("circle", "let-back"), "", Mending.let_back, (NAME,), hidden=True),
    Command(("circle", "free-seat"), "", Mending.free_seat, (NAME,), hidden=True),
)
