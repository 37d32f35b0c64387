"""What people do to rooms by hand in a town, in the names of the story; `told` False: the platform loses its event."""

from collections.abc import Awaitable
from dataclasses import dataclass

from adapters.sandbox.world import PLATFORM
from bot.commands import Event, EventKind
from tests.worlds.byhand import ByHand, DiscordHands, SandboxHands, SlackHands
from tests.worlds.discord.state import Channel, new_channel
from tests.worlds.discord.town import DiscordTown
from tests.worlds.discord.words import PUBLIC_THREAD
from tests.worlds.sandbox_town import SandboxTown
from tests.worlds.slack.ground import Kind
from tests.worlds.slack.streets import SlackTown
from tests.worlds.towns import Town

CATEGORY = 4
"""A kind of channels (discord-api-docs, resources/channel)."""


@dataclass(frozen=True, slots=True)
class Meddler:
    """Hands in a town. What follows from what they do has arrived when they are done."""

    town: Town

    async def renames(self, room: str, name: str, *, told: bool = True) -> None:
        """Give a room another name."""
        place = await self.place(room)
        await self._does(self.hands.renames(place, name), EventKind.ROOM_RENAMED, place, told=told)

    async def lets_in(self, room: str, person: str, *, told: bool = True) -> None:
        """Let somebody into a room."""
        place, who = await self.place(room), self.town.external(person)
        await self._does(self.hands.lets_in(place, who), EventKind.ENTERED, place, who, told=told)

    async def takes_out(self, room: str, person: str, *, told: bool = True) -> None:
        """Take somebody out of a room."""
        place, who = await self.place(room), self.town.external(person)
        await self._does(self.hands.takes_out(place, who), EventKind.EXITED, place, who, told=told)

    async def shows(self, room: str, *, told: bool = True) -> None:
        """Make a room public."""
        place = await self.place(room)
        await self._does(self.hands.shows(place), EventKind.ROOM_TOUCHED, place, told=told)

    async def shuts(self, room: str, *, told: bool = True) -> None:
        """Archive a room, or delete it where there is no archive."""
        place = await self.place(room)
        await self._does(self.hands.shuts(place), EventKind.ROOM_GONE, place, told=told)

    async def shuts_out(self, room: str, *, told: bool = True) -> None:
        """Take Hearth out of a room."""
        place = await self.place(room)
        await self._does(self.hands.shuts_out(place), EventKind.ROOM_TOUCHED, place, told=told)

    async def invites_hearth(self, room: str, *, told: bool = True) -> None:
        """Let Hearth into a room."""
        place = await self.place(room)
        await self._does(self.hands.invites_hearth(place), EventKind.ROOM_BACK, place, told=told)

    async def fills(self, channels: int) -> None:
        """Let people make public rooms, without a word to Hearth, until there are so many in all."""
        match self.town:
            case SandboxTown():
                there = await self.town.world.rooms(self.town.name, viewer=None)
                for n in range(channels - len(there)):
                    await self.town.world.add_room(self.town.name, f"filler-{n}", private=False, by=None)
            case SlackTown():
                for n in range(channels - len(list(self.town.team.live()))):
                    made = {next(iter(self.town.people.values())).id}
                    self.town.world.channel(self.town.team, f"filler-{n}", Kind.PUBLIC, min(made), made)
            case DiscordTown():
                guild = self.town.guild
                for n in range(channels - len([c for c in guild.channels.values() if not c.is_thread])):
                    new_channel(self.town.discord.state, guild, f"filler-{n}")
            case _:
                raise TypeError(self.town)

    def in_one_category(self, channels: int) -> None:
        """Let people move so many of these channels into one category (Discord)."""
        assert isinstance(self.town, DiscordTown)
        guild = self.town.guild
        category = new_channel(self.town.discord.state, guild, "shelf")
        category.kind = CATEGORY
        for channel in [c for c in guild.channels.values() if c.name.startswith("filler-")][:channels]:
            channel.parent = category.id

    def with_threads(self, threads: int) -> None:
        """Let people open so many threads (Discord)."""
        assert isinstance(self.town, DiscordTown)
        state, guild = self.town.discord.state, self.town.guild
        parent = next(c for c in guild.channels.values() if not c.is_thread and c.kind != CATEGORY)
        for n in range(threads):
            made = Channel(state.ids.new(), PUBLIC_THREAD, f"talk-{n}", guild.id, parent=parent.id)
            made.changed = state.clock.real()
            guild.channels[made.id] = made

    async def empties(self) -> None:
        """Let people delete what they made to fill the space."""
        match self.town:
            case SandboxTown():
                for room in await self.town.world.rooms(self.town.name, viewer=None):
                    if room.name.startswith("filler-"):
                        await self.town.world.drop_room(self.town.name, room.id)
            case DiscordTown():
                channels = self.town.guild.channels
                for ident in [i for i, c in channels.items() if c.name.startswith("filler-")]:
                    del channels[ident]
            case _:
                raise TypeError(self.town)

    @property
    def hands(self) -> ByHand:
        """Return the platform's own hands."""
        match self.town:
            case SandboxTown():
                return SandboxHands(self.town.world, self.town.name)
            case SlackTown():
                return SlackHands(self.town.hands)
            case DiscordTown():
                return DiscordHands(self.town.acts, self.town.guild)
            case _:
                raise TypeError(self.town)

    async def place(self, room: str) -> str:
        """Return the platform's id of the newest room of that name."""
        match self.town:
            case SandboxTown():
                rooms = await self.town.world.rooms(self.town.name, viewer=None)
                return [r.id for r in rooms if r.name == room][-1]
            case SlackTown():
                return self.town.channel(room).id
            case DiscordTown():
                return [str(c.id) for c in self.town.guild.channels.values() if c.name == room][-1]
            case _:
                raise TypeError(self.town)

    async def _does(
        self, act: Awaitable[None], kind: EventKind, room: str, person: str | None = None, *, told: bool
    ) -> None:
        match self.town:
            case SandboxTown():
                await act
                if told:
                    now, town = self.town.ground.clock.now(), self.town
                    event = Event(town.sandbox.act(), PLATFORM, town.name, kind, now, person=person, room=room)
                    await town.ground.hearth.engine.receive(event)
            case SlackTown():
                ear = self.town.world.on_event
                self.town.world.on_event = ear if told else None
                await act
                self.town.world.on_event = ear
            case DiscordTown():
                self.town.discord.gateway.mute = not told
                await act
                self.town.discord.gateway.mute = False
            case _:
                raise TypeError(self.town)
        await settled(self.town)


async def settled(town: Town) -> None:
    """Let what was told arrive and be worked off."""
    match town:
        case SlackTown():
            await town.world.settle()
            await town.ground.hearth.pulse()
            await town.slack.quiet()
        case DiscordTown():
            await town.settles()
            await town.ground.hearth.pulse()
            await town.settles()
        case _:
            await town.ground.hearth.pulse()
