"""`ritual hallway` and its two buttons: the room opens for those who came, and lets in whoever of them is missing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.beats import Beats
from bot.cards import Reply
from bot.circles import hallway_texts as texts
from bot.circles.hallway_keeping import CLOSE, WARN
from bot.circles.hallways import (
    DAYS,
    FEWEST,
    MOST_DAYS,
    OPENED_WITHIN,
    WARNING,
    Gathering,
    Gatherings,
    Hallway,
    HallwayStore,
)
from bot.commands import Access, Arg, Call, Command, Kind
from bot.community.duties import Service
from bot.community.model import Community, Room
from bot.community.store import CommunityStore, MemberStore, Record, Who
from bot.deliveries import Invite, OpenRoom, Owe
from bot.errors import Conflict, Invalid, NotAllowed, NotFound
from bot.facts import Noted, Tell
from bot.i18n import _, later, speaking
from bot.keys import AccountId, DeliveryId, MemberId, OccurrenceId, RoomId, SpaceId
from bot.ports import Ids

AT_ONCE = 50
"""People let in by one request; Slack takes 100 (slack-api-ref, conversations.invite)."""
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Hallways(Service):
    """Opens hallways, and lets people in."""

    now: datetime
    store: HallwayStore
    gatherings: Gatherings
    places: CommunityStore
    people: MemberStore
    beats: Beats
    owe: Owe
    ids: Ids
    tell: Tell

    @staticmethod
    def commands() -> tuple[Command, ...]:
        """Return the command that opens a hallway, and the button under it."""
        return COMMANDS

    async def export(self, who: Who) -> Record:
        """Return the hallways the person opened."""
        return await self.store.export(who)

    async def forget(self, who: Who) -> None:
        """Remove who opened them."""
        await self.store.forget(who)

    async def suggest(self, call: Call, typed: str) -> Sequence[str]:
        """Return names of rituals that hold what was typed."""
        names = await self.gatherings.names(call.community)
        return [n for n in names if typed.casefold() in n.casefold()]

    async def open(self, call: Call) -> Reply:
        """Open the hallway of a date that is over: a room in each space in which somebody who came is."""
        gathering = await self._over(call)
        home = await self._awake(call)
        days = int(call.text("days", str(DAYS)))
        if not 1 <= days <= MOST_DAYS:
            sentence = _("A hallway stays open for 1 to {most} days. Nothing was changed.").format(most=MOST_DAYS)
            raise Invalid(sentence, field="days")
        sides = await self._sides(gathering.people, home)
        if len({m for here in sides.values() for m in here.values()}) < FEWEST:
            sentence = _("Fewer than two are noted as there. Nothing was changed. Note who came: ritual recap")
            raise Conflict(sentence)
        hallway = Hallway(self.ids.new(), home.id, _date(gathering), call.account, self.now, self.now + DAY * days)
        hallway = replace(hallway, notices=await self._tell_of(hallway, gathering, home))
        if not await self.store.add(hallway):
            raise Conflict(
                _(
                    "That date has had its hallway. Nothing was changed. Who came and is missing presses "
                    "Let me in under its card."
                )
            )
        for space, here in sides.items():
            await self._open_room(hallway, gathering, home, space, tuple(here))
        self.beats.at(WARN, home.id, hallway.id, hallway.closes_at - WARNING, grace=WARNING)
        self.beats.at(CLOSE, home.id, hallway.id, hallway.closes_at, grace=DAY)
        self.tell(Noted.by(call, "ritual.hallway", about=gathering.ritual))
        return Reply(texts.opened(gathering, hallway))

    async def _over(self, call: Call) -> Gathering:
        """Return the date it is about, one that was over lately and that the asker hosted or may decide about."""
        gathering = await self.gatherings.find(call.community, call.text("name"))
        if gathering is None:
            raise NotFound("ritual", call.text("name"), field="name")
        if gathering.over_at is None:
            raise Conflict(_("It is not over yet. Nothing was changed. A hallway opens afterwards."))
        if not call.steward and gathering.host != call.member:
            raise NotAllowed(_("Only its host or a steward can do that. Nothing was changed. Who hosts: ritual host"))
        if not gathering.fresh(self.now):
            sentence = _("That was over {days} days ago or more. Nothing was changed. A hallway opens right after.")
            raise Conflict(sentence.format(days=OPENED_WITHIN.days))
        return gathering

    async def _awake(self, call: Call) -> Community:
        home = await self.places.community(call.community)
        if home is None or home.resting(self.now):
            sentence = _(
                "The community rests, so I open nothing. Nothing was changed. It goes on with: community resume"
            )
            raise Conflict(sentence)
        return home

    async def _sides(
        self, members: Sequence[MemberId], home: Community
    ) -> Mapping[SpaceId, Mapping[AccountId, MemberId]]:
        """Return the accounts these members have in each space where Hearth is, with whose each is."""
        sides: dict[SpaceId, dict[AccountId, MemberId]] = {
            s.id: {} for s in (await self.places.spaces([home.id]))[home.id] if s.gone_at is None
        }
        for member, accounts in (await self.people.accounts_of(members)).items():
            for account in (a for a in accounts if a.left_at is None and a.space in sides):
                sides[account.space][account.id] = member
        return {space: here for space, here in sides.items() if here}

    async def _tell_of(self, hallway: Hallway, gathering: Gathering, home: Community) -> tuple[DeliveryId, ...]:
        with speaking(home.language):
            card = texts.notice(gathering, hallway)
        return await self.gatherings.post(hallway.date, card, reason=hallway.id, until=hallway.closes_at)

    async def _open_room(
        self, hallway: Hallway, gathering: Gathering, home: Community, space: SpaceId, here: Sequence[AccountId]
    ) -> None:
        """Owe a room in a space, these let in, and the first message; no list of rooms tells what it is of."""
        day = (gathering.starts or self.now).astimezone(ZoneInfo(home.zone)).date()
        with speaking(home.language):
            room = Room(RoomId(self.ids.new()), space, None, _("a hallway"), True, None, state="opening")
            opening = OpenRoom(texts.room_name(gathering, day), texts.purpose(gathering), private=True)
            first = texts.first_message(gathering, hallway.closes_at)
        await self.places.put_room(room)
        await self.store.add_room(hallway, room.id)
        until = hallway.closes_at
        self.owe.act(room.id, opening, reason=hallway.id, expires_at=until)
        self._invite(hallway, room.id, here)
        self.owe.post(room.id, first, reason=hallway.id, expires_at=until)

    def _invite(self, hallway: Hallway, room: RoomId, accounts: Sequence[AccountId]) -> None:
        for first in range(0, len(accounts), AT_ONCE):
            act = Invite(tuple(accounts[first : first + AT_ONCE]))
            self.owe.act(room, act, reason=hallway.id, expires_at=hallway.closes_at)

    async def let_in(self, call: Call) -> Reply:
        """Let in whoever came and is missing, in each of their spaces; also who has left it before."""
        hallway = await self.store.hold(call.community, call.text("hallway"))
        if hallway is None or not hallway.is_open(self.now):
            raise Conflict(_("That hallway is closed by now. Nothing was changed."))
        gathering = (await self.gatherings.of([hallway.date]))[hallway.date]
        if call.member not in gathering.people:
            sentence = _(
                "It is for those who came. Nothing was changed. If you did, ask the host to note it: ritual recap"
            )
            raise NotAllowed(sentence)
        home = await self.places.community(call.community)
        if home is None:
            raise NotFound("community", call.community)
        rooms = {r.space: r for r in (await self.places.rooms(hallway.rooms)).values() if r.usable}
        for space, here in (await self._sides([call.member], home)).items():
            if space in rooms and rooms[space].circle is not None:
                raise Conflict(_("That hallway is closed by now. Nothing was changed."))
            if space in rooms:
                self._invite(hallway, rooms[space].id, tuple(here))
            else:
                await self._open_room(hallway, gathering, home, space, tuple(here))
        return Reply(texts.welcome(hallway))


def _date(gathering: Gathering) -> OccurrenceId:
    if gathering.date is None:
        msg = f"{gathering.ritual} has no date that is over"
        raise ValueError(msg)
    return gathering.date


COMMANDS = (
    Command(
        ("ritual", "hallway"),
        later("Open a room for a few days for those who came"),
        Hallways.open,
        (
            Arg("name", later("Which ritual"), label=later("Ritual"), suggest=Hallways.suggest, longest=100),
            Arg("days", later("How many days it stays open, 1 to 7; 2 otherwise"), Kind.WHOLE, required=False),
        ),
        Access.HOST,
        ('ritual hallway "Friday wins"', 'ritual hallway "Friday wins" days:5'),
    ),
    Command(("ritual", "hallway-in"), "", Hallways.let_in, (Arg("hallway", "", longest=16),), hidden=True),
)
