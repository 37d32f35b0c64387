"""Access follows people: what becomes of seats when somebody leaves one of their spaces, or a link is undone."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from bot.acts import MembersUnlinked
from bot.cards import Card, para
from bot.circles.finding import seen_by
from bot.circles.model import INSIDE, CircleSeen, Role, Seat
from bot.circles.seating import Seating
from bot.circles.store import CircleStore
from bot.circles.texts import strong
from bot.community.duties import Service
from bot.community.store import CommunityStore
from bot.deliveries import Owe
from bot.facts import Listens
from bot.i18n import _
from bot.keys import MemberId
from bot.rooms import AccountLeft

TOLD_WITHIN = timedelta(days=7)


class Outs(Protocol):
    """Whoever takes seats away."""

    async def out(self, circle: CircleSeen, member: MemberId) -> None: ...


@dataclass(frozen=True, slots=True)
class Following(Service):
    """A seat goes with the account that took it; who comes back asks again."""

    now: datetime
    store: CircleStore
    places: CommunityStore
    seating: Seating
    outs: Outs
    owe: Owe

    @staticmethod
    def listens() -> Listens:
        """Return what ends access."""
        return ((AccountLeft, Following.left), (MembersUnlinked, Following.unlinked))

    async def left(self, facts: Sequence[AccountLeft]) -> None:
        """Take the seats away that somebody had with an account that is gone, and tell them where they still are."""
        for fact in facts:
            for circle in await self.store.of_member(fact.community, fact.member):
                gone = [s for s in circle.seats if s.account == fact.account]
                rest = [s for s in circle.seats if s.member == fact.member and s.account != fact.account]
                if any(s.role in INSIDE for s in rest):
                    await self._less(circle, gone, rest)
                elif gone:
                    await self._told(circle, fact)
                    await self.outs.out(circle, fact.member)

    async def _less(self, circle: CircleSeen, gone: Sequence[Seat], rest: Sequence[Seat]) -> None:
        """Leave somebody the seat of their other account; who looks after the circle goes on doing so."""
        await self.seating.aside(circle, gone)
        inside = next(s for s in rest if s.role in INSIDE)
        if any(s.role is Role.STEWARD for s in gone):
            await self.store.put_seat(circle.community, circle.id, replace(inside, role=Role.STEWARD))

    async def _told(self, circle: CircleSeen, fact: AccountLeft) -> None:
        space = await self.places.space_by_id(fact.space)
        if not any(s.account == fact.account and s.role in INSIDE for s in circle.seats):
            return
        seen = await seen_by(self.store, circle, fact.member)
        text = _("You have left {space}, and with it your seat in {circle}. Its stewards can invite you again.")
        name = space.name if space is not None else ""
        card = Card(_("A seat less"), (para(text, space=name, circle=strong(seen.name)),))
        self.owe.direct(fact.member, card, reason=circle.id, expires_at=self.now + TOLD_WITHIN)

    async def unlinked(self, facts: Sequence[MembersUnlinked]) -> None:
        """Take the second seat away that one person took while two accounts were theirs."""
        for fact in facts:
            for circle in await self.store.of_member(fact.community, fact.restored):
                two = [s for s in circle.seats if s.member in {fact.kept, fact.restored} and s.role in INSIDE]
                if {s.member for s in two} != {fact.kept, fact.restored}:
                    continue
                newest = max(two, key=lambda s: s.since)
                if newest.since > fact.linked:
                    await self.seating.put_out(circle, [newest])
