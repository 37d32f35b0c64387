"""`circle leave`, and what happens when a circle loses people."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.cards import Card, Reply
from bot.circles import texts
from bot.circles.filling import Filling
from bot.circles.finding import NAME, Finding, seen_by, whole
from bot.circles.model import INSIDE, CircleSeen, Role, Sweep
from bot.circles.seating import ACTS_EXPIRE
from bot.commands import Call, Command
from bot.community.desk import Desk
from bot.community.store import CommunityStore, MemberStore
from bot.deliveries import UNKNOWN, Owe, Remove
from bot.errors import Conflict
from bot.facts import CircleLeft, DeliveryRefused, Left, Listens, Noted, Tell
from bot.i18n import _, later
from bot.keys import MemberId


@dataclass(frozen=True, slots=True)
class Leaving(Finding):
    """Takes people out."""

    places: CommunityStore
    people: MemberStore
    desk: Desk
    owe: Owe
    tell: Tell
    filling: Filling

    @staticmethod
    def commands() -> tuple[Command, ...]:
        """Return the commands by which people go."""
        return COMMANDS

    @staticmethod
    def listens() -> Listens:
        """Return what access follows, and what stewards must hear."""
        return ((Left, Leaving.left), (DeliveryRefused, Leaving.undelivered))

    async def leave(self, call: Call) -> Reply:
        """Leave a circle, decline an invitation, or take a question back."""
        circle = await self._circle(call)
        if circle.role is None:
            raise Conflict(_("You are not in it. Nothing was changed."))
        if not circle.inside:
            return await self.back_out(call)
        if circle.role is Role.STEWARD and circle.members() == (call.member,):
            raise Conflict(
                _("You are the last one in it. Nothing was changed. Invite somebody, or close it: circle close")
            )
        await self._out(await whole(self.store, call.community, circle.id), call.member)
        self.tell(Noted.by(call, "circle.leave", circle=circle.id))
        return Reply(texts.said(_("You have left"), _("You are no longer in {circle}. Nobody is told why."), circle))

    async def back_out(self, call: Call) -> Reply:
        """Say no to an invitation, or take a question back; an old button of either takes nobody out."""
        circle = await self._circle(call)
        if circle.inside:
            raise Conflict(_("You are in it by now. Nothing was changed. To go: circle leave"))
        if circle.role is None:
            raise Conflict(_("You are not in it. Nothing was changed."))
        await self._out(await self.filling.settle(circle.id, but=call.member), call.member)
        self.tell(Noted.by(call, "circle.back-out", circle=circle.id))
        if circle.role is Role.GUEST:
            return Reply(
                texts.said(_("You have left"), _("You are no longer in {circle}. Nobody is told why."), circle)
            )
        if circle.role is Role.WAITING:
            text = _("You no longer wait for a seat in {circle}. Nobody is told why.")
            return Reply(texts.said(_("Off the list"), text, circle))
        if circle.role is Role.ASKED:
            return Reply(texts.said(_("Taken back"), _("You no longer ask to join {circle}."), circle))
        return Reply(
            texts.said(_("That is fine"), _("Your invitation to {circle} is gone. Nobody is told why."), circle)
        )

    async def out(self, circle: CircleSeen, member: MemberId) -> None:
        """Take a member's seats and access away."""
        await self._out(circle, member)

    async def _out(self, circle: CircleSeen, member: MemberId) -> None:
        """Take a member's seats and access away, and hand the circle on when they were its last steward."""
        gone = [s for s in circle.seats if s.member == member]
        accounts = await self.people.accounts([s.account for s in gone])
        await self.store.drop_seats(circle.community, circle.id, [s.account for s in gone])
        for room in (await self.places.circle_rooms([circle.id]))[circle.id]:
            for account in (a for a in accounts.values() if a.space == room.space):
                self.owe.act(
                    room.id,
                    Remove(account.id, account.external),
                    reason=circle.id,
                    expires_at=self.now + ACTS_EXPIRE,
                )
        if any(s.role in INSIDE for s in gone):
            steward = any(s.role is Role.STEWARD for s in gone)
            self.tell(CircleLeft(circle.community, circle.id, member, self.now, steward=steward))
        elif any(s.role is Role.WAITING for s in gone):
            await self.filling.settle(circle.id)

    async def left(self, facts: Sequence[Left]) -> None:
        """Take somebody who left the community out of every circle, the same day."""
        for fact in facts:
            for circle in await self.store.of_member(fact.community, fact.member):
                await self._out(circle, fact.member)
                self.tell(Noted(fact.community, "circle.leave", None, fact.member, circle.id, self.now))

    async def undelivered(self, facts: Sequence[DeliveryRefused]) -> None:
        """Tell the circle's own stewards, and nobody else, that something of theirs did not arrive."""
        for fact in facts:
            if fact.circle is None or fact.by_hand:
                continue
            circle = await self.store.named(fact.community, fact.circle, Sweep())
            if circle is None:
                continue
            cards: list[tuple[MemberId, Card]] = []
            for steward in circle.stewards():
                seen = await seen_by(self.store, circle, steward)
                cards.append((steward, texts.undelivered(seen, fact)))
            if cards:
                # Whether each one arrived is a question of its own, with a button of its own.
                own = f":{fact.delivery}" if fact.why == UNKNOWN else ""
                await self.desk.hear_few(fact.community, f"desk.circle:{circle.id}{own}", cards)
            else:
                await self.desk.hear(fact.community, f"desk.orphan:{circle.id}", texts.orphan())


COMMANDS = (
    Command(
        ("circle", "leave"),
        later("Leave a circle"),
        Leaving.leave,
        (NAME,),
        examples=("circle leave Mentors",),
    ),
    Command(("circle", "back-out"), "", Leaving.back_out, (NAME,), hidden=True),
)
