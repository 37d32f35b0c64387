"""People's Discord clients: they send commands, presses, menus and forms just as the real one would.

What the real client would not let somebody send raises `Unsendable`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.worlds.discord import payloads, seeing
from tests.worlds.discord.filling import answers_in, options_in
from tests.worlds.discord.permissions import in_channel, in_guild, sees
from tests.worlds.discord.resolving import Unsendable, channel_shown, resolved
from tests.worlds.discord.server import Discord
from tests.worlds.discord.state import Channel, Guild, Interaction, Message, User
from tests.worlds.discord.words import ADMINISTRATOR, USE_APPLICATION_COMMANDS, Json

COMMAND, COMPONENT, AUTOCOMPLETE, SUBMIT = 2, 3, 4, 5
ANSWER_S = 20
"""How long, in real time, a client of a test waits for an answer; a machine that does much else is slow."""
ATTACHMENT_BYTES = 10 * 2**20


@dataclass(frozen=True, slots=True)
class Clients:
    """All people's clients of one Discord."""

    discord: Discord

    # What is sent

    def slash(self, who: User, channel: Channel, path: tuple[str, ...], given: Mapping[str, str]) -> Interaction:
        """Send a slash command; `given` are its options as text, people as `<@id>` and rooms as `<#id>`."""
        command = self.command(who, channel, path[0], 1)
        data = _command(command, path, lambda leaf: options_in(self.discord.state, self._guild(channel), leaf, given))
        return self._sends(who, channel, COMMAND, data, name=" ".join(path))

    def completes(
        self, who: User, channel: Channel, path: tuple[str, ...], option: str, typed: str, given: Mapping[str, str]
    ) -> Interaction:
        """Ask for what could stand in an option in which something is typed."""
        command = self.command(who, channel, path[0], 1)

        def leaf(found: Json) -> list[Json]:
            asked = next((o for o in found.get("options", []) if o["name"] == option), None)
            if asked is None or not asked.get("autocomplete"):
                msg = f"/{' '.join(path)} completes no {option}"
                raise Unsendable(msg)
            others = options_in(self.discord.state, self._guild(channel), found, given, partial=True)
            return [*others, {"name": option, "type": asked["type"], "value": typed, "focused": True}]

        return self._sends(who, channel, AUTOCOMPLETE, _command(command, path, leaf), name=" ".join(path))

    def choices(self, who: User, channel: Channel, path: tuple[str, ...], option: str) -> list[str] | None:
        """Return the only values of an option, or None where anything may be entered."""
        found: Json = self.command(who, channel, path[0], 1)
        for word in (*path[1:], option):
            inner = next((o for o in found.get("options", []) if o["name"] == word), None)
            if inner is None:
                msg = f"/{' '.join(path)} has no {option}"
                raise Unsendable(msg)
            found = inner
        return [str(c["name"]) for c in found["choices"]] if found.get("choices") else None

    def menu(self, who: User, channel: Channel, message: Message, name: str) -> Interaction:
        """Choose an entry of a message's context menu."""
        command = self.command(who, channel, name, 3)
        own = payloads.message(message, self.discord.state)
        data = {"id": command["id"], "name": name, "type": 3, "target_id": str(message.id)}
        data["resolved"] = {"messages": {str(message.id): own}}
        return self._sends(who, channel, COMMAND, data, name=name)

    def press(self, who: User, channel: Channel, message: Message, custom_id: str) -> Interaction:
        """Press a button that carries this, on a message that they see."""
        if message not in seeing.messages(self.discord.state, channel, who):
            msg = "that message is not seen"
            raise Unsendable(msg)
        data: Json = {"custom_id": custom_id, "component_type": 2, "id": 1}
        return self._sends(who, channel, COMPONENT, data, on=message)

    def forge(self, who: User, channel: Channel, custom_id: str) -> Interaction:
        """Press a button that stands nowhere, as a forged client would: on a message made up."""
        state = self.discord.state
        made_up = Message(state.ids.new(), channel.id, state.app.user, state.clock.real())
        data: Json = {"custom_id": custom_id, "component_type": 2, "id": 1}
        return self._sends(who, channel, COMPONENT, data, on=made_up)

    def submit(self, asked: Interaction, answers: Mapping[str, str]) -> Interaction:
        """Send in the form that an interaction opened; a question that is left out keeps what stands in it."""
        assert asked.modal is not None
        guild = self._guild(asked.channel)
        components, ids = answers_in(self.discord.state, guild, asked.modal, answers)
        data: Json = {"custom_id": asked.modal["custom_id"], "components": components}
        data |= {"resolved": resolved(self.discord.state, guild, ids)} if ids else {}
        return self._sends(asked.user, asked.channel, SUBMIT, data, on=asked.on)

    def again(self, asked: Interaction) -> None:
        """Tell an interaction to the bot once more, as a gateway that repeats itself."""
        told = next(d for n, d in reversed(self.discord.gateway.told) if d.get("id") == str(asked.id))
        self.discord.gateway.interact(told, asked.guild)

    def command(self, who: User, channel: Channel, name: str, kind: int) -> Json:
        """Return a command that somebody may use here."""
        guild = self._guild(channel)
        known = [*self.discord.state.app.commands, *(guild.commands if guild else [])]
        found = next((c for c in known if c["name"] == name and c["type"] == kind), None)
        if found is None or not self._offered(found, who, channel, guild):
            msg = f"there is no command {name} for {who.name} here"
            raise Unsendable(msg)
        return found

    def offered(self, who: User, channel: Channel) -> list[Json]:
        """Return the slash commands that somebody may use here."""
        guild = self._guild(channel)
        known = [*self.discord.state.app.commands, *(guild.commands if guild else [])]
        return [c for c in known if c["type"] == 1 and self._offered(c, who, channel, guild)]

    @staticmethod
    def _offered(command: Json, who: User, channel: Channel, guild: Guild | None) -> bool:
        contexts = command.get("contexts")
        if guild is None:
            return 1 in contexts if contexts is not None else bool(command.get("dm_permission", True))
        if contexts is not None and 0 not in contexts:
            return False
        may = in_channel(guild, channel, who.id)
        needed = None if guild.shows_all_commands else command.get("default_member_permissions")
        special = needed is None or bool(in_guild(guild, who.id) & (int(needed) or ADMINISTRATOR) == int(needed) != 0)
        whole = bool(in_guild(guild, who.id) & ADMINISTRATOR)
        return bool(may & USE_APPLICATION_COMMANDS) and (special or whole)

    def _guild(self, channel: Channel) -> Guild | None:
        return self.discord.state.guilds.get(channel.guild or 0)

    # On its way

    def _sends(
        self, who: User, channel: Channel, kind: int, data: Json, *, name: str = "", on: Message | None = None
    ) -> Interaction:
        state, guild = self.discord.state, self._guild(channel)
        if guild is not None and not sees(guild, channel, who.id):
            msg = f"{who.name} does not see {channel.name}"
            raise Unsendable(msg)
        number = state.ids.new()
        made = Interaction(number, f"token-{number}", kind, who, state.clock.real(), channel, guild, name, on=on)
        state.interactions[made.token] = made
        self.discord.gateway.interact(self._payload(made, data), guild)
        return made

    def _payload(self, made: Interaction, data: Json) -> Json:
        state, guild, channel = self.discord.state, made.guild, made.channel
        told: Json = {"id": str(made.id), "application_id": str(state.app.id), "type": made.kind, "token": made.token}
        told |= {"version": 1, "data": data, "channel_id": str(channel.id), "locale": made.user.locale}
        told |= {"entitlements": [], "attachment_size_limit": ATTACHMENT_BYTES}
        if made.on is not None:
            told["message"] = payloads.message(made.on, state)
        if guild is None:
            told |= {"channel": payloads.channel(channel, state.app.user.id), "context": 1}
            return told | {"user": payloads.user(made.user), "app_permissions": "0", payloads.OWNERS: {"0": "0"}}
        may = in_channel(guild, channel, made.user.id)
        told |= {"guild_id": str(guild.id), "guild": {"id": str(guild.id), "locale": "en-US", "features": []}}
        told |= {"guild_locale": "en-US", "context": 0, payloads.OWNERS: {"0": str(guild.id)}}
        told["app_permissions"] = str(in_channel(guild, channel, state.app.user.id))
        told["member"] = payloads.asker(guild, made.user, may)
        return told | {"channel": channel_shown(guild, channel, made.user)}

    # What comes back

    async def answered(self, asked: Interaction) -> Message | None:
        """Wait until an interaction is answered whole; return the message it brought, if any.

        Raises:
            TimeoutError: "The application did not respond".
        """
        await self.discord.watch.until(lambda: asked.answer is not None and not asked.loading, ANSWER_S)
        channel = asked.channel
        wanted = [i for i in (asked.original, *asked.followups) if i is not None and i not in channel.deleted]
        return channel.messages.get(wanted[-1]) if wanted else None


def _command(command: Json, path: tuple[str, ...], leaf: Callable[[Json], list[Json]]) -> Json:
    """Return the data of a command: its options inside those of its verb."""
    data: Json = {"id": command["id"], "name": command["name"], "type": 1}
    if "guild_id" in command:
        data["guild_id"] = command["guild_id"]
    found, verbs = command, []
    for word in path[1:]:
        inner = next((o for o in found.get("options", []) if o["name"] == word and o["type"] in {1, 2}), None)
        if inner is None:
            msg = f"/{' '.join(path)} is no command"
            raise Unsendable(msg)
        found = inner
        verbs.append((word, inner["type"]))
    if any(o["type"] in {1, 2} for o in found.get("options", [])):
        msg = f"/{' '.join(path)} wants another word"
        raise Unsendable(msg)
    options = leaf(found)
    data |= _resolved_of(options)
    for word, kind in reversed(verbs):
        options = [{"name": word, "type": kind, "options": options}]
    return data | ({"options": options} if options else {})


def _resolved_of(options: list[Json]) -> Json:
    """Take what the options resolved to out of them, and return it."""
    found: Json = {}
    for option in options:
        for kind, items in option.pop("resolved", {}).items():
            found.setdefault(kind, {}).update(items)
    return {"resolved": found} if found else {}
