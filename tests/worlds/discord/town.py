"""Towns on a simulated Discord: guilds with people in them, and the product's own client and adapter."""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from adapters.clock import FrozenClock
from adapters.discord import PLATFORM
from adapters.discord.custom_ids import AGAIN, of_button
from adapters.discord.line import Line, sender
from adapters.discord.platform import DiscordPlatform
from adapters.discord.rights import ALWAYS
from storage.database import Database
from tests.worlds.discord import payloads, seeing, showing
from tests.worlds.discord.acts import Acts
from tests.worlds.discord.clients import Clients
from tests.worlds.discord.connected import Connected, connected
from tests.worlds.discord.lines import linked, picked
from tests.worlds.discord.permissions import sees
from tests.worlds.discord.pointing import pointed
from tests.worlds.discord.resolving import Unsendable
from tests.worlds.discord.server import Discord, served
from tests.worlds.discord.state import Channel, Guild, Interaction, Message, User
from tests.worlds.discord.words import INTENT_MEMBERS
from tests.worlds.drawing import pictures
from tests.worlds.shown import Answer, ButtonShown, FormShown, RoomShown, Shown
from tests.worlds.towns import HOME, ZONE, Ground, Opening, Unsayable

EDIT_AGAIN = "Edit again"


@dataclass(slots=True, repr=False)
class DiscordWorld:
    """One Discord: its guilds are the towns. `connection` is there once Hearth is wired."""

    discord: Discord
    adapter: DiscordPlatform
    stack: AsyncExitStack
    connection: Connected | None = None

    @property
    def link(self) -> Connected:
        """Return the connection."""
        assert self.connection is not None
        return self.connection

    async def connects(self, ground: Ground) -> None:
        """Take the wired Hearth, and connect its client."""
        self.connection = await self.stack.enter_async_context(connected(self.discord, ground))

    async def opens(self, name: str, people: Sequence[str]) -> "DiscordTown":
        """Return a new guild with people. Its admins show every command to everybody.

        At first Discord shows the nouns of stewards only to those who manage the server; who sees them and
        may not use them is then refused by Hearth, as in every other town.
        """
        guild = Acts(self.discord).founds(name, bot_may=sum(r.bit for r in ALWAYS))
        guild.shows_all_commands = True
        town = DiscordTown(self, guild, name)
        await town.settles()
        await town.lets_in(*people)
        return town


@asynccontextmanager
async def open_world(database: Database, clock: FrozenClock) -> AsyncIterator[DiscordWorld]:
    """Start a Discord; nothing of it lies in Hearth's database."""
    del database
    async with AsyncExitStack() as stack:
        discord = await stack.enter_async_context(served(clock, allowed_intents=INTENT_MEMBERS))
        stack.enter_context(pointed(discord))
        line = Line(sender(), clock, discord.state.app.token)
        stack.push_async_callback(line.close)
        yield DiscordWorld(discord, DiscordPlatform(line, pictures=pictures()), stack)


@dataclass(slots=True, repr=False)
class DiscordTown:
    """One guild. `stood` is the room in which people stand."""

    world: DiscordWorld
    guild: Guild
    name: str
    stood: str = HOME
    users: dict[str, User] = field(default_factory=dict)
    forms: dict[str, Interaction] = field(default_factory=dict)
    last: Interaction | None = None
    platform: str = PLATFORM
    free_lines: bool = False
    marks_questions: bool = False
    own_zones: bool = False
    tells_zones: bool = False
    answers_repeats: bool = False
    joins_rooms: bool = False

    @property
    def ground(self) -> Ground:
        """Return what it shares."""
        return self.world.link.ground

    @property
    def discord(self) -> Discord:
        """Return the Discord it is in."""
        return self.world.discord

    @property
    def acts(self) -> Acts:
        """Return people's and admins' hands."""
        return Acts(self.discord)

    @property
    def clients(self) -> Clients:
        """Return people's clients."""
        return Clients(self.discord)

    async def settles(self) -> None:
        """Return when all that was told is done."""
        await self.world.link.settles()

    # People and rooms, by hand

    async def lets_in(self, *names: str, zone: str = ZONE) -> None:
        for name in names:
            user = self.acts.signs_up(name, zone=zone)
            self.acts.enters(self.guild, user)
            if not self.users:
                self.acts.lets_manage(self.guild, user)
            self.users[showing.name_of(user)] = user
        await self._told()

    async def leaves(self, person: str, *, told: bool = True) -> None:
        if told:
            self.acts.leaves(self.guild, self.users[person])
        else:
            del self.guild.members[self.users[person].id]
        await self._told()

    async def _told(self) -> None:
        await self.settles()
        await self.ground.hearth.pulse()
        await self.settles()

    def external(self, person: str) -> str:
        return str(self.users[person].id)

    async def adds_room(self, room: str, *, private: bool = False, by: str | None = None) -> None:
        self.acts.makes_room(self.guild, room, private=private, by=self.users[by] if by else None)
        await self.settles()

    async def drops_room(self, room: str) -> None:
        del self.guild.channels[self._channel(room).id]

    async def stands(self, room: str) -> None:
        self.stood = room

    async def uninstalls(self) -> None:
        self.acts.takes_bot_out(self.guild)
        await self._told()

    async def installs(self) -> None:
        self.acts.lets_bot_in(self.guild)
        await self._told()

    # What people do with Hearth

    async def types(self, person: str, line: str, *, room: str | None = None) -> Answer:
        path, given = picked(self._linked(person, line), self.ground.hearth.engine.catalogue)
        who, channel = self.users[person], self._channel(room or self.stood)
        try:
            asked = self.clients.slash(who, channel, path, given)
        except Unsendable as unsendable:
            raise Unsayable(str(unsendable)) from unsendable
        return await self._answer(asked)

    async def presses(self, person: str, shown: Shown, label: str) -> Answer:
        who, (channel, message) = self.users[person], self._message(shown)
        carried = seeing.button(message, label)
        assert carried is not None, f"no button {label}: {shown.labels}"
        if message in seeing.messages(self.discord.state, channel, who):
            return await self._answer(self.clients.press(who, channel, message, carried))
        return await self.pushes(person, next(b for b in shown.buttons if b.label == label))

    async def pushes(self, person: str, button: ButtonShown) -> Answer:
        carried = of_button(button.action, button.value)
        assert carried is not None
        return await self._answer(self.clients.forge(self.users[person], self._channel(self.stood), carried))

    async def fills(self, person: str, form: FormShown, answers: Mapping[str, str]) -> Answer:
        opened = self.forms[form.id]
        assert opened.user is self.users[person], "a form is open before one person alone"
        picks = {f.name for f in form.fields if self._picks(opened, f.name)}
        given = {n: self._linked(person, a) if n in picks else a for n, a in answers.items()}
        try:
            sent = self.clients.submit(opened, given)
        except Unsendable as unsendable:
            raise Unsayable(str(unsendable)) from unsendable
        return await self._answer(sent)

    async def repeats(self) -> Answer:
        assert self.last is not None
        self.clients.again(self.last)
        await self.settles()
        return Answer()

    async def offered(self, person: str, path: Sequence[str], arg: str, typed: str = "") -> list[str]:
        who, channel = self.users[person], self._channel(self.stood)
        try:
            choices = self.clients.choices(who, channel, tuple(path), arg)
            if choices is not None:
                return [c for c in choices if typed.casefold() in c.casefold()]
            asked = self.clients.completes(who, channel, tuple(path), arg, typed, {})
        except Unsendable:
            # Nothing is offered where nothing can be entered.
            return []
        await self.settles()
        return [str(c["name"]) for c in asked.choices or []]

    async def _answer(self, asked: Interaction) -> Answer:
        """Return what came back; a card that only leads back to a form is followed there."""
        self.last = asked
        await self.settles()
        if asked.modal is not None:
            return Answer(form=self._opened(asked))
        message = asked.channel.messages.get(asked.original or 0)
        if message is None or asked.on is message:
            return Answer()
        shown = showing.shown(self.discord.state, message, asked.channel, asked.user)
        again = next((b for b in shown.buttons if b.action.startswith(AGAIN)), None)
        if again is None:
            return Answer(shown)
        reopened = self.clients.press(asked.user, asked.channel, message, again.action)
        await self.settles()
        said = "\n".join(shown.text.split("\n")[1:-1]) if again.label == EDIT_AGAIN else ""
        return Answer(form=self._opened(reopened, said)) if reopened.modal is not None else Answer(shown)

    def _opened(self, asked: Interaction, error: str = "") -> FormShown:
        form = showing.form(asked, self._names(), error)
        self.forms[form.id] = asked
        return form

    @staticmethod
    def _picks(opened: Interaction, name: str) -> bool:
        """Return whether a question is answered by picking people or rooms."""
        assert opened.modal is not None
        parts = [p.get("component") or {} for p in opened.modal["components"]]
        return any(p.get("custom_id") == name and p["type"] in {5, 8} for p in parts)

    # What people do among themselves

    async def says(self, person: str, text: str, *, room: str | None = None) -> Shown:
        channel, who = self._channel(room or self.stood), self.users[person]
        message = self.acts.says(channel, who, text)
        await self.settles()
        return showing.shown(self.discord.state, message, channel, who)

    # Time

    async def waits(self, time: timedelta) -> None:
        await self.ground.waits(time)
        await self.settles()

    async def outlasts(self, time: timedelta) -> None:
        await self.ground.outlasts(time)
        await self.settles()

    # What people see

    async def reads(self, person: str | None, room: str = HOME) -> list[Shown]:
        channel = self._found(room)
        if channel is None:
            return []
        if person is None:
            here = [m for m in channel.messages.values() if m.id not in channel.deleted]
            everything = [m for m in here if m.reader is None]
            return [self._shown(m, channel, self.discord.state.app.user, ZONE) for m in everything]
        who = self.users[person]
        mine = seeing.messages(self.discord.state, channel, who)
        return [self._shown(m, channel, who) for m in mine if m.reader is None]

    async def mail(self, person: str, *, most: int = 200) -> list[Shown]:
        who = self.users[person]
        channel = self.discord.state.direct_with(who)
        mine = seeing.messages(self.discord.state, channel, who)
        own = [m for m in mine if m.reader is None and m.author.bot]
        return [self._shown(m, channel, who) for m in own[-most:]]

    def _shown(self, message: Message, channel: Channel, reader: User, zone: str | None = None) -> Shown:
        return showing.shown(self.discord.state, message, channel, reader, zone)

    async def rooms(self, person: str | None) -> list[RoomShown]:
        who = None if person is None else self.users[person].id
        mine = [c for c in self.guild.channels.values() if who is None or sees(self.guild, c, who)]
        return [showing.room(self.discord.state, self.guild, c) for c in mine]

    async def sees(self, person: str) -> list[str]:
        who, state = self.users[person], self.discord.state
        people = [json.dumps(payloads.member(m), ensure_ascii=False) for m in self.guild.members.values()]
        mine = [c for c in self.guild.channels.values() if sees(self.guild, c, who.id)]
        lists = [json.dumps(payloads.channel(c, 0), ensure_ascii=False) for c in mine]
        # Knowing an id is not enough: every place is asked for.
        places = [*self.guild.channels.values(), *state.direct.values()]
        got = [showing.raw(m) for c in places for m in seeing.messages(state, c, who)]
        return [*people, *lists, *got]

    # Names

    def _linked(self, person: str, text: str) -> str:
        who = self.users[person]
        here = {n: u for n, u in self.users.items() if u.id in self.guild.members}
        people = {f"@{n}": u.id for n, u in here.items()} | {f"@{u.shown.lower()}": u.id for u in here.values()}
        rooms = {f"#{c.name}": c.id for c in self.guild.channels.values() if sees(self.guild, c, who.id)}
        return linked(text, people | rooms)

    def _names(self) -> dict[int, str]:
        people = {u.id: n for n, u in self.users.items()}
        return people | {c.id: c.name for c in self.guild.channels.values()}

    def _found(self, room: str) -> Channel | None:
        return next((c for c in self.guild.channels.values() if c.name == room), None)

    def _channel(self, room: str) -> Channel:
        found = self._found(room)
        assert found is not None, f"no room {room}"
        return found

    def _message(self, shown: Shown) -> tuple[Channel, Message]:
        channel, message = (int(n) for n in shown.id.split("/"))
        found = self.guild.channels.get(channel) or self.discord.state.any_direct(channel)
        assert found is not None, "the room of that message is gone"
        return found, found.messages[message]


OPENING: Opening = open_world
"""Here the type checker holds this town to what towns and worlds must be."""
