"""What becomes true once a delivery has an outcome: rooms, facts, and what the desk must hear."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from bot.cards import Card, Para, Reply
from bot.commands import Access, Arg, Call, Command
from bot.community.desk import Desk
from bot.community.duties import Service
from bot.community.evicting import Evicting
from bot.community.model import Room
from bot.community.store import CommunityStore
from bot.deliveries import (
    BARRED,
    EXPIRED,
    CloseRoom,
    Delivery,
    Destination,
    Inspect,
    Invite,
    OpenRoom,
    Post,
    Priority,
    Remove,
    State,
    Survey,
    ToAccount,
    ToRoom,
)
from bot.delivery.outcome_texts import failure, skipped_card
from bot.delivery.store import DeliveryStore, Ticket
from bot.delivery.waiting import wait
from bot.errors import Invalid
from bot.facts import DeliveryRefused, RoomClosed, RoomLost, RoomOpened, Tell
from bot.i18n import _
from bot.keys import CircleId, CommunityId, DeliveryId, MemberId
from bot.ports import Ids
from bot.rooms import Presence, RoomInspected, RoomsFound, RoomsSeen, RoomState

SENT_AGAIN_WITHIN = timedelta(days=1)
DESK = "desk."


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one attempt came to. `wait` is what the platform asked for, if it did."""

    state: State
    external: str | None = None
    wait: timedelta | None = None
    why: str = ""
    missing: str = ""
    remedy: str = ""
    lost: bool = False
    evicted: bool = False
    seen: RoomState | None = None
    rooms: RoomsSeen | None = None
    called: str = ""


class Stewarded(Protocol):
    """What it must know of circles."""

    async def steers(self, community: CommunityId, circle: CircleId, member: MemberId) -> bool:
        """Return whether a member is a steward of a circle."""


@dataclass(frozen=True, slots=True)
class Outcomes(Service):
    """Writes outcomes, in a unit of work."""

    now: datetime
    real: datetime
    store: DeliveryStore
    places: CommunityStore
    desk: Desk
    tell: Tell
    ids: Ids
    circles: Stewarded
    evicting: Evicting

    @staticmethod
    def commands() -> tuple[Command, ...]:
        """Return the buttons under a notice about something undelivered."""
        args = (Arg("delivery", "", longest=16),)
        return (
            Command(("delivery", "again"), "", Outcomes.again, args, Access.MEMBER, hidden=True),
            Command(("delivery", "drop"), "", Outcomes.drop, args, Access.MEMBER, hidden=True),
        )

    async def settle(self, ticket: Ticket, outcome: Outcome) -> None:
        """Write the outcome of this attempt; an attempt that was overtaken changes nothing."""
        delivery = ticket.delivery
        retry_at = None
        if outcome.state is State.WAITING or outcome.wait is not None:
            failures = await self.store.failures(delivery.id)
            retry_at = self.real + wait(delivery.key, failures, asked=outcome.wait)
        mine = await self.store.settle(
            delivery,
            outcome.state,
            real=self.real,
            external=outcome.external,
            retry_at=retry_at,
            why=_why(delivery, outcome) or None,
        )
        if not mine:
            return
        if outcome.evicted:
            await self._evicted(delivery)
        elif outcome.state is State.SENT:
            await self._sent(delivery, outcome)
        elif outcome.state in {State.REFUSED, State.SKIPPED}:
            await self._refused(delivery, outcome)

    async def _evicted(self, delivery: Delivery) -> None:
        """Note that Hearth is not in the space any more, as no event has told: no room of it was deleted."""
        space = await self.places.space_by_id(delivery.space)
        if space is not None:
            await self.evicting.evict(space)

    async def _sent(self, delivery: Delivery, outcome: Outcome) -> None:
        if not isinstance(delivery.to, ToRoom):
            return
        room = (await self.places.rooms([delivery.to.room])).get(delivery.to.room)
        if room is None:
            return
        if isinstance(delivery.act, OpenRoom):
            await self._give_way(room, outcome.external)
            await self.places.put_room(replace(room, external=outcome.external, state="open"))
            self.tell(RoomOpened(delivery.community, room.id, room.circle, self.now, outcome.called))
        elif isinstance(delivery.act, CloseRoom):
            await self.places.put_room(replace(room, state="closed"))
            self.tell(RoomClosed(delivery.community, room.id, room.circle, self.now))
        elif isinstance(delivery.act, Inspect) and outcome.seen is not None:
            self._inspected(delivery, room, delivery.act, outcome.seen)
        elif isinstance(delivery.act, Survey):
            self._surveyed(delivery, delivery.act, outcome)

    def _surveyed(self, delivery: Delivery, act: Survey, outcome: Outcome) -> None:
        self.tell(RoomsFound(delivery.community, delivery.space, outcome.rooms, self.now, act.asker))

    def _inspected(self, delivery: Delivery, room: Room, act: Inspect, seen: RoomState) -> None:
        since = delivery.sent_from or self.real
        told = RoomInspected(delivery.community, room.id, room.circle, seen, since, self.now, act.keep)
        self.tell(replace(told, adopts=act.adopts, look=delivery.id))

    async def _give_way(self, opened: Room, external: str | None) -> None:
        """Close the note of a stranger's room that somebody typed in before we knew it as ours."""
        stray = await self.places.room_at(opened.space, external) if external else None
        if stray is not None and stray.id != opened.id:
            await self.places.put_room(replace(stray, external=None, state="closed"))

    async def _refused(self, delivery: Delivery, outcome: Outcome) -> None:
        """Refuse what depends on it, and tell once whoever can mend it."""
        if isinstance(delivery.act, (Inspect, Survey)):
            await self._unseen(delivery, delivery.act, outcome)
            return
        opening = isinstance(delivery.act, OpenRoom)
        by_hand, passing = outcome.lost and not opening, False
        if isinstance(delivery.to, ToRoom) and (opening or outcome.lost):
            await self.store.refuse_room(delivery.to.room, real=self.real, why=_why(delivery, outcome))
            room = (await self.places.rooms([delivery.to.room])).get(delivery.to.room)
            # A private room of no circle is a hallway's: closed by hand, it is simply closed.
            passing = by_hand and room is not None and room.private and room.circle is None
            if room is not None and room.state != "lost":
                await self.places.put_room(replace(room, state="lost"))
                lost = RoomLost(delivery.community, room.id, room.circle, self.now, by_hand=by_hand)
                self.tell(replace(lost, missing=outcome.missing, remedy=outcome.remedy))
        if delivery.circle is not None:
            refused = DeliveryRefused(
                delivery.community,
                delivery.id,
                delivery.circle,
                outcome.why,
                outcome.missing,
                outcome.remedy,
                self.now,
                again=isinstance(delivery.act, (Post, OpenRoom, CloseRoom)) and not outcome.lost,
                by_hand=by_hand,
            )
            self.tell(refused)
        elif not (_silent(delivery) or passing):
            await self.desk.hear(delivery.community, f"{DESK}{_place(delivery)}", self._failure(delivery, outcome))

    @staticmethod
    def _failure(delivery: Delivery, outcome: Outcome) -> Card:
        unsure = outcome.state is State.SKIPPED
        return failure(delivery.id, outcome.why, outcome.missing, outcome.remedy, unsure=unsure, lost=outcome.lost)

    async def _unseen(self, delivery: Delivery, act: Inspect | Survey, outcome: Outcome) -> None:
        """Tell whoever asked for a look that it cannot be had; of all others, the next one comes by itself."""
        if isinstance(act, Survey):
            self._surveyed(delivery, act, outcome)
            return
        room = await self.places.room(delivery.to.room) if isinstance(delivery.to, ToRoom) else None
        if act.adopts is not None and room is not None:
            seen = RoomState(Presence.UNSEEN, missing=outcome.missing, remedy=outcome.remedy)
            self._inspected(delivery, room, act, seen)

    async def expired(self, deliveries: Sequence[Delivery]) -> None:
        """Tell the desk what was skipped because its moment had passed; a circle's room concerns its stewards alone."""
        by_community: dict[CommunityId, int] = {}
        for delivery in deliveries:
            acts = isinstance(delivery.act, (OpenRoom, Invite, Remove, CloseRoom)) and delivery.circle is not None
            if acts or isinstance(delivery.act, (Inspect, Survey)):
                await self._refused(delivery, Outcome(State.SKIPPED, why=EXPIRED))
            elif not _silent(delivery):
                by_community[delivery.community] = by_community.get(delivery.community, 0) + 1
        for community, count in by_community.items():
            await self.desk.hear(community, f"{DESK}expired", skipped_card(count))

    async def again(self, call: Call) -> Reply:
        """Owe a refused or skipped delivery once more; twice the button is once more only."""
        old = await self._old(call)
        if old.priority is Priority.RITUAL and old.expires_at < self.now:
            raise Invalid(_("Its moment has passed, so I leave it unsent. What comes: rhythm next"))
        to = await self._place_left(old)
        await self._owe_again(old, to)
        if isinstance(old.act, OpenRoom) and isinstance(to, ToRoom):
            # Who was to be let in, and the first word there, come behind it.
            for waiting in await self.store.refused_with(to.room):
                await self._owe_again(waiting, to)
        return Reply(Card(_("Sent again"), (Para((_("It is on its way once more."),)),)))

    async def _owe_again(self, old: Delivery, to: Destination) -> None:
        fresh = DeliveryId(self.ids.new())
        done = await self.store.settle(old, State.WITHDRAWN, real=self.real, why="again")
        if not done:
            raise Invalid(_("That was sent again already. Nothing was changed."))
        # What comes again is known by the old id: cards that are kept up to date are found by it.
        await self.store.make_way(old.id, fresh)
        expires = self.now + SENT_AGAIN_WITHIN
        again = replace(old, to=to, state=State.DUE, key=f"h{fresh}", expires_at=expires)
        await self.store.put([replace(again, sent_from=None, retry_at=None, external=None)])

    async def _place_left(self, old: Delivery) -> Destination:
        """Return where it can go now: the home of its space, when its own room is gone."""
        room = await self.places.room(old.to.room) if isinstance(old.to, ToRoom) else None
        if room is not None and room.state == "closed" and isinstance(old.act, (OpenRoom, CloseRoom)):
            raise Invalid(_("There is nothing left to do about that. Nothing was changed."))
        if room is None or room.state not in {"lost", "closed"} or isinstance(old.act, OpenRoom):
            return old.to
        space = await self.places.space_by_id(old.space)
        home = await self.places.room(space.home) if space is not None and space.home else None
        if home is None or home.state != "open" or old.circle is not None or not isinstance(old.act, Post):
            raise Invalid(
                _("Its room is gone. Nothing was changed. First give me another: community settings home:#room")
            )
        return ToRoom(home.id)

    async def drop(self, call: Call) -> Reply:
        """Let a refused delivery rest."""
        await self.store.settle(await self._old(call), State.WITHDRAWN, real=self.real, why="dropped")
        return Reply(Card(_("Dropped"), (Para((_("I leave it at that."),)),)))

    async def _old(self, call: Call) -> Delivery:
        delivery = await self.store.get(DeliveryId(call.text("delivery")))
        known = delivery is not None and delivery.community == call.community and await self._may(call, delivery)
        if delivery is None or not known or delivery.state not in {State.REFUSED, State.SKIPPED}:
            raise Invalid(_("There is nothing left to do about that. Nothing was changed."))
        return delivery

    async def _may(self, call: Call, delivery: Delivery) -> bool:
        """Return whether it is the asker's to decide: a circle's own stewards', else the community's."""
        if delivery.circle is None:
            return call.steward
        return await self.circles.steers(call.community, delivery.circle, call.member)


def _why(delivery: Delivery, outcome: Outcome) -> str:
    """Return why a row ends as it does; what one room bars is told apart, because it may be given back."""
    barred = outcome.lost or outcome.missing
    return f"{BARRED}{outcome.why}" if barred and isinstance(delivery.to, ToRoom) else outcome.why


def _silent(delivery: Delivery) -> bool:
    """Return whether nobody needs to hear: a nudge to one person, or a notice of the desk itself."""
    to_one = isinstance(delivery.to, ToAccount) and delivery.priority is Priority.NUDGE
    return to_one or isinstance(delivery.act, (Inspect, Survey)) or delivery.reason.startswith(DESK)


def _place(delivery: Delivery) -> str:
    return delivery.to.room if isinstance(delivery.to, ToRoom) else delivery.to.account
