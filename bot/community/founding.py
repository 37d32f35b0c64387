"""Set-up in one form, the community's settings, and one more space for it."""

import hashlib
import hmac
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.beats import Beats
from bot.cards import (
    Bold,
    Button,
    Buttons,
    Card,
    Fields,
    Look,
    Note,
    Para,
    Reply,
    RoomLink,
    Span,
    fill,
    note,
    para,
)
from bot.commands import Access, Arg, Call, Command, Kind
from bot.community.access import Access as Door
from bot.community.model import STAGES, Community, Room, Space
from bot.community.store import CommunityStore, LinkCode, MemberStore, Record, Who
from bot.community.zones import ZoneNamed
from bot.deliveries import Invite, OpenRoom, Owe
from bot.errors import Conflict, Invalid, NotAllowed
from bot.facts import CommunityFounded, SpaceLinked, Tell
from bot.i18n import _, languages, later
from bot.keys import NOWHERE, CommunityId, RoomId
from bot.ports import Ids

CODE_LIVES = timedelta(minutes=10)
CODE_TRIES = 5
ROOM_EXPIRES = timedelta(days=3)
LONGEST_CHARTER = 500


@dataclass(frozen=True, slots=True)
class Communities:
    """What can be done with the community as a whole."""

    now: datetime
    real: datetime
    places: CommunityStore
    people: MemberStore
    door: Door
    beats: Beats
    owe: Owe
    tell: Tell
    ids: Ids
    zone_named: ZoneNamed

    @staticmethod
    def commands() -> tuple[Command, ...]:
        """Return the commands of `community`."""
        return COMMANDS

    @staticmethod
    def planners() -> dict[str, object]:
        """Return no planners: nothing of the community itself is timed yet."""
        return {}

    @staticmethod
    def listens() -> tuple[tuple[type, object], ...]:
        """Return no listeners."""
        return ()

    async def export(self, who: Who) -> Record:
        """Return nothing: what is personal here is kept with the members."""
        del who
        return {}

    async def forget(self, who: Who) -> None:
        """Do nothing: the members' own store blanks who founded what."""
        del who

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
        self.tell(CommunityFounded(community.id, space.id, account.id, self.now, call.text("rhythm")))
        return Reply(_founded(community, home))

    async def _public(self, room: RoomId | None) -> RoomId | None:
        """Return a room that may be everybody's home: none that is private."""
        found = await self.places.room(room) if room else None
        return found.id if found is not None and not found.private else None

    async def _space(self, call: Call) -> Space:
        space = await self.places.space_by_id(call.space)
        if space is None:
            msg = f"no space {call.space}"
            raise RuntimeError(msg)
        return space

    async def _community(self, call: Call) -> Community:
        community = await self.places.community(call.community)
        if community is None:
            msg = f"no community {call.community}"
            raise RuntimeError(msg)
        return community

    async def settings(self, call: Call) -> Reply:
        """Show the settings, or change the ones that were given."""
        community = await self._community(call)
        if not call.args:
            return Reply(await self._settings_card(community))
        zone = community.zone
        if "zone" in call.args:
            zone = self.zone_named(call.text("zone"), field="zone")
        changed = replace(
            community,
            name=call.text("name", community.name),
            charter=call.text("charter", community.charter),
            zone=zone,
            language=call.text("language", community.language),
        )
        await self.places.put_community(changed)
        if "home" in call.args:
            await self._move_home(call)
        return Reply(await self._settings_card(changed))

    async def _move_home(self, call: Call) -> None:
        """Make a room of this space the home; a private one cannot be."""
        home = await self._public(RoomId(call.text("home")))
        if home is None:
            raise Invalid(_("A private room cannot be the home of everybody. Nothing was changed."), field="home")
        await self.places.put_space(replace(await self._space(call), home=home))

    async def _settings_card(self, community: Community) -> Card:
        rows: list[tuple[str, tuple[Span, ...]]] = [
            (_("Charter"), (community.charter or _("none yet"),)),
            (_("Zone"), (community.zone,)),
            (_("Language"), (community.language,)),
            (_("Stage"), (_(community.stage),)),
        ]
        for space in (await self.places.spaces([community.id]))[community.id]:
            home: Span = RoomLink(space.home) if space.home else _("no room yet")
            rows.append((_("Home in {space}").format(space=space.name), (home,)))
        hint = _("Change one like this: community settings zone:Europe/Madrid · home:#room")
        return Card(community.name, (Fields(tuple(rows)), Note((hint,))))

    async def desk(self, call: Call) -> Reply:
        """Give the stewards a private room for what they must know."""
        community = await self._community(call)
        if community.desk_room is not None:
            return Reply(
                Card(
                    _("The stewards' room"),
                    (para(_("There is one already: {room}."), room=RoomLink(community.desk_room)),),
                )
            )
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

    async def link(self, call: Call) -> Reply:
        """Give a code in the community's own space; claim it in the new one; confirm it back home."""
        code = call.text("code").strip().upper()
        if call.community != NOWHERE:
            if code:
                raise Conflict(
                    _(
                        "This space has a community already. Nothing was linked. Type the code in "
                        "the space that has none."
                    )
                )
            return await self._give_code(call)
        if not code:
            sentence = _(
                "Type community link in the space where your community lives; it gives you a code to type here."
            )
            return Reply(Card(_("Link this space"), (Para((sentence,)),)))
        return await self._claim_code(call, code)

    async def _give_code(self, call: Call) -> Reply:
        if not call.steward:
            raise NotAllowed(_("Only stewards link a space. Nothing was changed. Ask one of them: steward list"))
        secret = self.ids.secret()
        code = LinkCode(
            self.ids.new(),
            call.community,
            call.space,
            digest(secret),
            call.account,
            self.real + CODE_LIVES,
            CODE_TRIES,
        )
        await self.places.put_code(code)
        shown = para(_("In the other space, type: community link {code}"), code=Bold(secret))
        quiet = _("It holds for ten minutes and works once. Afterwards I ask you here whether to link.")
        return Reply(Card(_("Link another space"), (shown, Note((quiet,)))))

    async def _claim_code(self, call: Call, typed: str) -> Reply:
        """Note who claims the code; the steward who made it must still say yes (two-sided)."""
        if not call.installer:
            raise NotAllowed(_("Only somebody who may set me up can link this space. Nothing was changed."))
        for code in await self.places.codes(real=self.real):
            if hmac.compare_digest(code.digest, digest(typed)) and code.claimed_space is None:
                await self.places.put_code(replace(code, claimed_space=call.space, claimed_by=call.account))
                # Its home is where the code was typed; community settings changes it.
                home = await self._public(call.room)
                await self.places.put_space(replace(await self._space(call), home=home))
                await self._ask_yes(call, code)
                sentence = _(
                    "Right. Whoever made the code is asked now, in their space; when they say yes, "
                    "this space belongs to the community."
                )
                return Reply(Card(_("Link this space"), (Para((sentence,)),)))
        await self._wrong_code()
        sentence = _(
            "That code is not right, or its ten minutes are over. Nothing was changed. Ask for a new "
            "one: community link"
        )
        return Reply(Card(_("Link this space"), (Para((sentence,)),)))

    async def _wrong_code(self) -> None:
        """Count a wrong try against every open code: a guesser has five tries, whichever code they guess at."""
        for code in await self.places.codes(real=self.real):
            if code.claimed_space is None:
                await self.places.put_code(replace(code, tries_left=code.tries_left - 1))

    async def _ask_yes(self, call: Call, code: LinkCode) -> None:
        account = await self.people.account(code.account)
        space = await self._space(call)
        if account is None or account.member is None:
            return
        buttons = Buttons(
            (
                Button(_("Link them"), "community.linked", code.id, Look.FIRST),
                Button(_("No"), "community.unlinked", code.id),
            )
        )
        text = para(
            _(
                "{space} asks to belong to your community, with your code. One rhythm, one "
                "membership, one set of circles."
            ),
            space=Bold(space.name),
        )
        self.owe.direct(
            account.member,
            Card(_("Link another space?"), (text, buttons)),
            reason=code.id,
            expires_at=self.now + CODE_LIVES,
        )

    async def _code(self, call: Call) -> LinkCode:
        code = next((c for c in await self.places.codes(real=self.real) if c.id == call.text("code")), None)
        if code is None or code.community != call.community or code.claimed_space is None or not call.steward:
            raise Invalid(_("That code is used up or over. Nothing was changed. Make a new one: community link"))
        return code

    async def linked(self, call: Call) -> Reply:
        """Say yes: the claimed space belongs to the community from now on."""
        code = await self._code(call)
        if code.account != call.account or code.claimed_space is None or code.claimed_by is None:
            raise NotAllowed(_("Only whoever made the code can say yes. Nothing was changed."))
        space = await self.places.space_by_id(code.claimed_space)
        claimer = await self.people.account(code.claimed_by)
        community = await self._community(call)
        await self.places.drop_code(code)
        if space is None or claimer is None or space.community is not None:
            raise Conflict(_("That space belongs to a community by now. Nothing was changed."))
        await self.places.put_space(replace(space, community=community.id))
        for account in await self.people.accounts_in(space.id):
            await self.door.member(community, account)
        self.tell(SpaceLinked(community.id, space.id, self.now))
        text = para(
            _(
                "{space} belongs to {community} now. Its home is where the code was typed; community "
                "settings home:#room changes it there."
            ),
            space=Bold(space.name),
            community=Bold(community.name),
        )
        return Reply(Card(_("Linked"), (text,)))

    async def unlinked(self, call: Call) -> Reply:
        """Say no: the code is used up."""
        await self.places.drop_code(await self._code(call))
        return Reply(Card(_("Not linked"), (Para((_("Nothing was linked, and that code is over."),)),)))


def digest(secret: str) -> str:
    """Return the SHA-256 of a code as it is kept, in hexadecimal."""
    return hashlib.sha256(secret.encode()).hexdigest()


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


NAME = Arg("name", later("What the community is called"), label=later("Name"), longest=80)
CHARTER = Arg(
    "charter",
    later("What it is for, in a sentence or two"),
    Kind.LONG,
    label=later("Charter"),
    longest=LONGEST_CHARTER,
)
ZONE = Arg("zone", later("Where most of you live, such as Europe/Copenhagen"), label=later("Time zone"), longest=64)
COMMANDS = (
    Command(
        ("community", "setup"),
        later("Set up a community here"),
        Communities.setup,
        (
            NAME,
            CHARTER,
            ZONE,
            Arg(
                "language",
                later("The language I speak here"),
                Kind.CHOICE,
                required=False,
                asked=True,
                choices=languages(),
                label=later("Language"),
            ),
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
        ("community", "settings"),
        later("See or change the community's settings"),
        Communities.settings,
        (
            replace(NAME, required=False),
            replace(CHARTER, required=False),
            replace(ZONE, required=False),
            Arg(
                "language",
                later("The language I speak here"),
                Kind.CHOICE,
                required=False,
                choices=languages(),
            ),
            Arg("home", later("The room where rituals are posted in this space"), Kind.ROOM, required=False),
        ),
        Access.STEWARD,
        ("community settings", "community settings zone:Europe/Madrid"),
    ),
    Command(
        ("community", "link"),
        later("Let one more space belong to the community"),
        Communities.link,
        (Arg("code", later("The code from the other space"), required=False, longest=20),),
        Access.ANYONE,
        ("community link", "community link ABCD2345"),
    ),
    Command(
        ("community", "desk"),
        later("Open a private room for the stewards"),
        Communities.desk,
        (),
        Access.STEWARD,
        hidden=True,
    ),
    Command(
        ("community", "linked"),
        later("Say yes to a link"),
        Communities.linked,
        (Arg("code", ""),),
        Access.STEWARD,
        hidden=True,
    ),
    Command(
        ("community", "unlinked"),
        later("Say no to a link"),
        Communities.unlinked,
        (Arg("code", ""),),
        Access.STEWARD,
        hidden=True,
    ),
)
