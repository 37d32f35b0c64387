"""What people and administrators do in a simulated Discord, apart from talking to Hearth."""

from collections.abc import Sequence
from dataclasses import dataclass

from tests.worlds.discord import payloads
from tests.worlds.discord.permissions import sees
from tests.worlds.discord.server import Discord
from tests.worlds.discord.state import Channel, Guild, Member, Message, Overwrite, Role, User, new_channel, new_guild
from tests.worlds.discord.words import DM, MANAGE_GUILD, PUBLIC_THREAD, VIEW_CHANNEL, Json


@dataclass(frozen=True, slots=True)
class Acts:
    """Hands in one Discord; whatever they do, the gateway tells."""

    discord: Discord

    def founds(self, name: str, *, bot_may: int) -> Guild:
        """Make a guild with a general channel and let the bot in with these permissions."""
        state = self.discord.state
        guild = new_guild(state, name, bot_may=bot_may)
        self._tell("GUILD_CREATE", payloads.guild_create(guild, state), guild)
        return guild

    def joins(self, guild: Guild, name: str, *, zone: str = "UTC", locale: str = "en-US") -> User:
        """Let somebody new into a guild."""
        user = self.signs_up(name, zone=zone, locale=locale)
        self.enters(guild, user)
        return user

    def signs_up(self, name: str, *, zone: str = "UTC", locale: str = "en-US") -> User:
        """Make an account for somebody who is in no guild yet."""
        state = self.discord.state
        user = User(state.ids.new(), name.lower().replace(" ", "."), name, zone, locale)
        state.users[user.id] = user
        return user

    def enters(self, guild: Guild, user: User, *, pending: bool = False) -> None:
        """Let somebody who has an account into a guild; `pending`: they have not accepted its rules yet."""
        guild.members[user.id] = Member(user, self.discord.state.clock.real(), pending=pending)
        told = payloads.member(guild.members[user.id]) | {"guild_id": str(guild.id)}
        self._tell("GUILD_MEMBER_ADD", told, guild)

    def accepts_rules(self, guild: Guild, user: User) -> None:
        """Let somebody accept the guild's rules."""
        guild.members[user.id].pending = False
        told = payloads.member(guild.members[user.id]) | {"guild_id": str(guild.id)}
        self._tell("GUILD_MEMBER_UPDATE", told, guild)

    def leaves(self, guild: Guild, user: User) -> None:
        """Let somebody leave a guild; overwrites for them stay, thread seats do not."""
        del guild.members[user.id]
        for channel in guild.channels.values():
            channel.inside.pop(user.id, None)
        self._tell("GUILD_MEMBER_REMOVE", {"guild_id": str(guild.id), "user": payloads.user(user)}, guild)

    def takes_bot_out(self, guild: Guild) -> None:
        """Remove the bot from a guild."""
        self._tell("GUILD_DELETE", {"id": str(guild.id)}, guild)
        del guild.members[self.discord.state.app.user.id]

    def lets_bot_in(self, guild: Guild) -> None:
        """Invite the bot again, with the role it had."""
        state = self.discord.state
        role = next(r for r in guild.roles.values() if r.id != guild.id)
        guild.members[state.app.user.id] = Member(state.app.user, state.clock.real(), [role.id])
        told = payloads.guild_create(guild, state)
        del told["unavailable"]  # it tells that one is back from an outage, and stands in no other
        self._tell("GUILD_CREATE", told, guild)

    def outage(self, guild: Guild) -> None:
        """Let a guild be unavailable for a while, which is no removal."""
        self._tell("GUILD_DELETE", {"id": str(guild.id), "unavailable": True}, guild)

    def makes_room(self, guild: Guild, name: str, *, private: bool = False, by: User | None = None) -> Channel:
        """Make a channel by hand; a private one is seen by its maker only, not by the bot."""
        made = new_channel(self.discord.state, guild, name)
        if private:
            made.overwrites[guild.id] = Overwrite(guild.id, 0, 0, VIEW_CHANNEL)
            if by is not None:
                made.overwrites[by.id] = Overwrite(by.id, 1, VIEW_CHANNEL, 0)
        self._tell("CHANNEL_CREATE", self._shown(made), guild)
        return made

    def renames(self, guild: Guild, channel: Channel, name: str) -> None:
        """Give a channel another name by hand."""
        channel.name = name
        self._tell("CHANNEL_UPDATE", self._shown(channel), guild)

    def changed(self, guild: Guild, channel: Channel) -> None:
        """Tell that a channel's permissions were changed by hand."""
        self._tell("CHANNEL_UPDATE", self._shown(channel), guild)

    def drops(self, guild: Guild, channel: Channel) -> None:
        """Delete a channel by hand, with its threads."""
        for thread in [c for c in guild.channels.values() if c.parent == channel.id]:
            del guild.channels[thread.id]
        guild.channels.pop(channel.id, None)
        self._tell("THREAD_DELETE" if channel.is_thread else "CHANNEL_DELETE", self._shown(channel), guild)

    def says(self, channel: Channel, author: User, text: str, *, to: Message | None = None) -> Message:
        """Say something as a person; `to`: as an answer to a message."""
        state = self.discord.state
        made = Message(state.ids.new(), channel.id, author, state.clock.real(), text)
        made.community = state.clock.now()
        guild = state.guilds.get(channel.guild or 0)
        if to is not None:
            made.reference = {"message_id": str(to.id), "channel_id": str(channel.id), "type": 0}
        channel.messages[made.id] = made
        told = payloads.message(made, state)
        if guild is not None:
            told |= {"guild_id": str(guild.id), "member": payloads.member(guild.members[author.id], with_user=False)}
        self.discord.gateway.tell("MESSAGE_CREATE", told, guild=guild, channel=channel)
        return made

    def reacts(self, channel: Channel, who: User, message: Message, emoji: str = "👍") -> None:
        """React to a message as a person."""
        guild = self.discord.state.guilds.get(channel.guild or 0)
        message.reactions.setdefault(emoji, set()).add(who.id)
        told: Json = {"user_id": str(who.id), "channel_id": str(channel.id), "message_id": str(message.id)}
        told |= {"emoji": {"id": None, "name": emoji}, "burst": False, "type": 0}
        told["message_author_id"] = str(message.author.id)
        if guild is not None:
            told |= {"guild_id": str(guild.id), "member": payloads.member(guild.members[who.id])}
        self.discord.gateway.tell("MESSAGE_REACTION_ADD", told, guild=guild, channel=channel)

    def deletes(self, channel: Channel, message: Message) -> None:
        """Delete a message by hand."""
        channel.deleted.add(message.id)
        guild = self.discord.state.guilds.get(channel.guild or 0)
        told = {"id": str(message.id), "channel_id": str(channel.id)} | ({"guild_id": str(guild.id)} if guild else {})
        self.discord.gateway.tell("MESSAGE_DELETE", told, guild=guild, channel=channel)

    def opens_thread(self, guild: Guild, parent: Channel, name: str, by: User) -> Channel:
        """Open a public thread by hand."""
        state = self.discord.state
        made = Channel(state.ids.new(), PUBLIC_THREAD, name, guild.id, parent=parent.id, owner=by.id)
        made.inside[by.id] = made.changed = state.clock.real()
        guild.channels[made.id] = made
        self._tell("THREAD_CREATE", self._shown(made) | {"newly_created": True}, guild)
        return made

    def renames_thread(self, guild: Guild, thread: Channel, name: str) -> None:
        """Give a thread another name by hand."""
        thread.name = name
        self._tell("THREAD_UPDATE", self._shown(thread), guild)

    def enters_thread(self, guild: Guild, thread: Channel, user: User) -> None:
        """Let somebody into a thread by hand."""
        thread.inside[user.id] = self.discord.state.clock.real()
        self._tell("THREAD_MEMBERS_UPDATE", self._members(guild, thread, added=[user.id]), guild)

    def exits_thread(self, guild: Guild, thread: Channel, user: User) -> None:
        """Take somebody out of a thread by hand, or let them leave it."""
        thread.inside.pop(user.id, None)
        self._tell("THREAD_MEMBERS_UPDATE", self._members(guild, thread, removed=[user.id]), guild)

    @staticmethod
    def _members(guild: Guild, thread: Channel, *, added: Sequence[int] = (), removed: Sequence[int] = ()) -> Json:
        told: Json = {"id": str(thread.id), "guild_id": str(guild.id), "member_count": min(len(thread.inside), 50)}
        told["added_members"] = [payloads.thread_member(thread, a) for a in added]
        told["removed_member_ids"] = [str(r) for r in removed]
        return told

    def closes_thread(self, guild: Guild, thread: Channel, *, locked: bool) -> None:
        """Archive a thread as a moderator, or as it falls asleep by itself; locked, only moderators wake it."""
        thread.archived, thread.locked = True, locked
        self._tell("THREAD_UPDATE", self._shown(thread), guild)

    def lets_manage(self, guild: Guild, user: User) -> None:
        """Let somebody manage the server, by a role of their own."""
        state = self.discord.state
        role = Role(state.ids.new(), "Mods", MANAGE_GUILD, len(guild.roles))
        guild.roles[role.id] = role
        guild.members[user.id].roles.append(role.id)

    def may(self, guild: Guild, permissions: int) -> None:
        """Give the bot's role other permissions."""
        role = next(r for r in guild.roles.values() if r.id != guild.id)
        role.permissions = permissions
        self._tell("GUILD_ROLE_UPDATE", {"guild_id": str(guild.id), "role": payloads.role(role)}, guild)

    def everybody_may(self, guild: Guild, permissions: int) -> None:
        """Give everybody on the server other permissions."""
        role = guild.roles[guild.id]
        role.permissions = permissions
        self._tell("GUILD_ROLE_UPDATE", {"guild_id": str(guild.id), "role": payloads.role(role)}, guild)

    def adds_role(self, guild: Guild, name: str, permissions: int = 0) -> Role:
        """Make a role by hand; it stands below the bot's."""
        role = Role(self.discord.state.ids.new(), name, permissions, 0)
        guild.roles[role.id] = role
        self._tell("GUILD_ROLE_CREATE", {"guild_id": str(guild.id), "role": payloads.role(role)}, guild)
        return role

    def gives_bot(self, guild: Guild, permissions: int) -> None:
        """Give the bot one more role by hand, which holds these permissions."""
        bot, role = self.discord.state.app.user.id, self.adds_role(guild, "Helpers", permissions)
        guild.members[bot].roles.append(role.id)
        told = payloads.member(guild.members[bot]) | {"guild_id": str(guild.id)}
        self._tell("GUILD_MEMBER_UPDATE", told, guild)

    def moves_role(self, guild: Guild, role: Role, *, above: bool) -> None:
        """Put a role above the bot's own by hand, or below it."""
        role.position = 5 if above else 0
        self._tell("GUILD_ROLE_UPDATE", {"guild_id": str(guild.id), "role": payloads.role(role)}, guild)

    def _shown(self, channel: Channel) -> Json:
        return payloads.channel(channel, self.discord.state.app.user.id)

    def _tell(self, name: str, told: Json, guild: Guild) -> None:
        self.discord.gateway.tell(name, told, guild=guild)


def readable(channel: Channel, guild: Guild | None, reader: User) -> bool:
    """Return whether somebody may open a channel."""
    if channel.kind == DM:
        return channel.recipient is not None and channel.recipient.id == reader.id
    return guild is not None and sees(guild, channel, reader.id)
