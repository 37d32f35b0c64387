"""`community setup`: a community founded in one form, and a room for its stewards."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.cards import Button, Buttons, Card, Look, Note, Para, Reply, RoomLink, fill, note, para
from bot.commands import Access, Arg, Call, Command
from bot.community.access import Access as Door
from bot.community.arguments import CHARTER, LANGUAGE, NAME, ZONE
from bot.community.finding import Finding
from bot.community.model import STAGES, Community, Room
from bot.community.store import MemberStore
from bot.community.zones import ZoneNamed
from bot.deliveries import Invite, OpenRoom, Owe
from bot.errors import Conflict
from bot.facts import CommunityFounded, Noted, Tell
from bot.i18n import _, later
from bot.keys import NOWHERE, CommunityId, RoomId
from bot.ports import Ids

ROOM_EXPIRES = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Communities(Finding):
    """Founds communities."""

    now: datetime
    people: MemberStore
    door: Door
    owe: Owe
    tell: Tell
    ids: Ids
    zone_named: ZoneNamed

    @staticmethod
    def commands() -> tuple[Command, ...]:
        """Return the commands that a community begins with."""
        return COMMANDS

    async def setup(self, call: Call) -> Reply:
        """Found a community in this space: its charter, and one ritual to start when the steward likes."""
        if call.community != NOWHERE:
            raise Conflict(
                _("This space has a community already. Nothing was changed. See it with: community settings")
            )
        space = await self._space(call)
        community = Community(
            CommunityId(self.ids.new()),
            name=call.text("name"),
            charter=call.text("charter"),
            zone=self.zone_named(call.text("zone"), field="zone"),
            language=call.text("language", "en"),
            stage=STAGES[0],
            founded_at=self.now,
            founded_by=call.account,
        )
        await self.places.put_community(community)
        home = await self._public(call.room)
        await self.places.put_space(replace(space, community=community.id, home=home))
        account = await self.people.account(call.account)
        if account is None:
            msg = "the asker has no account"
            raise RuntimeError(msg)
        account, _member = await self.door.member(community, account)
        await self.people.add_steward(community.id, account.id, None, self.now)
        for other in await self.people.accounts_in(space.id):
            await self.door.member(community, other)
        self.tell(CommunityFounded(community.id, space.id, account.id, self.now, call.text("rhythm")))
        self.tell(Noted(community.id, "community.setup", account.id, None, None, self.now))
        return Reply(_founded(community, home))

    async def desk(self, call: Call) -> Reply:
        """Give the stewards a private room for what they must know."""
        community = await self._community(call)
        there = await self.places.room(community.desk_room) if community.desk_room is not None else None
        if there is not None and there.usable:
            said = para(_("There is one already: {room}."), room=RoomLink(there.id))
            return Reply(Card(_("The stewards' room"), (said,)))
        room = Room(
            RoomId(self.ids.new()),
            call.space,
            None,
            _("stewards"),
            private=True,
            circle=None,
            state="opening",
        )
        await self.places.put_room(room)
        await self.places.put_community(replace(community, desk_room=room.id))
        await self._open_desk(call, community, room)
        text = _("I am opening a private room for the stewards. What you must know will stand there.")
        return Reply(Card(_("The stewards' room"), (Para((text,)),)))

    async def _open_desk(self, call: Call, community: Community, room: Room) -> None:
        expires = self.now + ROOM_EXPIRES
        opening = OpenRoom(room.name, _("What the stewards of this community must know"), private=True)
        self.owe.act(room.id, opening, reason=room.id, expires_at=expires)
        members = await self.people.stewards(community.id)
        accounts = [a for each in (await self.people.accounts_of(members)).values() for a in each]
        here = tuple(a.id for a in accounts if a.space == call.space and a.left_at is None)
        self.owe.act(room.id, Invite(here), reason=room.id, expires_at=expires)
        text = _(
            "This is the stewards' room. When something needs you, it will stand here, with the one step that mends it."
        )
        self.owe.post(room.id, Card(_("The stewards' room"), (Para((text,)),)), reason=room.id, expires_at=expires)


def _founded(community: Community, home: RoomId | None) -> Card:
    blocks: list[Para | Buttons | Note] = [Para((community.charter,))] if community.charter else []
    if home is not None:
        blocks.append(
            Para(
                fill(
                    _("Its home is {room}. Nothing is posted there until you start a ritual."),
                    room=RoomLink(home),
                )
            )
        )
    else:
        blocks.append(Para((_("It has no home room yet: community settings home:#room"),)))
    first = Button(_("See the first ritual"), "ritual.first", "", Look.FIRST)
    blocks.append(
        Buttons((first, Button(_("Open a stewards' room"), "community.desk"), Button(_("What can I do?"), "help")))
    )
    blocks.append(note(_("You are its first steward. Two are safer: steward add @somebody")))
    return Card(_("{name} is here").format(name=community.name), tuple(blocks))


COMMANDS = (
    Command(
        ("community", "setup"),
        later("Set up a community here"),
        Communities.setup,
        (
            NAME,
            CHARTER,
            ZONE,
            replace(LANGUAGE, asked=True, label=later("Language")),
            Arg(
                "rhythm",
                later("When you meet, such as every Tuesday 10:00; empty for none yet"),
                required=False,
                asked=True,
                label=later("Starter rhythm"),
            ),
        ),
        Access.INSTALLER,
        ("community setup",),
    ),
    Command(
        ("community", "desk"),
        later("Open a private room for the stewards"),
        Communities.desk,
        (),
        Access.STEWARD,
        hidden=True,
    ),
)
