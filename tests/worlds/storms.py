"""Trouble on the road to a real platform's server, ordered in one way for Slack and for Discord."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final

from bot.deliveries import Priority
from tests.worlds.discord import faults as discord_faults
from tests.worlds.discord.state import Channel as DiscordChannel
from tests.worlds.discord.state import Overwrite
from tests.worlds.discord.town import DiscordTown
from tests.worlds.discord.words import MANAGE_CHANNELS, SEND_MESSAGES, VIEW_CHANNEL
from tests.worlds.ledger import Ledger, Owing, owe
from tests.worlds.slack import faults as slack_faults
from tests.worlds.slack.streets import SlackTown
from tests.worlds.towns import HOME, Town
from tests.worlds.trouble import Step

Trouble = Callable[[Any], Awaitable[None]]
POST: Final = {"slack": "chat.postMessage", "discord": "create_message"}
OPEN: Final = {"slack": "conversations.create", "discord": "create_channel"}
INVITE: Final = {"slack": "conversations.invite", "discord": "put_overwrite"}
CLOSE: Final = {"slack": "conversations.archive", "discord": "edit_channel"}


@dataclass(frozen=True, slots=True)
class Storm:
    """Orders trouble for a town, and tells what its platform was asked."""

    town: Town

    @property
    def slack(self) -> SlackTown | None:
        """Return the town when it is on Slack."""
        return self.town if isinstance(self.town, SlackTown) else None

    @property
    def discord(self) -> DiscordTown:
        """Return the town, on Discord."""
        assert isinstance(self.town, DiscordTown)
        return self.town

    def place(self, room: str) -> str:
        """Return the platform's own id of a room."""
        return self.slack.channel(room).id if self.slack else str(self.discord_channel(room).id)

    def discord_channel(self, room: str) -> DiscordChannel:
        """Return a room of Discord's."""
        return next(c for c in self.discord.guild.channels.values() if c.name == room)

    # Trouble with posts

    def posts(self, step: Step, trouble: Trouble, *, room: str | None = HOME, times: int | None = 1) -> None:
        """Order trouble for the next posts to a room; no room: to any place."""
        place = self.place(room) if room is not None else None
        if self.slack:
            orders = self.slack.world.orders
            orders.on(step, trouble, POST["slack"], which=lambda a: place in {None, a.place}, times=times)
        else:
            watch = self.discord.discord.watch
            watch.on(step, trouble, POST["discord"], which=lambda a: place in {None, a.place}, times=times)

    def rooms(self, method: str, step: Step, trouble: Trouble) -> None:
        """Order trouble for the next thing that is done with a room: one of `OPEN`, `INVITE`, `CLOSE`."""
        orders = self.slack.world.orders if self.slack else self.discord.discord.watch
        orders.on(step, trouble, method, times=1)

    def dropped(self) -> Trouble:
        """Return a connection that is cut."""
        return slack_faults.dropped() if self.slack else discord_faults.dropped()

    def broken(self) -> Trouble:
        """Return an answer of 502."""
        return slack_faults.broken(502) if self.slack else discord_faults.broken(502)

    def too_many(self, seconds: int) -> Trouble:
        """Return a 429 that names a time to wait."""
        return slack_faults.too_many(seconds) if self.slack else discord_faults.limited(seconds)

    def asked(self, room: str = HOME) -> int:
        """Return how many posts to a room have arrived, done or not."""
        place, method = self.place(room), POST[self.town.platform]
        if self.slack:
            return sum(a.method == method and a.place == place for a in self.slack.world.orders.arrived)
        return len(self.discord.discord.watch.asked(method, place=place))

    def openings(self) -> int:
        """Return how many rooms the platform was asked to open."""
        method = OPEN[self.town.platform]
        if self.slack:
            return sum(a.method == method for a in self.slack.world.orders.arrived)
        return len(self.discord.discord.watch.asked(method))

    # What is taken away, and given back

    def scope(self, scope: str, *, given: bool) -> None:
        """Take one of the app's scopes away on Slack, or give it back."""
        assert self.slack is not None
        install = self.slack.team.install
        assert install is not None
        install.scopes = install.scopes | {scope} if given else install.scopes - {scope}

    def manages_channels(self, *, given: bool) -> None:
        """Take Manage Channels away on Discord, or give it back."""
        role = next(r for r in self.discord.guild.roles.values() if r.name == "Hearth")
        may = role.permissions
        self.discord.acts.may(self.discord.guild, may | MANAGE_CHANNELS if given else may & ~MANAGE_CHANNELS)

    def silenced(self, room: str, *, view: bool) -> None:
        """Take Hearth's voice in one room of Discord's away by its role, or its sight of it (`view`)."""
        role = next(r for r in self.discord.guild.roles.values() if r.name == "Hearth")
        denied = VIEW_CHANNEL if view else SEND_MESSAGES
        self.discord_channel(room).overwrites[role.id] = Overwrite(role.id, 0, 0, denied)

    def heard(self, room: str) -> None:
        """Give Hearth its voice in a room back."""
        role = next(r for r in self.discord.guild.roles.values() if r.name == "Hearth")
        del self.discord_channel(room).overwrites[role.id]

    # What is owed

    async def owes(self, *texts: str, room: str = HOME) -> None:
        """Owe plain posts to a room, and let them be sent."""
        ours = (await Ledger(self.town.ground.database).rooms())[self.place(room)]
        hearth = self.town.ground.hearth
        await owe(hearth, *(Owing(t, ours, None, Priority.RITUAL) for t in texts))
        await hearth.settle()
