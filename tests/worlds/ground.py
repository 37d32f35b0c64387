"""Ground for tests of the stores: communities, each with a space, a room, and a person, written by hand."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from adapters.ids import SeededIds
from bot.cards import Card, Para
from bot.circles.model import Circle, Role, Seat
from bot.circles.model import Kind as CircleKind
from bot.community.model import Account, Community, Member, Room, Space
from bot.deliveries import Act, Delivery, Destination, Post, Priority, State, ToRoom
from bot.keys import (
    AccountId,
    CircleId,
    CommunityId,
    DeliveryId,
    GuestId,
    MemberId,
    PromptId,
    RitualId,
    RoomId,
    SlotId,
    SpaceId,
)
from bot.rhythm.model import Ritual, RitualState
from bot.rhythm.recurrence import Recurrence, Start
from bot.voices.model import Guest, GuestState, Prompt, Slot
from storage.circles import SqlCircles
from storage.community import SqlCommunities
from storage.members import SqlMembers

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
REAL = datetime(2026, 1, 1, tzinfo=UTC)
SEND_LIMIT = timedelta(seconds=10)
IDS = SeededIds("ground")


def usual(at: datetime) -> Start:
    """Return a date that nobody moved."""
    return Start(at, at, at.date())


@dataclass(frozen=True, slots=True)
class Plot:
    """One community's own: everything is called after it."""

    name: str

    @property
    def community(self) -> CommunityId:
        return CommunityId(self.name)

    @property
    def space(self) -> SpaceId:
        return SpaceId(f"{self.name}-space")

    @property
    def room(self) -> RoomId:
        return RoomId(f"{self.name}-room")

    @property
    def member(self) -> MemberId:
        return MemberId(f"{self.name}-member")

    @property
    def account(self) -> AccountId:
        return AccountId(f"{self.name}-account")

    @property
    def circle(self) -> CircleId:
        return CircleId(f"{self.name}-circle")

    def ritual(self, name: str = "Friday wins", *, ident: str = "ritual") -> Ritual:
        when = Recurrence("FREQ=WEEKLY;BYDAY=FR", date(2026, 11, 27), time(10), "Europe/Copenhagen")
        return Ritual(
            id=RitualId(f"{self.name}-{ident}"),
            community=self.community,
            name=name,
            value="What went well",
            when=when,
            minutes=45,
            deck="practice",
            guests=True,
            state=RitualState.ACTIVE,
            revision=1,
            created_at=NOW,
            created_by=self.account,
            rooms={self.space: self.room},
            uid=f"{self.name}-{ident}@calendar",
        )

    def guest(self, name: str = "Ada", *, ident: str = "guest") -> Guest:
        return Guest(
            id=GuestId(f"{self.name}-{ident}"),
            community=self.community,
            name=name,
            topic="Engines",
            organisation="",
            biography="",
            link="",
            source="",
            source_key="",
            state=GuestState.WISHED,
            suggested_at=NOW,
            suggested_by=self.account,
            owner=None,
        )

    def slot(self) -> Slot:
        starts = NOW + timedelta(days=4)
        ritual, guest = self.ritual().id, self.guest().id
        return Slot(SlotId(f"{self.name}-slot"), self.community, ritual, starts, guest, GuestState.ASKED)

    def prompt(self, text: str = "What are you stuck on?", *, ident: str = "prompt") -> Prompt:
        return Prompt(PromptId(f"{self.name}-{ident}"), self.community, "practice", text)

    def delivery(
        self,
        number: int,
        *,
        to: Destination | None = None,
        act: Act | None = None,
        priority: Priority = Priority.RITUAL,
        reason: str = "because",
        expires_at: datetime = NOW + timedelta(days=1),
    ) -> Delivery:
        ident = DeliveryId(f"{self.name}-{number}")
        return Delivery(
            id=ident,
            community=self.community,
            space=self.space,
            to=to or ToRoom(self.room),
            act=act or Post(Card(f"Card {number}", (Para(("Words",)),))),
            priority=priority,
            reason=reason,
            expires_at=expires_at,
            state=State.DUE,
            attempt=0,
            key=f"h{ident}",
        )

    def another_room(self, ident: str, *, external: str | None = None) -> Room:
        return Room(RoomId(f"{self.name}-{ident}"), self.space, external or ident, ident, private=False, circle=None)

    async def settle(self, session: AsyncSession) -> None:
        """Write the community, its space with a home room, and one person who is its steward."""
        places, people = SqlCommunities(session), SqlMembers(session)
        community = Community(self.community, self.name, "", "UTC", "en", "potential", NOW, self.account)
        await places.put_community(community)
        space = Space(self.space, "sandbox", self.name, self.name, self.community, None)
        await places.put_space(space)
        await places.put_room(Room(self.room, self.space, "C1", "general", private=False, circle=None))
        await places.put_space(replace(space, home=self.room))
        await people.put_member(Member(self.member, self.community, NOW))
        await people.put_account(Account(self.account, self.space, "U1", "Ada", self.member))
        await people.add_steward(self.community, self.account, None, NOW)

    async def open_circle(self, session: AsyncSession, name: str = "Mentors") -> None:
        """Write a private circle of which the person is the steward."""
        store = SqlCircles(session)
        review = date(2027, 3, 1)
        circle = Circle(
            self.circle, self.community, name, "How we mentor", CircleKind.PRIVATE, 30, review, NOW, self.account
        )
        await store.add(circle)
        await store.put_seat(self.community, self.circle, Seat(self.account, self.member, Role.STEWARD, NOW))


NORTH = Plot("north")
SOUTH = Plot("south")
