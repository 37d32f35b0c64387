"""What people do to a workspace itself: come, go, talk, and have channels of their own."""

from dataclasses import dataclass

from tests.worlds.slack.chat import channel_type
from tests.worlds.slack.ground import Channel, Json, Kind, Message, Team, User
from tests.worlds.slack.payloads import item_of
from tests.worlds.slack.rooms import checked_name, named
from tests.worlds.slack.shapes import user_of
from tests.worlds.slack.world import World


@dataclass(frozen=True, slots=True)
class Hands:
    """The people of one workspace, acting in Slack's own client."""

    world: World
    team: Team

    def _tell(self, event: Json) -> None:
        self.world.emit(self.team, event)

    # People

    def arrives(self, name: str, *, zone: str = "UTC", admin: bool = False) -> User:
        """Let somebody in."""
        user = self.world.user(self.team, name, zone, admin=admin)
        self._tell({"type": "team_join", "user": user_of(self.team, user, now=self.world.now(), locale=True)})
        return user

    def leaves(self, user: User) -> None:
        """Deactivate somebody: they are in no channel any more."""
        user.deleted = True
        for channel in self.team.channels.values():
            if channel.kind is not Kind.IM:
                channel.members.discard(user.id)
        self._changed(user)

    def returns(self, user: User) -> None:
        """Let somebody who was deactivated back in."""
        user.deleted = False
        self._changed(user)

    def changes(self, user: User, *, name: str | None = None, zone: str | None = None) -> None:
        """Change somebody's shown name or zone."""
        user.name, user.zone = name or user.name, zone or user.zone
        self._changed(user)

    def _changed(self, user: User) -> None:
        told = user_of(self.team, user, now=self.world.now(), locale=True)
        self._tell({"type": "user_change", "user": told, "cache_ts": int(self.world.now())})

    # Channels

    def makes(self, user: User, name: str, *, private: bool = False) -> Channel:
        """Make a channel; whoever makes it is in it, and the app is not."""
        kind = Kind.PRIVATE if private else Kind.PUBLIC
        made = self.world.channel(self.team, checked_name(self.team, name), kind, user.id, {user.id})
        if not private:
            channel = {"id": made.id, "name": name, "created": made.created, "creator": user.id}
            self._tell({"type": "channel_created", "channel": channel})
        return made

    def lets_in(self, by: User, channel: Channel, *people: str) -> None:
        """Invite people, or the app by its bot user."""
        for person in people:
            channel.members.add(person)
            self._moved("member_joined_channel", channel, person, inviter=by.id)

    def takes_out(self, by: User, channel: Channel, person: str) -> None:
        """Remove somebody, or the app; the app hears of its own removal in other words."""
        channel.members.discard(person)
        if self.team.install is not None and person == self.team.install.bot_user:
            self._tell({"type": named("left", channel), "channel": channel.id, "actor_id": by.id})
        else:
            self._moved("member_left_channel", channel, person)

    def _moved(self, event: str, channel: Channel, person: str, **more: str) -> None:
        kind = "G" if channel.kind is Kind.PRIVATE else "C"
        told = {"type": event, "user": person, "channel": channel.id, "channel_type": kind, "team": self.team.id}
        self._tell({**told, **more})

    def archives(self, by: User, channel: Channel) -> None:
        """Archive a channel."""
        channel.archived = True
        self._tell({"type": named("archive", channel), "channel": channel.id, "user": by.id})

    def renames(self, channel: Channel, name: str) -> None:
        """Give a channel another name."""
        channel.past_names.append(channel.name)
        channel.name = checked_name(self.team, name, mine=channel)
        renamed = {"id": channel.id, "name": name, "created": channel.created}
        self._tell({"type": named("rename", channel), "channel": renamed})

    def deletes(self, channel: Channel) -> None:
        """Delete a channel with all that was said in it."""
        self._tell({"type": named("deleted", channel), "channel": channel.id})
        channel.gone = True

    # Talk

    def says(self, user: User, channel: Channel, text: str, *, thread: str | None = None) -> Message:
        """Say something; in a DM it is for the app."""
        made = self.world.message(channel, user.id, text, thread=thread)
        told: Json = {"type": "message", "user": user.id, "text": text, "ts": made.ts, "team": self.team.id}
        told |= {"channel": channel.id, "channel_type": channel_type(channel)}
        self._tell({**told, **({"thread_ts": thread} if thread else {})})
        return made

    def reacts(self, user: User, channel: Channel, message: Message, name: str) -> None:
        """React to a message."""
        message.reactions.append((user.id, name))
        if self.team.install is not None:
            where = item_of(self.team.install, channel, message)
            self._tell({"type": "reaction_added", "user": user.id, "reaction": name, **where})

    # The app

    def uninstalls(self) -> None:
        """Take the app out of the workspace: its token is dead, and it hears so twice."""
        if self.team.install is not None:
            self.team.install.revoked = True
            bot = self.team.install.bot_user
            self._tell({"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [bot]}})
            self._tell({"type": "app_uninstalled"})

    def installs(self) -> None:
        """Install the app again: with a new token."""
        if self.team.install is not None:
            self.team.install.revoked = False
            self.team.install.token = f"xoxb-{self.team.id}-{self.world.id('N')}"
